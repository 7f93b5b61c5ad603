"""Functions by where they lead from and to: ``\\Omega : \\mathbb{R} \\to \\mathbb{R}``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.papers.formula.heads import MATRICES
from drill.papers.formula.occurrences import occurrences
from drill.papers.formula.tree import Symbol

_ARROWS: Final = frozenset(("\\rightarrow", "\\mapsto"))


def typed_maps(rows: Iterable[Sequence[str]]) -> frozenset[Symbol]:
    """The symbols, with their indices, that ``rows`` say to lead from one set to another; linear
    maps are multiplied with, too, where their letters are those of matrices.
    """
    return frozenset(symbol for row in rows for symbol in _typed(row))


def _typed(row: Sequence[str]) -> Iterator[Symbol]:
    first = next(occurrences(row), None)
    if first is None or first.begin or first.above or not _ARROWS & set(row):
        return
    is_linear = first.symbol.base in MATRICES or first.symbol.font == "\\mathbf"
    if row[first.end : first.end + 1] == [":"] and not is_linear:
        yield replace(first.symbol, sub=first.sub)
