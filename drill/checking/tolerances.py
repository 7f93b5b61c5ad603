"""Tolerances: how many digits of a typed number count, and how far it may lie from the key.

A key is exact, and so is a number without a point. A typed decimal rounds a number of the key:

=====================================  ===================================  ==================================
typed decimal                          meaning                              bound
=====================================  ===================================  ==================================
twelve digits or more, as a machine    the number, whatever the last        10^-12 of the number
prints a double                        digits are
four digits or more                    the number that it rounds            half a unit of its last digit
two or three digits; one, alone        handed back (``rounding``)           the same; nearly one if cut off
seven digits or more, as a machine     the number, if it is not a decimal   the same number in single
prints single precision                of six digits                        precision
seven digits or more, but only         handed back: as a machine            10^-6 of the number
six agree                              computes in single precision
a decimal beside larger numbers,       0, where the key is 0                10^-12 of the largest one of the
such as 1e-17 beside 1                                                      key; handed back up to 10^-6
the same alone, for a key of 0         handed back                          10^-12
in a line of a working, alone          the number that it rounds            half a unit of its last digit
a prompt that asks for a rounding      the number, rounded so or finer      half a unit of the place asked for
``tolerance``, ``digits``,             the number                           the exercise's
``decimals`` of the exercise
=====================================  ===================================  ==================================

Digits are significant ones. The two parts of a complex number are compared with the key's one by one, each
with the other next to it: 6e-17 + 1.0i is i. Within formulas with names, decimals of fewer than twelve
digits are handed back, and all of them where a form is required. A number whose decimals end within six
digits is typed whole: 0.38 for 3/8 is wrong.

A result computed from decimals, ``e^-3.81`` or ``x/0.3333``, is compared with the key after moving each
decimal by its bound; so it may be off by as much as they explain, and by ``Precision.farthest``.
"""

from __future__ import annotations

import decimal
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import mpmath

from drill.checking.spec import Tolerance
from drill.explanation import record_step
from drill.maths.maths_tree import Binary, Neg, Node, Num, walk_tree
from drill.maths.precise_functions import MP

# The digits of a double as a machine prints it, and how far, relatively, the number may lie from it.
_DOUBLE, _WITHIN_DOUBLE = 12, 1e-12
# Max size of a decimal for a key of 0 without larger numbers next to it.
NOTHING = _WITHIN_DOUBLE
# Digits of single precision that a computation leaves.
SINGLE_DIGITS = 7
# The digits of a decimal that counts as the number that it rounds.
_ENOUGH = 4
# Min digits of a decimal that is handed back because it may round the right number; more within a larger
# expression, because one digit proves nothing there.
_HINTING, _HINTING_ALONE = 2, 1
# Half of a unit, with slack for a key that ends in a 5.
_HALF = Fraction(1, 2) + Fraction(1, 10**15)
# Max change by cutting a number off, in units: less than one, which has its own digit.
_CUT = 1 - Fraction(1, 10**4)


@dataclass(frozen=True, slots=True)
class Precision:
    """The rules for comparing decimals with the key: a row of the table above.

    Decimals of fewer than ``least`` digits are exact, and so are, in formulas with names, those of fewer than
    ``in_formulas``, and among numbers on their own those of fewer than ``alone``. ``machine``
    digits and more may be off by ``within``, relatively. A result computed from decimals may be off by
    ``farthest``. ``asked`` is the rounding that a prompt asks for, in percent if ``in_percent``.
    """

    least: int = _ENOUGH
    in_formulas: int = _DOUBLE
    alone: int = _ENOUGH
    machine: int = _DOUBLE
    within: float = _WITHIN_DOUBLE
    farthest: float = 1e-3
    may_be_cut: bool = False
    may_end: bool = False
    is_hint: bool = False
    asked: str = ""
    in_percent: bool = False

    def reach(self, decimal: Decimal, least: int) -> tuple[Fraction, Fraction] | None:
        """Return how far below and above a decimal the number may lie; None if the decimal is exact."""
        half = decimal.unit * _HALF
        if decimal.digits >= self.machine and decimal.has_point:
            within = max(half, abs(decimal.value) * Fraction(self.within))
            return within, within
        if decimal.digits < least:
            return None
        return half, decimal.unit * _CUT if self.may_be_cut and decimal.digits >= _HINTING else half


# Precisions of numbers that a machine printed, of rounded ones, and of those that are handed back.
OF_DOUBLES = Precision(least=_DOUBLE, alone=_DOUBLE)
ROUNDED = Precision()
# Precision of known mistakes, which are recognised even where the key has to be exact.
OF_MISTAKES = Precision(least=3, alone=3)
OF_SHORT = Precision(_HINTING, _HINTING, _HINTING_ALONE, farthest=0.1, may_be_cut=True, is_hint=True)
OF_SINGLES = Precision(
    _HINTING, _HINTING, _HINTING_ALONE, machine=SINGLE_DIGITS, within=1e-6, farthest=0.1, is_hint=True
)
# Precision of a line of a working, because a number there may be rounded to any digits.
OF_LINES = Precision(least=_DOUBLE, alone=1, may_end=True)
# A superset of all precisions: a decimal that is wrong for this one is wrong for each.
LOOSEST = replace(OF_SINGLES, may_be_cut=True, may_end=True)


@dataclass(frozen=True, slots=True)
class Decimal:
    """A typed decimal: its value without sign and the unit of its last digit; of an integer 1."""

    value: Fraction
    unit: Fraction
    has_point: bool = True

    @property
    def digits(self) -> int:
        """Number of significant digits; none if it is 0."""
        return len(str(int(self.value / self.unit))) if self.value else 0


def decimal_of(node: Node, *, is_alone: bool = False) -> Decimal | None:
    """Return a decimal such as 0.333, 33.3% or 3.33*10^-1 without a sign, or on its own
    an integer of several digits; None for anything else."""
    top = node.left if isinstance(node, Binary) else node
    unit = None if isinstance(top, Neg) else last_place(node)
    if unit is not None:
        return Decimal(_read_decimal_tree(node), unit)
    if is_alone and isinstance(node, Num) and len(node.text) >= _HINTING:
        digits = node.text.rstrip("0")  # of 142900 four count, of 100 all that are typed
        unit = 10 ** (len(node.text) - len(digits)) if len(digits) >= _HINTING else 1
        return Decimal(node.value, Fraction(unit), has_point=False)
    return None


def prints_single(decimal: Decimal, due: MP) -> bool:
    """Return whether a decimal is a positive number as a machine prints it in single precision."""
    # Single precision ends at 3.4e38.
    if decimal.digits < SINGLE_DIGITS or not decimal.has_point or not 0 < due < 3.4e38:
        return False
    typed = float(decimal.value)
    single = _round_to_single(float(due))
    shortest = next((text for text in _print_single(single) if _round_to_single(float(text)) == single), "0")
    # all its digits as a double, the fewest that identify it, or the digits that fill a column
    # A printed array has eight decimals.
    return typed in (single, float(shortest), float(f"{single:.8f}"))


def _print_single(single: float) -> Iterator[str]:
    # Nine digits identify a number in single precision.
    return (f"{single:.{digits}g}" for digits in range(1, 10))


def _round_to_single(value: float) -> float:
    (single,) = struct.unpack("f", struct.pack("f", value))
    return single


def _read_decimal_tree(node: Node) -> Fraction:
    match node:
        case Num():
            return node.value
        case Binary("/", top, Num("100")):
            return _read_decimal_tree(top) / 100
        case Binary("*", Num() as front, Binary("^", _, Neg(Num(power)))):
            return front.value / 10 ** int(power)
        case Binary("*", Num() as front, Binary("^", _, Num(power))):
            return front.value * 10 ** int(power)
        case _:
            raise ValueError("this is not a decimal")


def rounds_as_asked(typed: Node, value: MP, precision: Precision) -> bool:
    """Return whether a typed number, without its sign, is a positive one as ``precision.asked`` rounds it, or
    rounded more finely."""
    decimal = decimal_of(typed)
    if decimal is None and isinstance(typed, Num):
        trailing_zeros = len(typed.text) - len(typed.text.rstrip("0"))
        decimal = Decimal(typed.value, Fraction(10) ** trailing_zeros)
    if decimal is None or not decimal.value:
        return False
    scale = 100 if precision.in_percent else 1
    count, _, of = precision.asked.partition(" ")
    magnitude = int(mpmath.floor(mpmath.re(mpmath.log10(value * scale)))) + 1 if of == "digits" else 0
    asked_unit = Fraction(10) ** (magnitude - int(count)) / scale
    # 9.96 to two digits is 10, and 140000 may be typed for 143912
    unit = asked_unit if (decimal.value / asked_unit).denominator == 1 else decimal.unit
    apart = abs(value - mpmath.mpf(decimal.value.numerator) / decimal.value.denominator)
    half = unit * _HALF
    return unit <= asked_unit and bool(apart <= mpmath.mpf(half.numerator) / half.denominator)


def compute_allowed_distance(tolerance: Tolerance, key: MP) -> MP:
    """Return the largest distance from ``key`` that is still right."""
    amount = mpmath.mpf(tolerance.amount.numerator) / tolerance.amount.denominator
    match tolerance.kind:
        case "abs":
            allowed = amount
        case "rel":
            allowed = amount * abs(key)
        case "decimals":
            allowed = mpmath.mpf(10) ** (-amount) / 2
        case "digits":
            magnitude = mpmath.floor(mpmath.log10(abs(key))) if key != 0 else mpmath.mpf(0)
            allowed = mpmath.mpf(10) ** (magnitude - amount + 1) / 2
    record_step("allow a distance", tolerance=tolerance, key=key, distance=allowed)
    # A key of 0.125 to two decimals accepts 0.12 and 0.13, whichever way it is rounded.
    return allowed * (1 + 1e-12)


def describe_tolerance(tolerance: Tolerance) -> str:
    """Return a tolerance in words."""
    amount = tolerance.amount
    text = str(amount) if amount.denominator == 1 else f"{decimal.Decimal(f'{float(amount):g}'):f}"
    match tolerance.kind:
        case "digits":
            return f"to {text} significant digit{'' if amount == 1 else 's'}"
        case "decimals":
            return f"to {text} decimal{'' if amount == 1 else 's'}"
        case "rel":
            return f"within {float(amount) * 100:g} %"
        case "abs":
            return f"within {text}"


def last_place(node: Node) -> Fraction | None:
    """Return the unit of the last digit of a typed decimal such as -0.333, 33.3% or 3.33*10^-1; None for
    anything else."""
    # No measured number has a power of ten with more than three digits.
    match node:
        case Neg(arg):
            return last_place(arg)
        case Num(text):
            digits, _, exponent = text.lower().partition("e")
            _, point, decimals = digits.partition(".")
            if not point and not exponent:
                return None
            return Fraction(10) ** (int(exponent or 0) - len(decimals))
        case Binary("/", top, Num("100")):
            unit = last_place(top)
            if unit is None and isinstance(top, Num):
                unit = Fraction(1)
            return None if unit is None else unit / 100
        case Binary("*", Num(text), Binary("^", Num("10"), Num(power) | Neg(Num(power)) as exponent)) if (
            power.isdigit() and len(power) <= 3 and "e" not in text
        ):
            return last_place(Num(f"{text}e{'-' * isinstance(exponent, Neg)}{power}"))
        case _:
            return None


def has_decimals(node: Node) -> bool:
    """Return whether a decimal is typed anywhere in a tree."""
    return any(last_place(part) is not None for part in walk_tree(node))


def has_machine_decimals(node: Node, precision: Precision) -> bool:
    """Return whether a decimal in a tree has as many digits as machines print."""
    return any(
        decimal.digits >= precision.machine for decimal in filter(None, map(decimal_of, walk_tree(node)))
    )
