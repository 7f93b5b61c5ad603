"""Values at more and more digits: an agreement has to deepen, a difference has to be more than noise."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from drill.checking.points import Point
from drill.errors import CheckError, TimedOutError, TooLargeError
from drill.maths.numeric import compile_numeric
from drill.maths.precise import evaluate_mp
from drill.maths.tree import Node, walk

if TYPE_CHECKING:
    from drill.maths.precise_functions import MP

Outcome = Literal["equal", "different", "undefined", "too-large", "unclear"]

DEADLINE_S = 0.6
"""The computing time that one check may take before it is given up as undecided."""

LEVELS = (30, 60, 240)
"""The numbers of digits at which values have to agree."""

_LAST_RESORT = 1200
_ROUGH_DIGITS = 15
_MARGIN = 60
_SLACK = 10
_GUARD = 12


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
    """A budget of computing time that is looked at between evaluations; waiting does not count."""

    def __init__(self, limit_s: float = DEADLINE_S) -> None:
        self._end = time.thread_time() + limit_s

    def check(self) -> None:
        """Raise TimedOutError once the time is spent."""
        if time.thread_time() > self._end:
            raise TimedOutError("the answer could not be compared in time")


def require_number(value: object) -> None:
    """Raise CheckError for a value that is a list, a matrix or the truth of a statement."""
    if isinstance(value, bool) or hasattr(value, "__len__"):
        raise CheckError("a number is due, not a list or a statement")


@dataclass(frozen=True, slots=True)
class Scale:
    """The orders of magnitude, to base 10, that occur while two expressions are evaluated."""

    least: float
    most: float

    @property
    def digits(self) -> int:
        """How many digits a difference needs to be more than noise."""
        return _MARGIN + 2 * int(self.most - self.least)

    def noise(self, digits: int) -> float:
        """The order of magnitude of what rounding at so many digits can leave, amplified by what occurs."""
        return 2 * self.most - self.least - digits + _SLACK


def scale_of(nodes: Sequence[Node], points: Sequence[Point]) -> Scale:
    """The magnitudes of all parts of some trees at some points."""
    sizes: list[float] = [0.0]
    for node in nodes:
        for part in set(walk(node)):
            for point in points:
                size = _magnitude(part, point)
                if size is not None:
                    sizes.append(size)
    return Scale(min(sizes), max(sizes))


def _magnitude(node: Node, point: Point) -> float | None:
    """The order of magnitude of a tree's value, in doubles where they reach; None for zero and no value."""
    import mpmath

    try:
        value = compile_numeric(node)(point)
    except TooLargeError:
        try:
            value = evaluate_mp(node, point, _ROUGH_DIGITS)
        except CheckError:
            return None
    except CheckError:
        return None
    if isinstance(value, (float, complex, mpmath.mpf, mpmath.mpc)) and value != 0:
        return (
            math.log10(abs(value)) if isinstance(value, (float, complex)) else float(mpmath.log10(abs(value)))
        )
    return None


def deepen(
    key: Callable[[int], MP],
    answer: Callable[[int], MP],
    clock: Clock,
    *,
    scale: Callable[[], Scale],
    whole: bool = False,
    levels: Sequence[int] = LEVELS,
) -> Comparison:
    """Evaluate with more and more digits: agreement must hold at each level.

    A difference counts if it is more than the noise that values of such a ``scale`` leave.
    """
    for digits in levels:
        gap = _gap(key, answer, digits, clock, whole)
        if isinstance(gap, Comparison):
            return gap
        if not gap.agrees_at(digits):
            magnitudes = scale()
            wanted = max(magnitudes.digits, 2 * digits)
            return _settle(key, answer, wanted, magnitudes, clock, whole)
    if levels[-1] < LEVELS[-1]:
        return Comparison("equal")
    # A constant such as 10^900 hides every difference from fewer digits.
    magnitudes = scale()
    if magnitudes.digits <= levels[-1]:
        return Comparison("equal")
    return _settle(key, answer, magnitudes.digits, magnitudes, clock, whole)


def _settle(
    key: Callable[[int], MP],
    answer: Callable[[int], MP],
    wanted: int,
    magnitudes: Scale,
    clock: Clock,
    whole: bool,
) -> Comparison:
    """Decide at as many digits as the magnitudes want; beyond the last resort it stays unclear."""
    import mpmath

    if wanted > _LAST_RESORT:
        gap = _gap(key, answer, _LAST_RESORT, clock, whole)
        return gap if isinstance(gap, Comparison) else Comparison("unclear")
    gap = _gap(key, answer, wanted, clock, whole)
    if isinstance(gap, Comparison):
        return gap
    is_noise = gap.distance <= mpmath.mpf(10) ** magnitudes.noise(wanted)
    return Comparison("equal" if is_noise or gap.agrees_at(wanted) else "different")


@dataclass(frozen=True, slots=True)
class Gap:
    """How far two values lie apart, and how large the larger one is."""

    distance: MP
    size: MP

    def agrees_at(self, digits: int) -> bool:
        """Whether the two agree in all but the last of so many digits."""
        import mpmath

        return bool(self.distance <= self.size * mpmath.mpf(10) ** (_GUARD - digits))


def _gap(
    key: Callable[[int], MP], answer: Callable[[int], MP], digits: int, clock: Clock, whole: bool
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
        require_number(expected)
        require_number(given)
        if not whole and abs(mpmath.im(expected)) > mpmath.mpf(10) ** (-digits // 2) * abs(expected):
            return Comparison("unclear")
        distance = abs(expected - given)
        if not mpmath.isfinite(distance):
            return Comparison("undefined")
        return Gap(distance, max(abs(expected), abs(given)))
