"""Operations and functions on SymPy values, bounded and with the conventions of the plain-maths language."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy

from drill.errors import TooLargeError, UndefinedError
from drill.maths import symbolic_matrices as matrices
from drill.maths import symbolic_values
from drill.maths.exact import MAX_FACTORIAL, check_power
from drill.maths.functions import CIRCULAR, INVERSE
from drill.maths.symbolic_values import Value, as_integer, as_scalar, defined, is_matrix, is_zero

# Terms of what is multiplied out at most: a second of work.
_MAX_EXPANDED_TERMS = 3000


def multiply(left: Value, right: Value) -> Value:
    """Give left * right, of numbers."""
    return defined(as_scalar(left) * as_scalar(right))


def divide(left: Value, right: Value) -> Value:
    """Give left / right by a number.

    Raises:
        CheckError: one of them is a matrix.
        UndefinedError: right is zero.
    """
    if as_scalar(right).is_zero:
        raise UndefinedError("division by zero")
    return defined(as_scalar(left) / right)


def power(base: Value, exponent: Value) -> Value:
    """Give base^exponent within the budget; 0^0 = 1.

    Raises:
        TooLargeError: it is beyond the budget.
        CheckError: a matrix is not square, or its exponent no whole number.
    """
    exponent = as_scalar(exponent)
    if is_matrix(base):
        return matrices.matrix_power(base, as_integer(exponent, "the exponent of a matrix"))
    base = as_scalar(base)
    if base.is_Rational and exponent.is_Rational:
        check_power(Fraction(base.p, base.q), Fraction(exponent.p, exponent.q))
    elif exponent.is_Rational and abs(exponent) > 1000:
        raise TooLargeError("a power is too large")
    return defined(base**exponent)


def _of_scalars(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: function(*map(as_scalar, values))


def _logarithm(x: Any, base: Any = None) -> Any:
    if x.is_zero or (base is not None and (base.is_zero or base == 1)):
        raise UndefinedError("a logarithm of zero, or to the base 1")
    return sympy.log(x) if base is None else sympy.log(x, base)


def _root(x: Any, n: Any) -> Any:
    if n.is_zero:
        raise UndefinedError("the zeroth root")
    is_odd = n.is_Integer and n > 1 and n % 2 == 1
    return symbolic_values.RealRoot(x, n) if is_odd else power(x, 1 / n)


def _bound(*values: Any) -> None:
    if any(value.is_Rational and abs(value) > MAX_FACTORIAL for value in values):
        raise TooLargeError(f"a factorial of more than {MAX_FACTORIAL}")


def _factorial(n: Any) -> Any:
    _bound(n)
    return sympy.gamma(n + 1) if n.is_Rational and not n.is_Integer else sympy.factorial(n)


def _gamma(x: Any) -> Any:
    _bound(x)
    return sympy.gamma(x)


def _binomial(n: Any, k: Any) -> Any:
    _bound(n, k)
    return sympy.binomial(n, k)


def beta(a: Any, b: Any) -> Any:
    """Give Euler's beta function, by gamma functions where the arguments are numbers."""
    are_numbers = a.is_number and b.is_number
    return _gamma(a) * _gamma(b) / _gamma(a + b) if are_numbers else sympy.beta(a, b)


def _gcd(x: Any, y: Any) -> Any:
    return sympy.Integer(sympy.igcd(as_integer(x, "an argument of gcd"), as_integer(y, "an argument of gcd")))


def _mod(x: Any, y: Any) -> Any:
    if y.is_zero:
        raise UndefinedError("division by zero")
    return sympy.Mod(x, y)


def _expand(value: Any) -> Any:
    if _expanded_size(value) > _MAX_EXPANDED_TERMS:
        raise TooLargeError("the expanded form is too long")
    return sympy.expand(value)


def _expanded_size(value: Any) -> int:
    """An upper bound of the number of terms after multiplying out."""
    if value.is_Add:
        return sum(_expanded_size(term) for term in value.args)
    if value.is_Mul:
        size = 1
        for factor in value.args:
            size = min(size * _expanded_size(factor), _MAX_EXPANDED_TERMS + 1)
        return size
    if value.is_Pow and value.exp.is_Integer and value.exp > 1:
        base = _expanded_size(value.base)
        return int(sympy.binomial(base + int(value.exp) - 1, base - 1)) if base > 1 else 1
    return 1


def normal_cdf(x: Any) -> Any:
    """Give the standard normal distribution function, by erf."""
    return (1 + sympy.erf(x / sympy.sqrt(2))) / 2


_SCALAR_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(sympy, name) for name in (*CIRCULAR, *INVERSE)},
    "exp": lambda x: power(sympy.E, x), "ln": _logarithm, "log": _logarithm,
    "log2": lambda x: _logarithm(x, sympy.Integer(2)), "log10": lambda x: _logarithm(x, sympy.Integer(10)),
    "sqrt": sympy.sqrt, "cbrt": lambda x: _root(x, sympy.Integer(3)), "root": _root, "abs": sympy.Abs,
    "sign": sympy.sign, "floor": sympy.floor, "ceil": sympy.ceiling, "erf": sympy.erf, "gamma": _gamma,
    "digamma": sympy.digamma, "beta": beta, "factorial": _factorial, "binomial": _binomial, "gcd": _gcd,
    "mod": _mod, "Phi": normal_cdf, "phi": lambda x: sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)), "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "logit": lambda p: _logarithm(divide(p, 1 - p)), "max": sympy.Max, "min": sympy.Min, "expand": _expand,
    "factor": sympy.factor, "simplify": symbolic_values.simplified,
}  # fmt: skip

# Functions by canonical name, of SymPy values.
FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{name: _of_scalars(function) for name, function in _SCALAR_FUNCTIONS.items()},
    "inv": matrices.inverse, "det": matrices.determinant, "eigenvalues": matrices.eigenvalues,
    "rank": lambda value: sympy.Integer(value.rank() if is_matrix(value) else not is_zero(value)),
    "raw": lambda value: value,
}  # fmt: skip
