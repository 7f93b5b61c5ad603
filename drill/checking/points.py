"""Points at which expressions are compared: every sign pattern, tiny and wide values, breaks."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from drill.checking.break_points import at_breaks, at_zero, balanced
from drill.checking.breaks import break_expressions
from drill.checking.lines import Digits
from drill.checking.pieces import has_pieces, has_steps, may_cut
from drill.checking.places import Place, Point
from drill.errors import CheckError
from drill.maths.domains import Assumptions
from drill.maths.numeric import compile_numeric
from drill.maths.tree import Call, Node, symbols, walk

_SIZES = (0.7373, 1.3219, 2.1763, 0.3917, 1.8459, 2.7341, 0.5581, 3.1127, 1.0733, 0.8861)
_PATTERN_LIMIT = 16
_SEED = 20260114


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
    placed = tuple(Place(assumed.domain(name), name in whole) for name in names)
    points = _ordinary_points(tuple(names), placed)
    closely = breaks is None and any(may_cut(node) for node in nodes)
    if breaks is None:
        breaks = break_expressions(nodes)
    bases = (points[0], points[_opposite(len(names))]) if len(names) > 1 else points[:1]
    digits = Digits() if any(has_pieces(node) for node in nodes) else None
    near, exact = at_breaks(breaks, names, placed, bases, closely=closely, digits=digits)
    beyond = balanced(exact, dict(zip(names, placed, strict=True)), points[0]) if closely else ()
    if any(has_steps(node) for node in nodes):
        exact += at_zero(names, placed, points[0])
    ordinary = tuple(point for point in points if satisfies(point, assumed))
    around, at, far = (
        _distinct(point for point in chosen if satisfies(point, assumed)) for chosen in (near, exact, beyond)
    )
    return Sample(ordinary, around, at, far)


@lru_cache(maxsize=128)
def _ordinary_points(names: tuple[str, ...], placed: tuple[Place, ...]) -> tuple[Point, ...]:
    """The ordinary points of some symbols: whoever gets them leaves them as they are."""
    rows = _ordinary(len(names))
    return _distinct(
        dict(zip(names, (p.put(v) for p, v in zip(placed, values, strict=True)), strict=True))
        for values in rows
    )


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
