"""Rounded numbers: typed decimals read as the exact numbers of the key that they round."""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction

import mpmath

from drill.checking.equality import rational
from drill.checking.grids import Grid, lift
from drill.checking.judges.values import number
from drill.checking.kind_check import described
from drill.checking.kinds import KINDS
from drill.checking.kinds.numbers import NumberSpec, ValueSpec
from drill.checking.kinds.vectors import ArraySpec
from drill.checking.spec import KeySpec, Spec
from drill.checking.tolerances import described as tolerance_in_words
from drill.checking.tolerances import last_place
from drill.errors import CheckError
from drill.explanation import record_step
from drill.maths.precise_functions import MP
from drill.maths.tree import Neg, Node, Num, children, rebuild, symbols, walk

# The significant digits of a decimal that counts as the number that it rounds.
ENOUGH = 4
# Those of a decimal that may round the right number, and is asked for again; one digit is too little to
# tell a rounding from chance.
HINTING = 2
TOO_SHORT = "This is rounded: give at least four significant digits, or the exact value."
CUT = "These digits are cut off. Round the last one, do not cut."
EXACT_DUE = "This is rounded. The exact value is asked for, such as a fraction or a root."
# Of values that typed decimals are held against: more than anybody types.
_DIGITS = 40
# Decimals that end so early are typed whole.
_ENDING = 6
# Half of a unit, with slack for a key that ends in a 5.
_HALF = 0.5 + 1e-15
# How far from a whole number a value may be by the rounding of 40 digits.
_WHOLE = 1e-25


def as_exact(spec: Spec, answer: Node, least: int, *, ending: bool = False, may_be_cut: bool = True) -> Node:
    """Return the answer with decimals of at least ``least`` digits replaced by the key's numbers they round.

    Of these, whole ones and those whose decimals end within six digits count only with ``ending``. Decimals
    cut instead of rounded are read only where fewer than ``ENOUGH`` digits are asked for, and ``may_be_cut``.
    """
    is_typed = (_unit_of_rounding(part, ending=ending) is not None for part in walk(answer))
    if not KINDS[spec.kind].may_round or not isinstance(spec, KeySpec) or not any(is_typed):
        return answer
    due = [(value, node) for node, value in _numbers_of(spec) if ending or not _ends(value)]

    def read(node: Node) -> Node:
        unit = None if isinstance(node, Neg) else _unit_of_rounding(node, ending=ending)
        typed = None if unit is None else rational(node)
        if unit and typed and due:
            value, exact = min(due, key=lambda pair: abs(abs(pair[0]) * typed.denominator - typed.numerator))
            is_long = typed >= unit * 10 ** (least - 1)
            if not is_long or not _rounds(abs(value), typed, unit, may_be_cut=may_be_cut and least < ENOUGH):
                return node
            record_step("read a decimal as the key's number", typed=node, key=exact, digits=least)
            return Neg(exact) if value < 0 else exact
        if not described(node) and not isinstance(node, Neg):
            return node
        parts = tuple(map(read, children(node)))
        is_twice = spec.kind == "set" and len(set(parts)) < len(set(children(node)))
        return node if is_twice else rebuild(node, parts)

    with mpmath.workdps(_DIGITS):
        return read(answer)


def as_asked(spec: Spec, answer: Node) -> Node:
    """Return the answer with numbers rounded as the prompt asks, or more finely, replaced by the key's."""
    if not spec.rounding or not KINDS[spec.kind].may_round or not isinstance(spec, KeySpec):
        return answer
    scale = 100 if isinstance(spec, NumberSpec) and spec.is_percent else 1

    def read(node: Node) -> Node:
        unit = None if isinstance(node, Neg) else _last_digit(node)
        if unit is not None and (typed := rational(node)):
            for exact, value in due:
                unit_asked = _unit_asked(spec.rounding, abs(value) * scale) / scale
                # 9.96 to two digits is 10, and 140000 may be typed for 143912
                typed_unit = unit_asked if (typed / unit_asked).denominator == 1 else unit
                if typed_unit <= unit_asked and _rounds(abs(value), typed, typed_unit, may_be_cut=False):
                    return Neg(exact) if value < 0 else exact
        if not described(node) and not isinstance(node, Neg):
            return node
        return rebuild(node, tuple(map(read, children(node))))

    with mpmath.workdps(_DIGITS):
        due = [(node, value) for node, value in _numbers_of(spec) if value]
        return read(answer)


def _last_digit(node: Node) -> Fraction | None:
    """Return the unit of a typed number's last digit; of an integer that of its last non-zero digit."""
    if isinstance(node, Num) and node.text.isdigit():
        return Fraction(10) ** (len(node.text) - len(node.text.rstrip("0")))
    return last_place(node)


def _unit_asked(rounding: str, value: MP) -> Fraction:
    """Return the unit of the last place to which a positive number is to be rounded."""
    count, _, of = rounding.partition(" ")
    magnitude = int(mpmath.floor(mpmath.log10(value))) + 1 if of == "digits" else 0
    return Fraction(10) ** (magnitude - int(count))


def is_cut(spec: Spec, answer: Node) -> bool:
    """Return whether the answer's decimals are the key's, truncated where they should be rounded."""
    cut = as_exact(spec, answer, HINTING, ending=True)
    return cut != answer and cut != as_exact(spec, answer, HINTING, ending=True, may_be_cut=False)


def precision_asked(spec: Spec) -> str:
    """Return how a rounded answer misses the precision or form that the prompt asks for, if it asks."""
    if spec.tolerance is not None:
        return f"This is rounded too far. The value is asked for {tolerance_in_words(spec.tolerance)}."
    return EXACT_DUE if isinstance(spec, ValueSpec) and spec.form else ""


def cut_message(message: str) -> str:
    """Return the message on truncated decimals: to round them, and to which precision, if one is asked
    for."""
    precision = "" if message == TOO_SHORT else message.partition(". ")[2]
    return f"{CUT} {precision}".rstrip()


def _numbers_of(spec: KeySpec) -> Iterator[tuple[Node, MP]]:
    """Return the real numbers in a key, and their values."""
    grid = lift(spec.key) if isinstance(spec, ArraySpec) else spec.key
    waiting = list(grid.entries) if isinstance(grid, Grid) else [grid]
    while waiting:
        node = waiting.pop()
        if described(node):
            waiting += children(node)
        elif not symbols(node):
            with suppress(CheckError):  # an infinite end
                value = number(node)
                if isinstance(value, (mpmath.mpf, mpmath.mpc)) and not value.imag:
                    yield node, value.real


def _unit_of_rounding(node: Node, *, ending: bool) -> Fraction | None:
    """Return the unit of a typed decimal's last digit, and of an integer with enough digits to be a
    rounding."""
    unit = last_place(node)
    is_long = isinstance(node, Num) and len(node.text) >= (HINTING if ending else ENOUGH)
    return Fraction(1) if unit is None and is_long else unit


def _rounds(expected: MP, answer: Fraction, unit: Fraction, *, may_be_cut: bool) -> bool:
    """Return whether a typed decimal is a positive number rounded or truncated to its last place."""
    units_off = (expected * answer.denominator - answer.numerator) / answer.denominator
    units_off = units_off * unit.denominator / unit.numerator
    return bool(abs(units_off) <= _HALF or (may_be_cut and 0 < units_off < 1))


def _ends(value: MP) -> bool:
    with mpmath.workdps(_DIGITS):
        scaled = value * 10**_ENDING
        return bool(abs(scaled - mpmath.nint(scaled)) <= _WHOLE * max(1, abs(scaled)))
