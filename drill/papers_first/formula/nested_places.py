"""Arrays by their places: ``R[i][j]``, whose row is ``R[i]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.tree import Symbol


def arrays(rows: Iterable[Sequence[str]]) -> frozenset[Symbol]:
    """The symbols, without scripts, that stand before two places somewhere: ``x[i][j]``."""
    return frozenset(symbol for row in rows for symbol in _before_places(row))


def is_place(tokens: Sequence[str], at: int) -> bool:
    """Whether a small letter or a number stands there alone in square brackets; capitals may be what is
    dissolved, ``k [A][B]``.
    """
    inner = tokens[at + 1] if at + 2 < len(tokens) else ""
    is_one = len(inner) == 1 and inner.isascii() and (inner.islower() or inner.isdigit())
    return is_one and tokens[at] == "[" and tokens[at + 2] == "]"


def _before_places(row: Sequence[str]) -> Iterator[Symbol]:
    for one in occurrences(row):
        if not one.above and is_place(row, one.end) and is_place(row, one.end + 3):
            yield one.symbol
