"""A logarithm without a base, in papers that write another base elsewhere, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import code, evaluate, symbol_code
from tests.papers_first.semantic import made, paper_of

_ENTROPY = r"H = -\sum_{i=1}^{3} p_i \log p_i"


@pytest.mark.parametrize(
    ("words", "formulas"),
    [
        ("", (r"R = \log_2(1 + s)", _ENTROPY)),
        ("The code has length $\\log_{10} n$.", (_ENTROPY,)),
        ("The message has $k$ bits.", (_ENTROPY,)),
    ],
)
def test_the_base_is_agreed_on_and_not_asked_for(
    tmp_path: Path, words: str, formulas: tuple[str, ...]
) -> None:
    paper = paper_of(tmp_path, words, *formulas)
    prompts = [str(draft.exercise["prompt"]) for draft in made(evaluate.drafts(paper))]
    assert any("Take the natural logarithm." in prompt for prompt in prompts)
    assert not any("is the natural one" in prompt for prompt in prompts)
    assert not any("log" in draft.slot for draft in made(symbol_code.drafts(paper)))
    assert not any("np.log(" in str(draft.exercise["answer"]) for draft in made(code.drafts(paper)))


@pytest.mark.parametrize("words", ["", "It is a bit larger.", "With $\\log_e n$ it holds."])
def test_elsewhere_it_is_the_natural_one(tmp_path: Path, words: str) -> None:
    paper = paper_of(tmp_path, words, _ENTROPY)
    prompts = [str(draft.exercise["prompt"]) for draft in made(evaluate.drafts(paper))]
    assert any("The logarithm is the natural one." in prompt for prompt in prompts)
    assert any(draft.slot == "log" for draft in made(symbol_code.drafts(paper)))
