"""Quantities that are given whole are printed with the numbers that their places are."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import only, paper_of, problems


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (r"Y = \sum_{k=1}^{N} g(2k - 1, 2k)", ("g(1,2)", "g(3,4)", "g(5,6)")),
        (r"Y = \sum_{k=0}^{N - 1} g(2k x)", ("g(0x)", "g(2x)", "g(4x)")),
        (r"Y = \sum_{k=1}^{N} g(k + 1)", ("g(2)", "g(3)", "g(4)")),
    ],
)
def test_an_index_that_is_multiplied_stands_behind_no_other_number(
    tmp_path: Path, formula: str, shown: tuple[str, ...]
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "All pairs are added up.", formula)))
    prompt = str(draft.exercise["prompt"])
    assert all(f"${one} = " in prompt for one in shown), prompt
    assert problems([draft]) == []
