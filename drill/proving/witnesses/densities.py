"""Logarithms of densities in doubles, written out here so that witnesses stand on their own ground."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from drill.errors import CheckError

LogDensity = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Family:
    """One distribution: its log density up to a constant that does not depend on the place, its support."""

    log_density: LogDensity
    low: float
    high: float
    discrete: bool = False


def family(name: str, parameters: Sequence[float]) -> Family:
    """Return the distribution of a name and its parameters, as in ``functions.DISTRIBUTIONS``.

    Raises CheckError for a family without one real argument, or parameters outside their range.
    """
    build = _FAMILIES.get(name)
    if build is None:
        raise CheckError(f"{name} has no density of one number")
    try:
        return build(*parameters)
    except (ValueError, ZeroDivisionError, OverflowError):
        raise CheckError(f"{name}{tuple(parameters)} is no distribution") from None


def has_density(name: str) -> bool:
    """Whether a family is known here."""
    return name in _FAMILIES


def _need(condition: bool) -> None:
    if not condition:
        raise ValueError


def _log(x: float) -> float:
    return math.log(x) if x > 0 else -math.inf


def _power(x: float, exponent: float) -> float:
    """The logarithm of x^exponent, with 0^0 = 1."""
    return 0.0 if exponent == 0 else exponent * _log(x) if x > 0 else -math.inf * exponent


def _normal(mean: float, variance: float) -> Family:
    _need(variance > 0)
    return Family(lambda x: -((x - mean) ** 2) / (2 * variance), -math.inf, math.inf)


def _beta(a: float, b: float) -> Family:
    _need(a > 0 and b > 0)
    return Family(lambda x: _power(x, a - 1) + _power(1 - x, b - 1), 0.0, 1.0)


def _gamma(shape: float, rate: float) -> Family:
    _need(shape > 0 and rate > 0)
    return Family(lambda x: _power(x, shape - 1) - rate * x, 0.0, math.inf)


def _inverse_gamma(shape: float, scale: float) -> Family:
    _need(shape > 0 and scale > 0)
    return Family(lambda x: -(shape + 1) * _log(x) - scale / x if x > 0 else -math.inf, 0.0, math.inf)


def _uniform(low: float, high: float) -> Family:
    _need(low < high)
    return Family(lambda x: 0.0, low, high)


def _student(df: float, location: float, scale: float) -> Family:
    _need(df > 0 and scale > 0)
    return Family(
        lambda x: -(df + 1) / 2 * math.log1p(((x - location) / scale) ** 2 / df), -math.inf, math.inf
    )


def _laplace(location: float, scale: float) -> Family:
    _need(scale > 0)
    return Family(lambda x: -abs(x - location) / scale, -math.inf, math.inf)


def _lognormal(mean: float, variance: float) -> Family:
    _need(variance > 0)
    return Family(
        lambda x: -_log(x) - (math.log(x) - mean) ** 2 / (2 * variance) if x > 0 else -math.inf, 0.0, math.inf
    )


def _cauchy(location: float, scale: float) -> Family:
    _need(scale > 0)
    return Family(lambda x: -math.log1p(((x - location) / scale) ** 2), -math.inf, math.inf)


def _choose(n: float, k: float) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _binomial(trials: float, p: float) -> Family:
    _need(trials >= 0 and 0 <= p <= 1)
    return Family(
        lambda k: _choose(trials, k) + _power(p, k) + _power(1 - p, trials - k), 0.0, float(trials), True
    )


def _poisson(rate: float) -> Family:
    _need(rate > 0)
    return Family(lambda k: k * math.log(rate) - math.lgamma(k + 1), 0.0, math.inf, True)


def _geometric(p: float) -> Family:
    _need(0 < p <= 1)
    return Family(lambda k: _power(1 - p, k - 1), 1.0, math.inf, True)


def _negative_binomial(successes: float, p: float) -> Family:
    _need(successes > 0 and 0 < p <= 1)
    return Family(
        lambda k: math.lgamma(k + successes) - math.lgamma(k + 1) + _power(1 - p, k), 0.0, math.inf, True
    )


def _beta_binomial(trials: float, a: float, b: float) -> Family:
    _need(trials >= 0 and a > 0 and b > 0)
    return Family(
        lambda k: _choose(trials, k) + math.lgamma(k + a) + math.lgamma(trials - k + b), 0.0, trials, True
    )


def _hypergeometric(population: float, successes: float, draws: float) -> Family:
    _need(0 <= successes <= population and 0 <= draws <= population)
    low, high = max(0.0, draws + successes - population), min(draws, successes)
    return Family(
        lambda k: _choose(successes, k) + _choose(population - successes, draws - k), low, high, True
    )


def _chi_square(df: float) -> Family:
    return _gamma(df / 2, 0.5)


_FAMILIES: Mapping[str, Callable[..., Family]] = {
    "normal": _normal, "beta": _beta, "gamma": _gamma, "exponential": partial(_gamma, 1.0),
    "chisquare": _chi_square, "inversegamma": _inverse_gamma, "uniform": _uniform, "student": _student,
    "laplace": _laplace, "lognormal": _lognormal, "cauchy": _cauchy, "binomial": _binomial,
    "bernoulli": partial(_binomial, 1.0), "poisson": _poisson, "geometric": _geometric,
    "negativebinomial": _negative_binomial, "betabinomial": _beta_binomial, "hypergeometric": _hypergeometric,
}  # fmt: skip
