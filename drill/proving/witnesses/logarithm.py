"""The logarithm of a density that is written out as an expression."""

from __future__ import annotations

import math
from collections.abc import Callable

from drill.errors import CheckError, TooLargeError
from drill.maths.maths_tree import Binary, Call, Const, Node
from drill.maths.numeric import compile_numeric
from drill.proving.witnesses.trial import Function, Point, evaluate_real_or_none

LogFunction = Callable[[Point], float]


def log_function(node: Node) -> LogFunction:
    """Return the logarithm of a density as a function of all names; −∞ where it has none.

    Products become sums, so that no factor is lost to rounding.
    """
    match node:
        case Binary("*", left, right):
            first, second = log_function(left), log_function(right)
            return lambda point: first(point) + second(point)
        case Binary("/", left, right):
            first, second = log_function(left), log_function(right)
            return lambda point: _subtract_logarithms(first(point), second(point))
        case Binary("+", left, right):
            return _of_sum(node, log_function(left), log_function(right))
        case Binary("^", Const("e"), exponent) | Call("exp", (exponent,)):
            body = compile_numeric(exponent)
            return lambda point: _real_or_lost(body, point)
        case Binary("^", left, right):
            # an even power of a negative base is meant; densities are not negative
            base, exponent = log_function(Call("abs", (left,))), compile_numeric(right)
            return lambda point: _raise_in_log_space(base(point), _real_or_lost(exponent, point))
        case Call("sqrt", (arg,)):
            inner = log_function(arg)
            return lambda point: inner(point) / 2
        case _:
            body = compile_numeric(Call("ln", (node,)))
            return lambda point: _real_or_lost(body, point)


def _of_sum(node: Node, first: LogFunction, second: LogFunction) -> LogFunction:
    """Return a sum as a whole, or where that is beyond doubles by the logarithms of its terms."""
    body = compile_numeric(Call("ln", (node,)))

    def log(point: Point) -> float:
        try:
            value = body(point)
        except TooLargeError:
            return _add_in_log_space(first(point), second(point))
        except CheckError:
            return -math.inf
        return value if isinstance(value, float) else -math.inf

    return log


def _add_in_log_space(first: float, second: float) -> float:
    """Return the logarithm of a sum from those of its terms."""
    low, high = sorted((first, second))
    return high if math.isinf(low) else high + math.log1p(math.exp(low - high))


def _subtract_logarithms(first: float, second: float) -> float:
    return -math.inf if math.isinf(second) else first - second


def _raise_in_log_space(base: float, exponent: float) -> float:
    """Return the logarithm of a power, with 0^0 = 1."""
    if exponent == 0:
        return 0.0
    return -math.inf if math.isinf(exponent) or base * exponent != base * exponent else base * exponent


def _real_or_lost(body: Function, point: Point) -> float:
    value = evaluate_real_or_none(body, point)
    return -math.inf if value is None else value
