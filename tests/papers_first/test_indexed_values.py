"""Letters that the paper shows to be numbers or matrices are multiplied by the brackets behind them."""

from __future__ import annotations

import pytest

from tests.papers_first.test_labels import read


@pytest.mark.parametrize(
    ("latex", "rows", "reading"),
    [
        # the row itself multiplies the brackets out
        (
            r"d_{ij} = h_i (v_j - b) = h_i v_j - h_i b",
            (),
            "(= d_ij (* h_i (+ v_j (- b))) (+ (* h_i v_j) (- (* h_i b))))",
        ),
        (r"d_{ij} = h_i (v_j - b)", (), "refuse"),
        (r"d_{ij} = h_i (v_j - b)", ("h_i (v_j - b) = h_i v_j - h_i b",), "(= d_ij (* h_i (+ v_j (- b))))"),
        (r"d_{ij} = h_i (v_j - b)", ("h_i (v_j - b) = h_i v_j - h_i b", "y = h_k(x, z)"), "refuse"),
        # set equal to something as a whole, and a factor
        (r"g = q_c (R - u)", (r"q_c = \frac{e^{z_c}}{s}", "m = q_c R"), "(= g (* q_c (+ R (- u))))"),
        (r"g = q_c (R - u)", (r"q_c = \frac{e^{z_c}}{s}",), "refuse"),
        (r"g = q_c (R - u)", (r"q_c = \frac{e^{z_c}}{s}", "m = q_c R", "q_k(x) = 1"), "refuse"),
        (r"s_t = z_t (h_t - h_{t-1})", (r"z_t = W x_t",), "(= s_t (* z_t (+ h_t (- h_t-1))))"),
        (r"s_t = z_t (h_t - h_{t-1})", (r"z_t = W x_t", "a = z_t(x)"), "refuse"),
        (r"s_t = f_t (h_t - b)", (r"f_t = W x_t", "m = f_t R"), "refuse"),
        # the weights of squares
        (r"Q = \sum_i w_i (y_i - m)^2", (), "(= Q (sum{i}{} (* w_i (^ (+ y_i (- m)) 2))))"),
        (r"Q = \sum_i w_i (y_i - m)^2", ("w(x) = a",), "refuse"),
        (r"Q = \sum_i w_i (y - m)^2", (), "refuse"),
    ],
)
def test_indexed_letters(latex: str, rows: tuple[str, ...], reading: str) -> None:
    assert read(latex, rows) == reading


@pytest.mark.parametrize(
    ("latex", "rows", "reading"),
    [
        # what stands in a quadratic form is a matrix, if nothing is given to it anywhere
        (r"g = M^\top Q (A x + B u)", (r"J = x^\top Q x",), "(= g (* (T M) Q (+ (* A x) (* B u))))"),
        (r"g = M^\top Q (A x + B u)", (), "refuse"),
        (r"g = M^\top Q (A x + B u)", (r"J = x^\top Q x", "v = Q(s, a)"), "refuse"),
        (r"g = P (A x + b)", (r"J = x^\top P x",), "(= g (* P (+ (* A x) b)))"),
        # a matrix, or its inverse, before a sum
        (r"h = W (\sum_j a_j v_j)", (), "(= h (* W (sum{j}{} (* a_j v_j))))"),
        (r"h = \mathbf{R} (\sum_j a_j v_j)", (), "(= h (* bf:R (sum{j}{} (* a_j v_j))))"),
        (r"h = \Sigma^{-1} (\sum_j v_j)", (), "(= h (* (^ Sigma (- 1)) (sum{j}{} v_j)))"),
        (r"h = W (\sum_j a_j v_j)", ("y = W(t)",), "(= h (call W (sum{j}{} (* a_j v_j))))"),
        (r"g_i = y_i (\sum_j w_j y_j)", (), "refuse"),
    ],
)
def test_matrices(latex: str, rows: tuple[str, ...], reading: str) -> None:
    assert read(latex, rows) == reading
