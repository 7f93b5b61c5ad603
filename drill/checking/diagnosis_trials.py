"""Cheap trials for diagnosis: is the key a simple change of the answer? Doubles at a few points, no proof."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import islice

from drill.checking.equality import Point, Sample
from drill.errors import CheckError
from drill.explanation import record_step
from drill.maths.domains import Assumptions
from drill.maths.maths_tree import Node, find_symbols, walk_tree
from drill.maths.mpmath_evaluation import WORKING_DIGITS, evaluate_mp
from drill.maths.numeric import compile_numeric

# Points that have to agree, because fewer may agree by chance.
LEAST_ROWS = 4
# The relative imaginary part that rounding leaves of a real value.
_REAL = 1e-12

Change = Callable[[complex], complex]
Row = tuple[Point, complex, complex]


class Trial:
    """The key and a wrong answer at a few points where both have values."""

    def __init__(self, key: Node, answer: Node, assumed: Assumptions, allowed: float = 0.0) -> None:
        self.key, self.answer, self.allowed = key, answer, allowed
        self.names = tuple(sorted(find_symbols(key) | find_symbols(answer)))
        points: Iterable[Point] = Sample(self.names, assumed, key).ordinary() if self.names else ({},)
        # Farther out, doubles lose what they subtract.
        calm = (point for point in points if all(abs(value) <= 60.0 for value in point.values()))
        # Whole numbers come more than once: agreement at one of them is no law.
        # Each magnitude five times.
        near = list({tuple(point.values()): point for point in islice(calm, 48)}.values())
        self.rows: list[Row] = []
        for point, due, answered in zip(near, values_at(key, near), values_at(answer, near), strict=True):
            if due is not None and answered is not None:
                self.rows.append((point, due, answered))

    @cached_property
    def size(self) -> int:
        """How many nodes both trees have."""
        return sum(1 for node in (self.key, self.answer) for _ in walk_tree(node))

    @cached_property
    def usable(self) -> bool:
        """Whether there are enough points to conclude anything, and the two differ at one of them."""
        enough = len(self.rows) >= (LEAST_ROWS if self.names else 1)
        return enough and any(not self.close(expected, value) for _, expected, value in self.rows)

    @cached_property
    def calm(self) -> list[Row]:
        """The rows near the origin, where little cancels; all rows if these show no difference."""
        # Near the origin little cancels.
        rows = [row for row in self.rows if all(abs(value) <= 6.0 for value in row[0].values())]
        return self.rows if all(self.close(expected, answered) for _, expected, answered in rows) else rows

    @cached_property
    def _real_rows(self) -> list[Row]:
        """The calm rows where the key is real, if these are enough: complex values lie on other branches."""
        real = [row for row in self.calm if abs(row[1].imag) <= _REAL * abs(row[1])]
        return real if len(real) >= LEAST_ROWS else self.rows

    def close(self, first: complex, second: complex) -> bool:
        """Return whether two numbers are equal up to the noise of doubles, or the tolerance of the
        exercise."""
        # Equal values differ by the rounding of doubles.
        return abs(first - second) <= max(self.allowed, 1e-8 * max(abs(first), abs(second)))

    def changed(self, change: Change) -> bool:
        """Return whether the key is this change of the answer, at every usable point."""
        try:
            is_key = self.usable and all(
                self.close(change(value), expected) for _, expected, value in self._real_rows
            )
        except (ArithmeticError, ValueError):
            is_key = False
        record_step("try a change of the answer", above=1, rows=len(self.rows), fits=is_key)
        return is_key

    def is_answer(self, node: Node, *, precisely: bool = False) -> bool:
        """Return whether another tree has the answer's values; ``precisely``: to more digits than doubles
        have.

        In doubles a root that is taken fifty times is 1.
        """
        is_close = self._all(node, lambda value, expected, answered: self.close(value, answered))
        return is_close and (not precisely or all(self._agrees(node, point) for point, _, _ in self.calm[:2]))

    def _agrees(self, node: Node, point: Point) -> bool:
        try:
            value, answered = (evaluate_mp(tree, point, WORKING_DIGITS) for tree in (node, self.answer))
        except CheckError:
            return False
        return bool(abs(value - answered) <= 1e-30 * max(abs(value), abs(answered)))

    def is_key(self, node: Node) -> bool:
        """Return whether another tree has the key's values."""
        return self._all(node, lambda value, expected, answered: self.close(value, expected))

    def key_is(self, node: Node, combine: Callable[[complex, complex], complex]) -> bool:
        """Return whether the key is the answer combined with another tree's value."""
        return self._all(
            node, lambda value, expected, answered: self.close(combine(answered, value), expected)
        )

    def _all(self, node: Node, test: Callable[[complex, complex, complex], bool]) -> bool:
        matching_rows = 0
        values = values_at(node, [point for point, _, _ in self.calm])
        for (_, expected, answered), value in zip(self.calm, values, strict=True):
            if value is None:
                continue
            if not test(value, expected, answered):
                matching_rows = 0
                break
            matching_rows += 1
        fits = matching_rows >= (LEAST_ROWS if self.names else 1)
        record_step("try a tree", above=2, tree=node, rows=matching_rows, fits=fits)
        return fits

    def ratio(self) -> complex | None:
        """Return the constant factor from key to answer; None if there is none."""
        rows = [(expected, answered) for _, expected, answered in self.rows if expected != 0 or answered != 0]
        if not self.usable or not rows or any(expected == 0 or answered == 0 for expected, answered in rows):
            return None
        first = rows[0][1] / rows[0][0]
        is_constant = all(self.close(answered, first * expected) for expected, answered in rows)
        record_step("look for a constant factor", above=1, first=first, constant=is_constant)
        return first if is_constant and self._shows(abs(first), rows, lambda e: first * e) else None

    def offset(self) -> complex | None:
        """Return the constant difference of answer and key; None if there is none."""
        if not self.usable:
            return None
        moderate = [(e, g) for _, e, g in self.rows if abs(e) < 1e6]
        if len(moderate) < min(LEAST_ROWS, len(self.rows)):
            return None
        first = moderate[0][1] - moderate[0][0]
        size = max(abs(first), 1e-6)
        is_constant = all(abs(g - e - first) <= 1e-7 * size for e, g in moderate)
        record_step("look for a constant difference", above=1, first=first, constant=is_constant)
        return first if is_constant and self._shows(1.0, moderate, lambda e: e + first) else None

    def _shows(self, factor: float, rows: list[tuple[complex, complex]], change: Change) -> bool:
        """Return whether the answer follows the key from point to point: a large constant would hide
        changes."""
        spread = max(abs(expected - rows[0][0]) for expected, _ in rows)
        if not self.names or spread == 0:
            return True
        largest = max(abs(answered) for _, answered in rows)
        # A constant that is a million times as large as the changes leaves too few digits of them.
        if largest > 1e6 * factor * spread:
            return False
        return all(abs(change(e) - g) <= 1e-6 * max(factor * spread, abs(g)) for e, g in rows)


def values_at(node: Node, points: list[Point]) -> list[complex | None]:
    """Return the finite values of a tree in doubles at some points; None where it has none."""
    try:
        evaluate = compile_numeric(node)
    except CheckError:
        return [None] * len(points)
    return [_evaluate_finite_value(evaluate, point) for point in points]


def value_at(node: Node, point: Mapping[str, float]) -> complex | None:
    """Return the finite value of a tree in doubles, if it has one."""
    return values_at(node, [dict(point)])[0]


def real_at(node: Node, point: Mapping[str, float]) -> float | None:
    """Return the finite value of a tree in doubles, if it is real up to rounding."""
    return reals_at(node, [dict(point)])[0]


def reals_at(node: Node, points: list[Point]) -> list[float | None]:
    """Return the finite values of a tree in doubles at some points; None where it has none that is real."""
    return [_take_real_value(value) for value in values_at(node, points)]


def _take_real_value(value: complex | None) -> float | None:
    return None if value is None or abs(value.imag) > _REAL * abs(value) else value.real


def _evaluate_finite_value(
    evaluate: Callable[[Mapping[str, float]], object], point: Mapping[str, float]
) -> complex | None:
    try:
        value = evaluate(point)
    except CheckError:
        return None
    # Products and differences of such values stay within doubles.
    if isinstance(value, (float, complex)) and cmath.isfinite(value) and abs(value) < 1e150:
        return complex(value)
    return None
