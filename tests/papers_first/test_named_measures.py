"""Right sides that are nothing but a measure of two things that everybody defines alike."""

from __future__ import annotations

from math import log, sqrt
from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import made, only, paper_of, problems
from tests.papers_first.test_one_dimension import key_at

PEARSON = "We take the Pearson correlation of two courses."


@pytest.mark.parametrize(
    ("words", "formula", "numbers", "key"),
    [
        ("", r"G = D_{KL}(q(u) \| p(u))", {"p": 0.5, "q": 0.25}, 0.5 * log(2) + 0.5 * log(2 / 3)),
        ("", r"s_{ij} = \cos(u_i, u_j)", {"a": 3, "b": 4, "c": 4, "d": 3}, 24 / 25),
        (
            PEARSON,
            r"r = \mathrm{corr}(u, v)",
            {"a": 1, "b": 2, "c": 3, "d": 2, "e": 2, "f": 5},
            3 / sqrt(2 * 6),
        ),
        ("", r"G = \mathrm{MSE}(v, \hat{v})", {"a": 1, "b": 2, "c": 3, "d": 2, "e": 0, "f": 1}, 3),
        ("", r"o = \mathrm{IoU}(A, B)", {"a": 6, "b": 8, "c": 4}, 0.4),
        ("", r"G = \mathrm{BCE}(\hat{v}, v)", {"p": 0.8, "y": 0}, -log(0.2)),
    ],
)
def test_a_measure_is_computed_of_small_values(
    tmp_path: Path, words: str, formula: str, numbers: dict[str, float], key: float
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert key_at(draft, **numbers) == pytest.approx(key)
    assert not problems([draft])


@pytest.mark.parametrize(
    "formulas",
    [
        (r"r = \mathrm{corr}(u, v)",),  # of which nobody says that it is Pearson's
        (r"G = \mathrm{BCE}(w, v)",),  # which of the two is the guess?
        (r"G = D_{KL}(q(u) \| \mathcal{N}(0, 1))",),
        (r"q(u) = \prod_{i=1}^M \mathcal{N}(u_i; m_i, s_i^2)", r"G = D_{KL}(q(u) \| p(u))"),
        (r"\mathrm{IoU}(a, b) = a - b", r"o = \mathrm{IoU}(A, B)"),
    ],
)
def test_what_may_be_meant_otherwise_is_not_asked_for(tmp_path: Path, formulas: tuple[str, ...]) -> None:
    drafts = made(evaluate.drafts(paper_of(tmp_path, "", *formulas)))
    assert not any("Say that" in str(draft.exercise["prompt"]) for draft in drafts)
