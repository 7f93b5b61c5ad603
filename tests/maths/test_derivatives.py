"""Derivatives by rules, held against mpmath's differences with many digits."""

from __future__ import annotations

import mpmath
import pytest

from drill.errors import TooLargeError
from drill.maths.derivatives import derivative_of
from drill.maths.maths_tree import Node, Num
from drill.maths.mpmath_evaluation import evaluate_mp
from drill.maths.names import Names
from drill.maths.plain import parse
from tests.rows import each_row

NAMES = Names(frozenset({"x", "y"}))
FUNCTIONS = (
    "sin cos tan sec csc cot sinh cosh tanh sech csch coth arcsin arccos arctan arccot arsinh arcosh artanh "
    "arcoth exp ln log2 log10 sqrt cbrt erf Phi phi sigmoid softplus logit gamma abs"
)


def slope(node: Node, at: float) -> mpmath.mpf:
    """The derivative by differences."""
    with mpmath.workdps(60):
        return mpmath.diff(lambda x: evaluate_mp(node, {"x": x, "y": 1.3}, 200), mpmath.mpf(at))


@each_row("name", FUNCTIONS.split())
@each_row("at", [0.37, 1.73, -0.41])
def test_every_function_has_its_rule(name: str, at: float) -> None:
    node = parse(f"{name}(1.1 x)", NAMES)
    if isinstance(evaluate_mp(node, {"x": at}, 30), mpmath.mpc):
        return  # not real there
    found = evaluate_mp(derivative_of(node, "x"), {"x": at}, 30)
    assert abs(found - slope(node, at)) < 1e-20 * (1 + abs(found))


@each_row(
    "text",
    [
        "x^x",
        "max(x, 2x - 1, y)",
        "min(x^2, 3)",
        "log(x, y)",
        "x^(y^x)",
        "sin(x y)/(x + y)",
        "e^(x^2 y)",
        "root(x, 3)",
        "2^x",
        "x^-2",
        "-(x + y)^3",
        "|x - 1| x",
        "floor(x) x",
        "beta(x, 2)",
        "(x + 1)!",
    ],
)
def test_what_is_put_together(text: str) -> None:
    node = parse(text, NAMES)
    found = evaluate_mp(derivative_of(node, "x"), {"x": 0.7, "y": 1.3}, 30)
    assert abs(found - slope(node, 0.7)) < 1e-12 * (1 + abs(found))


def test_what_does_not_depend_on_the_symbol_is_zero() -> None:
    for text in ("y^2", "5", "floor(x)", "sign(x)"):
        assert derivative_of(parse(text, NAMES), "x") == Num("0")


def test_what_grows_too_long_is_refused() -> None:
    with pytest.raises(TooLargeError):
        derivative_of(parse("/".join(["(x+1)"] * 120), NAMES), "x")
