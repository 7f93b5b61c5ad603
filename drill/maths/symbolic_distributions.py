"""Densities, distribution functions and quantiles in closed form where there is one, else to 40 digits.

Inside a density the point is taken to lie in the family's support unless it is a number outside of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath
import sympy

from drill.errors import CheckError, UndefinedError
from drill.maths import distributions
from drill.maths.symbolic_values import as_scalar
from drill.maths.tree import Node

# More than any answer is judged at.
_DIGITS = 40

_WHOLE_LINE = frozenset(("normal", "student", "laplace", "cauchy"))

Expression = Any


def evaluate_distribution(
    what: str,
    name: str,
    parameters: list[Expression],
    at: Any,
    build: Callable[[Node, Mapping[str, Any]], Expression],
) -> Expression:
    """Give ``what``, one of ``cdf``, ``pdf`` and ``quantile``; ``build`` makes SymPy's expressions of trees.

    Raises:
        CheckError: there is no closed form, and not all that is given are numbers.
        UndefinedError: the parameters are out of their range.
    """
    missing = distributions.missing_defaults(name, len(parameters))
    parameters, at = [*parameters, *map(sympy.Integer, missing)], as_scalar(at)
    numeric = None
    if all(number.is_number for number in (*parameters, at)):
        with mpmath.workdps(_DIGITS):
            numeric = distributions.evaluate(what, name, [_mp(value) for value in parameters], _mp(at))
        if _is_exact(what, name, numeric):
            return sympy.Integer(int(numeric))
    whole = all(value.is_Integer for value in parameters)
    form = distributions.closed_form(what, name, len(parameters), whole=whole)
    family = distributions.FAMILIES.get(name)
    if form is None and what == "cdf" and family is not None and family.discrete and at.is_number:
        first = int(family.low(*parameters))
        form = distributions.added_up(name, len(parameters), first, int(sympy.floor(at)))
    if form is not None:
        return build(form, distributions.environment(parameters, at))
    if numeric is None:
        raise CheckError(f"{what} of {name} has no closed form")
    return sympy.Float(numeric, _DIGITS)


def _is_exact(what: str, name: str, numeric: Any) -> bool:
    """Whether a numerical value is a whole number for a reason: outside the support, a discrete quantile."""
    family = distributions.FAMILIES[name]
    if what == "quantile":
        return family.discrete
    return numeric == 0 or (what == "cdf" and numeric == 1 and name not in _WHOLE_LINE)


def _mp(value: Expression) -> Any:
    number = value.evalf(_DIGITS + 10)
    if number.is_infinite:
        return mpmath.inf if number.is_positive else -mpmath.inf
    if not number.is_Float and not number.is_Rational:
        raise UndefinedError("distributions are of real numbers")
    return mpmath.mp.make_mpf(number._mpf_) if number.is_Float else mpmath.mpf(int(number.p)) / int(number.q)
