"""What T above a letter shows of it: ``a a^T`` is a matrix, so that ``a`` is a vector wherever it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.occurrences import Occurrence, occurrences
from drill.papers_first.formula.tree import Symbol

_T: Final = ("T",)
_SCRIPT: Final = ("^", "{", "T", "}")


def vectors_squared(rows: Iterable[Sequence[str]]) -> frozenset[Symbol]:
    """Symbols, without scripts, that stand beside themselves transposed: nobody writes a power so."""
    return frozenset(symbol for row in rows if "T" in row for symbol in _squared(row))


def _squared(row: Sequence[str]) -> Iterator[Symbol]:
    for one, other in pairwise(occurrences(row)):
        if (one.symbol, one.sub) != (other.symbol, other.sub):
            continue
        is_beside = not one.above and other.above == _T and other.begin == one.end
        if is_beside or (one.above == other.above and _is_in_brackets(row, one, other)):
            yield one.symbol


def _is_in_brackets(row: Sequence[str], one: Occurrence, other: Occurrence) -> bool:
    """``x^i (x^i)^T``."""
    between, behind = list(row[one.end : other.begin]), tuple(row[other.end : other.end + 5])
    return between == ["("] and behind == (")", *_SCRIPT)
