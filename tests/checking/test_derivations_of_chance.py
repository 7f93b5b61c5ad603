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
    "vectors that nobody declared": (
        "", r"\|Ax - b\|^2", r"x^\top A^\top A x - 2 b^\top A x + b^\top b",
        r"x^\top A^\top A x - b^\top A x + b^\top b"),
    "the order of a transposed product": ("", r"(XW)^\top", r"W^\top X^\top", r"X^\top W^\top"),
    "the order of an inverse": (
        "A, B: n, n; c: n",
        r"(AB)^{-1} c", r"B^{-1} A^{-1} c", r"A^{-1} B^{-1} c"),
    "a trace with a differential": (
        "A, B, X: n, n",
        r"\operatorname{tr}(A\, dX\, B)", r"\operatorname{tr}(B A\, dX)", r"\operatorname{tr}(A B\, dX)"),
    "a determinant of a multiple": (
        "A: 3, 3", r"\det(2A)", r"8 \det A", r"2 \det A"),
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

$$L'(t) = -\beta (1 - \sigma(\beta t))$$
"""
    assert broken(text) == []


@pytest.mark.parametrize("between", ["", "so", "Dividing by $-2$,", "Hence we get"])
def test_an_inequality_in_the_next_display_is_not_called_wrong(between: str) -> None:
    text = f"$$1 - 2\\eta \\ge -1/2$$\n\n$$-2\\eta \\ge -3/2$$\n\n{between}\n\n$$\\eta \\le \\frac34$$\n"
    assert broken(text) == []


def test_roots_that_are_parted_are_not_called_wrong() -> None:
    text = "$$x^3 = 4x$$\n\nhence\n\n$$x^2 = 4$$\n\nand\n\n$$x = 2 \\text{ or } x = -2 \\text{ or } x = 0$$\n"
    assert broken(text) == []


def test_an_inequality_of_a_chain_is_not_called_wrong() -> None:
    text = "\\begin{align*}\n(a + b)^2 &= a^2 + 2ab + b^2 \\\\\n&\\leq 2 (a^2 + b^2) \\\\\n\\end{align*}\n"
    assert broken(text) == []


def test_an_environment_between_dollars_is_read() -> None:
    assert broken(
        "$$\n\\begin{align*}\n(x + 1)^2 &= x^2 + 2x + 1 \\\\\n&= x^2 + x + 1\n\\end{align*}\n$$\n"
    ) == [4]
