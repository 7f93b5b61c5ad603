"""What stands beside a small order of growth is computed, where it is not asked how that grows."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import answer, made, only, paper_of, problems


@pytest.mark.parametrize(
    ("formula", "number", "order"),
    [
        (r"r \leq \frac{d}{2 n} + c \log 2 + o(1/n)", "d/(2*n) + c*ln(2)", "o(1/n)"),
        (r"h = c x + b - o(x)", "c*x + b", "o(x)"),
        (r"h = c x^2 + O(x)", "c*x^2", "O(x)"),
    ],
)
def test_beside_an_order(tmp_path: Path, formula: str, number: str, order: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["number"] == number
    assert f"Compute what stands beside ${order}$ on the right," in str(draft.exercise["prompt"])
    assert problems([draft]) == []


def test_of_many_quantities(tmp_path: Path) -> None:
    terms = " + ".join(f"{one} {other}" for one, other in ("ab", "cd", "fg", "hk", "lm"))
    draft = only(evaluate.drafts(paper_of(tmp_path, "", f"r = {terms} + o(1/n)")))
    assert answer(draft)["number"] == "a*b + c*d + f*g + h*k + l*m"
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"r = o(1/n) + c d",
        r"r = c d + o(1/n) + o(1/m)",
        r"r + o(1) = c d + o(1/n)",
        r"r = \sum_{i=1}^n (a_i + o(1/n))",
        r"r = c d + o(1/n) = f g + o(1/n)",
        r"r = 1 + o(1/n)",
        r"2 = c d + o(1/n)",
    ],
)
def test_no_clear_rest(tmp_path: Path, formula: str) -> None:
    assert made(evaluate.drafts(paper_of(tmp_path, "", formula))) == []


def test_how_it_grows_comes_first(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"r = c d + O(1/n^2)")))
    assert "By what factor" in str(draft.exercise["prompt"])
