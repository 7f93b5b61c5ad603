"""A point, and where the numbers that points are made of lie: within the domain of each symbol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isfinite

from drill.checking.breaks import beside, whole_beside
from drill.maths.domains import Domain

Point = dict[str, float]

_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Place:
    """Maps any real number into the domain of one symbol; what ``counts`` is 0, 1, 2, …"""

    declared: Domain
    counts: bool

    @property
    def _domain(self) -> Domain:
        if self.counts and self.declared.low < 0:
            return replace(self.declared, low=Fraction(0), open_low=False)
        return self.declared

    @property
    def _whole(self) -> bool:
        return self.counts or self.declared.integer

    def put(self, value: float) -> float:
        """The number itself where the domain has it, else one in the domain that depends on it."""
        if self.holds(value):
            return value
        low, high = float(self._domain.low), float(self._domain.high)
        if isfinite(low) and isfinite(high):
            placed = low + (high - low) * (abs(value) * _GOLDEN % 1.0)
        elif isfinite(low):
            placed = low + abs(value) * (3 if self._whole else 1)
        elif isfinite(high):
            placed = high - abs(value) * (3 if self._whole else 1)
        else:
            placed = value * 3 if self._whole else value
        return self._inside(float(round(placed)) if self._whole else placed)

    def _inside(self, value: float) -> float:
        """The value, or the neighbour that the domain has."""
        for shift in (0.0, 1.0, -1.0):
            if value + shift in self._domain:
                return value + shift
        return value

    def holds(self, value: float) -> bool:
        """Whether the number lies in the domain."""
        return value in self._domain and not (self._whole and value != round(value))

    def beside(self, places: Sequence[float], *, closely: bool) -> Iterator[float]:
        """The numbers of the domain around some places."""
        around = whole_beside(places) if self._whole else beside(places, closely=closely)
        return (value for value in around if self.holds(value))
