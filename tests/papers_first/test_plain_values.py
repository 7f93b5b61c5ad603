"""Brackets after a symbol hold a factor where the rest of the paper shows that the symbol is a value."""

from __future__ import annotations

import pytest

from tests.papers_first.test_labels import read


@pytest.mark.parametrize(
    ("latex", "rows", "inline", "texts", "reading"),
    [
        ("r = k(u - w)", (), (), (), "refuse"),
        ("r = k(u - w)", (), ("k = 0.5",), (), "(= r (* k (+ u (- w))))"),
        ("r = k(u - w)", (), ("k \\in [0, 1]",), (), "(= r (* k (+ u (- w))))"),
        ("r = k(u - w)", (), ("0 < k < 1",), (), "(= r (* k (+ u (- w))))"),
        ("r = k(u - w)", ("b = |u|^k",), (), (), "(= r (* k (+ u (- w))))"),
        ("r = k(u - w)", ("b = \\frac{k}{u}",), (), (), "(= r (* k (+ u (- w))))"),
        ("r = k(u - w)", ("b = \\frac{u}{k}",), (), (), "(= r (* k (+ u (- w))))"),
        ("r = k(u - w)", ("b = \\log k",), (), (), "(= r (* k (+ u (- w))))"),
        ("r = k(u - w)", ("b = \\sum_{i=1}^{k} u_i",), (), (), "(= r (* k (+ u (- w))))"),
        (
            "r = \\ell(u - w)",
            (),
            (),
            ("with a step of length $\\ell$, one goes on",),
            "(= r (* ell (+ u (- w))))",
        ),
        # letters of functions whose arguments are left out, and of the logistic function
        ("r = p(u - w)", ("b = \\log p - \\log q",), (), (), "refuse"),
        ("r = \\sigma(u - w)", (), ("\\sigma = 0.1",), (), "refuse"),
        # called somewhere: a function, whatever else is said
        ("r = k(u - w)", ("b = k(u)",), ("k = 0.5",), (), "(= r (call k (+ u (- w))))"),
        # a bold Greek capital is a map of features, or a matrix
        (
            "r = \\mathbf{\\Phi}(\\exp(u) \\odot w)",
            (),
            ("\\mathbf{\\Phi} \\in \\mathbb{R}^{n \\times m}",),
            (),
            "(= r (* bf:Phi (odot (exp u) w)))",
        ),
        ("r = \\mathbf{\\Phi}(\\exp(u) \\odot w)", ("b = \\mathbf{\\Phi} w",), (), (), "refuse"),
        # a vector before an inner product, and a matrix before a number and brackets
        ("r = \\mathbf{u}_i (\\mathbf{w}_i^\\top \\mathbf{z})", (), (), (), "refuse"),
        (
            "r = \\mathbf{u}_i (\\mathbf{w}_i^\\top \\mathbf{z})",
            ("Q = \\mathbf{u}_i \\mathbf{w}_i^\\top",),
            (),
            (),
            "(= r (* bf:u_i (* (T bf:w_i) bf:z)))",
        ),
        ("r = \\mathbf{A}(\\alpha(\\mathbf{I} - \\mathbf{C}))", (), (), (), "refuse"),
        (
            "r = \\mathbf{A}(\\alpha(\\mathbf{I} - \\mathbf{C}))",
            ("q = \\mathbf{A} \\mathbf{z}",),
            (),
            (),
            "(= r (* bf:A (* alpha (+ bf:I (- bf:C)))))",
        ),
        ("r = \\mathbf{A}(0)", ("q = \\mathbf{A} \\mathbf{z}",), (), (), "(= r (call bf:A 0))"),
        # a place in time is not a difference of values
        ("r = x(t + 1)", (), ("x \\in \\mathbb{R}^n",), (), "refuse"),
        # what stands before the brackets is a term in them
        ("r = q_j(\\delta_{ij} - q_i)", (), (), (), "(= r (* q_j (+ delta_ij (- q_i))))"),
        # a difference wherever it stands, once it is one on a left side
        ("r = \\Delta W x", ("\\Delta W = B A", "b = W + \\Delta"), (), (), "(= r (* DeltaW x))"),
        ("r = \\Delta W x", ("b = W + \\Delta",), (), (), "refuse"),
        # or once a sentence defines it; an index makes another name of the sign, and no step of it
        (
            "r = \\Delta A_+ x",
            (),
            ("a = \\Delta_b", "c = 1, \\Delta A_+ = \\sum_i u_i"),
            (),
            "(= r (* DeltaA_+ x))",
        ),
        ("r = \\Delta A x", (), ("a = \\Delta_b",), (), "refuse"),
        ("r = \\Delta A x", (), ("a = \\Delta",), (), "(= r (* Delta A x))"),
        # a numbered rate that is compared with a number, though the letter is called with another index
        (
            "r = \\lambda_{1,i} (u - w)",
            ("\\lambda_t(v) = v + 1",),
            ("1 - \\lambda_1 \\geq 0",),
            (),
            "(= r (* lambda_1,i (+ u (- w))))",
        ),
        ("r = \\lambda_2 (u - w)", ("\\lambda_t(v) = v + 1",), ("\\lambda_1 \\geq 0",), (), "refuse"),
        (
            "r = \\lambda_1 (u - w)",
            ("\\lambda_1(v) = v",),
            ("\\lambda_1 \\geq 0",),
            (),
            "(= r (call lambda_1 (+ u (- w))))",
        ),
        ("r = \\lambda_1 (u - w)", ("\\lambda_t(v) = v",), ("b \\lambda_1 \\geq 2 c",), (), "refuse"),
        # what is called a matrix multiplies, a capital of functions though it is
        (
            "r = \\Psi(u - w)",
            (),
            (),
            ("with the damping matrix $\\Psi$, one goes on",),
            "(= r (* Psi (+ u (- w))))",
        ),
        ("r = \\Psi(t - w)", (), (), ("with the transition matrix $\\Psi$, one goes on",), "refuse"),
        ("r = \\Psi(u - w)", (), (), (), "(= r (call Psi (+ u (- w))))"),
        # called in the same statement, index and all
        (
            "r = \\ell_i(u) - \\ell_i(u + w)",
            (),
            (),
            (),
            "(= r (+ (call ell_i u) (- (call ell_i (+ u w)))))",
        ),
        ("\\dot{x}_i(t) = x_i(u + w)", (), (), (), "refuse"),
        ("r = \\nabla \\ell_i (A^i)^\\top u + \\ell_i", (), (), (), "refuse"),
        # called with the very same index
        ("r = R_x(u + w)", ("R_x(v) = v",), (), (), "(= r (call R_x (+ u w)))"),
        ("r = R_i(u + w)", ("R_i(v) = v",), (), (), "refuse"),
        ("r \\in \\Theta(1 / n)", (), (), (), "(in r (call Theta (/ 1 n)))"),
        # a schedule where its step is given, a weight elsewhere; either where the step stands in the brackets
        (
            "r = \\beta(h(u) - h(w))",
            ("\\beta(t) = 2 t", "b = -\\beta h(v)"),
            (),
            (),
            "(= r (* beta (+ (call h u) (- (call h w)))))",
        ),
        (
            "r = \\beta(h(u) - t)",
            ("\\beta(t) = 2 t", "b = -\\beta h(v)"),
            (),
            (),
            "refuse",
        ),
        (
            "r = \\beta(h(u) - h(w))",
            ("\\beta(t) = 2 t",),
            (),
            (),
            "(= r (call beta (+ (call h u) (- (call h w)))))",
        ),
        (
            "r = \\beta(h(u) - h(w))",
            ("\\beta(v) = 2 v", "b = -\\beta h(v)"),
            (),
            (),
            "refuse",
        ),
    ],
)
def test_a_value_multiplies_what_stands_in_brackets(
    latex: str, rows: tuple[str, ...], inline: tuple[str, ...], texts: tuple[str, ...], reading: str
) -> None:
    assert read(latex, rows, inline, texts) == reading
