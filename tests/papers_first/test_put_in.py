"""Numbers are put in for what the paper leaves free only."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import made, paper_of


@pytest.mark.parametrize(
    ("said", "is_asked"),
    [
        (r"c = \frac{a}{1 + u}", False),
        (r"c = \frac{q}{1 + u}", True),  # q is not put in
        (r"c = c + \frac{a}{1 + u}", True),  # a step to the next c
    ],
)
def test_what_follows_from_numbers_that_are_put_in_is_not_put_in_itself(
    tmp_path: Path, said: str, is_asked: bool
) -> None:
    paper = paper_of(tmp_path, "Here is a rule.", r"w = \frac{a}{u + 2} + c", said)
    assert any(draft.source.startswith("w") for draft in made(evaluate.drafts(paper))) is is_asked


@pytest.mark.parametrize(("rank", "is_asked"), [("n", False), ("r", True)])
def test_a_matrix_of_the_rank_that_a_sum_ends_at_is_no_number(
    tmp_path: Path, rank: str, is_asked: bool
) -> None:
    said = f"Here $U$ is a rank-${rank}$ matrix."
    paper = paper_of(tmp_path, said, r"L = \log |U + V| + \frac{1}{n} \sum_{i=1}^n \log g(z_i)")
    assert bool(made(evaluate.drafts(paper))) is is_asked


@pytest.mark.parametrize(
    ("said", "is_asked"),
    [
        (r"b_n = \frac{(1 - \frac{q}{v})^2}{\frac{q}{v} n}", False),
        (r"b_n = \frac{1 - \frac{q}{v}}{\frac{q}{v} n}", True),
        (r"b_n = \frac{q}{v}", True),
    ],
)
def test_what_never_is_below_0_is_not_put_in_as_a_negative_number(
    tmp_path: Path, said: str, is_asked: bool
) -> None:
    paper = paper_of(tmp_path, "Here is a rule.", r"w = \frac{a}{u + 2} + b_1", said)
    assert any(draft.source.startswith("w") for draft in made(evaluate.drafts(paper))) is is_asked


def test_of_a_set_whose_size_is_said_no_other_size_is_put_in(tmp_path: Path) -> None:
    formula = r"u = \frac{1}{|\hat{S}_c|} \sum_{s \in \hat{S}_c} \frac{1}{1 + \|x - s\|}"
    said = r"Here $\hat{S}_c$ are the 5 nearest rows."
    assert not made(evaluate.drafts(paper_of(tmp_path, said, formula)))
    said = r"Here $\hat{S}_c$ are the 3 nearest rows."
    assert made(evaluate.drafts(paper_of(tmp_path, said, formula)))


@pytest.mark.parametrize(("said", "is_asked"), [("average cosine similarity", False), ("total gain", True)])
def test_no_cosine_above_1_is_put_in(tmp_path: Path, said: str, is_asked: bool) -> None:
    words = rf"Here $\text{{near}}_k$ returns the {said} of the $k$ rows."
    paper = paper_of(tmp_path, words, r"y = a + b \cdot \text{near}_k(u, v)")
    assert bool(made(evaluate.drafts(paper))) is is_asked
