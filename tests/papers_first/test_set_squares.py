"""Matrices that a paper sets to a diagonal or a multiple of the identity are as high as wide."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import code
from tests.papers_first.semantic import answer, made, paper_of, problems

FORMULA = r"\hat{\mathbf{V}}_t = \mathbf{G}_t \mathbf{V}_{t-1} \mathbf{G}_t^\top + \mathbf{Y}_t"


@pytest.mark.parametrize(
    ("words", "is_square"),
    [
        (r"Model A takes $\mathbf{G}_t = \mathbf{I}$.", True),
        (r"Model A takes $\mathbf{G}_t = a_t \mathbf{I}$.", True),
        (r"Model A takes $\mathbf{G}_t = \operatorname{diag}(\mathbf{a}_t)$.", True),
        (r"Model A takes $\mathbf{G}_t = \mathbf{a}_t \mathbf{b}_t^\top$.", False),
        (r"Here $\mathbf{G}_t \in \mathbb{R}^{m \times n}$. In A, $\mathbf{G}_t = \mathbf{I}$.", False),
    ],
)
def test_what_is_set_to_a_diagonal_is_square(tmp_path: Path, words: str, *, is_square: bool) -> None:
    drafts = made(code.drafts(paper_of(tmp_path, words, FORMULA)))
    assert problems(drafts) == []
    arrays = answer(drafts[0])["arrays"]
    assert isinstance(arrays, dict)
    assert (len(set(arrays["G"])) == 1) is is_square
