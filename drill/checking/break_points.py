"""Points at breaks, on both sides of them, and beyond those that lie far out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from drill.checking.lines import Digits, roots_along
from drill.checking.places import Place, Point
from drill.checking.seldom import seldom_sides
from drill.maths.tree import Node, symbols

_BREAK_LIMIT = 240
_FAR_BREAK = 5.0
_FOREMOST = 3


def at_breaks(
    breaks: Sequence[Node],
    names: Sequence[str],
    placed: Sequence[Place],
    bases: Sequence[Point],
    *,
    closely: bool,
    digits: Digits | None,
) -> tuple[list[Point], list[Point]]:
    """Points beside and at the roots of breaks, along each variable, the others as at each of the bases."""
    first: list[Point] = []
    near: list[Point] = []
    exact: list[Point] = []
    for base in bases:
        for name, place in zip(names, placed, strict=True):
            found = [
                roots_along(node, name, base, digits) if name in symbols(node) else () for node in breaks
            ]
            places = [root for each in found for root in each]
            if places or closely:
                foremost = [root for each in found[:_FOREMOST] for root in each]
                first += ({**base, name: value} for value in place.beside(foremost, closely=False))
                places.append(0.0)
                near += ({**base, name: value} for value in place.beside(places, closely=closely))
                exact += ({**base, name: value} for value in places if place.holds(value))
    if closely and len(names) > 1:
        by_name = dict(zip(names, placed, strict=True))
        first = [*seldom_sides(breaks, by_name, bases[0]), *first]
        near += _inside(breaks, by_name, bases[0], digits)
    return [*first, *near][:_BREAK_LIMIT], exact[:_BREAK_LIMIT]


def balanced(breaks: Iterable[Point], placed: Mapping[str, Place], base: Point) -> Iterator[Point]:
    """Points beyond far breaks, on either side, where the other symbols make up for the size of one."""
    if len(base) < 2:
        return
    for point in breaks:
        far = max(point, key=lambda name: abs(point[name]))
        size = abs(point[far])
        if size > _FAR_BREAK:
            others = {name: place.put(base[name] / size) for name, place in placed.items()}
            for scale in (1.5, 0.5):
                yield {**others, far: placed[far].put(point[far] * scale)}


def at_zero(names: Sequence[str], placed: Sequence[Place], base: Point) -> Iterator[Point]:
    """Each symbol zero in turn: there a step may be whose argument is no sum, as in sign(-|x|)."""
    return ({**base, name: 0.0} for name, place in zip(names, placed, strict=True) if place.holds(0.0))


def _inside(
    breaks: Sequence[Node], placed: Mapping[str, Place], base: Point, digits: Digits | None
) -> Iterator[Point]:
    """Points inside what closes in itself, such as a circle: each variable in turn goes to a break."""
    for node in breaks:
        names = sorted(symbols(node) & placed.keys())
        if len(names) < 2:
            continue
        point = dict(base)
        for name in names:
            places = roots_along(node, name, point, digits)
            for value in placed[name].beside(places, closely=False):
                yield {**point, name: value}
            if places and placed[name].holds(places[0]):
                point[name] = places[0]
