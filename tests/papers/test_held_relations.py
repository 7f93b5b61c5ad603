"""Numbers that are put in hold what the paper says of them, in its sentences and its other formulas."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.kinds import evaluate
from tests.papers.semantic import made, only, paper_of, problems
from tests.papers.test_fair_draws import let, where

# --- sums that the paper names -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "formula", "decided"),
    [
        (
            "Let $M_k = \\sum_{i=1}^n c(z_{ik})$ be the mass of $k$.",
            r"m_k = \frac{1}{M_k} \sum_{i=1}^{n} c(z_{ik}) x_i",
            ["c1 + c2 + c3"],
        ),
        (
            "There are $n_k$ birds in nest $k$, and $\\sum_k n_k = N$.",
            r"s = \frac{1}{N} \sum_{k=1}^{K} n_k u_k^2",
            ["n1 + n2 + n3"],
        ),
    ],
)
def test_a_sum_that_has_a_name_is_not_drawn_beside_its_terms(
    tmp_path: Path, words: str, formula: str, decided: list[str]
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert list(let(draft).values()) == decided
    assert not problems([draft])


def test_shares_that_are_numbered_above_are_together_1(tmp_path: Path) -> None:
    shares = r"w_t^{(i)} = v_t^{(i)} \Big/ \sum_{j=1}^{N} v_t^{(j)}"
    paper = paper_of(tmp_path, "We weigh.", shares, r"h = \sum_{i=1}^{N} (w_t^{(i)})^2")
    draft = next(one for one in made(evaluate.drafts(paper)) if one.source.startswith("h"))
    assert list(let(draft).values()) == ["1 - wt1 - wt2"]
    assert "wt3 > 0" in where(draft)


def test_chances_of_what_is_at_several_times_are_summed_over_its_values(tmp_path: Path) -> None:
    formula = r"h = \sum p(y_{t+1}, y_t) \log \frac{p(y_{t+1} | y_t)}{p(y_{t+1})}"
    assert not made(evaluate.drafts(paper_of(tmp_path, "We measure it.", formula)))
