"""Matrices that are written out, of which one entry is computed: ``\\begin{pmatrix} 1 - a & a \\\\ …``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from drill.papers_first.alteration.working import steps_of
from drill.papers_first.arithmetic.doubts import is_entry
from drill.papers_first.arithmetic.quantities import has_dots
from drill.papers_first.evaluation.computed import Side, read_side
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Node, Symbol, Table, Transpose, Words

_MATRICES: Final = frozenset(("pmatrix", "bmatrix"))
_FEWEST_STEPS: Final = 2
"""An entry is worth asking for from so many operations on."""
ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth")


def entry_ways(right: Node) -> Iterator[Callable[[], Side]]:
    """Ways to compute one entry of such a matrix, the one with the most to compute first.

    What looks like a matrix of blocks has none, nor has one that leaves entries to the reader.
    """
    rows = _rows(right)
    if not rows or has_dots(right) or any(map(_may_be_block, walk(right))):
        return
    entries = [
        (entry, _named(number, place, rows))
        for number, row in enumerate(rows)
        for place, entry in enumerate(row)
        if steps_of(entry) >= _FEWEST_STEPS
    ]
    for entry, asks in sorted(entries, key=lambda one: -steps_of(one[0])):
        yield partial(_read, entry, asks)


def _read(entry: Node, asks: str) -> Side:
    return replace(read_side(entry), asks=asks)


def _rows(right: Node) -> tuple[tuple[Node, ...], ...]:
    """The rows of a matrix, all of one length; none for anything else."""
    match right:
        case Table(environment, rows) if environment in _MATRICES and len({len(row) for row in rows}) == 1:
            return rows
        case _:
            return ()


def _named(number: int, place: int, rows: tuple[tuple[Node, ...], ...]) -> str:
    if len(rows[0]) == 1 and number < len(ORDINALS):
        return f"the {ORDINALS[number]} entry of the vector on the right"
    return f"the entry in row {number + 1}, column {place + 1} of the matrix on the right"


def _may_be_block(part: Node) -> bool:
    """Whether an entry may be a matrix itself: a capital, a bold letter, a transpose, an inverse."""
    match part:
        case Symbol(base, font) if not is_entry(part):
            return font not in ("", "\\mathrm", "\\operatorname") or base.lstrip("\\")[:1].isupper()
        case Transpose() | Words():
            return True
        case _:
            return False
