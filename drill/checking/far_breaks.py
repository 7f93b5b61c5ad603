"""Both sides of breaks that lie far out, where doubles may have no value at all, as ln(e^x) at -10^6."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from drill.checking.breaks import deciding
from drill.checking.places import Point
from drill.errors import CheckError
from drill.maths.numeric import compile_numeric
from drill.maths.tree import Node

_FAR = 9.0
_AROUND = 2.5
_STEP = 1e-6


class FarSide(NamedTuple):
    """One side of a break along one symbol."""

    name: str
    place: float
    low: float
    high: float

    def holds(self, point: Point) -> bool:
        """Whether a point lies on it."""
        return self.low < point[self.name] < self.high

    def farthest(self, points: Iterable[Point]) -> list[Point]:
        """The points on it, those first that lie farthest from the break: there most is to be seen."""
        there = (point for point in points if self.holds(point))
        return sorted(there, key=lambda point: -abs(point[self.name] - self.place))


def far_sides(nodes: Sequence[Node], breaks: Iterable[Point]) -> Iterator[FarSide]:
    """The two sides, outwards and inwards by a factor, of each break beyond 9: there e^x squared cancels.

    A break is where something inside a function made of pieces changes its sign.
    """
    far = [(point, max(point, key=lambda each: abs(point[each]))) for point in breaks]
    far = [(point, name) for point, name in far if abs(point[name]) > _FAR]
    if not far:
        return
    turns = [compile_numeric(each) for node in nodes for each in deciding(node)]
    for point, name in far:
        if any(_changes_sign(turn, point, name) for turn in turns):
            place = point[name]
            for end in (place * _AROUND, place / _AROUND):
                yield FarSide(name, place, min(place, end), max(place, end))


def _changes_sign(turn: Callable[[Point], object], point: Point, name: str) -> bool:
    values: list[float] = []
    for step in (-_STEP, _STEP):
        try:
            value = turn({**point, name: point[name] * (1 + step)})
        except CheckError:
            return False
        if not isinstance(value, float):
            return False
        values.append(value)
    return values[0] * values[1] < 0
