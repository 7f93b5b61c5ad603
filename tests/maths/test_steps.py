"""Loops in loops: a whole evaluation has one budget of steps, whatever it computes with."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from drill.errors import CheckError, OutOfStepsError
from drill.maths.exact import evaluate_exactly
from drill.maths.mpmath_evaluation import evaluate_mp
from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.maths.plain import parse
from drill.maths.tree_evaluation import step_budget, take_steps

NAMES = Names(functions="bank")
FEW = 50_000
WAYS: dict[str, Callable[[str], Any]] = {
    "exact": lambda text: evaluate_exactly(parse(text, NAMES), {}),
    "doubles": lambda text: evaluate(parse(text, NAMES), {}),
    "arrays": lambda text: evaluate(parse(f"dot([{text}, 1], [1, 0])", NAMES), {}),
    "digits": lambda text: evaluate_mp(parse(text, NAMES), {}, 30),
}


@pytest.mark.parametrize("way", ["exact", "doubles", "digits"])
def test_an_evaluation_comes_to_an_end(way: str) -> None:
    with pytest.raises(OutOfStepsError):
        WAYS[way]("sum(sum(sum(i j k, i, 1, 1000), j, 1, 1000), k, 1, 1000)")


def test_a_budget_without_an_end_leaves_later_budgets_alone() -> None:
    with step_budget(math.inf):
        take_steps(1)
    with step_budget(10), pytest.raises(OutOfStepsError):
        take_steps(11)


def test_infinitely_many_steps_leave_later_budgets_alone() -> None:
    with step_budget(10), pytest.raises(OutOfStepsError):
        take_steps(math.inf)
    take_steps(math.inf)  # nothing is counted here
    with step_budget(10) as budget:
        take_steps(3)
    assert budget.steps == 3


@pytest.mark.parametrize("compute", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(
    "text",
    [
        "sum(sum(sum(i j k, i, 1, 1000), j, 1, 1000), k, 1, 1000)",
        "sum(prod(sum(1, i, 1, 1000)/1000, j, 1, 1000), k, 1, 1000)",
        "sum(subs(sum(sum(i j x, i, 1, 1000), j, 1, 1000), x, k), k, 1, 1000)",
        "sum(ind(sum(sum(i j, i, 1, 5000), j, 1, 5000) > 0), k, 1, 5000)",
        "sum(pick(1, sum(sum(i j, i, 1, 5000), j, 1, 5000), 2), k, 1, 5000)",
        " + ".join(["sum(sum(i j, i, 1, 3000), j, 1, 3000)"] * 10),
    ],
)
def test_steps_of_loops_in_loops_are_counted_together(compute: Callable[[str], Any], text: str) -> None:
    with step_budget(FEW), pytest.raises(OutOfStepsError):
        compute(text)


@pytest.mark.parametrize("way", ["doubles", "digits"])
@pytest.mark.parametrize(
    "text",
    [
        "integrate(integrate(integrate(integrate(1/(x + y + z + t), x, 0, 1), y, 0, 1), z, 0, 1), t, 0, 1)",
        "integrate(sum(sum(i j x, i, 1, 1000), j, 1, 1000), x, 0, 1)",
        "sum(sum(sum(1/(i j k)^2, i, 1, inf), j, 1, inf), k, 1, inf)",
        "limit(sum(sum(i j x, i, 1, 9000), j, 1, 9000), x, 1)",
    ],
)
def test_integrals_series_and_limits_count_too(way: str, text: str) -> None:
    with step_budget(FEW), pytest.raises(OutOfStepsError):
        WAYS[way](text)


@pytest.mark.parametrize(
    "text",
    [
        "prod(2^1000, k, 1, 10000)",
        "sum(gcd(factorial(2000), factorial(1999)), k, 1, 10000)",
        "sum(mod(factorial(2000)^2, factorial(1999) + 1/factorial(1998)), k, 1, 10000)",
        "sum(ind(1/factorial(2000) < 1/(factorial(2000) + 1)), k, 1, 10000)",
        "sum(sqrt(factorial(1500)^4), k, 1, 10000)",
        "sum(3^(20000 + k/k), k, 1, 10000)",
    ],
)
def test_long_numbers_count_by_their_length(text: str) -> None:
    with pytest.raises(CheckError):
        evaluate_exactly(parse(text, NAMES), {})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sum(k, k, 1, 10000)", Fraction(50_005_000)),
        ("sum(sum(ind(i < j), i, 1, 100), j, 1, 100)", Fraction(4950)),
        ("sum(sum(sum(i j k, i, 1, 10), j, 1, 10), k, 1, 10)", Fraction(55**3)),
        ("sum(binomial(2000, k), k, 0, 2000)", Fraction(2**2000)),
        ("1^(10^30) + (-1)^(10^30 + 1) + 0^(10^30)", Fraction(0)),
    ],
)
def test_what_an_honest_exercise_sums_is_computed(text: str, value: Fraction) -> None:
    assert evaluate_exactly(parse(text, NAMES), {}) == value


def test_a_budget_within_a_budget_takes_of_both() -> None:
    with step_budget(10), step_budget(100), pytest.raises(OutOfStepsError):
        take_steps(11)
    with step_budget(10):
        with step_budget(4):
            take_steps(4)
        with step_budget(100):
            take_steps(6)
        with pytest.raises(OutOfStepsError):
            take_steps(1)
    take_steps(1e9)
