"""Factors between a wrong answer and the key: simple ones, in words, and whether one is more than chance."""

from __future__ import annotations

import math
from fractions import Fraction

_CONSTANTS = (
    ("π", math.pi), ("√2", math.sqrt(2)), ("√3", math.sqrt(3)), ("√π", math.sqrt(math.pi)),
    ("√(2π)", math.sqrt(2 * math.pi)), ("π²", math.pi**2), ("e", math.e), ("ln 2", math.log(2)),
    ("ln 10", math.log(10)),
)  # fmt: skip
EXACT = 1e-8
"""The relative slack of factors between exact values."""
COARSE = 5e-3
"""Beyond this slack no factor says anything."""
# Up to this slack a small integer factor is more than chance.
_PRECISE = 2e-4
# A factor so near the end of doubles is none.
_LARGEST = 1e6
_PAIR = frozenset({2, -2})
_PLAUSIBLE = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 24, 60, 100, 1000, -2})
"""Factors (or divisors) between plain numbers that are more than chance; less than zero if turned."""
# The sign of factors that are less than zero.
_TURNED = -1


def simple_factor(factor: float, largest: int, slack: float) -> tuple[Fraction, str] | None:
    """Return a factor as a simple fraction, perhaps times a named constant, or over it: a stroke before the
    name."""
    if not math.isfinite(factor * _LARGEST):
        return None
    for name, value in (("", 1.0), *_CONSTANTS, *((f"/{name}", 1 / value) for name, value in _CONSTANTS)):
        ratio = Fraction(factor / value).limit_denominator(largest)
        if (
            ratio not in (0, 1 if not name else 0)
            and abs(ratio.numerator) <= 1000
            and abs(float(ratio) * value - factor) <= slack * abs(factor)
        ):
            return ratio, name
    return None


def in_words(ratio: Fraction, name: str) -> str:
    """Return a factor as text, with the word times: ``1/2 times``, ``3 π times``, ``(1/2)/π times``."""
    if not name:
        return f"{ratio} times"
    if name.startswith("/"):
        return f"{ratio}{name} times" if ratio.denominator == 1 else f"({ratio}){name} times"
    return f"{name} times" if ratio == 1 else f"{ratio} {name} times"


def in_digits(factor: float) -> str:
    """Return a factor to four digits; empty where these are 1, which says nothing."""
    digits = f"{factor:.4g}"
    return "" if digits == "1" else digits


def is_plausible(ratio: Fraction, name: str, slack: float, expected: complex, given: complex) -> bool:
    """Whether a factor is more than chance: the less precise the numbers, the fewer factors are."""
    if not (ratio.numerator in (1, -1) or ratio.denominator == 1):
        return False
    size = max(abs(ratio.numerator), ratio.denominator)
    if name:
        return slack <= EXACT or (slack <= _PRECISE and ratio > 0 and size <= 2)
    turned = size * (1 if ratio > 0 else _TURNED)
    if slack > _PRECISE:
        return turned == 2
    small = all(abs(value) <= 12 and value == int(value.real) for value in (expected, given))
    return turned in (_PAIR if small else _PLAUSIBLE)
