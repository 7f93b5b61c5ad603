"""Points on the side of a break that few places lie on, which no line along one symbol need meet."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from drill.checking.lines import real_value
from drill.checking.places import Place, Point
from drill.maths.numeric import compile_numeric
from drill.maths.tree import Node, symbols

_SCATTERED = 400
_SEARCHED = 4
_SELDOM = 3
_STRIDES = (4.0, 3.0, 2.0, 2.0, 1.5, 1.5, 1.3, 1.3, 1.2, 1.2, 1.1, 1.1)
_FARTHEST = 1e4
_SEED = 20260114


def seldom_sides(breaks: Sequence[Node], placed: Mapping[str, Place], base: Point) -> Iterator[Point]:
    """Points on the side of a break that few places of all orders of magnitude lie on, the nearest first.

    No line along one variable need meet it: x⁸y² - 8xy is below -5000 where x is small and y large alone.
    """
    several = ((node, sorted(symbols(node) & placed.keys())) for node in breaks)
    for node, names in islice(((node, names) for node, names in several if len(names) > 1), _SEARCHED):
        evaluate = compile_numeric(node)
        found: list[tuple[float, Point]] = []
        for spread in _scattered(len(names)):
            point = {**base, **{name: placed[name].put(x) for name, x in zip(names, spread, strict=True)}}
            value = real_value(evaluate, point)
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
    placed: Mapping[str, Place],
) -> Iterator[Point]:
    """A point with a value of the other sign, if it shrinks on the way when symbols are scaled one by one."""
    point = start
    for step in _STRIDES:
        for name in names:
            for scale in (step, 1 / step):
                tried = {**point, name: placed[name].put(point[name] * scale)}
                found = real_value(evaluate, tried)
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
