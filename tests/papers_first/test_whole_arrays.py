"""Arrays as wholes: values of functions that are measured, and letters beside entries of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import code
from tests.papers_first.semantic import answer, drawn, made, only, paper_of, problems


@pytest.mark.parametrize("argument", ["u", r"\mathbf{u}_i"])
def test_what_a_function_gives_is_a_vector_in_a_norm(tmp_path: Path, argument: str) -> None:
    formula = rf"v = \frac{{g({argument})}}{{\|g({argument})\|_2}}"
    draft = only(code.drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": "g/np.linalg.norm(g)", "arrays": {"g": ["d"]}}
    assert problems([draft]) == []


def test_of_a_function_of_a_matrix_the_norm_tells_no_shape(tmp_path: Path) -> None:
    assert made(code.drafts(paper_of(tmp_path, "", r"v = \frac{g(X)}{\|g(X)\|_2}"))) == []


def test_a_letter_is_no_number_over_the_sum_of_its_own_entries(tmp_path: Path) -> None:
    assert drawn(tmp_path, "", r"y = \frac{e^{z}}{\sum_i e^{z_i}}") == {}
    one_of_them = drawn(tmp_path, "", r"y_k = \frac{e^{z_k}}{\sum_i e^{z_i}}")
    assert one_of_them["answer"]["number"] == "exp(z1)/(exp(z1) + exp(z2) + exp(z3))"  # type: ignore[index]


@pytest.mark.parametrize("label", ["out", r"\text{SE}"])
def test_what_a_word_tells_from_an_array_of_three_axes_is_no_matrix(tmp_path: Path, label: str) -> None:
    formula = rf"\mathbf{{Y}} = \mathbf{{A}} \cdot \mathbf{{F}}_{{{label}}}"
    said = r"The map $\mathbf{F} \in \mathbb{R}^{H \times W}$ is weighted."
    assert made(code.drafts(paper_of(tmp_path, said, formula))) != []
    assert made(code.drafts(paper_of(tmp_path, said.replace("H", r"C \times H"), formula))) == []


def test_what_is_added_to_an_array_is_no_number(tmp_path: Path) -> None:
    words = r"Here $\theta \in \mathbb{R}^P$ are the weights."
    assert made(code.drafts(paper_of(tmp_path, words, r"\theta \leftarrow \theta - \eta P(g)"))) == []
    draft = only(code.drafts(paper_of(tmp_path, words, r"\theta' = \theta + f(\theta)")))
    assert answer(draft)["arrays"] == {"theta": ["P"], "f": ["P"]}
