"""What a letter is said to be is not said where the formula does what nobody does with such a thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate, explain, recall
from tests.papers_first.semantic import made, paper_of


@pytest.mark.parametrize(
    ("words", "formula", "told"),
    [
        ("Here $C$ is the class.", r"L = \frac{1}{2} b^2 + C \sum_{i=1}^{3} z_i", False),
        ("Here $C$ is the class.", r"L = b + C^2", False),
        ("Here $C$ is the class.", r"L = P(C) P(b \mid C)", True),
        ("Here $D$ is the data.", r"J = \frac{1}{2} D(p \| q) + \frac{1}{2} D(q \| p)", False),
        ("Here $D$ is the divergence.", r"J = \frac{1}{2} D(p \| q) + \frac{1}{2} D(q \| p)", True),
        ("Here $C$ is the penalty weight.", r"L = b^2 + C \sum_{i=1}^{3} z_i", True),
        ("Here $x$ is the word.", r"h = \tanh(W x + b)", True),
        ("Here $x$ is the word.", r"h = 3 x + b", False),
        (
            r"Here $\alpha$ is the learning rate.",
            r"V(s; \theta, \alpha) = v(s; \theta) + A(s; \alpha)",
            False,
        ),
        (r"Here $\alpha$ is the learning rate.", r"\theta' = \theta - \alpha g(\theta; \alpha)", True),
        (r"Here $\alpha$ is the learning rate.", r"P(i) = \frac{p_i^\alpha}{\sum_k p_k^\alpha}", False),
        ("Here $r$ is the reward function.", r"x_t = o_{t-1} + r_{t-1}", False),
        ("Here $r$ is the reward function.", r"x_t = o_{t-1} + r(s_t)", True),
    ],
)
def test_where_a_meaning_is_said(tmp_path: Path, words: str, formula: str, *, told: bool) -> None:
    paper = paper_of(tmp_path, words, formula)
    meaning = words.partition(" the ")[2].rstrip(".")
    for kind in (recall, explain):
        hints = " ".join(str(draft.exercise.get("hints")) for draft in made(kind.drafts(paper)))
        assert (f"the {meaning}" in hints) == told


def test_a_lone_expression_has_no_right_side(tmp_path: Path) -> None:
    (draft,) = made(evaluate.drafts(paper_of(tmp_path, "", r"\frac{1}{2} b^2 + c \sum_{i=1}^{n} z_i")))
    assert "right side" not in str(draft.exercise)
    assert "Written out, it is" in str(draft.exercise["steps"])


def test_a_letter_that_takes_no_mean_is_a_part(tmp_path: Path) -> None:
    (draft,) = made(recall.drafts(paper_of(tmp_path, "", r"I_k = \frac{U_k + 2 V}{E}")))
    assert "$E$" in str(draft.exercise.get("hints"))


def test_bars_around_a_capital_are_called_neither_norm_nor_size(tmp_path: Path) -> None:
    drafts = made(evaluate.drafts(paper_of(tmp_path, "", r"S = T + \log |J(x)|")))
    assert drafts
    assert not any("norm" in str(draft.exercise["params"]) for draft in drafts)
