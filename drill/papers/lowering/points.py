"""Evaluate a formula with all lengths one, at random numbers and random functions for unknown ones.

Two formulas whose values differ at such a point say different things: a vector of length one is a vector.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from drill.notation import list_children, to_tokens, tree

# Points at which two formulas have to agree.
_POINTS: Final = 3
# Relative; rounding is a thousand times smaller.
_GAP: Final = 1e-6
# Names have values between these: positive, and on both sides of 1.
_LOW, _WIDTH = 0.35, 1.4
_TIMES: Final = frozenset(("", "*", "\\cdot", "\\times", "\\odot", "\\circ"))
_LINEAR: Final = frozenset(("\\sum", "\\lim"))
_FUNCTIONS: Final[Mapping[str, Callable[[float], float]]] = {
    "exp": math.exp, "log": math.log, "ln": math.log, "sin": math.sin, "cos": math.cos, "tan": math.tan,
    "tanh": math.tanh, "sinh": math.sinh, "cosh": math.cosh, "sigma": lambda x: 1 / (1 + math.exp(-x)),
}  # fmt: skip
_EXTREMES: Final[Mapping[str, Callable[..., float]]] = {"\\min": min, "\\max": max}
_CLIPS: Final = frozenset(("clip", "clamp"))


Values: TypeAlias = tuple[float | None, ...]


def evaluate_at_points(node: tree.Node) -> Values:
    """Return the values of a formula at several random points."""
    return tuple(evaluate_at_point(node, seed) for seed in range(_POINTS))


def are_proved_different(first: Values, second: Values) -> bool:
    """Return whether two formulas are proved to differ: at each of the points, by more than rounding."""
    return not any(
        first_value is None
        or second_value is None
        or abs(first_value - second_value) <= _GAP * (1 + abs(first_value) + abs(second_value))
        for first_value, second_value in zip(first, second, strict=True)
    )


def evaluate_at_point(node: tree.Node, seed: int) -> float | None:
    """Return the value of a formula at random point number ``seed``, None where it has none."""
    try:
        result = _evaluate_with_seed(node, seed)
    except (ArithmeticError, ValueError):
        return None
    return result if isinstance(result, float) and math.isfinite(result) else None


def _evaluate_with_seed(node: tree.Node, seed: int) -> float:
    def at(inner: tree.Node) -> float:
        return _evaluate_with_seed(inner, seed)

    match node:
        case tree.Ref():
            return _draw_symbol_value(node, seed)
        case tree.Num(text):
            return float(text)
        case tree.Neg(body):
            return -at(body)
        case tree.Add(terms):
            return math.fsum(map(at, terms))
        case tree.Mul(factors, signs) if set(signs) <= _TIMES:
            return math.prod(map(at, factors))
        case tree.Div(top, bottom):
            return at(top) / at(bottom)
        case tree.Pow(base, exponent):
            return _raise_point_value(at(base), at(exponent))
        case tree.Inverse(base):
            return 1 / at(base)
        case tree.Root(body, degree):
            return _raise_point_value(at(body), 1 / (2.0 if degree is None else at(degree)))
        case tree.Factorial(body):
            return math.gamma(at(body) + 1)
        case tree.Bracket(body, "\\lfloor"):
            return float(math.floor(at(body)))
        case tree.Bracket(body, "(" | "[" | "\\{") | tree.Computed(body) | tree.Transpose(body):
            return at(body)
        case tree.Norm(body):
            return abs(at(body))
        case tree.Apply(function, (body,), (), ()) if function.name.base.lstrip("\\") in _FUNCTIONS:
            applied = _FUNCTIONS[function.name.base.lstrip("\\")](at(body))
            return applied if node.power is None else _raise_point_value(applied, at(node.power))
        case tree.Reduce(operator, tree.Listed(items), None) if operator in _EXTREMES:
            return float(_EXTREMES[operator](map(at, items)))
        case tree.Apply(function, (body, low, high), (), (), None) if function.name.base in _CLIPS:
            return min(max(at(body), at(low)), at(high))
        case tree.Expect(operator=operator, body=body):
            # linear where it is a mean: nothing else is proved of it
            return (
                _draw_symbol_value(operator, seed) * at(body)
                if operator.name.base == "E"
                else _evaluate_unknown_function(node, seed, at)
            )
        case tree.Reduce(operator=operator, body=body) if operator in _LINEAR:
            return _hash_to_number((str(seed), operator)) * at(body)
        case tree.Gradient(body) if body is not None:
            return _draw_symbol_value(tree.Gradient(None, node.by), seed) * at(body)
        case _:
            return _evaluate_unknown_function(node, seed, at)


def _evaluate_unknown_function(node: tree.Node, seed: int, evaluate: Callable[[tree.Node], float]) -> float:
    """Return the value of an unknown function: random, but the same for the same arguments."""
    inner = tuple(list_children(node))
    if not inner:
        return _draw_symbol_value(node, seed)
    marks = (type(node).__name__, *(str(getattr(node, name, "")) for name in ("operator", "sign", "bars")))
    return _hash_to_number((str(seed), *marks, *(f"{evaluate(part):.9g}" for part in inner)))


def _draw_symbol_value(node: tree.Node, seed: int) -> float:
    return _hash_to_number((str(seed), *to_tokens(node)))


def _hash_to_number(words: Iterable[str]) -> float:
    digest = hashlib.sha256(" ".join(words).encode()).digest()
    return _LOW + _WIDTH * int.from_bytes(digest[:6], "big") / 2**48


def _raise_point_value(base: float, exponent: float) -> float:
    if base < 0 and not exponent.is_integer():
        raise ValueError("a power of a negative number")
    return float(base**exponent)
