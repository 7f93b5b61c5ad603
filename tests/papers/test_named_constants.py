"""Constants of functions that words name are above 0, and an identity of a stated size is no number."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.kinds import evaluate
from tests.papers.semantic import made, paper_of
from tests.papers.test_fair_exercises import least_and_most


@pytest.mark.parametrize(
    "words",
    [
        r"It has strong convexity $\mu$.",
        r"Its smoothness constant $\mu$ is given.",
        r"Take the Lipschitz constant $\mu$ of it.",
    ],
)
def test_above_zero(tmp_path: Path, words: str) -> None:
    (draft,) = made(evaluate.drafts(paper_of(tmp_path, words, r"r = (1 - \frac{\mu}{3}) c - b")))
    assert least_and_most(draft, "mu")[0] > 0


def test_an_identity_of_a_stated_size_is_not_drawn(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"v = t^{-1} I_D + m^T m - a^T b")
    assert made(evaluate.drafts(paper)) == []
