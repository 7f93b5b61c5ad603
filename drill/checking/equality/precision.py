"""Comparison by values with more and more digits: real differences persist, cancellation noise vanishes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import mpmath

from drill.checking.equality.sampling import Point
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.explanation import record_step
from drill.maths.maths_tree import Binary, Call, Node, Num, walk_tree
from drill.maths.mpmath_evaluation import evaluate_mp
from drill.maths.precise_functions import MP

Outcome = Literal["equal", "different", "undefined", "too-large", "unclear"]

# Digits that are computed with; gamma has values to 280. How many have to agree in functions: nearly all,
# and later what is left by the cancelling that was seen: cosh(x)² - sinh(x)² loses 87 at 100. And how many
# have to in numbers, at every level, since e^(π√163) is nearly whole.
_LEVELS = ((50, 45, 45), (250, 40, 225), (300, 40, 270), (350, 40, 320))
# The same beyond 100, where more cancels: cosh(x)² - sinh(x)² loses 870 at 1000.
_WIDE_LEVELS = ((50, 45, 45), (1200, 40, 1080), (1300, 40, 1170))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome of comparing two expressions, and the evidence for it."""

    outcome: Outcome
    evidence: str = "numeric"

    @property
    def equal(self) -> bool:
        """Whether equality was shown."""
        return self.outcome == "equal"


def compare_at(key: Node, answer: Node, point: Point, *, whole: bool) -> Outcome | None:
    """Compare at one point by values with more and more digits; None where the key has no value to compare.

    Numbers, at a point without symbols, have to agree at every level. ``whole`` compares complex values too.
    Raises CheckError for values that are lists or statements.
    """
    outcome: Outcome = "unclear"
    before: MP = None
    is_wide = any(abs(value) > 100.0 for value in point.values())
    for digits, for_functions, for_numbers in _WIDE_LEVELS if is_wide else _LEVELS:
        with mpmath.workdps(digits):
            try:
                expected = _evaluate_finite_mp(key, point, digits)
            except CheckError:
                return None
            if not whole and abs(mpmath.im(expected)) > mpmath.mpf(10) ** (-digits // 2) * abs(expected):
                return None
            try:
                answered = _evaluate_finite_mp(answer, point, digits)
            except (TooLargeError, UndefinedError) as error:  # with more digits a divisor is no rest of 0
                outcome, before = "undefined" if isinstance(error, UndefinedError) else "too-large", None
                continue
            gap, least = abs(expected - answered), 0 if digits == _LEVELS[0][0] else 1
            agreeing = for_functions if point else for_numbers
            agrees = gap <= max(abs(expected), abs(answered), least) * mpmath.mpf(10) ** -agreeing
            is_rest = agrees and point and 0 in (expected, answered)  # all that is left of 1 + tanh(-900)
            # Noise changes with each number of digits; a difference does not.
            stays = before is not None and abs(gap - before) <= 1e-6 * gap and not is_rest
            if stays and not _may_be_rounding(gap, {key: expected, answer: answered}, point, digits):
                record_step(
                    "differ", point=point, key=expected, answer=answered, digits=digits, agree=agreeing
                )
                return "different"
            if agrees and point:
                return "equal"
            outcome, before = ("equal", None) if agrees else ("unclear", gap)
    # A root leaves half of the noise of 350 digits, and some digits are lost.
    is_noise = before is not None and not point and before <= 1e-116
    is_equal = is_noise and any(map(_may_be_root, (*walk_tree(key), *walk_tree(answer))))
    return "equal" if is_equal else outcome


def _may_be_rounding(gap: MP, values: Mapping[Node, MP], point: Point, digits: int) -> bool:
    """Return whether a gap is no larger than what rounding leaves where large terms cancel.

    More digits do not show it: of (x + e^(x^2)) - e^(x^2) at 150 they leave 0 each time.
    """
    # With such values no term is beyond 10^250; e^(100 x) is 10^217 at 5.
    is_large = any(abs(value) > 5.0 for value in point.values()) or any(
        isinstance(part, Num) and abs(part.value) > 100 for node in values for part in walk_tree(node)
    )
    with suppress(CheckError):
        return is_large and gap <= sum(
            abs(_evaluate_finite_mp(node, point, digits, is_disturbed=True) - value)
            for node, value in values.items()
        )
    return False


def _may_be_root(node: Node) -> bool:
    """Return whether a node may magnify noise: a function, or a power that is no whole one."""
    match node:
        case Call():
            return True
        case Binary("^", _, exponent):
            return not (isinstance(exponent, Num) and exponent.text.isdigit())
        case _:
            return False


def _evaluate_finite_mp(node: Node, point: Point, digits: int, *, is_disturbed: bool = False) -> MP:
    """Return a finite number. Raises UndefinedError, TooLargeError, and CheckError for a list or a
    statement."""
    value = evaluate_mp(node, point, digits, is_disturbed=is_disturbed)
    if isinstance(value, (bool, list)):
        raise CheckError("a number is expected, not a list or a statement")
    if not mpmath.isfinite(value):
        raise UndefinedError("this has no value")
    return value
