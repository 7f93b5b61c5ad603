"""Real roots along one symbol: of polynomials exactly, none missed, however close two of them lie; of others
where the sign changes on a grid.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product, zip_longest

from drill.errors import CheckError, TooLargeError
from drill.maths.maths_tree import Binary, Neg, Node, Num, Sym, find_symbols
from drill.maths.numeric import compile_numeric
from drill.maths.scalars import require_real

# Coefficients from the constant upwards, the last not zero; nothing for the polynomial 0.
Coefficients = tuple[Fraction, ...]

# A real function of one variable; None if it has no real value, infinity beyond doubles.
Real = Callable[[float], float | None]

# Max degree of polynomials whose roots are found exactly, because coefficients grow long beyond.
_DEGREE_LIMIT = 12
# Bisections that take any interval of the grid to neighbouring doubles, unless these lie around 0.
_BISECTIONS = 200
_SIZES = (
    *(0.002, 0.07, 0.19, 0.41, 0.73, 1.09, 1.57, 2.03, 2.61, 3.3, 4.1, 5.2, 6.7, 8.9, 12.3, 17.7, 26.0),
    *(39.0, 61.0, 103.0, 331.0, 1009.0, 7e3, 6e4, 3e6, 2e9, 5e13),
)
# Grid of the search for roots on a line: dense near those of usual answers, and far out.
_GRID = tuple(sorted(sign * size for size in _SIZES for sign in (-1, 1)))


def find_zeros_and_edges(node: Node, point: Mapping[str, float], name: str) -> Sequence[float]:
    """Find where a tree is zero, or stops being real, along one symbol from a point outwards."""
    if name not in find_symbols(node):
        return ()
    line = convert_to_coefficients(node, name, point)
    if line is None:
        return find_real_roots(make_function_along_symbol(node, point, name))
    return sorted(real_roots(line), key=abs) if line else ()


def convert_to_coefficients(node: Node, name: str, point: Mapping[str, float]) -> Coefficients | None:
    """Return a tree as a polynomial in one symbol at a point of the others; None if it has no low degree."""
    match node:
        case Num():
            return _trim_coefficients((node.value,))
        case Sym(symbol):
            if symbol == name:
                return (Fraction(0), Fraction(1))
            if symbol not in point:
                return None
            return _trim_coefficients((Fraction(point[symbol]),))
        case Neg(arg):
            inner = convert_to_coefficients(arg, name, point)
            if inner is None:
                return None
            return tuple(-coefficient for coefficient in inner)
        case Binary("^", base, Num() as power) if power.text.isdigit() and int(power.text) <= _DEGREE_LIMIT:
            return _raise_coefficients(convert_to_coefficients(base, name, point), int(power.text))
        case Binary(op, left, right):
            return _combine_coefficients(
                op, convert_to_coefficients(left, name, point), convert_to_coefficients(right, name, point)
            )
        case _:
            return None


def _raise_coefficients(base: Coefficients | None, power: int) -> Coefficients | None:
    whole: Coefficients | None = (Fraction(1),)
    for _ in range(power):
        whole = _combine_coefficients("*", whole, base)
    return whole


def _combine_coefficients(
    op: str, left: Coefficients | None, right: Coefficients | None
) -> Coefficients | None:
    if left is None or right is None:
        return None
    match op:
        case "+" | "-":
            sign = 1 if op == "+" else -1
            pairs = zip_longest(left, right, fillvalue=Fraction(0))
            return _trim_coefficients(tuple(first + sign * second for first, second in pairs))
        case "*" if len(left) + len(right) <= _DEGREE_LIMIT + 2:
            return _multiply_coefficients(left, right)
        case "/" if len(right) == 1:
            return tuple(coefficient / right[0] for coefficient in left)
        case _:
            return None


def _multiply_coefficients(left: Coefficients, right: Coefficients) -> Coefficients:
    if not left or not right:
        return ()
    whole = [Fraction(0)] * (len(left) + len(right) - 1)
    for (i, first), (j, second) in product(enumerate(left), enumerate(right)):
        whole[i + j] += first * second
    return _trim_coefficients(tuple(whole))


def _trim_coefficients(coefficients: Coefficients) -> Coefficients:
    indices = [index for index, coefficient in enumerate(coefficients, 1) if coefficient]
    return coefficients[: max(indices, default=0)]


def real_roots(coefficients: Coefficients) -> tuple[float, ...]:
    """Return the real roots of a polynomial that is not 0, each once, in order.

    Between two places where its slope vanishes it has one root at most, and changes its sign there.
    """
    single = _divide_coefficients(
        coefficients, _find_common_polynomial(coefficients, _differentiate_coefficients(coefficients))
    )[0]
    if len(single) < 2:
        return ()
    # The search for roots ends near the limit of doubles.
    bound = float(min(1 + max(abs(coefficient / single[-1]) for coefficient in single[:-1]), 10**300))
    ends, sign = (
        (-bound, *real_roots(_differentiate_coefficients(single)), bound),
        _make_exact_sign_function(single),
    )
    return tuple(
        _snap_to_short_decimal(root)
        for low, high in pairwise(ends)
        for root in _find_sign_changes(sign, low, high)
    )


def _make_exact_sign_function(coefficients: Coefficients) -> Real:
    """Return numbers with the polynomial's sign, computed exactly: in doubles close roots blur."""
    common = math.lcm(*(coefficient.denominator for coefficient in coefficients))
    whole = [int(coefficient * common) for coefficient in reversed(coefficients)]

    def sign(x: float) -> int:
        above, below = x.as_integer_ratio()
        value = 0
        scale = 1
        for item in whole:
            value = value * above + item * scale
            scale *= below
        return value

    return sign


def _differentiate_coefficients(coefficients: Coefficients) -> Coefficients:
    return _trim_coefficients(
        tuple(index * coefficient for index, coefficient in enumerate(coefficients))[1:]
    )


def _divide_coefficients(above: Coefficients, below: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Return quotient and remainder."""
    remainder = list(above)
    quotient = [Fraction(0)] * max(len(above) - len(below) + 1, 0)
    for power in reversed(range(len(quotient))):
        factor = remainder[power + len(below) - 1] / below[-1]
        quotient[power] = factor
        for i, item in enumerate(below):
            remainder[power + i] -= factor * item
    return _trim_coefficients(tuple(quotient)), _trim_coefficients(tuple(remainder))


def _find_common_polynomial(first: Coefficients, second: Coefficients) -> Coefficients:
    """Return the greatest common divisor, with leading coefficient 1."""
    while second:
        first, second = second, _divide_coefficients(first, second)[1]
    return tuple(coefficient / first[-1] for coefficient in first)


def make_function_along_symbol(node: Node, point: Mapping[str, float], name: str) -> Real:
    """Return the real values of a tree along one symbol, the others as at a point."""
    evaluate = compile_numeric(node)
    there = dict(point)

    def value(x: float) -> float | None:
        there[name] = x
        try:
            result = evaluate(there)
            if not isinstance(result, (float, complex)):
                return None
            return require_real(result, "a root")
        except TooLargeError:
            return math.inf
        except CheckError:
            return None

    return value


def find_real_roots(function: Real) -> list[float]:
    """Return places where a function changes its sign, nearly touches zero or ceases to be real, from 0
    outwards.

    They are found from thousandths to 10^13, unless several lie between neighbours of the grid.
    """
    ends = [(x, function(x)) for x in _GRID]
    crossings: list[float] = []
    for (low, at_low), (high, at_high) in pairwise(ends):
        if _find_value_sign(at_low) != _find_value_sign(at_high):
            crossings += _find_sign_changes(function, low, high)
    for (low, before), (_, here), (high, after) in zip(ends, ends[1:], ends[2:], strict=False):
        if not (
            before
            and here
            and after
            and _find_value_sign(before) == _find_value_sign(here) == _find_value_sign(after)
        ):
            continue
        if abs(before) > abs(here) <= abs(after):
            lowest = _nearest_to_zero(function, low, high)
            crossings += [
                *_find_sign_changes(function, low, lowest),
                *_find_sign_changes(function, lowest, high),
            ] or [_snap_touching_root(function, lowest)]
    return sorted(map(_snap_to_short_decimal, crossings), key=abs)


def _find_value_sign(value: float | None) -> bool | None:
    return None if value is None else value > 0


def _find_sign_changes(function: Real, low: float, high: float) -> Iterator[float]:
    """Yield where a function changes its sign or stops being real: at most two places, as for ln(x) + 9."""
    for _ in range(2):
        start = _find_value_sign(function(low))
        if start == _find_value_sign(function(high)):
            return
        below, above = low, high
        for _ in range(_BISECTIONS):
            middle = (below + above) / 2
            if not below < middle < above:
                break
            below, above = (middle, above) if _find_value_sign(function(middle)) == start else (below, middle)
        yield below
        low = above


def _nearest_to_zero(function: Real, low: float, high: float) -> float:
    """Return where a function of one sign comes nearest to zero, or a place where it crossed it."""
    start = _find_value_sign(function(low))
    for _ in range(_BISECTIONS):
        left_third, right_third = low + (high - low) / 3, high - (high - low) / 3
        at_one, at_other = function(left_third), function(right_third)
        if at_one is None or at_other is None or start != _find_value_sign(at_one):
            return left_third
        if start != _find_value_sign(at_other):
            return right_third
        low, high = (low, right_third) if abs(at_one) < abs(at_other) else (left_third, high)
    return (low + high) / 2


def _snap_touching_root(function: Real, lowest: float) -> float:
    """Return the short decimal near a place if it is as good a zero, because doubles blur it by 1e-8."""
    nearest = round(lowest, 6)
    there, here = function(nearest), function(lowest)
    is_as_near = there is not None and here is not None and abs(there) <= abs(here)
    if is_as_near and abs(lowest - nearest) <= 1e-7 * (1 + abs(lowest)):
        return nearest
    return lowest


def _snap_to_short_decimal(root: float) -> float:
    """Return the place itself, or the short decimal that it equals up to rounding."""
    nearest = round(root, 6)
    return nearest if abs(root - nearest) <= 1e-11 * (1 + abs(root)) else root
