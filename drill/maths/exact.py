"""Exact rational arithmetic on trees, without SymPy: conditions on drawn parameters are decided here.

Also perfect roots and the whole-number functions; anything else is not rational and gives ``None``.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.maths_tree import Node, Num, bounded_value, compute_binomial
from drill.maths.tree_evaluation import Arithmetic, Compiled, Compiler, Environment, step_budget, take_steps

# Larger exponents make numbers that nobody reads.
MAX_EXPONENT = 1000
# Bits of a power: some 15,000 digits, which are multiplied in a millisecond.
MAX_BITS = 50_000
# Its factorial has 5,736 digits, worked out in a millisecond.
MAX_FACTORIAL = 2000
# Terms of a sum at most: some 50 ms of work.
_MAX_LOOP = 10_000
# Nodes met in all loops of an evaluation, and what long numbers count for: half a second of work.
_MOST_STEPS = 500_000
# Bits of two numbers' product per step: a microsecond's work on fractions.
_BITS_OF_A_STEP = 1_000_000
# Bits of a power or of a root's argument, and factors of a factorial, per step.
_BITS_OF_A_LONG_STEP = 500
_FACTORS_OF_A_STEP = 50
# No value has more, whatever it is made of.
_LONGEST_BITS = 4 * MAX_BITS


class _NotRational(CheckError):
    """The tree's value is not rational, or not known to be."""


def evaluate_exactly(node: Node, values: Mapping[str, Fraction]) -> Fraction | None:
    """Return the exact value of a tree, or ``None`` if rational arithmetic does not give one.

    Raises:
        UndefinedError: something is divided by zero.
        TooLargeError: it is beyond the budgets.
        CheckError: a whole number is expected somewhere.
    """
    value = _evaluate_rational(node, values)
    return value if isinstance(value, Fraction) else None


def decide_exactly(node: Node, values: Mapping[str, Fraction]) -> bool | None:
    """Return whether a statement holds, or ``None`` if rational arithmetic does not decide it.

    Raises as :func:`evaluate_exactly`.
    """
    value = _evaluate_rational(node, values)
    return value if isinstance(value, bool) else None


def _evaluate_rational(node: Node, values: Mapping[str, Fraction]) -> Fraction | bool | None:
    try:
        with step_budget(_MOST_STEPS):
            return _compile_rational(node)(
                {
                    name: value if type(value) is Fraction else Fraction(value)
                    for name, value in values.items()
                }
            )
    except _NotRational:
        return None


@lru_cache(maxsize=1024)
def _compile_rational(node: Node) -> Compiled:
    return Compiler(ARITHMETIC).compile(node)


def _compile_rational_number(node: Num) -> Compiled:
    value = bounded_value(node)
    return lambda env: value


def _compile_rational_constant(name: str) -> Compiled:
    def run(env: Environment) -> Fraction:
        if name not in env:
            raise _NotRational("only a name has a rational value")
        return env[name]

    return run


def _require_fraction(value: Fraction | bool) -> Fraction:
    if isinstance(value, bool):
        raise _NotRational("a number is expected")
    return value


def _refuse_arrays_exactly(*_: object) -> Fraction:
    raise _NotRational("a number is expected")


def _require_integer_fraction(value: Fraction, _quantity: str = "") -> int:
    if value.denominator != 1:
        raise CheckError("a whole number is expected here")
    return value.numerator


_Result = TypeVar("_Result")


def _limit_fraction_length(
    operate: Callable[[Fraction, Fraction], _Result],
) -> Callable[[Fraction, Fraction], _Result]:
    """Count an operation on long numbers by their length, and refuse numbers of excessive length."""

    def run(x: Fraction, y: Fraction) -> _Result:
        above_x, below_x = x.numerator.bit_length(), x.denominator.bit_length()
        above_y, below_y = y.numerator.bit_length(), y.denominator.bit_length()
        longest = above_x + below_x + above_y + below_y
        # Shorter numbers take a microsecond.
        if longest > 1000:
            if longest > _LONGEST_BITS:
                raise TooLargeError("a number has too many digits")
            in_fractions = above_x * below_y + above_y * below_x + below_x * below_y
            take_steps((in_fractions + above_x * above_y / 5) / _BITS_OF_A_STEP)
        return operate(x, y)

    return run


def _divide_fractions(x: Fraction, y: Fraction) -> Fraction:
    if y == 0:
        raise UndefinedError("division by zero")
    return x / y


def _count_fraction_bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def refuse_large_power(base: Fraction, exponent: Fraction) -> None:
    """Refuse powers of numbers beyond the budget of bits.

    Raises:
        TooLargeError: it is beyond them.
    """
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if base not in (-1, 0, 1) and (abs(exponent) > MAX_EXPONENT or bits * abs(exponent) > MAX_BITS):
        raise TooLargeError("a power is too large")


def rational_power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return base^exponent if it is rational: whole exponents, and perfect roots of nonnegative numbers.

    Raises:
        UndefinedError: zero is raised to a negative power.
        TooLargeError: the power is beyond the budget of bits.
        CheckError: it is not rational.
    """
    if base == 0 and exponent < 0:
        raise UndefinedError("zero to a negative power")
    refuse_large_power(base, exponent)
    if base not in (-1, 0, 1):
        take_steps(float(_count_fraction_bits(base) * abs(exponent)) / _BITS_OF_A_LONG_STEP)
    if exponent.denominator == 1:
        if base in (-1, 0, 1):
            if exponent == 0:
                return Fraction(1)
            return base if exponent % 2 else base * base
        return base**exponent.numerator
    if base < 0:
        raise _NotRational("the value is not rational")
    return _take_rational_root(base, exponent.denominator) ** exponent.numerator


def _take_rational_root(value: Fraction, degree: int) -> Fraction:
    """Return the root of a rational if it is rational; real for odd degrees below zero."""
    take_steps(_count_fraction_bits(value) / _BITS_OF_A_LONG_STEP)
    if value < 0:
        if degree % 2 == 0:
            raise _NotRational("the value is not rational")
        return -_take_rational_root(-value, degree)
    result = Fraction(_whole_root(value.numerator, degree), _whole_root(value.denominator, degree))
    if result**degree != value:
        raise _NotRational("the value is not rational")
    return result


def _whole_root(value: int, degree: int) -> int:
    if degree == 2:
        return math.isqrt(value)
    if degree > MAX_EXPONENT or value.bit_length() > 1000:
        raise _NotRational("the value is not rational")
    return round(value ** (1 / degree))


def _nth_root(value: Fraction, degree: Fraction) -> Fraction:
    if degree.denominator != 1 or degree < 1:
        raise _NotRational("the value is not rational")
    return _take_rational_root(value, degree.numerator)


def _compute_rational_factorial(value: Fraction) -> Fraction:
    if value.denominator != 1:
        raise _NotRational("the value is not rational")
    if value < 0:
        raise UndefinedError("the factorial of a negative number")
    if value > MAX_FACTORIAL:
        raise TooLargeError(f"a factorial of more than {MAX_FACTORIAL}")
    take_steps(value.numerator / _FACTORS_OF_A_STEP)
    return Fraction(math.factorial(value.numerator))


def _compute_rational_binomial(n: Fraction, k: Fraction) -> Fraction:
    if n.denominator != 1 or k.denominator != 1:
        raise _NotRational("the value is not rational")
    top, bottom = n.numerator, k.numerator
    if bottom >= 0 and max(abs(top), bottom) > MAX_FACTORIAL:
        raise TooLargeError("a binomial coefficient is too large")
    if bottom >= 0:
        take_steps(max(abs(top), bottom) / _FACTORS_OF_A_STEP)
    return Fraction(compute_binomial(top, bottom))


def _compute_rational_remainder(x: Fraction, y: Fraction) -> Fraction:
    if y == 0:
        raise UndefinedError("division by zero")
    return x % y


_COMPARED: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq, "!=": operator.ne,
    "<": _limit_fraction_length(operator.lt), ">": _limit_fraction_length(operator.gt),
    "<=": _limit_fraction_length(operator.le), ">=": _limit_fraction_length(operator.ge),
}  # fmt: skip


def _compare_fractions(sign: str, x: Fraction | bool, y: Fraction | bool) -> bool:
    return _COMPARED[sign](_require_fraction(x), _require_fraction(y))


_FUNCTIONS_OF_ONE: dict[str, Callable[[Fraction], Fraction]] = {
    "abs": lambda x: x if x >= 0 else -x, "sign": lambda x: Fraction((x > 0) - (x < 0)),
    "floor": lambda x: Fraction(math.floor(x)), "ceil": lambda x: Fraction(math.ceil(x)),
    "sqrt": lambda x: _take_rational_root(x, 2), "cbrt": lambda x: _take_rational_root(x, 3),
    "factorial": _compute_rational_factorial,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    **_FUNCTIONS_OF_ONE, "max": lambda *values: max(values), "min": lambda *values: min(values),
    "gcd": _limit_fraction_length(
        lambda x, y: Fraction(math.gcd(_require_integer_fraction(x), _require_integer_fraction(y)))
    ),
    "mod": _limit_fraction_length(_compute_rational_remainder), "root": _nth_root,
    "binomial": _compute_rational_binomial,
}  # fmt: skip

# Operations of fractions.
ARITHMETIC = Arithmetic(
    number=_compile_rational_number, constant=_compile_rational_constant, convert=Fraction,
    whole=_require_integer_fraction,
    operators={
        "+": _limit_fraction_length(operator.add), "-": _limit_fraction_length(operator.sub),
        "*": _limit_fraction_length(operator.mul), "/": _limit_fraction_length(_divide_fractions),
        "^": rational_power,
    },
    related=_compare_fractions, functions=_FUNCTIONS, special={},
    sequence=_refuse_arrays_exactly,
    entry=_refuse_arrays_exactly, most_terms=_MAX_LOOP, most_steps=_MOST_STEPS, refusal=_NotRational,
    only=_require_fraction,
)  # fmt: skip
