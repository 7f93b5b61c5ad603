"""Statements about one number whose ends are rational, compared exactly, however large the ends are."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from drill.checking.equality import rational
from drill.checking.real_root_search import polynomial
from drill.errors import CheckError
from drill.maths.domains import Domain
from drill.maths.tree import Const, Logic, Neg, Node, Not, Relation, RelationOp, symbols, walk

# a + b x beside 0, for a relation; a number without x is its first entry alone.
_Linear = tuple[RelationOp, Fraction, Fraction]


_COMPARED: Mapping[RelationOp, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
    "!=": operator.ne,
}  # fmt: skip


class _NotExactError(Exception):
    """A relation is not linear, or one of its numbers is not rational."""


def hold_alike(key: Node, answer: Node, name: str, domain: Domain) -> bool | None:
    """Return whether two statements hold for the same numbers of a domain; None where that is not exact.

    Numbers beyond all ends are tried for what reaches to infinity.
    """
    relations = [part for part in walk(Logic("and", key, answer)) if isinstance(part, Relation)]
    try:
        linear = {relation: _linear(relation, name) for relation in relations}
    except (_NotExactError, CheckError):
        return None
    ends = {-constant / slope for _, constant, slope in linear.values() if slope}
    ends |= {Fraction(end) for end in (domain.low, domain.high) if math.isfinite(end)}
    places = [place for place in _places(sorted(ends)) if place in domain]
    if domain.integer or not places:
        return None
    return all(_holds(key, linear, place) == _holds(answer, linear, place) for place in places)


def _places(ends: list[Fraction]) -> Iterator[Fraction]:
    """Yield the ends, and a number below, between and above them."""
    if not ends:
        yield Fraction(0)
        return
    yield from (ends[0] - 1, ends[-1] + 1, *ends)
    yield from ((low + high) / 2 for low, high in pairwise(ends))


def _linear(relation: Relation, name: str) -> _Linear:
    """Return a relation as one between ``a + b x`` and 0; with an infinite side as one between numbers."""
    infinite = [_sign_of_infinity(side) for side in (relation.left, relation.right)]
    if any(infinite):
        if all(infinite):
            raise _NotExactError
        return relation.op, Fraction(infinite[0] - infinite[1]), Fraction(0)
    (left, by_left), (right, by_right) = (_line(side, name) for side in (relation.left, relation.right))
    return relation.op, left - right, by_left - by_right


def _sign_of_infinity(side: Node) -> int:
    return {Const("inf"): 1, Neg(Const("inf")): -1}.get(side, 0)


def _line(side: Node, name: str) -> tuple[Fraction, Fraction]:
    if not symbols(side):
        value = rational(side)
        coefficients = None if value is None else (value,)
    else:
        coefficients = polynomial(side, name, {})
    if coefficients is None or len(coefficients) > 2:
        raise _NotExactError
    constant, slope, *_ = (*coefficients, Fraction(0), Fraction(0))
    return constant, slope


def _holds(statement: Node, linear: dict[Relation, _Linear], place: Fraction) -> bool:
    match statement:
        case Logic(op, left, right):
            truths = _holds(left, linear, place), _holds(right, linear, place)
            return all(truths) if op == "and" else any(truths)
        case Not(arg):
            return not _holds(arg, linear, place)
        case Relation():
            op, constant, slope = linear[statement]
            value = constant + slope * place
            return _COMPARED[op](value, Fraction(0))
        case _:
            raise AssertionError(statement)
