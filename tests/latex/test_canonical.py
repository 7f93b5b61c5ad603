"""One list of tokens for all the ways to write the same formula, frozen in a golden file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drill.errors import ParseError, TooLargeError
from drill.latex import canonicalise_formula, join_latex_tokens, parse_latex_formula
from tests.rows import each_row

GOLDEN = [
    json.loads(line)
    for line in (Path(__file__).parent / "canonical_golden.jsonl").read_text(encoding="utf-8").splitlines()
]


@each_row("display", GOLDEN)
def test_the_spelling_is_frozen(display: dict[str, object]) -> None:
    """Ids of formulas are hashes of these tokens: another spelling would lose what hangs on them."""
    assert canonicalise_formula(str(display["latex"])) == display["tokens"]


def test_what_is_written_back_reads_the_same() -> None:
    for display in GOLDEN:
        tokens = canonicalise_formula(display["latex"])
        assert canonicalise_formula(join_latex_tokens(tokens)) == tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"a \le b", r"a\leqslant{}b"),
        (r"\dfrac12", r"\frac{1}{2}"),
        (r"1 \over 2", r"\nicefrac{1}{2}"),
        (r"\lVert x\rVert", r"\left\| x \right\|"),
        (r"\lVert x\rVert", r"\Vert x \Vert"),
        (r"x^2_i", "x_{i}^{2}"),
        ("x'_i", "x_i^{\\prime}"),
        ("x_i''", r"x_i^{\prime\prime}"),
        (r"{x_i}^2", "x_i^2"),
        (r"\hat{y_i}", r"\hat y_i"),
        (r"\bm{x}", r"\mathbf x"),
        (r"{\bf x} + y", r"\mathbf{x} + y"),
        (r"\mathscr{L}", r"\mathcal L"),
        (r"\mathrm{softmax}(x)", r"\operatorname{softmax}\left(x\right)"),
        (r"\arg\max_x f", r"\operatorname*{argmax}_x f"),
        (r"\arg\max_x f", r"\mathop{\mathrm{arg\,max}}\limits_x f"),
        (r"\color{red} a + \textcolor{blue}{b}", "a+b"),
        (r"\tikzmarknode{one}{a} + \eqnmarkbox[blue]{two}{b} \annotate[yshift=1em]{above}{two}{why}", "a+b"),
        (r"a \mathrel{=} b \;\;\label{eq}", "a=b"),
        (r"\underbrace{a + b}_{\text{sum}} = c", "a + b = c"),
        (r"a \stackrel{\text{def}}{=} b", r"a \coloneqq b"),
        (r"a : = b", "a := b"),
        (r"\sum\limits_{i=1}^n", r"\sum^n_{i=1}"),
        (r"\bigl(x\bigr)^2", "(x)^2"),
        (r"\left[x\right]^2", "[x]^2"),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", r"a &= b \\ &= c"),
        (
            r"\left\{\begin{array}{ll} a & \text{if } b, \\ c & \text{otherwise.} \end{array}\right.",
            r"\begin{cases} a & \text{if } b \\ c & \text{otherwise} \end{cases}",
        ),
        (r"\mathbb{1}\{x ≤ y\}", r"\mathds 1\lbrace x\leq y\rbrace"),
        ("α · β", r"\alpha\cdot\beta"),
        ("exp(x)", r"\exp(x)"),
        (r"||x||_2^2 + ||y||^2", r"\|x\|_2^2 + \|y\|^2"),
        (r"D(p || q) = |a||b|", r"D(p \| q) = \left|a\right| \lvert b\rvert"),
        ("max_i a_i", r"\max_i a_i"),
        (r"\sum_{\substack{i < n \\ i \ne j}} a", r"\sum_{i < n, i \neq j} a"),
        (r"f\bigg\vert_{\tiny\begin{aligned}a &= 1\\[-1em] b &= 2\end{aligned}}", r"f|_{a = 1, b = 2}"),
    ],
)
def test_ways_to_write_the_same(one: str, other: str) -> None:
    assert canonicalise_formula(one) == canonicalise_formula(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\mathbf{x}", "x"),
        (r"\mathsf{x}", r"\mathtt{x}"),
        ("x'", "x''"),
        (r"\hat{x}", r"\bar{x}"),
        (r"(x_i)^2", "x_i^2"),
        (r"\begin{pmatrix} a \\ b \end{pmatrix}", r"\begin{bmatrix} a \\ b \end{bmatrix}"),
        (r"\epsilon", r"\varepsilon"),
        (r"\log{x + 1}", r"\log x + 1"),
        (r"{x^a}^b", "x^{ab}"),
    ],
)
def test_what_differs_stays_apart(one: str, other: str) -> None:
    assert canonicalise_formula(one) != canonicalise_formula(other)


def test_nodes_have_the_same_tokens_as_their_text() -> None:
    latex = r"\vx_t = \norm{\vx_{t-1}}"
    macros = (("vx", r"\mathbf{x}"), (r"\norm", (1, r"\left\lVert #1 \right\rVert")))
    tokens = canonicalise_formula(r"\mathbf{x}_t = \|\mathbf{x}_{t-1}\|")
    assert (
        canonicalise_formula(latex, macros)
        == canonicalise_formula(parse_latex_formula(latex, macros).nodes)
        == tokens
    )


@pytest.mark.parametrize(
    "latex", ["{x", "x}", r"\frac{1}", "x^2^3", r"\left( x", r"\begin{cases} x", r"\mathrm{a,b"]
)
def test_what_latex_would_not_read_is_refused(latex: str) -> None:
    with pytest.raises(ParseError):
        canonicalise_formula(latex)


def test_what_is_too_long_or_too_deep_is_refused() -> None:
    with pytest.raises(TooLargeError):
        canonicalise_formula("{" * 3000)
    with pytest.raises(TooLargeError):
        canonicalise_formula("x+" * 3000)
