"""Equations that say what a vector is multiplied by."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import made, only, paper_of, problems
from tests.papers_first.test_small_cases import key_at, prompt


@pytest.mark.parametrize(
    ("formula", "asked"),
    [
        (r"A x = \lambda x", r"Compute $\lambda$ exactly"),
        (r"\sigma_i^2 \hat{u} = C \hat{u}", r"Compute $\sigma_{i}^{2}$ exactly"),
        (r"\mathbf{A} \mathbf{v}_k = \lambda_k \mathbf{v}_k", r"Compute $\lambda_{k}$ exactly"),
        (r"- m \omega^2 u = K u", r"Compute $-m\omega^{2}$ exactly"),
    ],
)
def test_the_number_of_an_eigenvector_is_asked_for(tmp_path: Path, formula: str, asked: str) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert asked in prompt(draft)
    assert key_at(draft, {"a": 1, "b": 4, "r": 2, "m": 2, "c": 7}) == 9  # (1, 4; 4, 7) (1, 2) = 9 (1, 2)
    assert problems([draft]) == []


@pytest.mark.parametrize("formula", [r"W v = \sigma u", r"A x = B x", r"c x = \lambda x"])
def test_other_equations_have_no_eigenvalue(tmp_path: Path, formula: str) -> None:
    assert not any(
        "stretches" in str(draft.exercise) for draft in made(drafts(paper_of(tmp_path, "", formula)))
    )
