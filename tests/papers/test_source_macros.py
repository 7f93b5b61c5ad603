"""Macros are read where they are defined and written out within bounds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.papers.source.document import Manuscript
from drill.papers.source.flatten import flatten_source
from drill.papers.source.intake import Packed, Source


def flatten(text: str) -> Manuscript:
    """Return a text of LaTeX with its macros written out."""
    return flatten_source(Source("a.tex", "latex", "a.tex", Packed({"a.tex": text.encode()})))


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
        (r"\DeclarePairedDelimiterX\i[2]<>{#1,#2}", r"\i ab\i*cd", r"\left< a,b \right>\left< c,d \right>"),
        (r"\newcommand * \T {^\top}", r"x\T y", r"x^\top y"),
    ],
)  # fmt: skip
def test_macros_are_written_out(definitions: str, latex: str, written: str) -> None:
    assert flatten(f"{definitions}\n{latex}").text.strip() == written


def test_a_missing_argument_leaves_the_command() -> None:
    assert flatten(r"\newcommand{\norm}[1]{|#1|}x \norm").text.strip() == r"x \norm"


def test_the_last_command_of_a_macro_takes_its_arguments_behind_the_call() -> None:
    definitions = r"\newcommand{\norm}[1]{|#1|}\newcommand{\size}{\norm}\newcommand{\big}{a \size}"
    assert flatten(definitions + r"\big{x} y").text.strip() == "a |x| y"


def test_text_in_a_call_has_its_own_line() -> None:
    manuscript = flatten("\\newcommand{\\new}[1]{{\\color{red} #1}}\n\\new{one\ntwo\nthree} four")
    places = {
        word: manuscript.place(manuscript.text.index(word)).line for word in ("one", "two", "three", "four")
    }
    assert places == {"one": 2, "two": 3, "three": 4, "four": 4}


ENDLESS = [
    r"\newcommand{\a}{\b}\newcommand{\b}{\a}",
    r"\newcommand{\a}{\a\a}\newcommand{\b}{\a}",
    "".join(rf"\newcommand{{\{c}}}{{{chr(92) + p + ' '}}}" for c, p in pairwise("hgfedcba"))
    + r"\newcommand{\a}{\h\h\h\h}",
]


@pytest.mark.parametrize("definitions", ENDLESS)
def test_macros_without_end_are_left_and_noted(definitions: str) -> None:
    manuscript = flatten(definitions + r"\a + \b $x$")
    assert r"\a" in manuscript.text
    assert manuscript.text.endswith(" $x$")
    assert {note.code for note in manuscript.notes} == {"macro"}


TENFOLD = r"\newcommand{\ba}{x}" + "".join(
    rf"\newcommand{{\b{name}}}{{" + rf"\b{before}" * 10 + "}" for before, name in pairwise("abcdefghij")
)


def test_what_writes_too_much_is_left_and_the_rest_is_written() -> None:
    manuscript = flatten(r"\newcommand{\norm}[1]{|#1|}" + TENFOLD + r"\bj, \bb, \norm{\bi}, \norm{\bb}")
    assert manuscript.text.strip() == r"\bj, " + "x" * 10 + r", \norm{\bi}, |" + "x" * 10 + "|"


def test_a_paper_has_one_budget_for_all_its_calls() -> None:
    definitions = r"\newcommand{\n}[1]{" + r"\e{}" * 100 + r"}\newcommand{\e}[1]{}"
    text = flatten(definitions + r"\n1" * 10_000).text.strip()
    assert 0 < text.count(r"\n1") < 6_000


def test_environments_and_theorems() -> None:
    manuscript = flatten(
        r"\newenvironment{eqn}{\begin{equation}}{\end{equation}}\newtheorem{thm}[x]{Theorem}"
        r"\newenvironment{note}{\small}{}\begin{eqn}a\end{eqn}\begin{note}b\end{note}"
    )
    shown = r"\begin{equation}a\end{equation}\begin{note}b\end{note}"
    assert manuscript.text.strip() == shown
    assert manuscript.theorems == {"thm": "Theorem"}


@given(st.text(alphabet=r"\{}[]#1ab newcommanddefletx*", max_size=120))
def test_any_text_is_read(text: str) -> None:
    assert flatten(text).text is not None


def test_gaps_around_brackets_are_not_redefined() -> None:
    text = (
        r"\let\oldleft\left \renewcommand{\left}{\mathopen{}\mathclose\bgroup\oldleft}"
        r"\renewcommand{\right}{\aftergroup\egroup\right}\left( u \right)"
    )
    assert flatten(text).text.strip() == r"\left( u \right)"


def test_what_a_group_defines_anew_holds_in_it_alone() -> None:
    text = (
        r"\newcommand{\state}[2]{h^{(#1)}_{#2}} {\renewcommand{\state}[1]{H^{(#1)}} \includegraphics{a}}"
        r"\state{1}{i}"
    )
    assert flatten(text).text.strip().endswith("h^{(1)}_{i}")
