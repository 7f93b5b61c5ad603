"""Functions of real and complex doubles, with the conventions of the plain-maths language.

Real arguments give a ``float`` wherever the principal value is real, a ``complex`` elsewhere. Poles and
other places without a value raise :class:`UndefinedError`; what leaves the range of doubles, in either
direction, raises :class:`TooLargeError`, so that a caller can turn to :mod:`drill.maths.precise`.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.chains import choose, ordered
from drill.maths.functions import CIRCULAR, INVERSE

Scalar = float | complex

_ROOT_2 = math.sqrt(2)
_ROOT_2_PI = math.sqrt(2 * math.pi)

# Relative distance below which a double cannot be told from an integer, or a cosine from zero.
_NOISE = 4e-15
# Relative imaginary part that counts as rounding.
_REAL_NOISE = 1e-12
# The largest whole number whose factorial is a double.
_MAX_FACTORIAL = 170
# Beyond it rounding of an argument leaves less than 8 digits of a circular function.
_MAX_ANGLE = 1e8
# From here on doubles skip whole numbers.
_MAX_WHOLE = 2**53
# A few more than doubles have.
_SPECIAL_DIGITS = 20


def plain(value: Scalar) -> Scalar:
    """Make a complex number without imaginary part a float."""
    return value.real if type(value) is complex and value.imag == 0 else value


def as_real(value: Scalar, quantity: str) -> float:
    """Return the real number that ``value`` is up to rounding.

    Raises:
        UndefinedError: it is not one.
    """
    if isinstance(value, complex):
        if abs(value.imag) > _REAL_NOISE * abs(value.real):
            raise UndefinedError(f"{quantity} is only defined for real numbers")
        return value.real
    return value


def as_integer(value: Scalar, quantity: str) -> int:
    """Return the integer that ``value`` is up to rounding.

    Raises:
        CheckError: it is not one.
    """
    real = as_real(value, quantity)
    if not math.isfinite(real):
        raise CheckError(f"{quantity} must be a whole number")
    nearest = round(real)
    if abs(nearest) >= _MAX_WHOLE:
        raise TooLargeError(f"{quantity} is too large")
    if abs(real - nearest) > 1e-9 * max(1.0, abs(real)):
        raise CheckError(f"{quantity} must be a whole number")
    return nearest


def not_finite(*operands: Scalar, is_zero: bool = False) -> NoReturn:
    """Return the error for a result that is not finite, or is zero only in doubles (``is_zero``).

    Raises:
        UndefinedError: an operand was infinite.
        TooLargeError: doubles ran out.
    """
    if any(isinstance(operand, float) and not math.isfinite(operand) for operand in operands):
        raise UndefinedError("infinity cannot be calculated with")
    if is_zero:
        raise TooLargeError("a value is too small for doubles, below 1e-307")
    raise TooLargeError("a value is beyond the range or the precision of doubles")


def add(x: Scalar, y: Scalar) -> Scalar:
    """Give x + y."""
    total = x + y
    if total - total != 0:
        not_finite(x, y)
    return total if type(total) is float else plain(total)


def subtract(x: Scalar, y: Scalar) -> Scalar:
    """Give x - y."""
    return add(x, -y)


def multiply(x: Scalar, y: Scalar) -> Scalar:
    """Give x y."""
    product = x * y
    if product - product != 0 or (product == 0 and x != 0 and y != 0):
        not_finite(x, y, is_zero=product == 0)
    return product if type(product) is float else plain(product)


def divide(x: Scalar, y: Scalar) -> Scalar:
    """Give x / y.

    Raises:
        UndefinedError: y is zero.
        TooLargeError: the quotient is beyond doubles.
    """
    if y == 0:
        raise UndefinedError("division by zero")
    quotient = x / y
    if quotient - quotient != 0 or (quotient == 0 and x != 0):
        not_finite(x, y, is_zero=quotient == 0)
    return quotient if type(quotient) is float else plain(quotient)


def power(x: Scalar, y: Scalar) -> Scalar:
    """Give x to the power of y, principal value; 0^0 = 1.

    Raises:
        UndefinedError: zero is raised to a power that is not positive.
        TooLargeError: the power is beyond doubles.
    """
    if x == 0:
        if y == 0:
            return 1.0
        if y.real > 0:
            return 0.0
        raise UndefinedError("zero to a power that is not positive")
    result = x**y
    if result - result != 0 or result == 0:
        not_finite(x, y, is_zero=result == 0)
    return result if type(result) is float else plain(result)


def exp(x: Scalar) -> Scalar:
    """Give e to the power of x."""
    result = math.exp(x) if type(x) is float else plain(cmath.exp(x))
    if result - result != 0 or result == 0:
        not_finite(x, is_zero=result == 0)
    return result


def ln(x: Scalar) -> Scalar:
    """Return the natural logarithm, principal value.

    Raises:
        UndefinedError: x is zero.
    """
    if x == 0:
        raise UndefinedError("the logarithm of zero")
    return math.log(x) if type(x) is float and x > 0 else plain(cmath.log(x))


def log(x: Scalar, base: Scalar | None = None) -> Scalar:
    """Return the natural logarithm, or the logarithm to a base."""
    return ln(x) if base is None else divide(ln(x), ln(base))


def _log_to(base: int, real: Callable[[float], float]) -> Callable[[Scalar], Scalar]:
    return lambda x: real(x) if type(x) is float and x > 0 else divide(ln(x), math.log(base))


def sqrt(x: Scalar) -> Scalar:
    """Return the square root, principal value."""
    return math.sqrt(x) if type(x) is float and x >= 0 else plain(cmath.sqrt(x))


def _root(x: Scalar, n: Scalar) -> Scalar:
    """Return the n-th root, real for odd n below zero."""
    if n == 0:
        raise UndefinedError("the zeroth root")
    if type(x) is float and type(n) is float and x < 0 and n % 2 == 1:
        return -power(-x, 1 / n)
    return sqrt(x) if n == 2 else power(x, 1 / n)


def _within(
    name: str, real: Callable[[float], float], low: float = -math.inf, high: float = math.inf
) -> Callable[[Scalar], Scalar]:
    """Return a function that uses the standard library between two bounds and mpmath elsewhere."""
    return lambda x: real(x) if type(x) is float and low <= x <= high else _special(name, x)


def _circular(
    real: Callable[[float], float], cplx: Callable[[complex], complex]
) -> Callable[[Scalar], Scalar]:
    """Return ``sin`` or ``cos``; beyond 10^8 rounding of the argument leaves fewer than 8 digits."""

    def function(x: Scalar) -> Scalar:
        if not -_MAX_ANGLE < x.real < _MAX_ANGLE:
            not_finite(x)
        return real(x) if type(x) is float else plain(cplx(x))

    return function


_sin, _cos = _circular(math.sin, cmath.sin), _circular(math.cos, cmath.cos)


def _over(upper: Scalar, lower: Scalar, x: Scalar, quantity: str) -> Scalar:
    """Divide circular functions of x; undefined where the divisor cannot be told from zero."""
    if abs(lower) <= _NOISE * max(1.0, abs(x)):
        raise UndefinedError(f"{quantity} has no value there")
    return plain(upper / lower)


def _sign(x: Scalar) -> Scalar:
    if x == 0:
        return 0.0
    return math.copysign(1.0, x) if type(x) is float else plain(x / abs(x))


def _near_integer(x: float) -> int | None:
    nearest = round(x)
    return nearest if abs(x - nearest) <= _NOISE * max(1.0, abs(x)) else None


def floor(x: Scalar) -> float:
    """Return the floor; a double within rounding of an integer counts as that integer."""
    real = as_real(x, "floor")
    near = _near_integer(real)
    return float(math.floor(real) if near is None else near)


def _mod(x: Scalar, y: Scalar) -> float:
    """Give x mod y with the sign of y."""
    left, right = as_real(x, "mod"), as_real(y, "mod")
    times = divide(left, right)
    if abs(times) >= _MAX_WHOLE:
        not_finite(times)
    return left - right * floor(times)


def _gcd(x: Scalar, y: Scalar) -> float:
    return float(math.gcd(as_integer(x, "an argument of gcd"), as_integer(y, "an argument of gcd")))


def _special(name: str, *arguments: Scalar) -> Scalar:
    """Return a special function's value by mpmath, where the standard library has none."""
    from drill.maths.double_conversion import call_precisely, to_double

    return to_double(call_precisely(name, arguments, _SPECIAL_DIGITS))


def gamma(x: Scalar) -> Scalar:
    """Return the gamma function; undefined at 0, -1, -2 and so on.

    Raises:
        UndefinedError: x is a pole.
    """
    if type(x) is not float:
        return _special("gamma", x)
    if x <= 0 and x == math.floor(x):
        raise UndefinedError("the gamma function has a pole there")
    return math.gamma(x)


def _factorial(x: Scalar) -> Scalar:
    if type(x) is float and x >= 0 and x == math.floor(x):
        if x > _MAX_FACTORIAL:
            raise TooLargeError("a factorial is beyond the range of doubles")
        return float(math.factorial(int(x)))
    return gamma(add(x, 1.0))


def _binomial(n: Scalar, k: Scalar) -> Scalar:
    if type(n) is float and type(k) is float and n == math.floor(n) and k == math.floor(k):
        if k >= 0 and max(abs(n), k) > 10_000:
            raise TooLargeError("a binomial coefficient is too large")
        return float(choose(int(n), int(k)))
    return _special("binomial", n, k)


def _normal_cdf(x: Scalar) -> Scalar:
    if type(x) is not float:
        return _special("Phi", x)
    tail = math.erfc(-x / _ROOT_2)
    if tail == 0:
        not_finite(x)
    return 0.5 * tail


def _sigmoid(x: Scalar) -> Scalar:
    if type(x) is float and x < 0:
        return divide(exp(x), add(1.0, exp(x)))
    return divide(1.0, add(1.0, exp(-x)))


def _softplus(x: Scalar) -> Scalar:
    if type(x) is float:
        return max(x, 0.0) + math.log1p(math.exp(-abs(x)))
    return ln(add(1.0, exp(x)))


def _extreme(choose: Callable[..., float], quantity: str) -> Callable[..., Scalar]:
    return lambda *values: choose(as_real(value, quantity) for value in values)


# Functions of scalars by canonical name.
SCALAR_FUNCTIONS: dict[str, Callable[..., Scalar]] = {
    # by mpmath except for those that the standard library has: they follow
    **{name: partial(_special, name) for name in (*CIRCULAR, *INVERSE, "beta", "digamma")},
    "sin": _sin, "cos": _cos, "tan": lambda x: _over(_sin(x), _cos(x), x, "the tangent"),
    "sec": lambda x: _over(1.0, _cos(x), x, "the secant"),
    "csc": lambda x: _over(1.0, _sin(x), x, "the cosecant"),
    "cot": lambda x: _over(_cos(x), _sin(x), x, "the cotangent"), "sinh": _within("sinh", math.sinh),
    "cosh": _within("cosh", math.cosh), "tanh": _within("tanh", math.tanh),
    "asin": _within("asin", math.asin, -1, 1), "acos": _within("acos", math.acos, -1, 1),
    "atan": _within("atan", math.atan), "asinh": _within("asinh", math.asinh),
    "acosh": _within("acosh", math.acosh, 1), "exp": exp, "ln": ln, "log": log, "log2": _log_to(2, math.log2),
    "log10": _log_to(10, math.log10), "sqrt": sqrt,
    "cbrt": lambda x: math.cbrt(x) if type(x) is float else power(x, 1 / 3), "root": _root,
    "abs": lambda x: abs(x), "sign": _sign, "floor": floor, "ceil": lambda x: -floor(-x),
    "max": _extreme(max, "max"), "min": _extreme(min, "min"), "gcd": _gcd, "mod": _mod,
    "erf": _within("erf", math.erf), "gamma": gamma, "factorial": _factorial, "binomial": _binomial,
    "Phi": _normal_cdf, "phi": lambda x: divide(exp(-x * x / 2), _ROOT_2_PI), "sigmoid": _sigmoid,
    "softplus": _softplus, "logit": lambda p: ln(divide(p, subtract(1.0, p))),
}  # fmt: skip


def nearly_equal(x: Scalar, y: Scalar) -> bool:
    """Return whether computed numbers are equal: relative tolerance 1e-9, absolute 1e-12."""
    return x == y or abs(x - y) <= max(1e-9 * max(abs(x), abs(y)), 1e-12)


def related(op: str, x: Scalar, y: Scalar) -> bool:
    """Return the truth of ``x op y``.

    Equality within :func:`nearly_equal` counts as equality for every operator.
    """
    equal = nearly_equal(x, y)
    if op in ("=", "!="):
        return equal == (op == "=")
    return ordered(op, as_real(x, "an order"), as_real(y, "an order"), equal=equal)
