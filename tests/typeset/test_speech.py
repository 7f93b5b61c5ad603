"""Formulas in words."""

from __future__ import annotations

from drill.typeset import speak_formula
from tests.rows import each_row


@each_row(
    ("latex", "words"),
    [
        (r"\frac{a}{b}", "a over b"),
        (r"\frac{a+b+c}{2}", "fraction a plus b plus c over 2 end fraction"),
        (r"x_i^2", "x sub i squared"),
        (r"A^{-1}b^\top", "cap A inverse b transpose"),
        (r"\sum_{i=1}^n x_i", "sum from i equals 1 to n of x sub i"),
        (r"\int_0^1 f\,dx", "integral from 0 to 1 of f d x"),
        (r"\sqrt{x+1}", "square root of x plus 1 end root"),
        (r"p(y\mid x)", "p open paren y given x close paren"),
        (r"\hat\theta", "theta hat"),
        (r"\Theta\mathbf{x}", "cap theta bold x"),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "2 by 2 matrix row 1: 1, 2; row 2: 3, 4 end matrix"),
        (r"\begin{cases}0&x<0\\1&\text{else}\end{cases}", "cases 0, x less than 0; 1, else end cases"),
        (r"\binom nk", "n choose k"),
        (r"\left|x\right|", "absolute value x end absolute value"),
        (r"\lim_{x\to 0}f", "limit as x to 0 of f"),
        (r"\unknown", "unknown"),
        (r"|x|\le\|y\|_2.", "absolute value x end absolute value less or equal norm y end norm sub 2"),
        (r"p(x|y)", "p open paren x given y close paren"),
        (r"\{x\mid x\nleq 0\}", "open brace x such that x not less or equal 0 close brace"),
        (r"\mathrm{Var}(X)", "Var open paren cap X close paren"),
        (r"\bigcup_{i}A_i", "union over i of cap A sub i"),
        (r"\sqrt{\text{the mean of the squares}} + 1", "square root of the mean of the squares plus 1"),
        (
            r"\sqrt{\text{the mean of the last squares}} + 1",
            "square root of the mean of the last squares end root plus 1",
        ),
        (r"f(\cdot)", "f open paren dot close paren"),
    ],
)
def test_said(latex: str, words: str) -> None:
    assert speak_formula(latex) == words


def test_what_is_too_deep_is_said_as_written() -> None:
    assert speak_formula("{" * 100) == "{" * 100
