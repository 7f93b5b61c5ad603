"""Macros are read where they are defined and written out within bounds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.papers.source.flatten import ExpansionError, expand_macros
from drill.papers.source.macros import read_macro_definitions


@pytest.mark.parametrize(
    ("definitions", "latex", "written"),
    [
        (r"\newcommand{\R}{\mathbb{R}}", r"x \in \R^n", r"x \in \mathbb{R}^n"),
        (r"\newcommand\vx{\mathbf x}", r"\vx y", r"\mathbf x y"),
        (r"\newcommand{\vx}{x}", r"\vx y\vxa", r"x y\vxa"),
        (r"\newcommand{\E}[2][x]{\mathbb{E}_{#1}[#2]}", r"\E[z]{g}", r"\mathbb{E}_{z}[g]"),
        (r"\def\half{\frac12}", r"\half x", r"\frac12 x"),
        (r"\def\inner#1#2{\langle #1, #2\rangle}", r"\inner{a}b", r"\langle a, b\rangle"),
        (r"\DeclareMathOperator{\tr}{tr}", r"\tr A", r"\operatorname{tr} A"),
        (r"\DeclareMathOperator*{\amin}{arg\,min}", r"\amin_x", r"\operatorname*{arg\,min}_x"),
        (r"\DeclarePairedDelimiter{\n}{[}{]}", r"\n{x} \n*{y}", r"\left[ x \right] \left[ y \right]"),
        (r"\DeclarePairedDelimiter{\n}{[}{]}", r"\n[\big]{z}", r"\left[ z \right]"),
        (r"\let\eps\varepsilon", r"\eps", r"\varepsilon"),
        (r"\let\oldvec\vec \renewcommand{\vec}[1]{\oldvec{\mathbf{#1}}}", r"\vec{x}", r"\vec{\mathbf{x}}"),
        (r"\newcommand{\a}{\b}\newcommand{\b}{c}", r"\a", "c"),
        (r"\newcommand{\a}{1}\providecommand{\a}{2}", r"\a", "1"),
        (r"\newcommand{\a}{1}\renewcommand{\a}{2}", r"\a", "2"),
        (r"\NewDocumentCommand{\pd}{O{f} m}{\frac{#1}{#2}}", r"\pd{x}", r"\frac{f}{x}"),
        (r"\newcommand{\opt}{^{*}}", r"x\opt", r"x^{*}"),
        (r"\newcommand{\two}[2]{#2#1}", r"\two a\b", r"\b a"),
        (r"\newcommand{\dm}{d_{m}}", r"n\times\dm\times r", r"n\times d_{m}\times r"),
        (r"\newcommand{\prior}{\dist}\newcommand{\dist}{p(z)}", r"\log\prior", r"\log p(z)"),
        (r"\newcommand{\logof}[1]{\log#1}", r"\logof x\logof{(x)}", r"\log x\log(x)"),
        (r"\def\ba#1\ea{<#1>}", r"\ba x\eab \ea y", r"< x\eab > y"),
        (r"\NewDocumentCommand\e{s o m}{\IfBooleanTF#1*-\IfValueT{#2}{_{#2}}#3}", r"\e*a\e[b]c", r"*a-_{b}c"),
        (r"\NewDocumentCommand\q{d() g}{\IfNoValueTF{#1}{\{#2\}}{(#1)}}", r"\q(a)\q{b}", r"(a)\{b\}"),
        (r"\DeclarePairedDelimiterX\i[2]<>{#1,#2}", r"\i ab\i*cd", r"\left< a,b \right>\left< c,d \right>"),
        (r"\newcommand * \T {^\top}", r"x\T y", r"x^\top y"),
    ],
)  # fmt: skip
def test_macros_are_written_out(definitions: str, latex: str, written: str) -> None:
    assert expand_macros(latex, read_macro_definitions(definitions)) == written


def test_a_missing_argument_leaves_the_command() -> None:
    assert expand_macros(r"x \norm", read_macro_definitions(r"\newcommand{\norm}[1]{|#1|}")) == r"x \norm"


@pytest.mark.parametrize(
    "definitions",
    [
        r"\newcommand{\a}{\b}\newcommand{\b}{\a}",
        r"\newcommand{\a}{\a\a}",
        "".join(
            rf"\newcommand{{\{c}}}{{{chr(92) + p + ' '}}}" for c, p in zip("bcdefgh", "abcdefg", strict=True)
        )
        + r"\newcommand{\a}{\h\h\h\h}",
    ],
)
def test_macros_without_end_are_refused_soon(definitions: str) -> None:
    with pytest.raises(ExpansionError):
        expand_macros(r"\a + \b", read_macro_definitions(definitions))


TENFOLD = r"\newcommand{\ba}{x}" + "".join(
    rf"\newcommand{{\b{name}}}{{" + rf"\b{before}" * 10 + "}" for before, name in pairwise("abcdefghij")
)


def test_a_command_that_took_too_much_in_one_formula_takes_nothing_in_the_next() -> None:
    macros = read_macro_definitions(TENFOLD + r"\newcommand{\norm}[1]{|#1|}\newcommand{\opt}[1][]{\norm}")
    spent: list[int] = []
    for latex in (r"\bj", r"\bj + 1", r"\norm{\bi}", r"\opt{\norm{\bh}}"):
        left = macros.left
        with pytest.raises(ExpansionError):
            expand_macros(latex, macros)
        spent.append(left - macros.left)
    assert spent[0] > 1_000
    assert max(spent[1:]) < 20
    assert expand_macros(r"\bb + \opt{\norm{x}}", macros) == "x" * 10 + " + ||x||"


def test_no_command_is_blamed_for_its_arguments() -> None:
    macros = read_macro_definitions(r"\newcommand{\wrap}[1]{(#1)}\newcommand{\look}{\wrap}\newcommand{\x}{y}")
    for name in (r"\wrap", r"\look"):
        with pytest.raises(ExpansionError):
            expand_macros(name + "{" + r"\x " * 3_000 + "}", macros)
    assert expand_macros(r"\look{\x}", macros) == "(y)"


def test_a_paper_has_one_budget_for_all_its_formulas() -> None:
    macros = read_macro_definitions(r"\newcommand{\x}[1]{y}")
    macros.left = 1_500
    expand_macros(r"\x1" * 1_000, macros)
    for latex in (r"\x1" * 1_000, r"\x1"):
        with pytest.raises(ExpansionError):
            expand_macros(latex, macros)


def test_environments_and_theorems() -> None:
    macros = read_macro_definitions(
        r"\newenvironment{eqn}{\begin{equation}}{\end{equation}}\newtheorem{thm}[x]{Theorem}"
    )
    assert macros.commands["begin{eqn}"].body == r"\begin{equation}"
    assert macros.theorems == {"thm": "Theorem"}


@given(st.text(alphabet=r"\{}[]#1ab newcommanddefletx*", max_size=120))
def test_any_text_is_read_and_written_out_or_refused(text: str) -> None:
    macros = read_macro_definitions(text)
    try:
        expand_macros(text, macros)
    except ExpansionError:
        return


def test_gaps_around_brackets_are_not_redefined() -> None:
    macros = read_macro_definitions(
        r"\let\oldleft\left \renewcommand{\left}{\mathopen{}\mathclose\bgroup\oldleft}"
        r"\renewcommand{\right}{\aftergroup\egroup\right}"
    )
    assert expand_macros(r"\left( u \right)", macros) == r"\left( u \right)"


def test_what_a_group_defines_anew_holds_in_it_alone() -> None:
    macros = read_macro_definitions(
        r"\newcommand{\state}[2]{h^{(#1)}_{#2}} {\renewcommand{\state}[1]{H^{(#1)}} \includegraphics{a}}"
    )
    assert expand_macros(r"\state{1}{i}", macros) == "h^{(1)}_{i}"
