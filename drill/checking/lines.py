"""Expressions along one symbol, the others fixed: where they are zero, and with digits where doubles end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite

from drill.checking.breaks import roots
from drill.checking.magnitudes import value_with_digits
from drill.checking.pieces import outgrows_doubles
from drill.checking.places import Point
from drill.errors import CheckError, TooLargeError
from drill.maths.numeric import compile_numeric
from drill.maths.scalars import as_real
from drill.maths.tree import Node

_MOST_DIGITS = 600


@dataclass(slots=True)
class Digits:
    """The computing time that values with digits may still take: an erf to 600 digits takes 30 ms."""

    left_s: float = 0.12

    def value(self, node: Node, point: Point) -> float | None:
        """The value with as many digits as its sums want, within bounds; else as in :func:`real_value`."""
        started = time.thread_time()
        value = real_value(lambda values: value_with_digits(node, values, _MOST_DIGITS), point)
        self.left_s -= time.thread_time() - started
        return value


def roots_along(node: Node, name: str, base: Point, digits: Digits | None = None) -> tuple[float, ...]:
    """The roots along one symbol; with ``digits`` beyond doubles too, where they have no value of ln(e^x)."""
    evaluate = compile_numeric(node)
    values = dict(base)
    beyond = digits if digits is not None and outgrows_doubles(node) else None

    def function(x: float) -> float | None:
        values[name] = x
        value = real_value(evaluate, values)
        if beyond is not None and beyond.left_s > 0 and (value is None or not isfinite(value)):
            exact = beyond.value(node, values)
            if value is None or (exact is not None and exact < 0):
                return exact
        return value

    return roots(function)


def real_value(evaluate: Callable[[Point], object], point: Point) -> float | None:
    """The value at a point; infinite beyond doubles, where no domain ends; None where it is not real."""
    try:
        value = evaluate(point)
        return as_real(value, "a root") if isinstance(value, (float, complex)) else None
    except TooLargeError:
        return inf
    except CheckError:
        return None
