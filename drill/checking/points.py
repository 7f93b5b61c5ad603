"""Points at which expressions are compared: every sign pattern, tiny and wide values, breaks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product
from math import inf, isfinite

from drill.checking.breaks import beside, break_expressions, roots, whole_beside
from drill.checking.pieces import has_steps, may_cut
from drill.errors import CheckError, TooLargeError
from drill.maths.domains import Assumptions, Domain
from drill.maths.numeric import compile_numeric
from drill.maths.scalars import as_real
from drill.maths.tree import Call, Node, symbols, walk

Point = dict[str, float]

_SIZES = (0.7373, 1.3219, 2.1763, 0.3917, 1.8459, 2.7341, 0.5581, 3.1127, 1.0733, 0.8861)
_PATTERN_LIMIT = 16
_BREAK_LIMIT = 240
_SCATTERED = 400
_SEARCHED = 4
_SELDOM = 3
_STRIDES = (4.0, 3.0, 2.0, 2.0, 1.5, 1.5, 1.3, 1.3, 1.2, 1.2, 1.1, 1.1)
_FARTHEST = 1e4
_FAR_BREAK = 5.0
_FOREMOST = 3
_SEED = 20260114
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Sample:
    """Points for a comparison.

    ``ordinary`` ones hit a single place of misbehaviour only by chance, and so do those ``beside`` breaks;
    those ``at`` breaks are where an expression may have a hole that does not count. At ``balanced`` ones one
    symbol is beyond a far break and the others are as small as it is large: x y is near 1.
    """

    ordinary: tuple[Point, ...]
    beside: tuple[Point, ...]
    at: tuple[Point, ...]
    balanced: tuple[Point, ...] = ()


def stratified(names: Sequence[str], assumed: Assumptions, nodes: Sequence[Node]) -> tuple[Point, ...]:
    """All points of a sample, the telling ones first."""
    found = sample(names, assumed, nodes)
    return _distinct((*found.ordinary, *found.at, *found.beside))


def sample(
    names: Sequence[str], assumed: Assumptions, nodes: Sequence[Node], breaks: Sequence[Node] | None = None
) -> Sample:
    """Points for the symbols ``names`` within their domains; always the same ones.

    The first of the ``nodes`` is the key: its factorials and binomial coefficients say which symbols count.
    ``breaks`` are the expressions whose roots matter; by default those that the nodes show, and with what
    cuts off places as near to them as doubles tell apart.
    """
    whole = counting_symbols(nodes[:1])
    placed = tuple(_Place(assumed.domain(name), name in whole) for name in names)
    points = _ordinary_points(tuple(names), placed)
    closely = breaks is None and any(may_cut(node) for node in nodes)
    if breaks is None:
        breaks = break_expressions(nodes)
    near, exact = _at_breaks(breaks, names, placed, points, closely=closely)
    balanced = _balanced(exact, dict(zip(names, placed, strict=True)), points[0]) if closely else ()
    if any(has_steps(node) for node in nodes):
        exact += _at_zero(names, placed, points[0])
    ordinary = tuple(point for point in points if satisfies(point, assumed))
    around, at, far = (
        _distinct(point for point in chosen if satisfies(point, assumed))
        for chosen in (near, exact, balanced)
    )
    return Sample(ordinary, around, at, far)


@lru_cache(maxsize=128)
def _ordinary_points(names: tuple[str, ...], placed: tuple[_Place, ...]) -> tuple[Point, ...]:
    """The ordinary points of some symbols: whoever gets them leaves them as they are."""
    rows = _ordinary(len(names))
    return _distinct(
        dict(zip(names, (p.put(v) for p, v in zip(placed, values, strict=True)), strict=True))
        for values in rows
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Maps any real number into the domain of one symbol; what ``counts`` is 0, 1, 2, …"""

    declared: Domain
    counts: bool

    @property
    def _domain(self) -> Domain:
        if self.counts and self.declared.low < 0:
            return replace(self.declared, low=Fraction(0), open_low=False)
        return self.declared

    @property
    def _whole(self) -> bool:
        return self.counts or self.declared.integer

    def put(self, value: float) -> float:
        """The number itself where the domain has it, else one in the domain that depends on it."""
        if self.holds(value):
            return value
        low, high = float(self._domain.low), float(self._domain.high)
        if isfinite(low) and isfinite(high):
            placed = low + (high - low) * (abs(value) * _GOLDEN % 1.0)
        elif isfinite(low):
            placed = low + abs(value) * (3 if self._whole else 1)
        elif isfinite(high):
            placed = high - abs(value) * (3 if self._whole else 1)
        else:
            placed = value * 3 if self._whole else value
        return self._inside(float(round(placed)) if self._whole else placed)

    def _inside(self, value: float) -> float:
        """The value, or the neighbour that the domain has."""
        for shift in (0.0, 1.0, -1.0):
            if value + shift in self._domain:
                return value + shift
        return value

    def holds(self, value: float) -> bool:
        """Whether the number lies in the domain."""
        return value in self._domain and not (self._whole and value != round(value))

    def beside(self, places: Sequence[float], *, closely: bool) -> Iterator[float]:
        """The numbers of the domain around some places."""
        around = whole_beside(places) if self._whole else beside(places, closely=closely)
        return (value for value in around if self.holds(value))


def counting_symbols(nodes: Sequence[Node]) -> frozenset[str]:
    """Symbols inside a factorial or a binomial coefficient stand for 0, 1, 2, …"""
    found: set[str] = set()
    for node in nodes:
        for part in walk(node):
            if isinstance(part, Call) and part.name in ("factorial", "binomial"):
                found |= symbols(part)
    return frozenset(found)


def _ordinary(count: int) -> Iterator[tuple[float, ...]]:
    """Sign patterns at two sizes, values between 0 and 1, tiny, wide and mixed ones."""
    spread = random.Random(_SEED)
    for row, signs in enumerate(_sign_patterns(count, spread)):
        yield tuple(sign * _SIZES[(place + 3 * row) % 10] for place, sign in enumerate(signs))
    for low, high, repeats in ((0.05, 0.95, 6), (0.0005, 0.01, 2), (2.0, 9.0, 4), (11.0, 45.0, 2)):
        for _ in range(repeats):
            yield tuple(spread.uniform(low, high) for _ in range(count))
    for low, high, repeats in ((0.2, 4.0, 6), (0.001, 0.01, 1), (5.0, 30.0, 3)):
        for _ in range(repeats):
            yield tuple(spread.choice((-1, 1)) * spread.uniform(low, high) for _ in range(count))
    for _ in range(4):
        yield tuple(spread.choice((-1, 1)) * 10 ** spread.uniform(-2, 1.5) for _ in range(count))
    yield tuple(spread.uniform(150.0, 400.0) for _ in range(count))
    yield tuple(-spread.uniform(150.0, 400.0) for _ in range(count))


def _opposite(count: int) -> int:
    """The place of the pattern of signs that are all negative."""
    return 2**count - 1 if 2**count <= _PATTERN_LIMIT else 1


def _sign_patterns(count: int, spread: random.Random) -> Iterator[tuple[int, ...]]:
    if 2**count <= _PATTERN_LIMIT:
        yield from product((1, -1), repeat=count)
        return
    yield (1,) * count
    yield (-1,) * count
    for _ in range(_PATTERN_LIMIT - 2):
        yield tuple(spread.choice((-1, 1)) for _ in range(count))


def _at_breaks(
    breaks: Sequence[Node],
    names: Sequence[str],
    placed: Sequence[_Place],
    points: Sequence[Point],
    *,
    closely: bool,
) -> tuple[list[Point], list[Point]]:
    """Points beside and at the roots of breaks, along each variable, the others all above or all below 0."""
    first: list[Point] = []
    near: list[Point] = []
    exact: list[Point] = []
    bases = (points[0], points[_opposite(len(names))]) if len(names) > 1 else points[:1]
    for base in bases:
        for name, place in zip(names, placed, strict=True):
            found = [_roots_along(node, name, base) if name in symbols(node) else () for node in breaks]
            places = [root for each in found for root in each]
            if places or closely:
                foremost = [root for each in found[:_FOREMOST] for root in each]
                first += ({**base, name: value} for value in place.beside(foremost, closely=False))
                places.append(0.0)
                near += ({**base, name: value} for value in place.beside(places, closely=closely))
                exact += ({**base, name: value} for value in places if place.holds(value))
    if closely and len(names) > 1:
        by_name = dict(zip(names, placed, strict=True))
        first = [*_seldom(breaks, by_name, points[0]), *first]
        near += _inside(breaks, by_name, points[0])
    return [*first, *near][:_BREAK_LIMIT], exact[:_BREAK_LIMIT]


def _balanced(breaks: Iterable[Point], placed: Mapping[str, _Place], base: Point) -> Iterator[Point]:
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


def _at_zero(names: Sequence[str], placed: Sequence[_Place], base: Point) -> Iterator[Point]:
    """Each symbol zero in turn: there a step may be whose argument is no sum, as in sign(-|x|)."""
    return ({**base, name: 0.0} for name, place in zip(names, placed, strict=True) if place.holds(0.0))


def _seldom(breaks: Sequence[Node], placed: Mapping[str, _Place], base: Point) -> Iterator[Point]:
    """Points on the side of a break that few places of all orders of magnitude lie on, the nearest first.

    No line along one variable need meet it: x⁸y² - 8xy is below -5000 where x is small and y large alone.
    """
    several = ((node, sorted(symbols(node) & placed.keys())) for node in breaks)
    for node, names in islice(((node, names) for node, names in several if len(names) > 1), _SEARCHED):
        evaluate = compile_numeric(node)
        found: list[tuple[float, Point]] = []
        for spread in _scattered(len(names)):
            point = {**base, **{name: placed[name].put(x) for name, x in zip(names, spread, strict=True)}}
            value = _real_value(evaluate, point)
            if value:
                found.append((value, point))
        above = [point for value, point in found if value > 0]
        below = [point for value, point in found if value < 0]
        seldom = min(above, below, key=len)
        if not seldom:
            nearest = sorted(found, key=lambda each: abs(each[0]))[:_SELDOM]
            seldom = [
                point for value, start in nearest for point in _across(evaluate, value, start, names, placed)
            ]
        yield from sorted(seldom, key=lambda point: max(map(abs, point.values())))[:_SELDOM]


def _across(
    evaluate: Callable[[Point], object],
    value: float,
    start: Point,
    names: Sequence[str],
    placed: Mapping[str, _Place],
) -> Iterator[Point]:
    """A point with a value of the other sign, if it shrinks on the way when symbols are scaled one by one."""
    point = start
    for step in _STRIDES:
        for name in names:
            for scale in (step, 1 / step):
                tried = {**point, name: placed[name].put(point[name] * scale)}
                found = _real_value(evaluate, tried)
                if found is None or abs(tried[name]) > _FARTHEST:
                    continue
                if found * value < 0:
                    yield tried
                    return
                if abs(found) < abs(value):
                    point, value = tried, found


@lru_cache(maxsize=8)
def _scattered(count: int) -> tuple[tuple[float, ...], ...]:
    """Numbers of both signs and of all orders of magnitude, always the same ones."""
    spread = random.Random(_SEED)
    return tuple(
        tuple(spread.choice((-1, 1)) * 10 ** spread.uniform(-3, 4) for _ in range(count))
        for _ in range(_SCATTERED)
    )


def _inside(breaks: Sequence[Node], placed: Mapping[str, _Place], base: Point) -> Iterator[Point]:
    """Points inside what closes in itself, such as a circle: each variable in turn goes to a break."""
    for node in breaks:
        names = sorted(symbols(node) & placed.keys())
        if len(names) < 2:
            continue
        point = dict(base)
        for name in names:
            places = _roots_along(node, name, point)
            for value in placed[name].beside(places, closely=False):
                yield {**point, name: value}
            if places and placed[name].holds(places[0]):
                point[name] = places[0]


def _roots_along(node: Node, name: str, base: Point) -> tuple[float, ...]:
    evaluate = compile_numeric(node)
    values = dict(base)

    def function(x: float) -> float | None:
        values[name] = x
        return _real_value(evaluate, values)

    return roots(function)


def _real_value(evaluate: Callable[[Point], object], point: Point) -> float | None:
    """The value at a point; infinite beyond doubles, where no domain ends; None where it is not real."""
    try:
        value = evaluate(point)
        return as_real(value, "a root") if isinstance(value, (float, complex)) else None
    except TooLargeError:
        return inf
    except CheckError:
        return None


def satisfies(point: Point, assumed: Assumptions) -> bool:
    """Whether a point satisfies the relations between several names; those of other names do not count."""
    for relation in assumed.relations:
        if symbols(relation) <= point.keys():
            try:
                if not compile_numeric(relation)(point):
                    return False
            except CheckError:
                return False
    return True


def _distinct(points: Iterable[Point]) -> tuple[Point, ...]:
    seen: dict[tuple[float, ...], Point] = {}
    for point in points:
        seen.setdefault(tuple(point.values()), point)
    return tuple(seen.values())
