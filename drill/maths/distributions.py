"""Densities, distribution functions and quantiles of the named families, by mpmath at the working precision.

Parameters come in the order of :data:`drill.maths.functions.DISTRIBUTIONS`. For a discrete family "pdf" is
the probability of a point. Parameters outside their range raise :class:`UndefinedError`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import mpmath
from mpmath import mp

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.functions import DISTRIBUTIONS
from drill.maths.precise_functions import MP, as_integer, as_real, floor

_MAX_TERMS = 20_000
_MAX_BRACKET = 400

Parameters = tuple[MP, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A family on the line: which parameters it takes, its density or probabilities, its cdf if closed."""

    valid: Callable[..., bool]
    density: Callable[..., MP]
    cdf: Callable[..., MP] | None
    low: Callable[..., MP] = lambda *_: -mpmath.inf
    high: Callable[..., MP] = lambda *_: mpmath.inf
    discrete: bool = False
    defaults: tuple[int, ...] = ()


def evaluate(what: str, name: str, parameters: Sequence[Any], at: Any) -> MP:
    """``what`` is ``cdf``, ``pdf`` or ``quantile``; ``at`` a number (a list for families of vectors)."""
    vector_density = _VECTOR_DENSITIES.get(name)
    if vector_density is not None:
        if what != "pdf" or not isinstance(at, list):
            raise CheckError(f"{what} of {name} is not a number")
        return vector_density(_numbers(parameters), tuple(_numbers(at)))
    if isinstance(at, list):
        raise CheckError(f"{what} of {name} needs a number")
    x = as_real(at, what)
    family, values = _family(name, _numbers(parameters))
    match what:
        case "pdf":
            return _density(family, values, x)
        case "cdf":
            return _cdf(family, values, x)
        case _:
            return _quantile(family, values, x)


def _numbers(values: Sequence[Any]) -> Parameters:
    if any(isinstance(value, (list, bool)) for value in values):
        raise CheckError("the parameters of a distribution are numbers")
    return tuple(as_real(value, "a parameter of a distribution") for value in values)


def missing_defaults(name: str, given: int) -> tuple[int, ...]:
    """The values of parameters left out; :class:`CheckError` if ``given`` parameters are not right."""
    wanted = DISTRIBUTIONS[name]
    defaults = FAMILIES[name].defaults if name in FAMILIES else ()
    missing = len(wanted) - given if wanted else 0
    if given == 0 or not 0 <= missing <= len(defaults):
        raise CheckError(f"{name} has the parameters {', '.join(wanted) or 'p1, p2, …'}")
    return defaults[len(defaults) - missing :]


def _family(name: str, values: Parameters) -> tuple[Family, Parameters]:
    family = FAMILIES[name]
    values = values + tuple(mpmath.mpf(value) for value in missing_defaults(name, len(values)))
    if not all(mpmath.isfinite(value) for value in values) or not family.valid(*values):
        raise UndefinedError(f"the parameters of {name} are out of range")
    return family, values


def _density(family: Family, values: Parameters, x: MP) -> MP:
    if not family.low(*values) <= x <= family.high(*values):
        return mpmath.mpf(0)
    if family.discrete and not mpmath.isint(x):
        return mpmath.mpf(0)
    try:
        return family.density(*values, x)
    except (ZeroDivisionError, ValueError):
        raise UndefinedError("the density is infinite there") from None


def _cdf(family: Family, values: Parameters, x: MP) -> MP:
    low, high = family.low(*values), family.high(*values)
    if x < low:
        return mpmath.mpf(0)
    if x >= high:
        return mpmath.mpf(1)
    at = floor(x) if family.discrete else x
    if family.cdf is not None:
        return family.cdf(*values, at)
    if at - low > _MAX_TERMS:
        raise TooLargeError(f"a sum of more than {_MAX_TERMS} probabilities")
    return mpmath.fsum(family.density(*values, mpmath.mpf(k)) for k in range(int(low), int(at) + 1))


def _quantile(family: Family, values: Parameters, p: MP) -> MP:
    """The least x whose cdf is at least p, by bisection."""
    if not 0 <= p <= 1:
        raise UndefinedError("a quantile needs a probability")
    ends = family.low(*values), family.high(*values)
    if p in (0, 1):
        return ends[int(p)]
    if family.discrete:
        return _discrete_quantile(family, values, p, int(ends[0]))
    low, high = _bracket(lambda x: _cdf(family, values, x) < p, *ends)
    for _ in range(int(mp.prec) + 64):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (middle, high) if _cdf(family, values, middle) < p else (low, middle)
    return (low + high) / 2


def _bracket(is_below: Callable[[MP], bool], low: MP, high: MP) -> tuple[MP, MP]:
    start = low if mpmath.isfinite(low) else high if mpmath.isfinite(high) else mpmath.mpf(0)
    width = mpmath.mpf(1)
    for _ in range(_MAX_BRACKET):
        left = low if mpmath.isfinite(low) else start - width
        right = high if mpmath.isfinite(high) else start + width
        if (left == low or is_below(left)) and (right == high or not is_below(right)):
            return left, right
        width *= 2
    raise TooLargeError("a quantile is too far out")


def _discrete_quantile(family: Family, values: Parameters, p: MP, low: int) -> MP:
    """Probabilities added up from the lowest point; equality within rounding counts as reached."""
    reached = p * (1 - mpmath.mpf(10) ** (5 - mp.dps))
    total = mpmath.mpf(0)
    for k in range(low, low + _MAX_TERMS):
        total += family.density(*values, mpmath.mpf(k))
        if total >= reached:
            return mpmath.mpf(k)
    raise TooLargeError("a quantile is too far out")


def _zero(*_: MP) -> MP:
    return mpmath.mpf(0)


def _one(*_: MP) -> MP:
    return mpmath.mpf(1)


def _positive(*values: MP) -> bool:
    return all(value > 0 for value in values)


def _probability(p: MP) -> bool:
    return bool(0 <= p <= 1)


def _count(n: MP) -> bool:
    return bool(mpmath.isint(n) and 0 <= n <= _MAX_TERMS)


def _normal_density(mean: MP, variance: MP, x: MP) -> MP:
    return mpmath.exp(-((x - mean) ** 2) / (2 * variance)) / mpmath.sqrt(2 * mp.pi * variance)


def _normal_cdf(mean: MP, variance: MP, x: MP) -> MP:
    return mpmath.erfc((mean - x) / mpmath.sqrt(2 * variance)) / 2


def _gamma_density(shape: MP, rate: MP, x: MP) -> MP:
    return rate * _raise(rate * x, shape - 1) * mpmath.exp(-rate * x) / mpmath.gamma(shape)


def _raise(base: MP, exponent: MP) -> MP:
    """A power with 0^0 = 1; 0 to a negative power raises ZeroDivisionError."""
    return mpmath.mpf(1) if exponent == 0 else base**exponent


def _gamma_cdf(shape: MP, rate: MP, x: MP) -> MP:
    return mpmath.gammainc(shape, 0, rate * x, regularized=True)


def _beta_density(a: MP, b: MP, x: MP) -> MP:
    return _raise(x, a - 1) * _raise(1 - x, b - 1) / mpmath.beta(a, b)


def _beta_cdf(a: MP, b: MP, x: MP) -> MP:
    return mpmath.betainc(a, b, 0, x, regularized=True)


def _binomial_density(n: MP, p: MP, k: MP) -> MP:
    return mpmath.binomial(n, k) * _raise(p, k) * _raise(1 - p, n - k)


def _poisson_density(rate: MP, k: MP) -> MP:
    return _raise(rate, k) * mpmath.exp(-rate) / mpmath.factorial(k)


def _geometric_density(p: MP, k: MP) -> MP:
    return p * _raise(1 - p, k - 1)


def _negative_binomial_density(successes: MP, p: MP, k: MP) -> MP:
    return mpmath.binomial(k + successes - 1, k) * p**successes * _raise(1 - p, k)


def _student_density(df: MP, location: MP, scale: MP, x: MP) -> MP:
    z = (x - location) / scale
    return (1 + z * z / df) ** (-(df + 1) / 2) / (
        mpmath.sqrt(df) * mpmath.beta(mpmath.mpf("0.5"), df / 2) * scale
    )


def _student_cdf(df: MP, location: MP, scale: MP, x: MP) -> MP:
    z = (x - location) / scale
    tail = mpmath.betainc(df / 2, mpmath.mpf("0.5"), 0, df / (df + z * z), regularized=True) / 2
    return tail if z < 0 else 1 - tail


def _laplace_density(location: MP, scale: MP, x: MP) -> MP:
    return mpmath.exp(-abs(x - location) / scale) / (2 * scale)


def _laplace_cdf(location: MP, scale: MP, x: MP) -> MP:
    tail = mpmath.exp(-abs(x - location) / scale) / 2
    return tail if x < location else 1 - tail


def _lognormal_density(mean: MP, variance: MP, x: MP) -> MP:
    return mpmath.mpf(0) if x == 0 else _normal_density(mean, variance, mpmath.log(x)) / x


def _lognormal_cdf(mean: MP, variance: MP, x: MP) -> MP:
    return mpmath.mpf(0) if x == 0 else _normal_cdf(mean, variance, mpmath.log(x))


def _inverse_gamma_density(shape: MP, scale: MP, x: MP) -> MP:
    if x == 0:
        return mpmath.mpf(0)
    return scale**shape / mpmath.gamma(shape) * x ** (-shape - 1) * mpmath.exp(-scale / x)


def _inverse_gamma_cdf(shape: MP, scale: MP, x: MP) -> MP:
    return mpmath.mpf(0) if x == 0 else mpmath.gammainc(shape, scale / x, mpmath.inf, regularized=True)


def _beta_binomial_density(n: MP, a: MP, b: MP, k: MP) -> MP:
    return mpmath.binomial(n, k) * mpmath.beta(k + a, n - k + b) / mpmath.beta(a, b)


def _cauchy_density(location: MP, scale: MP, x: MP) -> MP:
    z = (x - location) / scale
    return 1 / (mp.pi * scale * (1 + z * z))


def _cauchy_cdf(location: MP, scale: MP, x: MP) -> MP:
    return mpmath.mpf("0.5") + mpmath.atan((x - location) / scale) / mp.pi


def _hypergeometric_density(population: MP, successes: MP, draws: MP, k: MP) -> MP:
    others = population - successes
    if k > successes or draws - k > others:
        return mpmath.mpf(0)
    return (
        mpmath.binomial(successes, k)
        * mpmath.binomial(others, draws - k)
        / mpmath.binomial(population, draws)
    )


def _categorical_density(*arguments: MP) -> MP:
    *probabilities, k = arguments
    return probabilities[int(k) - 1]


def _is_simplex(*values: MP) -> bool:
    return bool(all(value >= 0 for value in values) and abs(mpmath.fsum(values) - 1) < 1e-9)


_counting = partial(Family, cdf=None, low=_zero, discrete=True)

FAMILIES: dict[str, Family] = {
    "normal": Family(lambda m, v: v > 0, _normal_density, _normal_cdf),
    "beta": Family(_positive, _beta_density, _beta_cdf, _zero, _one),
    "gamma": Family(_positive, _gamma_density, _gamma_cdf, _zero),
    "exponential": Family(
        _positive, lambda r, x: r * mpmath.exp(-r * x), lambda r, x: -mpmath.expm1(-r * x), _zero
    ),
    "uniform": Family(
        lambda a, b: a < b, lambda a, b, x: 1 / (b - a), lambda a, b, x: (x - a) / (b - a),
        lambda a, b: a, lambda a, b: b,
    ),
    "binomial": _counting(
        lambda n, p: _count(n) and _probability(p), _binomial_density, high=lambda n, p: n
    ),
    "bernoulli": _counting(_probability, lambda p, k: p if k == 1 else 1 - p, high=_one),
    "poisson": _counting(_positive, _poisson_density),
    "geometric": _counting(
        lambda p: 0 < p <= 1, _geometric_density, cdf=lambda p, k: 1 - _raise(1 - p, k), low=_one
    ),
    "negativebinomial": _counting(lambda r, p: r > 0 and 0 < p <= 1, _negative_binomial_density),
    "student": Family(lambda d, m, s: d > 0 and s > 0, _student_density, _student_cdf, defaults=(0, 1)),
    "chisquare": Family(
        _positive, lambda d, x: _gamma_density(d / 2, mpmath.mpf("0.5"), x),
        lambda d, x: _gamma_cdf(d / 2, mpmath.mpf("0.5"), x), _zero,
    ),
    "laplace": Family(lambda m, s: s > 0, _laplace_density, _laplace_cdf),
    "lognormal": Family(lambda m, v: v > 0, _lognormal_density, _lognormal_cdf, _zero),
    "inversegamma": Family(_positive, _inverse_gamma_density, _inverse_gamma_cdf, _zero),
    "categorical": _counting(
        _is_simplex, _categorical_density, low=_one, high=lambda *p: mpmath.mpf(len(p))
    ),
    "betabinomial": _counting(
        lambda n, a, b: _count(n) and _positive(a, b), _beta_binomial_density, high=lambda n, a, b: n
    ),
    "cauchy": Family(lambda m, s: s > 0, _cauchy_density, _cauchy_cdf),
    "hypergeometric": _counting(
        lambda n, good, k: all(map(_count, (n, good, k))) and good <= n and k <= n,
        _hypergeometric_density, high=lambda n, good, k: min(good, k),
    ),
}  # fmt: skip
"""Families on the line, by name."""


def _dirichlet_density(parameters: Parameters, x: Parameters) -> MP:
    if len(parameters) != len(x) or not parameters or not _positive(*parameters):
        raise UndefinedError("the parameters of dirichlet are out of range")
    if not _is_simplex(*x):
        return mpmath.mpf(0)
    constant = mpmath.gamma(mpmath.fsum(parameters)) / mpmath.fprod(mpmath.gamma(a) for a in parameters)
    return constant * mpmath.fprod(_raise(value, a - 1) for value, a in zip(x, parameters, strict=True))


def _multinomial_density(parameters: Parameters, x: Parameters) -> MP:
    if len(parameters) != len(x) + 1 or not _count(parameters[0]) or not _is_simplex(*parameters[1:]):
        raise UndefinedError("the parameters of multinomial are out of range")
    counts = [as_integer(value, "a count") for value in x]
    if min(counts) < 0 or sum(counts) != parameters[0]:
        return mpmath.mpf(0)
    ways = mpmath.factorial(parameters[0]) / mpmath.fprod(mpmath.factorial(count) for count in counts)
    return ways * mpmath.fprod(_raise(p, mpmath.mpf(k)) for p, k in zip(parameters[1:], counts, strict=True))


_VECTOR_DENSITIES: dict[str, Callable[[Parameters, Parameters], MP]] = {
    "dirichlet": _dirichlet_density,
    "multinomial": _multinomial_density,
}
