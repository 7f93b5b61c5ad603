"""Derivations with moments, gradients, matrices and complex numbers: what is found, what stays silent."""

from __future__ import annotations

import pytest

from drill.checking import mark_derivation


def signs(text: str) -> list[str]:
    """The signs of the lines of mathematics."""
    return [line.sign for line in mark_derivation(text).lines if line.kind == "step"]


def broken(text: str) -> list[int]:
    return [line.line for line in mark_derivation(text).breaks]


def chain(*members: str, said: str = "") -> str:
    r"""A sentence in line 1, and a chain whose members stand in lines 3, 4, …"""
    rows = [members[0], *(f"&= {each}" for each in members[1:])]
    return said + "\n\\begin{align*}\n" + "\n".join(rf"{row} \\" for row in rows) + "\n\\end{align*}\n"


# Two members of which the second follows, and two of which it does not, below the same sentence.
PAIRS = {
    "a factor leaves a variance squared": (
        "", r"\operatorname{Var}(aX + b)", r"a^2 \operatorname{Var}(X)", r"a \operatorname{Var}(X)"),
    "a difference has the covariance twice": (
        "", r"\mathrm{Var}(X - Y)", r"\mathrm{Var}(X) + \mathrm{Var}(Y) - 2\mathrm{Cov}(X, Y)",
        r"\mathrm{Var}(X) + \mathrm{Var}(Y) + 2\mathrm{Cov}(X, Y)"),
    "independent letters": (
        "Let $X$ and $Y$ be independent random variables with variances $\\sigma^2$ and $\\tau^2$.",
        r"\operatorname{Var}(X - 2Y)", r"\operatorname{Var}(X) + 4\operatorname{Var}(Y)",
        r"\operatorname{Var}(X) - 4\operatorname{Var}(Y)"),
    "a normal law": (
        r"Let $X \sim \mathcal{N}(\mu, \sigma^2)$ with $\sigma > 0$.",
        r"\mathbb{E}[(X - 1)^2]", r"\mu^2 + \sigma^2 - 2\mu + 1", r"\mu^2 - 2\mu + 1"),
    "a law that has a letter": (
        r"Let $p = \mathcal{N}(\mu, 1)$ and $s > 0$.",
        r"\mathbb{E}_p\left[\frac{x^2}{2 s^2}\right]", r"\frac{\mu^2 + 1}{2 s^2}", r"\frac{\mu^2}{2 s^2}"),
    "a sum of indexed letters": (
        "", r"\operatorname{Var}\left(\frac{1}{n} \sum_{i=1}^n g_i\right)",
        r"\frac{1}{n^2} \operatorname{Var}\left(\sum_{i=1}^n g_i\right)",
        r"\frac{1}{n} \operatorname{Var}\left(\sum_{i=1}^n g_i\right)"),
    "vectors that nobody declared": (
        "", r"\|Ax - b\|^2", r"x^\top A^\top A x - 2 b^\top A x + b^\top b",
        r"x^\top A^\top A x - b^\top A x + b^\top b"),
    "the order of a transposed product": ("", r"(XW)^\top", r"W^\top X^\top", r"X^\top W^\top"),
    "the order of an inverse": (
        r"Let $A$ and $B$ be invertible $n \times n$ matrices.",
        r"(AB)^{-1} c", r"B^{-1} A^{-1} c", r"A^{-1} B^{-1} c"),
    "a trace with a differential": (
        r"Let $A$, $B$, $X$ be square matrices of the same size.",
        r"\operatorname{tr}(A\, dX\, B)", r"\operatorname{tr}(B A\, dX)", r"\operatorname{tr}(A B\, dX)"),
    "a determinant of a multiple": (
        r"Let $A$ be a real $3 \times 3$ matrix.", r"\det(2A)", r"8 \det A", r"2 \det A"),
    "a gradient of a squared norm": (
        r"Let $F(w) = \|Xw - y\|^2 + \lambda \|w\|^2$ with $\lambda > 0$.",
        r"\nabla F(w)", r"2 X^\top (Xw - y) + 2\lambda w", r"2 X^\top (Xw - y) + \lambda w"),
    "the square of i": ("", "(2 - 3i)^2", "4 - 12 i + 9 i^2", "4 - 12 i - 9 i^2"),
    "Euler's formula": (
        r"For real $\theta$,", r"|e^{i\theta} - 1|^2", r"2 - 2\cos\theta", r"2 - \cos\theta"),
    "a sum in a letter's place": (
        r"Let $S = \sum_{i=1}^n x_i^2$ and $\sigma > 0$.",
        r"-\frac{n}{2}\log(2\pi\sigma^2) - \frac{S}{2\sigma^2}",
        r"-\frac{n}{2}\log(2\pi) - n \log\sigma - \frac{S}{2\sigma^2}",
        r"-\frac{n}{2}\log(2\pi) - \frac{n}{2} \log\sigma - \frac{S}{2\sigma^2}"),
    "logits that have a name": (
        "The two classes with logits $z_1, z_2$:", r"\log(e^{z_1} + e^{z_2}) - z_1",
        r"\log(1 + e^{z_2 - z_1})", r"\log(1 + e^{z_1 - z_2})"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "first", "right", "wrong"), PAIRS.values(), ids=PAIRS.keys())
def test_what_follows_is_told_from_what_does_not(said: str, first: str, right: str, wrong: str) -> None:
    assert signs(chain(first, right, said=said))[-1] == "follows"
    assert broken(chain(first, wrong, said=said)) == [4]


SILENT = {
    "independence that nobody mentions": chain(
        r"\operatorname{Var}(X + Y)", r"\operatorname{Var}(X) + \operatorname{Var}(Y)"),
    "a mean that is zero": "Since $E[X] = 0$, we have\n" + chain(r"\operatorname{Var}(X)", "E[X^2]"),
    "a mean with a letter of its own": chain(
        r"\mathbb{E}[X^2] - 2\mu \mathbb{E}[X] + \mu^2", r"\mathbb{E}[X^2] - \mu^2"),
    "an indicator": chain(r"\operatorname{Var}(X)", r"\mathbb{E}[X] - \mathbb{E}[X]^2"),
    "variances that are known": (
        r"Let $\operatorname{Var}(X) = 4$ and $\operatorname{Var}(Y) = 9$. Then" + chain(
            r"\operatorname{Var}(X - Y)", r"13 - 2\operatorname{Cov}(X, Y)")),
    "a deviation as the second parameter": (
        r"Let $X \sim N(\mu, \sigma)$." + chain(r"\mathbb{E}[X^2]", r"\mu^2 + \sigma^2")),
    "matrices that may be symmetric": chain(r"\operatorname{tr}(ABC)", r"\operatorname{tr}(ACB)"),
    "a number beside a matrix": chain(r"(X^\top X + \lambda) w", r"X^\top X w + \lambda w"),
    "i as an index": chain("x_i + i^2", "x_i + 1"),
    "i as a number": "Let $i > 0$ and $x > 0$.\n" + chain("|x + i|", "x + i"),
    "j as the unit": "The imaginary unit is $j$.\n" + chain(
        r"\frac{1}{1 + j\omega}", r"\frac{1 - j\omega}{1 + \omega^2}"),
    "an inequality of larger numbers": chain("x", "x") .replace("&= x", r"&\leq x^2"),
}  # fmt: skip


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_what_rests_on_what_nobody_says_is_not_called_wrong(text: str) -> None:
    assert broken(text) == []


def test_a_function_may_be_defined_after_its_use() -> None:
    text = r"""Let $L(t) = -\log \sigma(\beta t)$ with $\sigma(u) = 1/(1+e^{-u})$.

$$L'(t) = -(1 - \sigma(\beta t))$$
"""
    assert broken(text) == [3]
    assert broken(text.replace("= -(1", r"= -\beta (1")) == []


@pytest.mark.parametrize("between", ["", "so", "Dividing by $-2$,", "Hence we get"])
def test_a_turned_inequality_is_found_in_the_next_display(between: str) -> None:
    text = f"$$1 - 2\\eta \\ge -1/2$$\n\n$$-2\\eta \\ge -3/2$$\n\n{between}\n\n$$\\eta \\ge \\frac34$$\n"
    assert broken(text) == [7]
    assert broken(text.replace(r"\eta \ge \frac34", r"\eta \le \frac34")) == []


@pytest.mark.parametrize(("end", "lines"), [("", [5]), (r"\text{ or } x = 0", [])])
def test_a_root_that_is_lost_between_displays_is_found(end: str, lines: list[int]) -> None:
    text = f"$$x^3 = 4x$$\n\nhence\n\n$$x^2 = 4$$\n\nand\n\n$$x = 2 \\text{{ or }} x = -2 {end}$$\n"
    assert broken(text) == lines


def test_an_inequality_that_holds_the_other_way_round_is_wrong() -> None:
    text = "\\begin{align*}\n(a + b)^2 &= a^2 + 2ab + b^2 \\\\\n&\\geq 2 (a^2 + b^2) \\\\\n\\end{align*}\n"
    assert broken(text) == [3]
    assert broken(text.replace(r"\geq", r"\leq")) == []


def test_an_environment_between_dollars_is_read() -> None:
    assert broken(
        "$$\n\\begin{align*}\n(x + 1)^2 &= x^2 + 2x + 1 \\\\\n&= x^2 + x + 1\n\\end{align*}\n$$\n"
    ) == [4]
