"""Powers of matrices, diagonals added to matrices, batches of them and joined vectors, in NumPy."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import code, shape
from tests.papers_first.semantic import answer, made, only, paper_of, problems

_WORDS = r"Here $\mathbf{X} \in \mathbb{R}^{n \times m}$ are the features."


def test_the_exponent_of_a_product_of_matrices_is_set(tmp_path: Path) -> None:
    formula = r"\mathbf{Y} = (\mathbf{D}^{-1/2} \mathbf{A} \mathbf{D}^{-1/2})^{K} \mathbf{X} \mathbf{W}"
    draft = only(code.drafts(paper_of(tmp_path, _WORDS, formula)))
    assert "np.linalg.matrix_power(" in str(answer(draft)["code"])
    assert "Let $K = 2$" in str(draft.exercise["prompt"])
    assert not problems([draft])


@pytest.mark.parametrize(
    "formula",
    [
        r"\mathbf{Y} = \sum_{k=0}^{K} (\mathbf{B} \mathbf{A})^{k} \mathbf{X} \mathbf{W}_{k}",
        r"\mathbf{Y} = (\mathbf{B} \mathbf{A})^{K} \mathbf{X} \mathbf{W}_K",
    ],
)
def test_a_letter_that_runs_or_names_is_not_set(tmp_path: Path, formula: str) -> None:
    assert not made(code.drafts(paper_of(tmp_path, _WORDS, formula)))


def test_a_diagonal_beside_its_matrix_is_a_matrix(tmp_path: Path) -> None:
    formula = r"\mathbf{Y} = (\mathbf{A} + \lambda \text{diag}(\mathbf{A})) \mathbf{X}"
    draft = only(code.drafts(paper_of(tmp_path, _WORDS, formula)))
    assert answer(draft)["code"] == "(A + lam*np.diag(np.diag(A))) @ X"
    assert "is a matrix with this diagonal" in str(draft.exercise["prompt"])
    assert not problems([draft])


def test_of_a_batch_of_matrices_one_is_taken(tmp_path: Path) -> None:
    shapes = (
        r"\mathbf{S} \in \mathbb{R}^{B \times n \times c}",
        r"\mathbf{X} \in \mathbb{R}^{B \times n \times d}",
    )
    words = f"Here ${shapes[0]}$ and ${shapes[1]}$."
    formula = r"\mathbf{Z} = \text{softmax}(\mathbf{S})^\top \cdot \mathbf{X}"
    draft = only(code.drafts(paper_of(tmp_path, words, formula)))
    assert answer(draft)["arrays"] == {"S": ["n", "c"], "X": ["n", "d"]}
    assert "Take one member of the batch." in str(draft.exercise["prompt"])
    assert not problems([draft])


def test_three_axes_of_another_kind_are_none_of_a_batch(tmp_path: Path) -> None:
    shapes = (r"\mathbf{S} \in \mathbb{R}^{h \times n \times c}", r"\mathbf{X} \in \mathbb{R}^{n \times d}")
    words = f"Here ${shapes[0]}$ and ${shapes[1]}$."
    assert not made(code.drafts(paper_of(tmp_path, words, r"\mathbf{Z} = \mathbf{S}^\top \mathbf{X}")))


def test_bold_letters_with_bars_between_them_are_joined(tmp_path: Path) -> None:
    draft = only(code.drafts(paper_of(tmp_path, "", r"\mathbf{z} = \mathbf{x} \, \Vert \, \mathbf{y}")))
    assert answer(draft)["code"] == "np.concatenate((x, y))"
    assert "with bars between them are joined" in str(draft.exercise["prompt"])
    assert not problems([draft])


def test_joined_vectors_of_one_name_are_of_one_length(tmp_path: Path) -> None:
    formula = r"e_{ij} = \mathbf{a}^\top [\mathbf{g}_i \| \mathbf{g}_j]"
    draft = only(code.drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["arrays"] == {"a": ["6"], "gi": ["3"], "gj": ["3"]}
    assert not problems([draft])


@pytest.mark.parametrize(
    ("said", "formula", "count"),
    [
        (
            r"$\mathbf{W}_k \in \mathbb{R}^{d \times 2d}$",
            r"\mathbf{z} = \mathbf{W}_k [\mathbf{x}; \mathbf{y}]",
            0,
        ),
        (
            r"$\mathbf{W} \in \mathbb{R}^{m \times 2d}$",
            r"\mathbf{z} = \mathbf{W} [\mathbf{x}; \mathbf{y}]",
            0,
        ),
        (
            r"$\mathbf{W} \in \mathbb{R}^{m \times 2d}$",
            r"\mathbf{z} = \mathbf{W} [\mathbf{x}_i; \mathbf{x}_j]",
            1,
        ),
        (
            r"$\mathbf{W} \in \mathbb{R}^{d \times 2d}$",
            r"\mathbf{z} = \mathbf{W} [\mathbf{x}_i; \mathbf{x}_j]",
            0,
        ),
        (
            r"$\mathbf{W} \in \mathbb{R}^{m \times n'}$",
            r"\mathbf{z} = \mathbf{W} [\mathbf{x}; \mathbf{y}]",
            1,
        ),
    ],
)
def test_lengths_chosen_for_joined_vectors_are_what_the_paper_states(
    tmp_path: Path, said: str, formula: str, count: int
) -> None:
    paper = paper_of(tmp_path, f"Here {said}.", formula)
    assert len(made(code.drafts(paper))) == len(made(shape.drafts(paper))) == count
