"""The search for a place where two expressions differ: doubles first, digits where they are no evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from itertools import islice, repeat
from math import hypot

from drill.checking.deepening import LEVELS, Clock, Comparison, compare_at, require_number
from drill.checking.far_breaks import far_sides
from drill.checking.magnitudes import scale_of
from drill.checking.pieces import divisors, has_kinks, has_pieces, has_steps, leaves_the_reals
from drill.checking.points import Point, Sample, counting_symbols
from drill.checking.shared_terms import without_shared_terms
from drill.checking.structure import addends
from drill.errors import CheckError, TooLargeError
from drill.maths.domains import Assumptions
from drill.maths.numeric import compile_numeric
from drill.maths.scalars import Scalar
from drill.maths.tree import Const, Node, symbols, walk

_SCREENED_LEVELS = (60, 240)
_SUSPECT_LEVELS = (60,)
_ENOUGH = 8
_CONFIRMED_POINTS = 2
_HARD_POINTS = 8
_FAILURE_LIMIT = 16
_SUSPECTS = 20
_DOUBLE_AGREES = 1e-9
_SURE = 1e-12
_CANCELLED = 1e-13
_REAL_DOUBLE = 1e-8
_PARTIAL_POINTS = 16
_BREAK_POINTS = 12
_PIECES = 72
_FOREMOST = 20
_HOLES = 2
_HOLES_TRIED = 6
_HOLE_DIGITS = 2000
_FILLED = 3
_MODERATE = 50.0
_MANY = 7
_WIDE = 12.0
_FAR = 1e4
_FAR_SIDES = 8
_FAR_POINTS = 3
_ASIDE = 1e-12
_UNEVEN = 0.6180339887498949


class Search:
    """Looks for a point where the answer differs from the key."""

    def __init__(self, key: Node, answer: Node, clock: Clock, assumed: Assumptions) -> None:
        struck = without_shared_terms(key, answer)
        self.key, self.answer, self.clock = struck.left, struck.right, clock
        self._key_at, self._answer_at = compile_numeric(self.key), compile_numeric(self.answer)
        self._guards = [compile_numeric(part) for part in (*struck.shared, *_guards(key))]
        self._terms = [compile_numeric(term) for side in (self.key, self.answer) for _, term in addends(side)]
        self._may_vanish = divisors(self.answer) or (self.answer,)
        self._in_pieces = has_pieces(key) or has_pieces(answer)
        self._has_kinks = has_kinks(key) or has_kinks(answer)
        self._has_steps = has_steps(key) or has_steps(answer)
        names = symbols(key) | symbols(answer)
        self._counted = {name for name in names if assumed.domain(name).integer} | counting_symbols((key,))
        self.agreed: list[Point] = []
        self.settled: list[Point] = []
        self.partly: list[Point] = []
        self.complex: list[Point] = []
        self.hard: list[Point] = []
        self.wide: list[Point] = []
        self.holes: list[Point] = []
        self._single: Set[int] = frozenset()
        self._balanced: Set[int] = frozenset()
        self.answer_undefined = 0
        self.answer_too_large = 0
        self.failures = 0
        self._suspects_left = _SUSPECTS
        self.unclear = 0
        self.has_unclear_piece = False

    def run(self, found: Sample) -> Comparison:
        different = self._screen_all(found)
        if different is not None:
            return different
        real = (*self.agreed, *self.partly, *self.settled, *self.holes)
        if self.complex and all(id(point) in self._single for point in real):
            return self._run_complex()
        return self._confirm_agreement(found)

    def _screen_all(self, found: Sample) -> Comparison | None:
        """All points in doubles, and those beyond them with digits."""
        self._single = {id(point) for point in found.at}
        self._balanced = {id(point) for point in found.balanced}
        for points in (found.ordinary, found.beside, found.balanced, found.at):
            self._suspects_left = _SUSPECTS
            for point in points:
                different = self._screen(point, is_single=id(point) in self._single)
                if different is not None:
                    return different
        different = self._ask_with_digits({id(point) for point in (*found.beside, *found.at)})
        return different or self._ask_beyond_far_breaks(found) or self._at_holes()

    def _ask_with_digits(self, at_breaks: Set[int]) -> Comparison | None:
        """What doubles cannot tell: everything if little else is known, else what may lie on another piece.

        Far out doubles cancel to nothing and digits are dear; what is analytic differs near by as well.
        """
        few = len(self.agreed) + len(self.partly) + len(self.settled) < _ENOUGH
        hard = [p for p in self.hard if _reach(p) <= _FAR and (few or id(p) in at_breaks)]
        asked = sorted(hard, key=_reach)[: _PIECES if self._has_kinks else _HARD_POINTS]
        if few or self._in_pieces:
            asked += sorted(self.wide, key=_reach)[:_HARD_POINTS]
            beside = [p for p in self.wide if id(p) in at_breaks and _reach(p) <= _FAR and p not in asked]
            asked += _spread(beside, _HARD_POINTS)
        met = self.unclear
        different = self._compare_all(asked, LEVELS if few else _SUSPECT_LEVELS)
        self.has_unclear_piece = self._has_kinks and self.unclear > met
        return different

    def _ask_beyond_far_breaks(self, found: Sample) -> Comparison | None:
        """On each side of a far break that doubles say nothing of; what stays open may hide a difference."""
        if not self._in_pieces:
            return None
        for side in islice(far_sides((self.key, self.answer), found.at), _FAR_SIDES):
            known = (*self.agreed, *self.partly, *self.settled)
            there = side.farthest((*self.holes, *self.hard, *self.wide))
            if not there or any(map(side.holds, known)):
                continue
            for point in there[:_FAR_POINTS]:
                different = self._judge(self._compare_far(point), point)
                if different is not None:
                    return different
            if not any(map(side.holds, self.settled)):
                self.has_unclear_piece = True
        return None

    def _has_open_side(self, found: Sample, asked: Sequence[Point]) -> bool:
        """Whether on some side of a far break doubles agree, and no digits could tell."""
        if not self._in_pieces:
            return False
        sides = islice(far_sides((self.key, self.answer), found.at), _FAR_SIDES)
        return any(any(map(side.holds, asked)) and not any(map(side.holds, self.settled)) for side in sides)

    def _compare_far(self, point: Point) -> Comparison:
        """With as many digits as it takes for there to be a value, within bounds."""
        found = self._compare(point, _SUSPECT_LEVELS)
        if found.outcome == "undefined" and (digits := self._digits_wanted(point)) <= _HOLE_DIGITS:
            return self._compare(point, (digits,))
        return found

    def _screen(self, point: Point, *, is_single: bool) -> Comparison | None:
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
        return found if found is None or not is_single else self._beside(point)

    def _beside(self, point: Point) -> Comparison | None:
        """Whether a difference at a single place is one beside it too: in a hole, rounding alone is left.

        Steps differ at single places indeed.
        """
        if self._has_steps:
            return Comparison("different", point=dict(point))
        steps = enumerate(point.items(), 1)  # of another length each: x = y has to be left as well
        near = {name: value + place * _ASIDE * (1 + abs(value)) for place, (name, value) in steps}
        found = self._compare(near, _SUSPECT_LEVELS)
        return found if found.outcome == "different" else None

    def _weigh(self, expected: Scalar, given: Scalar, point: Point) -> Comparison | None:
        """What two doubles say of a point: they agree, they agree in part, or digits have to tell."""
        distance, size = _size(expected - given), max(_size(expected), _size(given))
        if distance <= _SURE * size:
            self.agreed.append(point)
        elif distance <= _DOUBLE_AGREES * size or distance <= _CANCELLED * self._size_of_terms(point):
            self.partly.append(point)
        elif _reach(point) > _WIDE and id(point) not in self._balanced:
            self.wide.append(point)
        elif self.failures < _FAILURE_LIMIT and self._suspects_left > 0:
            self._suspects_left -= 1
            return self._judge(self._compare(point, _SUSPECT_LEVELS), point)
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

    def _compare(self, point: Point, levels: Sequence[int], *, whole: bool = False) -> Comparison:
        return compare_at(
            self.key, self.answer, point, self.clock, levels=levels, whole=whole, fully=self._has_kinks
        )

    def _compare_all(
        self, points: Iterable[Point], levels: Sequence[int] = _SUSPECT_LEVELS, *, whole: bool = False
    ) -> Comparison | None:
        """The first difference that digits show at some points."""
        for point in points:
            found = self._judge(self._compare(point, levels, whole=whole), point)
            if found is not None:
                return found
        return None

    def _judge(self, found: Comparison, point: Point) -> Comparison | None:
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

    def _at_holes(self) -> Comparison | None:
        """The answer has no value on some stretch where the key has: single places do not count.

        Nor do the first few whole numbers: n!/(n - 3)! stands for n(n - 1)(n - 2) from 3 on.
        """
        if not (self.agreed or self.settled):
            return None
        moderate = (
            point
            for point in self.holes
            if _reach(point) <= _MODERATE
            and id(point) not in self._single
            and all(abs(point[name]) >= _MANY for name in self._counted)
        )
        asked = [(self._digits_wanted(point), point) for point in islice(moderate, _HOLES_TRIED)]
        met = filled = 0
        for digits, point in sorted(asked, key=lambda each: each[0]):
            if digits > _HOLE_DIGITS or filled == _FILLED:
                return None
            # Cancellation can leave a zero to divide by: with digits there is a value, or its last digit.
            is_hole = self._compare(point, (digits,)).outcome in ("undefined", "different")
            met += is_hole
            filled += not is_hole
            if met >= _HOLES:
                return Comparison("different", point=dict(point))
        return None

    def _digits_wanted(self, point: Point) -> int:
        """As many digits as the sums want that may be a zero without them: 1 - erf(40) is none."""
        return max(LEVELS[-1], scale_of(self._may_vanish, (point,)).digits)

    def _run_complex(self) -> Comparison:
        """The key is nowhere real: compare the complex values themselves."""
        different = self._compare_all(self.complex[:_ENOUGH], LEVELS, whole=True)
        return different or self._conclude(self.settled, whole=True)

    def _confirm_agreement(self, found: Sample) -> Comparison:
        """Agreement in part with digits, then at breaks, then on every piece, then deepening."""
        agreed = {id(point) for point in (*self.agreed, *self.partly)}
        telling: Sequence[Point] = ()
        for point in islice((each for each in found.at if id(each) in agreed), _BREAK_POINTS):
            if self._compare_all((point,)) is not None:
                different = self._beside(point)
                if different is not None:
                    return different
        if self._in_pieces:
            around = [
                point for point in (*found.beside, *found.ordinary[:_BREAK_POINTS]) if id(point) in agreed
            ]
            rest = _spread(around[_FOREMOST:], (_PIECES if self._has_kinks else _PIECES // 3) - _FOREMOST)
            telling = (*around[:_FOREMOST], *rest)
        different = self._compare_all((*_spread(self.partly, _PARTIAL_POINTS), *telling))
        is_open = self.has_unclear_piece or self._has_open_side(found, telling)
        if different is None and (is_open or self.unclear > len(self.agreed + self.settled)):
            return Comparison("unclear")
        return different or self._conclude(self.agreed or self.settled)

    def _conclude(self, points: Sequence[Point], *, whole: bool = False) -> Comparison:
        if not points:
            if self.answer_undefined:
                return Comparison("undefined")
            return Comparison("too-large" if self.answer_too_large or self.hard else "unclear")
        found = self._deepen(_spread(points, 4), whole=whole)
        if found.outcome == "unclear":  # near a limit, perhaps: where fewer digits are wanted it may be clear
            rest = sorted(
                _spread(points, 16), key=lambda point: scale_of((self.key, self.answer), (point,)).digits
            )
            found = self._deepen(rest[:4], whole=whole)
        return found

    def _deepen(self, points: Sequence[Point], *, whole: bool) -> Comparison:
        """Agreement at one point to the last, at a second one to fewer digits."""
        confirmed = 0
        for point in points:
            levels = _SCREENED_LEVELS[: 2 - confirmed]
            found = self._compare(point, levels, whole=whole)
            if found.outcome == "different":
                return found
            confirmed += found.equal
            if confirmed >= _CONFIRMED_POINTS:
                return Comparison("equal")
        return Comparison("equal" if confirmed else "unclear")


def _reach(point: Point) -> float:
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


def _spread(points: Sequence[Point], count: int) -> Sequence[Point]:
    """At most so many points from all over the list, at uneven steps: sides of breaks take turns in it."""
    if len(points) <= count:
        return points
    return [points[int(place * len(points) / count + place * _UNEVEN % 1)] for place in range(count)]
