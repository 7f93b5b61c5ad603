"""A largest value that is given beside what it is taken of; indices and entries that are not free."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import answer, made, only, paper_of, problems


def exercises(tmp_path: Path, words: str, *formulas: str) -> list[dict[str, object]]:
    found = made(evaluate.drafts(paper_of(tmp_path, words, *formulas)))
    assert problems(found) == []
    return [dict(draft.exercise) for draft in found]


@pytest.mark.parametrize(
    ("formula", "demand"),
    [
        (r"w_i = \frac{|A_i|}{\max_{i' \in S} |A_{i'}|} + b", "valA <= maxA"),
        (r"w_i = \frac{x_i + c}{\max_{i' \in S} (x_{i'} + c)}", "x + c <= maxx"),
        (r"w_i = x_i - \min_{i' \in S} x_{i'}", "x >= minx"),
        # the middle of the ball is in it
        (r"y = a [\max_{\|u\|_2 \leq r} L(w + u) - L(w)] + L(w)", "L <= maxL"),
    ],
)
def test_no_member_is_above_the_largest(tmp_path: Path, formula: str, demand: str) -> None:
    (exercise,) = exercises(tmp_path, "", formula)
    where = exercise["where"]
    assert isinstance(where, list)
    assert demand in where


def test_of_a_product_of_two_largest_values_both_are_given(tmp_path: Path) -> None:
    (exercise,) = exercises(
        tmp_path, "", r"w_{ij} = \frac{|A_i|}{\max_{i' \in S} |A_{i'}| \cdot \max_{j' \in T} |B_{j'}|}"
    )
    assert set(exercise["params"]) == {"valA", "maxA", "maxB"}  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("words", "formula", "count"),
    [
        # the paper tells which one it is that j numbers
        (r"Here $u_j$ is the true label's score.", r"L = \sum_{i \neq j} \max(0, 1 - u_j + u_i)", 0),
        (r"Here $u_j$ is the score of node $j$.", r"L = \sum_{i \neq j} (u_i - u_j)^2", 1),
        (r"Here $u_i$ is the charge.", r"L = \sum_{i \neq j} u_i u_j", 1),
        # z is one of its entries
        ("", r"\mathbf{y} = \frac{e^{\mathbf{z}}}{\sum_i e^{z_i}}", 0),
        ("", r"\mathbf{y}_t = \frac{\mathbf{z}_t}{1 + \sum_i \mathbf{z}_{t,i}^2}", 0),
        ("", r"y = \frac{e^{z}}{\sum_i e^{w_i}}", 1),
    ],
)
def test_what_may_stand_still_or_is_decided_is_not_drawn(
    tmp_path: Path, words: str, formula: str, count: int
) -> None:
    assert len(exercises(tmp_path, words, formula)) == count


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (r"u = \min_{i=1,2} Q_i(v)", "the candidates $i = 1$ and $i = 2$, where $Q_{i}(v)$ is @a and @b"),
        (r"u = \max_{i \in \{1, 2\}} g_i", "the candidates $i = 1$ and $i = 2$, where $g_{i}$ is @a and @b"),
        (r"u = \inf_{1 \leq t \leq L} H_t", "the candidates $t = 1$, $t = 2$ and $t = 3$, where $H_{t}$ is"),
    ],
)
def test_candidates_are_those_that_the_paper_lists(tmp_path: Path, formula: str, said: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert said in str(draft.exercise["prompt"])
    assert not problems([draft])


def test_of_two_candidates_the_better_one_is_asked_for(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"k^* = \arg\max_{k \in \{1, 2\}} g_k")))
    assert answer(draft)["number"] == "1 + ind(b > a)"
    assert "Give its number, 1 or 2." in str(draft.exercise["prompt"])
    assert not problems([draft])


@pytest.mark.parametrize(
    ("formula", "are_three"),
    [
        (r"u = \max_{0 \leq t \leq 1} H(t)", False),
        (r"u = \max_{2 \leq t \leq L} H_t", False),
        (r"u = \max_{0 \leq t \leq 3} H_t", True),
        (r"u = \max_{0 \leq t < 3} H_t", False),
    ],
)
def test_the_first_whole_numbers_are_compared_where_they_may_be(
    tmp_path: Path, formula: str, are_three: bool
) -> None:
    found = made(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert any("$t = 3$" in str(draft.exercise["prompt"]) for draft in found) == are_three


def test_an_extreme_whose_body_holds_nothing_that_runs_is_not_parted(tmp_path: Path) -> None:
    (exercise,) = exercises(tmp_path, "", r"u = \min_{\mathbf{c}} \sqrt{n} \|\mathbf{z} - \mathbf{K}\|_2")
    assert exercise["params"] == {
        "n": ["4", "9", "16", "25", "36", "49", "64"],
        "normz": "1..9",
    }
    assert "what is minimised" in str(exercise["prompt"])


@pytest.mark.parametrize(
    ("formula", "is_asked"),
    [
        (r"v = \operatorname{blend}(z_1, z_2, z_m)", True),
        (r"v = \operatorname{blend}(z_1, z_2, \ldots, z_m)", False),
        (r"v = \operatorname{MeanPooling}(z_1, z_2, z_m)", False),
        (r"v = \operatorname{pooling}(z_1, z_2, z_m)", False),
    ],
)
def test_dots_are_no_argument(tmp_path: Path, formula: str, is_asked: bool) -> None:
    assert bool(exercises(tmp_path, "", formula)) == is_asked
