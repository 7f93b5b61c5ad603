"""Derivatives, integrals, limits and sums of SymPy expressions, in the form a textbook gives them."""

from __future__ import annotations

from typing import Any

import sympy

from drill.errors import CheckError, UndefinedError

# A SymPy expression.
Expression = Any

_UNFINISHED = (sympy.Integral, sympy.Sum, sympy.Product, sympy.Limit, sympy.Derivative)


def find_antiderivative(body: Expression, variable: sympy.Symbol) -> Expression:
    """Return an antiderivative, with ln|…| where the integrand's domain has both signs of the argument.

    Raises:
        CheckError: none was found in closed form.
    """
    expression = _choose_general_case(sympy.integrate(body, variable))
    if expression.has(*_UNFINISHED):
        raise CheckError("no antiderivative in closed form was found")
    return _with_bars(expression, body, variable)


def _with_bars(expression: Expression, body: Expression, variable: sympy.Symbol) -> Expression:
    """Write ln|g| for the logarithms ln(g) that integration introduced, unless g cannot be negative."""
    if expression.has(sympy.I):
        return expression
    own_logarithms = body.atoms(sympy.log)
    barred = {
        logarithm: sympy.log(sympy.Abs(logarithm.args[0]))
        for logarithm in expression.atoms(sympy.log)
        if logarithm not in own_logarithms
        and logarithm.args[0].has(variable)
        and not _is_positive(logarithm.args[0], variable)
    }
    return expression.xreplace(barred)


def _is_positive(argument: Expression, variable: sympy.Symbol) -> bool:
    if argument.is_nonnegative:
        return True
    polynomial = argument.as_poly(variable)
    if polynomial is None or polynomial.degree() != 2:
        return False
    return bool(polynomial.discriminant().is_negative and polynomial.LC().is_positive)


def _choose_general_case(expression: Expression) -> Expression:
    """Return the general or convergent one of several cases (n ≠ -1, |x| < 1, …). Raises CheckError if two
    are general, x ≤ y and x > y.
    """
    while expression.has(sympy.Piecewise):
        expression = expression.replace(_is_piecewise, _general_case)
    return expression


def _is_piecewise(part: Expression) -> bool:
    return isinstance(part, sympy.Piecewise)


def _general_case(piecewise: Any) -> Expression:
    general: list[Expression] = []
    for case, condition in piecewise.args:
        if case.has(*_UNFINISHED) or isinstance(condition, sympy.Eq):
            continue
        general.append(case)
        if all(isinstance(part, sympy.Ne) for part in sympy.And.make_args(condition)):
            break  # what follows holds at single values alone
    real = dict.fromkeys(case for case in general if not case.has(sympy.I)) or dict.fromkeys(general)
    if len(real) > 1:
        raise CheckError("there is another closed form in each of several cases")
    return next(iter(real), piecewise.args[0][0])


def finish_sympy_value(value: Expression, operation: str) -> Expression:
    """Return a definite integral, a sum or a product; a number without closed form to 30 digits.

    Raises:
        CheckError: no closed form was found.
        UndefinedError: it does not converge.
    """
    value = _choose_general_case(value)
    if value.has(*_UNFINISHED):
        if value.free_symbols:
            raise CheckError(f"no closed form of the {operation} was found")
        # More digits than those by which an answer is judged.
        value = value.evalf(30)
        if not value.is_number or value.has(*_UNFINISHED):
            raise CheckError(f"the {operation} could not be computed")
    if value.has(sympy.nan, sympy.zoo) or (value.is_number and value.is_infinite):
        raise UndefinedError(f"the {operation} does not converge")
    return value


def find_sympy_limit(body: Expression, variable: sympy.Symbol, point: Expression) -> Expression:
    """Return the limit, ±infinity included. A side on which the expression is not real does not count.

    Raises:
        UndefinedError: it does not exist.
        CheckError: it could not be computed.
    """
    if point.is_infinite:
        return _find_one_sided_limit(body, variable, point, "-")
    right = _is_real_near(body, variable, point, 1)
    left = _is_real_near(body, variable, point, -1)
    sides = [side for side, counts in (("+", right), ("-", left)) if counts] or ["+"]
    limits = [_find_one_sided_limit(body, variable, point, side) for side in sides]
    if len(limits) == 2 and limits[0] != limits[1] and sympy.simplify(limits[0] - limits[1]) != 0:
        raise UndefinedError("the limits from the left and from the right differ")
    return limits[0]


def _find_one_sided_limit(
    body: Expression, variable: sympy.Symbol, point: Expression, side: str
) -> Expression:
    try:
        result = sympy.limit(body, variable, point, side)
    except (NotImplementedError, ValueError, TypeError):
        raise CheckError("the limit could not be computed") from None
    if result.has(sympy.Limit):
        raise CheckError("the limit could not be computed")
    if result.has(sympy.nan, sympy.zoo, sympy.AccumBounds):
        raise UndefinedError("the limit does not exist")
    return result


def _is_real_near(body: Expression, variable: sympy.Symbol, point: Expression, side: int) -> bool:
    """Return whether the expression is real next to the point, other symbols taken as plain numbers."""
    numbers: dict[Any, Any] = {
        symbol: sympy.Rational(13 + 2 * index, 10)
        for index, symbol in enumerate(sorted(body.free_symbols, key=str))
    }
    numbers[variable] = point.subs(numbers) + side * sympy.Rational(1, 10**6)
    value = body.subs(numbers).evalf(20)
    if not value.is_number or value.has(sympy.nan, sympy.zoo):
        return True
    return bool(abs(sympy.im(value)) <= abs(value) * sympy.Rational(1, 10**12))
