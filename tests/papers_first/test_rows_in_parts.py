"""Rows that are parts of something longer: ends of sets, blocks of matrices, rows with a mark in front."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import blank, code, evaluate, recall, which
from tests.papers_first.semantic import answer, made, only, paper_of, problems, why

SPREAD = r"\begin{align} %s \end{align}"


def spread(tmp_path: Path, rows: str, text: str = "We write it in full as") -> list[object]:
    """The keys of what is asked to be recalled of a display of several rows."""
    paper = paper_of(tmp_path, text + " " + SPREAD % rows)
    return [answer(draft)["formula"] for draft in made(recall.drafts(paper))]


@pytest.mark.parametrize(
    ("rows", "keys"),
    [
        (
            r"&\mathcal{S}_r = \{ a + b: b \in \mathbb{R}^r, \nonumber \\ && c \in \mathbb{R}^n, c = a d \}.",
            [r"\mathcal{S}_{r}=\{a+b:b\in\mathbb{R}^{r},c\in\mathbb{R}^{n},c=ad\}"],
        ),
        (r"& C(u) = \{ \\ & a, b, c \\ & \}", [r"C(u)=\{a,b,c\}"]),
        (r"& u = g(a b \\ & c \odot d \\ & c b)", [r"u=g(abc\odot dcb)"]),
    ],
)
def test_what_a_bracket_holds_over_several_rows_is_asked_for_as_a_whole(
    tmp_path: Path, rows: str, keys: list[str]
) -> None:
    assert [str(key).replace(r"\,", "") for key in spread(tmp_path, rows)] == keys


def test_what_begins_with_words_is_not_asked_for_without_them(tmp_path: Path) -> None:
    formula = r"\text{Colour Change} : (u,\, v,\, w) \to (u - v,\, v - w,\, w)"
    assert made(recall.drafts(paper_of(tmp_path, "The layer turns magnitudes into colours:", formula))) == []


def test_lengths_of_a_layout_are_no_part_of_a_formula(tmp_path: Path) -> None:
    formula = r"\arraycolsep=1.4pt \jot = 2 pt u = b c + d"
    assert answer(only(recall.drafts(paper_of(tmp_path, "", formula))))["formula"] == "u = b*c + d"


def test_cases_whose_rows_begin_with_a_mark(tmp_path: Path) -> None:
    rows = r"& 0,~\text{if}~ u \leq a \\ & u - a b,~\text{otherwise,}"
    formula = rf"h(u) = \left\{{ \begin{{aligned}} {rows} \end{{aligned}} \right."
    paper = paper_of(tmp_path, "", formula)
    key = r"h(u)=\begin{cases}0&\text{if}u\leq a\\u-ab&\text{otherwise}\end{cases}"
    assert answer(only(recall.drafts(paper)))["formula"] == key
    assert problems(made(evaluate.drafts(paper))) == []
    assert made(evaluate.drafts(paper))


@pytest.mark.parametrize(
    "entries",
    [r"I_d & 0 \\ g + 2 c & h", r"\frac{\partial u_{k+1:n}}{\partial v_{1:k}} & 0 \\ 0 & g"],
)
def test_a_matrix_of_blocks_is_not_put_together_of_numbers(tmp_path: Path, entries: str) -> None:
    formula = rf"\frac{{\partial u}}{{\partial v}} = \begin{{pmatrix}} {entries} \end{{pmatrix}}"
    assert why(code.drafts(paper_of(tmp_path, "", formula))) == "a matrix of blocks"


def test_an_axis_is_not_called_by_a_letter_of_another_length(tmp_path: Path) -> None:
    formula = r"a = \sum_{j=1}^{m c} \sqrt{\sum_{i=1}^{n} \mathbf{X}_{ij}^2}"
    draft = only(code.drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["arrays"] == {"X": ["n", "k"]}


def test_the_lengths_of_a_matrix_are_not_hidden_together(tmp_path: Path) -> None:
    keys = [
        str(answer(draft)["formula"])
        for draft in made(blank.drafts(paper_of(tmp_path, "", r"\mathbf{W}_l \in \mathbb{R}^{n \times r}")))
    ]
    assert keys
    assert not any("times" in key for key in keys)


def test_a_product_below_a_line_is_hidden_only_where_its_order_is_free(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"\mathbf{c} = \frac{1}{K N} \sum_i \mathbf{z}_i")
    assert "KN" not in str([answer(draft) for draft in made(blank.drafts(paper))])


def test_another_row_of_an_equation_with_one_number_is_no_wrong_choice(tmp_path: Path) -> None:
    rows = r"\label{a} u &= g(x) + h(x) \nonumber \\ v &= x_0 - k"
    said = r"Most of the known methods consider smooth losses rather than the one that Problem~(\ref{a}) has."
    others = [r"b = c + 2 d", r"k = l m + 3", r"p = q / r", r"w = 3 z^2"]
    (draft,) = made(which.drafts(paper_of(tmp_path, f"{SPREAD % rows} {said}", *others)))
    assert "x_0 - k" not in str(answer(draft)["choice"])


def test_a_condition_that_a_command_begins_belongs_to_the_row_above(tmp_path: Path) -> None:
    text = r"\newcommand{\st}{\text{s.t.}} " + SPREAD % r"\min_x ~&~ g(x) \\ \st ~&~ x = u v"
    (formula,) = paper_of(tmp_path, text).document.formulas
    assert "x = u v" in formula.latex
