"""Macros are read where they are defined and written out within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.papers.source.macro_expansion import ExpansionError, expand_macros
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
    assert expand_macros(latex, read_macro_definitions(definitions).commands) == written


def test_a_missing_argument_leaves_the_command() -> None:
    assert (
        expand_macros(r"x \norm", read_macro_definitions(r"\newcommand{\norm}[1]{|#1|}").commands)
        == r"x \norm"
    )


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
        expand_macros(r"\a + \b", read_macro_definitions(definitions).commands)


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
        expand_macros(text, macros.commands)
    except ExpansionError:
        return


def test_gaps_around_brackets_are_not_redefined() -> None:
    macros = read_macro_definitions(
        r"\let\oldleft\left \renewcommand{\left}{\mathopen{}\mathclose\bgroup\oldleft}"
        r"\renewcommand{\right}{\aftergroup\egroup\right}"
    )
    assert expand_macros(r"\left( u \right)", macros.commands) == r"\left( u \right)"


def test_what_a_group_defines_anew_holds_in_it_alone() -> None:
    macros = read_macro_definitions(
        r"\newcommand{\state}[2]{h^{(#1)}_{#2}} {\renewcommand{\state}[1]{H^{(#1)}} \includegraphics{a}}"
    )
    assert expand_macros(r"\state{1}{i}", macros.commands) == "h^{(1)}_{i}"
