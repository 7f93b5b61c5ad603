"""Keys that are those of the formula: chains, sets that vary, signs that stand for one of several things."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.kinds import code, evaluate
from tests.papers.semantic import answer, made, only, paper_of, problems, why
from tests.papers.test_fair_exercises import prompt

FIRST = "1 + ind(b < a and b < c) + 2*ind(c < a and c < b)"
"""The place of the smallest of three."""

# --- chains that say what an operator is taken of ---------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        (r"u^* := \arg\min_u g(u) := a (u - c)^2 + 3 a", FIRST),
        (r"\hat{s} = \operatorname{argmin}_s h(s) = s^2 - 2 s", FIRST),
        (r"M := \max_{v} h(v) := r + 2 v", "max(a, b, c)"),
        (r"\ell = \sum_{i=1}^{n} \ell_i := (y_i - z_i)^2", "l1 + l2 + l3"),
        (r"u^* = \arg\min_u (u - c)^2 + a = c + 0 a", "c + 0*a"),
    ],
)
def test_what_a_chain_says_of_the_objective_is_no_value_of_the_extremum(
    tmp_path: Path, formula: str, key: str
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["number"] == key
    assert problems([draft]) == []


# --- sets that are others at each place -------------------------------------------------------------------


@pytest.mark.parametrize(
    "formula",
    [
        r"S = \sum_{i=1}^{n} \max_{j \in N_i} (s_j - s_i)",
        r"P = \prod_{i=1}^{n} \prod_{j \in \mathrm{pa}(i)} p_j",
    ],
)
def test_a_sum_over_sets_that_another_sum_changes_is_left_alone(tmp_path: Path, formula: str) -> None:
    assert "another set" in why(evaluate.drafts(paper_of(tmp_path, "", formula)))


@pytest.mark.parametrize(
    "formula",
    [
        r"J = \frac{1}{N} \sum_{i=1}^{N} \sum_{j \in C_i} w_j x_i",
        r"J = \sum_{(i,k) \in E} \sum_{j \in \mathcal{S}_{ik}} w_j u_{ik}",
        r"J = \sum_{i=1}^N \sum_{j \in C^i} w_j x_i",
    ],
)
def test_of_such_a_sum_the_inner_one_is_asked_for_at_most(tmp_path: Path, formula: str) -> None:
    paper = paper_of(tmp_path, "", formula)
    assert all("for one choice of it" in prompt(draft) for draft in made(evaluate.drafts(paper)))
    assert made(code.drafts(paper)) == []


def test_what_an_extremum_runs_over_is_put_in_nowhere(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"S = \sum_{i=1}^{n} \max_{j} (s_j - s_i)")))
    assert "$j = 1$" not in prompt(draft)
