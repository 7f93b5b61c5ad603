"""Integrals by adaptive quadrature, of functions given as callables in doubles or in many digits.

Values may be floats, complex numbers or arrays. There are two rules, with different points and different
panels, because an estimate of the error by one rule does not see what lies between its own points.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any, NamedTuple, TypeAlias

from drill.errors import TooLargeError, UndefinedError

# Panels of an integral at most: some 10 ms of work.
_MAX_PANELS = 600

_Integrand: TypeAlias = Callable[[float], Any]


def measure_largest_entry(value: Any) -> float:
    """Return the largest absolute value in a number or array."""
    magnitude = abs(value)
    if hasattr(magnitude, "max"):
        return float(magnitude.max(initial=0.0))
    return float(magnitude)


@dataclass(frozen=True, slots=True)
class _QuadratureRule:
    """A symmetric rule on [-1, 1], and one with fewer of its points; their difference estimates the error."""

    # The points above 0, largest first; weights end with that of 0.
    nodes: tuple[float, ...]
    weights: tuple[float, ...]
    # 0 for the points that the smaller rule does not have.
    fewer: tuple[float, ...]
    # Relative place of a panel's cut, and the first cuts of a half line that is mapped to [0, 1].
    share: float
    cuts: tuple[float, ...]
    # A half line is mapped by x = start + (s / (1 - s))^power.
    power: int


class _Integral(NamedTuple):
    """An integral, the estimate of its error, and the sum of the sizes of its panels."""

    value: Any
    error: float
    scale: float


# Gauss and Kronrod's pair of 7 and 15 points. Cuts at x - start = 1/3, 1, 3, 9, 99 keep narrow and wide
# functions in sight.
_KRONROD = _QuadratureRule(
    nodes=(
        0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
        0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
        0.586087235467691130294144691693013, 0.405845151377397166906606412076961,
        0.207784955007898467600689403773245,
    ),
    weights=(
        0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
        0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
        0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
        0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
    ),
    fewer=(
        0.0, 0.129484966168869693270611432679082, 0.0, 0.279705391489276667901467771423780,
        0.0, 0.381830050505118944950369775488975, 0.0, 0.417959183673469387755102040816327,
    ),
    share=0.5, cuts=(0.25, 0.5, 0.75, 0.9, 0.99), power=1,
)  # fmt: skip


def _find_fejer_weights(count: int) -> list[float]:
    """Return the weights of Fejér's rule of an odd number of points, from the largest point to 0."""
    step = math.pi / (count + 1)
    weights: list[float] = []
    for place in range(1, (count + 1) // 2 + 1):
        angle = place * step
        waves = [math.sin(odd * angle) / odd for odd in range(1, count + 1, 2)]
        weights.append(4 * math.sin(angle) * math.fsum(waves) / (count + 1))
    return weights


def _make_fejer_rule() -> _QuadratureRule:
    """Return Fejér's rule of 15 points, where every second point belongs to the rule of 7."""
    fewer = [0.0] * 8
    fewer[1::2] = _find_fejer_weights(7)
    nodes = tuple(math.cos(place * math.pi / 16) for place in range(1, 8))
    weights = tuple(_find_fejer_weights(15))
    # The golden section never cuts where halves do.
    return _QuadratureRule(
        nodes, weights, tuple(fewer), (3 - math.sqrt(5)) / 2, (0.15, 0.35, 0.6, 0.8, 0.93), 2
    )


_FEJER = _make_fejer_rule()
# The largest error of an integral that has a value, relative to the sum of its panels' sizes, and what
# rounding adds to the difference of two of them.
_LARGEST_ERROR = 1e-9
_ROUNDING = 1e-12


def integrate_numerically(function: _Integrand, low: float, high: float) -> Any:
    """Return the integral over [low, high] by adaptive Gauss-Kronrod quadrature; ends may be infinite.

    Raises :class:`UndefinedError` where it does not converge.
    """
    return _integrate(_KRONROD, function, low, high).value


def integrate_within_bound(function: _Integrand, low: float, high: float) -> Any:
    """Return the integral over [low, high], where two rules agree within the errors that they estimate.

    Raises :class:`UndefinedError` where they do not, or one does not converge.
    """
    integral = _integrate(_KRONROD, function, low, high)
    other = _integrate(_FEJER, function, low, high)
    gap = measure_largest_entry(integral.value - other.value)
    scale = max(integral.scale, other.scale)
    is_settled = max(integral.error, other.error) <= _LARGEST_ERROR * scale
    if not is_settled or gap > integral.error + other.error + _ROUNDING * scale:
        raise UndefinedError("the integral is not computed to enough digits")
    return integral.value


def _integrate(rule: _QuadratureRule, function: _Integrand, low: float, high: float) -> _Integral:
    if low == high:
        return _Integral(0.0, 0.0, 0.0)
    if low > high:
        integral = _integrate(rule, function, high, low)
        return _Integral(-integral.value, integral.error, integral.scale)
    if math.isinf(low) or math.isinf(high):
        return _integrate_infinite_range(rule, function, low, high)
    return _integrate_adaptively(rule, function, [low, _cut(rule, low, high), high])


def _cut(rule: _QuadratureRule, low: float, high: float) -> float:
    return (1 - rule.share) * low + rule.share * high


def _integrate_infinite_range(
    rule: _QuadratureRule, function: _Integrand, low: float, high: float
) -> _Integral:
    """Map the half line to (0, 1); the whole line is two halves."""
    if math.isinf(low) and math.isinf(high):
        left = _integrate_infinite_range(rule, function, low, 0.0)
        right = _integrate_infinite_range(rule, function, 0.0, high)
        return _Integral(left.value + right.value, left.error + right.error, left.scale + right.scale)
    start, direction = (low, 1.0) if math.isinf(high) else (high, -1.0)

    def mapped(s: float) -> Any:
        remainder = 1.0 - s
        distance = s / remainder
        stretch = rule.power * distance ** (rule.power - 1)
        return function(start + direction * distance**rule.power) * stretch / (remainder * remainder)

    return _integrate_adaptively(rule, mapped, [0.0, *rule.cuts, 1.0])


def _integrate_adaptively(rule: _QuadratureRule, function: _Integrand, cuts: Sequence[float]) -> _Integral:
    ticket = count()
    panels: list[tuple[float, int, float, float, Any]] = []
    for low, high in pairwise(cuts):
        value, error = _integrate_panel(rule, function, low, high)
        heapq.heappush(panels, (-error, next(ticket), low, high, value))
    while True:
        total = sum((panel[4] for panel in panels[1:]), panels[0][4])
        error = -sum(panel[0] for panel in panels)
        scale = sum(measure_largest_entry(panel[4]) for panel in panels)
        # Near the rounding of doubles, and absolutely for integrals that are zero.
        if error <= max(1e-12 * scale, 1e-15):
            return _Integral(total, error, scale)
        worst = panels[0]
        middle = _cut(rule, worst[2], worst[3])
        exhausted = len(panels) >= _MAX_PANELS or not worst[2] < middle < worst[3]
        if exhausted:
            # A value of seven digits will do when panels run out.
            if error <= 1e-7 * scale:
                return _Integral(total, error, scale)
            raise UndefinedError("the integral does not converge")
        heapq.heappop(panels)
        for low, high in ((worst[2], middle), (middle, worst[3])):
            value, panel_error = _integrate_panel(rule, function, low, high)
            heapq.heappush(panels, (-panel_error, next(ticket), low, high, value))


def _integrate_panel(
    rule: _QuadratureRule, function: _Integrand, low: float, high: float
) -> tuple[Any, float]:
    """Return the value of a rule over one panel, and its difference from that of the smaller rule."""
    middle, half = (low + high) / 2, (high - low) / 2
    centre = _evaluate_near_hole(function, middle, half)
    value, fewer = rule.weights[-1] * centre, rule.fewer[-1] * centre
    for node, weight, weight_of_fewer in zip(rule.nodes, rule.weights, rule.fewer, strict=False):
        left = _evaluate_near_hole(function, middle - half * node, half)
        right = _evaluate_near_hole(function, middle + half * node, half)
        pair = left + right
        value = value + weight * pair
        if weight_of_fewer:
            fewer = fewer + weight_of_fewer * pair
    return value * half, measure_largest_entry((value - fewer) * half)


def _evaluate_near_hole(function: _Integrand, x: float, half: float) -> Any:
    """Return the value at x, or next to it if x itself is a hole such as 0 in sin(x)/x."""
    try:
        return function(x)
    except (UndefinedError, ZeroDivisionError):
        return function(x + 1e-7 * half)
    except TooLargeError:
        raise UndefinedError("the integrand grows beyond the range of doubles") from None
