"""Bars around a small letter: how long a text is, or how far a number is from 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import code, evaluate
from tests.papers_first.semantic import made, paper_of, problems

_TOKENS = "The model writes one token after the other. "


def _prompts(tmp_path: Path, words: str, *formulas: str) -> list[str]:
    found = made(evaluate.drafts(paper_of(tmp_path, words, *formulas)))
    assert problems(found) == []
    return [str(draft.exercise["prompt"]) for draft in found]


@pytest.mark.parametrize(
    "words",
    [
        r"Here $y$ is the reply and $|y|$ is its length.",
        r"Let $|y|$ denote the number of tokens.",
        r"We divide by the length $|y|$.",
        _TOKENS + r"Here $y$ is the response to a question.",
        _TOKENS + r"Here $y$ is a sequence of tokens.",
    ],
)
def test_a_length_is_put_in_as_one_number(tmp_path: Path, words: str) -> None:
    (prompt,) = _prompts(tmp_path, words, r"s = \frac{b}{|y|} + c")
    assert "$|y| = @{" in prompt
    assert "$y = @" not in prompt


@pytest.mark.parametrize(
    "words",
    [
        "",
        r"Here $y$ is the response.",  # of a regression
        _TOKENS + r"Here $y$ is the deviation.",
        _TOKENS + r"Here $y$ is the response time.",
        r"Here $|y|$ is small.",
    ],
)
def test_else_it_is_how_far_a_number_is_from_0(tmp_path: Path, words: str) -> None:
    (prompt,) = _prompts(tmp_path, words, r"s = \frac{b}{|y|} + c")
    assert "$|y| = @" not in prompt


def test_what_a_sum_runs_to_is_a_size_elsewhere_too(tmp_path: Path) -> None:
    prompts = _prompts(
        tmp_path, "", r"v_i = \frac{1}{|a_i|} \sum_{t=1}^{|a_i|} x_t", r"w = \frac{b}{|a_k|} + c"
    )
    assert any("$|a_{k}| = @{" in prompt for prompt in prompts)
    assert not any("$a_{i} = " in prompt or "$a_{k} = " in prompt for prompt in prompts)


def test_a_mean_over_a_text_has_a_value(tmp_path: Path) -> None:
    (prompt,) = _prompts(tmp_path, "", r"v = c + \frac{1}{|d|} \sum_{t=1}^{|d|} x_t y_t")
    assert "$|d| = 3$" in prompt


def test_an_array_is_not_taken_for_a_length(tmp_path: Path) -> None:
    words = r"Here $y \in \mathbb{R}^n$, $x \in \mathbb{R}^n$ and $|y|$ is its length."
    found = made(code.drafts(paper_of(tmp_path, words, r"z = |y| x")))
    assert not any("np.abs" in str(draft.exercise["answer"]) for draft in found)
