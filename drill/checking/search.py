"""The search for a place where two expressions differ: doubles first, digits where they are no evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import islice

from drill.checking.deepening import LEVELS, Comparison
from drill.checking.far_breaks import FarSide, far_sides
from drill.checking.magnitudes import scale_of
from drill.checking.places import Point
from drill.checking.points import Sample
from drill.checking.screening import SUSPECT_LEVELS, SUSPECTS, Screening, reach
from drill.checking.unseen import has_unseen_piece

_SCREENED_LEVELS = (60, 240)
_ENOUGH = 8
_CONFIRMED_POINTS = 2
_HARD_POINTS = 8
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
_FAR = 1e4
_FAR_SIDES = 8
_FAR_POINTS = 3
_UNEVEN = 0.6180339887498949


class Search(Screening):
    """Looks for a point where the answer differs from the key."""

    _far_sides: tuple[FarSide, ...] = ()

    def run(self, found: Sample) -> Comparison:
        different = self._screen_all(found)
        if different is not None:
            return different
        real = (*self.agreed, *self.partly, *self.settled, *self.holes)
        if self.complex and all(id(point) in self.single for point in real):
            return self._run_complex()
        return self._confirm_agreement(found)

    def _screen_all(self, found: Sample) -> Comparison | None:
        """All points in doubles, and those beyond them with digits."""
        self.single = {id(point) for point in found.at}
        self.balanced = {id(point) for point in found.balanced}
        for points in (found.ordinary, found.beside, found.balanced, found.at):
            self.suspects_left = SUSPECTS
            for point in points:
                different = self.screen(point, is_single=id(point) in self.single)
                if different is not None:
                    return different
        different = self._ask_with_digits({id(point) for point in (*found.beside, *found.at)})
        return different or self._ask_beyond_far_breaks(found) or self._at_holes()

    def _ask_with_digits(self, at_breaks: Set[int]) -> Comparison | None:
        """What doubles cannot tell: everything if little else is known, else what may lie on another piece.

        Far out doubles cancel to nothing and digits are dear; what is analytic differs near by as well.
        """
        few = len(self.agreed) + len(self.partly) + len(self.settled) < _ENOUGH
        hard = [p for p in self.hard if reach(p) <= _FAR and (few or id(p) in at_breaks)]
        asked = sorted(hard, key=reach)[: _PIECES if self.in_pieces else _HARD_POINTS]
        if few or self.in_pieces:
            asked += sorted(self.wide, key=reach)[:_HARD_POINTS]
            beside = [p for p in self.wide if id(p) in at_breaks and reach(p) <= _FAR and p not in asked]
            asked += _spread(beside, _HARD_POINTS)
        met = self.unclear
        different = self.compare_all(asked, LEVELS if few else SUSPECT_LEVELS)
        self.has_unclear_piece = self.has_kinks and self.unclear > met
        return different

    def _ask_beyond_far_breaks(self, found: Sample) -> Comparison | None:
        """On each side of a far break that doubles say nothing of; what stays open may hide a difference."""
        self._far_sides = self._sides_of_far_breaks(found) if self.in_pieces else ()
        for side in self._far_sides:
            known = (*self.agreed, *self.partly, *self.settled)
            there = side.farthest((*self.holes, *self.hard, *self.wide))
            if not there or any(map(side.holds, known)):
                continue
            for point in there[:_FAR_POINTS]:
                different = self.judge(self._compare_far(point), point)
                if different is not None:
                    return different
            if not any(map(side.holds, self.settled)):
                self.has_unclear_piece = True
        return None

    def _has_open_side(self, asked: Sequence[Point]) -> bool:
        """Whether on some side of a far break doubles agree, and no digits could tell."""
        return any(
            any(map(side.holds, asked)) and not any(map(side.holds, self.settled)) for side in self._far_sides
        )

    def _has_unseen_piece(self) -> bool:
        points = (*self.settled, *self.agreed, *self.partly)
        return self.in_pieces and has_unseen_piece(self.key, self.answer, points, self.assumed, self.clock)

    def _sides_of_far_breaks(self, found: Sample) -> tuple[FarSide, ...]:
        return tuple(islice(far_sides((self.key, self.answer), found.at), _FAR_SIDES))

    def _compare_far(self, point: Point) -> Comparison:
        """With as many digits as it takes for there to be a value, within bounds."""
        found = self.compare(point, SUSPECT_LEVELS)
        if found.outcome == "undefined" and (digits := self._digits_wanted(point)) <= _HOLE_DIGITS:
            return self.compare(point, (digits,))
        return found

    def _at_holes(self) -> Comparison | None:
        """The answer has no value on some stretch where the key has: single places do not count.

        Nor do the first few whole numbers, and those where the key is 0: n!/(n - 3)! stands for
        n(n - 1)(n - 2) from 3 on, n!/(k!(n - k)!) for a binomial coefficient where k is at most n.
        """
        if not (self.agreed or self.partly or self.settled):
            return None
        moderate = self._apart(
            point
            for point in self.holes
            if reach(point) <= _MODERATE
            and id(point) not in self.single
            and all(abs(point[name]) >= _MANY for name in self.counted)
            and not (self.counted and self.vanishes(point))
        )
        asked = [(self._digits_wanted(point), point) for point in islice(moderate, _HOLES_TRIED)]
        met = filled = 0
        for digits, point in sorted(asked, key=lambda each: each[0]):
            if digits > _HOLE_DIGITS or filled == _FILLED:
                return None
            # Cancellation can leave a zero to divide by: with digits there is a value, or its last digit.
            is_hole = self.compare(point, (digits,)).outcome in ("undefined", "different")
            met += is_hole
            filled += not is_hole
            if met >= _HOLES:
                return Comparison("different", point=dict(point))
        return None

    def _apart(self, points: Iterable[Point]) -> Iterator[Point]:
        """Of points with the same whole numbers the first: (n - 49)/(sqrt(n) - 7) has a hole at 49 alone."""
        seen: set[tuple[float, ...]] = set()
        for point in points:
            numbers = tuple(point[name] for name in sorted(self.counted))
            if not self.counted or numbers not in seen:
                seen.add(numbers)
                yield point

    def _digits_wanted(self, point: Point) -> int:
        """As many digits as the sums want that may be a zero without them: 1 - erf(40) is none."""
        return max(LEVELS[-1], scale_of(self.may_vanish, (point,)).digits)

    def _run_complex(self) -> Comparison:
        """The key is nowhere real: compare the complex values themselves."""
        different = self.compare_all(self.complex[:_ENOUGH], LEVELS, whole=True)
        return different or self._conclude(self.settled, whole=True)

    def _confirm_agreement(self, found: Sample) -> Comparison:
        """Agreement in part with digits, then at breaks, then on every piece, then deepening."""
        agreed = {id(point) for point in (*self.agreed, *self.partly)}
        telling: Sequence[Point] = ()
        for point in islice((each for each in found.at if id(each) in agreed), _BREAK_POINTS):
            if self.compare_all((point,)) is not None:
                different = self.beside(point)
                if different is not None:
                    return different
        if self.in_pieces:
            around = [
                point for point in (*found.beside, *found.ordinary[:_BREAK_POINTS]) if id(point) in agreed
            ]
            rest = _spread(around[_FOREMOST:], (_PIECES if self.has_kinks else _PIECES // 3) - _FOREMOST)
            telling = (*around[:_FOREMOST], *rest)
        different = self.compare_all((*_spread(self.partly, _PARTIAL_POINTS), *telling))
        if different is not None:
            return different
        is_open = self.has_unclear_piece or self._has_open_side(telling) or self._has_unseen_piece()
        if is_open or self.unclear > len(self.agreed + self.settled):
            return Comparison("unclear")
        return self._conclude(self.agreed or self.settled)

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
            found = self.compare(point, levels, whole=whole)
            if found.outcome == "different":
                return found
            confirmed += found.equal
            if confirmed >= _CONFIRMED_POINTS:
                return Comparison("equal")
        return Comparison("equal" if confirmed else "unclear")


def _spread(points: Sequence[Point], count: int) -> Sequence[Point]:
    """At most so many points from all over the list, at uneven steps: sides of breaks take turns in it."""
    if len(points) <= count:
        return points
    return [points[int(place * len(points) / count + place * _UNEVEN % 1)] for place in range(count)]
