"""Numbers that a paper's equations tie together are not put in apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate, special_case
from tests.papers_first.semantic import drawn, made, paper_of

VELOCITY = r"v_t = a_t e - s_t x"


@pytest.mark.parametrize(
    ("words", "is_asked"),
    [
        ("Here is a velocity.", True),
        ("Here $a_t^2 + s_t^2 = 1$.", False),
        ("Here $a_t^2 + r_t^2 = 1$.", True),
        (r"Here $s_t := \sqrt{1 - a_t^2}$.", False),
        (r"Here $s_t := \sqrt{1 - h_t^2}$.", True),
        ("Look at $s_t = 3 a_t$.", True),
    ],
)
def test_numbers_that_an_equation_ties_are_not_drawn_apart(
    tmp_path: Path, words: str, is_asked: bool
) -> None:
    assert bool(made(evaluate.drafts(paper_of(tmp_path, words, VELOCITY)))) is is_asked


def test_nothing_is_set_by_itself_of_what_makes_one_together(tmp_path: Path) -> None:
    words = (r"Let $\lambda$ be a weight.", r"Let $\lambda$ be a weight and $\lambda^2 + s^2 = 1$.")
    asked = [made(special_case.drafts(paper_of(tmp_path, one, r"y = s f + \lambda g"))) for one in words]
    assert [bool(one) for one in asked] == [True, False]


def test_of_products_up_to_a_step_one_follows_from_the_one_before(tmp_path: Path) -> None:
    words = r"With $a_t := 1 - b_t$ and $\bar{a}_t := \prod_{s=1}^t a_s$ the variance is"
    exercise = drawn(tmp_path, words, r"v_t = \frac{1 - \bar{a}_{t-1}}{1 - \bar{a}_t} b_t")
    assert exercise
    params, lets = exercise["params"], exercise["let"]
    assert isinstance(params, dict)
    assert isinstance(lets, dict)
    (before, rest), ((after, text),) = params, lets.items()
    assert after not in params
    assert text == f"{before}*(1 - {rest})"


def test_a_product_of_shares_is_smaller_at_the_next_step(tmp_path: Path) -> None:
    words = r"With $a_t := 1 - b_t$ and $\bar{a}_t := \prod_{s=1}^t a_s$ the share is"
    exercise = drawn(tmp_path, words, r"u_t = c \bar{a}_t + (1 - c) \bar{a}_{t-1}")
    params = exercise["params"]
    assert isinstance(params, dict)
    _, after, before = params
    assert f"{after} < {before}" in str(exercise["where"])


@pytest.mark.parametrize("below", [r"\sqrt{\sum_b x_{bi}^2} \sqrt{\sum_b (y_{bj})^2}", "2"])
def test_a_correlation_lies_between_the_ones(tmp_path: Path, below: str) -> None:
    correlation = rf"C_{{ij}} = \frac{{\sum_b x_{{bi}} y_{{bj}}}}{{{below}}}"
    exercise = drawn(tmp_path, "All pairs count.", correlation, r"L = \sum_{i=1}^2 (C_{ij} - h)^2")
    params = exercise["params"]
    assert isinstance(params, dict)
    assert ("0.8" in params["C1j"]) is (below != "2")
