"""Zeros of the factors of an equation, also where one touches zero at a single point, as x^2 + y^2 does."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial, reduce
from typing import Any

from drill.checking.diagnosis import real_at
from drill.checking.equality import Point, evaluate_short_rational, split_product_factors, split_sum_terms
from drill.checking.forms import factors_of_polynomial
from drill.checking.real_root_search import Real, make_function_along_symbol
from drill.errors import CheckError
from drill.maths.maths_tree import Binary, Call, Neg, Node, Num, Sym, find_symbols, walk_tree

# Max value at a zero, as a share of the value at the start.
_VANISHES = 1e-12
# Places of the search for a line's lowest value: near the origin, and near the current point.
_PLACES = tuple(
    sign * size for sign in (-1, 1) for size in (*(index / 2 for index in range(25)), 15.0, 20.0, 30.0, 50.0)
)
_SIDES = tuple(sign * 10**-power for sign in (-1, 1) for power in range(6))
_GOLDEN = (math.sqrt(5) - 1) / 2
# Distance from a zero to points with a larger value of its tree.
_RISES = 0.05
# Decimals of a rounded zero that is tried exactly.
_DECIMALS = 6


def list_vanishing_factors(difference: Node) -> list[Node]:
    """Return the factors of an equation's difference, powers as their bases; none if it has only one."""
    match difference:
        case Binary("-", whole, Num("0")) | Binary("-", Num("0"), whole):
            pass
        case _:
            whole = difference
    parts = split_product_factors(whole).factors
    if len(parts) == 1 and len(find_symbols(whole)) > 1 and _bound_polynomial_degree(whole) >= 3:
        try:
            parts = factors_of_polynomial(whole)
        except CheckError:
            return []
    factors = {part.left if isinstance(part, Binary) and part.op == "^" else part: None for part in parts}
    named = [factor for factor in factors if find_symbols(factor)]
    return named if len(named) > 1 else []


def find_parts_with_points(difference: Node) -> list[Node]:
    """Return the parts that may be zero at one point alone: sums of squares and the like, and radicands,
    as in x^2 + y^2 = 2 sqrt(x^2 + y^2)."""
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
            if power is not None and power > 0 and power.denominator > 1:
                return base
            return None
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
            if _bound_polynomial_degree(left) + _bound_polynomial_degree(right) >= 0:
                return max(_bound_polynomial_degree(left), _bound_polynomial_degree(right))
            return -math.inf
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

    Where a sum of squares or of higher even powers touches zero, all bases are zero together.
    """
    parts = _parts_zero_together(node)
    return _follow_slopes(parts, start) or (None if len(parts) > 1 else _descend_along_names(node, start))


def _parts_zero_together(node: Node) -> tuple[Node, ...]:
    """Return the bases that are all zero where a sum of even powers, roots or sizes is; else the tree."""
    terms = split_sum_terms(node)
    bases = [_base_of_square(term) for _, term in terms]
    is_one_sign = len({is_subtracted for is_subtracted, _ in terms}) == 1
    if len(terms) < 2 or not is_one_sign or not all(bases):
        return (node,)
    return tuple(part for base in bases if base is not None for part in _parts_zero_together(base))


def _base_of_square(term: Node) -> Node | None:
    """Return the base that is zero where a nonnegative term is; None for any other term."""
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


def _descend_along_names(node: Node, start: Point) -> Point | None:
    """Return a zero that is the lowest place along each name in turn, whatever corners and flat places a tree
    has; None if none is found. What only fades far out, as e^x does, has none."""
    names = sorted(find_symbols(node))
    point = dict(start)
    first = height = abs(real_at(node, start) or 0.0)
    for _ in range(25 if first and len(names) > 1 else 0):
        before = height
        for name in names:
            point[name], height = _lowest_place(make_function_along_symbol(node, point, name), point[name])
        near = point | {name: round(point[name], _DECIMALS) for name in names}
        point, height = (near, 0.0) if real_at(node, near) == 0 else (point, height)
        if height <= _VANISHES * first:
            asides = ({**point, name: point[name] + side} for name in names for side in (-_RISES, _RISES))
            rises = (real_at(node, aside) for aside in asides)
            is_alone = all(value is None or abs(value) > 1e-9 * first for value in rises)
            return point if is_alone else None
        # Each round has to lower the height by a tenth.
        if height > 0.9 * before:
            return None
    return None


def _lowest_place(function: Real, start: float) -> tuple[float, float]:
    """Return where a function comes nearest to 0 along a line, and how near."""

    def height(x: float) -> float:
        value = function(x)
        return math.inf if value is None else abs(value)

    places = sorted({*_PLACES, start, *(start + side for side in _SIDES)})
    index = min(range(len(places)), key=lambda index: height(places[index]))
    low, high = places[max(index - 1, 0)], places[min(index + 1, len(places) - 1)]
    best = places[index]
    for _ in range(80):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        low, high = (low, right) if height(left) <= height(right) else (left, high)
    best = min((best, low, high, (low + high) / 2), key=height)
    return best, height(best)


def _follow_slopes(parts: Sequence[Node], start: Point) -> Point | None:
    """Return where several trees are zero, if their slopes lead there from a point: each step is the shortest
    to where all would be zero if they were linear.
    """
    import numpy as np

    names = sorted(frozenset[str]().union(*map(find_symbols, parts)))
    point = dict(start)
    first = values = _real_values_at(parts, point)
    # A double zero comes nearer by half with each step.
    for _ in range(80):
        if values is None or first is None:
            return None
        near = point | {name: round(point[name], _DECIMALS) for name in names}
        if not any(values) or not any(_real_values_at(parts, near) or values):
            return near if any(values) else point  # at a corner no slope leads further
        rows = [[_estimate_slope_at(part, point, name) for name in names] for part in parts]
        slopes = np.array(rows, dtype=float)
        if not (np.all(np.isfinite(slopes)) and np.any(slopes)):
            return None
        try:
            steps = np.linalg.lstsq(slopes, np.array(values), rcond=None)[0]
        except np.linalg.LinAlgError:
            return None
        moved = {name: point[name] - float(step) for name, step in zip(names, steps, strict=True)}
        # Nothing is looked for farther out.
        if any(not math.isfinite(value) or abs(value) > 1e3 for value in moved.values()):
            return None
        step = max(abs(moved[name] - point[name]) / (1 + abs(point[name])) for name in names)
        point |= moved
        values = _real_values_at(parts, point)
        if values is not None and step < 1e-7:
            sizes = zip(values, first, strict=True)
            if all(abs(here) <= _VANISHES * (abs(before) or 1) for here, before in sizes):
                return point
    return None


def _real_values_at(parts: Sequence[Node], point: Point) -> list[float] | None:
    values = [value for part in parts if (value := real_at(part, point)) is not None]
    return values if len(values) == len(parts) else None


def _estimate_slope_at(node: Node, point: Point, name: str) -> float | None:
    step = 1e-6 * (1 + abs(point[name]))
    low, high = (real_at(node, {**point, name: point[name] + side}) for side in (-step, step))
    return None if low is None or high is None else (high - low) / (2 * step)


# Equations of one unknown in whole powers, decided exactly, however high the powers are.

# Coefficients by powers of the unknown.
Powers = Mapping[int, Fraction]

# Max terms of a product, and max exponent, that are multiplied out.
_MOST_TERMS = 60
_MOST_POWER = 10**6
# Max degree of a polynomial, without a power of the unknown, and max digits of a number: more take seconds.
_MOST_DEGREE = 30
_MOST_DIGITS = 40


def have_same_roots(left: Node, right: Node) -> bool | None:
    """Return whether two expressions vanish at the same real numbers, or if the first vanishes at none at the
    same complex ones; None unless they are polynomials of one unknown, and small.
    """
    names = find_symbols(left) | find_symbols(right)
    if len(names) != 1:
        return None
    try:
        first, second = _read_polynomial_terms(left), _read_polynomial_terms(right)
    except _NoPolynomialError:
        return None
    if not first or not second:
        return None
    ours, theirs = _without_unknown(first), _without_unknown(second)
    if max(ours.degree(), theirs.degree()) > _MOST_DEGREE:
        return None
    has_zero = min(first) > 0, min(second) > 0
    shared = ours.gcd(theirs).sqf_part()
    counts = [polynomial.sqf_part().count_roots() for polynomial in (ours, theirs, shared)]
    if counts[0] == 0 and not has_zero[0]:
        return not has_zero[1] and ours.sqf_part().degree() == theirs.sqf_part().degree() == shared.degree()
    return has_zero[0] == has_zero[1] and counts[0] == counts[1] == counts[2]


def _without_unknown(powers: Powers) -> Any:
    """Return a polynomial divided by the unknown as often as it can be."""
    import sympy

    least = min(powers)
    if max(powers) - least > _MOST_DEGREE:
        return sympy.Poly(sympy.Symbol("x") ** (_MOST_DEGREE + 1))
    terms = {(power - least,): sympy.Rational(*value.as_integer_ratio()) for power, value in powers.items()}
    return sympy.Poly(terms, sympy.Symbol("x"), domain="QQ")


class _NoPolynomialError(Exception):
    """An expression that is not a polynomial of one unknown, or too large."""


def _read_polynomial_terms(node: Node) -> Powers:
    """Return the terms of a polynomial, none with the coefficient 0."""
    match node:
        case Num(text) if len(text) <= _MOST_DIGITS and "e" not in text.lower():
            return _without_zeros({0: node.value})
        case Sym():
            return {1: Fraction(1)}
        case Neg(arg):
            return {power: -value for power, value in _read_polynomial_terms(arg).items()}
        case Binary("+" | "-" as op, left, right):
            return _add_polynomials(
                _read_polynomial_terms(left), _read_polynomial_terms(right), -1 if op == "-" else 1
            )
        case Binary("*", left, right):
            return _multiply_polynomials(_read_polynomial_terms(left), _read_polynomial_terms(right))
        case Binary("/", left, Num() as divisor) if divisor.value:
            return {power: value / divisor.value for power, value in _read_polynomial_terms(left).items()}
        case Binary("^", base, Num() as exponent) if exponent.value.denominator == 1:
            return _raise_polynomial(_read_polynomial_terms(base), int(exponent.value))
        case _:
            raise _NoPolynomialError


def _without_zeros(terms: Powers) -> Powers:
    return {power: value for power, value in terms.items() if value}


def _add_polynomials(first: Powers, second: Powers, sign: int) -> Powers:
    powers = first.keys() | second.keys()
    return _without_zeros(
        {power: first.get(power, Fraction(0)) + sign * second.get(power, 0) for power in powers}
    )


def _multiply_polynomials(first: Powers, second: Powers) -> Powers:
    if len(first) * len(second) > _MOST_TERMS:
        raise _NoPolynomialError
    terms: dict[int, Fraction] = {}
    for power, value in first.items():
        for other_power, factor in second.items():
            terms[power + other_power] = terms.get(power + other_power, Fraction(0)) + value * factor
    for power, value in terms.items():
        if power > _MOST_POWER or abs(value.numerator) + value.denominator >= 10**_MOST_DIGITS:
            raise _NoPolynomialError
    return _without_zeros(terms)


def _raise_polynomial(terms: Powers, exponent: int) -> Powers:
    if len(terms) == 1:
        ((power, value),) = terms.items()
        if exponent * power > _MOST_POWER or (abs(value) != 1 and exponent > _MOST_DIGITS):
            raise _NoPolynomialError
        return {power * exponent: value**exponent}
    if exponent > _MOST_DEGREE:
        raise _NoPolynomialError
    return reduce(_multiply_polynomials, [terms] * exponent, {0: Fraction(1)})
