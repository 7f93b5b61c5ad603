"""LaTeX typed as an answer: read into the tree of the plain language, or refused at its place.

The readings are printed in full in the plain language.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.errors import ParseError, TooLargeError
from drill.latex.parser import HANDLERS
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.print import to_plain
from drill.notation import is_latex, read_latex
from tests.rows import each_row

DECLARED = frozenset(
    ("x", "y", "t", "n", "k", "v", "x_1", "A", "B", "lambda", "theta_0", "m_hat", "w_t", "eps", "mu")
)
NAMES = Names(declared=DECLARED, matrices=frozenset("AB"))
LATEX = {"m_hat": r"\hat m_t", "w_t": r"\mathbf{w}_{t-1}"}

READ: dict[Mode, list[tuple[str, str]]] = {
    "value": [
        (r"\hat m_tx", "m_hat x"),
        (r"1\over2", "1/2"),
        (r"{x^2}^3\pi", "(x^2)^3 pi"),
        (r"\sin{x+1}\,", "sin(x + 1)"),
        (r"\frac{1}{2}x^{2}", "(1/2) x^2"),
        (r"\frac12x^2", "(1/2) x^2"),
        (r"\frac 1 2 x", "(1/2) x"),
        (r"2\frac{x}{3}", "2(x/3)"),
        (r"\dfrac{x+1}{x-1}", "(x + 1)/(x - 1)"),
        (r"\sqrt{x}", "sqrt(x)"),
        (r"\sqrt[3]{x+1}", "root(x + 1, 3)"),
        (r"\sqrt2", "sqrt(2)"),
        (r"\sqrt x y", "sqrt(x) y"),
        (r"\sqrt{x}^2", "sqrt(x)^2"),
        (r"\sqrt{x^2}", "sqrt(x^2)"),
        (r"\sqrt\frac12", "sqrt(1/2)"),
        ("x^{10}", "x^10"),
        ("x^2y", "x^2 y"),
        ("x^{-1}", "x^(-1)"),
        ("e^{-x^{2}/2}", "e^(-x^2/2)"),
        (r"e^(2\pi x)", "e^(2 pi x)"),
        (r"x_1^{2}\cdot y", "x_1^2*y"),
        (r"x_{1}^2\pi", "x_1^2 pi"),
        (r"\lambda e^{-\lambda x}", "lambda e^(-lambda x)"),
        (r"\theta_0 \theta_{0}", "theta_0 theta_0"),
        (r"\hat m_t^2", "m_hat^2"),
        (r"\hat{m}_{t}", "m_hat"),
        (r"{\hat m_t}^{2}", "m_hat^2"),
        (r"\mathrm{eps}\,x", "eps x"),
        (r"\mathbf{x}^\top y", "T(x) y"),
        (r"A^\top B", "T(A) B"),
        ("A^{T}B^{-1}", "T(A) B^(-1)"),
        (r"A^{-\top}", "T(A^(-1))"),
        (r"\sin x\,", "sin(x)"),
        (r"\sin^2 x\,", "sin(x)^2"),
        (r"\sin^{-1}x", "asin(x)"),
        (r"\sin{x}\,", "sin(x)"),
        (r"\sin{2x}\cos{y}", "sin(2x) cos(y)"),
        (r"\sin(x+1)\,", "sin(x + 1)"),
        (r"\sin\left(x\right)^2", "sin(x)^2"),
        (r"\sin\frac{x}{2}", "sin(x/2)"),
        (r"\ln|x|\,", "ln(abs(x))"),
        (r"\ln\left|x\right|", "ln(abs(x))"),
        (r"\log_2 8", "log2(8)"),
        (r"\log_{10}(x)", "log10(x)"),
        (r"\log_{x+1}(y)", "log(y, x + 1)"),
        (r"\exp(-x^2)", "exp(-x^2)"),
        (r"\max\{1,2\}", "max(1, 2)"),
        (r"\max(x,y)", "max(x, y)"),
        (r"\operatorname{sigmoid}(x)", "sigmoid(x)"),
        (r"\sigma(x)", "sigmoid(x)"),
        (r"\operatorname{tr}(A)", "trace(A)"),
        (r"\mathrm{e}^{x}", "e^x"),
        (r"\mathrm{e}^{\mathrm{i}\pi}", "e^(i pi)"),
        (r"\lvert x\rvert", "abs(x)"),
        (r"\left\lvert x \right\rvert", "abs(x)"),
        (r"|x|\cdot|y|", "abs(x)*abs(y)"),
        (r"\lfloor x\rfloor", "floor(x)"),
        (r"\left\lfloor x/2\right\rfloor", "floor(x/2)"),
        (r"\binom{n}{k}", "binomial(n, k)"),
        (r"\binom nk", "binomial(n, k)"),
        (r"n!\,/\,(k!\,(n-k)!)", "n!/(k! (n - k)!)"),
        (r"50\%", "50/100"),
        (r"\infty", "inf"),
        (r"-\infty", "-inf"),
        (r"\text{does not exist}", "dne"),
        ("$x^2$", "x^2"),
        (r"\(x\)", "x"),
        (r"\[ x \]", "x"),
        (r"\left(x+1\right)\left(x-1\right)", "(x + 1)(x - 1)"),
        (r"{x+1}\,", "x + 1"),
        (r"{x}^{2}\pi", "x^2 pi"),
        (r"\bigl(x+1\bigr)", "x + 1"),
        (r"x'\pi", "x' pi"),
        (r"x^{\prime}\pi", "x' pi"),
        (r"\boxed{42}", "42"),
        (r"3x\frac{1}{2}", "3x (1/2)"),
        (r"\frac{1}{2}\frac{3}{4}", "(1/2)(3/4)"),
        (r"\frac{1}{2}\cdot\frac{3}{4}", "1/2*(3/4)"),
        (r"x\times y \div 2", "x*y/2"),
        (r"\pi²", "pi^2"),
        (r"\sqrt{2}/2", "sqrt(2)/2"),
        (r"\text{sin}(x)", "sin(x)"),
        (r"\mathcal{N}(0,1)", "normal(0, 1)"),
        (r"\phi(x)", "phi(x)"),
        (r"\varphi(x)", "phi(x)"),
        (r"\Phi(1.96)", "Phi(1.96)"),
        (r"\Gamma(x)", "gamma(x)"),
        (r"\psi(x)", "digamma(x)"),
        (r"\beta(1,2)", "beta(1, 2)"),
        (r"\operatorname{Beta}\left(1,2\right)", "beta(1, 2)"),
        (r"\displaystyle\frac{x}{2}", "x/2"),
        (r"x\quad y", "x y"),
        (r"x_1y\pi", "x_1 y pi"),
        (r"y''\pi", "y'' pi"),
        (r"A'\,B", "T(A) B"),
        (r"\mathbf{w}_{t-1}", "w_t"),
        (r"\mathbf w_{t-1}^2", "w_t^2"),
        (r"\boldsymbol{\mu}", "mu"),
        (r"\bm\mu", "mu"),
        (r"\vec{x}", "x"),
        (r"\operatorname*{max}(1, x)", "max(1, x)"),
        (r"\log_{2}{8}", "log2(8)"),
        (r"\ln{x}", "ln(x)"),
        (r"\ln(x)\,y", "ln(x) y"),
        (r"\cos\left(2\pi x\right)", "cos(2 pi x)"),
        (r"\tan^{-1}(x)", "atan(x)"),
        (r"\arctan x\,", "atan(x)"),
        (r"\cosh x\,", "cosh(x)"),
        (r"\sqrt{\frac{x}{y}}", "sqrt(x/y)"),
        (r"\sqrt[n]{x}", "root(x, n)"),
        (r"\frac{\sqrt{2}}{2}", "sqrt(2)/2"),
        (r"\frac{x}{y}\cdot\frac{y}{x}", "x/y*(y/x)"),
        (r"\left(\frac{x}{y}\right)^{n}", "(x/y)^n"),
        (r"\frac{-x}{2}", "(-x)/2"),
        (r"-\frac{x}{2}", "-x/2"),
        (r"(-1)^{n}\frac{x}{n!}", "(-1)^n (x/n!)"),
        (r"e^{\lambda x}", "e^(lambda x)"),
        (r"e^\lambda", "e^lambda"),
        (r"2^\frac{1}{2}", "2^(1/2)"),
        (r"x^{n+1}\,y^{n}", "x^(n + 1) y^n"),
        (r"5!\,", "5!"),
        (r"\{\}", "{}"),
        (r"\varnothing", "{}"),
        (r"\emptyset", "{}"),
        (r"1.5\cdot10^{-3}", "1.5*10^(-3)"),
        (r"\frac{1}{3}\%", "1/3/100"),
        (r"\sin\theta_{0}", "sin(theta_0)"),
        (r"\max\left\{1, x\right\}", "max(1, x)"),
        (r"\left\lceil x\right\rceil", "ceil(x)"),
        (r"|x|\,y", "abs(x) y"),
        (r"2|x|\pi", "2 abs(x) pi"),
        (r"\big(x\big)", "x"),
    ],
    "vector": [
        (r"\begin{pmatrix}1\\2\end{pmatrix}", "[1, 2]"),
        (r"\begin{pmatrix}1 & 2\end{pmatrix}^T", "T([1, 2])"),
        (r"\langle 1, 2\rangle", "[1, 2]"),
        (r"[\frac12, 3]", "[1/2, 3]"),
        (r"\left(1, \frac12\right)", "(1, 1/2)"),
        (r"\begin{bmatrix}1\\0\\-1\end{bmatrix}", "[1, 0, -1]"),
        (r"\left\langle 1, 2\right\rangle", "[1, 2]"),
    ],
    "matrix": [
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "[[1, 2], [3, 4]]"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \\ \end{bmatrix}", "[[1, 2], [3, 4]]"),
        (r"\begin{pmatrix}1\\2\end{pmatrix}", "[[1], [2]]"),
        (r"\left[\begin{array}{cc}1&2\\3&\frac{1}{2}\end{array}\right]", "[[1, 2], [3, 1/2]]"),
        (r"\frac{1}{2}\begin{pmatrix}1&2\\3&4\end{pmatrix}", "(1/2) [[1, 2], [3, 4]]"),
        (r"\left(\begin{matrix}1&2\\3&4\end{matrix}\right)", "[[1, 2], [3, 4]]"),
        (
            r"\begin{pmatrix}\frac{1}{2}&x^{2}\\\sqrt{2}&0\end{pmatrix}^{-1}",
            "[[1/2, x^2], [sqrt(2), 0]]^(-1)",
        ),
    ],
    "sequence": [
        (r"{1, 2}\,", "1, 2"),
        (r"\{1, \frac12\}", "{1, 1/2}"),
        (r"\left\{1, 2\right\}", "{1, 2}"),
        (r"\{x, y\}", "{x, y}"),
    ],
    "statement": [
        (r"\left[0, 1\right)\cup(2,\infty)", "[0, 1) U (2, inf)"),
        (r"x \le 3 \text{ or } x > \frac12", "x <= 3 or x > 1/2"),
        (r"x\neq2", "x != 2"),
        (r"y = \frac{1}{2}x", "y = (1/2) x"),
        (r"(-\infty, 0)\cup(1, \infty)", "(-inf, 0) U (1, inf)"),
        (r"\left(0, 1\right]", "(0, 1]"),
        (r"[0, \infty)", "[0, inf)"),
        (r"0 < x \leq \frac{1}{2}", "0 < x <= 1/2"),
        (r"x \ge 1 \land x < 2", "x >= 1 and x < 2"),
        (r"x \lt 1 \lor x \gt 2", "x < 1 or x > 2"),
        (r"\neg x = 2", "not x = 2"),
    ],
}
REFUSED: dict[Mode, list[tuple[str, int, str, str]]] = {
    "value": [
        (r"\frac123", 8, "parse", "write * or + between"),
        (r"\frac{1}{2}3", 12, "parse", "write * or + between"),
        (r"2\frac{1}{2}", 1, "parse", "a mixed number reads two ways (write 2+1/2 or 5/2)"),
        (r"\sqrt23", 7, "parse", "a number follows without an operator (write * or + between)"),
        (r"\sqrt x^2", 7, "parse", r"write \sqrt{x^{2}}"),
        ("x^10", 3, "parse", "write { } around all of it"),
        ("x^-1", 3, "parse", "this exponent needs braces (write ^{-1})"),
        (r"2^n!\,", 1, "parse", "! after a power reads two ways (use brackets)"),
        (r"x_12\pi", 3, "parse", "write { } around all of it"),
        (r"\theta_1", 1, "unknown-name", "did you mean theta_0?"),
        (r"\theta", 1, "unknown-name", "did you mean theta_0?"),
        (r"x^T\cdot 1", 1, "unknown-name", "the name T is not known here (did you mean t?)"),
        (r"\sin{x}y\,", 7, "parse", "where the argument ends reads two ways (use brackets)"),
        (r"\sin{x}^2\,", 7, "parse", "where the argument ends reads two ways (use brackets)"),
        (r"\sin x(y+1)", 7, "parse", "use brackets"),
        (r"\ln\left|x\right|y", 18, "parse", "use brackets"),
        (r"\ln|x|y\,", 7, "parse", "use brackets"),
        (r"\log_10 x", 6, "parse", "write { } around all of it"),
        (r"50% \pi", 3, "character", r"% is not supported here (a percent sign is written \%)"),
        (r"\pm 2", 1, "command", r"write both values, such as \{-2, 2\}"),
        (r"\inf", 1, "command", r"\inf is not supported here (infinity is \infty)"),
        (r"\begin{cases}1\\2\end{cases}", 1, "command", "write one formula, with max, min or bars"),
        ("$x^2", 1, "parse", "$ is open here: $ is missing"),
        (r"\left(x+1\right", 1, "parse", "a bracket is open here: a ) is missing"),
        (r"\left(x+1\right]", 1, "parse", "this ] does not close the ("),
        (r"\frac{1}{2", 9, "parse", "a brace is open here: a } is missing"),
        (r"\frac{1}2}", 10, "parse", "this } closes nothing"),
        (r"\frac{}{2}", 1, "parse", "a value is missing here"),
        (r"\frac1", 1, "parse", "an argument is missing"),
        (r"\foo x", 1, "command", "type it in plain maths: drill help answers shows how"),
        (r"\sum_{k=1}^{n} k", 1, "command", r"\sum is not supported here (give the value itself)"),
        (r"2{x+1}\,", 2, "parse", r"braces do not show here (write ( ) or \{ \})"),
        (r"2{,}5\,", 2, "parse", "a decimal is written with a point: 2.5"),
        (r"1\,000", 4, "parse", "write an operator, or a comma between values"),
        (r"2e3\pi", 3, "parse", "a number follows without an operator (write * or + between)"),
        (r"\left.x\right|", 1, "parse", "a value is missing after |"),
        (r"x^{\circ}", 4, "command", r"angles are in radians: write 45 \pi/180"),
        (r"30^\circ", 4, "command", r"angles are in radians: write 45 \pi/180"),
        (r"\frac{dy}{dx}", 7, "unknown-name", "the name d is not known here"),
        (r"х\pi", 1, "character", "type the Latin or Greek letter"),
        (r"\mathbb{R}", 1, "unknown-name", "the name R is not known here"),
        (r"\frac{x^{2}}{2}+C", 17, "unknown-name", "the name C is not known here"),
        (r"\sin^2{x}y\,", 9, "parse", "where the argument ends reads two ways (use brackets)"),
        (r"\bar{x}", 1, "unknown-name", "the name x_bar is not known here"),
        (r"\hat x", 1, "unknown-name", "did you mean m_hat?"),
        (r"\text{foo}", 1, "unknown-name", "the name foo is not known here"),
        (r"\mathrm{foo}(x)", 1, "unknown-name", "the name foo is not known here"),
        (r"\sqrt[3", 6, "parse", "a bracket is open here: a ] is missing"),
        (r"\frac{d}{dx}x", 7, "unknown-name", "the name d is not known here"),
        (r"x^\sin", 3, "command", "type it in plain maths: drill help answers shows how"),
        (r"x^{2}^{3}", 8, "parse", "write an operator, or a comma between values"),
        (r"x^{2}!\,", 1, "parse", "! after a power reads two ways (use brackets)"),
        (r"1\quad2", 7, "parse", "write an operator, or a comma between values"),
        (r"12\,345", 5, "parse", "write an operator, or a comma between values"),
        (r"\$5", 1, "command", r"\$ is not supported here (leave out the currency)"),
        (r"5\,\text{m}", 4, "unknown-name", "the name m is not known here (did you mean mu?)"),
        (r"\dots", 1, "command", r"\dots is not supported here (write all of it out)"),
        (r"\max_{x} y", 1, "command", "type it in plain maths: drill help answers shows how"),
        (r"\lvert x", 1, "parse", r"\lvert is open here: \rvert is missing"),
        (r"\lvert x\\y\rvert", 1, "command", r"rows belong in a matrix, such as \begin{pmatrix} 1"),
        (r"\theta_0_1", 1, "unknown-name", "the name theta_01 is not known here (did you mean theta_0?)"),
        (r"x\rvert", 2, "parse", r"this \rvert closes nothing"),
        (r"\%", 1, "parse", r"\% does not belong here"),
        ("\\", 1, "parse", r"\ does not belong here"),
        (r"\{x", 1, "parse", "a bracket is open here: a } is missing"),
        (r"x\}", 2, "parse", "this } closes nothing"),
        (r"a\cdot b", 1, "unknown-name", "the name a is not known here (did you mean A?)"),
        (r"\alpha\beta", 1, "unknown-name", "the name alpha is not known here"),
        (r"\Alpha", 1, "command", "type it in plain maths: drill help answers shows how"),
        (r"&\,", 1, "character", r"entries belong in a matrix, such as \begin{pmatrix} 1 & 2 \end{pmatrix}"),
        (r"x_{t+1}\,", 1, "unknown-name", "the name x_{t+1} is not known here (such as x_{1})"),
        (r"\theta_{i,j}", 1, "unknown-name", "the name theta_ij is not known here (did you mean theta_0?)"),
        (r"x^{*}\,", 1, "parse", "x does not belong here"),
        (r"x^\dagger", 3, "command", r"a transpose is written ^{\top}"),
        (r"\prime", 1, "parse", r"\prime does not belong here"),
        (r"^2\pi", 1, "parse", "a value is missing here"),
        (r"\frac{x}{y", 9, "parse", "a brace is open here: a } is missing"),
        (r"\begin{foo}\end{foo}", 1, "command", "type it in plain maths: drill help answers shows how"),
        (r"\begin", 1, "parse", "such as {pmatrix}"),
        (r"\end{pmatrix}", 1, "parse", r"this \end closes nothing"),
        (r"\left(x", 1, "parse", r"\left is open here: \right) is missing"),
        (r"x\right)", 2, "parse", r"this \right closes nothing"),
    ],
    "vector": [(r"[\frac12 3]", 10, "parse", "a number follows without an operator (write * or + between)")],
    "matrix": [
        (r"\begin{matrix}1&2\end{matrix}", 1, "command", "write pmatrix for a matrix"),
        (r"\begin{vmatrix}1&2\end{vmatrix}", 1, "command", r"write \det\begin{pmatrix} … \end{pmatrix}"),
        (r"\begin{pmatrix}1&2\\3&\end{pmatrix}", 1, "parse", "something is missing here"),
        (r"\begin{pmatrix}1&2\\3&4", 1, "parse", r"\begin is open here: \end{pmatrix} is missing"),
        (r"\begin{pmatrix}1\end{bmatrix}", 17, "parse", r"\end{pmatrix} is expected"),
    ],
    "sequence": [(r"\{1,2,3", 1, "parse", "a bracket is open here: a } is missing")],
    "statement": [
        (r"x \in [0,1]", 3, "command", "write the set or the relation itself, such as [0, 1] or x > 0"),
        (r"x \text{ if } y", 3, "command", "type it in plain maths: drill help answers shows how"),
        (r"\left]0, 1\right[", 1, "parse", "this ] closes nothing"),
        (r"x \approx 3", 3, "command", r"\approx is not supported here (give the value itself)"),
        (r"x = \pm 2", 5, "command", r"write both values, such as \{-2, 2\}"),
        (r"x \to 0", 3, "command", r"\to is not supported here (give the value itself)"),
    ],
}


@each_row(("mode", "text", "printed"), [(mode, *row) for mode, rows in READ.items() for row in rows])
def test_read(mode: Mode, text: str, printed: str) -> None:
    assert to_plain(read_latex(text, NAMES, LATEX, mode)) == printed


@each_row(
    ("mode", "text", "at", "code", "said"), [(mode, *row) for mode, rows in REFUSED.items() for row in rows]
)
def test_refused_with_place_and_advice(mode: Mode, text: str, at: int, code: str, said: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_latex(text, NAMES, LATEX, mode)
    assert (caught.value.at, caught.value.code) == (at, code)
    assert said in str(caught.value)


WHOLE = [text for table in (READ, REFUSED) for rows in table.values() for text, *_ in rows]
PIECES = sorted(
    {piece for text in WHOLE for piece in re.findall(r"\\[A-Za-z]+|\\.|.", text, re.DOTALL)}
    | {f"\\{name} " for name in HANDLERS}
)
ODD = {"k": r"\ang{k}", "n": r"\order{n}", "v": r"\text{a b}", "t": r"\not x", "mu": r"\mathcal{O}"}
"""Names whose LaTeX lets commands through that nothing else reads."""


@given(
    st.tuples(st.sampled_from(["", *WHOLE]), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)),
    st.tuples(st.integers(0, 60), st.integers(0, 4)),
    st.sampled_from(get_args(Mode)),
)
@example((r"\frac{\ang}", ""), (0, 0), "value")
@example((r"\not\bm", ""), (0, 0), "statement")
@example((r"\Biggr x", ""), (0, 0), "value")
@example((r"(x+1\bigr", ""), (0, 0), "value")
@example((r"\{\begingroup 1, x", ""), (0, 0), "value")
@example((r"\sqrt\text{\alpha b}", ""), (0, 0), "value")
@example(("", r"\DeclarePairedDelimiter \DeclarePairedDelimiter !!\DeclarePairedDelimiter "), (0, 0), "value")
def test_anything_typed_is_read_or_refused(texts: tuple[str, str], cut: tuple[int, int], mode: Mode) -> None:
    whole, put = texts
    at, out = cut
    for latex in (LATEX, ODD):
        with suppress(ParseError, TooLargeError):
            read_latex(whole[:at] + put + whole[at + out :], NAMES, latex, mode)


@pytest.mark.parametrize("text", [r"\order{n} x", r"\sqrt\text{\mu b}", r"\ang{x}", r"\not y"])
def test_a_command_of_names_alone_is_refused_elsewhere(text: str) -> None:
    names = Names(NAMES.declared | {"order"})
    with pytest.raises(ParseError):
        read_latex(text, names, {**ODD, "n": r"\order{k}"})


def test_latex_and_plain_typing_give_one_tree() -> None:
    assert read_latex(r"\frac{1}{2}x^{2}", NAMES) == parse("1/2 x^2", NAMES)
    assert read_latex(r"\frac{x^{2}}{2}", NAMES) == parse("x^2/2", NAMES)
    assert read_latex(r"\lambda e^{-\lambda x}", NAMES) == parse("λ e^(-λx)", NAMES)


@pytest.mark.parametrize("text", ["x^{2}", "x_{1}", "x_{1}^{2}", "e^{-x^{2}/2}", "2^{n+1}"])
def test_braces_behind_scripts_mean_the_same_in_both(text: str) -> None:
    assert not is_latex(text)
    assert parse(text, NAMES) == read_latex(text, NAMES) == read_latex(f"${text}$", NAMES)


def test_names_that_are_written_alike_are_refused() -> None:
    names = Names(frozenset(("nu1", "nu_1")))
    with pytest.raises(ParseError, match="nu1 or nu_1"):
        read_latex(r"\nu_{1}", names)


def test_the_longest_declared_name_wins() -> None:
    names = Names(frozenset(("s2", "sigma")))
    latex = {"s2": r"\sigma^2"}
    assert to_plain(read_latex(r"\sigma^{2}/\sigma", names, latex)) == "s2/sigma"
    assert to_plain(read_latex(r"\sigma^{3}", names, latex)) == "sigma^3"


@pytest.mark.parametrize("word", [r"\operatorname", r"\mathrm", r"\text", r"\textrm"])
def test_a_declared_name_may_be_written_with_any_upright_letters(word: str) -> None:
    names = Names(frozenset(("d", "j")))
    latex = {"d": r"d_{\operatorname{model}}"}
    assert to_plain(read_latex(rf"\frac{{2j}}{{d_{{{word}{{model}}}}}}", names, latex)) == "2j/d"
