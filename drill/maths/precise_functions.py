"""Functions of mpmath numbers at the current working precision, by the conventions of the language."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
from mpmath import mp
from mpmath.libmp import NoConvergence

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.maths_tree import compare_reals, compute_binomial

# An ``mpf`` where the value is real, an ``mpc`` elsewhere.
MP = Any

# Larger ones take longer than a check may.
MAX_FACTORIAL = 10_000
# Logarithm of a result at most: mpmath needs memory by the size of exponents.
_MAX_LOG_RESULT = 10**18
# Digits at most of gamma functions: they take a tenth of a second.
_MAX_GAMMA_DIGITS = 280
# Digits at most of real error functions, for the same reason.
_MAX_ERROR_DIGITS = 1450


def drop_zero_mp_imaginary(value: MP) -> MP:
    """Make a complex number without imaginary part real.

    A part that is negligible next to the other, by a million bits and more, becomes 0: mpmath adds squares of
    parts exactly, and would take hours and gigabytes for 1 + 10^-10000000000 i.
    """
    if not isinstance(value, mpmath.mpc):
        return value
    real, imag = value.real, value.imag
    # The smaller part vanishes next to one this many bits larger.
    if real and imag and abs(mpmath.mag(real) - mpmath.mag(imag)) > 1_000_000:
        real, imag = (real, mpmath.mpf(0)) if mpmath.mag(real) > mpmath.mag(imag) else (mpmath.mpf(0), imag)
        value = mpmath.mpc(real, imag)
    return real if imag == 0 else value


def find_rounding_noise() -> MP:
    """Return the size below which a value is indistinguishable from zero, relative to 1."""
    # Rounding may have spoilt eight digits.
    return mpmath.mpf(10) ** (8 - mp.dps)


def require_mp_real(value: MP, quantity: str) -> mpmath.mpf:
    """Return the real number that ``value`` is up to rounding.

    Raises:
        UndefinedError: it is not one.
    """
    if isinstance(value, mpmath.mpc):
        if abs(value.imag) > find_rounding_noise() * max(
            1, abs(value)
        ):  # a difference of large terms may be small
            raise UndefinedError(f"{quantity} is only defined for real numbers")
        return value.real
    return value


def require_mp_integer(value: MP, quantity: str) -> int:
    """Return the integer that ``value`` is up to rounding.

    Raises:
        CheckError: it is not one.
    """
    real = require_mp_real(value, quantity)
    if not mpmath.isfinite(real) or abs(real) > 10**15:
        raise CheckError(f"{quantity} must be a whole number")
    nearest = int(mpmath.nint(real))
    if abs(real - nearest) > mpmath.mpf(10) ** -9:
        raise CheckError(f"{quantity} must be a whole number")
    return nearest


def require_mp_finite(value: MP) -> MP:
    """Let ``value`` through.

    Raises:
        UndefinedError: it is infinite or not a number.
    """
    if not (mpmath.isfinite(value.real) and mpmath.isfinite(value.imag)):
        raise UndefinedError("infinity cannot be calculated with")
    return drop_zero_mp_imaginary(value)


def divide_mp(x: MP, y: MP) -> MP:
    """Give x / y.

    Raises:
        UndefinedError: y is zero.
    """
    if y == 0:
        raise UndefinedError("division by zero")
    return require_mp_finite(x / y)


def raise_mp(x: MP, y: MP) -> MP:
    """Give x to the power of y, principal value; 0^0 = 1.

    Raises:
        UndefinedError: zero is raised to a power that is not positive.
        TooLargeError: the result is beyond the budget.
    """
    if x == 0:
        if y == 0:
            return mpmath.mpf(1)
        if y.real > 0:
            return mpmath.mpf(0)
        raise UndefinedError("zero to a power that is not positive")
    _bound_exponent(abs(y) * abs(mpmath.log(x)))
    return require_mp_finite(mpmath.power(x, y))


def exp_mp(x: MP) -> MP:
    """Give e to the power of x."""
    _bound_exponent(abs(x))
    return require_mp_finite(mpmath.exp(x))


def _bound_exponent(logarithm: MP) -> None:
    """Refuse results whose logarithm is beyond the budget; arguments are finite or infinite."""
    if not mpmath.isfinite(logarithm):
        raise UndefinedError("infinity cannot be calculated with")
    if logarithm > _MAX_LOG_RESULT:
        raise TooLargeError("a power is too large")


def ln_mp(x: MP) -> MP:
    """Return the natural logarithm, principal value.

    Raises:
        UndefinedError: x is zero.
    """
    if x == 0:
        raise UndefinedError("the logarithm of zero")
    return require_mp_finite(mpmath.log(x))


def _log_mp(x: MP, base: MP | None = None) -> MP:
    return ln_mp(x) if base is None else divide_mp(ln_mp(x), ln_mp(base))


def _root_mp(x: MP, n: MP) -> MP:
    """Return the n-th root, real for odd n below zero."""
    if n == 0:
        raise UndefinedError("the zeroth root")
    if isinstance(x, mpmath.mpf) and isinstance(n, mpmath.mpf) and x < 0 and n % 2 == 1:
        return -raise_mp(-x, 1 / n)
    return require_mp_finite(mpmath.sqrt(x)) if n == 2 else raise_mp(x, 1 / n)


def _guard_circular_mp(function: Callable[[MP], MP]) -> Callable[[MP], MP]:
    """Return a periodic function's value, unless rounding of the argument leaves nothing of it."""

    def bounded(x: MP) -> MP:
        if not mpmath.isfinite(x.real):
            raise UndefinedError("infinity cannot be calculated with")
        # Twelve digits have to remain after the point of an argument.
        if abs(x.real) > mpmath.mpf(10) ** (mp.dps - 12):
            raise TooLargeError("the argument of a circular function is too large")
        _bound_exponent(abs(x.imag))
        return drop_zero_mp_imaginary(function(x))

    return bounded


_sin, _cos = _guard_circular_mp(mpmath.sin), _guard_circular_mp(mpmath.cos)


def _divide_circular_mp(upper: MP, lower: MP, x: MP, quantity: str) -> MP:
    if abs(lower) <= find_rounding_noise() * max(1, abs(x)):
        raise UndefinedError(f"{quantity} has no value there")
    return drop_zero_mp_imaginary(upper / lower)


def _bound_hyperbolic_mp(function: Callable[[MP], MP]) -> Callable[[MP], MP]:
    def bounded(x: MP) -> MP:
        _bound_exponent(abs(x))
        return require_mp_finite(function(x))

    return bounded


_sinh, _cosh, _tanh = map(_bound_hyperbolic_mp, (mpmath.sinh, mpmath.cosh, mpmath.tanh))


def _check_mp_result(function: Callable[..., MP]) -> Callable[..., MP]:
    return lambda *arguments: require_mp_finite(function(*arguments))


def _reciprocal_argument(function: Callable[[MP], MP]) -> Callable[[MP], MP]:
    return lambda x: require_mp_finite(function(divide_mp(mpmath.mpf(1), x)))


def floor_mp(x: MP) -> MP:
    """Return the floor; a value within rounding of an integer counts as that integer.

    Because terms that nearly cancelled before leave fewer digits, more than half of all digits decide.
    """
    real = require_mp_finite(require_mp_real(x, "floor"))
    nearest = mpmath.nint(real)
    # An integer has to agree in 60 % of the digits.
    rounding = mpmath.mpf(10) ** (-0.6 * mp.dps)
    if abs(real - nearest) <= rounding * max(1, abs(real)):
        return nearest
    return mpmath.floor(real)


def _mod_mp(x: MP, y: MP) -> MP:
    left, right = require_mp_real(x, "mod"), require_mp_real(y, "mod")
    times = divide_mp(left, right)
    if abs(times) * find_rounding_noise() > 1:
        raise TooLargeError("mod of a number with too many digits")
    return left - right * floor_mp(times)


def _gcd_mp(x: MP, y: MP) -> MP:
    return mpmath.mpf(
        math.gcd(require_mp_integer(x, "an argument of gcd"), require_mp_integer(y, "an argument of gcd"))
    )


def gamma_mp(x: MP) -> MP:
    """Return the gamma function; undefined at 0, -1, -2, …; a value within rounding of an integer counts as
    it.

    Raises:
        UndefinedError: x is a pole.
        TooLargeError: x is beyond the budget.
    """
    _bound_factorial(x)
    nearest = _find_near_mp_integer(x)
    if nearest is None:
        _bound_digits()
        return require_mp_finite(mpmath.gamma(x))
    if nearest <= 0:
        raise UndefinedError("the gamma function has a pole there")
    return mpmath.mpf(math.factorial(nearest - 1))


def _find_near_mp_integer(x: MP) -> int | None:
    real: mpmath.mpf = x.real
    nearest = mpmath.nint(real)
    if abs(x - nearest) <= find_rounding_noise() * max(1, abs(real)):
        return int(nearest)
    return None


def _bound_digits(most: int = _MAX_GAMMA_DIGITS) -> None:
    """Refuse many digits for a function that needs seconds to compute them."""
    if mp.dps > most:
        raise TooLargeError("so many digits of such a function take too long")


def _bound_factorial(*arguments: MP) -> None:
    if any(not mpmath.isfinite(x.real) or abs(x) > MAX_FACTORIAL for x in arguments):
        raise TooLargeError(f"a factorial of more than {MAX_FACTORIAL}")


def _digamma_mp(x: MP) -> MP:
    nearest = _find_near_mp_integer(x)
    if nearest is not None and nearest <= 0:
        raise UndefinedError("the digamma function has a pole there")
    _bound_digits()
    return require_mp_finite(mpmath.digamma(x))


def _binomial_mp(n: MP, k: MP) -> MP:
    _bound_factorial(n, k)
    top, bottom = _find_near_mp_integer(n), _find_near_mp_integer(k)
    if top is not None and bottom is not None:
        return mpmath.mpf(compute_binomial(top, bottom))
    _bound_digits()
    return require_mp_finite(mpmath.binomial(n, k))


def _beta_mp(a: MP, b: MP) -> MP:
    _bound_factorial(a, b)
    _bound_digits()
    return require_mp_finite(mpmath.beta(a, b))


def normal_cdf_mp(x: MP) -> MP:
    """Return the standard normal distribution function."""
    return require_mp_finite(mpmath.erfc(-_prepare_error_function_argument(x) / mpmath.sqrt(2)) / 2)


def _prepare_error_function_argument(x: MP) -> MP:
    """Return an argument of an error function as real if it is up to rounding: complex ones are slow."""
    if isinstance(x, mpmath.mpc) and abs(x.imag) <= find_rounding_noise() * abs(x):
        x = x.real
    _bound_digits(_MAX_GAMMA_DIGITS if isinstance(x, mpmath.mpc) else _MAX_ERROR_DIGITS)
    return x


def _find_mp_extreme(choose: Callable[..., MP], quantity: str) -> Callable[..., MP]:
    return lambda *values: choose(require_mp_real(value, quantity) for value in values)


_FUNCTIONS_OF_ONE: dict[str, Callable[[MP], MP]] = {
    "sin": _sin, "cos": _cos, "tan": lambda x: _divide_circular_mp(_sin(x), _cos(x), x, "the tangent"),
    "sec": lambda x: _divide_circular_mp(mpmath.mpf(1), _cos(x), x, "the secant"),
    "csc": lambda x: _divide_circular_mp(mpmath.mpf(1), _sin(x), x, "the cosecant"),
    "cot": lambda x: _divide_circular_mp(_cos(x), _sin(x), x, "the cotangent"), "sinh": _sinh, "cosh": _cosh,
    "tanh": _tanh,
    "sech": lambda x: divide_mp(mpmath.mpf(1), _cosh(x)),
    "csch": lambda x: divide_mp(mpmath.mpf(1), _sinh(x)),
    "coth": lambda x: divide_mp(mpmath.mpf(1), _tanh(x)), "asin": _check_mp_result(mpmath.asin),
    "acos": _check_mp_result(mpmath.acos), "atan": _check_mp_result(mpmath.atan),
    "asec": _reciprocal_argument(mpmath.acos),
    "acsc": _reciprocal_argument(mpmath.asin),
    "acot": lambda x: +mp.pi / 2 if x == 0 else require_mp_finite(mpmath.atan(1 / x)),
    "asinh": _check_mp_result(mpmath.asinh),
    "acosh": _check_mp_result(mpmath.acosh), "atanh": _check_mp_result(mpmath.atanh),
    "asech": _reciprocal_argument(mpmath.acosh), "acsch": _reciprocal_argument(mpmath.asinh),
    "acoth": _reciprocal_argument(mpmath.atanh), "exp": exp_mp, "ln": ln_mp,
    "log2": lambda x: _log_mp(x, mpmath.mpf(2)), "log10": lambda x: _log_mp(x, mpmath.mpf(10)),
    "sqrt": _check_mp_result(mpmath.sqrt), "cbrt": lambda x: _root_mp(x, mpmath.mpf(3)),
    "abs": abs,
    "sign": lambda x: mpmath.mpf(0) if x == 0 else drop_zero_mp_imaginary(x / abs(x)), "floor": floor_mp,
    "ceil": lambda x: -floor_mp(-x),
    "erf": lambda x: require_mp_finite(mpmath.erf(_prepare_error_function_argument(x))),
    "gamma": gamma_mp,
    "digamma": _digamma_mp,
    "factorial": lambda x: gamma_mp(x + 1), "Phi": normal_cdf_mp,
    "phi": lambda x: exp_mp(-x * x / 2) / mpmath.sqrt(2 * mp.pi),
    "sigmoid": lambda x: divide_mp(mpmath.mpf(1), 1 + exp_mp(-x)), "softplus": lambda x: ln_mp(1 + exp_mp(x)),
    "logit": lambda p: ln_mp(divide_mp(p, 1 - p)),
}  # fmt: skip

# Functions of scalars by canonical name, at the current working precision.
PRECISE_FUNCTIONS: dict[str, Callable[..., MP]] = {
    **_FUNCTIONS_OF_ONE, "log": _log_mp, "root": _root_mp, "max": _find_mp_extreme(max, "max"),
    "min": _find_mp_extreme(min, "min"), "gcd": _gcd_mp, "mod": _mod_mp, "beta": _beta_mp,
    "binomial": _binomial_mp,
}  # fmt: skip


def compare_mp(op: str, x: MP, y: MP) -> bool:
    """Return the truth of ``x op y``; equality up to rounding counts as equality for every operator."""
    equal = x == y or abs(x - y) <= find_rounding_noise() * max(1, abs(x), abs(y))
    if op in ("=", "!="):
        return bool(equal) == (op == "=")
    return compare_reals(op, require_mp_real(x, "an order"), require_mp_real(y, "an order"), equal=equal)


# Doubles as numbers of mpmath and back, and one function of doubles to more digits than they have.


def call_precisely(name: str, arguments: tuple[float | complex, ...], digits: int) -> MP:
    """Give one function of doubles to ``digits`` digits."""
    with mpmath.workdps(digits):
        return translate_errors(
            lambda: PRECISE_FUNCTIONS[name](*[from_double(argument) for argument in arguments])
        )


def from_double(value: Any) -> Any:
    """Return an mpmath number of the same value (fractions at the working precision)."""
    if isinstance(value, Fraction):
        return mpmath.mpf(value.numerator) / value.denominator
    if isinstance(value, complex):
        return drop_zero_mp_imaginary(mpmath.mpc(value))
    if isinstance(value, (int, float)):
        return mpmath.mpf(value)
    return drop_zero_mp_imaginary(value)


def to_double(value: MP) -> float | complex:
    """Return the nearest double.

    A value too small becomes 0, one too large raises :class:`TooLargeError`.
    """
    if isinstance(value, mpmath.mpc):
        return complex(to_double(value.real), to_double(value.imag))  # type: ignore[arg-type]  # parts are real
    try:
        double = float(value)
    except OverflowError:
        double = mpmath.inf
    if mpmath.isinf(double) and not mpmath.isinf(value):
        raise TooLargeError("a value is beyond the range of doubles")
    return float(double)


def translate_errors(compute: Callable[[], Any]) -> Any:
    """Turn mpmath's errors into ours."""
    try:
        return compute()
    except (OverflowError, MemoryError, NoConvergence):
        raise TooLargeError("a value is too large or too hard to compute") from None
    except (ZeroDivisionError, ValueError):
        raise UndefinedError("the expression has no value there") from None
