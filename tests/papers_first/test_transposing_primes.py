"""Primes that transpose are told from names with primes by the products that they stand in."""

from __future__ import annotations

import pytest

from tests.papers_first.test_labels import read


@pytest.mark.parametrize(
    ("latex", "rows", "reading"),
    [
        # a matrix or a vector twice in a product
        ("V = A B A' + C", (), "(= V (+ (* A B (T A)) C))"),
        ("H = Z (Z'Z)^{-1} Z'", (), "(= H (* Z (^ (* (T Z) Z) (- 1)) (T Z)))"),
        ("q = u_k' G^{-1} u_k", (), "(= q (* (T u_k) (^ G (- 1)) u_k))"),
        ("Q = U R W'", ("V = A B A'",), "(= Q (* U R (T W)))"),
        ("S = \\sum_i r_i r_i'", ("V = A B A'",), "(= S (sum{i}{} (* r_i (T r_i))))"),
        ("S = \\sum_i r_i r_i'", (), "refuse"),
        ("V = A B A'", ("A' = C + D",), "refuse"),
        ("k(x, x') = (x x' + c)^d", (), "(= (call k x x') (^ (+ (* x x') c) d))"),
        # bold vectors side by side
        ("s = \\mathbf{w}'\\mathbf{z} + b", (), "(= s (+ (* (T bf:w) bf:z) b))"),
        # coefficients and what they weigh, where no prime makes a name
        ("m_i = x_i'\\beta + z_i'c", (), "(= m_i (+ (* (T x_i) beta) (* (T z_i) c)))"),
        ("q = z' H z", (), "refuse"),
        ("m_i = x_i'\\beta", ("v(m) = b'(m)", "i \\neq i'"), "(= m_i (* (T x_i) beta))"),
        ("y = w'x + b", (), "refuse"),
        ("u'' + p u' = q", (), "(= (+ u'' (* p u')) q)"),
        # brackets twice, and what a function gives
        ("S = (x_i - \\bar{x})(x_i - \\bar{x})'", (), "(= S (* (+ x_i (- bar:x)) (T (+ x_i (- bar:x)))))"),
        ("S = (a - b)(a - b)'", (), "refuse"),
        (
            "U = \\mathrm{Var}(y)((X'X)^{-1}X')'",
            (),
            "(= U (* (call Var y) (T (* (^ (* (T X) X) (- 1)) (T X)))))",
        ),
        ("g = z(s)' \\beta", ("m_i = x_i'\\beta",), "(= g (* (T (call z s)) beta))"),
    ],
)
def test_primes_transpose_as_products_show(latex: str, rows: tuple[str, ...], reading: str) -> None:
    assert read(latex, rows) == reading
