"""Expressions along one symbol, the others fixed: where they are zero, and with digits where doubles end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite

from drill.checking.breaks import roots
from drill.checking.magnitudes import scale_of
from drill.checking.pieces import outgrows_doubles
from drill.checking.places import Point
from drill.errors import CheckError, TooLargeError
from drill.maths.numeric import compile_numeric
from drill.maths.precise import evaluate_mp, to_double
from drill.maths.scalars import as_real
from drill.maths.tree import Node

_MOST_DIGITS = 600


@dataclass(slots=True)
class Digits:
    """How many values may still be computed with digits."""

    left: int = 300

    def spend(self) -> bool:
        """Whether one more may be, which is then spent."""
        self.left -= 1
        return self.left >= 0


def roots_along(node: Node, name: str, base: Point, digits: Digits | None = None) -> tuple[float, ...]:
    """The roots along one symbol; with ``digits`` beyond doubles too, where they have no value of ln(e^x)."""
    evaluate = compile_numeric(node)
    values = dict(base)
    beyond = digits if digits is not None and outgrows_doubles(node) else None

    def function(x: float) -> float | None:
        values[name] = x
        value = real_value(evaluate, values)
        if beyond is not None and (value is None or not isfinite(value)) and beyond.spend():
            exact = _value_with_digits(node, values)
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


def _value_with_digits(node: Node, point: Point) -> float | None:
    """The value with as many digits as its sums want, within bounds; else as in :func:`real_value`."""
    digits = scale_of((node,), (point,)).digits
    if digits > _MOST_DIGITS:
        return inf
    return real_value(lambda values: to_double(evaluate_mp(node, values, digits)), point)
