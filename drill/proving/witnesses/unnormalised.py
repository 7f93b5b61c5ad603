"""Sums and integrals over a density that is known up to a constant.

Integrals are cut at the ends of the range and at every peak, and each piece is halved until its halves agree
with it: so kinks, jumps and several peaks are seen wherever the first pieces show that something is there.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy

from drill.errors import CheckError, TooLargeError
from drill.maths.maths_tree import Binary, Call, Const, Node
from drill.maths.numeric import compile_numeric
from drill.proving.witnesses.densities import LogDensity
from drill.proving.witnesses.trial import Point, evaluate_real_or

# Number of places to look for peaks of a density.
_GRID = 400
# Peaks that are lower than the highest one by e^40 hold no mass.
_LOW_PEAK = 40.0
# Distance of a place from an end, in widths of the range, to test for mass at the end.
_NEAR_END = 1e-9

Body = Callable[[float], float]


class Measure:
    """A density on an interval, or weights on whole numbers."""

    def __init__(self, log_density: LogDensity, low: float, high: float, discrete: bool = False) -> None:
        self._log_density = log_density
        self._known: dict[float, float] = {}
        self.discrete = discrete
        self.ends = (low, high) if discrete else self._bounded(low, high)
        self._peaks = [max(self._counted(), key=self._log)] if discrete else self._found_peaks()
        self._top = self._log(self._peaks[0])
        if not math.isfinite(self._top):
            raise CheckError("the density vanishes everywhere")
        self._cuts = [] if discrete else self._refined()

    def total(self) -> float:
        """Return the integral (or sum) of the density as it is given."""
        return self._mass() * math.exp(self._top)

    def mean(self, function: Body) -> float:
        """Return the expectation of a function."""
        if self.discrete:
            weighed = self._weighed()
            return math.fsum(weight * function(x) for x, weight in weighed if weight) / self._mass()
        return self._integral(function, *self.ends) / self._mass()

    def part(self, low: float, high: float) -> float:
        """Return the mass between two points, relative to the peak's density."""
        return self._integral(lambda x: 1.0, low, high)

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """Return points below which about these shares of the mass lie."""
        if self.discrete:
            weighed = self._weighed()
        else:
            weighed = [
                (x, (high - low) * weight * self._density(x))
                for low, high in itertools.pairwise(self._cuts)
                for x, weight in zip(
                    _list_quadrature_nodes(low, high), _make_gauss_rule().weights, strict=True
                )
            ]
        sums = list(itertools.accumulate(mass for _, mass in weighed))
        return [weighed[bisect.bisect_left(sums, share * sums[-1])][0] for share in shares]

    def mode(self) -> float:
        """Find where the density is largest."""
        return self._peaks[0]

    def _mass(self) -> float:
        if self.discrete:
            return math.fsum(weight for _, weight in self._weighed())
        return self.part(*self.ends)

    def _weighed(self) -> list[tuple[float, float]]:
        """Return the numbers of a discrete range with their weights."""
        return [(x, self._density(x)) for x in self._counted()]

    def _density(self, x: float) -> float:
        """Return the density at a point relative to that at the highest peak."""
        return math.exp(self._log(x) - self._top)

    def _log(self, x: float) -> float:
        if x not in self._known:
            try:
                value = self._log_density(x)
            except (CheckError, ValueError, ArithmeticError):
                value = -math.inf
            self._known[x] = value if value < math.inf else -math.inf
        return self._known[x]

    def _counted(self) -> list[float]:
        start = math.ceil(self.ends[0] - 1e-9)
        end = math.floor(self.ends[1] + 1e-9) if math.isfinite(self.ends[1]) else start + 3000
        return [float(number) for number in range(start, end + 1)]

    # --- integrals -------------------------------------------------------------------------------------

    def _integral(self, function: Body, low: float, high: float) -> float:
        """Return the integral of a function under the density, by intervals halved until they agree."""

        def weighted(x: float) -> float:
            density = self._density(x)
            return density * function(x) if density else 0.0

        def interval(left: float, right: float) -> _Interval:
            return _Interval(left, right, [weighted(x) for x in _list_quadrature_nodes(left, right)])

        cuts = [low, *(cut for cut in self._cuts if low < cut < high), high]
        waiting = [interval(left, right) for left, right in itertools.pairwise(cuts)]
        # Max difference of halves from their whole, as a share of the whole integral.
        allowed = 1e-10 * math.fsum(part.size for part in waiting)
        integrals: list[float] = []
        while waiting:
            whole = waiting.pop()
            middle = (whole.left + whole.right) / 2
            halves = [interval(whole.left, middle), interval(middle, whole.right)]
            refined = math.fsum(half.value for half in halves)
            agree = abs(refined - whole.value) <= allowed and not any(
                half.is_broken(weighted, allowed, self.ends) for half in halves
            )
            # Shorter pieces are treated as points.
            least = max(1e-300, 4e-16 * max(abs(whole.left), abs(whole.right)))
            is_spent = len(integrals) + len(waiting) > 4000 or middle - whole.left < least
            if agree or is_spent:
                integrals.append(refined)
            else:
                waiting += halves
        return math.fsum(integrals)

    # --- where the mass is -----------------------------------------------------------------------------

    def _bounded(self, low: float, high: float) -> tuple[float, float]:
        """Return finite ends beyond which the density is negligible; heavy tails are cut far out."""
        if math.isfinite(low) and math.isfinite(high):
            return low, high
        places = list(_far_places(low, high))
        peaks = self._climbed(places, low, high)
        # A density that has fallen by e^60 relative to its peak is lost.
        lost = self._log(peaks[0]) - 60.0
        alive = sorted({*peaks, *(x for x in places if self._log(x) > lost)})
        left = low if math.isfinite(low) else alive[0] - self._reach(alive[0], -1.0, lost)
        right = high if math.isfinite(high) else alive[-1] + self._reach(alive[-1], 1.0, lost)
        return left, right

    def _found_peaks(self) -> list[float]:
        """Return the places of the peaks, the highest first."""
        low, high = self.ends
        grid = [low + (high - low) * (index + 0.5) / _GRID for index in range(_GRID)]
        # places tried on the way to the ends are denser where the range is wide
        return self._climbed(sorted({*grid, *(x for x in self._known if low < x < high)}), low, high)

    def _climbed(self, places: Sequence[float], low: float, high: float) -> list[float]:
        """Return the peaks near some ascending points, the highest first, without negligible ones."""
        logs = [-math.inf, *map(self._log, places), -math.inf]
        tops = [
            (logs[index + 1], x)
            for index, x in enumerate(places)
            if logs[index] < logs[index + 1] >= logs[index + 2]
        ]
        neighbours = zip([places[0], *places], places, [*places[1:], places[-1]], strict=False)
        steps = {x: (after - before) / 2 for before, x, after in neighbours}
        highest = sorted(tops, reverse=True)[:8]
        peaks = {self._climb(x, steps[x], low, high) for _, x in highest} or {places[0]}
        ordered = sorted(peaks, key=self._log, reverse=True)
        return [x for x in ordered if self._log(x) >= self._log(ordered[0]) - _LOW_PEAK]

    def _climb(self, peak: float, step: float, low: float, high: float) -> float:
        """Return a maximum near a place, by steps that shrink."""
        value = self._log(peak)
        while step > 1e-12 * max(1.0, abs(peak)):
            for x in (peak - step, peak + step):
                if low < x < high and self._log(x) > value:
                    peak, value = x, self._log(x)
                    break
            else:
                step /= 2
        return peak

    def _reach(self, start: float, sign: float, lost: float) -> float:
        """Return how far from a point the logarithm has fallen to ``lost``."""
        step = 1e-9 * max(1.0, abs(start))
        while self._log(start + sign * step) > lost and step < 1e9:
            step *= 1.5
        return step

    def _refined(self) -> list[float]:
        """Return ends of pieces: ever nearer to an end with mass, and to every peak down to its width."""
        low, high = self.ends
        width = high - low
        cuts = {low, high, *self._peaks}
        for end, sign in ((low, 1.0), (high, -1.0)):
            if self._log(end + sign * _NEAR_END * width) > self._top - _LOW_PEAK:
                cuts |= {end + sign * width * 0.25**power for power in range(1, 24)}
                near, nearer = (self._log(sign * _NEAR_END * width / part) for part in (1, 2))
                # Such a gain in the logarithm on half the way to an end shows that it grows without bound.
                if end == 0 and nearer > near + 1e-3:
                    # it grows without bound, and doubles become ever denser towards zero: x^(-0.9) has mass
                    # there
                    cuts |= {sign * 10.0 ** (-3 * power) for power in range(5, 100)}
        for peak in self._peaks:
            fallen = self._log(peak) - 1.0
            narrow = min(self._reach(peak, sign, fallen) for sign in (1.0, -1.0))
            step = width
            while step > narrow and len(cuts) < 300:
                cuts |= {peak - step, peak + step}
                step /= 4
        return sorted(cut for cut in cuts if low <= cut <= high)


def _far_places(low: float, high: float) -> Iterator[float]:
    """Yield places from near to far, ascending, on the side that is infinite or on both."""
    reach = [factor * 10.0**power / 2 for power in range(-6, 7) for factor in range(2, 20)]
    if not math.isfinite(low):
        start = high if math.isfinite(high) else 0.0
        yield from (start - step for step in reversed(reach))
    if not math.isfinite(high):
        start = low if math.isfinite(low) else 0.0
        yield from (start + step for step in reach)


@dataclass(frozen=True, slots=True)
class _Interval:
    """An interval of the range with the integrand's values at its nodes."""

    left: float
    right: float
    values: Sequence[float]

    @property
    def value(self) -> float:
        """The integral by Gauss and Legendre."""
        return _find_half_width(self) * math.fsum(
            w * v for w, v in zip(_make_gauss_rule().weights, self.values, strict=True)
        )

    @property
    def size(self) -> float:
        """The integral of the absolute value."""
        return _find_half_width(self) * math.fsum(
            w * abs(v) for w, v in zip(_make_gauss_rule().weights, self.values, strict=True)
        )

    def is_broken(self, integrand: Body, allowed: float, ends: tuple[float, float]) -> bool:
        """Return whether a kink or jump is between an end of the piece and its outermost node.

        The values at the nodes, drawn on to the end, then miss the integrand there. The ends of the whole
        range are passed over: there it may be infinite.
        """
        for end, weights in (
            (self.left, _make_gauss_rule().to_left),
            (self.right, _make_gauss_rule().to_right),
        ):
            if end in ends:
                continue
            drawn_on = math.fsum(w * v for w, v in zip(weights, self.values, strict=True))
            # A piece may be off at its end by more than in its integral.
            if abs(drawn_on - integrand(end)) * _find_half_width(self) > 1e3 * allowed:
                return True
        return False


def _find_half_width(interval: _Interval) -> float:
    return (interval.right - interval.left) / 2


def _list_quadrature_nodes(left: float, right: float) -> Iterator[float]:
    """Return the places of the nodes on a stretch."""
    half, middle = (right - left) / 2, (right + left) / 2
    return (middle + half * node for node in _make_gauss_rule().nodes)


class _Rule(NamedTuple):
    """Nodes and weights on [-1, 1], and the weights that draw values on to either end."""

    nodes: tuple[float, ...]
    weights: tuple[float, ...]
    to_left: tuple[float, ...]
    to_right: tuple[float, ...]


@lru_cache(maxsize=1)
def _make_gauss_rule() -> _Rule:

    nodes, weights = numpy.polynomial.legendre.leggauss(10)
    ends: list[tuple[float, ...]] = []
    for end in (-1.0, 1.0):
        others_of_node = [[other_node for other_node in nodes if other_node != node] for node in nodes]
        pairs = zip(nodes, others_of_node, strict=True)
        shares = ([(end - other) / (node - other) for other in others] for node, others in pairs)
        ends.append(tuple(float(numpy.prod(factors)) for factors in shares))
    return _Rule(tuple(nodes.tolist()), tuple(weights.tolist()), ends[0], ends[1])


# The logarithm of a density that is written out as an expression.

LogFunction = Callable[[Point], float]


def log_function(node: Node) -> LogFunction:
    """Return the logarithm of a density as a function of all names; −∞ where it has none.

    Products become sums, so that no factor is lost to rounding.
    """
    match node:
        case Binary("*", left, right):
            first, second = log_function(left), log_function(right)
            return lambda point: first(point) + second(point)
        case Binary("/", left, right):
            first, second = log_function(left), log_function(right)
            return lambda point: _subtract_logarithms(first(point), second(point))
        case Binary("+", left, right):
            return _of_sum(node, log_function(left), log_function(right))
        case Binary("^", Const("e"), exponent) | Call("exp", (exponent,)):
            body = compile_numeric(exponent)
            return lambda point: evaluate_real_or(body, point, -math.inf)
        case Binary("^", left, right):
            # an even power of a negative base is intended; densities are not negative
            base, exponent = log_function(Call("abs", (left,))), compile_numeric(right)
            return lambda point: _raise_in_log_space(
                base(point), evaluate_real_or(exponent, point, -math.inf)
            )
        case Call("sqrt", (arg,)):
            inner = log_function(arg)
            return lambda point: inner(point) / 2
        case _:
            body = compile_numeric(Call("ln", (node,)))
            return lambda point: evaluate_real_or(body, point, -math.inf)


def _of_sum(node: Node, first: LogFunction, second: LogFunction) -> LogFunction:
    """Return a sum as a whole, or where that is beyond doubles by the logarithms of its terms."""
    body = compile_numeric(Call("ln", (node,)))

    def log(point: Point) -> float:
        try:
            value = body(point)
        except TooLargeError:
            return _add_in_log_space(first(point), second(point))
        except CheckError:
            return -math.inf
        return value if isinstance(value, float) else -math.inf

    return log


def _add_in_log_space(first: float, second: float) -> float:
    """Return the logarithm of a sum from those of its terms."""
    low, high = sorted((first, second))
    if math.isinf(low):
        return high
    return high + math.log1p(math.exp(low - high))


def _subtract_logarithms(first: float, second: float) -> float:
    return -math.inf if math.isinf(second) else first - second


def _raise_in_log_space(base: float, exponent: float) -> float:
    """Return the logarithm of a power, with 0^0 = 1."""
    if exponent == 0:
        return 0.0
    if math.isinf(exponent) or base * exponent != base * exponent:
        return -math.inf
    return base * exponent
