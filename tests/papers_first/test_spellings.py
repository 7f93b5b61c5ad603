"""A formula means the same however it is spelled: it is read the same, or refused."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.statements import pieces
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.usage import usage_of


def read(latex: str) -> list[str]:
    """The statements of a row as they print; empty where one of them is refused."""
    try:
        tokens = canonical(latex)
        said = [list(piece.tokens) for piece in pieces(tokens) if not piece.is_condition]
        return [to_latex(parse_tokens(one, usage_of([tokens]))) for one in said]
    except RefusedError:
        return []


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"a = exp\Biggl(b\Biggr)", [r"a=\exp(b)"]),
        (r"a = 2 cos\lparen b\rparen", [r"a=2\cos(b)"]),
        (r"w = 0\ \left(\text{offset}\right)", ["w=0"]),
        (r"a = g\mathopen{}\left(b\right)\mathclose{}^2", ["a=g(b)^{2}"]),
        (r"a = \bigl\lbrack b \bigr\rbrack^2", ["a=[b]^{2}"]),
    ],
)
def test_names_and_sizes_of_brackets_say_nothing(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("u = v - 2 a <g, x - y> + c", [r"u=v-2a\langle g,x-y\rangle+c"]),
        (r"u = \sum_{i=1}^n <v_i, w_i> x_i", [r"u=\sum_{i=1}^{n}\langle v_{i},w_{i}\rangle x_{i}"]),
        (r"u = \mathbb{E}_x <v, x> + c", [r"u=\mathbb{E}_{x}\langle v,x\rangle+c"]),
        ("u = v - 2 a <g, x - y> - c", []),  # two inequalities, perhaps
        (r"u = \exp(n <a, b> - c)", []),
        ("a < b, c > -1", ["a<b", "c>-1"]),
        ("0 < a < 1, b > c", ["0<a<1", "b>c"]),
        ("u = a < 1, b > 0", ["u=a<1", "b>0"]),
    ],
)
def test_typed_angles_are_told_from_inequalities(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"a = \log{n} / m", [r"a=\log(n)/m"]),
        (r"a = \log {p} / {q}", []),  # braces by habit say nothing of how far it reaches
        (r"a = \log {\bf p} / m", []),
        (r"a = \log {p \over q} / m", []),
        (r"a = \log{\left| b - c \right|}", [r"a=\log|b-c|"]),
    ],
)
def test_braces_behind_a_function_tell_only_what_they_are_for(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"a = \sqrt[2]{b}", [r"a=\sqrt{b}"]),
        (r"a = U^{\mathcal{T}} b", []),
        (r"a = (U V)^{\mathcal{T}} b", []),
        (r"a = \theta^{\mathcal{T}}", [r"a=\theta^{\mathcal{T}}"]),
    ],
)
def test_what_stands_above_and_inside_roots(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"a = \mathbf{E} u - \mathbf{E}[v]", [r"a=\mathbf{E}u-\mathbf{E}[v]"]),
        (r"a = E_t\{u_t - E_x[v]\}", [r"a=E_{t}\{u_{t}-E_{x}[v]\}"]),
        (r"a = \mathbf{E}[v] + \mathbf{E}(u - v)^2", []),  # as with any other E
        (r"a = b + \mathsf{E} u", []),
    ],
)
def test_an_e_that_averages_does_in_every_font(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize("sign", ["=", ":=", r"\doteq", r"\equiv", r"\triangleq"])
def test_an_aim_stands_before_the_whole_equation_whatever_its_sign(sign: str) -> None:
    assert read(rf"\arg\max_{{w \in W}} J(w) {sign} f(w) - b") == []


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"p(a_i \mid a_{\lt i}) \gt b", [r"p(a_{i}\mid a_{<i})>b"]),
        (r"a \leqq b", [r"a\leq b"]),
        (r"a \varpropto b", [r"a\propto b"]),
    ],
)
def test_other_names_of_relations(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"a = - log \sigma(b)", [r"a=-\log\sigma(b)"]),
        (r"a = sin \theta + log \mathcal{N}(b)", [r"a=\sin\theta+\log\mathcal{N}(b)"]),
        (r"a = \sqrt{\log{1} / b}", [r"a=\sqrt{\log1/b}"]),  # not of the logarithm of 1
        (r"a = ln(b)", []),
        (r"a = det \Sigma + b", []),
        (r"a = b + softmax x", []),
    ],
)
def test_what_a_function_is_taken_of_without_brackets(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"a = \mathbb{KL}(u \| v)", [r"a=\operatorname{KL}(u\|v)"]),
        (r"a = \mathbf{Pr}(u)", [r"a=\operatorname{Pr}(u)"]),
        (r"a = u \boldsymbol{\ast} v", [r"a=u\ast v"]),
        (r"a = h(b_1, \cdots b_n)", [r"a=h(b_{1},\cdots,b_{n})"]),
        ("a = {b + 1} / {c}", []),  # the braces are not seen
        ("a = {b c}^2", []),
        (r"a = b log\color{blue}{\frac{b}{c}}", [r"a=b\log\frac{b}{c}"]),
        ("a = b^-1 c", []),
        (r"a = \exp^{-b} c", []),
        (r"a = 1\mathrm{e}4 b", []),
    ],
)
def test_slips_of_the_pen_and_names_in_fonts(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


PIECES: Final = {
    "half": (r"\frac{1}{2}", r"\frac12", r"\tfrac{1}{2}", r"\dfrac 1 2", r"{1 \over 2}", r"\nicefrac{1}{2}"),
    "square": (
        "x_i^2",
        "x^2_i",
        "{x_i}^2",
        "x_{i}^{2}",
        "{x}_i^2",
        "x_i{}^2",
        r"x_i^{\,2}",
        r"\mathord{x}_{i}^2",
    ),
    "sum": (
        r"\sum_{i=1}^n",
        r"\sum^{n}_{i = 1}",
        r"\sum\limits_{i=1}^n",
        r"\displaystyle\sum_{i=1}^n",
        r"\mathop{\sum}_{i=1}^n",
        r"\sum\nolimits_{i=1}^{n}\,",
    ),
    "least": (
        r"\arg\min_{w}",
        r"\operatorname*{arg\,min}_{w}",
        r"\underset{w}{\operatorname{argmin}}",
        r"\mathop{\rm arg\,min}_{w}",
        r"\arg\min\limits_w",
        r"\mathrm{argmin}_w",
    ),
    "word": (
        r"\operatorname{softmax}",
        r"\mathrm{softmax}",
        r"\text{softmax}",
        r"\textnormal{softmax}",
        r"{\rm softmax}",
        r"\mbox{softmax}",
        r"\softmax",
        "softmax",
    ),
    "log": (r"\log", r"\mathrm{log}", r"\operatorname{log}", r"{\rm log}", "log"),
    "bold": (
        r"\mathbf{v}",
        r"\bm{v}",
        r"\boldsymbol v",
        r"{\bf v}",
        r"\pmb{v}",
        r"{\mathbf v}",
        r"\bm{\mathbf{v}}",
    ),
    "turned": (r"u^{\top}", r"u^\top", r"u^\intercal", r"{u}^{\top}", r"u^{\!\top}", r"u{}^\top"),
    "bar": (r"\bar{y}", r"\bar y", r"\overline{y}", r"{\bar y}", r"\Bar{y}"),
    "root": (r"\sqrt{c}", r"\sqrt c", r"\sqrt[2]{c}", r"{\sqrt{\,c\,}}"),
    "set": (":=", r"\coloneqq ", r"\triangleq ", r"\stackrel{\text{def}}{=}", r"\overset{\Delta}{=}", ": ="),
    "most": (r"\leq ", r"\le ", r"\leqslant ", "<=", r"\mathrel{\leq} "),
    "gap": ("", " ", r"\,", r"\;", r"\!", "{}", "~", r"\mathstrut ", r"\ "),
    "given": ("|", r"\,|\,", r"\vert ", r"\big|", r"\;\vert\;"),
    "open": ("(", r"\left(", r"\bigl(", r"\Biggl\lparen ", r"\mathopen{}\left(", r"\!\left(\,"),
    "close": (")", r"\right)", r"\bigr)", r"\Biggr\rparen ", r"\right)\mathclose{}", r"\,\right)"),
    "norm": (r"\|", r"\lVert ", r"\Vert ", "||", r"\left\| ", r"\left\Vert "),
    "ends": (r"\|", r"\rVert ", r"\Vert ", "||", r"\right\|", r"\right\Vert "),
}
"""Pieces of formulas with their spellings; those of a pair of brackets stand at the same places."""
PAIRS: Final = {"open": "close", "norm": "ends"}
FORMULAS: Final = (
    "a <set> <half> <gap> <sum> <open><square> - b<close> + <norm><bold> - u<ends>_2",
    "w = <least> <half> <norm><bold><ends> + <turned> A u",
    "z <gap>= <word><open><turned> <bold> / <root><close>",
    "l = <log> p<open><bar> <given> z<close> - <log> h<open><bar><close>",
    "<bar> <most> <root> + <half> <gap><sum> a_i <open>b - <square><close>",
)


def spelled(formula: str, choice: dict[str, int]) -> str:
    """The formula with each of its pieces in the chosen spelling."""
    for name, spellings in PIECES.items():
        formula = formula.replace(f"<{name}>", spellings[choice.get(name, 0) % len(spellings)])
    return formula


@settings(max_examples=80)
@given(st.sampled_from(FORMULAS), st.fixed_dictionaries({name: st.integers(0, 9) for name in PIECES}))
def test_a_formula_is_read_the_same_in_every_spelling_or_refused(
    formula: str, choice: dict[str, int]
) -> None:
    choice |= {end: choice[begin] for begin, end in PAIRS.items()}
    usual = read(spelled(formula, {}))
    assert usual
    assert read(spelled(formula, choice)) in (usual, [])
