"""Stretches of numbers that a name is kept in, and what may be drawn from one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

from drill.banks.params import read_domain, read_number
from drill.papers_first.plausible.ranges import FINE, WIDE, Range

_FEWEST: Final = 6
"""Fewer numbers of the usual ones are too few to draw from."""
_SPREAD: Final = 8
"""So many numbers are taken where the usual ones will not do."""
_WHOLE: Final = frozenset(("count", "squared count", "known count", "exponent", "indicator", "sign"))
"""Roles of what is a whole number by what it is, and not for ease."""
_STEPS: Final = tuple(
    map(Fraction, ("1", "0.5", "0.2", "0.1", "0.05", "0.02", "0.01", "0.005", "0.002", "0.001"))
)


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers between two ends, which belong to it or not; ``members`` where they are listed."""

    low: float = -math.inf
    high: float = math.inf
    without_low: bool = False
    without_high: bool = False
    is_whole: bool = False
    members: frozenset[Fraction] | None = None

    def holds(self, number: Fraction) -> bool:
        """Whether a number is one of them."""
        if self.members is not None and number not in self.members:
            return False
        if self.is_whole and number.denominator != 1:
            return False
        above = number > self.low or (number == self.low and not self.without_low)
        return above and (number < self.high or (number == self.high and not self.without_high))

    def meet(self, other: Interval) -> Interval:
        """What is in both."""
        low, without_low = max((self.low, self.without_low), (other.low, other.without_low))
        high, kept_high = min((self.high, not self.without_high), (other.high, not other.without_high))
        listed = [one.members for one in (self, other) if one.members is not None]
        members = frozenset.intersection(*listed) if listed else None
        return Interval(low, high, without_low, not kept_high, self.is_whole or other.is_whole, members)

    @property
    def is_empty(self) -> bool:
        """Whether no number is in it."""
        if self.members is not None:
            return not any(map(replace(self, members=None).holds, self.members))
        return self.low > self.high or (self.low == self.high and (self.without_low or self.without_high))

    @property
    def is_single(self) -> bool:
        """Whether one number at most is in it."""
        if self.members is not None:
            return sum(map(replace(self, members=None).holds, self.members)) < 2
        return self.is_empty or self.low == self.high


@lru_cache(maxsize=512)
def within(interval: Interval, usual: Range) -> Range:
    """What to draw a quantity from that is kept in an interval, ``usual`` where that lies in it."""
    texts = (usual.params, WIDE.get(usual.role, ()), FINE.get(usual.role, ()))
    if all(interval.holds(one.value) for text in texts if text for one in read_domain(text)):
        return usual
    kept = [one.text for one in read_domain(usual.params) if interval.holds(one.value)]
    has_zero = any(not one.value for one in read_domain(usual.params))
    if len(kept) < _FEWEST:
        # what is positive stays so where the paper says no more; what is only kept below a number is positive
        is_open = interval.members is None and interval.high > 0
        if is_open and (usual.least > 0 or math.isinf(interval.low)):
            interval = interval.meet(Interval(low=0, without_low=True))
        numbers = _spread(interval, is_whole=usual.role in _WHOLE)
        kept = [_decimal(number) for number in numbers if number or has_zero]
    if not kept:
        return usual
    is_whole = all(read_number(text).denominator == 1 for text in kept)
    wide, fine = (_some_of(interval, text) for text in texts[1:])
    return Range("stated", tuple(kept), min(map(float, (*kept, *wide, *fine))), is_whole, wide, fine)


def _some_of(interval: Interval, usual: str | tuple[str, ...]) -> tuple[str, ...]:
    """Those of the usual numbers that are in an interval; none where they are few."""
    kept = [one.text for one in read_domain(usual) if interval.holds(one.value)] if usual else []
    return tuple(kept) if len(kept) > 2 * _FEWEST else ()


def _spread(interval: Interval, *, is_whole: bool) -> list[Fraction]:
    """Numbers of an interval: all that are listed, else so many at the largest step of even decimals."""
    if interval.members is not None:
        return sorted(filter(interval.holds, interval.members))
    if math.isinf(interval.low) or math.isinf(interval.high):
        return _from_the_end(interval)
    steps = (Fraction(1),) if is_whole or interval.is_whole else _STEPS
    found: list[Fraction] = []
    for step in steps:
        first, last = math.ceil(Fraction(interval.low) / step), math.floor(Fraction(interval.high) / step)
        last = min(last, first + 4 * _SPREAD)
        found = [step * place for place in range(first, last + 1) if interval.holds(step * place)]
        if len(found) >= _SPREAD:
            break
    return found


def _from_the_end(interval: Interval) -> list[Fraction]:
    """Whole numbers from the only end on; around 0 where there is none."""
    places: Callable[[int], Fraction] = Fraction
    if not math.isinf(interval.low):
        start = math.ceil(interval.low)
        numbers = [places(start + one) for one in range(_SPREAD + 1)]
    elif not math.isinf(interval.high):
        start = math.floor(interval.high)
        numbers = [places(start - one) for one in range(_SPREAD, -1, -1)]
    else:
        numbers = [places(one) for one in range(-4, 7)]
    return list(filter(interval.holds, numbers))


def _decimal(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):g}"
