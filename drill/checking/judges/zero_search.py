"""Zeros of the factors of an equation, also where one touches zero at a single point, as x^2 + y^2 does."""

from __future__ import annotations

import math

from drill.checking.diagnosis_trials import real_at
from drill.checking.equality import Point, product
from drill.checking.polynomial_forms import factors_of_polynomial
from drill.errors import CheckError
from drill.maths.tree import Binary, Neg, Node, Num, Sym, symbols

# A line, and a factor that touches zero.
_LEAST_DEGREE = 3
# Steps towards a zero: a touching point comes nearer by half with each.
_STEPS = 80
# How far aside a slope is looked at, by the size of the place.
_ASIDE = 1e-6
# A zero has been found where steps and values are so small, relative to the place and to the start.
_STANDS, _VANISHES = 1e-7, 1e-12
# Zeros with so many decimals are tried as they are.
_DECIMALS = 6
# Farther out nothing is looked for.
_FARTHEST = 1e3


def factors_of(difference: Node) -> list[Node]:
    """Return the factors of what vanishes on an equation, powers as their bases; none of what has one."""
    match difference:
        case Binary("-", whole, Num("0")) | Binary("-", Num("0"), whole):
            pass
        case _:
            whole = difference
    parts = product(whole).factors
    if len(parts) == 1 and len(symbols(whole)) > 1 and _degree(whole) >= _LEAST_DEGREE:
        try:
            parts = factors_of_polynomial(whole)
        except CheckError:
            return []
    factors = {part.left if isinstance(part, Binary) and part.op == "^" else part: None for part in parts}
    named = [factor for factor in factors if symbols(factor)]
    return named if len(named) > 1 else []


def _degree(node: Node) -> float:
    """Return a bound on the degree of a polynomial; minus infinity for anything else."""
    match node:
        case Num() | Sym():
            return isinstance(node, Sym)
        case Neg(arg):
            return _degree(arg)
        case Binary("+" | "-", left, right):
            return max(_degree(left), _degree(right)) if _degree(left) + _degree(right) >= 0 else -math.inf
        case Binary("*", left, right):
            return _degree(left) + _degree(right)
        case Binary("/", left, Num()):
            return _degree(left)
        case Binary("^", base, Num(power)) if power.isdigit():
            return _degree(base) * int(power) if int(power) else 0
        case _:
            return -math.inf


def zero_near(node: Node, start: Point) -> Point | None:
    """Return a zero of a tree to which the slope leads from a point; None if it leads to none."""
    names, point = sorted(symbols(node)), dict(start)
    first = here = real_at(node, point)
    for _ in range(_STEPS):
        if here is None or first is None:
            return None
        if here == 0:
            return point
        near = point | {name: round(point[name], _DECIMALS) for name in names}
        if real_at(node, near) == 0:
            return near  # where it has a corner no slope leads on
        slopes = [_slope(node, point, name) for name in names]
        length = math.fsum(slope * slope for slope in slopes if slope is not None)
        if None in slopes or not length:
            return None
        moved = {
            name: point[name] - here * (slope or 0) / length
            for name, slope in zip(names, slopes, strict=True)
        }
        if any(not math.isfinite(value) or abs(value) > _FARTHEST for value in moved.values()):
            return None
        step = max(abs(moved[name] - point[name]) / (1 + abs(point[name])) for name in names)
        point |= moved
        here = real_at(node, point)
        if here is not None and step < _STANDS and abs(here) <= _VANISHES * abs(first):
            return point
    return None


def _slope(node: Node, point: Point, name: str) -> float | None:
    step = _ASIDE * (1 + abs(point[name]))
    low, high = (real_at(node, {**point, name: point[name] + side}) for side in (-step, step))
    return None if low is None or high is None else (high - low) / (2 * step)
