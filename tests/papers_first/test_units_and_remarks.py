"""What stands in a row beside mathematics: units behind a tie, remarks; which side of a chain is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.formula.statements import pieces
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.kinds import evaluate
from drill.papers_first.source.rows import tidy_row
from tests.papers_first.semantic import made, only, paper_of


@pytest.mark.parametrize("latex", [r"d = r \times 0.5~s", r"d = 20~ms", r"v = 3\ m"])
def test_a_letter_that_a_number_is_tied_to_is_a_unit(latex: str) -> None:
    with pytest.raises(RefusedError, match="units"):
        canonical(tidy_row(latex))


@pytest.mark.parametrize("latex", [r"u = x_1~y", r"u = x^2~y", r"u = 2~y_1", r"u = 2~\pi", r"u = 2 y~z"])
def test_other_ties_are_blanks(latex: str) -> None:
    assert canonical(tidy_row(latex)) == canonical(latex.replace("~", " "))


@pytest.mark.parametrize("font", ["textrm", "text", "mathrm"])
def test_words_with_a_comma_behind_them_are_no_name(font: str) -> None:
    assert canonical(rf"u = 1, \{font}{{using the chain rule,}}")[-1] == r"\text{using the chain rule,}"


@pytest.mark.parametrize(
    ("apart", "word"),
    [
        (r"\text {o l d}", r"\text{old}"),
        (r"\mathrm {g a t e d} (u)", r"\mathrm{gated}(u)"),
        (r"\text {a b}", r"\text{a b}"),
        (r"\operatorname*{\arg\,\min}_u", r"\operatorname*{arg\,min}_u"),
        (r"\operatorname{\arg \max}_u", r"\argmax_u"),
    ],
)
def test_letters_and_parts_of_a_word_may_be_typed_apart(apart: str, word: str) -> None:
    assert canonical(apart) == canonical(word)
    assert canonical(r"\mathrm {A B C}") != canonical(r"\mathrm{ABC}")  # it may be a product


def test_reasons_in_brackets_are_left_out_with_their_formulas_and_conditions_are_not() -> None:
    step = r"u \leq v \quad \text{(using $v = 2$ and $w = 3$.)} \leq w + 1"
    assert ["".join(piece.tokens) for piece in pieces(canonical(tidy_row(step)))] == [r"u\leqv\leqw+1"]
    limited = pieces(canonical(tidy_row(r"u = 2 v \quad \text{(if $v > 0$)}")))
    assert [piece.is_condition for piece in limited] == [False, True]


def test_a_name_that_words_are_said_of_is_no_statement(tmp_path: Path) -> None:
    row = r"\text{$A_1$ and $A_2$ are fair given $B$} \Leftrightarrow g(A_1, A_2) = 0"
    paper = paper_of(tmp_path, "", row, r"u = 2 v \text{ and } w = u^2", "A_1")
    said = [reading.statement is not None for reading in paper.readings]
    assert said[0] is False
    assert said[-3:] == [True, True, True]


def test_an_indent_is_no_part_of_a_row() -> None:
    assert tidy_row(r"\indent = u + v") == "= u + v"


def test_the_side_of_a_chain_that_is_computed_is_written_out(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"u \propto a (b - c) = k p - k q")))
    assert "Compute $a(b-c)$" in str(draft.exercise["prompt"])
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"u \propto a (b - c)")))
    assert "Compute the right side" in str(draft.exercise["prompt"])


def test_what_boxes_have_in_common_is_a_share(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"l = 1 - \text{IoU} + a b")))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    assert all(0 < float(number) < 1 for number in params["IoU"])


def test_every_short_form_of_equation_points_at_one(tmp_path: Path) -> None:
    words = r"Note that a function $h$ for which {}~(2) holds is smooth. Here $u$ is the bias."
    said = [paper_of(tmp_path, words.format(short), "h = u").entries for short in ("Eq.", "Eqn.", "Eqns.")]
    assert [[entry.meaning for entry in entries] for entries in said] == [["bias", "function"]] * 3


def test_an_entry_of_a_transpose_is_no_number_of_its_own(tmp_path: Path) -> None:
    skipped = list(evaluate.drafts(paper_of(tmp_path, "", r"g_j = \sum_i v_i w_{ij}^T")))
    assert not made(iter(skipped))
    kept = r"g_i = \sum_j x_{ij}^T b_j"
    assert "a transpose changes nothing" in str(
        only(evaluate.drafts(paper_of(tmp_path, "", kept))).exercise["prompt"]
    )


@pytest.mark.parametrize("which", ["current", "known", "given"])
def test_which_value_it_is_does_not_tell_what_a_letter_means(tmp_path: Path, which: str) -> None:
    words = rf"It takes the {which} value $w$ of $f$ weights. Here $u$ is the bias."
    entries = paper_of(tmp_path, words, "w = u").entries
    assert {entry.symbol for entry in entries if entry.sure} == {("u",)}


def test_a_negative_log_likelihood_is_no_chance(tmp_path: Path) -> None:
    words = r"Here $u$ is the negative log-likelihood."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, "l = u - 2 a")))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    assert params["u"] == "1..9"


@pytest.mark.parametrize("word", ["each", "every", "with each"])
def test_what_is_said_of_each_is_no_name(word: str) -> None:
    assert rf"\text{{{word}}}" in canonical(rf"u = 1, \quad \textnormal{{{word}}} \; r_i = 2 v")


def test_a_function_of_a_product_that_is_written_out_is_of_all_of_it(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"y = \log \prod_{i=1}^{n} |x_i|")))
    assert r"\log((|x_{1}|)\cdot(|x_{2}|)\cdot(|x_{3}|))" in str(draft.exercise["steps"]).replace(
        "\\\\", "\\"
    )
