"""Values at more and more digits: an agreement has to deepen, a difference has to be more than noise."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from drill.checking.magnitudes import Scale, scale_of
from drill.checking.places import Point
from drill.errors import CheckError, TimedOutError, TooLargeError
from drill.maths.precise import evaluate_mp
from drill.maths.tree import Node

if TYPE_CHECKING:
    from drill.maths.precise_functions import MP

Outcome = Literal["equal", "different", "undefined", "too-large", "unclear"]

DEADLINE_S = 0.6
"""The computing time that one check may take before it is given up as undecided."""

LEVELS = (30, 60, 240)
"""The numbers of digits at which values have to agree."""

_LAST_RESORT = 2000
_NOISE_RESORT = 1400
_GUARD = 12
_FURTHER = 43
_SETTLED = 1e-6
_LEFT_OVER = 1e-45
_GROWTH = 1.5
_OVERHEAD_S = 0.005


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
        if self.remaining_s < 0:
            raise TimedOutError("the answer could not be compared in time")

    @property
    def remaining_s(self) -> float:
        """The computing time that is left."""
        return self._end - time.thread_time()


def require_number(value: object) -> None:
    """Raise CheckError for a value that is a list, a matrix or the truth of a statement."""
    if isinstance(value, bool) or hasattr(value, "__len__"):
        raise CheckError("a number is due, not a list or a statement")


@dataclass(frozen=True, slots=True)
class Gap:
    """How far two values lie apart, and how large the larger one is."""

    distance: MP
    size: MP

    def agrees_at(self, digits: int) -> bool:
        """Whether the two agree in all but the last of so many digits."""
        import mpmath

        return bool(self.distance <= self.size * mpmath.mpf(10) ** (_GUARD - digits))


def _stays(first: Gap, second: Gap) -> bool:
    """Whether two values lie as far apart with more digits: noise would be another one."""
    return bool(abs(first.distance - second.distance) <= _SETTLED * first.distance)


class _TooSlowError(Exception):
    """More digits would take more time than is left."""


class Pair:
    """The values of key and answer at one place, as functions of the number of digits.

    ``whole`` compares complex values too; otherwise a key that is not real says nothing.
    """

    def __init__(
        self, key: Callable[[int], MP], answer: Callable[[int], MP], clock: Clock, *, whole: bool = False
    ) -> None:
        self._key, self._answer, self._clock, self._whole = key, answer, clock, whole
        self._pace = 0.0

    def deepen(
        self, scale: Callable[[], Scale], levels: Sequence[int] = LEVELS, *, fully: bool = False
    ) -> Comparison:
        """Evaluate with more and more digits: agreement must hold at each level.

        A difference counts if it is more than the noise that values of such a ``scale`` leave. ``fully``
        asks for agreement with as many digits as the sums want, whatever the levels.
        """
        try:
            for digits in levels:
                gap = self._gap(digits)
                if isinstance(gap, Comparison):
                    return gap
                if not gap.agrees_at(digits):
                    magnitudes = scale()
                    return self._settle(max(magnitudes.digits, digits), magnitudes)
            if levels[-1] < LEVELS[-1] and not fully:
                return Comparison("equal")
            # A constant such as 10^900 hides every difference from fewer digits.
            magnitudes = scale()
            if magnitudes.digits <= levels[-1]:
                return Comparison("equal")
            return self._settle(magnitudes.digits, magnitudes)
        except _TooSlowError:
            return Comparison("unclear")

    def _settle(self, wanted: int, magnitudes: Scale) -> Comparison:
        """Decide at as many digits as the sums want: noise vanishes with further digits, a difference stays.

        Beyond the last resort what seems equal, or stays, is unclear: it may be swallowed, or left over.
        """
        import mpmath

        digits = min(wanted, _LAST_RESORT)
        first = self._gap(digits)
        if isinstance(first, Comparison):
            return first
        if first.agrees_at(digits):
            return Comparison("equal" if digits == wanted else "unclear")
        second = self._gap(digits + _FURTHER)
        if isinstance(second, Comparison):
            return second
        stays = _stays(first, second)
        if stays and first.distance > mpmath.mpf(10) ** magnitudes.noise(digits):
            return Comparison("different")
        if digits < wanted:
            return Comparison("unclear")
        # Sums keep only so many digits of what they nearly swallow: a difference below is left over by them.
        if stays and first.distance > first.size * _LEFT_OVER:
            return Comparison("different")
        return self._at_last(second, max(wanted, _NOISE_RESORT), magnitudes)

    def _at_last(self, before: Gap, digits: int, magnitudes: Scale) -> Comparison:
        """Decide at the last resort, where cancellation left nothing of fewer digits."""
        import mpmath

        last = self._gap(digits)
        if isinstance(last, Comparison):
            return last
        if last.distance <= max(last.size, 1) * mpmath.mpf(10) ** (-_NOISE_RESORT // 2):
            return Comparison("equal")
        if last.distance <= mpmath.mpf(10) ** magnitudes.noise(digits):
            return Comparison("unclear")
        if _stays(before, last):
            return Comparison("different")
        further = self._gap(digits + _FURTHER)
        if isinstance(further, Comparison):
            return further
        return Comparison("different" if _stays(last, further) else "unclear")

    def _gap(self, digits: int) -> Gap | Comparison:
        """The distance of two values at a number of digits; a comparison where there is none."""
        self._clock.check()
        if self._pace * digits**_GROWTH > self._clock.remaining_s:
            raise _TooSlowError
        began = time.thread_time()
        try:
            return self._gap_at(digits)
        finally:
            took_s = time.thread_time() - began
            self._pace = max(0.0, took_s - _OVERHEAD_S) / digits**_GROWTH

    def _gap_at(self, digits: int) -> Gap | Comparison:
        import mpmath

        with mpmath.workdps(digits + 5):
            try:
                expected = self._key(digits)
            except CheckError:
                return Comparison("unclear")
            try:
                given = self._answer(digits)
            except TooLargeError:
                return Comparison("too-large")
            except CheckError:
                return Comparison("undefined")
            require_number(expected)
            require_number(given)
            noise = mpmath.mpf(10) ** (-digits // 2)
            if not self._whole and abs(mpmath.im(expected)) > noise * abs(expected):
                return Comparison("unclear")
            distance = abs(expected - given)
            if not mpmath.isfinite(distance):
                return Comparison("undefined")
            return Gap(distance, max(abs(expected), abs(given)))


def compare_at(
    key: Node,
    answer: Node,
    point: Point,
    clock: Clock,
    *,
    whole: bool = False,
    levels: Sequence[int] = LEVELS,
    fully: bool = False,
) -> Comparison:
    """Compare at one point by values with more and more digits.

    ``whole`` compares complex values too; otherwise a point where the key is not real says nothing.
    ``fully`` asks for agreement with as many digits as the sums want, whatever the levels.
    """

    def value_of(node: Node) -> Callable[[int], MP]:
        return lambda digits: evaluate_mp(node, point, digits)

    pair = Pair(value_of(key), value_of(answer), clock, whole=whole)
    found = pair.deepen(lambda: scale_of((key, answer), (point,)), levels, fully=fully)
    return Comparison(found.outcome, found.evidence, dict(point)) if found.outcome == "different" else found
