"""Derivatives by differences and integrals by quadrature, of functions given as callables in doubles.

Values may be floats, complex numbers or arrays. No formula of calculus is used: this is the other ground
on which keys are confirmed.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from itertools import count, pairwise
from typing import Any

from drill.errors import TooLargeError, UndefinedError

# Panels of an integral at most: some 10 ms of work.
_MAX_PANELS = 600


def _measure_largest_entry(value: Any) -> float:
    """Return the largest absolute value in a number or array."""
    magnitude = abs(value)
    return float(magnitude.max(initial=0.0)) if hasattr(magnitude, "max") else float(magnitude)


def differentiate_numerically(function: Callable[[Any], Any], point: float | complex) -> Any:
    """Return the first derivative by central differences and Richardson extrapolation.

    The step halves from 5 % of the scale of ``point``; where the function is not defined, or leaves the real
    numbers, within a step, smaller first steps are tried. Raises :class:`UndefinedError` if the differences
    do not settle.
    """
    step = 0.05 * max(1.0, abs(point))
    is_real = not _is_complex(function(point))
    # Smaller first steps, each an eighth, down to 1e-12 of the scale.
    for _ in range(12):
        try:
            result = _extrapolate_differences(function, point, step, is_real)
        except (UndefinedError, TooLargeError, OverflowError, ValueError):
            result = None
        if result is not None:
            return result
        step /= 8
    raise UndefinedError("the function has no derivative there")


def _is_complex(value: Any) -> bool:
    return isinstance(value, complex) or getattr(getattr(value, "dtype", None), "kind", "f") == "c"


def _extrapolate_differences(
    function: Callable[[Any], Any], point: float | complex, step: float, is_real: bool
) -> Any | None:
    """Extrapolate by Ridders' tableau, and return the entry with the least estimated error, or None if none
    is good.
    """
    previous: list[Any] = []
    best, best_error = None, math.inf
    # Rounding outweighs what more halvings of the step bring.
    for level in range(7):
        width = step / 2**level
        above, below = function(point + width), function(point - width)
        if is_real and (_is_complex(above) or _is_complex(below)):
            return None
        row = [(above - below) / (2 * width)]
        for order, coarse in enumerate(previous, start=1):
            row.append(row[-1] + (row[-1] - coarse) / (4**order - 1))
            error = max(_measure_largest_entry(row[-1] - row[-2]), _measure_largest_entry(row[-1] - coarse))
            if error < best_error:
                best, best_error = row[-1], error
        # A smaller step tells nothing more.
        if best is not None and best_error <= 1e-13 * _measure_largest_entry(best):
            return best
        previous = row
    if best is None:
        return None
    scale = max(_measure_largest_entry(best), 1e-3)
    return best if best_error <= 1e-5 * scale else None


# The Gauss-Kronrod pair of 7 and 15 points on [-1, 1]: nodes ≥ 0 (every second is Gauss's), weights.
_NODES = (
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691693013, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245, 0.0,
)  # fmt: skip
_KRONROD = (
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
    0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
    0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
)  # fmt: skip
_GAUSS = (
    0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
    0.381830050505118944950369775488975, 0.417959183673469387755102040816327,
)  # fmt: skip


def integrate_numerically(function: Callable[[float], Any], low: float, high: float) -> Any:
    """Return the integral over [low, high] by adaptive Gauss-Kronrod quadrature; ends may be infinite.

    Raises :class:`UndefinedError` where it does not converge.
    """
    if low == high:
        return 0.0
    if low > high:
        return -integrate_numerically(function, high, low)
    if math.isinf(low) or math.isinf(high):
        return _integrate_infinite_range(function, low, high)
    return _integrate_adaptively(function, [low, (low + high) / 2, high])


def _integrate_infinite_range(function: Callable[[float], Any], low: float, high: float) -> Any:
    """Map the half line to (0, 1): x = start + s/(1 - s); the whole line is two halves."""
    if math.isinf(low) and math.isinf(high):
        return _integrate_infinite_range(function, low, 0.0) + _integrate_infinite_range(function, 0.0, high)
    start, direction = (low, 1.0) if math.isinf(high) else (high, -1.0)

    def mapped(s: float) -> Any:
        remainder = 1.0 - s
        return function(start + direction * s / remainder) / (remainder * remainder)

    # Cuts at x - start = 1/3, 1, 3, 9, 99 keep narrow and wide functions in sight.
    return _integrate_adaptively(mapped, [0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0])


def _integrate_adaptively(function: Callable[[float], Any], cuts: list[float]) -> Any:
    ticket = count()
    panels: list[tuple[float, int, float, float, Any]] = []
    for low, high in pairwise(cuts):
        value, error = _integrate_panel(function, low, high)
        heapq.heappush(panels, (-error, next(ticket), low, high, value))
    while True:
        total = sum((panel[4] for panel in panels[1:]), panels[0][4])
        error = -sum(panel[0] for panel in panels)
        scale = sum(_measure_largest_entry(panel[4]) for panel in panels)
        # Near the rounding of doubles, and absolutely for integrals that are zero.
        if error <= max(1e-12 * scale, 1e-15):
            return total
        worst = panels[0]
        middle = (worst[2] + worst[3]) / 2
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


def _integrate_panel(function: Callable[[float], Any], low: float, high: float) -> tuple[Any, float]:
    """Return Kronrod's value over one panel, and its difference from Gauss's."""
    middle, half = (low + high) / 2, (high - low) / 2
    centre = _evaluate_near_hole(function, middle, half)
    kronrod, gauss = _KRONROD[7] * centre, _GAUSS[3] * centre
    for index in range(7):
        pair = _evaluate_near_hole(function, middle - half * _NODES[index], half) + _evaluate_near_hole(
            function, middle + half * _NODES[index], half
        )
        kronrod = kronrod + _KRONROD[index] * pair
        if index % 2:
            gauss = gauss + _GAUSS[index // 2] * pair
    return kronrod * half, _measure_largest_entry((kronrod - gauss) * half)


def _evaluate_near_hole(function: Callable[[float], Any], x: float, half: float) -> Any:
    """Return the value at x, or next to it if x itself is a hole such as 0 in sin(x)/x."""
    try:
        return function(x)
    except (UndefinedError, ZeroDivisionError):
        return function(x + 1e-7 * half)
    except TooLargeError:
        raise UndefinedError("the integrand grows beyond the range of doubles") from None
