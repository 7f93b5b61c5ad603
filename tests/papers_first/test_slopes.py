"""How far the sign of a gradient reaches is told by what it is taken along, and by what the paper defines."""

from __future__ import annotations

import pytest

from tests.papers_first.test_labels import read


@pytest.mark.parametrize(
    ("latex", "rows", "reading"),
    [
        # what does not hold what the gradient is taken along is a factor, however far the sign reaches
        (
            r"g = \nabla_\theta \mu(a | \theta) R(a)",
            (),
            "(= g (* (grad{theta} (call mu a | theta)) (call R a)))",
        ),
        (r"g = \nabla_w L(w, a) C_k", (), "(= g (* (grad{w} (call L w a)) C_k))"),
        (r"g = \nabla f(x) h(x)", (), "refuse"),
        (r"g = \nabla_w L(w, a) w", (), "refuse"),
        (r"g = \nabla_X f(Y) Z", (), "refuse"),
        (r"h = \nabla_w L(w, a) \frac{dw}{da}", (), "(= h (* (grad{w} (call L w a)) (d{dw}{da})))"),
        (
            r"g = \nabla_w L(w)(\prod_{k=1}^{n} A_k) b",
            (),
            "(= g (* (grad{w} (call L w)) (prod{k=1}{n} A_k) b))",
        ),
        # the gradient of a name, where it is defined as a whole
        (r"\sum_i \nabla \ell_i u_i", (r"\nabla \ell_i = c_i - y_i",), "(sum{i}{} (* (grad{} ell_i) u_i))"),
        (r"\sum_i \nabla \ell_i u_i", (r"\ell_i = c_i - y_i",), "refuse"),
        (
            r"\nabla \ell_i (A^\top)^i B^\top",
            (r"\nabla \ell_i = c_i - y_i",),
            "(* (grad{} ell_i) (^ (T A) i) (T B))",
        ),
        (r"\nabla \ell_i (w) b", (r"\nabla \ell_i = c_i - y_i",), "(* (grad{} (call ell_i w)) b)"),
        # brackets that keep two superscripts apart are a factor
        (r"H = B^\top (A^2)^\top", ("y = B(t)",), "(= H (* (T B) (T (^ A 2))))"),
        (r"H = B^\top (A - t)", ("y = B(t)",), "refuse"),
        # the slope along what stands below a d
        (r"d_w f(w, a) = c", (), "(= (app d_w (call f w a)) c)"),
        (r"d_k f(k, a) = c", (), "(= (* d_k (call f k a)) c)"),
        (r"r = d_w f(w, a) c", (), "refuse"),
    ],
)
def test_what_stands_beside_a_slope(latex: str, rows: tuple[str, ...], reading: str) -> None:
    assert read(latex, rows) == reading
