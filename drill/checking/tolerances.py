"""Tolerances: how far a number may lie from the key, and whether a typed decimal is a rounding of it."""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from fractions import Fraction

import mpmath

from drill.checking.spec import Tolerance
from drill.explanation import record_step
from drill.maths.precise_functions import MP
from drill.maths.tree import Binary, Neg, Node, Num, walk

# No measured number has a power of ten with more.
_POWER_DIGITS = 3
# Relative slack of a bound: a key of 0.125 to two decimals takes 0.12 and 0.13, computed or not.
_SLACK = 1e-12


def bound(tolerance: Tolerance, key: MP) -> MP:
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
    return allowed * (1 + _SLACK)


def described(tolerance: Tolerance) -> str:
    """Return what a tolerance asks for, in words."""
    amount = tolerance.amount
    text = str(amount) if amount.denominator == 1 else f"{float(amount):g}"
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
            power.isdigit() and len(power) <= _POWER_DIGITS and "e" not in text
        ):
            return last_place(Num(f"{text}e{'-' * isinstance(exponent, Neg)}{power}"))
        case _:
            return None


def has_decimals(node: Node) -> bool:
    """Return whether a decimal is typed anywhere in a tree."""
    return any(last_place(part) is not None for part in walk(node))
