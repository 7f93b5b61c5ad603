"""Matrices that are written out: one of their entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import answer, drawn, made, only, paper_of, problems


@pytest.mark.parametrize(
    ("formula", "key", "said"),
    [
        (
            r"A = \begin{pmatrix} a & -b \\ 1 & x_2 \end{pmatrix}",
            "a*v1 - b*v2",
            "the first entry of what stands on the right times $v$",
        ),
        (
            r"M = \begin{bmatrix} 0 & 2 & 0 \\ 1 & -1/2 & 3 \end{bmatrix}",
            "v1 - 1/2*v2 + 3*v3",
            "the second entry of what stands on the right times $v$",
        ),
        (
            r"\begin{pmatrix} 1 & 1 \\ 1 & -1 \end{pmatrix} \begin{pmatrix} x \\ y \end{pmatrix}"
            r" + \begin{pmatrix} 2 \\ 0 \end{pmatrix} > \begin{pmatrix} 0 \\ 0 \end{pmatrix}",
            "x + y + 2",
            "the first entry of what stands on the left",
        ),
    ],
)
def test_an_entry_is_asked_for(tmp_path: Path, formula: str, key: str, said: str) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["number"] == key
    assert said in str(draft.exercise["prompt"])
    assert problems([draft]) == []


def test_the_column_has_a_letter_of_its_own(tmp_path: Path) -> None:
    formula = r"A = \begin{pmatrix} a & -b \\ 1 & x_2 \end{pmatrix}"
    draft = only(drafts(paper_of(tmp_path, "Here $v$ is the state.", formula)))
    assert "Let $u$ be the column" in str(draft.exercise["prompt"])


@pytest.mark.parametrize(
    "formula",
    [
        r"A = \begin{pmatrix} X & 0 \\ 0 & Z \end{pmatrix}",  # blocks
        r"A = \begin{pmatrix} a & \cdots & b \\ c & \cdots & d \end{pmatrix}",
        r"A = \begin{pmatrix} p_{11} & p_{12} \\ p_{21} & p_{22} \end{pmatrix}",  # rows may add up to 1
        r"\begin{pmatrix} a \\ b \end{pmatrix} = \begin{pmatrix} X & R \\ R & 0 \end{pmatrix}^{-1} c",
    ],
)
def test_of_blocks_and_chances_nothing_is_asked(tmp_path: Path, formula: str) -> None:
    assert made(drafts(paper_of(tmp_path, "", formula))) == []


@pytest.mark.parametrize(
    ("formula", "key", "asks"),
    [
        (r"T(a) = (a, a^2, 1)", "a^2", "the second entry in the brackets on the right"),
        (r"\eta = \left( \frac{m}{s^2}, -\frac{m^2}{2 s^2} \right)", "-m^2/(2*s^2)", "the second entry"),
        (
            r"A_t = \sum_{i=1}^{t-1} \begin{bmatrix} w_i & w_i r_i \\ w_i r_i & 0 \end{bmatrix}",
            "w1*r1 + w2*r2 + w3*r3",
            "the entry in row 1 and column 2 of what stands on the right",
        ),
    ],
)
def test_an_entry_of_a_tuple_or_of_a_sum_of_tables(tmp_path: Path, formula: str, key: str, asks: str) -> None:
    found = drawn(tmp_path, "", formula)
    assert found["answer"]["number"] == key  # type: ignore[index]
    assert asks in str(found["prompt"])


@pytest.mark.parametrize("formula", [r"z = (x, y)", r"z = (\mathbf{a} + \mathbf{b}, X Y)"])
def test_a_tuple_of_names_or_arrays_is_not_asked_for(tmp_path: Path, formula: str) -> None:
    assert drawn(tmp_path, "", formula) == {}


@pytest.mark.parametrize(
    "left",
    [r"\begin{pmatrix} u \\ v \\ w \end{pmatrix}", r"\left(\begin{array}{c} u \\ v \end{array}\right)"],
)
def test_a_column_on_the_left_is_no_one_number(tmp_path: Path, left: str) -> None:
    assert drawn(tmp_path, "", rf"{left} = a x + b y + c") == {}
    assert drawn(tmp_path, "", r"u = a x + b y + c") != {}
    assert drawn(tmp_path, "", r"\begin{vmatrix} a & b \\ c & d \end{vmatrix} = a d - b c") != {}
