"""Sums of expectations over laws of their own, each with two outcomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import made, only, paper_of, problems
from tests.papers_first.test_small_cases import key_at, prompt

VALUES = {"a": 2, "b": 4, "c": 5, "d": 7, "f": 1, "g": 3}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (r"L = \mathbb{E}_{x \sim p}[D(x)] - \mathbb{E}_{z \sim q}[D(G(z))]", -3),
        (r"L = -\mathbb{E}_{x \sim p}[D(x)] + 2 \mathbb{E}_{x \sim q}[D(x)]", 9),
        (
            r"L = \mathbb{E}_p[D(x)] + \mathbb{E}_q[D(x)] - \lambda \mathbb{E}_r[g(u)^2]",
            8,
        ),
    ],
)
def test_each_expectation_is_the_mean_of_its_own_outcomes(tmp_path: Path, formula: str, value: int) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    numbers = {**VALUES, "w": 0.5} if "lambda" in formula else VALUES
    assert key_at(draft, numbers) == pytest.approx(value)
    assert "both equally likely" in prompt(draft)
    assert problems([draft]) == []


def test_of_a_search_the_objective_is_asked_for(tmp_path: Path) -> None:
    formula = r"\min_{\pi_a} \max_C \mathbb{E}_{s \sim p}[\log C(s)] + \mathbb{E}_{s \sim q}[\log (1 - C(s))]"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, VALUES) == 9
    assert "Compute what is maximised, for one choice" in prompt(draft)
    assert problems([draft]) == []


def test_of_a_search_on_the_left_the_value_at_one_choice_is_asked_for(tmp_path: Path) -> None:
    formula = (
        r"\min_A \max_C V(A, C) = \mathbb{E}_{x \sim p}[\log C(x)] + \mathbb{E}_{x \sim q}[\log (1 - C(x))]"
    )
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert "Compute $V(A,C)$, for one choice of what is sought, exactly." in prompt(draft)
    assert problems([draft]) == []


def test_means_of_the_same_chance_are_not_drawn_apart(tmp_path: Path) -> None:
    formula = r"v = \mathbb{E}_{x \sim p}[f(x)^2] - \mathbb{E}_{x \sim p}[f(x)]"
    assert not any(
        "both equally likely" in prompt(draft) for draft in made(drafts(paper_of(tmp_path, "", formula)))
    )
