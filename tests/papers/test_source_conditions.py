"""Of a condition that a paper decides one branch is read, as TeX prints it; of any other all are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drill.papers.source.document_reader import read_paper_document

FILES = {
    "sty.sty": r"\newif\ifsty\stytrue",
    "opt.sty": r"\newif\iflong\DeclareOption{long}{\longtrue}\ProcessOptions\relax",
    "outer.sty": r"\RequirePackage{styles/a}",
    "styles/a.sty": r"\RequirePackage{outer}\newcommand{\va}{7}",
    "part.tex": "\\ifs\\[a=1\\]\\else\\[a=2\\]\\fi\n",
    "ended.tex": "\\[a=1\\]\n\\endinput\n\\[a=2\\]\n",
    "one.tex": "\\[a=1\\]\n",
    "two.tex": "\\[a=2\\]\n",
    "with space.tex": "\\[a=1\\]\n",
    "sub/x.tex": "\\[a=1\\]\n",
}
# The preamble, the body, and the right sides of the formulas in it.
CONDITIONS = [
    (r"\newif\ifs\strue", r"\ifs \[a=1\]\else\[a=2\]\fi", "1"),
    (r"\newif\ifs", r"\ifs \[a=1\]\else\[a=2\]\fi", "2"),
    (r"\newif\ifs\strue", r"\ifs \[a=1\]\fi \sfalse \ifs\[a=2\]\else\[a=3\]\fi", "13"),
    (r"", r"\ifdefined\full \[a=1\]\else\[a=2\]\fi", "2"),
    (r"", r"\if0 \[a=1\]\else\[a=2\]\fi\if 1\[a=3\]\fi\if01\[a=4\]\fi", "2"),
    (r"", r"\iftrue \[a=1\]\else\[a=2\]\fi", "1"),
    (r"", r"\iffalse \[a=1\]\else\[a=2\]\fi", "2"),
    (r"", r"\iffalse \iftrue\[a=1\]\else\[a=5\]\fi\else\[a=2\]\fi\[a=3\]", "23"),
    (r"", r"\if00\[a=1\]\fi\[a=2\]", "12"),
    (r"\def\full{}", r"\ifdefined\full \[a=1\]\else\[a=2\]\fi", "1"),
    (r"", r"\ifdefined\undefined \[a=1\]\else\[a=2\]\fi", "2"),
    (r"\newcommand{\x}[1]{\ifx&#1&1\else #1\fi}", r"\[a = \x{}\] \[a = \x{3}\]", "13"),
    (r"", '\\[a=1\\]\\endinput\n\\[a=2\\]', "1"),
    (r"\newcommand{\long}[1]{}\newcommand{\short}[1]{#1}", r"\long{\[a=1\]}\short{\[a=2\]}", "2"),
    (r"\newif\ifd\newcommand{\draft}[1]{\ifd#1\fi}", r"\draft{\[a=1\]}\[a=2\]", "2"),
    (r"\newif\ifd\newcommand{\draft}[1]{\ifd#1\fi}\dtrue", r"\draft{\[a=1\]}\[a=2\]", "12"),
    (r"\newif\ifd\newcommand{\final}{\dtrue}\final", r"\ifd\[a=1\]\else\[a=2\]\fi", "1"),
    (r"\newif\ifd\newcommand{\setit}[1]{\d#1}", r"\ifd\[a=1\]\else\[a=2\]\fi", "2"),
    (r"\usepackage{sty}", r"\ifsty\[a=1\]\else\[a=2\]\fi", "1"),
    (r"\usepackage[long]{opt}", r"\iflong\[a=1\]\else\[a=2\]\fi", "1"),
    (r"\usepackage{opt}", r"\iflong\[a=1\]\else\[a=2\]\fi", "2"),
    (r"\missingtrue", r"\ifmissing\[a=1\]\else\[a=2\]\fi", "1"),
    (r"\newif\ifs\strue\newif\ift", r"\ifs\ift\[a=1\]\else\[a=2\]\fi\else\ift\[a=3\]\else\[a=4\]\fi\fi", "2"),
    (r"\newif\ifs\strue", r"\[a = \ifs 1 \else 2 \fi\]", "1"),
    (r"\newif\ifs\newcommand{\val}{\ifs 1\else 2\fi}", r"\[a = \val\]", "2"),
    (r"\newcommand{\x}[1]{\ifx#1\empty 1\else #1\fi}", r"\[a = \x{3}\]", "3"),
    (r"", r"$x \iff y$ \[a=1\] $p \iff q$ \[a=2\]", "12"),
    (r"\newif\ifs\strue", r"\input{part}\[a=3\]", "13"),
    (r"\newif\ifs", r"\input{part}\[a=3\]", "23"),
    (r"", r"\input{ended}\[a=3\]", "13"),
    (r"", r"\iffalse\input{nofile}\fi\[a=1\]", "1"),
    (r"\def\dir{sub}", r"\input{\dir/x}\[a=2\]", "12"),
    (r"", '\\input{"with space"}\\input{with space}\\input "with space"\n\\[a=2\\]', "1112"),
    (r"", r"\import{sub/}{x}\subimport{sub/}{x}\import*{sub}{x}", "111"),
    (r"\usepackage{styles/a}", r"\[a=\va\]", "7"),
    (r"\usepackage{outer}", r"\[a=\va\]", "7"),
    (r"%comment \ifx", '%\\iffalse\n\\[a=1\\]%\\fi\n\\[a=2\\]', "12"),
    (r"\def\ifs{\iftrue}", r"\ifs\[a=1\]\else\[a=2\]\fi", "1"),
    (r"\newif\ifs\AtBeginDocument{\strue}", r"\ifs\[a=1\]\else\[a=2\]\fi", "1"),
    (r"\newcommand{\cut}[1]{}", r"\cut{\[a=1\] \input{two}} \[a=3\]", "3"),
    (r"\newcommand{\cut}[1]{\ignorespaces}", r"\cut{\input{one}}\[a=3\]", "3"),
    (r"\def\cut#1{}", r"\cut{A \cut{\[a=1\]} \input{one}}\[a=3\]", "3"),
    (r"\newcommand{\cut}[1]{#1}", r"\cut{\input{one}}\[a=3\]", "13"),
    (r"\newcommand{\cut}[1]{}\renewcommand{\cut}[1]{#1}", r"\cut{\input{one}}\[a=3\]", "13"),
    (r"\newcommand{\cut}[2][]{}", r"\cut[x]{\[a=1\]}\[a=3\]", "3"),
    (r"\newif\ifs\strue", r"{\global\sfalse}\ifs\[a=1\]\else\[a=2\]\fi", "2"),
    (r"\let\ifs\iftrue", r"\ifs\[a=1\]\else\[a=2\]\fi", "1"),
    (r"", r"\begin{comment}\[a=1\]\end{comment}\[a=2\]", "2"),
    (r"\def\ifdraft#1#2{#2}", r"\ifdraft{\[a=1\]}{\[a=2\]}", "2"),
]  # fmt: skip


# Conditions that the text alone does not decide, all of whose branches are read.
UNDECIDED = [
    (r"", r"\ifmissing\[a=1\]\else\[a=2\]\fi", "12"),
    (r"", r"\ifx\a\undefined \[a=1\]\else\[a=2\]\fi", "12"),
    (r"", r"\unless\ifdefined\full \[a=1\]\else\[a=2\]\fi", "12"),
    (r"", r"\ifcase\n \[a=1\]\or\[a=2\]\or\[a=3\]\else\[a=4\]\fi", "1234"),
    (r"", r"\ifdim\a<1pt \iffalse\[a=1\]\else\[a=2\]\fi\else\[a=3\]\fi\[a=4\]", "234"),
    (r"\newif\ifs", r"\ifs\ifodd\n\[a=1\]\else\[a=2\]\fi\else\[a=3\]\fi", "3"),
    (r"\newif\ift", r"\ifs\ttrue\fi\ift\[a=1\]\else\[a=2\]\fi", "1"),
    (r"", r"\iftoggle{long}{\[a=1\]}{\[a=2\]}\nottoggle{long}{\[a=3\]}{}", "123"),
    (r"", r"\ifthenelse{\boolean{s}}{\[a=1\]}{\input{two}}", "12"),
    (r"", r"\IfFileExists{one}{\[a=8\]}{\[a=9\]}", "89"),
    (r"\ifs\newcommand{\v}{1}\fi", r"\[a=\v\]", "1"),
    (r"\ifs\newcommand{\v}{1}\else\newcommand{\w}{2}\fi", r"\[a=\v\]\[a=\w\]", "12"),
    (r"\@ifundefined{foo}{\def\v{1}}{}", r"\[a=\v\]", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("preamble", "body", "right_sides"), [*CONDITIONS, *UNDECIDED])
def test_what_a_condition_hides_is_not_read(
    tmp_path: Path, preamble: str, body: str, right_sides: str
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    main = f"\\documentclass{{article}}\n{preamble}\n\\begin{{document}}\nText.\n{body}\n\\end{{document}}\n"
    (tmp_path / "main.tex").write_text(main)
    document = read_paper_document(tmp_path / "main.tex")
    assert (
        "".join(re.sub(r"\s", "", formula.latex).removeprefix("a=") for formula in document.formulas)
        == right_sides
    )
    is_undecided = (preamble, body, right_sides) in UNDECIDED
    is_said = is_undecided and body.endswith(("\\fi", "4\\]")) and preamble != r"\newif\ifs"
    codes = {note.code for note in document.paper.notes}
    assert codes == ({"both-branches"} if is_said else set())


@pytest.mark.parametrize(
    "definition",
    [
        r"\newcommand{\x}[1]{\ifthenelse{\equal{#1}{}}{1}{2}}",
        r"\newcommand{\x}[1]{\ifstrempty{#1}{1}{2}}",
        r"\newcommand{\x}[1]{\ifodd#1 1\else 2\fi}",
    ],
)
def test_a_formula_with_an_undecided_condition_is_not_read_as_a_product(
    tmp_path: Path, definition: str
) -> None:
    path = tmp_path / "main.tex"
    path.write_text(rf"{definition}\begin{{document}}\[a = b\x{{3}}\]\end{{document}}")
    (formula,) = read_paper_document(path).formulas
    assert "\\if" in formula.latex


def test_numbers_are_those_of_the_side_that_is_read(tmp_path: Path) -> None:
    equation = "\\begin{equation} a = %d \\end{equation}"
    sides = rf"\ifs {equation % 1}\else {equation % 2}\fi {equation % 3}"
    path = tmp_path / "main.tex"
    path.write_text(rf"\newif\ifs \strue \begin{{document}} {sides} \end{{document}}")
    assert [(formula.latex, formula.number) for formula in read_paper_document(path).formulas] == [
        ("a = 1", "1"),
        ("a = 3", "2"),
    ]


def test_a_wrapper_brings_title_and_macros_of_what_it_includes(tmp_path: Path) -> None:
    (tmp_path / "top.tex").write_text(r"\input{main}")
    (tmp_path / "main.tex").write_text(
        r"\documentclass{own}\newcommand{\bb}{\mathbf b}\title{Top}\begin{document}\[\bb=\cc\]\end{document}"
    )
    (tmp_path / "own.cls").write_text(r"\LoadClass{base}")
    (tmp_path / "base.cls").write_text(r"\newcommand{\cc}{c}")
    document = read_paper_document(tmp_path / "top.tex")
    assert document.paper.title == "Top"
    assert [formula.latex for formula in document.formulas] == [r"\mathbf b=c"]
