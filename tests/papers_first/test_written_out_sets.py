"""Sums and extremes over sets that the paper writes out member by member."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import answer, only, paper_of, problems, why


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        (r"y = \frac{1}{2} \sum_{k \in \{3, 5\}} a_k", {"a3", "a5"}),
        (r"y = \sum_{k \in \{0, 1\}} a_k b", {"a0", "a1", "b"}),
        (r"y = \sum_{\ell \in \{8, 16, 32\}} u_\ell(t_\ell)", {"u8", "u16", "u32"}),
    ],
)
def test_a_sum_runs_over_the_numbers_that_are_listed(tmp_path: Path, formula: str, names: set[str]) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    assert set(params) == names
    assert "run over" not in str(draft.exercise["prompt"])
    assert not problems([draft])


def test_an_index_is_its_number_in_the_terms_too(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"y = c + \sum_{k \in \{2, 4\}} b_k k")))
    assert answer(draft)["number"] == "c + (b2*2 + b4*4)"


@pytest.mark.parametrize(
    "formula",
    [
        r"y = \sum_{k \in \{1, 2, 4, 8, 16\}} a_k b",
        r"y = \sum_{v \in \{-1, 1\}} g(v) u_v",
        r"y = \max_{k \in \{3, 5\}} a_k",
        r"m = \arg\max_{v \in \{0, 1\}} g(v)",
    ],
)
def test_other_members_than_those_listed_are_not_made_up(tmp_path: Path, formula: str) -> None:
    assert why(evaluate.drafts(paper_of(tmp_path, "", formula)))
