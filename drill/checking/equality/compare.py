"""Whether two scalar expressions are the same function wherever the key is real.

Equal trees are; else values have to agree, at points of all signs and magnitudes and on both sides of where an
expression may follow another rule. That is evidence, no proof: functions that differ only beyond 10^6, below
10^-9 or where doubles have no value may be taken for one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from drill.checking.equality.precision import DEADLINE_S, Clock, Comparison, Outcome, compare_at
from drill.checking.equality.sampling import Point, Sample, breaks, has_steps
from drill.checking.equality.structure import canonical, rational
from drill.errors import CheckError, UndefinedError
from drill.maths.domains import Assumptions
from drill.maths.numeric import compile_numeric
from drill.maths.precise import evaluate_mp
from drill.maths.tree import Binary, Call, Const, Node, Num, symbols, walk

_ENOUGH = 16
"""Ordinary points of agreement: every sign pattern of four symbols."""
_LEAST = 3
"""Points of agreement where a key has no more, or where each takes long."""
_HOLES = 3
"""Points without a value of the answer that make a difference: a single place is a hole that does not count."""
_NEAR, _FAR = 0.1, 10.0
"""Where holes count: nearer and farther, rounding to a zero divisor makes some, as of 1/(1 - erf(x)) at 40."""
_FIRST_WHOLE = 7
"""Below it holes of whole numbers do not count: n!/(n - 6)! stands for n(n - 1)…(n - 5) from 6 on."""

_PARTLY_REAL = frozenset(
    {"sqrt", "ln", "log", "log2", "log10", "root", "asin", "acos", "asec", "acsc", "acosh", "atanh"}
    | {"asech", "acoth"}
)
_REAL = 1e-8
"""The imaginary part, relatively, that rounding leaves of a real number in doubles."""


def compare(
    key: Node, answer: Node, assumed: Assumptions | None = None, clock: Clock | None = None
) -> Comparison:
    """Compare two scalar expressions; ``assumed`` says where their symbols live, all reals if nothing does.

    Raises TimedOutError when the time of the clock is spent.
    """
    clock = clock or Clock()
    names = tuple(sorted(symbols(key) | symbols(answer)))
    if not names:
        return _compare_numbers(key, answer, clock)
    if canonical(key) == canonical(answer):
        return Comparison("equal", "structure")
    sample = Sample(names, assumed or Assumptions(), key)
    for whole in (False, True):  # complex values count where the key is nowhere real
        found = _compare_functions(key, answer, sample, clock, whole=whole)
        if found is not None:
            return Comparison(found)
    return Comparison("unclear")


def _compare_numbers(key: Node, answer: Node, clock: Clock) -> Comparison:
    try:
        expected = rational(key)
    except UndefinedError:
        return Comparison("unclear")
    try:
        given = rational(answer)
    except UndefinedError:
        return Comparison("undefined")
    if expected is not None and given is not None:
        return Comparison("equal" if expected == given else "different", "structure")
    is_same = canonical(key) == canonical(answer)
    outcome = compare_at(key, answer, {}, clock, deeply=not is_same, whole=True) or "unclear"
    return Comparison(outcome, "structure" if is_same else "numeric")


def _compare_functions(
    key: Node, answer: Node, sample: Sample, clock: Clock, *, whole: bool
) -> Outcome | None:
    """The outcome at all points, until one tells a difference; None where the key has no value to compare."""
    met: Counter[str] = Counter()
    guards = [] if whole else _guards(key)
    for points, enough, is_single in _stages(key, answer, sample):
        for point in points:
            if not all(_is_real_at(part, point) for part in guards):
                continue
            outcome = compare_at(key, answer, point, clock, whole=whole)
            if outcome == "different":
                return outcome
            met[outcome or "no key"] += 1
            met["holes"] += outcome == "undefined" and not is_single and _is_hole(key, point, sample)
            is_slow = clock.remaining_s < DEADLINE_S / 2
            if met["equal"] >= (_LEAST if is_slow else enough):
                break
    if met["equal"] and met["holes"] >= _HOLES:
        return "different"
    if met["equal"] >= max(_LEAST, met["unclear"]):
        return "equal"
    if met["equal"] or met["unclear"]:
        return "unclear"
    return "undefined" if met["undefined"] else "too-large" if met["too-large"] else None


def _stages(key: Node, answer: Node, sample: Sample) -> Iterator[tuple[Iterable[Point], float, bool]]:
    """Ordinary points until enough of them agree, then all beside breaks, and with steps all at these.

    With each comes how many are enough, and whether they are single places where having no value is no hole.
    """
    yield sample.ordinary(), _ENOUGH, False
    at, beside = sample.around(breaks((key, answer)))
    yield beside, math.inf, False
    if has_steps(key) or has_steps(answer):
        first = islice(sample.ordinary(), _ENOUGH)
        rounded = ({name: float(round(value)) for name, value in point.items()} for point in first)
        yield (*at, *filter(sample.holds, rounded)), math.inf, True


def _guards(key: Node) -> list[Node]:
    """The parts of a real key that have to be real for it to be: √x √y has no value for negative x and y."""
    parts = set(walk(key))
    return [] if Const("i") in parts else [part for part in parts if symbols(part) and _may_leave(part)]


def _may_leave(part: Node) -> bool:
    """Whether a function or power of real numbers may be complex."""
    match part:
        case Call(name, _):
            return name in _PARTLY_REAL
        case Binary("^", _, Num(text)):
            return not text.isdigit()
        case _:
            return isinstance(part, Binary) and part.op == "^"


def _is_real_at(part: Node, point: Point) -> bool:
    """Whether a part is real at a point in doubles; what has no value there is taken to be."""
    try:
        value = compile_numeric(part)(point)
    except CheckError:
        return True
    return not isinstance(value, complex) or abs(value.imag) <= _REAL * abs(value)


def _is_hole(key: Node, point: Point, sample: Sample) -> bool:
    """Whether it counts that the answer has no value at a point: neither far out nor where the key is 0."""
    for name, value in point.items():
        low, high = (_FIRST_WHOLE, math.inf) if name in sample.counted else (_NEAR, _FAR)
        if not low <= abs(value) <= high:
            return False
    return not sample.counted or evaluate_mp(key, point, 15) != 0
