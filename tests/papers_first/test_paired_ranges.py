"""Sums over all pairs of different indices whose ends are written out."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import code, evaluate
from tests.papers_first.semantic import answer, drawn, made, only, paper_of, problems


@pytest.mark.parametrize("unlike", [r"j \neq i", r"i \neq j"])
def test_an_index_runs_as_far_as_the_one_around_it_without_that(tmp_path: Path, unlike: str) -> None:
    found = drawn(tmp_path, "", rf"J = \sum_{{i=1}}^C \sum_{{j=1, {unlike}}}^C f_i f_j^2")
    key = "f1*f2^2 + f1*f3^2 + (f2*f1^2 + f2*f3^2) + (f3*f1^2 + f3*f2^2)"
    assert found["answer"]["number"] == key  # type: ignore[index]
    assert "$C = 3$" in str(found["prompt"])


def test_in_code_the_diagonal_is_left_out(tmp_path: Path) -> None:
    formula = r"g = \frac{1}{n (n - 1)} \sum_{i=1}^n \sum_{j=1, j \neq i}^n k(x_i, x_j)"
    draft = only(code.drafts(paper_of(tmp_path, "", formula)))
    assert "(1 - np.eye(k.shape[0]))" in str(answer(draft)["code"])
    assert problems([draft]) == []


def test_with_another_end_one_term_is_asked_for(tmp_path: Path) -> None:
    found = drawn(tmp_path, "", r"J = \sum_{i=1}^C \sum_{j=1, j \neq i}^K f_i f_j^2")
    assert "for one choice of it" in str(found["prompt"])


@pytest.mark.parametrize("unlike", [r"j \neq i", r"i \neq j"])
def test_of_two_indices_the_one_that_runs_already_is_no_range(tmp_path: Path, unlike: str) -> None:
    found = drawn(tmp_path, "", rf"R = \nu \sum_i \sum_{{{unlike}}} w_{{ij}}^2")
    key = "nu*(w12^2 + w13^2 + (w21^2 + w23^2) + (w31^2 + w32^2))"
    assert found["answer"]["number"] == key  # type: ignore[index]


def test_what_runs_is_no_index_outside_of_its_sum(tmp_path: Path) -> None:
    formula = r"R = a_i \sum_{i \neq j} w_{ij}"
    assert not any(
        "number" in answer(draft) for draft in made(evaluate.drafts(paper_of(tmp_path, "", formula)))
    )
