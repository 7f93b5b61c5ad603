"""Between which bounds an expression lies where its symbols run through their domains."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from math import inf

from drill.errors import CheckError
from drill.maths.domains import Assumptions
from drill.maths.numeric import compile_numeric
from drill.maths.tree import Binary, Call, Neg, Node, Num, Sym, symbols

Range = tuple[float, float]

_ALL: Range = (-inf, inf)
_BOUNDED: Mapping[str, Range] = {
    "sin": (-1, 1),
    "cos": (-1, 1),
    "tanh": (-1, 1),
    "erf": (-1, 1),
    "sign": (-1, 1),
    "sigmoid": (0, 1),
    "Phi": (0, 1),
    "exp": (0, inf),
    "cosh": (1, inf),
    "abs": (0, inf),
    "sqrt": (0, inf),
    "softplus": (0, inf),
}


def range_of(node: Node, assumed: Assumptions) -> Range:
    """Bounds that hold wherever the expression is real, if not the narrowest; infinite if none is known."""
    if not symbols(node):
        return _of_constant(node)
    match node:
        case Sym(name):
            domain = assumed.domain(name)
            return float(domain.low), float(domain.high)
        case Neg(inner):
            low, high = range_of(inner, assumed)
            return -high, -low
        case Binary("^", base, exponent):
            return _of_power(base, exponent, assumed)
        case Binary(op, left, right) if op in _COMBINED:
            return _COMBINED[op](range_of(left, assumed), range_of(right, assumed))
        case Call("max" | "min" as name, args):
            choose = max if name == "max" else min
            ranges = [range_of(arg, assumed) for arg in args]
            return choose(low for low, _ in ranges), choose(high for _, high in ranges)
        case Call(name, (_,)):
            return _BOUNDED.get(name, _ALL)
        case _:
            return _ALL


def has_one_sign(node: Node, assumed: Assumptions) -> bool:
    """Whether an expression is shown to be nowhere above zero, or nowhere below it."""
    low, high = range_of(node, assumed)
    return low >= 0 or high <= 0


def _of_constant(node: Node) -> Range:
    try:
        value = compile_numeric(node)({})
    except CheckError:
        return _ALL
    return (value, value) if isinstance(value, float) else _ALL


def _of_power(base: Node, exponent: Node, assumed: Assumptions) -> Range:
    low, _ = range_of(base, assumed)
    is_even = isinstance(exponent, Num) and exponent.text.isdigit() and int(exponent.text) % 2 == 0
    return (0.0, inf) if low >= 0 or is_even else _ALL


def _sum(left: Range, right: Range) -> Range:
    return _known(left[0] + right[0], -inf), _known(left[1] + right[1], inf)


def _difference(left: Range, right: Range) -> Range:
    return _sum(left, (-right[1], -right[0]))


def _product(left: Range, right: Range) -> Range:
    ends = [0.0 if x == 0 or y == 0 else x * y for x in left for y in right]
    return min(ends), max(ends)


def _quotient(left: Range, right: Range) -> Range:
    if right[0] < 0 < right[1]:
        return _ALL
    inverses = [_inverse(end, above=right[0] >= 0) for end in right]
    return _product(left, (min(inverses), max(inverses)))


def _inverse(end: float, *, above: bool) -> float:
    if end == 0:
        return inf if above else -inf
    return 1 / end


def _known(value: float, otherwise: float) -> float:
    return otherwise if math.isnan(value) else value


_COMBINED: Mapping[str, Callable[[Range, Range], Range]] = {
    "+": _sum,
    "-": _difference,
    "*": _product,
    "/": _quotient,
}
