"""Matrices and tuples that are written out: an entry of what they make, or of one matrix times a column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final, TypeGuard

from drill.papers_first.alteration.working import steps_of
from drill.papers_first.evaluation.entries import ORDINALS
from drill.papers_first.formula.given import is_grouping
from drill.papers_first.formula.rewrite import closed, walk
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Derivative,
    Gradient,
    Node,
    Number,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
    Transpose,
    Words,
    symbols,
)
from drill.papers_first.paper import Paper, once
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, listed

_MATRICES: Final = frozenset(("pmatrix", "bmatrix", "Bmatrix", "matrix", "smallmatrix"))
_DOTS: Final = frozenset(("\\ldots", "\\dots", "\\cdots", "\\vdots", "\\ddots"))
_TIMES: Final = frozenset(("", "\\cdot", "\\times"))
_COLUMNS: Final = ("v", "u", "z", "b", "c", "h")
_CHANCES: Final = frozenset(("p", "q", "\\pi", "P", "Q"))
_CHANCE_WORDS: Final = re.compile(
    r"probabilit|frequenc|transition|stochastic|distribution|share|proportion", re.I
)
_RELATIONS: Final = frozenset(
    ("=", ":=", "\\equiv", "\\triangleq", "<", ">", "\\leq", "\\geq", "\\le", "\\ge")
)
_ZERO, _ONE = Number("0"), Number("1")

Entries = tuple[tuple[Node, ...], ...]


def entries_of_tables(paper: Paper, line: Line) -> Iterator[tuple[Line, str]]:
    """The line as one entry of a side made of written-out matrices, or of a tuple, and how that is called."""
    sides = line.statement.sides
    if (parts := _tuple(line)) and all(map(_is_number, parts)):
        yield from _asked(line, (parts,), "{} in the brackets on the right", "")
        return
    if line.is_conditional or line.taken or not set(line.statement.relations) <= _RELATIONS:
        return
    found = [(side, _entries(side)) for side in sides if any(isinstance(part, Table) for part in walk(side))]
    numbers = [entry for _, entries in found for row in entries or () for entry in row]
    if any(entries is None for _, entries in found) or not all(map(_is_number, numbers)):
        return
    if _is_of_chances(paper, line) and any(map(symbols, numbers)):
        return
    for side, entries in sorted(found, key=lambda pair: _is_table(pair[0])):
        assert entries is not None
        which = "it" if len(sides) == 1 else f"what stands on the {'left' if side == sides[0] else 'right'}"
        if not _is_table(side):
            yield from _asked(line, entries, f"{{}} of {which}", "")
        elif len(entries[0]) > 1 and (column := _column(paper)):
            yield from _times_column(line, entries, column, which)


def _tuple(line: Line) -> tuple[Node, ...]:
    """The parts of the only right side where that is a tuple, ``(a b, a - b)``; empty elsewhere."""
    if (
        line.is_conditional
        or line.taken
        or line.left is None
        or line.statement.relations not in (("=",), (":=",))
    ):
        return ()
    match line.rights:
        case (Bracket("(" | "[", ")" | "]", (_, _, *_) as parts, separators, ()),) if set(separators) == {
            ","
        }:
            return parts
        case _:
            return ()


def _is_of_chances(paper: Paper, line: Line) -> bool:
    """Whether what is on the left is called a matrix of chances: its rows add up to 1."""
    said = (paper.meaning(symbol) for symbol in symbols(line.statement.sides[0]))
    return any(entry is not None and _CHANCE_WORDS.search(entry.meaning) for entry in said)


def _column(paper: Paper) -> str:
    """A letter that the paper uses for nothing; empty where there is none."""
    used = _letters(paper)
    free = (letter for letter in _COLUMNS if letter not in used and paper.meaning(Symbol(letter)) is None)
    return next(free, "")


@once
def _letters(paper: Paper) -> frozenset[str]:
    statements = (reading.statement for reading in paper.readings if reading.statement is not None)
    return frozenset(symbol.base for statement in statements for symbol in symbols(statement))


def _times_column(line: Line, entries: Entries, column: str, which: str) -> Iterator[tuple[Line, str]]:
    """An entry of the product of one matrix with a column."""
    names = tuple(Symbol(column, sub=(str(number),)) for number in range(1, len(entries[0]) + 1))
    product = _product(entries, tuple((name,) for name in names))
    said = f"Let ${column}$ be the column with the entries {listed(list(map(inline, names)))}"
    asks = f"{which} times ${column}$" if len(entries) == 1 else f"{{}} of {which} times ${column}$"
    yield from _asked(line, product, asks, said)


def _asked(line: Line, entries: Entries, asks: str, said: str) -> Iterator[tuple[Line, str]]:
    """The entries of a result, those first that take most to compute."""
    places = [(row, column) for row in range(len(entries)) for column in range(len(entries[0]))]
    for row, column in sorted(places, key=lambda place: -steps_of(entries[place[0]][place[1]])):
        entry = entries[row][column]
        if len(entries[0]) == 1 or len(entries) == 1:
            at = max(row, column)
            called = f"the {ORDINALS[at]} entry" if at < len(ORDINALS) else f"entry {at + 1}"
        else:
            called = f"the entry in row {row + 1} and column {column + 1}"
        alone = replace(line, left=None, says="alone", rights=(entry,), taken=said, is_turned=False)
        yield alone, asks.format(called)


def _is_table(side: Node) -> bool:
    match side:
        case Table():
            return True
        case Bracket(_, _, (inner,)) if is_grouping(side):
            return _is_table(inner)
        case _:
            return False


def _entries(side: Node) -> Entries | None:
    """The entries of a side; None where it is no matrix, or one that is not written out."""
    match side:
        case Table(environment, rows) if environment in _MATRICES:
            is_whole = len({len(row) for row in rows}) == 1 and rows and rows[0]
            return rows if is_whole and len(rows) * len(rows[0]) > 1 else None
        case Bracket(_, _, (inner,)) if is_grouping(side):
            return _entries(inner)
        case Signed("-", body):
            found = _entries(body)
            return None if found is None else _each(found, _negative)
        case Sum(terms, signs) if set(signs) <= {"+", "-"}:
            parts = [_entries(term) for term in terms]
            return None if None in parts else _total([one for one in parts if one is not None], signs)
        case Product(factors, signs) if set(signs) <= _TIMES:
            return _of_factors(factors)
        case Big("\\sum", lower, upper, body) if (found := _entries(body)) is not None:
            return _each(found, lambda one: _added_up(lower, upper, one))
        case _:
            return None


def _added_up(lower: tuple[str, ...], upper: tuple[str, ...], entry: Node) -> Node:
    if entry == _ZERO:
        return _ZERO
    if _is_negative(entry):
        return Signed("-", _added_up(lower, upper, entry.body))
    return Big("\\sum", lower, upper, closed(entry))


def _of_factors(factors: tuple[Node, ...]) -> Entries | None:
    """A product of matrices and numbers."""
    found: Entries | None = None
    numbers: list[Node] = []
    for factor in factors:
        entries = _entries(factor)
        if entries is None:
            if any(isinstance(part, Table) for part in walk(factor)):
                return None
            numbers.append(factor)
        elif found is None:
            found = entries
        elif len(found[0]) != len(entries):
            return None
        else:
            found = _product(found, entries)
    if found is None or not all(map(_is_number, numbers)):
        return None
    return _each(found, lambda one: _times((*numbers, one))) if numbers else found


def _product(one: Entries, other: Entries) -> Entries:
    return tuple(
        tuple(
            _sum([_times((row[at], other[at][column])) for at in range(len(other))], ["+"] * (len(other) - 1))
            for column in range(len(other[0]))
        )
        for row in one
    )


def _total(parts: list[Entries], signs: tuple[str, ...]) -> Entries | None:
    if any((len(one), len(one[0])) != (len(other), len(other[0])) for one, other in pairwise(parts)):
        return None
    return tuple(
        tuple(_sum([part[row][column] for part in parts], list(signs)) for column in range(len(parts[0][0])))
        for row in range(len(parts[0]))
    )


def _each(entries: Entries, change: Callable[[Node], Node]) -> Entries:
    return tuple(tuple(map(change, row)) for row in entries)


def _times(factors: tuple[Node, ...]) -> Node:
    """A product with its sign in front, without what is 1."""
    if _ZERO in factors:
        return _ZERO
    bare = [factor.body if _is_negative(factor) else factor for factor in factors]
    rest = tuple(closed(factor) for factor in bare if factor != _ONE)
    found = (rest[0] if len(rest) == 1 else Product(rest, ("\\cdot",) * (len(rest) - 1))) if rest else _ONE
    return Signed("-", found) if sum(map(_is_negative, factors)) % 2 else found


def _is_negative(node: Node) -> TypeGuard[Signed]:
    return isinstance(node, Signed) and node.sign == "-"


def _sum(terms: list[Node], signs: list[str]) -> Node:
    """A sum without what is 0, negative terms taken away."""
    pairs = [
        ("-" if (sign == "-") != _is_negative(term) else "+", term.body if _is_negative(term) else term)
        for sign, term in zip(("+", *signs), terms, strict=True)
        if term != _ZERO
    ]
    if not pairs:
        return _ZERO
    first = pairs[0][1] if pairs[0][0] == "+" else _negative(pairs[0][1])
    if len(pairs) == 1:
        return first
    return Sum((first, *(closed(term) for _, term in pairs[1:])), tuple(sign for sign, _ in pairs[1:]))


def _negative(node: Node) -> Node:
    return node if node == _ZERO else Signed("-", closed(node))


def _is_number(entry: Node) -> bool:
    """Whether an entry is one number: no block, no words, no dots, no chance in a row of such."""
    for part in walk(entry):
        if isinstance(part, Table | Transpose | Words | Statement | Gradient | Derivative):
            return False
        if isinstance(part, Symbol) and (
            part.base in _DOTS
            or part.font in ("\\mathbf", "\\mathcal", "\\mathbb")
            or part.base[:1].isupper()
            or (part.base in _CHANCES and len("".join(part.sub)) > 1)
            or part.base
            in ("\\Sigma", "\\Omega", "\\Lambda", "\\Delta", "\\Phi", "\\Psi", "\\Gamma", "\\Theta")
        ):
            return False
    return True
