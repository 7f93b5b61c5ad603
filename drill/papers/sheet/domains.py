"""Sets of numbers that quantities may take: their names, what two of them share, and their one spelling."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from drill.papers.sheet.types import REAL, Domain

INF: Final = math.inf

POSITIVE: Final = Domain(low=0)
NONNEGATIVE: Final = Domain(low=0, is_low_open=False)
UNIT: Final = Domain(0, 1, is_low_open=False, is_high_open=False)
INTEGER: Final = Domain(is_whole=True)
COUNT: Final = Domain(low=1, is_low_open=False, is_whole=True)
BINARY: Final = Domain(0, 1, is_low_open=False, is_high_open=False, is_whole=True, values=(0.0, 1.0))
SIMPLEX: Final = replace(UNIT, mark="simplex")
ONE_HOT: Final = replace(BINARY, mark="one-hot")


def listed(values: tuple[float, ...], domain: Domain = REAL) -> Domain | None:
    """The domain of some numbers alone, of those that lie in ``domain``; None for no number."""
    kept = tuple(sorted({float(value) for value in values if contains(domain, value)}))
    if not kept:
        return None
    is_whole = all(value == math.floor(value) for value in kept)
    return Domain(kept[0], kept[-1], False, False, is_whole, kept, domain.mark)


def contains(domain: Domain, value: float) -> bool:
    """Whether a number lies in a domain."""
    if domain.values and value not in domain.values:
        return False
    is_above = value > domain.low or (value == domain.low and not domain.is_low_open)
    is_below = value < domain.high or (value == domain.high and not domain.is_high_open)
    return is_above and is_below and (not domain.is_whole or value == math.floor(value))


def normal(domain: Domain) -> Domain | None:
    """The one spelling of a domain: whole ends of whole numbers belong to it; None where it is empty."""
    if domain.values:
        return listed(domain.values, replace(domain, values=()))
    low, high = float(domain.low), float(domain.high)
    is_low_open, is_high_open = domain.is_low_open or low == -INF, domain.is_high_open or high == INF
    if domain.is_whole:
        if low > -INF:
            low = float(math.floor(low) + 1 if is_low_open else math.ceil(low))
        if high < INF:
            high = float(math.ceil(high) - 1 if is_high_open else math.floor(high))
        is_low_open, is_high_open = low == -INF, high == INF
    if low > high or (low == high and (is_low_open or is_high_open)) or math.isnan(low) or math.isnan(high):
        return None
    return Domain(low, high, is_low_open, is_high_open, domain.is_whole, (), domain.mark)


def meet(first: Domain, second: Domain) -> Domain | None:
    """What lies in both domains; None where nothing does, or where they are marked differently."""
    if first.mark and second.mark and first.mark != second.mark:
        return None
    low, is_low_open = max((first.low, first.is_low_open), (second.low, second.is_low_open))
    high, is_high_closed = min((first.high, not first.is_high_open), (second.high, not second.is_high_open))
    is_whole = first.is_whole or second.is_whole
    mark = first.mark or second.mark
    both = Domain(low, high, is_low_open, not is_high_closed, is_whole, (), mark)
    if not first.values and not second.values:
        return normal(both)
    values = tuple(
        value for value in first.values or second.values if not second.values or value in second.values
    )
    return listed(values, both) if values else None


def of_entry(domain: Domain) -> Domain:
    """What one entry of an array may be."""
    return replace(domain, mark="")
