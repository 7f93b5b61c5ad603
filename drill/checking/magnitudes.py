"""The orders of magnitude that occur while expressions are evaluated: how many digits a difference needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from drill.checking.places import Point
from drill.errors import CheckError, TooLargeError
from drill.maths import scalars
from drill.maths.numeric import compile_numeric
from drill.maths.precise import evaluate_mp, to_double
from drill.maths.scalars import SCALAR_FUNCTIONS, Scalar
from drill.maths.tree import Binary, Call, Neg, Node

_MARGIN = 60
_SLACK = 10
_ROUGH_DIGITS = 15
_MOST_HIDDEN = 6.0
_CANCELLED = 6.0
_FARTHEST = 1e9
_SATURATING: Mapping[str, tuple[int, float]] = {
    "tanh": (1, 0.5),
    "coth": (1, 0.5),
    "sigmoid": (1, 1.0),
    "softplus": (1, 1.0),
    "erf": (2, 1.0),
    "Phi": (2, 2.0),
}
"""Functions that near a simple value as fast as e^(-x^power/divisor)."""

_OPERATIONS: Mapping[str, Callable[[Scalar, Scalar], Scalar]] = {
    "+": scalars.add,
    "-": scalars.subtract,
    "*": scalars.multiply,
    "/": scalars.divide,
    "^": scalars.power,
}


@dataclass(slots=True)
class Scale:
    """Orders of magnitude to base 10: the least and most that occur, the widest span of the terms of one sum,
    and whether terms of a sum cancel as far as doubles tell."""

    least: float = 0.0
    most: float = 0.0
    span: float = 0.0
    cancels: bool = False

    @property
    def digits(self) -> int:
        """How many digits it takes for no sum to swallow one of its terms, or what its terms leave."""
        return _MARGIN + int(2 * (self.most - self.least) if self.cancels else self.span)

    def noise(self, digits: int) -> float:
        """The order of magnitude of what rounding at so many digits can leave at worst."""
        return 2 * self.most - self.least - digits + _SLACK

    def meet(self, size: float | None) -> None:
        """Take in one magnitude."""
        if size is not None:
            self.least, self.most = min(self.least, size), max(self.most, size)


@dataclass(frozen=True, slots=True)
class _Traced:
    """A value in doubles, if it is in their range, and its magnitude; neither for zero or no value."""

    value: Scalar | None
    size: float | None


_NOTHING = _Traced(None, None)


def scale_of(nodes: Sequence[Node], points: Sequence[Point]) -> Scale:
    """The magnitudes of all parts of some trees at some points."""
    scale = Scale()
    for node in nodes:
        for point in points:
            _trace(node, point, scale)
    return scale


def value_with_digits(node: Node, point: Point, most: int) -> Scalar:
    """The value at a point in doubles, computed with as many digits as its sums want.

    Raises TooLargeError where these are more than ``most``, and CheckError where there is no value.
    """
    digits = scale_of((node,), (point,)).digits
    if digits > most:
        raise TooLargeError(f"{digits} digits are wanted")
    return to_double(evaluate_mp(node, point, digits))


def _trace(node: Node, point: Point, scale: Scale) -> _Traced:
    found = _traced(node, point, scale)
    scale.meet(found.size)
    return found


def _traced(node: Node, point: Point, scale: Scale) -> _Traced:
    match node:
        case Neg(arg):
            inner = _trace(arg, point, scale)
            return _Traced(None if inner.value is None else -inner.value, inner.size)
        case Binary(op, left, right):
            parts = [_trace(left, point, scale), _trace(right, point, scale)]
            whole = _applied(node, _OPERATIONS[op], parts, point)
            if op in ("+", "-"):
                _meet_sum(parts, whole, scale)
            return whole
        case Call(name, args) if name in SCALAR_FUNCTIONS:
            parts = [_trace(arg, point, scale) for arg in args]
            if name in _SATURATING and parts[0].size is not None:
                hidden = _hidden(name, parts[0].size)
                scale.meet(-hidden)
                scale.span = max(scale.span, hidden)
            return _applied(node, SCALAR_FUNCTIONS[name], parts, point)
        case _:
            return _applied(node, lambda: compile_numeric(node)(point), [], point)


def _meet_sum(parts: Sequence[_Traced], whole: _Traced, scale: Scale) -> None:
    sizes = [part.size for part in parts if part.size is not None]
    if len(sizes) < 2:
        return
    scale.span = max(scale.span, abs(sizes[0] - sizes[1]))
    if whole.size is None or whole.size < max(sizes) - _CANCELLED:
        scale.cancels = True


def _hidden(name: str, size: float) -> float:
    """How far, in digits, a saturating function is from its limit: the tanh of 300 is 1 but for 10^-260."""
    power, divisor = _SATURATING[name]
    return 10 ** min(power * size, _MOST_HIDDEN) / (divisor * math.log(10))


def _applied(node: Node, operation: Callable[..., Scalar], parts: Sequence[_Traced], point: Point) -> _Traced:
    """The value of one operation; its magnitude by digits where doubles do not reach."""
    try:
        values = [part.value if part.size is not None else 0.0 for part in parts]
        if None in values:
            raise TooLargeError("a part is beyond doubles")
        value = operation(*values)
        if isinstance(value, (float, complex)):
            size = math.hypot(value.real, value.imag)
            return _Traced(value, math.log10(size)) if 0 < size < math.inf else _NOTHING
    except (TooLargeError, OverflowError):
        return _Traced(None, _size_by_digits(node, point))
    except (CheckError, ZeroDivisionError, ValueError):
        pass
    return _NOTHING


def _size_by_digits(node: Node, point: Point) -> float | None:
    import mpmath

    try:
        value = evaluate_mp(node, point, _ROUGH_DIGITS)
    except CheckError:
        return None
    if isinstance(value, (mpmath.mpf, mpmath.mpc)) and value != 0:
        return max(-_FARTHEST, min(_FARTHEST, float(mpmath.log10(abs(value)))))
    return None
