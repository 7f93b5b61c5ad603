"""The truth of statements at points, and the ends of their relations to many digits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property

import mpmath

from drill.checking.equality import Point
from drill.errors import CheckError, TooLargeError
from drill.maths.derivatives import derivative_of
from drill.maths.maths_tree import (
    Binary,
    Const,
    Logic,
    Neg,
    Node,
    Not,
    Num,
    Relation,
    find_symbols,
    walk_tree,
)
from drill.maths.mpmath_evaluation import WORKING_DIGITS, evaluate_mp
from drill.maths.numeric import compile_numeric
from drill.maths.precise_functions import MP

# A statement's truth at a point; None where it has no value.
Truth = Callable[[Point], "bool | None"]

# What holds everywhere.
TRUE = Relation("=", Num("0"), Num("0"))


# Max relative difference of equal numbers.
SAME = 1e-30


class CompiledStatement:
    """A statement that is evaluated at many points."""

    def __init__(self, statement: Node) -> None:
        self._statement = statement
        self._truth = _compile_statement_truth(statement, _in_doubles)
        relations = {
            part: None for part in walk_tree(statement) if isinstance(part, Relation) and find_symbols(part)
        }
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
    left, right = (compile_numeric(side) for side in (relation.left, relation.right))

    def vanishes(point: Point) -> bool:
        step = 1e-4 * (1 + abs(point[name]))
        try:
            here = abs(left(point) - right(point))
            aside = {**point, name: point[name] + step}
            # Sides that are so near, relative to their distance a step away, may be equal.
            return bool(here < 1e-7 * abs(left(aside) - right(aside)))
        except (CheckError, TypeError, ValueError, OverflowError):
            return False  # sides that are lists of numbers come next to nothing nowhere

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
        self._name, self._point = name, point
        self._start = point[name]
        self._slope: Node | None = None
        with suppress(CheckError):
            self._slope = derivative_of(self._difference, name)

    def _value_at(self, node: Node, x: MP) -> MP:
        return evaluate_mp(node, {**self._point, self._name: x}, WORKING_DIGITS + 10)

    def _step(self, x: MP) -> MP:
        """Return the distance to the end, by a step of Newton's method."""
        gap = self._value_at(self._difference, x)
        return gap if gap == 0 or self._slope is None else gap / self._value_at(self._slope, x)

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
