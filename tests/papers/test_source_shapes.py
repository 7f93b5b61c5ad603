"""Sources under any name and in any encoding, boxes of algorithm2e, and Markdown of several kinds."""

from __future__ import annotations

from pathlib import Path
from tarfile import REGTYPE

import pytest

from drill.papers import read_sheet
from drill.papers.source.document_reader import read_paper_document
from tests.papers.packing import tarred, zipped

PAPER = r"\documentclass{article}\title{T}\begin{document}\[a=1\]\end{document}"


@pytest.mark.parametrize("name", ["paper", "paper.txt", "paper.latex", "2401.01234", "ms.tex_final", "A.TEX"])
def test_tex_is_recognised_by_its_content(tmp_path: Path, name: str) -> None:
    members = [(name, PAPER), ("fig.png", b"\x89PNG\0\0"), ("README.txt", "hello"), ("notes.md", "$$b=2$$")]
    folder = tmp_path / "folder"
    folder.mkdir()
    for member, data in members:
        (folder / member).write_bytes(data.encode() if isinstance(data, str) else data)
    (tmp_path / "p.zip").write_bytes(zipped(members))
    (tmp_path / "p.tar.gz").write_bytes(tarred([(member, data, REGTYPE) for member, data in members]))
    for source in (folder, tmp_path / "p.zip", tmp_path / "p.tar.gz"):
        assert [formula.latex for formula in read_paper_document(source).formulas] == ["a=1"]


@pytest.mark.parametrize(
    ("declared", "encoding", "title"),
    [
        ("koi8-r", "koi8-r", "Привет"), ("cp1251", "cp1251", "Привет"), ("cp866", "cp866", "Привет"),
        ("latin1", "latin-1", "Grün"), ("latin2", "latin2", "Łódź"), ("ansinew", "cp1252", "Grün – x"),
        ("applemac", "mac-roman", "Grün"), ("koi8-r", "utf-8", "Привет"), ("latin1", "utf-8", "Grün"),
    ],
)  # fmt: skip
def test_an_encoding_is_that_which_is_declared_unless_the_bytes_are_unicode(
    tmp_path: Path, declared: str, encoding: str, title: str
) -> None:
    text = PAPER.replace(r"\title{T}", rf"\usepackage[{declared}]{{inputenc}}\title{{{title}}}")
    (tmp_path / "main.tex").write_bytes(text.replace(r"\[a", r"\input{part}\[a").encode(encoding))
    (tmp_path / "part.tex").write_bytes(f"{title} here.".encode(encoding))
    document = read_paper_document(tmp_path / "main.tex")
    assert document.paper.title == title
    assert document.paragraphs[0].text.startswith(f"{title} here.")


def test_one_stray_byte_garbles_no_other(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_bytes(PAPER.replace("{T}", "{Größe}").encode() + b"% f\xfcr")
    assert read_paper_document(tmp_path / "main.tex").paper.title == "Größe"


def test_a_blank_part_is_there(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(r"\input{settings}" + PAPER)
    (tmp_path / "settings.tex").write_text("\n\n")
    assert read_paper_document(tmp_path / "main.tex").paper.notes == ()


BOX = r"""[H]
\SetAlgoLined\DontPrintSemicolon
\KwIn{step size $\eta$, $x \; y$}
\SetKwInOut{Init}{Start}
$w \gets 0$\;
\For(\tcp*[h]{loop}){$t=1$ \KwTo $T$}{
  $g = 2 w$\tcp*{gradient}
  \eIf{$g > 0$}{$w = w - \eta g$\;}{$w = w + \eta g$\;}
  \uIf{$a$}{$x=1$\;}\lElse{$x=3$}
}
\Repeat{$t > T$}{$t \gets t+1$\;}
\Return{$w$}\;
\caption{The method}\label{alg:m}
"""


@pytest.mark.parametrize("name", ["algorithm", "algorithm*", "algorithm2e"])
def test_boxes_of_algorithm2e(tmp_path: Path, name: str) -> None:
    box = rf"\begin{{{name}}}{BOX}\end{{{name}}}"
    (tmp_path / "main.tex").write_text(PAPER.replace(r"\[a", rf"{box}\[a"))
    (read,) = read_paper_document(tmp_path / "main.tex").paper.algorithms
    assert (read.caption, read.label) == ("The method", "alg:m")
    assert read.steps == (
        r"input step size $\eta$, $x \; y$",
        r"$w \gets 0$",
        "for $t=1$ to $T$",
        "  $g = 2 w$",
        "  if $g > 0$",
        r"    $w = w - \eta g$",
        "  else",
        r"    $w = w + \eta g$",
        "  if $a$",
        "    $x=1$",
        "  else",
        "    $x=3$",
        "repeat",
        r"  $t \gets t+1$",
        "until $t > T$",
        "return $w$",
    )


def test_what_is_marked_up_in_a_box_is_plain_words(tmp_path: Path) -> None:
    box = r"""\begin{algorithm}\begin{algorithmic}
\REQUIRE \textbf{Input:} {\bf data} $x$ {}
\FOR{$t = 1, \dots, T$}
\STATE {\color{blue} $x \gets \textsc{step}(x)$} \COMMENT{a {\em deep} remark}
\ENDFOR
\STATE \textbf{return} {$x$} \begin{foo} of \emph{all_steps} \hline
\STATE \textbf{end for}
\end{algorithmic}
\caption{\textbf{The} {\sc method} of \cite{b} with {\emph{two {deep}} groups}\label{alg:m}}
\end{algorithm}"""
    (tmp_path / "main.tex").write_text(PAPER.replace(r"\[a", rf"{box}\[a"))
    (read,) = read_paper_document(tmp_path / "main.tex").paper.algorithms
    assert (read.caption, read.label) == ("The method of with two deep groups", "alg:m")
    assert read.steps == (
        "require Input: data $x$",
        r"for $t = 1, \dots, T$",
        r"  $x \gets \textsc{step}(x)$",
        r"return $x$ of all\_steps",
        "end for",
    )


@pytest.mark.parametrize(
    ("text", "displays"),
    [
        ("Let $$\\mathbf{x}$$ be the input.\n\n$$ y = x $$\n", ["y = x"]),
        ("We have $$a = b$$ where $c$ is.\n", ["a = b"]),
        ("We have $$a = b$$ where c is.\n\n$$\nd = e\n$$\n", ["d = e"]),
        ("Text\n\n    $$ a = 2 $$\n    x\n\n$$ b = 3 $$\n", ["b = 3"]),
        ("- item\n\n    $$ a = 2 $$\n\n\t$$ c = 1$$\n\n$$ b = 3 $$\n", ["a = 2", "c = 1", "b = 3"]),
        ("1. item $$x$$\n   $$ a = 2 $$ (1)\n", ["a = 2"]),
        ("Text\n$$a = 1$$,\nmore $x$\n", ["a = 1"]),
        ("Text\n[\na = 1\n]\nmore", ["a = 1"]),
        ("Text\n\n[ \\nabla a = 2 ],\n\nmore", ["\\nabla a = 2"]),
        ("> [\n> a = b + 1\n> ]\n", ["a = b + 1"]),
        ("[\n\\begin{aligned} a &= b \\\\ &= c \\end{aligned}\n]", ["a = b = c"]),
        ("[x](http://a.b/?x=1)\n[a = b]: http://x\n- [ ] y = 1\n[1] a = b\n\n$$a = 1$$\n", ["a = 1"]),
        ("```python\nx = (\n[\n  a == 1,\n]\n)\n```\n\n$$a = 1$$\n", ["a = 1"]),
    ],
)
def test_displays_of_markdown(tmp_path: Path, text: str, displays: list[str]) -> None:
    (tmp_path / "notes.md").write_text(text)
    assert [
        formula.latex.strip(" ,") for formula in read_paper_document(tmp_path / "notes.md").formulas
    ] == displays


def test_formulas_are_in_the_order_of_the_text_with_the_papers_own_section_numbers(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(
        r"\documentclass{article}\title{S}\begin{document}\section{Intro} \section{Model} \input{z_model}"
        "\n"
        r"\section*{Thanks} \[ z = x^2\]\appendix\section{Proofs} \input{a_proofs}\end{document}"
    )
    (tmp_path / "z_model.tex").write_text("First\n\nset $c = x^2 + y^2$ here.\n\n" r"\[ y = a x + c \]")
    (tmp_path / "a_proofs.tex").write_text("Set $e = x^2 + c^2$ here.\n\n" r"\[ d = e + x \]")
    sheet = read_sheet(tmp_path / "main.tex")
    assert [row.latex.split()[0] for row in sheet.formulas] == ["c", "y", "z", "d"]
    assert [(block.printed, block.title) for block in sheet.blocks] == [
        ("2", "Model"),
        ("", "Thanks"),
        ("A", "Proofs"),
    ]
    assert [row.block for row in sheet.formulas] == [1, 1, 2, 3]


def test_a_row_in_an_array_is_a_row_and_a_gap_beside_an_operator_is_a_blank(tmp_path: Path) -> None:
    displays = [
        r"\[\begin{array}{rcl} d &=& e + f \end{array}.\]",
        r"\[ M = a \quad + \quad b \hspace{1cm} - \quad c \]",
        r"\[ a = b, \quad c = d \]", r"\[ a = b \quad -c = d \]",
    ]  # fmt: skip
    (tmp_path / "main.tex").write_text(r"\begin{document}" + "".join(displays) + r"\end{document}")
    assert [row.latex for row in read_sheet(tmp_path / "main.tex").formulas] == [
        "d = e + f", "M = a + b - c", r"a = b, \quad c = d", r"a = b \quad -c = d",
    ]  # fmt: skip


def test_a_section_ends_at_the_next_one_and_the_last_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(
        r"\begin{document}\section{One} \[ a = b + 1 \] \section*{Two} \[ c = d + 1 \]"
        r"\begin{theorem} \[ e = f + 1 \] \end{theorem} \[ g = h + 1 \] "
        r"\section{Last} \[ k = l + 1 \]\end{document}"
    )
    sheet = read_sheet(tmp_path / "main.tex")
    titles = {block.number: block.title for block in sheet.blocks}
    assert [titles[row.block] for row in sheet.formulas] == ["One", "Two", "Theorem", "Two", "Last"]
