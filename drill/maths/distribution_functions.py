"""Densities, distribution functions and quantiles of the named families.

A closed form is written here as an expression in the parameters a, b, c, … and the point x, for every
kind of number alike; the rest is by mpmath at the working precision. Parameters come in the order of
:data:`drill.maths.names.DISTRIBUTIONS`. For a discrete family "pdf" is the probability of a point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, TypeVar

import mpmath
from mpmath import mp

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.maths_tree import Call, Node, Num, Sym
from drill.maths.names import DISTRIBUTIONS, Names
from drill.maths.plain import parse
from drill.maths.precise_functions import MP, floor_mp, require_mp_real
from drill.maths.tree_evaluation import Compiled

# Max probabilities that are added up: a second of work.
_MAX_TERMS = 20_000

# Names of parameters in closed forms; no function takes more arguments.
_LETTERS = "abcdefghijklmnop"

Parameters = tuple[MP, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DistributionFamily:
    """A family: which parameters it takes, its density or probabilities, and what else has a closed form."""

    valid: Callable[..., bool]
    density: str
    cdf: str = ""
    precise_cdf: Callable[..., MP] | None = None
    low: Callable[..., MP] = lambda *_: -mpmath.inf
    high: Callable[..., MP] = lambda *_: mpmath.inf
    discrete: bool = False
    defaults: tuple[int, ...] = ()


def evaluate_distribution(
    function: str,
    name: str,
    parameters: Sequence[Any],
    argument: Any,
    compile_form: Callable[[Node], Compiled],
) -> MP:
    """Return ``function``, one of ``cdf``, ``pdf`` and ``quantile``, at a number.

    Raises:
        CheckError: the family has none, or its parameters are too few or too many, or not numbers.
        UndefinedError: the parameters are out of their range, or the function has no value at that point.
        TooLargeError: it is too far out.
    """
    if name not in FAMILIES:
        raise CheckError(f"{function} of {name} is not a number")
    if any(isinstance(value, bool) for value in parameters):
        raise CheckError("the parameters of a distribution are numbers")
    x = require_mp_real(argument, function)
    values = tuple(require_mp_real(value, "a parameter of a distribution") for value in parameters)
    values += tuple(map(mpmath.mpf, missing_defaults(name, len(values))))
    if not all(map(mpmath.isfinite, values)) or not FAMILIES[name].valid(*values):
        raise UndefinedError(f"the parameters of {name} are out of range")
    distribution = Distribution(name, values, compile_form)
    if function == "pdf":
        return distribution.density(x)
    if function == "cdf":
        return distribution.cumulative(x)
    return distribution.quantile(x)


def missing_defaults(name: str, stated: int) -> tuple[int, ...]:
    """Return the default values of parameters that were left out.

    Raises:
        CheckError: a parameter without a default is missing.
    """
    wanted = DISTRIBUTIONS[name]
    defaults = FAMILIES[name].defaults if name in FAMILIES else ()
    missing = len(wanted) - stated if wanted else 0
    if stated == 0 or not 0 <= missing <= len(defaults):
        raise CheckError(f"{name} has the parameters {', '.join(wanted) or 'p1, p2, …'}")
    return defaults[len(defaults) - missing :]


def bind_closed_form_names(parameters: Sequence[Any], x: Any) -> dict[str, Any]:
    """Return the values of the names in closed forms: a, b, c, … and x."""
    return {**dict(zip(_LETTERS, parameters, strict=False)), "x": x}


@lru_cache(maxsize=128)
def closed_form(function: str, name: str, parameters: int) -> Node | None:
    """Return ``function``, ``pdf`` or ``cdf``, as a tree in the names of :func:`bind_closed_form_names`."""
    family = FAMILIES.get(name)
    if family is None:
        return None
    if name == "categorical" and function == "pdf":
        return Call("pick", tuple(map(Sym, ("x", *_LETTERS[:parameters]))))
    text = family.density if function == "pdf" else family.cdf
    return parse(text, _NAMES, "value") if text else None


def added_up(name: str, parameters: int, first: int, last: int) -> Node:
    """Return the sum of the probabilities of points from ``first`` to ``last`` as a tree."""
    density = closed_form("pdf", name, parameters)
    assert density is not None
    return Call("sum", (density, Sym("x"), Num(str(first)), Num(str(last))))


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution with values of its parameters; ``compile_form`` compiles its closed forms."""

    family: str
    parameters: Parameters
    compile_form: Callable[[Node], Compiled]

    def density(self, x: MP) -> MP:
        """Return the density, or the probability of a point, at x."""
        family = FAMILIES[self.family]
        form = closed_form("pdf", self.family, len(self.parameters))
        outside = not family.low(*self.parameters) <= x <= family.high(*self.parameters)
        if form is None or outside or (family.discrete and not mpmath.isint(x)):
            return mpmath.mpf(0)
        return self._evaluate_form(form, x)

    def cumulative(self, x: MP) -> MP:
        """Return the probability of values up to x."""
        family = FAMILIES[self.family]
        low, high = family.low(*self.parameters), family.high(*self.parameters)
        if x < low or (x == low and not family.discrete):
            return mpmath.mpf(0)
        if x >= high:
            return mpmath.mpf(1)
        if family.precise_cdf is not None:
            return family.precise_cdf(*self.parameters, x)
        form = closed_form("cdf", self.family, len(self.parameters))
        if form is None:
            form = added_up(self.family, len(self.parameters), int(low), int(floor_mp(x)))
        return self._evaluate_form(form, x)

    def quantile(self, p: MP) -> MP:
        """Return the least x whose cumulative probability is at least p, by bisection."""
        if not 0 <= p <= 1:
            raise UndefinedError("a quantile needs a probability")
        family = FAMILIES[self.family]
        ends = family.low(*self.parameters), family.high(*self.parameters)
        if p in (0, 1):
            return ends[int(p)]
        if family.discrete:
            return self._discrete_quantile(p, int(ends[0]))
        low, high = _bracket_quantile(lambda x: self.cumulative(x) < p, *ends)
        for _ in range(int(mp.prec) + 64):
            middle = (low + high) / 2
            if not low < middle < high:
                break
            low, high = (middle, high) if self.cumulative(middle) < p else (low, middle)
        return (low + high) / 2

    def _discrete_quantile(self, p: MP, low: int) -> MP:
        """Add up probabilities from the lowest point until p is reached; equality within rounding counts."""
        reached = p * (1 - mpmath.mpf(10) ** (5 - mp.dps))
        total = mpmath.mpf(0)
        for k in range(low, low + _MAX_TERMS):
            total += self.density(mpmath.mpf(k))
            if total >= reached:
                return mpmath.mpf(k)
        raise TooLargeError("a quantile is too far out")

    def _evaluate_form(self, form: Node, x: MP) -> MP:
        return self.compile_form(form)(bind_closed_form_names(self.parameters, x))


def _bracket_quantile(is_below: Callable[[MP], bool], low: MP, high: MP) -> tuple[MP, MP]:
    start = low if mpmath.isfinite(low) else high
    if not mpmath.isfinite(start):
        start = mpmath.mpf(0)
    width = mpmath.mpf(1)
    # 400 doublings lead beyond the largest double.
    for _ in range(400):
        left = low if mpmath.isfinite(low) else start - width
        right = high if mpmath.isfinite(high) else start + width
        if (left == low or is_below(left)) and (right == high or not is_below(right)):
            return left, right
        width *= 2
    raise TooLargeError("a quantile is too far out")


def _return_zero(*_: MP) -> MP:
    return mpmath.mpf(0)


def _return_one(*_: MP) -> MP:
    return mpmath.mpf(1)


def _are_positive(*values: MP) -> bool:
    return all(value > 0 for value in values)


def _has_scale(*values: MP) -> bool:
    return bool(values[-1] > 0)


def _is_success_probability(p: MP) -> bool:
    return bool(0 <= p <= 1)


def _is_nonzero_share(p: MP) -> bool:
    return bool(0 < p <= 1)


def _is_bounded_count(n: MP) -> bool:
    return bool(mpmath.isint(n) and 0 <= n <= _MAX_TERMS)


def _is_simplex(*values: MP) -> bool:
    return bool(all(value >= 0 for value in values) and abs(mpmath.fsum(values) - 1) < 1e-9)


def _gamma_cdf(shape: MP, rate: MP, x: MP) -> MP:
    return mpmath.gammainc(shape, 0, rate * x, regularized=True)


def _student_cdf(df: MP, location: MP, scale: MP, x: MP) -> MP:
    z = (x - location) / scale
    tail = mpmath.betainc(df / 2, mpmath.mpf("0.5"), 0, df / (df + z * z), regularized=True) / 2
    return tail if z < 0 else 1 - tail


def _of_two(function: Callable[[MP, MP], T]) -> Callable[..., T]:
    """Return the function: written here, a lambda knows what its two parameters are."""
    return function


def _of_three(function: Callable[[MP, MP, MP], T]) -> Callable[..., T]:
    """Return the function: written here, a lambda knows what its three parameters are."""
    return function


_NAMES = Names(declared=frozenset("abckx"), functions="bank")
_continuous = partial(DistributionFamily, _has_scale)
_positive_only = partial(DistributionFamily, _are_positive, low=_return_zero)
_counting = partial(DistributionFamily, low=_return_zero, discrete=True)

# Families on the line, by name.
FAMILIES: dict[str, DistributionFamily] = {
    "normal": _continuous("exp(-(x-a)^2/(2b))/sqrt(2 pi b)", "Phi((x-a)/sqrt(b))"),
    "beta": _positive_only(
        "x^(a-1) (1-x)^(b-1)/beta(a, b)", high=_return_one,
        precise_cdf=_of_three(lambda a, b, x: mpmath.betainc(a, b, 0, x, regularized=True)),
    ),
    "gamma": _positive_only(
        "b^a x^(a-1) exp(-b x)/gamma(a)", precise_cdf=_gamma_cdf,
    ),
    "exponential": _positive_only("a exp(-a x)", "1 - exp(-a x)"),
    "uniform": DistributionFamily(
        _of_two(lambda a, b: a < b), "1/(b-a)", "(x-a)/(b-a)", low=_of_two(lambda a, b: a),
        high=_of_two(lambda a, b: b),
    ),
    "binomial": _counting(
        _of_two(lambda n, p: _is_bounded_count(n) and _is_success_probability(p)),
        "binomial(a, x) b^x (1-b)^(a-x)", high=_of_two(lambda n, p: n),
    ),
    "bernoulli": _counting(_is_success_probability, "a^x (1-a)^(1-x)", high=_return_one),
    "poisson": _counting(_are_positive, "a^x exp(-a)/factorial(x)"),
    "geometric": _counting(_is_nonzero_share, "a (1-a)^(x-1)", "1 - (1-a)^floor(x)", low=_return_one),
    "negativebinomial": _counting(
        _of_two(lambda r, p: r > 0 and _is_nonzero_share(p)), "binomial(x+a-1, x) b^a (1-b)^x"
    ),
    "student": DistributionFamily(
        _of_three(lambda d, m, s: d > 0 and s > 0),
        "(1 + ((x-b)/c)^2/a)^(-(a+1)/2)/(sqrt(a) beta(1/2, a/2) c)", precise_cdf=_student_cdf,
        defaults=(0, 1),
    ),
    "chisquare": _positive_only(
        "x^(a/2-1) exp(-x/2)/(2^(a/2) gamma(a/2))",
        precise_cdf=_of_two(lambda df, x: _gamma_cdf(df / 2, mpmath.mpf("0.5"), x)),
    ),
    "laplace": _continuous(
        "exp(-abs(x-a)/b)/(2b)", "(1 + sign(x-a))/2 - sign(x-a) exp(-abs(x-a)/b)/2"
    ),
    "lognormal": DistributionFamily(
        _has_scale, "exp(-(ln(x)-a)^2/(2b))/(x sqrt(2 pi b))", "Phi((ln(x)-a)/sqrt(b))", low=_return_zero
    ),
    "inversegamma": _positive_only(
        "b^a x^(-a-1) exp(-b/x)/gamma(a)",
        precise_cdf=_of_three(lambda a, b, x: mpmath.gammainc(a, b / x, mpmath.inf, regularized=True)),
    ),
    "categorical": _counting(_is_simplex, "", low=_return_one, high=lambda *p: mpmath.mpf(len(p))),
    "betabinomial": _counting(
        _of_three(lambda n, a, b: _is_bounded_count(n) and _are_positive(a, b)),
        "binomial(a, x) beta(x+b, a-x+c)/beta(b, c)",
        high=_of_three(lambda n, a, b: n),
    ),
    "cauchy": _continuous(
        "1/(pi b (1 + ((x-a)/b)^2))", "1/2 + atan((x-a)/b)/pi"
    ),
    "hypergeometric": _counting(
        _of_three(lambda n, good, k: all(map(_is_bounded_count, (n, good, k))) and good <= n and k <= n),
        "binomial(b, x) binomial(a-b, c-x)/binomial(a, c)", high=_of_three(lambda n, good, k: min(good, k)),
    ),
}  # fmt: skip
