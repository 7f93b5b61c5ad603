"""Zeros of the factors of an equation, also where one touches zero at a single point, as x^2 + y^2 does."""

from __future__ import annotations

import math
from functools import lru_cache, partial, reduce

from drill.checking.diagnosis_trials import real_at
from drill.checking.equality import Point, evaluate_short_rational, split_product_factors, split_sum_terms
from drill.checking.polynomial_forms import factors_of_polynomial
from drill.errors import CheckError
from drill.maths.derivatives import derivative_of
from drill.maths.maths_tree import Binary, Call, Neg, Node, Num, Sym, find_symbols, walk_tree

# A line, and a factor that touches zero.
_LEAST_DEGREE = 3
# Steps towards a zero: a touching point comes nearer by half with each.
_STEPS = 80
# How far aside a slope is looked at, by the size of the place.
_ASIDE = 1e-6
# A zero has been found where steps and values are so small, relative to the place and to the start.
_STANDS, _VANISHES = 1e-7, 1e-12
# Steps towards a flat zero become so small, relative to the place; those towards the end of e^x do not.
_CLOSES_IN = 1e-3
# Second derivatives of longer trees take long.
_MOST_NODES = 50
# Zeros with so many decimals are tried as they are.
_DECIMALS = 6
# Farther out nothing is looked for.
_FARTHEST = 1e3


def list_vanishing_factors(difference: Node) -> list[Node]:
    """Return the factors of what vanishes on an equation, powers as their bases; none of what has one."""
    match difference:
        case Binary("-", whole, Num("0")) | Binary("-", Num("0"), whole):
            pass
        case _:
            whole = difference
    parts = split_product_factors(whole).factors
    if len(parts) == 1 and len(find_symbols(whole)) > 1 and _bound_polynomial_degree(whole) >= _LEAST_DEGREE:
        try:
            parts = factors_of_polynomial(whole)
        except CheckError:
            return []
    factors = {part.left if isinstance(part, Binary) and part.op == "^" else part: None for part in parts}
    named = [factor for factor in factors if find_symbols(factor)]
    return named if len(named) > 1 else []


def find_parts_with_points(difference: Node) -> list[Node]:
    """Return the parts that may be zero at one point alone: sums of squares and the like, what is under
    roots, as in x^2 + y^2 = 2 sqrt(x^2 + y^2)."""
    parts = dict.fromkeys(walk_tree(difference))
    radicands = [base for part in parts if (base := _base_of_root(part)) is not None]
    inner = [factor for base in radicands for factor in list_vanishing_factors(base) or [base]]
    inner += [part for part in parts if len(_parts_zero_together(part)) > 1]
    return [part for part in dict.fromkeys(inner) if len(find_symbols(part)) > 1]


def _base_of_root(part: Node) -> Node | None:
    match part:
        case Call("abs" | "sqrt" | "cbrt", (base,)) | Call("root", (base, _)):
            return base
        case Binary("^", base, exponent) if not find_symbols(exponent):
            power = evaluate_short_rational(exponent)
            return base if power is not None and power > 0 and power.denominator > 1 else None
        case _:
            return None


def _bound_polynomial_degree(node: Node) -> float:
    """Return a bound on the degree of a polynomial; minus infinity for anything else."""
    match node:
        case Num() | Sym():
            return isinstance(node, Sym)
        case Neg(arg):
            return _bound_polynomial_degree(arg)
        case Binary("+" | "-", left, right):
            return (
                max(_bound_polynomial_degree(left), _bound_polynomial_degree(right))
                if _bound_polynomial_degree(left) + _bound_polynomial_degree(right) >= 0
                else -math.inf
            )
        case Binary("*", left, right):
            return _bound_polynomial_degree(left) + _bound_polynomial_degree(right)
        case Binary("/", left, Num()):
            return _bound_polynomial_degree(left)
        case Binary("^", base, Num(power)) if power.isdigit():
            return _bound_polynomial_degree(base) * int(power) if int(power) else 0
        case _:
            return -math.inf


def zero_near(node: Node, start: Point) -> Point | None:
    """Return a zero of a tree near a point; None if none is found.

    To where a sum of squares or of higher even powers touches zero, the slope of the sum of squares leads.
    """
    parts = _parts_zero_together(node)
    if len(parts) > 1:
        squares: list[Node] = [Binary("^", part, Num("2")) for part in parts]
        return _follow_slope(reduce(partial(Binary, "+"), squares), start)
    return _follow_slope(node, start) or _find_flat_zero(node, start)


def _parts_zero_together(node: Node) -> tuple[Node, ...]:
    """Return what is all zero where a sum of even powers, roots or sizes is; the tree itself for others."""
    terms = split_sum_terms(node)
    bases = [_base_of_square(term) for _, term in terms]
    is_one_sign = len({is_subtracted for is_subtracted, _ in terms}) == 1
    if len(terms) < 2 or not is_one_sign or not all(bases):
        return (node,)
    return tuple(part for base in bases if base is not None for part in _parts_zero_together(base))


def _base_of_square(term: Node) -> Node | None:
    """Return what is zero where a term is that is nowhere negative; None for any other."""
    negative, factors, divisors = split_product_factors(term)
    bases = [_base_of_even(factor) for factor in factors if find_symbols(factor)]
    numbers = [
        evaluate_short_rational(factor) for factor in (*factors, *divisors) if not find_symbols(factor)
    ]
    is_positive = not negative and all(number is not None and number > 0 for number in numbers)
    if not is_positive or any(map(find_symbols, divisors)) or not all(bases):
        return None
    return reduce(partial(Binary, "*"), [base for base in bases if base is not None] or [Num("1")])


def _base_of_even(factor: Node) -> Node | None:
    match factor:
        case Call("abs" | "sqrt", (base,)):
            return base
        case Binary("^", base, exponent) if not find_symbols(exponent):
            power = evaluate_short_rational(exponent)
            is_even = power is not None and power > 0 and power.numerator * power.denominator % 2 == 0
            return base if is_even else None
        case _:
            return None


def _find_flat_zero(node: Node, start: Point) -> Point | None:
    """Return a zero at which all slopes vanish, though of other orders along other names; None if none is
    found by Newton's method."""
    import numpy as np

    names, first, point = sorted(find_symbols(node)), real_at(node, start), dict(start)
    trees = _slopes_and_curvatures(node) if len(names) > 1 and first else ()
    for _ in range(_STEPS if trees else 0):
        values = [value for value in (real_at(tree, point) for tree in trees) if value is not None]
        if len(values) < len(trees):
            return None
        gradient, matrix = np.array(values[: len(names)]), np.array(values[len(names) :])
        try:
            steps = np.linalg.solve(matrix.reshape(len(names), -1), gradient)
        except np.linalg.LinAlgError:
            return None
        point |= {name: point[name] - float(step) for name, step in zip(names, steps, strict=True)}
        if not all(abs(point[name]) <= _FARTHEST for name in names):
            return None
        length = max(
            abs(float(step)) / (1 + abs(point[name])) for name, step in zip(names, steps, strict=True)
        )
        here = real_at(node, point)
        if here is not None and first and abs(here) <= _VANISHES * abs(first) and length <= _CLOSES_IN:
            return point
        if length <= _STANDS:
            return None
    return None


@lru_cache(maxsize=16)
def _slopes_and_curvatures(node: Node) -> tuple[Node, ...]:
    """Return the first and then the second derivatives by all names; none of a tree that is long or has
    none."""
    names = sorted(find_symbols(node))
    if sum(1 for _ in walk_tree(node)) > _MOST_NODES:
        return ()
    try:
        slopes = [derivative_of(node, name) for name in names]
        return (*slopes, *(derivative_of(slope, name) for slope in slopes for name in names))
    except CheckError:
        return ()


def _follow_slope(node: Node, start: Point) -> Point | None:
    """Return a zero of a tree to which the slope leads from a point; None if it leads to none."""
    names, point = sorted(find_symbols(node)), dict(start)
    first = here = real_at(node, point)
    for _ in range(_STEPS):
        if here is None or first is None:
            return None
        if here == 0:
            return point
        near = point | {name: round(point[name], _DECIMALS) for name in names}
        if real_at(node, near) == 0:
            return near  # where it has a corner no slope leads on
        slopes = [_estimate_slope_at(node, point, name) for name in names]
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


def _estimate_slope_at(node: Node, point: Point, name: str) -> float | None:
    step = _ASIDE * (1 + abs(point[name]))
    low, high = (real_at(node, {**point, name: point[name] + side}) for side in (-step, step))
    return None if low is None or high is None else (high - low) / (2 * step)
