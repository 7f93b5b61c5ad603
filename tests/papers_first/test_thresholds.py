"""Indicators of a length under a threshold."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import made, only, paper_of, problems
from tests.papers_first.test_small_cases import key_at, prompt

ENTRIES = {"x1": 3, "y1": 4, "x2": 1, "y2": -2, "x3": -4, "y3": 4}
"""Of 5 units the lengths 5, 2.24 and 5.66; the sums of sizes 7, 3 and 8; the largest sizes 4, 2 and 4."""


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (r"r(s, g) = \mathbb{I}(\lVert s - g \rVert_2 \leq 0.02)", 1 + 2),
        (r"r(s, g) = \mathbb{I}(\lVert s - g \rVert < 0.02)", 2),
        (r"r(s, g) = \mathbb{1}[\lVert s - g \rVert_1 > 0.5]", 1 + 4),
        (r"r(s, g) = \mathbb{1}[\lVert s - g \rVert_\infty \leq 3]", 1 + 2 + 4),
    ],
)
def test_each_length_is_compared_with_the_threshold(tmp_path: Path, formula: str, value: int) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, ENTRIES) == value
    assert "add up once the first, twice the second and four times the third" in prompt(draft)
    assert problems([draft]) == []


def test_a_length_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    formula = r"r(s, g) = \mathbb{I}(\lVert s - g \rVert_W \leq 0.02)"
    assert made(drafts(paper_of(tmp_path, "", formula))) == []
