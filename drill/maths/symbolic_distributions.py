"""Densities, distribution functions and quantiles in closed form where there is one, else to 40 digits.

Inside a density the point is taken to lie in the family's support unless it is a number outside of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import sympy

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import distributions
from drill.maths.distributions import missing_defaults
from drill.maths.symbolic_functions import beta, normal_cdf
from drill.maths.symbolic_values import as_scalar, is_matrix

_DIGITS = 40
_MAX_TERMS = 1000

Expression = Any


def evaluate_distribution(what: str, name: str, parameters: list[Expression], at: Any) -> Expression:
    """``what`` is ``cdf``, ``pdf`` or ``quantile`` of the family ``name``."""
    parameters = [*parameters, *(sympy.Integer(value) for value in missing_defaults(name, len(parameters)))]
    vector = list(at) if is_matrix(at) or isinstance(at, sympy.Tuple) else None
    numbers = [*parameters, *(vector if vector is not None else [as_scalar(at)])]
    are_numbers = all(number.is_number for number in numbers)
    numeric = _numeric(what, name, parameters, at if vector is None else vector) if are_numbers else None
    if numeric is not None and _is_exact(what, name, numeric):
        return sympy.Integer(int(numeric))
    if vector is None:
        closed = _closed(what, name, parameters, as_scalar(at))
        if closed is not None:
            return closed
    if numeric is None:
        raise CheckError(f"{what} of {name} has no closed form")
    return sympy.Float(numeric, _DIGITS)


def _is_exact(what: str, name: str, numeric: Any) -> bool:
    """Whether a numerical value is a whole number for a reason: outside the support, a discrete quantile."""
    if what == "quantile":
        return name in distributions.FAMILIES and distributions.FAMILIES[name].discrete
    return numeric == 0 or (what == "cdf" and numeric == 1 and name not in _WHOLE_LINE)


def _numeric(what: str, name: str, parameters: list[Expression], at: Any) -> Any:
    with mpmath.workdps(_DIGITS):
        point = [_mp(value) for value in at] if isinstance(at, list) else _mp(at)
        return distributions.evaluate(what, name, [_mp(value) for value in parameters], point)


def _mp(value: Expression) -> Any:
    number = value.evalf(_DIGITS + 10)
    if number.is_infinite:
        return mpmath.inf if number.is_positive else -mpmath.inf
    if not number.is_Float and not number.is_Rational:
        raise UndefinedError("distributions are of real numbers")
    return mpmath.mp.make_mpf(number._mpf_) if number.is_Float else mpmath.mpf(int(number.p)) / int(number.q)


def _closed(what: str, name: str, parameters: list[Expression], at: Expression) -> Expression | None:
    if what == "pdf":
        density = _DENSITIES.get(name)
        return density(*parameters, at) if density else None
    if what == "quantile":
        quantile = _QUANTILES.get(name)
        return quantile(*parameters, at) if quantile else None
    closed = _CDFS.get(name)
    if closed is not None:
        return closed(*parameters, at)
    if name in _FIRST_POINTS and at.is_number:
        return _added_up(name, parameters, at)
    return None


def _added_up(name: str, parameters: list[Expression], at: Expression) -> Expression:
    last, first = int(sympy.floor(at)), _FIRST_POINTS[name]
    if last - first > _MAX_TERMS:
        raise TooLargeError(f"a sum of more than {_MAX_TERMS} probabilities")
    density = _DENSITIES[name]
    return sympy.Add(*[density(*parameters, sympy.Integer(k)) for k in range(first, last + 1)])


def _normal_density(mean: Expression, variance: Expression, x: Expression) -> Expression:
    return sympy.exp(-((x - mean) ** 2) / (2 * variance)) / sympy.sqrt(2 * sympy.pi * variance)


def _normal_cdf(mean: Expression, variance: Expression, x: Expression) -> Expression:
    return normal_cdf((x - mean) / sympy.sqrt(variance))


def _gamma_density(shape: Expression, rate: Expression, x: Expression) -> Expression:
    return rate**shape * x ** (shape - 1) * sympy.exp(-rate * x) / sympy.gamma(shape)


def _gamma_cdf(shape: Expression, rate: Expression, x: Expression) -> Expression | None:
    """For a whole shape: 1 - e^(-rate x) (1 + rate x + … ), the Poisson sum."""
    if not (shape.is_Integer and 0 < shape <= _MAX_TERMS):
        return None
    terms = [(rate * x) ** k / sympy.factorial(k) for k in range(int(shape))]
    return 1 - sympy.exp(-rate * x) * sympy.Add(*terms)


def _beta_density(a: Expression, b: Expression, x: Expression) -> Expression:
    return x ** (a - 1) * (1 - x) ** (b - 1) / beta(a, b)


def _beta_cdf(a: Expression, b: Expression, x: Expression) -> Expression | None:
    """For whole a and b: the probability of at least a successes in a + b - 1 trials."""
    if not (a.is_Integer and b.is_Integer and 0 < a + b <= _MAX_TERMS):
        return None
    n = a + b - 1
    return sympy.Add(*[_binomial_density(n, x, sympy.Integer(k)) for k in range(int(a), int(n) + 1)])


def _binomial_density(n: Expression, p: Expression, k: Expression) -> Expression:
    return sympy.binomial(n, k) * p**k * (1 - p) ** (n - k)


def _student_density(df: Expression, location: Expression, scale: Expression, x: Expression) -> Expression:
    z = (x - location) / scale
    return (1 + z**2 / df) ** (-(df + 1) / 2) / (sympy.sqrt(df) * beta(sympy.Rational(1, 2), df / 2) * scale)


def _laplace_density(location: Expression, scale: Expression, x: Expression) -> Expression:
    return sympy.exp(-sympy.Abs(x - location) / scale) / (2 * scale)


def _laplace_cdf(location: Expression, scale: Expression, x: Expression) -> Expression | None:
    distance = x - location
    if distance.is_nonnegative:
        return 1 - sympy.exp(-distance / scale) / 2
    return sympy.exp(distance / scale) / 2 if distance.is_negative else None


def _laplace_quantile(location: Expression, scale: Expression, p: Expression) -> Expression | None:
    above = p - sympy.Rational(1, 2)
    if above.is_nonnegative:
        return location - scale * sympy.log(2 * (1 - p))
    return location + scale * sympy.log(2 * p) if above.is_negative else None


def _inverse_gamma_density(shape: Expression, scale: Expression, x: Expression) -> Expression:
    return scale**shape / sympy.gamma(shape) * x ** (-shape - 1) * sympy.exp(-scale / x)


def _inverse_gamma_cdf(shape: Expression, scale: Expression, x: Expression) -> Expression | None:
    survival = _gamma_cdf(shape, scale, 1 / x)
    return None if survival is None else 1 - survival


def _beta_binomial_density(n: Expression, a: Expression, b: Expression, k: Expression) -> Expression:
    return sympy.binomial(n, k) * beta(k + a, n - k + b) / beta(a, b)


def _cauchy_density(location: Expression, scale: Expression, x: Expression) -> Expression:
    return 1 / (sympy.pi * scale * (1 + ((x - location) / scale) ** 2))


def _cauchy_cdf(location: Expression, scale: Expression, x: Expression) -> Expression:
    return sympy.Rational(1, 2) + sympy.atan((x - location) / scale) / sympy.pi


def _hypergeometric_density(
    total: Expression, good: Expression, drawn: Expression, k: Expression
) -> Expression:
    return sympy.binomial(good, k) * sympy.binomial(total - good, drawn - k) / sympy.binomial(total, drawn)


def _categorical_density(*arguments: Expression) -> Expression:
    *probabilities, k = arguments
    if not k.is_Integer or not 1 <= k <= len(probabilities):
        raise CheckError("categorical has the points 1, 2, …")
    return probabilities[int(k) - 1]


_DENSITIES: dict[str, Callable[..., Expression]] = {
    "normal": _normal_density, "beta": _beta_density, "gamma": _gamma_density,
    "exponential": lambda rate, x: rate * sympy.exp(-rate * x),
    "uniform": lambda low, high, x: 1 / (high - low), "binomial": _binomial_density,
    "bernoulli": lambda p, k: p**k * (1 - p) ** (1 - k),
    "poisson": lambda rate, k: rate**k * sympy.exp(-rate) / sympy.factorial(k),
    "geometric": lambda p, k: p * (1 - p) ** (k - 1),
    "negativebinomial": lambda r, p, k: sympy.binomial(k + r - 1, k) * p**r * (1 - p) ** k,
    "student": _student_density, "chisquare": lambda df, x: _gamma_density(df / 2, sympy.Rational(1, 2), x),
    "laplace": _laplace_density,
    "lognormal": lambda mean, variance, x: _normal_density(mean, variance, sympy.log(x)) / x,
    "inversegamma": _inverse_gamma_density, "categorical": _categorical_density,
    "betabinomial": _beta_binomial_density, "cauchy": _cauchy_density,
    "hypergeometric": _hypergeometric_density,
}  # fmt: skip

_FIRST_POINTS: dict[str, int] = {
    "binomial": 0, "bernoulli": 0, "poisson": 0, "negativebinomial": 0, "betabinomial": 0,
    "hypergeometric": 0, "categorical": 1,
}  # fmt: skip

_CDFS: dict[str, Callable[..., Expression | None]] = {
    "normal": _normal_cdf, "beta": _beta_cdf, "gamma": _gamma_cdf,
    "exponential": lambda rate, x: 1 - sympy.exp(-rate * x),
    "uniform": lambda low, high, x: (x - low) / (high - low),
    "geometric": lambda p, k: 1 - (1 - p) ** sympy.floor(k),
    "chisquare": lambda df, x: _gamma_cdf(df / 2, sympy.Rational(1, 2), x), "laplace": _laplace_cdf,
    "lognormal": lambda mean, variance, x: _normal_cdf(mean, variance, sympy.log(x)),
    "inversegamma": _inverse_gamma_cdf, "cauchy": _cauchy_cdf,
}  # fmt: skip

_WHOLE_LINE = frozenset({"normal", "student", "laplace", "cauchy"})


def _normal_quantile(mean: Expression, variance: Expression, p: Expression) -> Expression | None:
    return mean if p == sympy.Rational(1, 2) else None


_QUANTILES: dict[str, Callable[..., Expression | None]] = {
    "normal": _normal_quantile, "exponential": lambda rate, p: -sympy.log(1 - p) / rate,
    "uniform": lambda low, high, p: low + p * (high - low), "laplace": _laplace_quantile,
    "cauchy": lambda location, scale, p: location + scale * sympy.tan(sympy.pi * (p - sympy.Rational(1, 2))),
}  # fmt: skip
