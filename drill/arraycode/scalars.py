"""Arithmetic of two Python numbers, within bounds: no integer grows without end."""

from __future__ import annotations

from collections.abc import Callable

from drill.errors import ParseError, TooLargeError, UndefinedError

Number = int | float | bool

# Of whole numbers that doubles hold.
_BITS = 53


def combine_scalars(
    op: str, operate: Callable[[Number, Number], Number], left: Number, right: Number
) -> Number:
    """``left op right``; UndefinedError without a real value, TooLargeError for an integer past 2**53."""
    if op == "@":
        raise ParseError("@ multiplies arrays", None, code="kind")
    if op in ("&", "|", "^") and not (isinstance(left, bool) and isinstance(right, bool)):
        raise ParseError(f"{op} joins truth values", None, code="kind")
    if op == "**":
        left, right = _powers(left, right)
    try:
        value = operate(left, right)
    except ZeroDivisionError:
        raise UndefinedError("this divides by zero") from None
    except OverflowError:
        raise TooLargeError("this number is too large") from None
    if isinstance(value, int) and value.bit_length() > _BITS:
        raise TooLargeError("this number is too large")
    return value


def _powers(base: Number, exponent: Number) -> tuple[Number, Number]:
    """Base and exponent of a power that may be worked out: as floats unless the integer stays small."""
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        if base.bit_length() * exponent <= _BITS:
            return base, exponent
        return float(base), float(exponent)
    if base < 0 and float(exponent) != int(exponent):
        raise UndefinedError("a root of a negative number has no real value")
    return base, exponent
