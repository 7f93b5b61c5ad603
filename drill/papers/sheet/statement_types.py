"""Statements with what their symbols are, and the question about a symbol of which nothing is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.notation import to_latex, to_tokens, tree, walk
from drill.papers.draft import Line
from drill.papers.sheet import rules
from drill.papers.sheet.symbols import CALLED
from drill.papers.sheet.table import Table
from drill.papers.sheet.types import Quantity, Question, Typed

_SIZES: Final = ("R", "R^?", "R^(? x ?)")


def typed_lines(lines: Sequence[Line], table: Table) -> tuple[Line, ...]:
    """The lines of a paper with what the table tells of their symbols."""
    return tuple(
        line
        if line.statement is None
        else replace(
            line, typed=Typed(line.statement, _quantities(line.statement, table, line.formula.section))
        )
        for line in lines
    )


def _quantities(statement: tree.Statement, table: Table, section: int) -> tuple[Quantity, ...]:
    """Each symbol once, but for those that run here; conditions are no part of the statement."""
    bound = frozenset(_bound(statement))
    heads = {id(node.function) for node in walk(statement) if isinstance(node, tree.Apply)}
    found: dict[tuple[tree.Ref, bool], Quantity] = {}
    refs = [node for side in statement.sides for node in walk(side) if isinstance(node, tree.Ref)]
    for ref in sorted(refs, key=lambda ref: ref.span):
        place = (ref, id(ref) in heads)
        if place in found or ref in bound:
            continue
        if (quantity := table.of(ref, section, place[1])) is not None:
            found[place] = quantity
    return tuple(found.values())


def question_of(quantity: Quantity) -> Question:
    """What to ask about a symbol of which nothing is known."""
    is_called = quantity.key.endswith("(·)")
    head = f"{quantity.typed}(.)" if is_called else quantity.typed
    symbol = quantity.symbol
    is_small = symbol.name.base.lstrip("\\")[:1].islower()
    rank = 0 if symbol.below and not rules.is_bold(symbol) else 1 if is_small else 2
    options = tuple(f"{head} in {size}" for size in _SIZES)
    if is_called and symbol.name.base == "\\sigma":
        options = (f"{quantity.typed}: sigmoid", *options)
    guess = options[0 if is_called else rank]
    about = to_latex(to_tokens(symbol)) + (CALLED if is_called else "")
    return Question(about, "function" if is_called else "type", options, guess)


def _bound(node: tree.Node) -> Iterator[tree.Ref]:
    """Names that run or are integrated over in a node; what is sought by an argmin is known outside of it."""
    sought = {
        id(part.bound)
        for part in walk(node)
        if isinstance(part, tree.Reduce) and rules.operator(part)[:3] == "arg"
    }
    for part in walk(node):
        if isinstance(part, tree.Bound) and id(part) not in sought:
            yield from part.names
        elif isinstance(part, tree.Integral):
            yield from (name for name in part.by if isinstance(name, tree.Ref))
