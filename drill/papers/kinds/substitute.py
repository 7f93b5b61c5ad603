"""The kind "substitute": substitute one formula into another, so that the symbol it defines disappears."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from drill.checking import ExpressionSpec
from drill.maths.print import to_latex, to_plain
from drill.maths.tree import substitute, symbols
from drill.notation import refs, replaced
from drill.notation.tree import Statement
from drill.papers.draft import Draft, Line, Skipped
from drill.papers.draft_building import contained
from drill.papers.lowering.connections import Feed, definition_at
from drill.papers.lowering.expressions import Expression, entrywise_expression, simplified
from drill.papers.lowering.formula import read_formula
from drill.papers.lowering.inputs import RefusedError, operations
from drill.papers.paper_reading import Reading
from drill.papers.sheet.formula_types import typed_together
from drill.papers.variation import Varied, size_of
from drill.papers.wording import numbered, shown, sliced

# Operations of a whole that is worth writing.
_FEWEST: Final = 2
# Nodes of a whole that is typed without slips.
_LONGEST: Final = 60


def drafts(reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    """Yield one substitution for each formula that another one feeds with a number or an array."""
    for line in lines:
        for feed in reading.connections.feeds.get(line.formula.id, ()):
            make = partial(_draft, reading, line, feed)
            yield from contained("substitute", line.formula.id, lambda make=make: [make()])


def _draft(reading: Reading, line: Line, feed: Feed) -> Draft:
    line, source = typed_together(reading.paper, (line, feed.source))
    if line.typed is None or source.typed is None or len(line.typed.statement.sides) != 2:
        raise RefusedError("one of the two is not read")
    if doubt := line.doubt or source.doubt:
        raise RefusedError(doubt)
    left, right = line.typed.statement.sides
    inner = definition_at(source.typed.statement, feed.symbol)
    changed = right if inner is None else replaced(right, lambda node: inner if node == feed.symbol else None)
    if inner is None or line.typed.statement.conditions or {left, feed.symbol} & {*refs(changed)}:
        raise RefusedError("the definition is one of another index, or a symbol would stand on both sides")
    quantities = (*line.typed.quantities, *source.typed.quantities)
    values = {**source.typed.values, **line.typed.values}

    def read(equation: Statement) -> Expression:
        return entrywise_expression(read_formula(equation, quantities, values, reading.own_brackets))

    outer, whole, part = (
        read(Statement(sides, ("=",))) for sides in ((left, right), (left, changed), (feed.symbol, inner))
    )
    symbol = sliced(line, feed.symbol)
    name = next((name for name, latex in outer.latex.items() if latex == symbol), "")
    is_one = all(whole.latex.get(typed, latex) == latex for typed, latex in part.latex.items())
    key = simplified(whole.node)
    if not name or name in whole.latex or not is_one or not symbols(key) <= {*whole.latex}:
        raise RefusedError("its symbols would have two names")
    if operations(key) < _FEWEST or size_of(key) > _LONGEST:
        raise RefusedError("what comes out is too short or too long")
    variation, here, there = Varied(reading, line, whole), numbered(line.formula), numbered(source.formula)
    words = {"symbol": symbol, "here": here, "there": there, "shown": shown(source)}
    words |= {"part": to_latex(part.node, part.latex), "key": to_latex(key, whole.latex)}
    return variation.draft(
        "substitute", source.source, ExpressionSpec(kind="expression", text=to_plain(key)), words,
        declared=variation.declared(), restates=True,
        witness={"value": to_plain(substitute(outer.node, {name: part.node}))},
    )  # fmt: skip
