"""Exact rational arithmetic on trees, without SymPy: conditions on drawn parameters are decided here.

Also perfect roots and the whole-number functions; anything else is not rational and gives ``None``.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.chains import bounded_value, choose
from drill.maths.evaluation import Arithmetic, Compiled, Compiler, Environment
from drill.maths.tree import Node, Num

# Larger exponents make numbers that nobody reads.
MAX_EXPONENT = 1000
# Bits of a power: some 15,000 digits, which are multiplied in a millisecond.
MAX_BITS = 50_000
# Its factorial has 5,736 digits, worked out in a millisecond.
MAX_FACTORIAL = 2000
# Terms of a sum at most: some 50 ms of work.
_MAX_LOOP = 10_000


class _NotRational(CheckError):
    """The tree's value is not rational, or not found to be."""


def rational(node: Node, values: Mapping[str, Fraction]) -> Fraction | None:
    """Give the exact value of a tree, or ``None`` if rational arithmetic does not give one.

    Raises:
        UndefinedError: something is divided by zero.
        TooLargeError: it is beyond the budgets.
        CheckError: a whole number is due somewhere.
    """
    value = _value(node, values)
    return value if isinstance(value, Fraction) else None


def truth(node: Node, values: Mapping[str, Fraction]) -> bool | None:
    """Tell whether a statement holds, or ``None`` if rational arithmetic does not decide it.

    Raises as :func:`rational`.
    """
    value = _value(node, values)
    return value if isinstance(value, bool) else None


def _value(node: Node, values: Mapping[str, Fraction]) -> Fraction | bool | None:
    try:
        return _compiled(node)({name: Fraction(value) for name, value in values.items()})
    except _NotRational:
        return None


@lru_cache(maxsize=1024)
def _compiled(node: Node) -> Compiled:
    return Compiler(_ARITHMETIC).compile(node)


def _constant_number(node: Num) -> Compiled:
    value = bounded_value(node)
    return lambda env: value


def _constant(name: str) -> Compiled:
    def run(env: Environment) -> Fraction:
        if name not in env:
            raise _NotRational("only a name has a rational value")
        return env[name]

    return run


def _only(value: Fraction | bool) -> Fraction:
    if isinstance(value, bool):
        raise _NotRational("a number is expected")
    return value


def _no_arrays(*_: object) -> Fraction:
    raise _NotRational("a number is expected")


def _whole(value: Fraction, _what: str = "") -> int:
    if value.denominator != 1:
        raise CheckError("a whole number is expected here")
    return value.numerator


def _divide(x: Fraction, y: Fraction) -> Fraction:
    if y == 0:
        raise UndefinedError("division by zero")
    return x / y


def check_power(base: Fraction, exponent: Fraction) -> None:
    """Refuse powers of numbers beyond the budget of bits.

    Raises:
        TooLargeError: it is beyond them.
    """
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if base not in (-1, 0, 1) and (abs(exponent) > MAX_EXPONENT or bits * abs(exponent) > MAX_BITS):
        raise TooLargeError("a power is too large")


def rational_power(base: Fraction, exponent: Fraction) -> Fraction:
    """Give base^exponent where it is rational: whole exponents, and perfect roots of what is not negative.

    Raises:
        UndefinedError: zero is raised to a negative power.
        TooLargeError: the power is beyond the budget of bits.
        CheckError: it is not rational.
    """
    if base == 0 and exponent < 0:
        raise UndefinedError("zero to a negative power")
    check_power(base, exponent)
    if exponent.denominator == 1:
        if base in (-1, 0, 1):
            return Fraction(1) if exponent == 0 else base if exponent % 2 else base * base
        return base**exponent.numerator
    if base < 0:
        raise _NotRational("the value is not rational")
    return _root(base, exponent.denominator) ** exponent.numerator


def _root(value: Fraction, degree: int) -> Fraction:
    """The perfect root of a rational; real for odd degrees below zero."""
    if value < 0:
        if degree % 2 == 0:
            raise _NotRational("the value is not rational")
        return -_root(-value, degree)
    found = Fraction(_whole_root(value.numerator, degree), _whole_root(value.denominator, degree))
    if found**degree != value:
        raise _NotRational("the value is not rational")
    return found


def _whole_root(value: int, degree: int) -> int:
    if degree == 2:
        return math.isqrt(value)
    if degree > MAX_EXPONENT or value.bit_length() > 1000:
        raise _NotRational("the value is not rational")
    return round(value ** (1 / degree))


def _nth_root(value: Fraction, degree: Fraction) -> Fraction:
    if degree.denominator != 1 or degree < 1:
        raise _NotRational("the value is not rational")
    return _root(value, degree.numerator)


def _factorial(value: Fraction) -> Fraction:
    if value.denominator != 1:
        raise _NotRational("the value is not rational")
    if value < 0:
        raise UndefinedError("the factorial of a negative number")
    if value > MAX_FACTORIAL:
        raise TooLargeError(f"a factorial of more than {MAX_FACTORIAL}")
    return Fraction(math.factorial(value.numerator))


def _binomial(n: Fraction, k: Fraction) -> Fraction:
    if n.denominator != 1 or k.denominator != 1:
        raise _NotRational("the value is not rational")
    top, bottom = n.numerator, k.numerator
    if bottom >= 0 and max(abs(top), bottom) > MAX_FACTORIAL:
        raise TooLargeError("a binomial coefficient is too large")
    return Fraction(choose(top, bottom))


def _mod(x: Fraction, y: Fraction) -> Fraction:
    if y == 0:
        raise UndefinedError("division by zero")
    return x % y


_COMPARED: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le,
    ">=": operator.ge,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "abs": lambda x: x if x >= 0 else -x, "max": lambda *values: max(values),
    "min": lambda *values: min(values), "sign": lambda x: Fraction((x > 0) - (x < 0)),
    "floor": lambda x: Fraction(math.floor(x)), "ceil": lambda x: Fraction(math.ceil(x)),
    "gcd": lambda x, y: Fraction(math.gcd(_whole(x), _whole(y))), "mod": _mod, "sqrt": lambda x: _root(x, 2),
    "cbrt": lambda x: _root(x, 3), "root": _nth_root, "factorial": _factorial, "binomial": _binomial,
}  # fmt: skip

_ARITHMETIC = Arithmetic(
    number=_constant_number, constant=_constant, convert=Fraction, whole=_whole,
    operators={
        "+": operator.add, "-": operator.sub, "*": operator.mul, "/": _divide, "^": rational_power,
    },
    related=lambda sign, x, y: _COMPARED[sign](x, y), functions=_FUNCTIONS, special={}, sequence=_no_arrays,
    entry=_no_arrays, most_terms=_MAX_LOOP, refusal=_NotRational, only=_only,
)  # fmt: skip
