"""The numbers of trees and how they are rounded: exact if rational, else to thirty digits."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import Any

from drill.checking import Tolerance
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.exact import evaluate_exactly
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Index,
    Interval,
    Logic,
    Neg,
    Node,
    Not,
    Num,
    Relation,
    Sequence,
    Union,
    find_symbols,
    list_parts,
    walk_tree,
)
from drill.maths.tidy import decimal_text

# Significant digits of numbers that are not rational.
DIGITS = 30


def compute_real_value(node: Node) -> Fraction:
    """Return the real number that a tree without symbols denotes, to at least thirty digits.

    Raises UndefinedError where it is no finite real number, CheckError where it cannot be computed.
    """
    value = evaluate_exactly(node, {})
    if value is not None:
        return value
    is_array = any(isinstance(part, Sequence | Index) for part in walk_tree(node))
    calls = (part.name for part in walk_tree(node) if isinstance(part, Call))
    if is_array or not {"cdf", "pdf", "quantile"}.isdisjoint(calls):
        from drill.maths.numeric import evaluate

        result = evaluate(node, {})
        if not isinstance(result, (int, float)):
            raise CheckError("a real number is expected")
        return Fraction(repr(float(result)))
    from drill.maths.mpmath_evaluation import evaluate_mp

    return real_of(evaluate_mp(node, {}, DIGITS))


def decimal_node(node: Node, places: int | None = None) -> Node:
    """Return a tree's value as a decimal: rounded to places, or in full where it ends."""
    value = compute_real_value(node)
    return number_node(decimal_text(value, places) or write_significant_digits(value, 6))


def number_node(text: str) -> Node:
    """Return the tree of a decimal with its sign."""
    return Neg(Num(text[1:])) if text.startswith("-") else Num(text)


def write_significant_digits(value: Fraction, digits: int) -> str:
    """Return a number rounded to significant digits, written out in full."""
    if value == 0:
        return "0"
    magnitude = _find_decimal_exponent(abs(value))
    places = digits - 1 - magnitude
    if places < 0:
        unit = 10 ** (-places)
        return str(round(value / unit) * unit)
    rounded = Fraction(round(value * 10**places), 10**places)
    if _find_decimal_exponent(abs(rounded)) > magnitude:  # 9.996 to three digits is 10.0, not 10.00
        places = max(places - 1, 0)
    text = decimal_text(value, places)
    assert text is not None
    return text


def _find_decimal_exponent(value: Fraction) -> int:
    """Return the exponent of the first digit: 2 for 345, −2 for 0.0345."""
    estimate = len(str(value.numerator)) - len(str(value.denominator))
    return estimate if value >= Fraction(10) ** estimate else estimate - 1


def real_of(value: Any) -> Fraction:
    """Return the exact rational of an mpmath number that is real up to rounding. Raises UndefinedError where
    it is none."""
    import mpmath

    number = mpmath.mpc(value)
    if abs(number.imag) > abs(number.real) * mpmath.mpf(10) ** (8 - DIGITS) and number.imag != 0:
        raise UndefinedError("a real number is expected")
    if not mpmath.isfinite(number.real):
        raise UndefinedError("a finite number is expected")
    sign, mantissa, exponent, _ = number.real._mpf_
    return Fraction((-1) ** sign * int(mantissa)) * Fraction(2) ** int(exponent)


def ensure_defined(node: Node) -> None:
    """Raise UndefinedError or TooLargeError for a value that divides by zero, or is no number.

    Infinity and "does not exist" are values; of what holds symbols only divisions by zero are seen.
    """
    if isinstance(node, (Sequence, Interval, Union, Relation, Logic, Not)):
        for part in list_parts(node):
            ensure_defined(part)
    elif find_symbols(node):
        divisors = (part.right for part in walk_tree(node) if isinstance(part, Binary) and part.op == "/")
        if any(not find_symbols(divisor) and evaluate_exactly(divisor, {}) == 0 for divisor in divisors):
            raise UndefinedError("division by zero")
    elif node not in _LIMITS:
        from drill.maths.mpmath_evaluation import evaluate_mp
        from drill.maths.numeric import compile_numeric

        try:
            compile_numeric(node)({})
        except TooLargeError:
            evaluate_mp(node, {}, 20)  # beyond doubles, perhaps not beyond reason


_LIMITS = (Const("inf"), Neg(Const("inf")), Const("dne"))


def round_tree_numbers(node: Node, tolerance: Tolerance) -> Node:
    """Return every number of a value rounded to a tolerance; an array entry by entry."""
    if isinstance(node, Sequence):
        return replace(node, items=tuple(round_tree_numbers(item, tolerance) for item in node.items))
    if find_symbols(node):
        return node
    try:
        value = compute_real_value(node)
    except CheckError:
        return node
    return number_node(rounded_text(value, tolerance))


def rounded_text(value: Fraction, tolerance: Tolerance) -> str:
    """Return a number as short as the tolerance allows: the rounding stays strictly within it."""
    if tolerance.kind == "decimals":
        return _to_places(value, int(tolerance.amount))
    if tolerance.kind == "digits":
        return write_significant_digits(value, int(tolerance.amount))
    exact_text = decimal_text(value)
    margin = tolerance.amount if tolerance.kind == "abs" else tolerance.amount * abs(value)
    if margin == 0:
        return exact_text or str(value)
    places = next(places for places in count() if Fraction(1, 2 * 10**places) < margin)
    rounded = _to_places(value, places)
    return exact_text if exact_text is not None and len(exact_text) <= len(rounded) else rounded


def _to_places(value: Fraction, places: int) -> str:
    text = decimal_text(value, places)
    assert text is not None
    return "0" + text[2:] if text.startswith("-0") and not text.strip("-0.") else text
