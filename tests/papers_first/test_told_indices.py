"""Letters above names that a paper's own uses tell to be indices, or steps of a matrix's powers."""

from __future__ import annotations

import pytest

from tests.papers_first.test_labels import read

_BANDS = ("z_k^b := g(x^b)", "g_k^b := h(z^b)", "x^b := h(y)")


@pytest.mark.parametrize(
    ("latex", "rows", "inline", "reading"),
    [
        # a letter that is one of several names, unless it is computed with
        ("r = \\pi_c^u + q", (), ("u \\in \\{a, b\\}",), "(= r (+ pi_c^u q))"),
        ("r = \\pi_c^u + q", (), ("u \\in \\{1, 2\\}",), "refuse"),
        ("r = \\pi_c^u + q", ("s = 2 u",), ("u \\in \\{a, b\\}",), "refuse"),
        # members of a set, and what has their letter above, too
        ("r = \\alpha^i y^i", (), ("\\{(x^i, y^i)\\}_{i=1}^N",), "(= r (* alpha^i y^i))"),
        ("r = \\alpha^i y^i", (), ("\\{(x^i, y^i) \\mid i = 1, \\ldots, N\\}",), "(= r (* alpha^i y^i))"),
        ("r = \\lambda^i y^i", (), ("\\{(x^i, y^i)\\}_{i=1}^N",), "(= r (* (^ lambda i) y^i))"),
        ("r = h^i s", (), ("\\{h^i\\}_{i=1}^N",), "refuse"),
        ("r = D^i s", ("D = 1",), ("\\{(x^i, y^i)\\}_{i=1}^N",), "refuse"),
        # set by what has the letter below it, or by a function of what has it above
        ("d_i^u = w_{i,u} - w_u", (), (), "(= d_i^u (+ w_i,u (- w_u)))"),
        ("r = d_i^u s", ("d_i^u = w_{i,u} - w_u",), (), "(= r (* d_i^u s))"),
        ("\\beta^u := P(y^u = 1)", (), (), "(:= beta^u (call P (= y^u 1)))"),
        # what is given and what it is given for, one letter above both
        ("r = \\log p(y_b^i | z^i)", (), (), "(= r (log (call p y_b^i | z^i)))"),
        ("r = \\log p(y_b^i | z)", (), (), "refuse"),
        ("r = \\log p(y_b^i, z^i)", (), (), "refuse"),
        # a letter that labels several names labels rates, too
        ("r = \\lambda_k^b f_{k,b}", _BANDS, (), "(= r (* lambda_k^b f_k,b))"),
        ("r = \\lambda_k^b f_{k,b}", (*_BANDS, "s = \\lambda^2"), (), "refuse"),
        ("r = \\lambda_k^b f_{k,b}", (*_BANDS, "s = 3 b"), (), "refuse"),
        # functions that stand nowhere without arguments, and what stands nowhere else beside them
        ("r = \\lambda^l + \\lambda^\\mu u", ("s = l(x, y)",), (), "(= r (+ lambda^l (* lambda^mu u)))"),
        ("r = \\lambda^l + \\lambda^\\mu u", ("s = l(x, y) + l u",), (), "refuse"),
        ("r = \\lambda^l + \\lambda^\\mu u", ("s = l(x, y) + \\mu",), (), "refuse"),
        # signs before a label; counts may have them, too
        ("r = M^{+q} + M^{-q}", (), (), "(= r (+ M^+q M^-q))"),
        ("r = M^{-q} u", (), (), "(= r (* (^ M (- q)) u))"),
        ("r = z^{+n} u", (), (), "refuse"),
        # capitals that are no numbers, above several names
        ("r = W_h^Z s + b_h^Z", (), (), "(= r (+ (* W_h^Z s) b_h^Z))"),
        ("r = W_h^Z s + b_h^Z", ("Z = 2",), (), "refuse"),
        # letters of sets
        ("g^\\mathcal{V} := f(x)", (), (), "(:= g^cal:V (call f x))"),
        ("r = G^\\mathcal{V} s", (), (), "refuse"),
        # powers that nobody would write
        ("r = v^1 - v^0", (), (), "(= r (+ v^1 (- v^0)))"),
        ("r = v^0 + v^1 + \\ldots + v^k", (), (), "refuse"),
        ("r = v^1 - v^0", ("s = v^2",), (), "refuse"),
        # the first and the second of a kind, side by side; estimates made of something
        ("d(z^1, z^2) = \\sum_b z_b^1 z_b^2", (), (), "(= (call d z^1 z^2) (sum{b}{} (* z_b^1 z_b^2)))"),
        ("r = z^1 + z^2", ("d(z, z^1)",), (), "refuse"),
        ("r = \\hat{y}^{G_S} - s", (), ("G_S",), "(= r (+ hat:y^G_S (- s)))"),
        ("r = \\hat{y}^{G_S} - s", ("b = 2 G_S",), (), "refuse"),
        # members of a bracket with bounds
        ("(f(B_1^k u))_{k \\in [n]} = s", (), (), "(= (idx (call f (* B_1^k u)) kin[n]) s)"),
        # set to what a letter numbers, but to no power of a matrix
        ("M^i = a^i + b", ("B = (A^i M)",), ("\\{(a^i, b^i, c^i)\\}_{i=1}^N",), "(= M^i (+ a^i b))"),
        ("M^i = K B^i", ("c = M K B",), ("\\{(a^i, b^i, c^i)\\}_{i=1}^N",), "refuse"),
        ("M^i = a^i M", (), ("\\{(a^i, b^i, c^i)\\}_{i=1}^N",), "refuse"),
        # what the smallest is sought over
        ("r = \\min_{\\nu^j} \\nu_u^j", (), (), "(= r (min{nu^j}{} nu_u^j))"),
        ("r = \\nu_u^j + s", ("\\min_{\\nu^j \\in B} q",), (), "(= r (+ nu_u^j s))"),
        # one of several, of which a letter above may be a power or the number of another kind
        ("r = \\nu_u^j + s", (), (), "refuse"),
        # a number before what has brackets because of the letter above it
        ("r = \\lambda_1 (x^i)^2 s", (), ("\\{(x^i, y^i)\\}_{i=1}^N",), "(= r (* lambda_1 (^ x^i 2) s))"),
    ],
)
def test_a_letter_above_is_an_index_where_other_uses_say_so(
    latex: str, rows: tuple[str, ...], inline: tuple[str, ...], reading: str
) -> None:
    assert read(latex, rows, inline) == reading


@pytest.mark.parametrize(
    ("inline", "reading"),
    [
        (("\\delta w := w - v",), "(= r (* (T delta:w) H delta:w))"),
        (("w = v",), "refuse"),
        (("\\delta w := w - v", "\\delta = 2"), "(= r (* (T (* delta w)) H delta w))"),
    ],
)
def test_an_increment_that_is_defined_is_one_name(inline: tuple[str, ...], reading: str) -> None:
    assert read("r = (\\delta w)^\\top H \\delta w", (), inline) == reading


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        ("x_{t+1} = A^{t+1} x_0 + B u", "(= x_t+1 (+ (* (^ A (+ t 1)) x_0) (* B u)))"),
        ("x_t = A^{t-1} x_1", "(= x_t (* (^ A (+ t (- 1))) x_1))"),
        ("x_t = A^{t} z_0", "refuse"),
        ("[A^i B, A^{i-1} B, \\ldots, B]", "([] (* (^ A i) B) (* (^ A (+ i (- 1))) B) ldots B)"),
        ("[A^i B, A^{i-1} B, \\ldots, C]", "refuse"),
        (
            "x_t = A s + \\sum_{k=1}^{t} A^{t-k} u_k",
            "(= x_t (+ (* A s) (sum{k=1}{t} (* (^ A (+ t (- k))) u_k))))",
        ),
        ("\\mathbb{E}[X^m] = \\frac{a}{1 - m}", "(= (call bb:E (^ X m)) (/ a (+ 1 (- m))))"),
        ("\\mathbb{E}[X^m] = a", "refuse"),
        ("r = (\\sum_i \\mathbf{x}_i^p)^{1/p}", "(= r (^ (sum{i}{} (^ bf:x_i p)) (/ 1 p)))"),
        ("r = \\sqrt[p]{\\sum_i \\mathbf{x}_i^p}", "(= r (root p (sum{i}{} (^ bf:x_i p))))"),
    ],
)
def test_powers_that_steps_show_are_powers(latex: str, reading: str) -> None:
    assert read(latex) == reading
