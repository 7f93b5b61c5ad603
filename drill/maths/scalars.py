"""Functions of real and complex doubles, with the conventions of the plain-maths language.

Real arguments give a ``float`` wherever the principal value is real, a ``complex`` elsewhere. Poles and
other places without a value raise :class:`UndefinedError`; what leaves the range of doubles, in either
direction, raises :class:`TooLargeError`, so that a caller can turn to :mod:`drill.maths.mpmath_evaluation`.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.maths_tree import compare_reals, compute_binomial
from drill.maths.names import CIRCULAR, INVERSE

Scalar = float | complex

_ROOT_2 = math.sqrt(2)
_ROOT_2_PI = math.sqrt(2 * math.pi)

# Relative distance below which a double may be an integer, or a cosine zero, because of rounding.
_NOISE = 4e-15
# Largest integer up to which doubles skip none.
MAX_WHOLE = 2**53
# Digits of functions that are computed precisely: a few more than doubles have.
SPECIAL_DIGITS = 20


def drop_zero_imaginary(value: Scalar) -> Scalar:
    """Make a complex number without imaginary part a float."""
    return value.real if type(value) is complex and value.imag == 0 else value


def require_real(value: Scalar, quantity: str) -> float:
    """Return the real number that ``value`` is up to rounding.

    Raises:
        UndefinedError: it is not one.
    """
    if isinstance(value, complex):
        # Rounding leaves such a share.
        if abs(value.imag) > 1e-12 * abs(value.real):
            raise UndefinedError(f"{quantity} is only defined for real numbers")
        return value.real
    return value


def require_integer(value: Scalar, quantity: str) -> int:
    """Return the integer that ``value`` is up to rounding.

    Raises:
        CheckError: it is not one.
    """
    real = require_real(value, quantity)
    if not math.isfinite(real):
        raise CheckError(f"{quantity} must be a whole number")
    nearest = round(real)
    if abs(nearest) >= MAX_WHOLE:
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


def add_doubles(x: Scalar, y: Scalar) -> Scalar:
    """Give x + y."""
    total = x + y
    if total - total != 0:
        not_finite(x, y)
    return total if type(total) is float else drop_zero_imaginary(total)


def subtract_doubles(x: Scalar, y: Scalar) -> Scalar:
    """Give x - y."""
    return add_doubles(x, -y)


def multiply_doubles(x: Scalar, y: Scalar) -> Scalar:
    """Return x y. Raises TooLargeError where it overflows, or underflows to 0."""
    product = x * y
    if product - product != 0 or (product == 0 and x != 0 and y != 0):
        not_finite(x, y, is_zero=product == 0)
    return product if type(product) is float else drop_zero_imaginary(product)


def divide_doubles(x: Scalar, y: Scalar) -> Scalar:
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
    if type(quotient) is float:
        return quotient
    return drop_zero_imaginary(quotient)


def raise_double(x: Scalar, y: Scalar) -> Scalar:
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
    return result if type(result) is float else drop_zero_imaginary(result)


def exp_double(x: Scalar) -> Scalar:
    """Give e to the power of x."""
    result = math.exp(x) if type(x) is float else drop_zero_imaginary(cmath.exp(x))
    if result - result != 0 or result == 0:
        not_finite(x, is_zero=result == 0)
    return result


def ln_double(x: Scalar) -> Scalar:
    """Return the natural logarithm, principal value.

    Raises:
        UndefinedError: x is zero.
    """
    if x == 0:
        raise UndefinedError("the logarithm of zero")
    if type(x) is float and x > 0:
        return math.log(x)
    return drop_zero_imaginary(cmath.log(x))


def log_double(x: Scalar, base: Scalar | None = None) -> Scalar:
    """Return the natural logarithm, or the logarithm to a base."""
    if base is None:
        return ln_double(x)
    return divide_doubles(ln_double(x), ln_double(base))


def _log_to(base: int, real: Callable[[float], float]) -> Callable[[Scalar], Scalar]:
    return lambda x: real(x) if type(x) is float and x > 0 else divide_doubles(ln_double(x), math.log(base))


def sqrt_double(x: Scalar) -> Scalar:
    """Return the square root, principal value."""
    if type(x) is float and x >= 0:
        return math.sqrt(x)
    return drop_zero_imaginary(cmath.sqrt(x))


def _root_double(x: Scalar, n: Scalar) -> Scalar:
    """Return the n-th root, real for odd n below zero."""
    if n == 0:
        raise UndefinedError("the zeroth root")
    if type(x) is float and type(n) is float and x < 0 and n % 2 == 1:
        return -raise_double(-x, 1 / n)
    return sqrt_double(x) if n == 2 else raise_double(x, 1 / n)


def _use_library_within(
    name: str, real: Callable[[float], float], low: float = -math.inf, high: float = math.inf
) -> Callable[[Scalar], Scalar]:
    """Return a function that uses the standard library between two bounds and mpmath elsewhere."""
    return lambda x: real(x) if type(x) is float and low <= x <= high else _call_special_function(name, x)


def _guard_circular(
    real: Callable[[float], float], cplx: Callable[[complex], complex]
) -> Callable[[Scalar], Scalar]:
    """Return ``sin`` or ``cos``; beyond 10^8 rounding of the argument leaves fewer than 8 digits."""

    def function(x: Scalar) -> Scalar:
        # Beyond 1e8 rounding leaves less than 8 digits of a circular function.
        if not -1e8 < x.real < 1e8:
            not_finite(x)
        return real(x) if type(x) is float else drop_zero_imaginary(cplx(x))

    return function


_sin, _cos = _guard_circular(math.sin, cmath.sin), _guard_circular(math.cos, cmath.cos)


def _divide_circular(upper: Scalar, lower: Scalar, x: Scalar, quantity: str) -> Scalar:
    """Divide circular functions of x; undefined if the divisor may be zero but for rounding."""
    if abs(lower) <= _NOISE * max(1.0, abs(x)):
        raise UndefinedError(f"{quantity} has no value there")
    return drop_zero_imaginary(upper / lower)


def _sign_double(x: Scalar) -> Scalar:
    if x == 0:
        return 0.0
    if type(x) is float:
        return math.copysign(1.0, x)
    return drop_zero_imaginary(x / abs(x))


def _find_near_integer(x: float) -> int | None:
    nearest = round(x)
    return nearest if abs(x - nearest) <= _NOISE * max(1.0, abs(x)) else None


def floor_double(x: Scalar) -> float:
    """Return the floor; a double within rounding of an integer counts as that integer."""
    real = require_real(x, "floor")
    near = _find_near_integer(real)
    return float(math.floor(real) if near is None else near)


def _mod_double(x: Scalar, y: Scalar) -> float:
    """Give x mod y with the sign of y."""
    left, right = require_real(x, "mod"), require_real(y, "mod")
    times = divide_doubles(left, right)
    if abs(times) >= MAX_WHOLE:
        not_finite(times)
    return left - right * floor_double(times)


def _gcd_double(x: Scalar, y: Scalar) -> float:
    return float(math.gcd(require_integer(x, "an argument of gcd"), require_integer(y, "an argument of gcd")))


def _call_special_function(name: str, *arguments: Scalar) -> Scalar:
    """Return a special function's value by mpmath, where the standard library has none."""
    from drill.maths.precise_functions import call_precisely, to_double

    return to_double(call_precisely(name, arguments, SPECIAL_DIGITS))


def gamma_double(x: Scalar) -> Scalar:
    """Return the gamma function; undefined at 0, -1, -2 and so on.

    Raises:
        UndefinedError: x is a pole.
    """
    if type(x) is not float:
        return _call_special_function("gamma", x)
    if x <= 0 and x == math.floor(x):
        raise UndefinedError("the gamma function has a pole there")
    return math.gamma(x)


def _factorial_double(x: Scalar) -> Scalar:
    if type(x) is float and x >= 0 and x == math.floor(x):
        # A larger factorial is not a double.
        if x > 170:
            raise TooLargeError("a factorial is beyond the range of doubles")
        return float(math.factorial(int(x)))
    return gamma_double(add_doubles(x, 1.0))


def _binomial_double(n: Scalar, k: Scalar) -> Scalar:
    if type(n) is float and type(k) is float and n == math.floor(n) and k == math.floor(k):
        if k >= 0 and max(abs(n), k) > 10_000:
            raise TooLargeError("a binomial coefficient is too large")
        return float(compute_binomial(int(n), int(k)))
    return _call_special_function("binomial", n, k)


def _normal_cdf(x: Scalar) -> Scalar:
    if type(x) is not float:
        return _call_special_function("Phi", x)
    tail = math.erfc(-x / _ROOT_2)
    if tail == 0:
        not_finite(x)
    return 0.5 * tail


def _sigmoid_double(x: Scalar) -> Scalar:
    if type(x) is float and x < 0:
        return divide_doubles(exp_double(x), add_doubles(1.0, exp_double(x)))
    return divide_doubles(1.0, add_doubles(1.0, exp_double(-x)))


def _softplus_double(x: Scalar) -> Scalar:
    if type(x) is float:
        return max(x, 0.0) + math.log1p(math.exp(-abs(x)))
    return ln_double(add_doubles(1.0, exp_double(x)))


def _find_extreme(choose: Callable[..., float], quantity: str) -> Callable[..., Scalar]:
    return lambda *values: choose(require_real(value, quantity) for value in values)


_FUNCTIONS_OF_ONE: dict[str, Callable[[Scalar], Scalar]] = {
    "sin": _sin, "cos": _cos, "tan": lambda x: _divide_circular(_sin(x), _cos(x), x, "the tangent"),
    "sec": lambda x: _divide_circular(1.0, _cos(x), x, "the secant"),
    "csc": lambda x: _divide_circular(1.0, _sin(x), x, "the cosecant"),
    "cot": lambda x: _divide_circular(_cos(x), _sin(x), x, "the cotangent"),
    "sinh": _use_library_within("sinh", math.sinh),
    "cosh": _use_library_within("cosh", math.cosh), "tanh": _use_library_within("tanh", math.tanh),
    "asin": _use_library_within("asin", math.asin, -1, 1),
    "acos": _use_library_within("acos", math.acos, -1, 1),
    "atan": _use_library_within("atan", math.atan), "asinh": _use_library_within("asinh", math.asinh),
    "acosh": _use_library_within("acosh", math.acosh, 1), "exp": exp_double, "ln": ln_double,
    "log2": _log_to(2, math.log2),
    "log10": _log_to(10, math.log10), "sqrt": sqrt_double,
    "cbrt": lambda x: math.cbrt(x) if type(x) is float else raise_double(x, 1 / 3),
    "abs": lambda x: abs(x), "sign": _sign_double, "floor": floor_double, "ceil": lambda x: -floor_double(-x),
    "erf": _use_library_within("erf", math.erf), "gamma": gamma_double, "factorial": _factorial_double,
    "Phi": _normal_cdf, "phi": lambda x: divide_doubles(exp_double(-x * x / 2), _ROOT_2_PI),
    "sigmoid": _sigmoid_double,
    "softplus": _softplus_double, "logit": lambda p: ln_double(divide_doubles(p, subtract_doubles(1.0, p))),
}  # fmt: skip

# Functions of scalars by canonical name.
SCALAR_FUNCTIONS: dict[str, Callable[..., Scalar]] = {
    # by mpmath except for those that the standard library has: they follow
    **{name: partial(_call_special_function, name) for name in (*CIRCULAR, *INVERSE, "beta", "digamma")},
    **_FUNCTIONS_OF_ONE, "log": log_double, "root": _root_double, "max": _find_extreme(max, "max"),
    "min": _find_extreme(min, "min"), "gcd": _gcd_double, "mod": _mod_double, "binomial": _binomial_double,
}  # fmt: skip


def nearly_equal(x: Scalar, y: Scalar) -> bool:
    """Return whether computed numbers are equal: relative tolerance 1e-9, absolute 1e-12."""
    return x == y or abs(x - y) <= max(1e-9 * max(abs(x), abs(y)), 1e-12)


def compare_doubles(op: str, x: Scalar, y: Scalar) -> bool:
    """Return the truth of ``x op y``.

    Equality within :func:`nearly_equal` counts as equality for every operator.
    """
    equal = nearly_equal(x, y)
    if op in ("=", "!="):
        return equal == (op == "=")
    return compare_reals(op, require_real(x, "an order"), require_real(y, "an order"), equal=equal)
