"""From a source, or a sheet by hand, to the sheet of a paper, and on to what the kinds see."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.errors import PaperError
from drill.papers import (
    FormulaRow,
    Origin,
    Paper,
    complete_symbol_rows,
    draft_own_words,
    make_title_slug,
    merge_sheets,
    paper_of,
    parse_paper,
    parse_sheet,
    print_paper,
    read_sheet,
    texts_of,
)
from tests.papers.sources import OPTIMISER, STYLE
from tests.papers.truth import CORPUS
from tests.rows import sample

SOURCES = sorted(path for path in CORPUS.iterdir() if path.name not in ("truth", "README.md"))


@cache
def sheet_of(path: Path) -> Paper:
    """A source of the corpus as it is read once."""
    return read_sheet(path)


@pytest.fixture
def optimiser(tmp_path: Path) -> Path:
    (tmp_path / "main.tex").write_text(OPTIMISER.lstrip())
    (tmp_path / "local.sty").write_text(STYLE)
    return tmp_path


def test_a_source_becomes_a_sheet(optimiser: Path) -> None:
    heard: list[str] = []
    sheet = read_sheet(optimiser, progress=lambda stage, done, whole: heard.append(stage))
    assert heard
    assert (sheet.slug, sheet.title) == ("a-note-on-damped-descent", "A Note on Damped Descent")
    step = sheet.formulas[0]
    assert (step.label, step.number, step.before, step.block, step.section) == (
        *("eq:step", "1", "The step is"),
        *(1, 1),
    )
    assert [block.title for block in sheet.blocks] == ["Descent", "Averages"]
    assert [box.steps[1] for box in sheet.algorithms] == [r"for $t = 1, \dots, T$"]
    assert {one.what for one in sheet.absent} == {"the update rule of polyak", "equation eq:missing"}
    rows = {row.typed: row for row in sheet.symbols}
    lines = OPTIMISER.lstrip().splitlines()
    (mention,) = rows["theta_t"].mentions
    assert "parameters" in mention.text
    assert "Let" in lines[mention.line - 1]
    assert (rows["theta_t"].means, rows["alpha"].declared) == ("", "")
    assert {"beta", "m_t", "Lhat_t", "w", "xbar"} <= set(rows)


@pytest.mark.parametrize("path", sample(SOURCES, 4), ids=lambda path: path.stem)
def test_a_sheet_is_written_and_read_again_and_twice_the_same(path: Path) -> None:
    sheet = sheet_of(path)
    assert parse_paper(print_paper(sheet)) == sheet
    assert read_sheet(path) == sheet
    assert merge_sheets(read_sheet(path), sheet) == sheet


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_symbol_of_a_formula_has_a_row(path: Path) -> None:
    sheet = sheet_of(path)
    bare = replace(sheet, symbols=())
    assert {row.symbol for row in complete_symbol_rows(bare).symbols} <= {row.symbol for row in sheet.symbols}
    typed = [row.typed for row in sheet.symbols if row.typed and row.scope is None]
    assert len(set(typed)) == len(typed)


def test_most_statements_are_read() -> None:
    lines = [line for path in SOURCES for line in paper_of(sheet_of(path)).lines]
    assert sum(line.statement is not None for line in lines) >= 0.95 * len(lines)
    assert all(line.refused for line in lines if line.statement is None)


def test_what_you_said_stands_when_the_paper_is_read_again(optimiser: Path) -> None:
    found = read_sheet(optimiser)
    rows = (replace(row, declared="0 < alpha < 1", declared_from=Origin("you")) for row in found.symbols)
    own = [given if given.typed == "alpha" else row for row, given in zip(found.symbols, rows, strict=True)]
    earlier = replace(found, symbols=tuple(own), decisions={"recall-1": "left"})
    again = merge_sheets(read_sheet(optimiser), earlier)
    alpha = next(row for row in again.symbols if row.typed == "alpha")
    assert (alpha.declared, alpha.declared_from) == ("0 < alpha < 1", Origin("you"))
    assert again.decisions == {"recall-1": "left"}
    assert again.formulas == found.formulas


def test_a_sheet_by_hand_is_a_source(tmp_path: Path) -> None:
    path = tmp_path / "Ridge notes.sheet.yaml"
    path.write_text(
        "title: Ridge\nsymbols:\n- {symbol: X, is: 'X in R^(n x d)', means: the inputs}\n"
        "formulas:\n- latex: 'w = (X^\\top X + \\lambda I)^{-1} X^\\top y, \\quad \\lambda > 0'\n"
    )
    sheet = read_sheet(path)
    assert sheet.slug == "ridge-notes"
    rows = {row.typed: row for row in sheet.symbols}
    assert (rows["X"].declared, rows["X"].declared_from, rows["X"].means) == (
        "X in R^(n x d)",
        Origin("you"),
        "the inputs",
    )
    assert {"w", "y", "lambda_"} <= set(rows)
    (line, *_) = paper_of(sheet).lines
    assert line.statement is not None


def test_statements_of_one_display_are_lines_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.tex"
    path.write_text("\\begin{document}\\begin{equation}\\begin{aligned} a &= b \\\\ &= c \\\\ d &= e"
                    "\\end{aligned}\\end{equation}\\end{document}")  # fmt: skip
    paper = paper_of(read_sheet(path))
    assert [(line.index, "".join(line.tokens)) for line in paper.lines] == [(0, "a=b=c"), (1, "d=e")]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Adam: A Method for Stochastic Optimization", "adam"),
        ("Å note — on Größe", "a-note-on-große".replace("ß", "")),
        ("notes.tex", "notes"),
        ("", "paper"),
    ],
)
def test_a_bank_is_named_after_the_title(title: str, slug: str) -> None:
    assert make_title_slug(title) == slug


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="cannot be read"):
        read_sheet(tmp_path / "gone.sheet.yaml")


def test_an_empty_sheet_has_no_lines() -> None:
    assert paper_of(Paper("a")).lines == ()


@pytest.mark.parametrize("path", sample(SOURCES, 4), ids=lambda path: path.stem)
def test_solving_again_changes_nothing(path: Path) -> None:
    paper = paper_of(sheet_of(path))
    solved = paper_of(paper.paper)
    assert (solved.paper, solved.lines) == (paper.paper, paper.lines)
    assert parse_paper(print_paper(paper.paper)) == paper.paper
    again = paper_of(merge_sheets(read_sheet(path), paper.paper))
    assert (again.paper, again.lines) == (paper.paper, paper.lines)


_NAMES = st.sampled_from([
    "y", "M", "x", "W", "f", "e", r"\theta", r"\ell", r"\mathbf{x}", r"\mathcal{L}", r"\operatorname{KL}",
    r"\mathrm{pass}", "lrate", "d z", r"\Delta x", r"h_{\max}", "h_{max}", r"x_{2k+1}", "W_{ij}",
])  # fmt: skip
_DRESSED = st.one_of(
    _NAMES,
    st.builds(r"{}{{{}}}".format, st.sampled_from([r"\bar", r"\hat", r"\dot", r"\overline"]), _NAMES),
    st.sampled_from([r"\bar{x y}", r"\tilde{f + g}", r"\dot{\bar{x}}", r"\hat{\bar{x + 1}}"]),
)
_SCRIPTS = st.sampled_from([
    "", "'", "''", "^{*}", r"^{\star}", "^{t}", "^{t+1}", "^{t-1}", "^{(t)}", "^{(l+1)}", "^{A}", "^{(A)}",
    "^{ij}", "^{i,j}", "^{[l]}", "^{-1}", r"^{\top}", "^{2}", r"^{\text{new}}", r"^{\mathrm{a}}", "^{+}",
    r"^{*\top}", "(x)", r"(\cdot)", "^{A}(x)", "^{t+1}(x)",
])  # fmt: skip
_SYMBOLS = st.builds("{}{}".format, _DRESSED, _SCRIPTS)
_OPERATORS = st.sampled_from([" + ", " - ", "*", r" \ast ", r" \star ", r" \circ ", " "])
_WRAPPED = st.sampled_from(
    ["{} = {}", r"{} = \bar{{{}}}", r"{} = \sum_{{i=1}}^{{n}} {}", r"{} = \sqrt{{{}}}"]
)


@st.composite
def _equations(draw: st.DrawFn) -> str:
    right = draw(_SYMBOLS) + draw(_OPERATORS) + draw(_SYMBOLS)
    return draw(_WRAPPED).format(draw(_SYMBOLS), right)


@given(st.lists(_equations(), min_size=1, max_size=4))
@example([r"y^{t+1} = y^{t}", r"z = y^{t+1} + y"])
@example([r"M^{A} = x", r"y = M^{A} + M"])
@example([r"c = \bar{x y}", r"d = \bar{x + y}"])
@example([r"v = (f + g)^{*}", "w = h^{*}*x"])
def test_a_sheet_of_any_symbols_is_read_back_and_solved_the_same(equations: list[str]) -> None:
    rows = tuple(FormulaRow(f"f{at}", latex, section=1 + at // 2) for at, latex in enumerate(equations))
    sheet = complete_symbol_rows(Paper("a", formulas=rows))
    again = parse_paper(print_paper(sheet))
    assert again == sheet
    assert paper_of(again).lines == paper_of(sheet).lines


CORRECTED = """title: T
formulas:
- {latex: 'z = x y^2 + 1', corrected: 'z = x y^2 + 2'}
- {latex: 'w = x + y', corrected: 'w = x + }'}
"""


def test_exercises_go_by_a_correction_under_the_ids_of_what_is_printed() -> None:
    sheet = complete_symbol_rows(parse_sheet(CORRECTED, "t"))
    assert [(row.line, "no place" in row.message) for row in sheet.refused] == [(4, True)]
    printed = replace(sheet, formulas=tuple(replace(row, corrected="") for row in sheet.formulas))
    ids = [row.id for row in sheet.formulas]
    drafts = {draft.id: draft for draft in draft_own_words(paper_of(sheet), ids)}
    assert drafts.keys() == {draft.id for draft in draft_own_words(paper_of(printed), ids)}
    of_first = [draft for draft in drafts.values() if draft.about == sheet.formulas[0].id]
    assert of_first
    assert all("as you corrected it" in draft.exercise.forms[0].questions[0].prompt for draft in of_first)
    assert not any("+ 1" in text or "+1" in text for draft in of_first for text in texts_of(draft))


@pytest.mark.parametrize(
    ("formulas", "symbols"),
    [
        ([r"h_{max} = a + h_{\max}", r"b = h_{\mathrm{max}}"], {"h_{max}", "a", "b"}),
        ([r"J(\mathbf w) = a", r"J(w) = \mathbf w w"], {"J", r"\mathbf{w}", "w", "a"}),
        ([r"a = \dim V \text{ using } b", r"\mathrm{loss} = 2 d_{model}"],
         {"a", "V", "b", r"\operatorname{loss}", "d_{model}"}),
    ],
)  # fmt: skip
def test_one_symbol_is_one_row_and_a_word_is_none(formulas: list[str], symbols: set[str]) -> None:
    sheet = complete_symbol_rows(Paper("t", formulas=tuple(FormulaRow(f, f) for f in formulas)))
    assert {row.symbol for row in sheet.symbols} == symbols


def test_definitions_in_running_text_and_in_boxes_are_candidates(tmp_path: Path) -> None:
    path = tmp_path / "walks.tex"
    path.write_text(
        r"""\documentclass{article}\title{Walks}\begin{document}
The walk of graphs uses $A = D^{-1} W + \lambda C$ and, with $n = 3$, also $k = 1, \dots, K$. States follow
\begin{equation} h_{t+1} = A h_t + B u_t \label{eq:walk} \end{equation}
\begin{algorithm}\caption{Walk}\begin{algorithmic}
\STATE $h \gets A h + B u$
\STATE $u \gets u - \eta (h - g) + c$
\end{algorithmic}\end{algorithm}
\end{document}""",
        encoding="utf-8",
    )
    sheet = read_sheet(path)
    assert [(row.latex, row.part) for row in sheet.formulas] == [
        (r"A = D^{-1} W + \lambda C", "inline"),
        (r"h_{t+1} = A h_t + B u_t", ""),
        (r"u \gets u - \eta (h - g) + c", "inline"),
    ]
    assert sheet.formulas[0].before.startswith("The walk of graphs uses")
