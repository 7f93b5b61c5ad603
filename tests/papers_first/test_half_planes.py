"""On which side of a line vectors lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import made, only, paper_of, problems
from tests.papers_first.test_small_cases import key_at, prompt

CASES = {"u": 2, "v": -1, "x1": 1, "y1": 1, "x2": 0, "y2": 3, "x3": 2, "y3": 0}
"""The three inner products are 1, -3 and 4."""


@pytest.mark.parametrize(
    ("formula", "more", "value"),
    [
        (r"z_k \leftarrow \mathbb{I}(\langle \beta, s_k \rangle > 0)", {}, 1 + 4),
        (r"z = \mathbb{1}[u^\top s - r \leq 2]", None, None),
        (r"z = \mathbb{1}[u^\top s + r \leq 2]", {"b": -2}, 1 + 2 + 4),
        (r"z = \mathbb{1}\{\mathbf{u} \cdot \mathbf{s} \geq \tau\}", {"t": 4}, 4),
        (r"\hat{z} = \operatorname{sign}(u^\top s)", {}, 1 - 2 + 4),
        (r"z = \text{sgn}(\mathbf{u}^T \mathbf{s} + r)", {"b": -3}, -1 - 2 + 4),
    ],
)
def test_each_vector_lies_on_one_side(
    tmp_path: Path, formula: str, more: dict[str, int] | None, value: int | None
) -> None:
    paper = paper_of(tmp_path, "", formula)
    if more is None:
        assert not made(drafts(paper))
        return
    draft = only(drafts(paper))
    assert key_at(draft, {**CASES, **more}) == value
    assert "add up once the first, twice the second and four times the third" in prompt(draft)
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        ("", r"z = \mathbb{1}[U^\top s > 0]"),
        ("", r"z = \mathbb{1}[s^\top s > 0]"),
        ("", r"z = \mathbb{1}[\langle f, s \rangle > 0]"),
        ("Here $u$ is the weight function.", r"z = \mathbb{1}[\langle u, s \rangle > 0]"),
    ],
)
def test_what_may_be_no_vector_is_left_alone(tmp_path: Path, words: str, formula: str) -> None:
    assert not made(drafts(paper_of(tmp_path, words, formula)))
