"""Derivations with integrals, limits, logarithms, norms and declared letters: the sign of each step."""

from __future__ import annotations

import pytest

from drill.checking import MarkedLine, mark_derivation

ARRAYS = r"Let $x, y \in \mathbb{R}^n$."
SQUARE = r"Let $A, B \in \mathbb{R}^{2 \times 2}$."
POSITIVE = "Let $b > 1$, $x > 0$ and $y > 0$."


def steps(said: str, formula: str) -> list[MarkedLine]:
    """The marked lines of a display behind a sentence."""
    marked = mark_derivation(f"{said}\n\n\\[ {formula} \\]")
    return [line for line in marked.lines if line.line == 3 and line.kind != "text"]


# What is said before, a step with a gap, and what stands in the gap: rightly, and with a slip.
STEPS = [
    # functions of the text, known functions, logarithms
    ("Let $f(x) = x^3$.", "f' = ?", "3x^2", "3x"),
    ("", r"\Gamma(5) = ?", "24", "120"),
    ("", r"\log_2 8 = ?", "3", "4"),
    (POSITIVE, r"\log_b(xy) = \log_b(yx) = ?", r"\log_b x + \log_b y", r"\log_b x \cdot \log_b y"),
    ("", r"(\log_{10} 1000)^2 = ?", "9", "6"),
    # limits at infinity, and those of a primitive
    ("", r"\int_0^\infty x e^{-x}\,dx = ?", "1", "2"),
    ("", r"\lim_{x\to\infty} \frac{2x+1}{x} = ?", "2", "3"),
    ("", r"\int_a^b 2x\,dx = \left[x^2\right]_a^b = ?", "b^2 - a^2", "a^2 - b^2"),
    ("", r"\left[x^2\right]_{a-1}^{b} = b^2 - (a-1)^2 = ?", "b^2 - a^2 + 2a - 1", "b^2 - a^2 + 1"),
    ("", r"\left[x^2\right]_{a+1}^{b} = b^2 - (a+1)^2 = ?", "b^2 - a^2 - 2a - 1", "b^2 - a^2 - 1"),
    ("", r"\int_{-1}^{1} 3x^2\,dx = \left[x^3\right]_{-1}^{1} = ?", "2", "0"),
    ("", r"\left[\cos x\right]_{\pi}^{2\pi} = ?", "2", "0"),
    # the differential in the numerator
    ("", r"\int \frac{dx}{x^2} = ? + C", r"-\frac{1}{x}", r"\frac{1}{x}"),
    ("", r"\int_0^1 \frac{2x\,dx}{x^2+1} = ?", r"\ln 2", r"2\ln 2"),
    ("", r"\int_1^2 \frac{3\,dx}{x^2} = ?", r"\frac32", "3"),
    # an integral by a letter that stands for another expression
    ("$u = x^2 + 1$", r"\int u^2\,du = ? + C", r"\frac{u^3}{3}", "u^3"),
    ("$u = x^2 + 1$", r"\int ? u^2\,dx = \int u^2\,du", "2x", "x"),
    # a value at a point
    ("", r"\frac{d}{dx}\left(x^2\right)\Big|_{x=3} = ?", "6", "9"),
    ("", r"(x^2 + 1)\Big|_{x=3} = ?", "10", "7"),
    ("", r"\frac{d}{dx}\left[(x+1)(x+2)\right] = (x+1) + (x+2) = ?", "2x + 3", "2x + 2"),
    ("", r"\frac{d}{dx}(x^2)\, e^x + x^2 \frac{d}{dx}(e^x) = 2x e^x + x^2 e^x = ?",
     "x(2 + x)e^x", "(2x + x^2)e^{2x}"),
    # norms, inner products, determinants
    (ARRAYS, r"\|2x\|_2^2 = (2x)^\top(2x) = ?", r"4\|x\|_2^2", r"2\|x\|_2^2"),
    (ARRAYS, r"\langle 2x, x + y\rangle = 2\langle x, x\rangle + 2\langle x, y\rangle = ?",
     r"2\|x\|^2 + 2\langle x, y\rangle", r"2\|x\| + 2\langle x, y\rangle"),
    ("", r"\begin{vmatrix} 1 & 2 \\ 3 & 4 \end{vmatrix} = ?", "-2", "10"),
    ("", r"\begin{vmatrix} 1 & 2 \\ 3 & 4 \end{vmatrix} = ?",
     r"\begin{vmatrix} 1 & 2 \\ 0 & -2 \end{vmatrix}", r"\begin{vmatrix} 3 & 4 \\ 1 & 2 \end{vmatrix}"),
    ("", r"\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix} = ?",
     r"\begin{matrix} 1 & 2 \\ 3 & 2^2 \end{matrix}", r"\begin{matrix} 1 & 2 \\ 3 & 2^3 \end{matrix}"),
    # names with computed indices
    ("", "x_{n+1}(x_{n+1} + x_n) = x_{n+1}^2 + x_{n+1}x_n = x_{n+1}^2 + ?", "x_n x_{n+1}", "x_n^2"),
    ("", "a_{2k} + a_{2k+1} + a_{2k} = 2a_{2k} + a_{2k+1} = a_{2k+1} + ?", "2a_{2k}", "3a_{2k}"),
    # declared letters
    ("Let $x > 0$.", r"\sqrt{x^2} + 1 = x + 1 = ?", "1 + x", "x + 2"),
    (r"Let $x \neq 1$.", r"\frac{x^2-1}{x-1} = x + 1 = ?", "1 + x", "x - 1"),
    (r"Let $m \in \mathbb{N}$.", r"\sqrt{m^2} + (-1)^{2m} = m + 1 = ?", "1 + m", "m - 1"),
    (r"Let $m \in \mathbb{Z}$.", r"\cos(2\pi m) + m = 1 + m = ?", "m + 1", "m - 1"),
    (r"Let $m \in \mathbb{Z}^+$.", r"|m - 1| + 2 = m - 1 + 2 = ?", "m + 1", "m - 1"),
    (r"Let $q \in \mathbb{Q}^+$.", r"|q| + 1 = q + 1 = ?", "1 + q", "q + 2"),
    (r"Let $q \in \mathbb{Q}^+$.", r"\sqrt{(q-1)^2} + 1 = |q - 1| + 1 = ?", "|1 - q| + 1", "(q - 1) + 1"),
    (r"Let $x \in \mathbb{R}_+$.", r"|x| + 1 = x + 1 = ?", "1 + x", "x + 2"),
    ("Let x be a non-negative number.", r"\sqrt{x^2} + 1 = x + 1 = ?", "1 + x", "1 - x"),
    ("Let x be a negative number.", r"\sqrt{x^2} + 1 = 1 - x = ?", "-x + 1", "1 + x"),
    ("Let x be a nonzero real number.", r"\frac{x^2}{x} = x = ?", "2x - x", "x^2"),
    ("x, y: n", r"\|x + y\|^2 = (x + y)^\top(x + y) = ?",
     r"\|x\|^2 + 2x^\top y + \|y\|^2", r"\|x\|^2 + \|y\|^2"),
    ("Let A be a 2 x 2 matrix. A is symmetric.", r"A^\top A = A A = ?", "A^2", r"A^\top"),
    (SQUARE, "AB + 2A = AB + A + A = ?", "2A + AB", "BA + 2A"),
    (SQUARE, r"3 A^\top A = 2 A^\top A + A^\top A = ?", r"A^\top (3A)", r"3 A A^\top"),
    (SQUARE, r"-A \frac{2B}{3} = -\frac23 AB = ?", r"\frac{-2}{3} AB", r"-\frac23 BA"),
    (SQUARE, "(A + B)^2 = A^2 + AB + BA + B^2 = ?", "A(A + B) + B(A + B)", "A^2 + 2AB + B^2"),
    ("Let A be a 2 x 2 matrix.", "2A = A + A = A + ?", "I A", r"A^\top"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "formula", "right", "slip"), STEPS)
def test_a_step_follows_and_with_a_slip_it_breaks(said: str, formula: str, right: str, slip: str) -> None:
    told = [line.sign for line in steps(said, formula.replace("?", right))]
    assert told == ["follows"] * len(told) != []
    *before, last = [line.sign for line in steps(said, formula.replace("?", slip))]
    assert (before, last) == (["follows"] * len(before), "breaks")


@pytest.mark.parametrize(
    ("formula", "right", "slip"),
    [
        (r"\frac{d}{dx}(x+1)(x+2)", "2x + 3", "2x + 4"),
        (r"\frac{d}{dx}(x+1)(x+2)^2", "(x+2)(3x + 4)", "(x+2)(3x + 5)"),
        (r"\frac{d}{dx} x(x+1)", "2x + 1", "x + 1"),
        (r"\frac{d}{dx} x \sin x", r"\sin x + x \cos x", r"\sin x"),
        (r"\frac{d}{dx} e^x \sin x", r"e^x \sin x + e^x \cos x", r"e^x \sin x"),
        (r"\frac{d}{dx} \sin x \cdot x", r"\sin x + x \cos x", r"x \cos x"),
    ],
)
def test_a_derivative_without_brackets_is_of_as_much_as_it_may_be(
    formula: str, right: str, slip: str
) -> None:
    for value, sign in ((right, "follows"), (slip, "breaks")):
        assert mark_derivation(f"{formula}\n{value}", is_working=True).lines[1].sign == sign


@pytest.mark.parametrize(
    ("formula", "right", "slip"),
    [
        (r"\sum_{i=1}^{2} i^2 - (\sum_{i=1}^{2} i)^2", "-4", "-13"),
        (r"n \sum_{i=1}^{n} i - (\sum_{i=1}^{n} i)^2", "n^2(n+1)/2 - n^2(n+1)^2/4", "n^2(n+1)/2"),
        (r"\sum_{k=1}^{3} k - \sqrt{\sum_{k=1}^{3} k^2}", r"6 - \sqrt{14}", r"6 - 3\sqrt{14}"),
    ],
)
def test_a_sum_ends_before_a_further_one_in_brackets(formula: str, right: str, slip: str) -> None:
    for value, sign in ((right, "follows"), (slip, "breaks")):
        assert mark_derivation(f"{formula}\n{value}", is_working=True).lines[1].sign == sign


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{d}{dx}(x^2) e^x + x^2 \frac{d}{dx}(e^x) = 2x e^x + x^2 e^x",
        r"\frac{d}{dx} x e^x |_{x=0} = 1",
        r"\sum_{k=1}^{3} k + \frac{\sum_{k=1}^{3} k}{3} = 6 + 2 = 8",
    ],
)
def test_product_rules_slopes_at_points_and_separate_sums_follow(line: str) -> None:
    assert mark_derivation(f"$${line}$$").lines[0].sign == "follows"


@pytest.mark.parametrize(
    ("asked", "right", "slip"),
    [
        ("d/dx x^2 sin x", "2x sin x + x^2 cos x", "2x cos x"),
        ("d/dx sin x cos x", "cos^2 x - sin^2 x", "-cos x sin x"),
        ("d/dx sin x", "cos x", "-cos x"),
        ("sin x cos x", "sin(2x)/2", "sin(2x)"),
    ],
)
def test_a_typed_line_of_functions_is_judged(asked: str, right: str, slip: str) -> None:
    typed = f"{asked}\n{right}\n{slip}"
    signs = [line.sign for line in mark_derivation(typed, is_working=True).lines]
    assert signs == ["unchecked", "follows", "breaks"]


UNJUDGED = {
    "a product rule without brackets": (
        "", r"\frac{d}{dx} x^2 \sin x + x^2 \frac{d}{dx} \sin x = 2x \sin x + x^2 \cos x"),
    "a derivative of the product behind it": ("", r"\frac{d}{dx} (x+1) e^x = (x+2) e^x"),
    "a derivative of the sum behind it": ("", r"\frac{d}{dx} x^2 + 3x = 2x + 3"),
    "a function of two arguments with one": ("Let $f(x, y) = x y$.", "f(2) = 5"),
    "the derivative of a function of two": ("Let $f(x, y) = x y$.", "f' = y + x"),
    "a logarithm to a base that is computed": ("", r"\log_{\frac12} 8 = 3"),
    "lg to base 2": ("", r"\lg 8 = 3"),
    "Euler's function": ("", r"\varphi(6) = 2"),
    "a curve": ("", r"\gamma(1) = 3"),
    "a potential": ("", r"\Phi(1) = 2"),
    "a basis function": ("", r"\phi_1(0) = 2"),
    "a mixed number": ("", r"2\frac12 + \frac12 = 3"),
    "the sum norm": (ARRAYS, r"\|2x\|_1 = 2\|x\|_1"),
    "determinants between bars": (r"Let $A \in \mathbb{R}^{2 \times 2}$.", r"|2A| = 4|A|"),
    "determinants of products": (SQUARE, "|AB| = |A| + |B|"),
    "the norm of a matrix": ("", r"\begin{Vmatrix} 1 & 2 \\ 3 & 4 \end{Vmatrix} = 1"),
    "limits of which letter": ("Let $u = x^2$.", r"\left[u\right]_0^2 = 2"),
    "limits of a product": ("Let $u = x$ and $v = e^x$.", r"\left[u v\right]_0^1 = 1"),
    "limits of a letter that is likely": ("", r"\left[a x^2\right]_0^1 = 2a"),
    "a sum of indefinite integrals": ("", r"\sum_{k=1}^{2} \int x^k\,dx = \frac{x^2}{2} + x^3 + C"),
    "a bare operator": ("", r"\left(\frac{d}{dx}\right)^2 x^3 = 7x"),
    "a derivative by an expression": ("Let $u = x^2$.", r"\frac{d}{du} u^3 = 2u"),
    "points of a lattice": (r"Let $v \in \mathbb{Z}^2$.", r"2v = 3v"),
    "a matrix without a size": ("Let A be a matrix.", r"2A = A + A^\top"),
    "matrices that are taken to commute": ("Let A and B be matrices.", "(A + B)^2 = A^2 + 2AB + B^2"),
    "a matrix with two sizes": (
        r"Let $A \in \mathbb{R}^{2 \times 3}$. Now let $A \in \mathbb{R}^{3 \times 3}$.", r"2A = A + A^\top"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("said", "formula"), UNJUDGED.values(), ids=UNJUDGED.keys())
def test_what_may_be_meant_otherwise_is_not_judged(said: str, formula: str) -> None:
    (line,) = steps(said, formula)
    assert line.sign in ("unchecked", "undecided")
    first, *_ = steps(said, f"{formula} + 0 = {formula.partition(' = ')[2]}")
    assert first.sign in ("unchecked", "undecided")


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"1 + 2 + \dots + n = \frac{n(n+1)}{3}", "dots are not read"),
        ("4 : 6 = 2 : 4", "one expression is expected"),
        (r"x = \frac{3 \pm \sqrt{1}}{2}", "this is not read here"),
        (r"|x| = \begin{cases} x & x \ge 0 \\ -x & x < 0 \end{cases}", "this is not read here"),
        (r"\left[x t\right]_0^1 = 3", "nothing says in which letter the limits are"),
        (r"\left[x^2\right]_{\cdot}^{2} = 5", "this limit is not read"),
        (r"\int x^2 = x^2 + C", "nothing says by which letter to integrate"),
        (r"\int \frac{2x}{3} = x^2 + C", "nothing says by which letter to integrate"),
        (r"\iint x\,dx\,dy = 3", "this integral is not read"),
        (r"\int_D x\,dx = 3", "this integral is not read"),
        (r"\int^x t^2\,dt = x^3", "this integral has one limit"),
        (r"\int_0^1 \left(\int x\,dx\right) dt = x^2", "this integral is not read"),
    ],
)
def test_what_is_not_read_is_said_and_not_judged(formula: str, reason: str) -> None:
    (line,) = steps("", formula)
    assert (line.kind, line.sign) == ("unread", "unchecked")
    assert line.message.startswith(f"Not read: {reason}")


def test_matrices_without_sizes_are_computed_as_matrices() -> None:
    told = steps("Let A and B be matrices.", "(A + B)^2 = A^2 + AB + BA + B^2 = A^2 + B^2")
    assert [line.sign for line in told] == ["follows", "undecided"]


def test_an_integral_by_a_letter_that_stands_for_two_is_not_read() -> None:
    (line,) = steps("Let $u = x y$.", r"\int u\,du = u^2 + C")
    assert (line.sign, line.message) == (
        "unchecked", "Not read: nothing says by which letter to integrate.",
    )  # fmt: skip
