"""Nothing is hidden that the paper itself writes in two ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import blank
from tests.papers_first.semantic import answer, made, paper_of


@pytest.mark.parametrize(
    ("words", "is_free"), [("With $a := 1 - b$ it is", False), ("With $a := 2 b$ it is", True)]
)
def test_a_share_and_its_rest_are_not_hidden(tmp_path: Path, words: str, is_free: bool) -> None:
    formula = r"u = \frac{\sqrt{1 - b} x + r y}{c + \exp(b z)}"
    hidden = [answer(one)["formula"] for one in made(blank.drafts(paper_of(tmp_path, words, formula)))]
    assert hidden
    assert any("b" in str(one) for one in hidden) is is_free, hidden
