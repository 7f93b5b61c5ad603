"""Functions by where they lead from and to: ``\\Omega : \\mathbb{R} \\to \\mathbb{R}``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.heads import CALLED, OFTEN_CALLED
from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import GREEK, SCALARS

_LETTERS: Final = (GREEK - SCALARS) | CALLED | OFTEN_CALLED | frozenset("kd")
"""Letters of functions; those of states, rates and matrices are multiplied with, whatever they lead to."""
_ARROWS: Final = frozenset(("\\rightarrow", "\\mapsto"))


def typed_maps(rows: Iterable[Sequence[str]]) -> frozenset[Symbol]:
    """The symbols, with their indices, that ``rows`` say to lead from one set to another."""
    return frozenset(symbol for row in rows for symbol in _typed(row))


def _typed(row: Sequence[str]) -> Iterator[Symbol]:
    first = next(occurrences(row), None)
    if first is None or first.begin or first.above or not _ARROWS & set(row):
        return
    if row[first.end : first.end + 1] == [":"] and first.symbol.base in _LETTERS:
        yield replace(first.symbol, sub=first.sub)
