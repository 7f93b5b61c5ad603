"""Doubles as numbers of mpmath and back, and one function of doubles to more digits than they have."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
from mpmath.libmp import NoConvergence

from drill.errors import TooLargeError, UndefinedError
from drill.maths import precise_functions as functions
from drill.maths.precise_functions import MP, PRECISE_FUNCTIONS


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
        return functions.drop_zero_mp_imaginary(mpmath.mpc(value))
    return mpmath.mpf(value) if isinstance(value, (int, float)) else functions.drop_zero_mp_imaginary(value)


def to_double(value: MP) -> float | complex:
    """Return the nearest double.

    What is too small becomes 0, what is too large raises :class:`TooLargeError`.
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
