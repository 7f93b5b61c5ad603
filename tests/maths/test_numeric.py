"""Evaluation in doubles: values, conventions, budgets, calculus and matrices by other means than formulas."""

from __future__ import annotations

import cmath
import math

import numpy as np
import pytest

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.maths_tree import Binary, Node, Num, Sym
from drill.maths.mpmath_evaluation import evaluate_mp
from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.maths.numerical_calculus import compile_scalar
from drill.maths.plain import parse
from tests.rows import each_row

NAMES = Names(declared=frozenset({"x", "y", "n", "k", "t", "A", "B", "v", "w"}), functions="bank")


def read(text: str) -> Node:
    return parse(text, NAMES)


def value(text: str, **values: object) -> object:
    return evaluate(read(text), values)  # type: ignore[arg-type]


def truth(text: str, **values: object) -> object:
    return evaluate(parse(text, NAMES, mode="statement"), values)  # type: ignore[arg-type]


@each_row(
    ("text", "x", "expected"),
    [
        ("2x cos(2x) + sin(x)^2", 0.7, 1.4 * math.cos(1.4) + math.sin(0.7) ** 2),
        ("e^(-x^2/2)/sqrt(2pi)", 1.5, math.exp(-1.125) / math.sqrt(2 * math.pi)),
        ("1/2 - x/3 + 0.25", 3, -0.25),
        ("x^0", 0, 1),
        ("0^x", 2, 0),
        ("root(x, 3)", -8, -2),
        ("cbrt(x)", -27, -3),
        ("root(x, 4)", 16, 2),
        ("log(x, 2)", 8, 3),
        ("log2(x) + log10(100)", 8, 5),
        ("floor(x) + ceil(x)", -2.5, -5),
        ("floor(10x)", 0.3, 3),
        ("floor(x)", 0.1 * 3 * 10 / 3 * 3, 3),
        ("max(x, 2, -7) - min(x, 2)", 1, 1),
        ("x!", 5, 120),
        ("x!", 0.5, math.gamma(1.5)),
        ("binomial(x, 2)", 5, 10),
        ("binomial(-3, x)", 2, 6),
        ("binomial(x, 9)", 5, 0),
        ("mod(x, 3)", -7, 2),
        ("gcd(12, x)", 18, 6),
        ("sigmoid(x)", -3, 1 / (1 + math.exp(3))),
        ("softplus(x)", 2, math.log(1 + math.exp(2))),
        ("logit(x)", 0.2, math.log(0.25)),
        ("Phi(x)", 1.96, 0.9750021048517795),
        ("phi(x)", 0, 1 / math.sqrt(2 * math.pi)),
        ("beta(x, 3)", 2, 1 / 12),
        ("digamma(x)", 1, -0.5772156649015329),
        ("erf(x)", 0.5, 0.5204998778130465),
        ("acot(x)", 0, math.pi / 2),
        ("sec(x) acsc(2)", 0, math.pi / 6),
        ("sign(x) |x|", -4, -4),
        ("pick(x, 10, 20, 30)", 2, 20),
        ("ind(x > 2)", 3, 1),
        ("subs(x^2 + y, x, 3, y, x)", 5, 14),
        ("sum(k^2, k, 1, x)", 10, 385),
        ("prod(k, k, 1, x)", 5, 120),
        ("sum(k, k, 3, 2)", 0, 0),
        ("expand((x + 1)^2)", 2, 9),
        ("dec(x, 2)", 0.125, 0.125),
    ],
)
def test_known_values(text: str, x: float, expected: float) -> None:
    found = value(text, x=x)
    assert isinstance(found, float)
    assert found == pytest.approx(expected, rel=1e-13, abs=1e-13)


def test_complex_principal_values_are_left_to_the_caller() -> None:
    assert value("sqrt(-4)") == 2j
    assert value("ln(-1)") == pytest.approx(1j * math.pi)
    assert value("(-8)^(1/3)") == pytest.approx(complex(1, math.sqrt(3)))
    assert value("asin(2)") == pytest.approx(cmath.asin(complex(2, -0.0)))


def test_results_without_imaginary_part_are_floats() -> None:
    assert type(value("i^2")) is float
    assert type(value("sqrt(-2) sqrt(-3)")) is float
    assert type(value("x", x=3)) is float
    assert type(value("x", x=3 + 0j)) is float


@each_row(
    "text",
    [
        "1/(x - x)",
        "0/0",
        "ln(0)",
        "0^(-1)",
        "tan(pi/2)",
        "csc(0)",
        "gamma(-2)",
        "(-1)!",
        "inf - inf",
        "floor(i)",
    ],
)
def test_what_has_no_value_is_undefined(text: str) -> None:
    with pytest.raises(UndefinedError):
        value(text, x=2)


@each_row(
    "text",
    [
        "9^9^9^9",
        "200!",
        "e^1000",
        "e^(-1000)",
        "10^300 * 10^300",
        "sin(10^9)",
        "mod(10^300, 7)",
        "Phi(-40)",
        "1/10^300/10^300",
    ],
)
def test_what_doubles_cannot_hold_is_too_large(text: str) -> None:
    with pytest.raises(TooLargeError):
        value(text)


@pytest.mark.parametrize(
    "text", ["x", "pick(4, 1, 2)", "[1, 2] + 3", "cdf(x, 2)", "integrate(x, x)", "sin([1, 2])"]
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(CheckError):
        value(text)


def test_statements() -> None:
    assert truth("0.1 + 0.2 = 0.3") is True
    assert truth("0.1 + 0.2 <= 0.3 and 1 < 2") is True
    assert truth("0.1 + 0.2 < 0.3 or x != x", x=1) is False
    assert truth("1 < x < 3", x=2) is True


def test_long_sums_do_not_recurse() -> None:
    node: Node = Num("1")
    for _ in range(400):
        node = Binary("+", node, Sym("x"))
    assert evaluate(node, {"x": 1.0}) == 401


def test_compiled_scalars_are_reused() -> None:
    node = read("x^2 + y")
    assert compile_scalar(node) is compile_scalar(node)
    assert compile_scalar(node)({"x": 3.0, "y": 1.0}) == 10


@each_row(
    ("text", "x", "expected"),
    [
        ("diff(sin(x), x)", 1.0, math.cos(1)),
        ("diff(ln(x), x)", 1e-3, 1000),
        ("diff(sqrt(x), x)", 1e4, 0.005),
        ("diff(e^(x^2), x)", 3.0, 6 * math.exp(9)),
        ("diff(x^2, x)", 0.0, 0),
        ("diff(x^4, x, x)", 2.0, 48),
        ("diff(x^2 y^3, x, y, y)", 2.0, 12 * 2 * 3),
        ("diff(|x|^3, x)", -2.0, -12),
        ("diff(sin(x^9), x, x)", 2.0, 72 * 2**7 * math.cos(512) - 81 * 2**16 * math.sin(512)),
    ],
)
def test_differences_meet_known_derivatives(text: str, x: float, expected: float) -> None:
    assert value(text, x=x, y=3.0) == pytest.approx(expected, rel=1e-8, abs=1e-9)


def test_first_derivatives_are_accurate() -> None:
    for x in (0.01, 0.3, 2.0, 40.0):
        assert value("diff(x ln(x) + cos(3x), x)", x=x) == pytest.approx(
            math.log(x) + 1 - 3 * math.sin(3 * x), rel=1e-9, abs=1e-9
        )


def test_a_jump_has_no_derivative() -> None:
    with pytest.raises(UndefinedError):
        value("diff(sign(x), x)", x=0.0)


@each_row(
    ("text", "expected"),
    [
        ("integrate(x^2, x, 0, 3)", 9),
        ("integrate(x^2, x, 3, 0)", -9),
        ("integrate(e^(-x^2/2), x, -inf, inf)", math.sqrt(2 * math.pi)),
        ("integrate(e^(-(x - 30)^2/2), x, -inf, inf)", math.sqrt(2 * math.pi)),
        ("integrate(1/(1 + x^2), x, -inf, inf)", math.pi),
        ("integrate(x e^(-x), x, 0, inf)", 1),
        ("integrate(1/sqrt(x), x, 0, 1)", 2),
        ("integrate(ln(x), x, 0, 1)", -1),
        ("integrate(|x - 1/3|, x, 0, 1)", (1 / 9 + 4 / 9) / 2),
        ("integrate(sin(x)/x, x, -1, 1)", 1.8921661407343662),
        ("integrate(integrate(x y, y, 0, x), x, 0, 2)", 2),
        ("integrate(pdf(normal(1, 4), x), x, -inf, inf)", 1),
    ],
)
def test_quadrature_meets_known_integrals(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        *("integrate(1/x, x, -1, 2)", "integrate(1/x, x, 1, inf)", "integrate(1/x^2, x, 0, 1)"),
        *("limit(|x|/x, x, 0)", "limit(1/x, x, 0)", "limit(sin(1/x), x, 0)", "limit(sin(x), x, inf)"),
        *("sum(1/n, n, 1, inf)", "sum(1, n, 1, inf)", "sum((-1)^n, n, 1, inf)", "sum(2^n, n, 0, inf)"),
    ],
)
def test_what_diverges_is_undefined(text: str) -> None:
    with pytest.raises(UndefinedError):
        value(text)


@each_row(
    ("text", "expected"),
    [
        ("limit(sin(x)/x, x, 0)", 1),
        ("limit((1 - cos(x))/x^2, x, 0)", 0.5),
        ("limit((e^x - 1 - x - x^2/2)/x^3, x, 0)", 1 / 6),
        ("limit(x ln(x), x, 0)", 0),
        ("limit((1 + 1/x)^x, x, inf)", math.e),
        ("limit((x^2 - 4)/(x - 2), x, 2)", 4),
        ("limit(sqrt(x^2 + x) - x, x, inf)", 0.5),
        ("limit(x^5 e^(-x), x, inf)", 0),
        ("limit(1/ln(x), x, inf)", 0),
        ("limit(atan(x), x, -inf)", -math.pi / 2),
        ("limit(1/x^2, x, 0)", math.inf),
        ("limit(ln(x), x, 0)", -math.inf),
        ("limit(e^x/x^9, x, inf)", math.inf),
        ("limit((1 + y/x)^x, x, inf)", math.exp(2)),
    ],
)
def test_limits_are_extrapolated(text: str, expected: float) -> None:
    assert value(text, y=2) == pytest.approx(expected, rel=1e-8)


@each_row(
    ("text", "expected"),
    [
        ("sum(1/n^2, n, 1, inf)", math.pi**2 / 6),
        ("sum(1/n^1.5, n, 1, inf)", 2.612375348685488),
        ("sum((-1)^n/n, n, 1, inf)", -math.log(2)),
        ("sum(2^n/n!, n, 0, inf)", math.exp(2)),
        ("sum(n (1/2)^n, n, 0, inf)", 2),
        ("sum(x^n, n, 0, inf)", 10),
        ("sum(pdf(poisson(40), n), n, 0, inf)", 1),
        ("prod(1 - 1/n^2, n, 2, inf)", 0.5),
    ],
)
def test_infinite_sums_and_products(text: str, expected: float) -> None:
    assert value(text, x=0.9) == pytest.approx(expected, rel=1e-9)


def test_loops_are_bounded() -> None:
    with pytest.raises(TooLargeError):
        value("sum(n, n, 1, 10^7)")


def test_products_of_vectors_and_matrices() -> None:
    a, v, w = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 1.0]), np.array([2.0, 5.0])
    values = {"A": a, "v": v, "w": w}
    assert np.array_equal(evaluate(read("A v"), values), a @ v)
    assert np.array_equal(evaluate(read("v T(w)"), values), np.outer(v, w))
    assert evaluate(read("T(v) A w"), values) == v @ a @ w
    assert np.allclose(evaluate(read("A^(-1) A"), values), np.eye(2))
    assert np.allclose(evaluate(read("A^3 - 2A"), values), np.linalg.matrix_power(a, 3) - 2 * a)
    assert evaluate(read("A[2, 1] + v[2]"), values) == 4.0
    with pytest.raises(CheckError, match="dot"):
        evaluate(read("v w"), values)
    with pytest.raises(CheckError, match="sizes"):
        evaluate(read("A [1, 2, 3]"), values)


@each_row(
    ("text", "expected"),
    [
        ("det([[1, 2], [3, 4]])", -2),
        ("inv([[2, 0], [0, 4]])", [[0.5, 0], [0, 0.25]]),
        ("T([[1, 2, 3]])", [[1], [2], [3]]),
        ("trace([[1, 2], [3, 4]])", 5),
        ("rank([[1, 2], [2, 4]])", 1),
        ("norm([3, 4])", 5),
        ("eigenvalues([[2, 1], [1, 2]])", [1, 3]),
        ("eigenvalues([[0, -1], [1, 0]])", [-1j, 1j]),
        ("eigenvalues([[3, 1], [-1, 1]])", [2, 2]),
        ("dot([1, 2], [3, 4])", 11),
        ("cross([1, 0, 0], [0, 1, 0])", [0, 0, 1]),
        ("eye(2) + diag(1, 2)", [[2, 0], [0, 3]]),
        ("max([1, 5, 2])", 5),
        ("[1, 2]/2 - 3[1, 1]", [-2.5, -2]),
        ("diff([x^2, sin(x)], x)", [2, math.cos(1)]),
        ("sum([n, n^2], n, 1, 3)", [6, 14]),
    ],
)
def test_matrix_functions(text: str, expected: object) -> None:
    assert np.allclose(np.asarray(value(text, x=1.0)), np.asarray(expected), atol=1e-7)


def test_singular_and_ragged_matrices() -> None:
    with pytest.raises(UndefinedError):
        value("inv([[1, 2], [2, 4]])")
    with pytest.raises(CheckError):
        value("[[1, 2], [3]]")
    with pytest.raises(CheckError):
        value("v[3]", v=np.array([1.0, 2.0]))


def test_loops_over_arrays_of_more_axes() -> None:
    array = np.arange(24.0).reshape(2, 3, 4)
    assert value("sum(A[2, n, 4], n, 1, 3)", A=array) == array[1, :, 3].sum()


def test_equality_of_matrices() -> None:
    assert truth("A = [[1, 2], [3, 4]]", A=np.array([[1.0, 2.0], [3.0, 4.0]])) is True
    assert truth("A = 0", A=np.zeros((2, 2))) is True
    assert truth("A != 0", A=np.array([0.0, 1e-3])) is True


@pytest.mark.parametrize("text", ["gamma(2, 3)", "1 + gamma(x, 3)", "normal(0, 1)", "[1, 2] gamma(2, 3)"])
def test_a_distribution_is_no_number(text: str) -> None:
    for compute in (evaluate, lambda node, values: evaluate_mp(node, values, 30)):
        with pytest.raises(CheckError, match="a number is expected"):
            compute(read(text), {"x": 2.0})
    assert value("gamma(3)") == pytest.approx(2.0)


def test_a_statement_has_no_derivative() -> None:
    with pytest.raises(CheckError, match="an expression is expected"):
        value("diff(x = 2, x)", x=1.0)
