"""From sources to documents: formulas with places, labels, numbers and context; algorithms; references."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers import read_sheet
from drill.papers.sheet.symbol_keys import canonical_tokens
from drill.papers.source.document import Document, Formula
from drill.papers.source.document_reader import read_paper_document
from drill.papers.source.outline import plain_words
from tests.papers.sources import NOTES, OPTIMISER, PAGE, STYLE


@pytest.fixture
def optimiser(tmp_path: Path) -> Document:
    (tmp_path / "main.tex").write_text(OPTIMISER.lstrip())
    (tmp_path / "local.sty").write_text(STYLE)
    return read_paper_document(tmp_path)


def by_label(document: Document, label: str) -> Formula:
    return next(formula for formula in document.formulas if formula.label == label)


def test_displays_are_found_with_macros_written_out(optimiser: Document) -> None:
    assert [formula.rows for formula in optimiser.formulas] == [
        (r"\theta_{t+1} = \theta_t - \alpha \nabla \hat{L}_t(\theta_t)",),
        (r"m_{t+1} = \beta m_t + (1-\beta) \nabla \hat{L}_t(\theta_t)",),
        (
            r"\left\lVert m_{t+1} \right\rVert \leq \beta \left\lVert m_t \right\rVert + (1-\beta) G",
            r"\leq G",
        ),
        (r"\frac{1}{n}\sum_{i} x_i = \bar x",),
        (r"w = \operatorname*{arg\,min}_w L(w)",),
    ]


def test_a_formula_knows_its_line_label_and_number(optimiser: Document) -> None:
    lines = OPTIMISER.lstrip().splitlines()
    step, buffer, bound = (by_label(optimiser, label) for label in ("eq:step", "eq:buffer", "eq:bound"))
    assert (step.number, buffer.number, bound.number) == ("1", "2", "3")
    assert lines[step.place.line - 1].startswith(r"\be\label{eq:step}")
    assert lines[buffer.place.line - 1] == r"\begin{align}"
    assert lines[bound.place.line - 1].startswith(r"\norm{m_{t+1}}")


def test_blocks_follow_the_headings(optimiser: Document) -> None:
    assert [(block.number, block.title) for block in optimiser.paper.blocks] == [
        (1, "Descent"),
        (2, "Averages"),
    ]
    assert by_label(optimiser, "eq:step").block == 1
    assert by_label(optimiser, "eq:bound").block == 2


def test_what_follows_a_theorem_stands_in_its_section(tmp_path: Path) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(
        r"\documentclass{article}\newtheorem{rule}{Rule}\begin{document}\section{Nests}"
        r"\begin{rule} \[ a = b \] \end{rule} Then \[ c = d \]"
        r"\section{Trees of Lemma~\ref{lem:one}} \[ e = f \] \end{document}"
    )
    document = read_paper_document(path)
    titles = {block.number: block.title for block in document.paper.blocks}
    assert [titles[formula.block] for formula in document.formulas] == ["Rule", "Nests", "Trees of Lemma"]


def test_sentences_around_a_display(optimiser: Document) -> None:
    step = by_label(optimiser, "eq:step")
    assert step.before == "The step is"
    assert step.after == r"Here $\alpha$ is the learning rate."


def test_title_in_plain_words(optimiser: Document) -> None:
    assert optimiser.paper.title == "A Note on Damped Descent"


def test_algorithm_boxes_as_steps(optimiser: Document) -> None:
    (box,) = optimiser.paper.algorithms
    assert (box.label, box.caption) == ("alg:damped", "Damped descent")
    assert box.steps == (
        r"$m \gets 0$",
        r"for $t = 1, \dots, T$",
        r"  $g \gets \nabla \hat{L}_t(\theta_t)$",
        r"  $m \gets \beta m + (1-\beta) g$",
        r"return $\theta$",
    )


def test_references_and_what_is_not_shown(optimiser: Document) -> None:
    assert {absent.what for absent in optimiser.paper.absent} == {
        "the update rule of polyak",
        "equation eq:missing",
    }


def test_markdown(tmp_path: Path) -> None:
    path = tmp_path / "notes.Rmd"
    path.write_text(NOTES)
    document = read_paper_document(path)
    assert document.paper.title == "Momentum in notes"
    assert [formula.rows for formula in document.formulas] == [
        (r"v_{t+1} = \mu v_t - \varepsilon g_t",),
        ("a = b",),
        ("c = d",),
    ]
    assert [formula.place.line for formula in document.formulas] == [8, 12, 22]
    assert [block.title for block in document.paper.blocks] == ["Setting", "Results"]


def test_html_of_latexml(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    document = read_paper_document(path)
    (formula,) = document.formulas
    assert (formula.rows, formula.number, formula.label) == (("y=x+1",), "1", "S1.E1")
    assert document.paper.title == "A page"
    assert [block.title for block in document.paper.blocks] == ["Losses"]
    assert any("$x$ is the input" in paragraph.text for paragraph in document.paragraphs)


def test_parts_are_put_in_and_keep_their_own_lines(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "main.tex").write_text(
        "\\documentclass{article}\n\\begin{document}\nOne.\n\\input{parts/two}\n$$a=b$$\n\\end{document}\n"
    )
    (tmp_path / "parts" / "two.tex").write_text("Two.\n\n$$c=d$$\n\\input{three}\n")
    (tmp_path / "parts" / "three.tex").write_text("$$e=f$$")
    document = read_paper_document(tmp_path)
    assert [(str(formula.place), formula.latex) for formula in document.formulas] == [
        ("parts/two.tex:3", "c=d"),
        ("parts/three.tex:1", "e=f"),
        ("main.tex:5", "a=b"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "wide.tex"
    path.write_bytes("Schrödinger wrote\n\\[ y = x + 1 \\]\nlong ago, and said so.\n".encode(encoding))
    assert [formula.latex for formula in read_paper_document(path).formulas] == ["y = x + 1"]


def test_what_would_be_a_paper_of_its_own_is_not_read(tmp_path: Path) -> None:
    whole = "\\documentclass{article}\\begin{document}\\begin{equation}%s\\end{equation}\\end{document} after"
    (tmp_path / "main.tex").write_text(whole % "a = b + c")
    (tmp_path / "supplement.tex").write_text(whole % "u = 2 v")
    document = read_paper_document(tmp_path)
    assert [(formula.latex, formula.number) for formula in document.formulas] == [("a = b + c", "1")]
    assert [note.code for note in document.paper.notes] == ["other"]


@pytest.mark.parametrize(
    ("rows", "statements"),
    [
        (r"P &= Q a \\ &\quad e^{b} + c", ["P = Q a e^{b} + c"]),
        (r"P &= Q a \\ & b c \\ &= d", ["P = Q a b c = d"]),
        (r"P &= Q a \\ &\cdot b", [r"P = Q a \cdot b"]),
        (r"P = Q a = Q \\ b c = d", ["P = Q a = Q b c = d"]),
        (r"P &= Q a \\ & x \ge 0", ["P = Q a", r"x \ge 0"]),
        (r"P &= Q a = b \\ c &= d", ["P = Q a = b", "c = d"]),
        (r"& P = Q \\ & c", ["P = Q", "c"]),
    ],
)
def test_a_product_cut_at_a_line_break_is_one(tmp_path: Path, rows: str, statements: list[str]) -> None:
    for shown in (rows, rf"\begin{{aligned}}{rows}\end{{aligned}}"):
        (tmp_path / "notes.md").write_text(f"# Bars\n\n\\begin{{align}}\n{shown}\n\\end{{align}}\n")
        found = [one for formula in read_paper_document(tmp_path).formulas for one in formula.statements]
        assert found == statements


@pytest.mark.parametrize(
    ("row", "is_left_out"), [(r"&\dots& \notag", True), (r"& \vdots", True), (r"\ldots + x_n", False)]
)
def test_dots_alone_stand_for_rows_that_are_left_out(tmp_path: Path, row: str, is_left_out: bool) -> None:
    rows = rf"y_1 &= f(x_1) \\ {row} \\ y_n &= f(x_n)"
    (tmp_path / "notes.md").write_text(f"# Bars\n\nWe take\n\n\\begin{{align}}\n{rows}\n\\end{{align}}\n")
    formulas = [one for one in read_paper_document(tmp_path).formulas if not one.is_left_out]
    assert any("dots" in one.latex for one in formulas) != is_left_out


@pytest.mark.parametrize(
    ("row", "formula"),
    [
        (r"c = g(a, \ldots, z)?", r"c = g(a, \ldots, z)"),
        (r"c = \frac{a}{b}?", r"c = \frac{a}{b}"),
        (r"a \overset{?}{=} b", r"a \overset{?}{=} b"),
        ("a = ?", "a = ?"),
    ],
)
def test_a_question_mark_ends_a_sentence_and_is_in_no_formula(tmp_path: Path, row: str, formula: str) -> None:
    (tmp_path / "notes.md").write_text(f"# Bars\n\nWhat is\n\n$$ {row} $$\n")
    (found,) = read_paper_document(tmp_path).formulas
    assert found.statements == (formula,)


def test_a_row_that_ends_in_what_is_taken_of_the_next_goes_on(tmp_path: Path) -> None:
    (tmp_path / "notes.tex").write_text(
        "\\documentclass{article}\n\\begin{document}\n"
        "\\begin{multline}\na = b \\log \\\\\n\\left[ c + d \\right]\n\\end{multline}\n"
        "\\begin{multline}\na = \\sum_{i=1}^{n_{0}} \\\\\nb_i\n\\end{multline}\n\\end{document}\n"
    )
    found = [formula.statements for formula in read_paper_document(tmp_path).formulas]
    assert found == [(r"a = b \log \left[ c + d \right]",), (r"a = \sum_{i=1}^{n_{0}} b_i",)]


def test_words_around_formulas_keep_their_inline_formulas(tmp_path: Path) -> None:
    (tmp_path / "notes.tex").write_text(
        "\\documentclass{article}\n\\begin{document}\n"
        "\\section{\\label{sec:gauge_one}The gauge of \\(u_1\\)}\n"
        "A gate \\(g = \\tau(x)\\)\nopens where $x$ is large, \\(x > 1\\), by\n"
        "\\begin{equation} y = g x \\quad \\text{for all \\(x\\)} \\end{equation}\n\\end{document}\n"
    )
    document = read_paper_document(tmp_path)
    assert document.paper.blocks[0].title == "The gauge of $u_1$"
    assert document.formulas[0].before == r"A gate $g = \tau(x)$ opens where $x$ is large, $x > 1$, by"
    assert r"\text{for all \(x\)}" in document.paragraphs[-1].text


def test_labels_of_r_markdown(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Rates\n\n$$v = u + a t (\\#eq:speed)$$\n\nBy \\@ref(eq:speed), $v$ grows.\n")
    document = read_paper_document(path)
    assert [(formula.latex, formula.label) for formula in document.formulas] == [("v = u + a t", "eq:speed")]


def test_ends_of_tables_in_macros_do_not_part_rows(tmp_path: Path) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(
        "\\documentclass{article}\n\\newcommand{\\bt}{\\begin{array}}\\newcommand{\\et}{\\end{array}}\n"
        "\\begin{document}\n\\begin{eqnarray*} f(x) &=& \\left\\{ \\bt{cl} x & \\mbox{if } x > 0 \\\\ 0 & "
        "\\mbox{else} \\et \\right. \\end{eqnarray*}\n\\end{document}\n"
    )
    assert len(read_paper_document(path).formulas) == 1


def test_formulas_of_github_in_markdown(tmp_path: Path) -> None:
    path = tmp_path / "layers.md"
    path.write_text("The width $`w`$ is kept.\n\n```math\nu = v\n\nc = d\n```\n\nBy both we stop.\n")
    document = read_paper_document(path)
    assert [formula.statements for formula in document.formulas] == [("u = v",), ("c = d",)]
    assert [formula.place.line for formula in document.formulas] == [3, 3]
    assert document.paragraphs[0].text == "The width $w$ is kept."


def test_commands_with_two_backslashes_in_markdown(tmp_path: Path) -> None:
    path = tmp_path / "loss.md"
    path.write_text(
        "$$L = \\\\frac{1}{n} \\\\sum_{i=1}^n u_i$$\n\nwhere $\\\\hat{u}$ is one.\n\n"
        "$$a = b \\\\ c = \\text{d}$$\n"
    )
    document = read_paper_document(path)
    assert [formula.statements for formula in document.formulas] == [
        ("L = \\frac{1}{n} \\sum_{i=1}^n u_i",),
        ("a = b", "c = \\text{d}"),
    ]
    assert document.formulas[0].after == "where $\\hat{u}$ is one."


LETTERED = r"""
\documentclass{article}
\numberwithin{equation}{section}
\title{\Bird: a Note}
\newcommand{\Bird}{\textsc{Wren}\xspace}
\begin{document}
\section{Rule}
\begin{equation} a = b + c \end{equation}
\appendix
\section{Proof}
\begin{equation} d = e + f \end{equation}
\begin{equation} g = h + k \tag*{$\square$} \end{equation}
\begin{equation} l = m + n \end{equation}
\end{document}
"""


def test_a_title_may_be_that_of_a_conference(tmp_path: Path) -> None:
    body = "\\begin{document}\\twocolumn[\\aistatstitle{Wrens at\\\\Rest}]$$a = b$$\\end{document}"
    (tmp_path / "main.tex").write_text(f"\\documentclass{{article}}{body}")
    assert read_paper_document(tmp_path).paper.title == "Wrens at Rest"


def test_numbers_of_an_appendix_are_not_known_and_the_end_of_a_proof_is_none(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(LETTERED)
    document = read_paper_document(tmp_path)
    assert document.paper.title == "Wren: a Note"
    assert [formula.number for formula in document.formulas] == ["1.1", "", "", ""]


OWN_COMMANDS = r"""
\documentclass{article}
\newcommand{\mute}{\nonumber}
\newcommand\counted{\addtocounter{equation}{1}\tag{\theequation}}
\begin{document}
\begin{align} a &= 2 b, \mute \\ c &= 3 d. \end{align}
\begin{align*} f &= 4 g, \\ h &= 5 k. \counted \label{here} \end{align*}
\begin{equation} l = 6 m \end{equation}
\end{document}
"""


def test_a_paper_may_number_by_commands_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(OWN_COMMANDS)
    document = read_paper_document(tmp_path)
    assert [formula.number for formula in document.formulas] == ["", "1", "", "2", "3"]


def test_a_label_of_a_row_without_a_number_is_that_of_the_numbered_row(tmp_path: Path) -> None:
    rows = "y &= a x + b, \\\\ x &= g(t) \\nonumber \\label{whole}"
    (tmp_path / "main.tex").write_text(
        f"\\documentclass{{article}}\n\\begin{{align}} {rows} \\end{{align}}\n"
    )
    assert [(one.number, one.label) for one in read_paper_document(tmp_path).formulas] == [
        ("1", "whole"),
        ("", ""),
    ]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        (r"A Dry Run (Fig.~\ref{map})", "A Dry Run"),
        (r"Proof of the Rule (Eq.~\eqref{e})", "Proof of the Rule"),
        (r"Runs (dry), see~\ref{map}", "Runs (dry), see"),
    ],
)
def test_a_heading_loses_what_it_refers_to(heading: str, words: str) -> None:
    assert plain_words(heading) == words


@pytest.mark.parametrize(
    ("box", "held"), [("\\resizebox{\\widthof{$a$}}{!}{$=$}", "="), ("\\scalebox{0.8}{$b$}", "b")]
)
def test_boxes_of_another_size_are_what_they_hold(tmp_path: Path, box: str, held: str) -> None:
    path = tmp_path / "note.tex"
    path.write_text(f"\\begin{{document}}\\begin{{equation}} a {box} c \\end{{equation}}\\end{{document}}")
    (formula,) = read_paper_document(path).formulas
    assert canonical_tokens(formula.latex) == ("a", *held.split(), "c")


@pytest.mark.parametrize(
    "box",
    [
        "\\begin{adjustbox}{max width=\\linewidth}\n $HELD$\n\\end{adjustbox}",
        "\\adjustbox{width=3cm}{\\(HELD\\)}",
        "\\resizebox{.9\\linewidth}{!}{$\\displaystyle HELD$}",
        "\\scalebox{0.8}[1]{ $HELD$ }",
        "\\resizebox*{3cm}{!}{$\\scalebox{0.9}{$HELD$}$}",
    ],
)
def test_a_formula_in_a_box_is_read_in_its_rows(tmp_path: Path, box: str) -> None:
    path = tmp_path / "note.tex"
    held = "\\begin{aligned} a &= b \\text{ if $c$} \\\\ &= d \\end{aligned}"
    display = box.replace("HELD", held)
    path.write_text(f"\\begin{{document}}\\begin{{equation}}{display}\\end{{equation}}\\end{{document}}")
    (formula,) = read_paper_document(path).formulas
    assert formula.rows == ("a = b \\text{ if $c$}", "= d")


def test_a_heading_has_the_words_of_the_papers_own_commands(tmp_path: Path) -> None:
    path = tmp_path / "note.tex"
    path.write_text(
        "\\def\\wren{\\ensuremath{\\operatorname{WREN}}}\\begin{document}\n"
        "\\section{\\wren-Net: a tree} We set $$a = b$$ \\end{document}"
    )
    assert [block.title for block in read_paper_document(path).paper.blocks] == ["WREN-Net: a tree"]


def test_a_theorem_that_is_named_after_a_work(tmp_path: Path) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(
        r"\documentclass{article}\newtheorem{rule}{\textbf{Rule}}\begin{document}"
        r"\begin{rule}[Simple count of \citealt{wren} and \citet{owl}] Nests hold eggs as follows:"
        r"\begin{equation} n = a + b \end{equation}\end{rule}\end{document}",
        encoding="utf-8",
    )
    document = read_paper_document(path)
    (formula,) = document.formulas
    assert [block.title for block in document.paper.blocks if block.number == formula.block] == [
        "Rule: Simple count"
    ]
    assert formula.before == "Nests hold eggs as follows:"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (r"\title{Paper}\begin{document}\maketitle \title{Supplement}", "Paper"),
        (r"\titlerunning{Short}\title{Long one}\begin{document}\maketitle", "Long one"),
        (r"\title{Left over}\title{Paper}\begin{document}\maketitle", "Paper"),
        (r"\begin{document}\title{Left over}\author{A. Finch}\title{Paper}", "Paper"),
        (r"\begin{document}\icmltitle{Paper} \icmltitle{Supplement}", "Paper"),
        (r"\begin{document}\maketitle \title{Late}", "Late"),
    ],
)
def test_of_several_titles_the_last_before_it_is_printed_counts(
    tmp_path: Path, head: str, title: str
) -> None:
    path = tmp_path / "note.tex"
    path.write_text(rf"\documentclass{{article}}{head} We set \[ y = 2 x \] \end{{document}}")
    assert read_paper_document(path).paper.title == title


REPEATED = r"""
\documentclass{article}\title{Averages}\begin{document}
\section{Method}
Gradients are averaged,
\begin{equation}\label{eq:avg} m_t = \beta m_{t-1} + (1-\beta) g_t, \end{equation}
and the step is
\[ \theta_{t+1} = \theta_t - \eta\, m_t. \]
\begin{equation} v = m_t + \beta \end{equation}
\appendix
\section{Details}
The average of \eqref{eq:avg} once more:
\begin{equation}\label{eq:again} m_t=\beta\,m_{t-1}+\left(1-\beta\right)g_t . \end{equation}
From \eqref{eq:again} follows the step
\begin{align} \theta_{t+1} &= \theta_t - \eta m_t \label{eq:step} \end{align}
\begin{equation} c = \beta^2 \theta_t \end{equation}
\end{document}
"""


def test_a_formula_that_is_repeated_stands_once_with_both_places(tmp_path: Path) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(REPEATED.lstrip())
    rows = read_sheet(path).formulas
    assert [row.latex[:8] for row in rows] == ["m_t = \\b", "\\theta_{", "v = m_t ", "c = \\bet"]
    average, step = rows[:2]
    assert (average.number, [(each.number, each.line) for each in average.also]) == ("1", [("3", 11)])
    # what has its number in the appendix alone is called by it
    assert (step.line, step.number, [(each.number, each.line) for each in step.also]) == (6, "4", [("4", 13)])
    # who points at one of its places points at it
    assert average.cited == 2
    assert step.referenced == ("eq:again",)
    assert average.pointers == {"1", "3", "eq:avg", "eq:again"}


def test_gaps_between_lines_are_no_part_of_a_title(tmp_path: Path) -> None:
    (tmp_path / "p.tex").write_text(
        r"\documentclass{article}\title{Two lines\\[2pt] of it}\begin{document}\section{One\\*[-1ex] more}"
        "\n\\begin{equation} y = x \\end{equation}\\end{document}",
        encoding="utf-8",
    )
    sheet = read_sheet(tmp_path / "p.tex")
    assert sheet.title == "Two lines of it"
    assert sheet.blocks[0].title == "One more"


def test_what_a_problem_is_subject_to_goes_on_with_it(tmp_path: Path) -> None:
    (tmp_path / "p.tex").write_text(
        r"\documentclass{article}\begin{document}We solve\begin{align*}L &= \min_a \sum_i a_i x_i \\"
        r" &\text{s.t.} \quad \sum_i a_i = 1\end{align*}\end{document}",
        encoding="utf-8",
    )
    (formula,) = read_sheet(tmp_path / "p.tex").formulas
    assert "sum_i a_i = 1" in formula.latex


@pytest.mark.parametrize(
    ("preamble", "remark"),
    [
        ("", r"\todo{Ask $q$ again.}"),
        ("", "\\todo[color=red!40, inline]\n{Zb1L: {W3} 5 \\%}"),
        ("", r"\fxnote*{Ask again.}"),
        (r"\newcommand\todo[1]{\textcolor{red}{#1}}", r"\todo{Ask $q$ again.}"),
        (r"\newcommand{\todo}[1]{\textcolor{red}{#1}}", r"\todo{Ask $q$ again.}"),
        (r"\newcommand{\ann}[1]{\todo[inline]{Ann: #1}}", r"\ann{Ask again.}"),
    ],
)
def test_remarks_of_the_authors_are_not_the_papers_text(tmp_path: Path, preamble: str, remark: str) -> None:
    body = f"The width $w$ {remark} is kept. By \\todolist{{kept}} it stays.\n\n\\[ w = 1 \\]\n"
    main = f"\\documentclass{{article}}\n{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    (tmp_path / "main.tex").write_text(main)
    paragraph = read_paper_document(tmp_path / "main.tex").paragraphs[0]
    assert " ".join(paragraph.text.split()) == r"The width $w$ is kept. By \todolist{kept} it stays."


def test_a_line_of_comment_ends_no_paragraph_as_a_blank_line_does(tmp_path: Path) -> None:
    text = r"""\documentclass{article}\begin{document}
The decay rate
   %
% of the old text
$b$ is kept. % here

It ends.
\begin{align}
a &= b \\
% c &= d \\
e &= f
\end{align}
\end{document}"""
    (tmp_path / "main.tex").write_text(text)
    document = read_paper_document(tmp_path / "main.tex")
    words = [" ".join(paragraph.text.split()) for paragraph in document.paragraphs[:2]]
    assert words[0] == "The decay rate $b$ is kept."
    assert words[1].startswith("It ends.")
    assert [(formula.latex, formula.place.line) for formula in document.formulas] == [
        ("a = b", 8),
        ("e = f", 11),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.tex",
            "\\documentclass{article}\\title{A T%sitle}\\begin{document}\\section{On T%sime}$$x = 1$$"
            "\\end{document}",
        ),
        ("a.md", "# A T%sitle\n\n## On T%sime\n\n$$x = 1$$\n"),
    ],
)
def test_characters_that_nobody_sees_leave_a_title(tmp_path: Path, name: str, text: str) -> None:
    unseen = "\U000e0069\U000e0067\u200b"
    (tmp_path / name).write_text(text % (unseen, unseen), encoding="utf-8")
    document = read_paper_document(tmp_path / name)
    assert document.paper.title == "A Title"
    assert [block.title for block in document.paper.blocks] == ["On Time"]
