"""Exponents, entries of inverses and names in words, told by how the rest of a paper uses them."""

from __future__ import annotations

import pytest

from tests.papers_first.test_labels import read


@pytest.mark.parametrize(
    ("latex", "rows", "reading"),
    [
        # transposes in quadratic forms and beside others; powers by a count of steps
        ("s = \\nu_i^T K \\nu_i", (), "(= s (* (T nu_i) K nu_i))"),
        ("s = \\nu_i^T K \\nu_i", ("u = a T",), "refuse"),
        ("s = \\lambda^T c", (), "refuse"),
        ("s = \\lambda^T c", ("u = a T",), "(= s (* (^ lambda T) c))"),
        ("s = \\gamma^T c", (), "(= s (* (^ gamma T) c))"),
        # a call that a word names anew
        ("q(x)^{\\text{new}} = a + b", (), "refuse"),
        ("q(x)^{new} = a + b", (), "refuse"),
        ("q(x)^{a} = 2 b", (), "(= (^ (call q x) a) (* 2 b))"),
        # the i-th of several draws, and the i-th power of what decays with steps
        ("m = \\sum_{i=1}^n f(\\tau^i)", (), "refuse"),
        ("m = \\sum_{i=1}^n \\gamma^i r_i", (), "(= m (sum{i=1}{n} (* (^ gamma i) r_i)))"),
        # the last term of a series
        ("s = 1 + q + \\cdots + q^m", (), "(= s (+ 1 q cdots (^ q m)))"),
        ("s = q_1 + \\cdots + q^m", (), "refuse"),
        # an index of an index above a capital that has one already; a power of what is none
        ("y = \\hat{M}_k^{s_k} x", (), "refuse"),
        ("y = \\beta_1^{s_k} x", (), "(= y (* (^ beta_1 s_k) x))"),
        # what a vector or one of several matrices belongs to
        ("s = (\\mathbf{u}^\\gamma_k)^T x", (), "refuse"),
        ("y = \\mathbf{M}^{\\hat{\\mathbf{x}}}_k x", (), "refuse"),
        ("y = \\mathbf{M}^{\\mathbf{x}}_k x", (), "refuse"),
        # sets, with what is on them and below
        ("y = \\mathbf{M}_k^{\\tilde{\\mathcal{K}}_{k-1}} x", (), "(= y (* bf:M_k^tilde:cal:K_k-1 x))"),
        ("y = \\mathbf{M}_k^{\\mathcal{K}_j} x", (), "(= y (* bf:M_k^cal:K_j x))"),
        ("y = \\gamma^{\\mathcal{K}_j} x", (), "refuse"),
        ("y = e^{\\mathcal{K}_j}", (), "(= y (^ e cal:K_j))"),
        ("y \\in \\mathrm{Gr}_r^{m \\mathcal{K}}", (), "refuse"),
        ("y = Q^{m \\mathcal{K}} x", (), "refuse"),
        ("y \\in \\mathbb{R}^{m \\mathcal{K}}", (), "(in y (^ bb:R (* m cal:K)))"),
        # squares of functions stand behind their arguments; an indexed number multiplies brackets
        (
            "w = \\sigma_{i-1}^2 (\\sigma_i^2 - \\sigma_{i-1}^2)",
            ("v = \\sigma(t)",),
            "(= w (* (^ sigma_i-1 2) (+ (^ sigma_i 2) (- (^ sigma_i-1 2)))))",
        ),
        ("w = \\sigma_s^2 (a - b)", ("v = \\sigma(t)",), "refuse"),
        ("w = \\sigma_s^2(x)", ("v = \\sigma(t)",), "(= w (^ (call sigma_s x) 2))"),
        ("w = \\sigma^2(s - t)", ("v = \\sigma(t)",), "(= w (^ (call sigma (+ s (- t))) 2))"),
        # what is pushed forward is no factor
        ("p = [F]_* q", (), "(= p (app (idx F *) q))"),
        ("p = (a F + b)_\\star q(x)", (), "(= p (app (idx (+ (* a F) b) star) (call q x)))"),
        ("p = [F]_*", (), "(= p (idx F *))"),
        # powers of 0 and 1
        ("y = 2^0 + 10^1", (), "(= y (+ (^ 2 0) (^ 10 1)))"),
        ("y = e^0 + b", ("s = e^{-u}",), "(= y (+ (^ e 0) b))"),
        ("y = e^0 + b", (), "refuse"),
        ("y = e^0 + b", ("e^{k+1} = A e^k",), "(= y (+ e^0 b))"),
        ("y = \\mathbf{e}^0 + b", ("s = e^{-u}",), "refuse"),
        # what a letter that is halved in an exponent stands above
        (
            "y = \\frac{(n + 1) m^{\\frac{n+2}{2}}}{\\mu^{n+2}}",
            (),
            "(= y (/ (* (+ n 1) (^ m (/ (+ n 2) 2))) (^ mu (+ n 2))))",
        ),
        ("y = \\gamma^n + s^{2n}", (), "(= y (+ (^ gamma n) (^ s (* 2 n))))"),
        ("y = \\theta^n + s^2", (), "refuse"),
        ("y = \\frac{g}{\\mu^n}", (), "refuse"),
        # what a statement shows to be a number
        ("D(t) = t^\\theta + (1 - t)^\\theta", (), "(= (call D t) (+ (^ t theta) (^ (+ 1 (- t)) theta)))"),
        ("u = \\frac{1 - w^s}{2^s}", (), "(= u (/ (+ 1 (- (^ w s))) (^ 2 s)))"),
        ("u = \\frac{1 - w^s}{s}", (), "refuse"),
        ("r_a = (1 - a) \\sum_i p_i^a", (), "(= r_a (* (+ 1 (- a)) (sum{i}{} (^ p_i a))))"),
        ("x^k = (1 - b)^k x^0", (), "refuse"),
        # shifts of a series
        (
            "g = 1 - a_1 B - a_2 B^2 - \\cdots - a_p B^p",
            (),
            "(= g (+ 1 (- (* a_1 B)) (- (* a_2 (^ B 2))) (- cdots) (- (* a_p (^ B p)))))",
        ),
        ("z_t = (1 - B^s) y_t", ("(1 - B)^d y_t = e_t",), "(= z_t (* (+ 1 (- (^ B s))) y_t))"),
        ("z_t = (1 - B^s) y_t", (), "refuse"),
        ("\\nabla y_t = z_t", ("(1 - B)^d y_t = e_t",), "refuse"),
        # upright words that are numbers
        (
            "g = \\mathrm{tip}^{-1} (a - b)",
            ("h = z \\cdot \\mathrm{tip}^{-1}",),
            "(= g (* (^ tip (- 1)) (+ a (- b))))",
        ),
        ("g = z \\, \\mathrm{tip}^2", ("u = \\log(\\mathrm{tip})",), "(= g (* z (^ tip 2)))"),
        ("g = z + \\mathrm{tip}^2 (a, b)", ("u = \\mathrm{tip}(a, b)",), "refuse"),
        ("g = \\mathrm{inv}^{-1}(x)", ("f = \\mathrm{inv} \\circ h",), "(= g (call inv^-1 x))"),
        ("y = \\mathrm{tip}^2 A", ("y = \\mathrm{tip} A",), "refuse"),
        # a number in brackets
        ("y = (-1)^{(k - 1)} a", (), "(= y (* (^ (- 1) (+ k (- 1))) a))"),
        ("y = (b)^{(k)} a", (), "refuse"),
        # entries of inverses, as they are typed
        ("B^{-1}_{ij} = a", (), "(= B_ij^-1 a)"),
        ("\\Sigma^{-1}_{ii} = a", (), "(= Sigma_ii^-1 a)"),
        ("B^{-1}_{mn} = a", (), "(= B_mn^-1 a)"),
        ("B_{mn}^{-1} = a", (), "refuse"),
        ("B_{mm}^{-1} b = a", (), "(= (* (^ B_mm (- 1)) b) a)"),
        ("(B^{-1})_{ij} = a", (), "(= (idx (^ B (- 1)) ij) a)"),
        ("B_{ij}^{-1} = a", (), "refuse"),
        ("B^{-1}_{ij} = a", ("b = B_{ij}^{-1}",), "refuse"),
        ("a = \\sigma^{-1}_{ij} y_j", (), "refuse"),
        # of what a network gives what was put in; primes tell of what it is
        ("y = u + z_\\theta^x", (), "refuse"),
        ("y = u + z_\\theta^{xx'}", (), "refuse"),
        ("y = u + z^{x y}", (), "refuse"),
        # letters above a call
        ("y = \\ell^{hs}(x, z)", (), "(= y (call ell^hs x z))"),
        ("y = \\ell^{hs}(x)", (), "refuse"),
    ],
)
def test_what_stands_above_is_told_by_the_rest(latex: str, rows: tuple[str, ...], reading: str) -> None:
    assert read(latex, rows) == reading


@pytest.mark.parametrize(
    ("latex", "rows", "reading"),
    [
        # functions that carry a running index wherever they have their own
        (
            "w_k' = w_k + \\epsilon_v^k s_v^k(z_k)",
            ("u_k = s_v^k(w_k)",),
            "(= w_k' (+ w_k (* epsilon_v^k (call s_v^k z_k))))",
        ),
        ("w_k' = w_k + s_v^k(z_k)", ("u_k = s_v(w_k)",), "refuse"),
        ("w_k' = w_k + s_v^k(z_k)", ("u_k = s_v^k(w_k) + 2^k",), "refuse"),
        ("w_k' = w_k + s_v^k(z_k)", ("u_k = k \\, s_v^k(w_k)",), "refuse"),
        ("y = \\epsilon_v^k x_k + b", (), "refuse"),
        ("x_k = \\sum_i c_i \\lambda_i^k s_i^k(x_k)", ("y_k = s_i^k(b)",), "refuse"),
    ],
)
def test_a_running_index_above_a_function_is_no_power(
    latex: str, rows: tuple[str, ...], reading: str
) -> None:
    assert read(latex, rows) == reading
