"""Parts of a right side that are asked for where the whole of it is no arithmetic."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.code import drafts as code
from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import made, only, paper_of, problems, why
from tests.papers_first.test_one_dimension import key_at


@pytest.mark.parametrize(
    ("formula", "asked", "numbers", "value"),
    [
        (
            r"L = \mathbb{E}[(X - \mathbb{E}[X])^2]",
            "what the expectation is taken of, for one outcome",
            {"X": 5, "E1": 2},
            9,
        ),
        (r"L = \sum_{i : o_i = 1} (x_i + 1)^2", "what is summed over $i:o_{i}=1$", {"x": 2}, 9),
        (r"L = \prod_{i : o_i = 1} (x_i + 1)^2", "what is multiplied over $i:o_{i}=1$", {"x": 2}, 9),
        (r"J = F(c, a - 2 b)", "the second argument of $F$", {"a": 7, "b": 2}, 3),
        (r"u_{n+1} = F(u_n + c v_n, t_n)", "the first argument of $F$", {"u": 1, "c": 2, "v": 3}, 7),
        (
            r"\mathbf{h} = F(\mathbf{W} \mathbf{x} + \mathbf{b}, t)",
            "the first argument of $F$",
            {"W": 2, "x": 3, "b": 1},
            7,
        ),
    ],
)
def test_what_stands_inside_is_asked_for(
    tmp_path: Path, formula: str, asked: str, numbers: dict[str, float], value: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert f"Compute {asked}" in str(draft.exercise["prompt"])
    assert key_at(draft, **numbers) == pytest.approx(value)
    assert not problems([draft])


@pytest.mark.parametrize("sign", [r"\Re", r"\operatorname{Re}", r"\Im"])
def test_which_vector_of_a_complex_inner_product_is_conjugated_is_not_said(tmp_path: Path, sign: str) -> None:
    formula = rf"u = {sign}(\langle \mathbf{{v}}, \mathbf{{w}} \rangle)"
    paper = paper_of(tmp_path, "", formula, rf"a = {sign}(b + c)")
    assert ["b+c" in str(one.exercise["prompt"]) for one in made(drafts(paper))] == [True]
    assert not made(code(paper))


def test_of_several_integrals_the_prompt_says_which(tmp_path: Path) -> None:
    formula = r"\int h \, \frac{\partial q}{\partial \theta} dx = \int q \nabla h \cdot v \, dx"
    chain = rf"{formula} = -\int h \nabla \cdot (q v) dx"
    prompt = str(only(drafts(paper_of(tmp_path, "", chain))).exercise["prompt"])
    assert r"runs over, in $\int q\nabla h\cdot v" in prompt


@pytest.mark.parametrize(
    "formula",
    [
        r"L = \mathbb{E}_X[\log \frac{f(x, c)}{\sum_{x_j \in X} f(x_j, c)}]",
        r"g = \mathbb{E}_{x, y \sim D}[\frac{\sigma'(u)}{\sigma(u)} a(x)]",
    ],
)
def test_what_would_be_unclear_inside_is_given_whole(tmp_path: Path, formula: str) -> None:
    prompt = str(only(drafts(paper_of(tmp_path, "", formula))).exercise["prompt"])
    assert "is @a in the first, @b in the second" in prompt


def test_a_function_of_a_function_has_nothing_to_compute_inside(tmp_path: Path) -> None:
    assert why(drafts(paper_of(tmp_path, "Here $F$ is the loss.", r"J = F(h(a), c)")))


def test_a_side_that_is_not_written_out_is_passed_over(tmp_path: Path) -> None:
    formula = r"s = a + a q + \cdots + a q^m = a \frac{1 - q}{1 - q}"
    assert key_at(only(drafts(paper_of(tmp_path, "", formula))), a=3, q=0.5) == pytest.approx(3)


def test_the_result_is_positive_where_its_left_side_is(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"\frac{1}{2} \mathbb{E}[g^2] = a - b")))
    assert "a - b > 0" in str(draft.exercise["where"])
