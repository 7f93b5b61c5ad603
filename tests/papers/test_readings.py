"""Readings of formulas that were once wrong, each in a paper of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

import drill.papers as papers
from tests.papers.test_formula_types import SILENT, arrays_of, made, record_of


@pytest.mark.parametrize(
    ("formula", "factor"),
    [
        (r"T = O[n^2 m]", "4"),
        (r"T = \mathcal{O}(n^2 m)", "4"),
        (r"T = \Theta(n^2 m)", "4"),
        (r"T \asymp n^2 m", "4"),
    ],
)
def test_an_order_is_read_as_what_stands_in_its_brackets(formula: str, factor: str) -> None:
    record = record_of(formula, declared={one: f"{one} > 0" for one in "nm"})
    assert made(record, "scaling")["f1"].exercise["answer"] == {"number": factor}
    assert not {"code", "evaluate", "limit"} & {draft.kind for draft in record.drafts}


def test_a_rest_of_some_order_is_no_number_to_compute_with() -> None:
    record = record_of(r"e = \mathcal{O}(h^2) + \frac{a^2}{b^2} + c")
    assert {draft.kind for draft in record.drafts} <= {"explain", "recall"}
    assert any("up to a rest" in one.why for one in record.skipped)


def test_the_first_equality_of_a_chain_is_computed_where_the_others_are_not() -> None:
    shapes = arrays_of(record_of(r"D = \frac{a}{b} + c^2 = \int_0^1 f(x) \, dx = \oint g"))
    assert set(shapes) == {"a", "b", "c"}


def test_a_positive_definite_matrix_is_never_a_single_number() -> None:
    declared = {"P": "P in R^(n x n) psd", "H": "H in R^(m x n)", "R": "R in R^(m x m) psd"}
    record = record_of(r"K = P H^\top (H P H^\top + R)^{-1}", declared=declared)
    assert not made(record, "evaluate")
    assert arrays_of(record)["P"] == ["n", "n"]
    assert "positive definite" in str(made(record, "code")["f1"].exercise["assume"])


def test_one_letter_of_two_sections_is_two_things() -> None:
    rows = (
        papers.SymbolRow("x", "x", "x in R^(n x d)", declared_from=papers.Origin("said"), scope=1),
        papers.SymbolRow("x", "x", "x in R", declared_from=papers.Origin("said"), scope=2),
    )
    formulas = tuple(
        papers.FormulaRow(f"f{at}", f"{left} = 2 x + b + c", number=str(at), section=at)
        for at, left in enumerate("yz", 1)
    )
    sheet = papers.Paper("small", title="Small", symbols=rows, formulas=formulas)
    record = papers.made_of(papers.paper_of(sheet), SILENT, 0)
    assert [arrays_of(record, about)["x"] for about in ("f1", "f2")] == [["n", "d"], []]


def test_a_whole_number_above_zero_is_no_length_of_a_vector(tmp_path: Path) -> None:
    source = tmp_path / "fisher.tex"
    source.write_text(
        r"""\documentclass{article}\title{Fisher}\begin{document}
Let $H \in \mathbb{N}^+$ be the horizon.
\begin{equation} F = \frac{a^2 + b}{H^2} \end{equation}
\end{document}""",
        encoding="utf-8",
    )
    record = papers.made_of(papers.paper_of(papers.read_sheet(source)), SILENT)
    (row,) = (row for row in record.symbols if row.symbol == "H")
    assert row.declared == "H in N"
    about = record.formulas[0].id
    assert arrays_of(record, about)["H"] == []


def test_lines_of_boxes_and_definitions_in_sentences_are_computed_where_formulas_use_them(
    tmp_path: Path,
) -> None:
    source = tmp_path / "steps.tex"
    source.write_text(
        r"""\documentclass{article}\title{Steps}\begin{document}
\section{Method} With the normalised matrix $A = D^{-1} W D^{-1}$ each layer is
\begin{equation} Z = A X \Theta + B v \end{equation}
\begin{algorithm}\caption{Layer}\begin{algorithmic}
\STATE $B \gets C^\top C + \lambda I$
\STATE $k \gets k + 1$
\end{algorithmic}\end{algorithm}
\end{document}""",
        encoding="utf-8",
    )
    record = papers.made_of(papers.paper_of(papers.read_sheet(source)), SILENT)
    coded = {draft.about for draft in record.drafts if draft.kind == "code"}
    shown = [row.latex for row in record.formulas if row.id in coded]
    assert "A = D^{-1} W D^{-1}" in shown
    assert any(latex.startswith(r"B \gets C^\top C") for latex in shown)
