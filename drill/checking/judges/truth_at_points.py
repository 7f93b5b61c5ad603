"""The truth of statements at points, and the ends of their relations to many digits."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

import mpmath

from drill.checking.equality import Point, evaluate_short_rational, long_rational
from drill.checking.real_root_search import convert_to_coefficients
from drill.errors import CheckError, TooLargeError
from drill.maths.derivatives import derivative_of
from drill.maths.domains import Domain
from drill.maths.maths_tree import (
    Binary,
    Const,
    Logic,
    Neg,
    Node,
    Not,
    Num,
    Relation,
    RelationOp,
    Sym,
    find_in_tree,
    find_symbols,
    walk_tree,
)
from drill.maths.mpmath_evaluation import WORKING_DIGITS, evaluate_mp
from drill.maths.numeric import compile_numeric
from drill.maths.precise_functions import MP

# A statement's truth at a point; None if it has no value.
Truth = Callable[[Point], "bool | None"]

# A relation that holds everywhere.
TRUE = Relation("=", Num("0"), Num("0"))


# Max relative difference of equal numbers.
SAME = 1e-30


class CompiledStatement:
    """A statement that is evaluated at many points."""

    def __init__(self, statement: Node) -> None:
        self._statement = statement
        self._truth = _compile_statement_truth(statement, _in_doubles)
        relations = {part: None for part in find_in_tree(statement, Relation) if find_symbols(part)}
        self._ends = [
            (
                relation,
                _in_doubles(Relation("=", relation.left, relation.right)),
                _make_vanishing_test(relation),
            )
            for relation in relations
        ]

    def truth(self, point: Point) -> bool | None:
        """Return the truth at a point; a part without a value is false, and the whole None if no part has
        one."""
        return self._truth(point)

    def exact_truth(self, point: Point) -> bool | None:
        """Return the truth at a point by values with many digits."""
        return _compile_statement_truth(self._statement, _with_digits)(point)

    def ends_near(self, point: Point) -> list[Relation]:
        """Return the relations whose sides are equal, or nearly so, in doubles at a point."""
        return [relation for relation, is_end, vanishes in self._ends if is_end(point) or vanishes(point)]


def _make_vanishing_test(relation: Relation) -> Callable[[Point], bool]:
    """Return whether the sides of a relation nearly agree, relative to their distance a step away."""
    name = min(find_symbols(relation))
    left, right = map(compile_numeric, (relation.left, relation.right))

    def vanishes(point: Point) -> bool:
        step = 1e-4 * (1 + abs(point[name]))
        try:
            here = abs(left(point) - right(point))
            aside = {**point, name: point[name] + step}
            # Sides that are so near, relative to their distance a step away, may be equal.
            return bool(here < 1e-7 * abs(left(aside) - right(aside)))
        except (CheckError, TypeError, ValueError, OverflowError):
            return False  # sides that are lists of numbers never nearly agree

    return vanishes


def _compile_statement_truth(statement: Node, leaf: Callable[[Node], Truth]) -> Truth:
    """Return the truth of a statement, by that of its relations."""
    match statement:
        case Logic(op, left, right):
            first, second = _compile_statement_truth(left, leaf), _compile_statement_truth(right, leaf)

            def joined(point: Point) -> bool | None:
                left_truth, right_truth = first(point), second(point)
                if left_truth is None and right_truth is None:
                    return None
                truths = bool(left_truth), bool(right_truth)
                return all(truths) if op == "and" else any(truths)

            return joined
        case Not(arg):
            inner = _compile_statement_truth(arg, leaf)
            return lambda point: None if (truth := inner(point)) is None else not truth
        case _:
            return leaf(statement)


def _in_doubles(relation: Node) -> Truth:
    """Return the truth of a relation in doubles, with sides equal up to rounding counted as equal."""
    holds = compile_numeric(_decide_infinite_relation(relation))

    def related(point: Point) -> bool | None:
        try:
            return bool(holds(point))
        except TooLargeError:
            return _with_digits(relation)(point)
        except CheckError:
            return None

    return related


def _with_digits(relation: Node) -> Truth:
    """Return the truth of a relation by values with many digits, equal only if nearly all of these agree."""
    finite = _decide_infinite_relation(relation)
    assert isinstance(finite, Relation)

    def related(point: Point) -> bool | None:
        try:
            left, right = (evaluate_mp(side, point, WORKING_DIGITS) for side in (finite.left, finite.right))
            if abs(left - right) <= SAME * max(abs(left), abs(right)):
                return finite.op in ("=", "<=", ">=")
            return finite.op == "!=" or (finite.op != "=" and (left < right) == (finite.op in ("<", "<=")))
        except (CheckError, TypeError):
            return None

    return related


def _decide_infinite_relation(relation: Node) -> Node:
    """Return the truth of a relation to infinity: everything is smaller."""
    match relation:
        case Relation("<" | "<=", _, Const("inf")) | Relation(">" | ">=", Const("inf"), _):
            return TRUE
        case Relation("<" | "<=", Neg(Const("inf")), _) | Relation(">" | ">=", _, Neg(Const("inf"))):
            return TRUE
        case _:
            return relation


class End:
    """A point near a given one, along one name, where the sides of a relation are equal.

    Over its slope a difference has single roots, also where the sides only touch, as at (x - 1)² = 0.
    """

    def __init__(self, relation: Relation, name: str, point: Point) -> None:
        self._difference = Binary("-", relation.left, relation.right)
        self._name = name
        self._point = point
        self._start = point[name]
        self._slope: Node | None = None
        with suppress(CheckError):
            self._slope = derivative_of(self._difference, name)

    def _value_at(self, node: Node, x: MP) -> MP:
        return evaluate_mp(node, {**self._point, self._name: x}, WORKING_DIGITS + 10)

    def _step(self, x: MP) -> MP:
        """Return the distance to the end, by a step of Newton's method."""
        gap = self._value_at(self._difference, x)
        if gap == 0 or self._slope is None:
            return gap
        return gap / self._value_at(self._slope, x)

    @cached_property
    def is_far(self) -> bool:
        """Whether no end is near: the sides are equal in doubles only because both are close to zero."""
        try:
            # An end farther away is a different one.
            return self._slope is not None and abs(self._step(self._start)) > 1e-3 * (1 + abs(self._start))
        except (CheckError, ZeroDivisionError):
            return False

    @cached_property
    def place(self) -> MP | None:
        """The end; None if it is not certain."""
        with mpmath.workdps(WORKING_DIGITS):
            try:
                if self._step(self._start) == 0:
                    return mpmath.mpf(self._start)
                starts = (self._start, self._start + 1e-7 * (1 + abs(self._start)))
                root = mpmath.findroot(self._step, starts, verify=False)
                # A step at an end that is found vanishes up to rounding.
                is_root = isinstance(root, mpmath.mpf) and abs(self._step(root)) < 1e-34
            except (CheckError, ValueError, ZeroDivisionError, TypeError):
                return None
        return root if is_root else None


# Statements about one number whose ends are rational, compared exactly, however large the ends are.
#
# So are others whose ends doubles round to infinity or 0, by hundreds of digits.

# a + b x compared with 0, for a relation; a number without x is its first entry alone.
_Linear = tuple[RelationOp, Fraction, Fraction]


_COMPARED: Mapping[RelationOp, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
    "!=": operator.ne,
}  # fmt: skip


# Digits of an end that is not rational, which is computed twice, and those of them that identify it.
_DIGITS, _KEPT = (400, 500), 300
# The decimal exponent beyond which no ends are compared.
_MOST_EXPONENT = 30_000


class _NotExactError(Exception):
    """A relation is not linear, or one of its numbers is not rational."""


def hold_alike(key: Node, answer: Node, name: str, domain: Domain) -> bool | None:
    """Return whether two statements hold for the same numbers of a domain; None if that is not exact.

    Numbers beyond all ends are tried for what reaches to infinity.
    """
    relations = list(find_in_tree(Logic("and", key, answer), Relation))
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
            if op == "*":
                return (constant * factor, slope * factor)
            return (constant / factor, slope / factor)
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
    """Return the exact value, or that of a very large or small number to hundreds of digits.

    Raises TooLargeError for a value with tens of thousands of digits.
    """
    value = _read_exactly(node)
    if value is not None:
        return value
    short, long = (evaluate_mp(node, {}, digits) for digits in _DIGITS)
    # Between these sizes, doubles separate ends.
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
    """Return a number rounded to the digits that identify it."""
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
