"""Shapes that a paper's other formulas contradict are not asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import code, evaluate, shape
from tests.papers_first.semantic import answer, made, paper_of


@pytest.mark.parametrize(
    ("other", "is_asked"), [(r"S^{-1} = a I + F^T F", False), (r"S = a I + G^T G", True)]
)
def test_what_is_inverted_elsewhere_is_square(tmp_path: Path, other: str, is_asked: bool) -> None:
    paper = paper_of(tmp_path, "Here is a mean.", r"m = S F^T t", other)
    for kind in (code, shape):
        asked = any(draft.source.startswith("m") for draft in made(kind.drafts(paper)))
        assert asked is is_asked, kind


@pytest.mark.parametrize(
    ("other", "is_asked"),
    [
        (r"C = \sum_{i=1}^n (z_i - \bar{z})(z_i - \bar{z})^T", False),
        (r"c = \sum_{i=1}^n (z_i - \bar{z})^2", True),
    ],
)
def test_what_makes_outer_products_is_no_number(tmp_path: Path, other: str, is_asked: bool) -> None:
    paper = paper_of(tmp_path, "Here is a mean.", r"\bar{z} = \frac{1}{n} \sum_{i=1}^n z_i", other)
    asked = any(r"\bar" in draft.source[:6] for draft in made(code.drafts(paper)))
    assert asked is is_asked


def test_a_letter_behind_a_matrix_is_no_number(tmp_path: Path) -> None:
    words = r"Let $x \in [0, 1]$ be a real value. Here $W \in \mathbb{R}^{d \times k}$ is a matrix."
    for right, is_asked in ((r"W x + b B", False), (r"x W + b B", True)):
        paper = paper_of(tmp_path, words + r" And $B \in \mathbb{R}^{d \times k}$.", f"h = {right}")
        assert bool(made(code.drafts(paper))) is is_asked, right


def test_nothing_is_given_beside_itself_held_fixed(tmp_path: Path) -> None:
    twice = r"L = \|\mathrm{sg}[z] - e\|_2^2 + b \|z - \mathrm{sg}[e]\|_2^2"
    once = r"L = b \|z - \mathrm{sg}[e]\|_2^2"
    for formula, is_asked in ((twice, False), (once, True)):
        paper = paper_of(tmp_path, "Here is a loss.", formula)
        assert bool(made(evaluate.drafts(paper))) is is_asked, formula
        assert is_asked or not made(code.drafts(paper))


@pytest.mark.parametrize(
    "words",
    [
        r"Here $W, U \in \mathbb{R}^{p \times d_k}$ and $\sigma$ is the softmax function.",
        r"Here $d_k$ is the size of the heads and $\sigma$ is the softmax function.",
    ],
)
def test_a_stated_length_is_not_given_beside_arrays_of_that_length(tmp_path: Path, words: str) -> None:
    paper = paper_of(tmp_path, words, r"A = \frac{Q K^T}{\sqrt{d_k}} V")
    (draft,) = made(code.drafts(paper))
    arrays = answer(draft)["arrays"]
    assert isinstance(arrays, dict)
    assert [axes[-1] for name, axes in arrays.items() if name in ("Q", "K")] == ["dk", "dk"]
    assert "d" not in arrays


@pytest.mark.parametrize(
    "said", [r"$h(u, s): \mathbb{R}^P \times S \longrightarrow \mathbb{R}^K$", r"$h : U \to \mathbb{R}^K$"]
)
def test_what_a_map_goes_to_is_how_long_its_values_are(tmp_path: Path, said: str) -> None:
    formula = r"p(z | u) = \frac{1}{(2 \pi)^{K/2}} \exp(- \frac{1}{2} \| z - h(u, s) \|^2)"
    (draft,) = made(code.drafts(paper_of(tmp_path, f"Let {said} be the map of a network.", formula)))
    assert answer(draft)["arrays"] == {"z": ["K"], "h": ["K"]}


@pytest.mark.parametrize(
    ("words", "formula", "is_asked"),
    [
        ("Here are two maps.", r"u_0 = \mathbf{K} \mathbf{H}", False),
        ("Here are two maps.", r"\mathbf{U} = \mathbf{K} \mathbf{H}", True),
        (r"Here $u_0 \in \mathbb{R}^{n \times m}$ is one map.", r"u_0 = \mathbf{K} \mathbf{H}", True),
        ("Here are two maps.", r"\hat{U} = \mathbf{K} \mathbf{H}", True),
    ],
)
def test_a_letter_beside_bold_ones_is_no_array(
    tmp_path: Path, words: str, formula: str, is_asked: bool
) -> None:
    assert bool(made(shape.drafts(paper_of(tmp_path, words, formula)))) is is_asked
