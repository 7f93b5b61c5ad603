"""Whether two scalar expressions are the same function wherever the key is real: evidence in stages.

First the structure; then doubles at stratified points, where any difference is confirmed with many digits
before it counts; then agreement that must deepen from 30 to 60 to 240 digits, so that near misses such as
e^(π√163) are told apart and cancellation at wide points is not taken for a difference.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from drill.checking.points import Point, stratified
from drill.checking.structure import canonical
from drill.errors import CheckError, TimedOutError, TooLargeError
from drill.maths.domains import Assumptions
from drill.maths.numeric import compile_numeric
from drill.maths.precise import evaluate_mp
from drill.maths.tree import Node, symbols, walk

if TYPE_CHECKING:
    from mpmath import mpc, mpf

Outcome = Literal["equal", "different", "undefined", "too-large", "unclear"]

DEADLINE_S = 0.6
"""The longest that one comparison may take before it is given up as undecided."""

UNASSUMED = Assumptions()
"""Nothing assumed: all symbols are real."""

LEVELS = (30, 60, 240)
_SCREENED_LEVELS = (60, 240)
_LAST_RESORT = 1200
_ROUGH_DIGITS = 15
_MARGIN = 24
_GUARD = 12
_ENOUGH = 8
_CONFIRMED_POINTS = 2
_HARD_POINTS = 6
_CONFIRM_LIMIT = 24
_DOUBLE_AGREES = 1e-9
_REAL_DOUBLE = 1e-8


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two expressions compare, and by what evidence; ``point`` is one where they differ."""

    outcome: Outcome
    evidence: str = "numeric"
    point: Mapping[str, float] | None = None

    @property
    def equal(self) -> bool:
        """Whether equality was shown."""
        return self.outcome == "equal"


class Clock:
    """A budget of time that is looked at between evaluations."""

    def __init__(self, limit_s: float = DEADLINE_S) -> None:
        self._end = time.monotonic() + limit_s

    def check(self) -> None:
        """Raise TimedOutError once the time is spent."""
        if time.monotonic() > self._end:
            raise TimedOutError("the answer could not be compared in time")


def compare(
    key: Node, answer: Node, assumed: Assumptions = UNASSUMED, clock: Clock | None = None
) -> Comparison:
    """Compare two scalar expressions; ``assumed`` says where their symbols live.

    Raises TimedOutError when the budget of time is spent.
    """
    if canonical(key) == canonical(answer) and _has_value(key):
        return Comparison("equal", "structure")
    clock = clock or Clock()
    names = tuple(sorted(symbols(key) | symbols(answer)))
    if not names:
        return _compare_at(key, answer, {}, clock, whole=True)
    return _Search(key, answer, clock).run(stratified(names, assumed, (key, answer)))


def _has_value(node: Node) -> bool:
    """Whether an expression without symbols has a value; one with symbols is taken to have."""
    if symbols(node):
        return True
    try:
        evaluate_mp(node, {}, LEVELS[0])
    except CheckError:
        return False
    return True


class _Search:
    """Looks for a point where the answer differs from the key."""

    def __init__(self, key: Node, answer: Node, clock: Clock) -> None:
        self.key, self.answer, self.clock = key, answer, clock
        self._key_at, self._answer_at = compile_numeric(key), compile_numeric(answer)
        self.agreed: list[Point] = []
        self.complex: list[Point] = []
        self.hard: list[Point] = []
        self.answer_undefined = 0
        self.answer_too_large = 0
        self.confirmations = 0

    def run(self, points: Sequence[Point]) -> Comparison:
        for point in points:
            found = self._screen(point)
            if found is not None:
                return found
        for point in self.hard[:_HARD_POINTS] if len(self.agreed) < _ENOUGH else ():
            found = self._judge(_compare_at(self.key, self.answer, point, self.clock), point)
            if found is not None:
                return found
        if not self.agreed and self.complex:
            return self._run_complex()
        return self._conclude()

    def _screen(self, point: Point) -> Comparison | None:
        """One point in doubles; a difference is confirmed with digits before it counts."""
        self.clock.check()
        try:
            expected = self._key_at(point)
        except TooLargeError:
            self.hard.append(point)
            return None
        except CheckError:
            return None
        if isinstance(expected, complex) and abs(expected.imag) > _REAL_DOUBLE * abs(expected):
            self.complex.append(point)
            return None
        try:
            given = self._answer_at(point)
        except TooLargeError:
            self.hard.append(point)
            return None
        except CheckError:
            self.answer_undefined += 1
            return None
        if abs(expected - given) <= _DOUBLE_AGREES * max(abs(expected), abs(given)):
            self.agreed.append(point)
            return None
        if self.confirmations >= _CONFIRM_LIMIT:
            return None
        self.confirmations += 1
        return self._judge(_compare_at(self.key, self.answer, point, self.clock), point)

    def _judge(self, found: Comparison, point: Point) -> Comparison | None:
        match found.outcome:
            case "equal":
                self.agreed.append(point)
            case "different":
                return found
            case "undefined":
                self.answer_undefined += 1
            case "too-large":
                self.answer_too_large += 1
            case "unclear":
                pass
        return None

    def _run_complex(self) -> Comparison:
        """The key is nowhere real: compare the complex values themselves."""
        for point in self.complex[:_ENOUGH]:
            found = self._judge(_compare_at(self.key, self.answer, point, self.clock, whole=True), point)
            if found is not None:
                return found
        return self._conclude(whole=True)

    def _conclude(self, *, whole: bool = False) -> Comparison:
        if not self.agreed:
            if self.answer_undefined:
                return Comparison("undefined")
            return Comparison("too-large" if self.answer_too_large or self.hard else "unclear")
        confirmed = 0
        for point in _spread(self.agreed):
            levels = _SCREENED_LEVELS[: 2 - confirmed]
            found = _compare_at(self.key, self.answer, point, self.clock, whole=whole, levels=levels)
            if found.outcome == "different":
                return found
            confirmed += found.equal
            if confirmed >= _CONFIRMED_POINTS:
                return Comparison("equal")
        return Comparison("equal" if confirmed else "unclear")


def _spread(points: Sequence[Point]) -> Sequence[Point]:
    """A few points from all over the list."""
    step = max(1, len(points) // 4)
    return points[::step]


def _compare_at(
    key: Node,
    answer: Node,
    point: Point,
    clock: Clock,
    *,
    whole: bool = False,
    levels: Sequence[int] = LEVELS,
) -> Comparison:
    """Compare at one point by values with more and more digits.

    ``whole`` compares complex values too; otherwise a point where the key is not real says nothing.
    """

    def value_of(node: Node) -> Callable[[int], mpc]:
        return lambda digits: evaluate_mp(node, point, digits)

    found = deepen(
        value_of(key),
        value_of(answer),
        clock,
        whole=whole,
        levels=levels,
        scale=lambda: scale_of((key, answer), (point,)),
    )
    return Comparison(found.outcome, found.evidence, dict(point)) if found.outcome == "different" else found


@dataclass(frozen=True, slots=True)
class Scale:
    """The orders of magnitude, to base 10, that occur while two expressions are evaluated."""

    least: float
    most: float

    @property
    def digits(self) -> int:
        """How many digits a difference needs to be more than noise."""
        return _MARGIN + 2 * int(self.most - self.least)


def scale_of(nodes: Sequence[Node], points: Sequence[Point]) -> Scale:
    """The magnitudes of all parts of some trees at some points."""
    import mpmath

    sizes: list[float] = [0.0]
    for node in nodes:
        for part in set(walk(node)):
            for point in points:
                try:
                    value = evaluate_mp(part, point, _ROUGH_DIGITS)
                except CheckError:
                    continue
                if isinstance(value, (mpmath.mpf, mpmath.mpc)) and value != 0:
                    sizes.append(float(mpmath.log10(abs(value))))
    return Scale(min(sizes), max(sizes))


def deepen(
    key: Callable[[int], mpc],
    answer: Callable[[int], mpc],
    clock: Clock,
    *,
    scale: Callable[[], Scale],
    whole: bool = False,
    levels: Sequence[int] = LEVELS,
) -> Comparison:
    """Evaluate with more and more digits: agreement must hold at each level.

    A difference counts if it is more than the noise that values of such a ``scale`` leave.
    """
    import mpmath

    for digits in levels:
        gap = _gap(key, answer, digits, clock, whole)
        if isinstance(gap, Comparison):
            return gap
        if gap.distance <= gap.size * mpmath.mpf(10) ** (_GUARD - digits):
            continue
        magnitudes = scale()
        wanted = max(magnitudes.digits, 2 * digits)
        deeper = min(wanted, _LAST_RESORT)
        gap = _gap(key, answer, deeper, clock, whole)
        if isinstance(gap, Comparison):
            return gap
        if gap.distance > mpmath.mpf(10) ** (magnitudes.most - deeper / 2):
            return Comparison("different" if wanted <= _LAST_RESORT else "unclear")
        return Comparison("equal")
    return Comparison("equal")


@dataclass(frozen=True, slots=True)
class Gap:
    """How far two values lie apart, and how large the larger one is."""

    distance: mpf
    size: mpf


def _gap(
    key: Callable[[int], mpc], answer: Callable[[int], mpc], digits: int, clock: Clock, whole: bool
) -> Gap | Comparison:
    """The distance of two values at a number of digits; a comparison where there is none."""
    import mpmath

    clock.check()
    with mpmath.workdps(digits + 5):
        try:
            expected = key(digits)
        except CheckError:
            return Comparison("unclear")
        try:
            given = answer(digits)
        except TooLargeError:
            return Comparison("too-large")
        except CheckError:
            return Comparison("undefined")
        if not whole and abs(mpmath.im(expected)) > mpmath.mpf(10) ** (-digits // 2) * abs(expected):
            return Comparison("unclear")
        distance = abs(expected - given)
        if not mpmath.isfinite(distance):
            return Comparison("undefined")
        return Gap(distance, max(abs(expected), abs(given)))
