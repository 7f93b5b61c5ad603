"""What single points say of two expressions: doubles first, and digits where they are no evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from itertools import repeat
from math import hypot

from drill.checking.deepening import Clock, Comparison, compare_at, require_number
from drill.checking.pieces import divisors, has_kinks, has_pieces, has_steps, leaves_the_reals
from drill.checking.places import Point
from drill.checking.points import counting_symbols
from drill.checking.shared_terms import without_shared_terms
from drill.checking.structure import addends
from drill.errors import CheckError, TooLargeError
from drill.maths.domains import Assumptions
from drill.maths.numeric import compile_numeric
from drill.maths.scalars import Scalar
from drill.maths.tree import Const, Node, symbols, walk

SUSPECT_LEVELS = (60,)
_FAILURE_LIMIT = 16
SUSPECTS = 20
_DOUBLE_AGREES = 1e-9
_SURE = 1e-12
_CANCELLED = 1e-13
_REAL_DOUBLE = 1e-8
_WIDE = 12.0
_ASIDE = 1e-12


class Screening:
    """Looks at one point after the other, and keeps what each of them said."""

    def __init__(self, key: Node, answer: Node, clock: Clock, assumed: Assumptions) -> None:
        struck = without_shared_terms(key, answer)
        self.key, self.answer, self.clock = struck.left, struck.right, clock
        self.assumed = assumed
        self._key_at, self._answer_at = compile_numeric(self.key), compile_numeric(self.answer)
        self._guards = [compile_numeric(part) for part in (*struck.shared, *_guards(key))]
        self._terms = [compile_numeric(term) for side in (self.key, self.answer) for _, term in addends(side)]
        self.may_vanish = divisors(self.answer) or (self.answer,)
        self.in_pieces = has_pieces(key) or has_pieces(answer)
        self.has_kinks = has_kinks(key) or has_kinks(answer)
        self._has_steps = has_steps(key) or has_steps(answer)
        names = symbols(key) | symbols(answer)
        self.counted = {name for name in names if assumed.domain(name).integer} | counting_symbols((key,))
        self.agreed: list[Point] = []
        self.settled: list[Point] = []
        self.partly: list[Point] = []
        self.complex: list[Point] = []
        self.hard: list[Point] = []
        self.wide: list[Point] = []
        self.holes: list[Point] = []
        self.single: Set[int] = frozenset()
        self.balanced: Set[int] = frozenset()
        self.answer_undefined = 0
        self.answer_too_large = 0
        self.failures = 0
        self.suspects_left = SUSPECTS
        self.unclear = 0
        self.has_unclear_piece = False

    def screen(self, point: Point, *, is_single: bool) -> Comparison | None:
        """One point in doubles; a difference is confirmed with digits before it counts."""
        self.clock.check()
        try:
            expected = self._key_at(point)
            is_real = all(map(_is_real_there, self._guards, repeat(point)))
        except TooLargeError:
            self.hard.append(point)
            return None
        except CheckError:
            return None
        require_number(expected)
        if _is_complex(expected) or not is_real:
            self.complex.append(point)
            return None
        try:
            given = self._answer_at(point)
        except TooLargeError:
            self.hard.append(point)
            return None
        except CheckError:
            self.answer_undefined += 1
            self.holes.append(point)
            return None
        require_number(given)
        found = self._weigh(expected, given, point)
        return found if found is None or not is_single else self.beside(point)

    def vanishes(self, point: Point) -> bool:
        """Whether the key is 0 at a point where it has a value in doubles."""
        return self._key_at(point) == 0

    def beside(self, point: Point) -> Comparison | None:
        """Whether a difference at a single place is one beside it too: in a hole, rounding alone is left.

        Steps differ at single places indeed.
        """
        if self._has_steps:
            return Comparison("different", point=dict(point))
        steps = enumerate(point.items(), 1)  # of another length each: x = y has to be left as well
        near = {name: value + place * _ASIDE * (1 + abs(value)) for place, (name, value) in steps}
        found = self.compare(near, SUSPECT_LEVELS)
        return found if found.outcome == "different" else None

    def _weigh(self, expected: Scalar, given: Scalar, point: Point) -> Comparison | None:
        """What two doubles say of a point: they agree, they agree in part, or digits have to tell."""
        distance, size = _size(expected - given), max(_size(expected), _size(given))
        if distance <= _SURE * size:
            self.agreed.append(point)
        elif distance <= _DOUBLE_AGREES * size or distance <= _CANCELLED * self._size_of_terms(point):
            self.partly.append(point)
        elif reach(point) > _WIDE and id(point) not in self.balanced:
            self.wide.append(point)
        elif self.failures < _FAILURE_LIMIT and self.suspects_left > 0:
            self.suspects_left -= 1
            return self.judge(self.compare(point, SUSPECT_LEVELS), point)
        return None

    def _size_of_terms(self, point: Point) -> float:
        """The size of the largest term on either side: what rounding leaves is a part of it."""
        sizes = [0.0]
        for term in self._terms:
            try:
                sizes.append(abs(term(point)))
            except (CheckError, OverflowError):
                continue
        return max(sizes)

    def compare(self, point: Point, levels: Sequence[int], *, whole: bool = False) -> Comparison:
        return compare_at(
            self.key, self.answer, point, self.clock, levels=levels, whole=whole, fully=self.has_kinks
        )

    def compare_all(
        self, points: Iterable[Point], levels: Sequence[int] = SUSPECT_LEVELS, *, whole: bool = False
    ) -> Comparison | None:
        """The first difference that digits show at some points."""
        for point in points:
            found = self.judge(self.compare(point, levels, whole=whole), point)
            if found is not None:
                return found
        return None

    def judge(self, found: Comparison, point: Point) -> Comparison | None:
        self.failures += found.outcome not in ("equal", "different")
        match found.outcome:
            case "equal":
                self.settled.append(point)
            case "different":
                return found
            case "undefined":
                self.answer_undefined += 1
                self.holes.append(point)
            case "too-large":
                self.answer_too_large += 1
            case "unclear":
                self.unclear += 1
        return None


def reach(point: Point) -> float:
    """How far from the origin a point is along some axis."""
    return max(map(abs, point.values()), default=0.0)


def _is_real_there(guard: Callable[[Point], object], point: Point) -> bool:
    """Whether a part of the key is real at a point; what is beyond doubles is taken to be."""
    try:
        return not _is_complex(guard(point))
    except TooLargeError:
        return True


def _size(value: Scalar) -> float:
    """The absolute value; infinite where it is beyond doubles."""
    return hypot(value.real, value.imag)


def _is_complex(value: object) -> bool:
    return isinstance(value, complex) and abs(value.imag) > _REAL_DOUBLE * abs(value)


def _guards(key: Node) -> list[Node]:
    """The parts of a real key that have to be real for it to be: √x √y has no value for negative x and y."""
    parts = set(walk(key))
    if Const("i") in parts:
        return []
    return [part for part in parts if part != key and symbols(part) and leaves_the_reals(part)]
