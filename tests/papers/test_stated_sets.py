"""A set of whole numbers that the words keep a letter in binds what is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.kinds import evaluate
from tests.papers.semantic import only, paper_of, problems


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"Take another offset $a \in \{0, \ldots, s - 1\}$ of it.", {"a >= 0", "a <= s - 1"}),
        (r"Take another offset $a \in \{1, 2, \dots, h\}$ of it.", {"a >= 1", "a <= h"}),
        (r"Take another offset $a \in \{1, \dots, W\}$ of it.", {"a >= 1"}),
        (r"Take another offset $a$ of it.", set[str]()),
    ],
)
def test_the_ends_of_a_set_are_conditions(tmp_path: Path, words: str, expected: set[str]) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, "y = s h + a")))
    where = draft.exercise.get("where", [])
    assert isinstance(where, list)
    assert {one for one in map(str, where) if one.startswith("a ")} == expected
    assert problems([draft]) == []
