"""Sums and integrals over a density that is known up to a constant."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from drill.banks.witnesses.densities import LogDensity
from drill.errors import CheckError

_LOST = 60.0
"""A density that has fallen by e^60 beside its peak is lost."""
_FARTHEST = 1e9
_MOST_TERMS = 3000
_GRID = 400


class Measure:
    """A density on an interval, or weights on whole numbers."""

    def __init__(self, log_density: LogDensity, low: float, high: float, discrete: bool = False) -> None:
        self._log_density = log_density
        self.discrete = discrete
        self.ends, near = ((low, high), None) if discrete else self._bounded(low, high)
        self._peak = self._highest() if near is None else near
        self._top = self._log(self._peak)
        if not math.isfinite(self._top):
            raise CheckError("the density vanishes everywhere")
        self._cuts = [] if discrete else self._refined()
        self._masses = self._weighed(self._counted() if discrete else self._nodes(self._cuts))

    def total(self) -> float:
        """The integral (or sum) of the density as it is given."""
        return math.fsum(mass for _, mass in self._masses) * math.exp(self._top)

    def mean(self, function: Callable[[float], float]) -> float:
        """The expectation of a function."""
        mass = math.fsum(mass for _, mass in self._masses)
        return math.fsum(mass * function(x) for x, mass in self._masses if mass) / mass

    def part(self, low: float, high: float) -> float:
        """The mass between two places, beside the peak's density."""
        cuts = [low, *(cut for cut in self._cuts if low < cut < high), high]
        return math.fsum(mass for _, mass in self._weighed(self._nodes(cuts)))

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """Places below which about so much of the mass lies."""
        places = [x for x, _ in self._masses]
        sums = list(itertools.accumulate(mass for _, mass in self._masses))
        return [places[bisect.bisect_left(sums, share * sums[-1])] for share in shares]

    def mode(self) -> float:
        """Where the density is largest."""
        return self._peak

    def _log(self, x: float) -> float:
        try:
            value = self._log_density(x)
        except (CheckError, ValueError, OverflowError, ZeroDivisionError):
            return -math.inf
        return value if value < math.inf else -math.inf

    def _weighed(self, cells: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x, weight * math.exp(self._log(x) - self._top)) for x, weight in cells]

    def _counted(self) -> list[tuple[float, float]]:
        start = math.ceil(self.ends[0] - 1e-9)
        end = math.floor(self.ends[1] + 1e-9) if math.isfinite(self.ends[1]) else start + _MOST_TERMS
        return [(float(place), 1.0) for place in range(start, end + 1)]

    def _nodes(self, cuts: list[float]) -> Iterable[tuple[float, float]]:
        """Gauss-Legendre nodes and weights on every panel."""
        for left, right in itertools.pairwise(cuts):
            half, middle = (right - left) / 2, (right + left) / 2
            for node, weight in _legendre():
                yield middle + half * node, half * weight

    def _highest(self) -> float:
        if self.discrete:
            return max((x for x, _ in self._counted()), key=self._log)
        low, high = self.ends
        grid = [low + (high - low) * (place + 0.5) / _GRID for place in range(_GRID)]
        return self._climb(max(grid, key=self._log), (high - low) / _GRID)

    def _climb(self, peak: float, step: float) -> float:
        """A maximum near a place, by steps that shrink."""
        low, high = self.ends
        value = self._log(peak)
        while step > 1e-12 * max(1.0, abs(peak)):
            for x in (peak - step, peak + step):
                if low < x < high and self._log(x) > value:
                    peak, value = x, self._log(x)
                    break
            else:
                step /= 2
        return peak

    def _bounded(self, low: float, high: float) -> tuple[tuple[float, float], float | None]:
        """Finite ends beyond which the density is lost, and the peak if it was looked for.

        Heavy tails are cut far out.
        """
        if math.isfinite(low) and math.isfinite(high):
            return (low, high), None
        start = low if math.isfinite(low) else high if math.isfinite(high) else 0.0
        signs = (1.0,) if math.isfinite(low) else (-1.0,) if math.isfinite(high) else (1.0, -1.0)
        reach = [factor * 10.0**power for power in range(-6, 7) for factor in (1, 2, 3, 5, 7)]
        near = max((start + sign * step for sign in signs for step in reach), key=self._log)
        self.ends = (low, high)
        peak = self._climb(near, max(1e-3, abs(near - start) / 2))
        left = low if math.isfinite(low) else peak - self._reach(peak, -1.0)
        right = high if math.isfinite(high) else peak + self._reach(peak, 1.0)
        return (left, right), peak

    def _reach(self, peak: float, sign: float, fall: float = _LOST) -> float:
        """How far from the peak the density has fallen by e^fall."""
        top, step = self._log(peak), 1e-9 * max(1.0, abs(peak))
        while self._log(peak + sign * step) > top - fall and step < _FARTHEST:
            step *= 1.5
        return step

    def _refined(self) -> list[float]:
        """Panel ends: geometric towards both ends of the range, and towards the peak down to its width."""
        low, high = self.ends
        width = high - low
        cuts = {low, high, self._peak}
        for power in range(1, 27):
            cuts |= {low + width * 0.4**power, high - width * 0.4**power}
        narrow = min(self._reach(self._peak, sign, 1.0) for sign in (1.0, -1.0)) / 2
        step = width
        while step > narrow and len(cuts) < 300:
            cuts |= {self._peak - step, self._peak + step}
            step /= 2
        return sorted(cut for cut in cuts if low <= cut <= high)


@lru_cache(maxsize=1)
def _legendre() -> tuple[tuple[float, float], ...]:
    import numpy

    nodes, weights = numpy.polynomial.legendre.leggauss(10)
    return tuple(zip(nodes.tolist(), weights.tolist(), strict=True))
