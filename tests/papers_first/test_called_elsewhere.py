"""Brackets behind a name, where other formulas tell what stands in them: arguments, a place, a factor."""

from __future__ import annotations

import pytest

from tests.papers_first.test_labels import read


@pytest.mark.parametrize(
    ("latex", "beside", "reading"),
    [
        # a form, though the name is called elsewhere
        ("s = w^\\top (\\sum_i A_i) w", "w(u) = v", "(= s (* (T w) (sum{i}{} A_i) w))"),
        ("s = w^\\top (A_1 + A_2) w(u)", "w(u) = v", "refuse"),
        ("s = w^\\top (A_1 + A_2) u", "w(u) = v", "refuse"),
        # what is set is no product
        (
            "\\lambda_1(u) = a \\lambda_2 + b",
            "r = \\lambda_1 x + \\lambda_2 y",
            "(= (call lambda_1 u) (+ (* a lambda_2) b))",
        ),
        # rows and entries of arrays; what is dissolved
        ("R[i][j] = c Q[i]", "s = Q[j][k]", "(= (call (call R i) j) (* c (call Q i)))"),
        ("r = R[i] + c", "s = c", "refuse"),
        ("r = \\kappa[A][B]", "s = c", "refuse"),
        # a name with a mark needs brackets to be squared
        ("r = \\kappa (G_a^*)^2 + c", "s = \\kappa(z) + \\kappa t u", "refuse"),
        ("r = \\kappa (G_a)^2 + c", "s = \\kappa(z) + \\kappa t u", "(= r (+ (^ (call kappa G_a) 2) c))"),
        ("r = \\kappa (G_a^*)^2 + c", "s = \\kappa(z)", "(= r (+ (^ (call kappa G_a^*) 2) c))"),
        # measures
        ("r = \\int f(x) \\nu(dx)", "s = t", "(= r (int (* (call f x) (call nu (diff d x)))))"),
        ("r = \\nu(dx)", "s = t", "refuse"),
        # what leads from one set to another
        ("r = \\Omega(\\|u\\|)", "\\Omega : \\mathbb{R} \\to \\mathbb{R}", "(= r (call Omega (norm u)))"),
        ("r = \\Omega(\\|u\\|)", "\\Omega \\subset \\mathbb{R}", "refuse"),
        (
            "r = A(u - v)",
            "A : \\mathbb{R}^n \\to \\mathbb{R}^m",
            "(= r (* A (+ u (- v))))",
        ),
    ],
)
def test_other_formulas_tell_what_stands_in_brackets(latex: str, beside: str, reading: str) -> None:
    assert read(latex, (beside,)) == reading
