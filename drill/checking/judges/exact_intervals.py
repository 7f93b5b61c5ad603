"""Statements about one number whose ends are rational, compared exactly, however large the ends are.

So are others whose ends lie where doubles do not tell them from infinity or 0, by hundreds of digits.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

import mpmath

from drill.checking.equality import evaluate_short_rational, long_rational
from drill.checking.real_root_search import convert_to_coefficients
from drill.errors import CheckError, TooLargeError
from drill.maths.domains import Domain
from drill.maths.maths_tree import (
    Binary,
    Const,
    Logic,
    Neg,
    Node,
    Not,
    Relation,
    RelationOp,
    Sym,
    find_symbols,
    walk_tree,
)
from drill.maths.mpmath_evaluation import evaluate_mp

# a + b x beside 0, for a relation; a number without x is its first entry alone.
_Linear = tuple[RelationOp, Fraction, Fraction]


_COMPARED: Mapping[RelationOp, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
    "!=": operator.ne,
}  # fmt: skip


# Digits to which an end that is not rational is computed, twice, and those of them that identify it.
_DIGITS, _KEPT = (400, 500), 300
# The decimal exponent beyond which no ends are compared.
_MOST_EXPONENT = 30_000


class _NotExactError(Exception):
    """A relation is not linear, or one of its numbers is not rational."""


def hold_alike(key: Node, answer: Node, name: str, domain: Domain) -> bool | None:
    """Return whether two statements hold for the same numbers of a domain; None where that is not exact.

    Numbers beyond all ends are tried for what reaches to infinity.
    """
    relations = [part for part in walk_tree(Logic("and", key, answer)) if isinstance(part, Relation)]
    try:
        linear = {relation: _read_linear_relation(relation, name) for relation in relations}
    except TooLargeError:
        raise
    except (_NotExactError, CheckError):
        return None
    ends = {-constant / slope for _, constant, slope in linear.values() if slope}
    ends |= {Fraction(end) for end in (domain.low, domain.high) if math.isfinite(end)}
    places = [place for place in _list_test_places(sorted(ends)) if place in domain]
    if domain.integer or not places:
        return None
    return all(
        _holds_at_fraction(key, linear, place) == _holds_at_fraction(answer, linear, place)
        for place in places
    )


def _list_test_places(ends: list[Fraction]) -> Iterator[Fraction]:
    """Yield the ends, and a number below, between and above them."""
    if not ends:
        yield Fraction(0)
        return
    yield from (ends[0] - 1, ends[-1] + 1, *ends)
    yield from ((low + high) / 2 for low, high in pairwise(ends))


def _read_linear_relation(relation: Relation, name: str) -> _Linear:
    """Return a relation as one between ``a + b x`` and 0; with an infinite side as one between numbers."""
    infinite = [_sign_of_infinity(side) for side in (relation.left, relation.right)]
    if any(infinite):
        if all(infinite):
            raise _NotExactError
        return relation.op, Fraction(infinite[0] - infinite[1]), Fraction(0)
    constant, slope = _read_linear_side(Binary("-", relation.left, relation.right), name)
    if slope and any(not find_symbols(part) and _read_exactly(part) is None for part in walk_tree(relation)):
        constant = -slope * _round_to_kept_digits(-constant / slope)
    return relation.op, constant, slope


def _sign_of_infinity(side: Node) -> int:
    signs: dict[Node, int] = {Const("inf"): 1, Neg(Const("inf")): -1}
    return signs.get(side, 0)


def _read_linear_side(side: Node, name: str) -> tuple[Fraction, Fraction]:
    if not find_symbols(side):
        return _read_exact_end(side), Fraction(0)
    match side:
        case Sym():
            return Fraction(0), Fraction(1)
        case Neg(arg):
            constant, slope = _read_linear_side(arg, name)
            return -constant, -slope
        case Binary("+" | "-" as op, left, right):
            sign = 1 if op == "+" else -1
            (constant, slope), (other_constant, other_slope) = (
                _read_linear_side(left, name),
                _read_linear_side(right, name),
            )
            return constant + sign * other_constant, slope + sign * other_slope
        case Binary("*", number, inner) if not find_symbols(number):
            factor, (constant, slope) = _read_exact_end(number), _read_linear_side(inner, name)
            return factor * constant, factor * slope
        case Binary("*" | "/" as op, inner, number) if not find_symbols(number) and (
            factor := _read_exact_end(number)
        ):
            constant, slope = _read_linear_side(inner, name)
            return (constant * factor, slope * factor) if op == "*" else (constant / factor, slope / factor)
        case _:
            coefficients = convert_to_coefficients(side, name, {})
    if coefficients is None or len(coefficients) > 2:
        raise _NotExactError
    constant, slope, *_ = (*coefficients, Fraction(0), Fraction(0))
    return constant, slope


def _read_exactly(node: Node) -> Fraction | None:
    value = evaluate_short_rational(node)
    return long_rational(node) if value is None else value


def _read_exact_end(node: Node) -> Fraction:
    """Return the exact value, or that of what is very large or small to hundreds of digits.

    Raises TooLargeError for a value with tens of thousands of digits.
    """
    value = _read_exactly(node)
    if value is not None:
        return value
    short, long = (evaluate_mp(node, {}, digits) for digits in _DIGITS)
    # Doubles tell ends between these sizes apart.
    if not isinstance(long, mpmath.mpf) or not mpmath.isfinite(long) or 1e-12 <= abs(long) <= 1e12:
        raise _NotExactError
    if abs(long) > mpmath.mpf(10) ** _MOST_EXPONENT:
        raise TooLargeError("an end is too large to be compared")
    texts = [str(mpmath.nstr(number, _DIGITS[0])) for number in (short, long)]
    if (
        long == 0
        or abs(long) < mpmath.mpf(10) ** -_MOST_EXPONENT
        or len({text[:_KEPT] for text in texts}) > 1
    ):
        raise _NotExactError
    return Fraction(str(texts[1]))


def _round_to_kept_digits(value: Fraction) -> Fraction:
    """Return a number with as many digits as tell it from others."""
    with mpmath.workdps(_DIGITS[0]):
        return Fraction(str(mpmath.nstr(mpmath.mpf(value.numerator) / value.denominator, _KEPT)))


def _holds_at_fraction(statement: Node, linear: dict[Relation, _Linear], place: Fraction) -> bool:
    match statement:
        case Logic(op, left, right):
            truths = _holds_at_fraction(left, linear, place), _holds_at_fraction(right, linear, place)
            return all(truths) if op == "and" else any(truths)
        case Not(arg):
            return not _holds_at_fraction(arg, linear, place)
        case Relation():
            op, constant, slope = linear[statement]
            value = constant + slope * place
            return _COMPARED[op](value, Fraction(0))
        case _:
            raise AssertionError(statement)
