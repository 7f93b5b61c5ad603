"""Coefficients of regressions, which weigh what stands behind them, in brackets too: ``b_1 x + b_2 (z)``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.occurrences import Occurrence, occurrences
from drill.papers_first.formula.tree import Symbol

_LETTERS: Final = frozenset((*"abc", "\\alpha", "\\beta", "\\gamma"))
_FEWEST: Final = 2


def coefficients_of(rows: Iterable[Sequence[str]]) -> set[Symbol]:
    """The bare symbols that, with numbers below, stand right before names in at least two places."""
    found = Counter(
        one.symbol
        for row in rows
        for one, other in pairwise(occurrences(row))
        if one.end == other.begin and is_numbered(one) and not one.above
    )
    return {symbol for symbol, count in found.items() if count >= _FEWEST}


def is_numbered(name: Occurrence | Symbol) -> bool:
    """Whether a letter of coefficients has a number below."""
    base = name.symbol.base if isinstance(name, Occurrence) else name.base
    return base in _LETTERS and len(name.sub) == 1 and name.sub[0].isdigit()
