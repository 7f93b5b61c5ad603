"""Integrals by adaptive quadrature, of functions given as callables in doubles.

Values may be floats, complex numbers or arrays.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from itertools import count, pairwise
from typing import Any, TypeAlias

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


# Gauss and Kronrod's pair of rules of 7 and 15 points on [-1, 1], whose difference estimates the error: the
# points above 0, largest first; weights end with that of 0, and are 0 for the points that the smaller rule
# does not have.
_POINTS = (
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691693013, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245,
)  # fmt: skip
_WEIGHTS = (
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
    0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
    0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
)  # fmt: skip
_WEIGHTS_OF_FEWER = (
    0.0, 0.129484966168869693270611432679082, 0.0, 0.279705391489276667901467771423780,
    0.0, 0.381830050505118944950369775488975, 0.0, 0.417959183673469387755102040816327,
)  # fmt: skip
# First cuts of a half line that is mapped to [0, 1] by x = start + s / (1 - s): at x - start = 1/3, 1, 3, 9,
# 99, which keep narrow and wide functions in sight.
_CUTS = (0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0)


def integrate_numerically(function: _Integrand, low: float, high: float) -> Any:
    """Return the integral over [low, high] by adaptive Gauss-Kronrod quadrature; ends may be infinite.

    Raises :class:`UndefinedError` where it does not converge.
    """
    if low == high:
        return 0.0
    if low > high:
        return -integrate_numerically(function, high, low)
    if math.isinf(low) or math.isinf(high):
        return _integrate_infinite_range(function, low, high)
    return _integrate_adaptively(function, [low, 0.5 * low + 0.5 * high, high])


def _integrate_infinite_range(function: _Integrand, low: float, high: float) -> Any:
    """Map the half line to (0, 1); the whole line is two halves."""
    if math.isinf(low) and math.isinf(high):
        left = _integrate_infinite_range(function, low, 0.0)
        return left + _integrate_infinite_range(function, 0.0, high)
    start, direction = (low, 1.0) if math.isinf(high) else (high, -1.0)

    def mapped(s: float) -> Any:
        remainder = 1.0 - s
        return function(start + direction * (s / remainder)) / (remainder * remainder)

    return _integrate_adaptively(mapped, _CUTS)


def _integrate_adaptively(function: _Integrand, cuts: Sequence[float]) -> Any:
    ticket = count()
    panels: list[tuple[float, int, float, float, Any]] = []
    for low, high in pairwise(cuts):
        value, error = _integrate_panel(function, low, high)
        heapq.heappush(panels, (-error, next(ticket), low, high, value))
    while True:
        total = sum((panel[4] for panel in panels[1:]), panels[0][4])
        error = -sum(panel[0] for panel in panels)
        scale = sum(measure_largest_entry(panel[4]) for panel in panels)
        # Near the rounding of doubles, and absolutely for integrals that are zero.
        if error <= max(1e-12 * scale, 1e-15):
            return total
        worst = panels[0]
        middle = 0.5 * worst[2] + 0.5 * worst[3]
        exhausted = len(panels) >= _MAX_PANELS or not worst[2] < middle < worst[3]
        if exhausted:
            # A value of seven digits will do when panels run out.
            if error <= 1e-7 * scale:
                return total
            raise UndefinedError("the integral does not converge")
        heapq.heappop(panels)
        for low, high in ((worst[2], middle), (middle, worst[3])):
            value, panel_error = _integrate_panel(function, low, high)
            heapq.heappush(panels, (-panel_error, next(ticket), low, high, value))


def _integrate_panel(function: _Integrand, low: float, high: float) -> tuple[Any, float]:
    """Return the value of the larger rule over one panel, and its difference from that of the smaller."""
    middle, half = (low + high) / 2, (high - low) / 2
    centre = _evaluate_near_hole(function, middle, half)
    value, fewer = _WEIGHTS[-1] * centre, _WEIGHTS_OF_FEWER[-1] * centre
    for point, weight, weight_of_fewer in zip(_POINTS, _WEIGHTS, _WEIGHTS_OF_FEWER, strict=False):
        left = _evaluate_near_hole(function, middle - half * point, half)
        right = _evaluate_near_hole(function, middle + half * point, half)
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
