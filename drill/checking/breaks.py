"""Where an expression may change its behaviour: the roots of what stands inside its functions.

Two expressions can agree at every ordinary point and differ on one side of a far kink, on a thin interval, or
under a narrow bump. Along each variable, the arguments of functions, divisors and bases are searched for
roots; points are then taken at them, on both sides of them and between them. The shifts and the places
between are no round numbers, so that a hole at a round place is not met by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, pairwise
from math import floor, isfinite

from drill.checking.pieces import IN_PIECES
from drill.checking.structure import is_sum, product
from drill.maths.tree import Binary, Call, Node, Num, Sequence, symbols, walk

Real = Callable[[float], float | None]
"""A real function of one variable; None where it has no real value, infinity beyond doubles."""

_SMOOTH = frozenset(
    {"sin", "cos", "diff", "integrate", "limit", "sum", "prod", "subs", "factorial", "binomial"}
)
_ORDER = frozenset({"max", "min"})
_STEPS = frozenset({"floor", "ceil"})
_UNIT_ENDS = frozenset({"asin", "acos", "asec", "acsc", "acosh", "atanh", "asech", "acoth"})
_ARGUMENT_LIMIT = 16
_NODES = 25
_ROOT_LIMIT = 12
_BISECTIONS = 44
_NEAR = 1.0183e-4
_CLOSE = (3.17e-8, 2.3e-11, 4.1e-14)
_TINY = (3.17e-8, 2.3e-14, 4.1e-30, 5.3e-90)
"""Nearer to zero the digits that agreement is asked with no longer hold 1 + x apart from 1."""
_ASIDE = 0.8317
_INNER = 0.4187
_SAME = 1e-9
_PLAIN = 1e-11
_PLAIN_DIGITS = 6
_FLAT = 1 - 1e-6
_ALONG = (-7.0, 39.0, -1009.0, 6e4, -6e4, 4e9, -4e9)

_GRID = tuple(
    sorted(
        sign * size
        for size in (
            0.002, 0.07, 0.19, 0.41, 0.73, 1.09, 1.57, 2.03, 2.61, 3.3, 4.1, 5.2, 6.7, 8.9,
            12.3, 17.7, 26.0, 39.0, 61.0, 103.0, 331.0, 1009.0, 7e3, 6e4, 3e6, 2e9, 5e13,
        )
        for sign in (-1, 1)
    )
)  # fmt: skip


def break_expressions(nodes: Iterable[Node], limit: int = _ARGUMENT_LIMIT) -> tuple[Node, ...]:
    """The expressions whose roots matter: sums only, since a bare product breaks at zero alone.

    Those inside functions that are made of pieces come first, and then the short ones; where they are many or
    long, the last are passed over.
    """
    sizes: dict[Node, tuple[bool, int]] = {}
    for part in (part for node in nodes for part in walk(node)):
        is_smooth = not (isinstance(part, Call) and part.name in IN_PIECES)
        for factor in (factor for inner in turning(part) for factor in _sums(inner)):
            size = (is_smooth, sum(1 for _ in walk(factor)))
            sizes[factor] = min(size, sizes.get(factor, size))
    ordered = sorted(sizes, key=lambda factor: sizes[factor])
    spent = accumulate(sizes[factor][1] for factor in ordered)
    within = sum(1 for total in spent if total <= limit * _NODES)
    return tuple(ordered[: min(limit, max(1, within))])


def turning(part: Node) -> Iterator[Node]:
    """What in a part has to pass zero for its behaviour to change."""
    match part:
        case Call(name, args) if name in _ORDER:
            yield from (Binary("-", args[0], other) for other in args[1:])
        case Call(name, (arg,)) if name in _STEPS:
            yield arg
            yield from (Binary("-", arg, Num(level)) for level in ("1", "2"))
            yield Binary("+", arg, Num("1"))
        case Call(name, (arg,)) if name in _UNIT_ENDS:
            yield Binary("-", arg, Num("1"))
            yield Binary("+", arg, Num("1"))
        case Call(name, args) if name not in _SMOOTH:
            yield from (arg for arg in args if not isinstance(arg, Sequence))
        case Binary("/", _, divisor):
            yield divisor
        case Binary("^", base, exponent):
            yield base
            yield exponent
        case _:
            pass


def deciding(node: Node) -> Iterator[Node]:
    """What decides, by its sign, which rule the functions made of pieces follow: x - 3 for √((x - 3)²)."""
    for part in walk(node):
        match part:
            case Call(name, _) if name in IN_PIECES:
                yield from turning(part)
            case Call("sqrt" | "root", (arg, *_)) | Binary("^", arg, Num() | Binary("/")):
                yield from _even_bases(arg)
            case _:
                pass


def _even_bases(node: Node) -> Iterator[Node]:
    parts = product(node)
    for factor in (*parts.factors, *parts.divisors):
        match factor:
            case Binary("^", base, Num(text)) if text.isdigit() and int(text) % 2 == 0:
                yield base
            case _:
                pass


def _sums(node: Node) -> Iterator[Node]:
    """The factors of a product that are sums with a symbol in them, through powers with a plain exponent."""
    if is_sum(node):
        if symbols(node):
            yield node
        return
    parts = product(node)
    for factor in (*parts.factors, *parts.divisors):
        if isinstance(factor, Binary) and factor.op == "^":
            yield from _sums(factor.left)
        elif is_sum(factor) and symbols(factor):
            yield factor


def roots(function: Real) -> tuple[float, ...]:
    """Places where a real function is zero or nearly touches it, from thousandths to 10^13; a few at most."""
    straight = _straight_root(function)
    return tuple(_plain(place) for place in (_found_roots(function) if straight is None else straight))


def _plain(place: float) -> float:
    """The place itself, or the number with few digits that it is up to rounding."""
    nearest = round(place, _PLAIN_DIGITS)
    return nearest if abs(place - nearest) <= _PLAIN * (1 + abs(place)) else place


def _found_roots(function: Real) -> tuple[float, ...]:
    values = [function(x) for x in _GRID]
    places = [place for place in range(len(_GRID) - 1) if _may_hold_a_root(values, place)]
    return tuple(root for place in _few(places) for root in _roots_in(function, values, place))


def _few(places: list[int]) -> list[int]:
    """Of many intervals the ones about zero, and the outermost ones."""
    if len(places) <= _ROOT_LIMIT:
        return places
    nearest = sorted(places[2:-2], key=lambda place: abs(_GRID[place]))[: _ROOT_LIMIT - 4]
    return sorted((*places[:2], *nearest, *places[-2:]))


def _may_hold_a_root(values: list[float | None], place: int) -> bool:
    low, high = values[place], values[place + 1]
    if low is None or high is None:
        return (low is None) != (high is None)
    return isfinite(low) and (low == 0 or low * high < 0 or _dips(values, place))


def _roots_in(function: Real, values: list[float | None], place: int) -> list[float]:
    """The roots, or the end of the domain, in an interval of the grid."""
    low, high = values[place], values[place + 1]
    if low is None or high is None:
        return _from_edge(function, _GRID[place], _GRID[place + 1], low is not None)
    if low == 0:
        return [_GRID[place]]
    if low * high < 0:
        return [_bisect(function, _GRID[place], _GRID[place + 1], low)]
    return _around_minimum(function, _GRID[place - 1], _GRID[place + 1], low)


def _straight_root(function: Real) -> tuple[float, ...] | None:
    """The root of a linear function at once, an empty tuple for a constant; None for anything else."""
    at_zero, at_one = function(0.0), function(1.0)
    if at_zero is None or at_one is None or not isfinite(at_zero + at_one):
        return None
    slope = at_one - at_zero
    size = abs(at_zero) + abs(slope)
    for place in _ALONG:  # on both sides, near and far: |x - 2| - 3 is straight up to 2
        value = function(place)
        if value is None or not isfinite(value):
            return None
        if abs(at_zero + slope * place - value) > 1e-9 * size * (1 + abs(place)):
            return None
    return () if abs(slope) <= 1e-12 * size or slope == 0 else (-at_zero / slope,)


def _bisect(function: Real, low: float, high: float, at_low: float) -> float:
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        value = function(middle)
        if value is None or value == 0:
            return middle
        if value * at_low > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _from_edge(function: Real, low: float, high: float, real_below: bool) -> list[float]:
    """The end of the interval on which a function is real, and a root on this side of it, as of ln(x) + 9."""
    inner = low if real_below else high
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if (function(middle) is not None) == real_below:
            low = middle
        else:
            high = middle
    edge = (low + high) / 2
    start, end = (inner, low) if real_below else (high, inner)
    at_start, at_end = function(start), function(end)
    if at_start is None or at_end is None or not at_start * at_end < 0:
        return [edge]
    return [edge, _bisect(function, start, end, at_start)]


def _dips(values: list[float | None], place: int) -> bool:
    """Whether a value is nearer to zero than its neighbours, and no part of a flat stretch."""
    before = values[place - 1] if place > 0 else None
    here, after = values[place], values[place + 1]
    if before is None or here is None or after is None:
        return False
    size, around = abs(here), (abs(before), abs(after))
    return size <= min(around) and size < _FLAT * max(around)


def _around_minimum(function: Real, low: float, high: float, sign: float) -> list[float]:
    """Where a function of one sign comes nearest to zero; both roots if it turns out to cross."""
    ratio = 0.6180339887498949
    start, end = low, high
    inner, outer = high - ratio * (high - low), low + ratio * (high - low)
    for _ in range(_BISECTIONS):
        at_inner, at_outer = function(inner), function(outer)
        if at_inner is None or at_outer is None:
            return []
        for place, value in ((inner, at_inner), (outer, at_outer)):
            if value * sign < 0:
                return [_bisect(function, start, place, sign), _bisect(function, end, place, sign)]
        if abs(at_inner) < abs(at_outer):
            high, outer = outer, inner
            inner = high - ratio * (high - low)
        else:
            low, inner = inner, outer
            outer = low + ratio * (high - low)
    return [(low + high) / 2]


def beside(places: Iterable[float], *, closely: bool = False) -> tuple[float, ...]:
    """Places a step away from each of the given ones on both sides, near them, and between neighbours.

    ``closely`` adds some as near as doubles tell apart: a maximum may cut the foot of a pole off there.
    """
    ordered = _apart(places)
    chosen = [place + step for place in ordered for step in (-_ASIDE, _ASIDE)]
    chosen += [place + step * (1 + abs(place)) for place in ordered for step in (-_NEAR, _NEAR)]
    chosen += [low + _INNER * (high - low) for low, high in pairwise(ordered)]
    if closely:
        for place in ordered:
            steps = _TINY if place == 0 else tuple(step * (1 + abs(place)) for step in _CLOSE)
            chosen += [place + sign * step for step in steps for sign in (-1, 1)]
    return tuple(chosen)


def whole_beside(places: Iterable[float]) -> tuple[float, ...]:
    """The whole numbers around each of the given places, and one between each two neighbours."""
    ordered = _apart(places)
    chosen = [floor(place) + shift for place in ordered for shift in (-1, 0, 1, 2)]
    chosen += [floor(low + _INNER * (high - low)) for low, high in pairwise(ordered)]
    return tuple(float(each) for each in chosen)


def _apart(places: Iterable[float]) -> list[float]:
    """The places in order; of those that are one up to rounding, the one with the fewest digits."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _SAME * (1 + abs(place)):
            found.append(place)
        elif place == round(place, _PLAIN_DIGITS):
            found[-1] = place
    return found
