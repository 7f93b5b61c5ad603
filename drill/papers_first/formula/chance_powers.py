"""Chances of one of two outcomes, ``p^X (1 - p)^{1 - X}``: what stands above both is computed with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from drill.papers_first.formula.occurrences import group_end

Raised: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""The tokens of a name and those of its exponent."""

_REST: Final = ["1", "-"]
_CLOSING: Final = {")": "(", "]": "["}


def chance_powers(tokens: Sequence[str]) -> frozenset[Raised]:
    """``p`` with ``X`` where ``(1 - p)^{1 - X}`` stands in a row."""
    row = list(tokens)
    return frozenset(_complements(row)) if "^" in row else frozenset()


def _complements(row: list[str]) -> Iterator[Raised]:
    for at, token in enumerate(row):
        if token != "^" or row[at - 1] not in _CLOSING:
            continue
        inside = row[_begin(row, at - 1) + 1 : at - 1]
        above = row[at + 2 : group_end(row, at + 1) - 1]
        if inside[:2] == _REST and above[:2] == _REST and len(inside) > 2 and len(above) > 2:
            yield tuple(inside[2:]), tuple(above[2:])


def _begin(row: list[str], end: int) -> int:
    """Where the bracket that ends there begins."""
    depth = 0
    for at in range(end, -1, -1):
        depth += (row[at] == row[end]) - (row[at] == _CLOSING[row[end]])
        if depth == 0:
            return at
    return end
