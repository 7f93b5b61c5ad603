"""Whether two scalar expressions are the same function wherever the key is real: evidence in stages.

First the structure; then doubles at stratified points, where any difference is confirmed with many digits
before it counts; then agreement that must deepen from 30 to 60 to 240 digits, so that near misses such as
e^(π√163) are told apart and cancellation at wide points is not taken for a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from drill.checking.deepening import LEVELS, Clock, Comparison, deepen, require_number, scale_of
from drill.checking.points import Point, stratified
from drill.checking.structure import canonical, rational
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.domains import Assumptions
from drill.maths.numeric import compile_numeric
from drill.maths.precise import evaluate_mp
from drill.maths.tree import Binary, Call, Const, Neg, Node, Num, symbols, walk

if TYPE_CHECKING:
    from drill.maths.precise_functions import MP

UNASSUMED = Assumptions()
"""Nothing assumed: all symbols are real."""

_SCREENED_LEVELS = (60, 240)
_SUSPECT_LEVELS = (60,)
_PARTLY_REAL = frozenset(
    {
        "sqrt",
        "ln",
        "log",
        "log2",
        "log10",
        "root",
        "asin",
        "acos",
        "asec",
        "acsc",
        "acosh",
        "atanh",
        "asech",
        "acoth",
    }
)
_ENOUGH = 8
_CONFIRMED_POINTS = 2
_HARD_POINTS = 6
_FAILURE_LIMIT = 16
_DOUBLE_AGREES = 1e-9
_REAL_DOUBLE = 1e-8


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
        return _compare_rationals(key, answer) or _compare_at(key, answer, {}, clock, whole=True)
    return _Search(key, answer, clock).run(stratified(names, assumed, (key, answer)))


def _compare_rationals(key: Node, answer: Node) -> Comparison | None:
    """The comparison of two numbers if both are rational and say so."""
    try:
        expected = rational(key)
    except UndefinedError:
        return Comparison("unclear")
    if expected is None:
        return None
    try:
        given = rational(answer)
    except UndefinedError:
        return Comparison("undefined")
    if given is None:
        return None
    return Comparison("equal" if expected == given else "different", "structure")


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
        self._guards = [compile_numeric(part) for part in _guards(key)]
        self.agreed: list[Point] = []
        self.complex: list[Point] = []
        self.hard: list[Point] = []
        self.answer_undefined = 0
        self.answer_too_large = 0
        self.failures = 0

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
        require_number(expected)
        if _is_complex(expected) or any(_is_complex(guard(point)) for guard in self._guards):
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
        require_number(given)
        if abs(expected - given) <= _DOUBLE_AGREES * max(abs(expected), abs(given)):
            self.agreed.append(point)
            return None
        if self.failures >= _FAILURE_LIMIT:
            return None
        found = _compare_at(self.key, self.answer, point, self.clock, levels=_SUSPECT_LEVELS)
        return self._judge(found, point)

    def _judge(self, found: Comparison, point: Point) -> Comparison | None:
        self.failures += found.outcome not in ("equal", "different")
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


def _is_complex(value: object) -> bool:
    return isinstance(value, complex) and abs(value.imag) > _REAL_DOUBLE * abs(value)


def _guards(key: Node) -> list[Node]:
    """The parts of a real key that have to be real for it to be: √x √y has no value for negative x and y."""
    parts = set(walk(key))
    if Const("i") in parts:
        return []
    return [part for part in parts if part != key and symbols(part) and _may_leave_the_reals(part)]


def _may_leave_the_reals(part: Node) -> bool:
    match part:
        case Call(name, _):
            return name in _PARTLY_REAL
        case Binary("^", _, Num(text)):
            return not text.isdigit()
        case Binary("^", Const("e"), _) | Binary("^", _, Neg(Num())):
            return False
        case Binary("^"):
            return True
        case _:
            return False


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

    def value_of(node: Node) -> Callable[[int], MP]:
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
