"""Evaluation to many digits: agreement with doubles, known digits, budgets."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.maths_tree import Binary, Call, Neg, Node, Num, Sym
from drill.maths.mpmath_evaluation import evaluate_mp
from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.maths.plain import parse
from drill.maths.scalars import SCALAR_FUNCTIONS
from tests.rows import each_row

NAMES = Names(declared=frozenset({"x", "y", "n"}), functions="bank")


def precise(text: str, digits: int = 50, **values: object) -> object:
    return evaluate_mp(parse(text, NAMES), values, digits)


def test_a_near_miss_is_told_apart() -> None:
    difference = precise("e^(pi sqrt(163)) - 640320^3 - 744", digits=60)
    assert 0 > difference > mpmath.mpf("-1e-11")  # type: ignore[operator]


def test_digits_beyond_doubles() -> None:
    with mpmath.workdps(60):
        assert abs(precise("pi", 60) - mpmath.pi) < mpmath.mpf(10) ** -59  # type: ignore[operator]
        assert abs(precise("sqrt(x)", 60, x=Fraction(1, 3)) ** 2 - mpmath.mpf(1) / 3) < mpmath.mpf(10) ** -58  # type: ignore[operator]


def test_cancellation_is_a_matter_of_digits() -> None:
    assert precise("cosh(x)^2 - sinh(x)^2", 1200, x=377) == pytest.approx(1)


def test_real_results_are_real() -> None:
    assert isinstance(precise("i^2 + sqrt(2)"), mpmath.mpf)
    assert isinstance(precise("sqrt(-2)"), mpmath.mpc)


def test_parts_of_complex_numbers_that_lie_far_apart_cost_nothing() -> None:
    assert precise("ln(1 + i e^(-10^12))") == 0
    assert precise("abs(e^(10^12) + i)/e^(10^12)") == 1


def test_statements_are_true_or_false_and_lists_are_no_numbers() -> None:
    assert evaluate_mp(parse("sqrt(2)^2 = 2 and 1 < 2", NAMES, mode="statement"), {}, 40) is True
    with pytest.raises(CheckError):
        precise("[1/2, x]", x=3)


@pytest.mark.parametrize(
    "text",
    ["9^9^9^9", "e^(10^30)", "20000!", "sin(10^90)", "mod(10^300, 7)", "gamma(10^9)", "sum(n, n, 1, 10^9)"],
)
def test_budgets(text: str) -> None:
    with pytest.raises(TooLargeError):
        precise(text)


@pytest.mark.parametrize(
    "text", ["1/(x - x)", "ln(0)", "tan(pi/2)", "0^(-1)", "gamma(0)", "inf - inf", "max(i, 1)"]
)
def test_undefined(text: str) -> None:
    with pytest.raises(UndefinedError):
        precise(text, x=1)


@pytest.mark.parametrize("text", ["x", "det([[1]])", "[1] + [2]", "pick(3, 1, 2)"])
def test_refused(text: str) -> None:
    with pytest.raises(CheckError):
        precise(text)


def test_large_values_are_within_budget() -> None:
    assert mpmath.log10(precise("1000!")) == pytest.approx(2567.6046)
    assert mpmath.log(precise("e^(-10^6)")) == pytest.approx(-1e6)


@each_row(
    ("text", "expected"),
    [
        ("diff(sin(x^2), x)", 2 * math.cos(1)),
        ("diff(x^3 y^2, x, x, y)", 12 * 2),
        ("integrate(e^(-x^2), x, -inf, inf)", math.sqrt(math.pi)),
        ("limit(sin(x)/x, x, 0)", 1),
        ("sum(1/n^2, n, 1, inf)", math.pi**2 / 6),
        ("subs(x^2, x, y + 1)", 9),
        ("prod(n, n, 1, 5)", 120),
        ("cdf(normal(0, 1), 1.96)", 0.9750021048517795),
    ],
)
def test_bank_functions(text: str, expected: float) -> None:
    assert precise(text, 30, x=1, y=2) == pytest.approx(expected, rel=1e-12)


_ARGUMENTS = {"factorial": 4.0, "gcd": 12.0, "acosh": 1.7, "asec": 1.7, "acsc": 1.7, "acoth": 1.7}


@each_row("name", sorted(SCALAR_FUNCTIONS))
def test_every_function_of_doubles_agrees_with_mpmath(name: str) -> None:
    arguments = {"root": 2, "binomial": 2, "beta": 2, "gcd": 2, "mod": 2}.get(name, 1)
    first = _ARGUMENTS.get(name, 0.37)
    node = Call(name, (Sym("x"), Num("3"))[:arguments])
    for x in (first, -first, 1 / first, -1 / first, first * 1j + 0.2):
        try:
            double = evaluate(node, {"x": x})
        except (UndefinedError, CheckError):
            with pytest.raises((UndefinedError, CheckError)):
                evaluate_mp(node, {"x": x}, 30)
            continue
        assert complex(evaluate_mp(node, {"x": x}, 30)) == pytest.approx(
            complex(double), rel=1e-12, abs=1e-14
        )


def expressions() -> st.SearchStrategy[Node]:
    leaves = st.one_of(
        st.integers(1, 9).map(lambda n: Num(str(n))),
        st.sampled_from([Sym("x"), Sym("y"), Num("0.5"), Num("3")]),
    )

    def grow(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        names = st.sampled_from(["sin", "cos", "exp", "ln", "sqrt", "abs", "atan", "tanh", "cbrt", "sigmoid"])
        return st.one_of(
            st.builds(Binary, st.sampled_from(["+", "-", "*", "/"]), parts, parts),
            st.builds(Neg, parts),
            st.builds(lambda base, n: Binary("^", base, Num(str(n))), parts, st.integers(0, 3)),
            st.builds(lambda name, part: Call(name, (part,)), names, parts),
        )

    return st.recursive(leaves, grow, max_leaves=10)


@given(expressions(), st.floats(-3, 3), st.floats(0.1, 3))
def test_doubles_agree_with_many_digits(node: Node, x: float, y: float) -> None:
    values = {"x": round(x, 3), "y": round(y, 3)}
    try:
        exact = complex(evaluate_mp(node, values, 40))
        nearby = complex(evaluate_mp(node, {"x": values["x"] + 1e-9, "y": values["y"] + 1e-9}, 40))
        found = complex(evaluate(node, values))  # type: ignore[arg-type]
    except (UndefinedError, TooLargeError, OverflowError):
        return
    if abs(exact - nearby) > 1e-5 * abs(exact) or abs(exact) < 1e-6:
        return  # ill-conditioned there, or on a branch cut
    assert found == pytest.approx(exact, rel=1e-7)
