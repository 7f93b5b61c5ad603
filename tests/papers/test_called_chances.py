"""What a paper calls a distribution, a softmax or a propensity is drawn as chances."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.kinds import evaluate
from drill.papers.plausible.called import role_by_words
from tests.papers.semantic import only, paper_of, problems

LOSS = r"L = -\sum_{c \in C} t_a(c) \log u_a(c)"
SOFTMAX = r"\mathbf{u}_a = \operatorname{softmax}(M v)"


@pytest.mark.parametrize(
    "words",
    [
        r"We fit the true distribution $t_a(\cdot)$ alone.",
        r"Here $t_a(\cdot)$ is the target distribution of topics.",
    ],
)
def test_values_of_distributions_are_shares_of_a_whole(tmp_path: Path, words: str) -> None:
    drafts = [
        one
        for one in evaluate.drafts(paper_of(tmp_path, words, LOSS, SOFTMAX))
        if "equation (1)" in str(getattr(one, "exercise", {}).get("prompt"))
    ]
    draft = only(iter(drafts))
    params = dict(draft.exercise["params"])  # type: ignore[call-overload]
    assert set(params) == {"t1", "u1", "t2", "u2"}
    assert all(0 < float(one) < 1 for numbers in params.values() for one in numbers)
    assert problems([draft]) == []


def test_what_is_no_distribution_is_none(tmp_path: Path) -> None:
    words = r"Here $t_a(\cdot)$ is the mean of the distribution."
    assert not paper_of(tmp_path, words, LOSS).told.laws


def test_a_propensity_is_a_chance() -> None:
    assert role_by_words("propensity score") == role_by_words("propensity of a click") == "probability"
    assert role_by_words("score") == "value"
