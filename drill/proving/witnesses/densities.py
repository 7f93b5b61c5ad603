"""Log densities in doubles, written out here so that witnesses are independent of other code."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from drill.arraycode import give_structure, list_axis_letters, read_axis, read_declared
from drill.banks.draws import SplitMix64
from drill.banks.scope import DrawScope
from drill.errors import BankError, CheckError
from drill.maths.domains import ORTHONORMAL_COLUMNS
from drill.maths.names import DISTRIBUTIONS

LogDensity = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Family:
    """One distribution: its log density up to a constant, and its support."""

    log_density: LogDensity
    low: float
    high: float
    discrete: bool = False


# Supports.
_LINE, _POSITIVE = (-math.inf, math.inf), (0.0, math.inf)


def has_density(name: str) -> bool:
    """Return whether a family has a density of one number that is known here."""
    return bool(DISTRIBUTIONS.get(name))


def make_density_family(name: str, parameters: Sequence[float]) -> Family:
    """Return the distribution of a name and its parameters, as in ``functions.DISTRIBUTIONS``.

    Raises CheckError for a family without one real argument, or parameters outside their range.
    """
    if not has_density(name):
        raise CheckError(f"{name} has no density of one number")
    match name, parameters:
        case "normal", [mean, variance] if variance > 0:
            return Family(lambda x: -((x - mean) ** 2) / (2 * variance), *_LINE)
        case "beta", [a, b] if a > 0 and b > 0:
            return Family(lambda x: _compute_log_power(x, a - 1) + _compute_log_power(1 - x, b - 1), 0.0, 1.0)
        case "gamma", [shape, rate] if shape > 0 and rate > 0:
            return Family(lambda x: _compute_log_power(x, shape - 1) - rate * x, *_POSITIVE)
        case "exponential", [rate]:
            return make_density_family("gamma", (1.0, rate))
        case "chisquare", [df]:
            return make_density_family("gamma", (df / 2, 0.5))
        case "inversegamma", [shape, scale] if shape > 0 and scale > 0:
            return Family(
                lambda x: -(shape + 1) * _take_log_or_infinity(x) - scale / x if x > 0 else -math.inf,
                *_POSITIVE,
            )
        case "uniform", [low, high] if low < high:
            return Family(lambda x: 0.0, low, high)
        case "student", [df, location, scale] if df > 0 and scale > 0:
            return Family(lambda x: -(df + 1) / 2 * math.log1p(((x - location) / scale) ** 2 / df), *_LINE)
        case "laplace", [location, scale] if scale > 0:
            return Family(lambda x: -abs(x - location) / scale, *_LINE)
        case "lognormal", [mean, variance] if variance > 0:
            scale = 2 * variance
            return Family(
                lambda x: (
                    -_take_log_or_infinity(x) - (_take_log_or_infinity(x) - mean) ** 2 / scale
                    if x > 0
                    else -math.inf
                ),
                *_POSITIVE,
            )
        case "cauchy", [location, scale] if scale > 0:
            return Family(lambda x: -math.log1p(((x - location) / scale) ** 2), *_LINE)
        case _:
            return _make_discrete_family(name, parameters)


def _make_discrete_family(name: str, parameters: Sequence[float]) -> Family:
    """Return a family of whole numbers."""
    match name, parameters:
        case "binomial", [n, p] if n >= 0 and 0 <= p <= 1:
            return Family(
                lambda k: (
                    _compute_log_binomial(n, k) + _compute_log_power(p, k) + _compute_log_power(1 - p, n - k)
                ),
                0.0,
                n,
                True,
            )
        case "bernoulli", [p]:
            return _make_discrete_family("binomial", (1.0, p))
        case "poisson", [rate] if rate > 0:
            return Family(lambda k: k * math.log(rate) - math.lgamma(k + 1), *_POSITIVE, True)
        case "geometric", [p] if 0 < p <= 1:
            return Family(lambda k: _compute_log_power(1 - p, k - 1), 1.0, math.inf, True)
        case "negativebinomial", [r, p] if r > 0 and 0 < p <= 1:
            return Family(
                lambda k: _compute_log_binomial(k + r - 1, k) + _compute_log_power(1 - p, k), *_POSITIVE, True
            )
        case "betabinomial", [n, a, b] if n >= 0 and a > 0 and b > 0:
            return Family(
                lambda k: _compute_log_binomial(n, k) + math.lgamma(k + a) + math.lgamma(n - k + b),
                0.0,
                n,
                True,
            )
        case "hypergeometric", [whole, marked, n] if 0 <= marked <= whole and 0 <= n <= whole:
            low, high = max(0.0, n + marked - whole), min(n, marked)
            return Family(
                lambda k: _compute_log_binomial(marked, k) + _compute_log_binomial(whole - marked, n - k),
                low,
                high,
                True,
            )
        case _:
            raise CheckError(f"{name}{tuple(parameters)} is not a distribution")


def _take_log_or_infinity(x: float) -> float:
    return math.log(x) if x > 0 else -math.inf


def _compute_log_power(x: float, exponent: float) -> float:
    """Return the logarithm of x^exponent, with 0^0 = 1."""
    if exponent == 0:
        return 0.0
    if x > 0:
        return exponent * _take_log_or_infinity(x)
    return -math.inf * exponent


def _compute_log_binomial(n: float, k: float) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


# Random arrays of named shapes; axes have different lengths in every run, so that no mistake hides.

# Lengths of the axes in order, all different in each trial, so that an axis in the wrong place shows.
_LENGTHS = ((2, 3, 4, 5, 6, 7, 8), (5, 4, 3, 2, 7, 6, 8), (1, 4, 2, 3, 5, 6, 7))


def list_shape_axes(shapes: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return all axes named in shapes, in order."""
    return tuple(list_axis_letters(read_declared(shapes.items())))


def sizes_of(axes: Sequence[str], scope: DrawScope) -> Iterator[dict[str, int]]:
    """Yield several assignments of different lengths to axes; an axis that is a parameter has its value."""
    for lengths in _LENGTHS:
        fixed = fixed_sizes(axes, scope)
        free = [axis for axis in axes if axis not in fixed]
        yield {**fixed, **dict(zip(free, itertools.cycle(lengths), strict=False))}


def fixed_sizes(axes: Sequence[str], scope: DrawScope) -> dict[str, int]:
    """Return the lengths of the axes that are parameters with whole values."""
    return {axis: int(value) for axis in axes if (value := scope.params.get(axis)) and value.isdigit()}


def random_arrays(
    shapes: Mapping[str, Sequence[str]], generator: SplitMix64, kinds: Mapping[str, str], scope: DrawScope
) -> Iterator[dict[str, Any]]:
    """Yield random arrays of named shapes, in several sizes; ``kinds`` asks for symmetric ones and the
    like."""
    tall = [axes for name, axes in shapes.items() if axes[1:] and kinds.get(name) == ORTHONORMAL_COLUMNS]
    for sizes in sizes_of(list_shape_axes(shapes), scope):
        if all(read_axis(axes[0]).measure(sizes) >= read_axis(axes[-1]).measure(sizes) for axes in tall):
            drawn = {name: [read_axis(axis).measure(sizes) for axis in axes] for name, axes in shapes.items()}
            yield {
                name: _draw_array(shape, generator, kinds.get(name, "")) if shape != [0] else 0.0
                for name, shape in drawn.items()
            }


def _draw_array(shape: Sequence[int], generator: SplitMix64, kind: str) -> Any:
    """Return an array of a kind (``positive``, ``symmetric`` …), or a number if the shape is empty; raises
    BankError for an unknown kind."""
    values = np.array([generator.real(-1.5, 1.5) for _ in range(math.prod(shape))]).reshape(shape)[()]
    if len(shape) == 2 and shape[0] == shape[1]:
        # far from singular, so that inverses are well conditioned
        values += 2.5 * np.eye(shape[0])
    kind = kind.strip().replace("-", " ")
    if kind == "positive":
        return np.abs(values) + 0.1
    try:
        return give_structure(values, kind) if kind else values
    except (KeyError, ValueError):  # the latter for a number
        message = f"no matrix is assumed to be {kind!r}"
        raise BankError(message, field="witness.assume", code="witness") from None
