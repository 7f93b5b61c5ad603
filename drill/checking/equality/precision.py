"""Values at more and more digits: a difference has to stay, and the noise of cancelling has to vanish."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import mpmath

from drill.errors import CheckError, TimedOutError, TooLargeError
from drill.maths.precise import evaluate_mp
from drill.maths.tree import Node

if TYPE_CHECKING:
    from drill.maths.precise_functions import MP

Outcome = Literal["equal", "different", "undefined", "too-large", "unclear"]

DEADLINE_S = 0.6
"""The computing time of one check, given up as undecided then: below the second after which a worker is ended."""

_DIGITS = (50, 100, 300, 350)
"""Digits that are computed with, the next ones where the last left something open. At 300 digits values agree
of which 150 cancel, as of cosh(x)² - sinh(x)² at 150; what 350 leave open is unclear."""
_AGREEING = (45, 50, 150, 175)
"""Digits of each that have to agree: at first nearly all, then what is left by the cancelling that was seen."""
_ALL_AGREEING = (45, 90, 270, 320)
"""The same for a number, which has to agree at every level: e^(π√163) is nearly whole."""
_STAYS = 1e-6
"""How little, relatively, a difference changes with more digits: noise is another one each time."""
_GROWTH = 1.5
"""Time grows with this power of the digits, at least, for mpmath's elementary functions."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two expressions compare, and by what evidence."""

    outcome: Outcome
    evidence: str = "numeric"

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


def compare_at(
    key: Node,
    answer: Node,
    point: Mapping[str, float],
    clock: Clock,
    *,
    deeply: bool = False,
    whole: bool = False,
) -> Outcome | None:
    """Compare at one point by values with more and more digits; None where the key has no value to compare.

    ``deeply`` asks for agreement at every level. ``whole`` compares complex values too. Raises TimedOutError
    when the time is spent, CheckError for values that are lists or statements.
    """
    outcome: Outcome = "unclear"
    before: MP = None
    pace = 0.0
    for digits, agreeing in zip(_DIGITS, _ALL_AGREEING if deeply else _AGREEING, strict=True):
        clock.check()
        if pace * digits**_GROWTH > clock.remaining_s:
            return "unclear"
        began = time.thread_time()
        expected = _value(key, point, digits)
        if isinstance(expected, str) or not (whole or _is_real(expected, digits)):
            return None
        given = _value(answer, point, digits)
        if given == "too-large":
            return given
        if given == "undefined":  # cancelling can leave a zero to divide by: with more digits it is none
            outcome, before = given, None
            continue
        with mpmath.workdps(digits):
            gap = abs(expected - given)
            size = max(abs(expected), abs(given), 0 if before is None else 1)
            agrees = gap <= size * mpmath.mpf(10) ** -agreeing
            stays = before is not None and abs(gap - before) <= _STAYS * gap
        if agrees and not deeply:
            return "equal"
        if stays and not agrees:
            return "different"
        outcome, before = ("equal", None) if agrees else ("unclear", gap)
        pace = (time.thread_time() - began) / digits**_GROWTH
    return outcome


def _value(node: Node, point: Mapping[str, float], digits: int) -> MP | Literal["undefined", "too-large"]:
    try:
        value = evaluate_mp(node, point, digits)
    except TooLargeError:
        return "too-large"
    except CheckError:
        return "undefined"
    if isinstance(value, (bool, list)):
        raise CheckError("a number is due, not a list or a statement")
    return value if mpmath.isfinite(value) else "undefined"


def _is_real(value: MP, digits: int) -> bool:
    """Whether a value is real but for rounding."""
    return bool(abs(mpmath.im(value)) <= mpmath.mpf(10) ** (-digits // 2) * abs(value))
