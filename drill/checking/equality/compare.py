"""Whether two scalar expressions are the same function wherever the key is real.

Equal trees are; else values have to agree, at points of all signs and magnitudes and on both sides of where
an expression may follow another rule. That is evidence, no proof: functions that differ only beyond 10^6,
below 10^-9 or where doubles have no value may be taken for one. SymPy then proves what it can.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Literal, Protocol

import mpmath

from drill.checking.answer_verdict import PROVED, Clock
from drill.checking.equality.tree_structure import (
    Point,
    Sample,
    canonicalise_tree,
    evaluate_short_rational,
    find_break_expressions,
    has_steps,
    long_rational,
)
from drill.errors import CheckError, OutOfStepsError, TooLargeError, UndefinedError
from drill.explanation import record_step
from drill.maths.domains import Assumptions
from drill.maths.maths_tree import Binary, Call, Const, Node, Num, find_in_tree, find_symbols, walk_tree
from drill.maths.mpmath_evaluation import evaluate_mp
from drill.maths.numeric import compile_numeric
from drill.maths.precise_functions import MP
from drill.maths.tree_evaluation import allow_computing_time, limit_computing_time

# Comparison by values with more and more digits: real differences persist, cancellation noise vanishes.

Outcome = Literal["equal", "different", "undefined", "too-large", "unclear"]

# Digits to compute with, at most 280 because of gamma, and those that have to agree: nearly all, and later
# all but the ones lost by cancelling, as cosh(x)² - sinh(x)² loses 87 at 100.
_LEVELS = ((50, 45), (250, 40), (300, 40))
# The same beyond 100, where more cancels: cosh(x)² - sinh(x)² loses 870 at 1000.
_WIDE_LEVELS = ((50, 45), (1200, 40), (1300, 40))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome of comparing two expressions, and the evidence for it."""

    outcome: Outcome
    evidence: str = "numeric"
    # Of two that only SymPy tells apart: their difference, if it is a number.
    difference: str = ""

    @property
    def equal(self) -> bool:
        """Whether equality was shown."""
        return self.outcome == "equal"


class Meaning(Protocol):
    """A meaning of the letters of two expressions, such as real numbers or arrays with axes."""

    def compare(self, first: Node, second: Node, clock: Clock) -> Comparison | None:
        """Compare two expressions in this meaning; None if it does not fit them."""


@dataclass(frozen=True, slots=True)
class NumberMeaning:
    """Letters that are real numbers of the assumed domains."""

    assumed: Assumptions

    def compare(self, first: Node, second: Node, clock: Clock) -> Comparison | None:
        """Compare two expressions by their trees, then by values with many digits."""
        return compare_expressions(first, second, self.assumed, clock)


def compare(first: Node, second: Node, meanings: Iterable[Meaning], clock: Clock) -> Comparison:
    """Compare two expressions in every meaning that their letters may have.

    An answer has one, because its exercise declares all letters; a line of a text has several. Two
    expressions are equal, or different, only if all meanings that fit agree. The evidence of an unclear
    outcome is that of the first meaning that differs from the ones before it.

    Raises TimedOutError when the time of the clock is spent, CheckError for lists and statements.
    """
    found: Comparison | None = None
    for meaning in meanings:
        comparison = meaning.compare(first, second, clock)
        if comparison is None:
            continue
        if found is not None and comparison.outcome != found.outcome:
            return Comparison("unclear", comparison.evidence)
        found = comparison
    return found or Comparison("unclear", "")


def compare_at(key: Node, answer: Node, point: Point, *, whole: bool) -> Outcome | None:
    """Compare at one point by values with more and more digits; None if the key has no value to compare.

    Numbers, at a point without symbols, have to agree at every level. ``whole`` compares complex values too.
    Raises CheckError for values that are lists or statements.
    """
    outcome: Outcome = "unclear"
    before: MP = None
    is_wide = any(abs(value) > 100.0 for value in point.values())
    for digits, agreeing in _WIDE_LEVELS if is_wide else _LEVELS:
        with mpmath.workdps(digits):
            try:
                expected = _evaluate_finite_mp(key, point, digits)
            except CheckError:
                return None
            if not whole and abs(mpmath.im(expected)) > mpmath.mpf(10) ** (-digits // 2) * abs(expected):
                return None
            try:
                answered = _evaluate_finite_mp(answer, point, digits)
            except (TooLargeError, UndefinedError) as error:  # more digits show if a divisor is only near 0
                outcome = "undefined" if isinstance(error, UndefinedError) else "too-large"
                before = None
                continue
            gap = abs(expected - answered)
            least = 0 if digits == _LEVELS[0][0] else 1
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
    return outcome


def _may_be_rounding(gap: MP, values: Mapping[Node, MP], point: Point, digits: int) -> bool:
    """Return whether a gap is within the rounding errors of large terms that cancel.

    More digits do not reveal it, because they leave 0 each time for (x + e^(x^2)) - e^(x^2) at 150.
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


def _evaluate_finite_mp(node: Node, point: Point, digits: int, *, is_disturbed: bool = False) -> MP:
    """Return a finite number. Raises UndefinedError, TooLargeError, and CheckError for a list or a
    statement."""
    value = evaluate_mp(node, point, digits, is_disturbed=is_disturbed)
    if isinstance(value, (bool, list)):
        raise CheckError("a number is expected, not a list or a statement")
    if not mpmath.isfinite(value):
        raise UndefinedError("this has no value")
    return value


# Ordinary points of agreement: every sign pattern of four symbols.
_ENOUGH = 16
# Min points of agreement, if a key has no more of them or half of the time is spent.
_LEAST = 3


# Arbitrary values: a base that is 0 at both is 0 everywhere.
_PLACES = (0.37, 2.9)

_UNTOLD: tuple[Outcome, ...] = ("unclear", "undefined", "too-large")


def compare_expressions(key: Node, answer: Node, assumed: Assumptions, clock: Clock) -> Comparison:
    """Compare two scalar expressions whose symbols have the ``assumed`` domains.

    Raises TimedOutError when the time of the clock is spent, CheckError for lists and statements.
    """
    try:
        with limit_computing_time(
            clock.left_s
        ):  # a single integral may take longer than all points otherwise
            comparison = _compare_values(key, answer, assumed, clock)
    except OutOfStepsError:
        clock.check()
        raise
    if comparison.equal and _has_power_of_zero(answer) and not _has_power_of_zero(key):
        record_step("find a power of 0, which is 1 at single points", answer=answer)
        return Comparison("unclear")
    if comparison.evidence == "structure" and comparison.outcome != "unclear":
        return comparison
    return _decide_by_sympy(key, answer, assumed, clock, comparison)


def _decide_by_sympy(
    key: Node, answer: Node, assumed: Assumptions, clock: Clock, by_values: Comparison
) -> Comparison:
    """Return what SymPy proves of two expressions that were compared by values; else that comparison."""
    is_number = not (find_symbols(key) | find_symbols(answer))
    if by_values.outcome not in ("equal", "unclear") and not (is_number and by_values.outcome == "different"):
        return by_values
    begun_s = time.thread_time()
    from drill.checking.equality.sympy_decision import decide_equality  # loads SymPy

    loaded_s = time.thread_time()
    decision = decide_equality(key, answer, assumed, clock.proving_s)
    spent_s = time.thread_time() - begun_s
    clock.proving_s -= begun_s + spent_s - loaded_s
    clock.allow(spent_s)
    allow_computing_time(spent_s)
    record_step("decide by SymPy", key=key, answer=answer, values=by_values.outcome, found=decision.found)
    if decision.found == "equal":
        return Comparison("equal", PROVED)
    if decision.found == "different" and (
        by_values.outcome == "equal" or (is_number and by_values.outcome == "unclear")
    ):
        return Comparison("different", PROVED, decision.difference)
    return by_values


def _has_power_of_zero(node: Node) -> bool:
    """Return whether a tree has 0 to a power with symbols: 1 where the power is 0, and 0 elsewhere."""
    powers = (part for part in find_in_tree(node, Binary) if part.op == "^")
    return any(find_symbols(power.right) and _vanishes_everywhere(power.left) for power in powers)


def _vanishes_everywhere(node: Node) -> bool:
    points = ({name: place + index for index, name in enumerate(find_symbols(node))} for place in _PLACES)
    with suppress(CheckError):
        return all(abs(compile_numeric(node)(point)) < 1e-12 for point in points)
    return False


def _compare_values(key: Node, answer: Node, assumed: Assumptions, clock: Clock) -> Comparison:
    is_same = canonicalise_tree(key) == canonicalise_tree(answer)
    if not (names := find_symbols(key) | find_symbols(answer)):
        return _compare_numbers(key, answer, is_same=is_same)
    if is_same:
        record_step("find the same tree up to order", key=key, answer=answer)
        return Comparison("equal", "structure")
    sample = Sample(names, assumed, key)
    # Complex values count where the key is nowhere real.
    real = (
        None if Const("i") in walk_tree(key) else _compare_at_points(key, answer, sample, clock, whole=False)
    )
    return real or _compare_at_points(key, answer, sample, clock, whole=True) or Comparison("unclear")


def _compare_numbers(key: Node, answer: Node, *, is_same: bool) -> Comparison:
    try:
        expected, answered = evaluate_short_rational(key), evaluate_short_rational(answer)
        if expected is None or answered is None:
            expected, answered = long_rational(key), long_rational(answer)
    except UndefinedError:
        return Comparison("undefined")
    if expected is not None and answered is not None:
        record_step("compare as fractions", key=expected, answer=answered)
        return Comparison("equal" if expected == answered else "different", "structure")
    outcome = compare_at(key, answer, {}, whole=True)
    return Comparison(outcome or "unclear", "structure" if is_same else "numeric")


def _compare_at_points(
    key: Node, answer: Node, sample: Sample, clock: Clock, *, whole: bool
) -> Comparison | None:
    """Compare at all points, until one shows a difference; None if the key has no value."""
    outcomes = Counter[str]()
    met: list[Point] = []
    for point in _choose_comparison_points(key, answer, sample, outcomes):
        outcomes["slow"] = clock.check() < 0.5
        if not (whole or _is_key_real_at_point(key, point)):
            continue
        outcome = compare_at(key, answer, point, whole=whole)
        met.append(point)
        if outcome == "different":
            return Comparison(outcome)
        outcomes.update(
            {outcome or "no key": 1, "hole": outcome == "undefined" and _is_hole(key, point, sample)}
        )
    record_step("compare at points", key=key, answer=answer, points=met, outcomes=outcomes)
    if outcomes["equal"]:
        # Single places without a value are holes that do not count.
        if outcomes["hole"] >= 3:
            return Comparison("different")
        is_enough = outcomes["equal"] >= max(_LEAST, outcomes["unclear"])
        return Comparison("equal" if is_enough else "unclear")
    return next((Comparison(outcome) for outcome in _UNTOLD if outcomes[outcome]), None)


def _choose_comparison_points(
    key: Node, answer: Node, sample: Sample, outcomes: Counter[str]
) -> Iterator[Point]:
    """Yield ordinary points until enough ``outcomes`` agree, then those near breaks; with steps, at breaks
    too.

    An answer without a value at the first points gets none of the others.
    """
    for point in sample.ordinary():
        yield point
        if not outcomes["equal"] and sum(outcomes[outcome] for outcome in _UNTOLD) >= _ENOUGH:
            return
        if outcomes["equal"] >= (_LEAST if outcomes["slow"] else _ENOUGH):
            break
    at_breaks, near_breaks = sample.around(find_break_expressions((key, answer)))
    yield from near_breaks
    if has_steps(key) or has_steps(answer):
        yield from at_breaks
        rounded = (
            {name: float(round(value)) for name, value in point.items()} for point in sample.ordinary()
        )
        yield from filter(sample.holds, islice(rounded, _ENOUGH))


def _is_key_real_at_point(key: Node, point: Point) -> bool:
    """Return whether all parts of a key are real in doubles: √x √y has no value for negative x and y."""
    for part in walk_tree(key):
        if isinstance(part, Call) or (isinstance(part, Binary) and part.op == "^"):
            with suppress(CheckError):  # points with no value, or with one beyond doubles, do not count
                value = compile_numeric(part)(point)
                # Rounding leaves an imaginary part of a real number.
                if isinstance(value, complex) and abs(value.imag) > 1e-8 * abs(value):
                    return False
    return True


def _is_hole(key: Node, point: Point, sample: Sample) -> bool:
    """Return whether a missing value of the answer at a point counts: not far out, nor where the key is 0."""
    # Holes at numbers below 7 do not count, because n!/(n - 6)! may be written n (n - 1) … (n - 5).
    # Far from 1, rounding to a zero divisor makes holes, as of 1/(1 - erf(x)) at 40.
    is_near = (
        abs(value) >= 7 if sample.domains[name].integer else 0.1 <= abs(value) <= 10.0
        for name, value in point.items()
    )
    return all(is_near) and evaluate_mp(key, point, 15) != 0  # few digits suffice
