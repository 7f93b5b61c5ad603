"""Superscripts that label are told from powers by the rest of the paper, and by nothing less."""

from __future__ import annotations

import pytest

from drill.papers_first.formula.parser import parse
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tokens import canonical
from drill.papers_first.formula.usage import usage_of
from tests.papers_first.forms import form


def read(
    latex: str, rows: tuple[str, ...] = (), inline: tuple[str, ...] = (), texts: tuple[str, ...] = ()
) -> str:
    """A row as it reads beside other rows, formulas in sentences and sentences."""
    typed = (latex, *rows)
    try:
        usage = usage_of([canonical(row) for row in typed], [canonical(one) for one in inline], texts, typed)
        return form(parse(latex, usage))
    except RefusedError:
        return "refuse"


@pytest.mark.parametrize(
    ("latex", "rows", "inline", "texts", "reading"),
    [
        # set alone on a left side, by something that holds none of it
        ("Z^\\tau = g(b / \\tau)", (), (), (), "(= Z^tau (call g (/ b tau)))"),
        ("r = Z^\\tau u", ("Z^\\tau = g(b / \\tau)",), (), (), "(= r (* Z^tau u))"),
        ("Z^\\tau = B^\\tau D^\\tau", (), (), (), "refuse"),
        ("g^\\gamma := a + b", (), (), (), "(:= g^gamma (+ a b))"),
        ("\\Delta Z_a^t = b / k", (), (), (), "(= DeltaZ_a^t (/ b k))"),
        ("G_a^p(Z) = |Z|^p", (), (), (), "(= (call G_a^p Z) (^ (abs Z) p))"),
        ("r = \\delta_s^V + q", (), ("\\delta_s^V = a - b",), (), "(= r (+ delta_s^V q))"),
        ("r = Z_i^S + Z_i^2", ("Z_i^S = P(a_i = b)",), (), (), "(= r (+ Z_i^S (^ Z_i 2)))"),
        # what belongs to things that stand nowhere without an index
        ("r_j = \\mathbf{z}^\\gamma_k u", ("\\gamma_j = g(u)",), (), (), "(= r_j (* bf:z_k^gamma u))"),
        ("r_j = \\mathbf{z}^\\gamma_k u", ("\\gamma_j = \\gamma u",), (), (), "refuse"),
        ("r_j = z^\\gamma u", ("\\gamma_j = g(u)",), (), (), "refuse"),
        # letters above a name that others label
        ("r = g^\\gamma + 1", (), (), (), "refuse"),
        ("r = g^\\alpha + 1", (), (), (), "(= r (+ (^ g alpha) 1))"),
        ("r = g^\\gamma + 1", ("g^\\tau := a + b",), (), (), "refuse"),
        # powers of a polynomial, where the paper speaks of one; iterates look alike
        (
            "r = \\sum_{i=0}^k \\mathbf{a}_i \\mathbf{z}^i",
            ("Z = (\\mathbf{z}^0, \\mathbf{z}^1, \\ldots, \\mathbf{z}^{k-1})",),
            (),
            ("a polynomial of degree $k$ will do",),
            "(= r (sum{i=0}{k} (* bf:a_i (^ bf:z i))))",
        ),
        (
            "r = \\sum_{i=0}^k \\mathbf{a}_i \\mathbf{z}^i",
            ("Z = (\\mathbf{z}^0, \\mathbf{z}^1, \\ldots, \\mathbf{z}^{k-1})",),
            (),
            ("a mean of the iterates will do",),
            "(= r (sum{i=0}{k} (* bf:a_i bf:z^i)))",
        ),
        # the last of the steps that are counted
        ("r = u(\\bar{w}^T)", ("w^{T+1} = \\sum_{t=1}^T g_t",), (), (), "(= r (call u bar:w^T))"),
        ("R_i^T = \\frac{b}{T}", ("\\sum_{t=1}^T R_i^{t+1}",), (), (), "(= R_i^T (/ b T))"),
        ("r = w^T u", ("w^{T+1} = \\sum_{t=1}^T g_t",), (), (), "(= r (* (T w) u))"),
        ("r = \\operatorname{tr}(g \\xi_i^T)", (), (), (), "(= r (call tr (* g (T xi_i))))"),
        ("v = \\sigma^2 (1 - 2/b)", ("\\sigma(u) = c",), (), (), "(= v (* (^ sigma 2) (+ 1 (- (/ 2 b)))))"),
        # functions above functions, and braces after them
        ("r = \\phi\\{ b + c \\}", ("\\phi(u)",), (), (), "(= r (call phi (+ b c)))"),
        ("r = \\pi_i^{\\mu_t}(u) b", ("\\mu(u)", "\\pi(u)"), (), (), "(= r (* (call pi_i^mu_t u) b))"),
        # ranges above and below, primed indices, what is numbered as its arguments, maps after themselves
        ("r = u^i + u^2", ("\\rho(u^{1:m}) = 1",), (), (), "(= r (+ u^i u^2))"),
        ("r = u^K", ("\\rho(u^{1:k}) = 1",), (), (), "(= r u^K)"),
        ("\\rho(u^{1:m \\setminus \\{i\\}}) = c", (), (), (), "(= (call rho u^1:msetminus{i}) c)"),
        ("r = \\sum_s Y_j^s q_{1:j}^s", (), (), (), "(= r (sum{s}{} (* Y_j^s q_1:j^s)))"),
        ("r = w^l u", ("v = \\frac{b}{\\sum_{l'} w^{l'}}",), (), (), "(= r (* w^l u))"),
        ("r = \\sum_{k'} \\gamma^{k'} u_{k'}", (), (), (), "(= r (sum{k'}{} (* (^ gamma k') u_k')))"),
        ("r = q^k(u^k \\mid u^{1:k-1})", (), (), (), "(= r (call q^k u^k | u^1:k-1))"),
        ("v^2 g = q^2(u^2)", ("q^k(u^{1:k}) = v^k",), (), (), "(= (* v^2 g) (call q^2 u^2))"),
        ("v^2 g = q(u)", ("q(u^{1:k}) = b",), (), (), "(= (* (^ v 2) g) (call q u))"),
        ("r = P^k(u)", (), ("P^k = P \\circ P^{k-1}",), (), "(= r (call P^k u))"),
        ("r = P^k(u)", (), ("P = Q \\circ R",), (), "refuse"),
        ("h_i^\\mu = w_i u_i^\\mu", ("r = \\sum_\\mu q",), (), (), "(= h_i^mu (* w_i u_i^mu))"),
        ("h_i = w_i u^\\mu", ("r = \\sum_\\nu q",), (), (), "refuse"),
        ("r = \\gamma^{2(k-i+1)} u", (), (), (), "(= r (* (^ gamma (* 2 (+ k (- i) 1))) u))"),
        ("r = Y^{2(k)} u", (), (), (), "refuse"),
        # initials
        ("r = Z^{hr} - q", (), ("Z",), ("a high-resolution image $Z^{hr}$ is made",), "(= r (+ Z^hr (- q)))"),
        ("r = Z^{hr} - q", (), ("Z",), ("from $Z^{hr}$, a bad image",), "refuse"),
        ("b = P^k c", ("P^k = I", "P = a"), (), (), "refuse"),
        ("b = C^a + C^b", (), (), (), "refuse"),
        ("r = p^n u", (), (), ("where $p^n$ is the chance of a long run",), "refuse"),
        ("r = e^t u", (), (), ("where $e^t$ is the growth",), "(= r (* (^ e t) u))"),
        # a recursion, and what the same letter counts
        (
            "\\mathbf{a}_u^k \\leftarrow f(\\mathbf{a}_u^{k-1})",
            (),
            (),
            (),
            "(leftarrow bf:a_u^k (call f bf:a_u^k-1))",
        ),
        ("r = V_q^k s", ("\\mathbf{a}^k = f(\\mathbf{a}^{k-1})",), (), (), "(= r (* V_q^k s))"),
        ("r = B^k s", ("\\mathbf{a}^k = B \\mathbf{a}^{k-1}",), (), (), "refuse"),
        # given a meaning of its own
        ("r = D^k s", ("D = 1",), (), ("where $D^k$ is the mixing matrix of head $k$.",), "(= r (* D^k s))"),
        ("r = D^k s", ("D = 1",), (), ("where $D^k$ is the power that counts walks.",), "refuse"),
        (
            "r = \\alpha_{ij}^k s",
            (),
            (),
            ("Here $\\alpha_{ij}^k$ and $q$ are weights.",),
            "(= r (* alpha_ij^k s))",
        ),
        # raised to a number elsewhere: nothing is settled
        ("r = D^k s", ("b = D^2",), (), ("where $D^k$ is the mixing matrix.",), "refuse"),
        # vectors, heads, pairs of indices
        ("r = \\mathbf{b}^i - \\mathbf{b}^j", (), (), (), "(= r (+ bf:b^i (- bf:b^j)))"),
        ("r = b_i^K + b_i^V", (), (), (), "(= r (+ b_i^K b_i^V))"),
        ("r = b_i^{n,t}", (), (), (), "(= r b_i^n,t)"),
        # capitals that never stand alone
        ("r = Y^j + Y^i", (), (), (), "(= r (+ Y^j Y^i))"),
        ("r = Y^j + Y^i", (), ("Y",), (), "refuse"),
        # vectors labelled by a letter, and another name below which something stands
        ("r = \\rho_u^g s", ("\\mathbf{b}_u^g = \\mathbf{b}^g",), (), (), "refuse"),
        ("r = \\rho^g s", ("\\mathbf{b}_u^g = \\mathbf{b}^g",), (), (), "(= r (* (^ rho g) s))"),
        # told in so many words
        ("r = \\nu^i - q", (), (), ("the superscript $i$ picks a coordinate",), "(= r (+ nu^i (- q)))"),
        ("r = \\mu^i - q", (), (), ("the superscript $i$ picks a coordinate",), "(= r (+ mu^i (- q)))"),
        (
            "r = g^\\gamma g^p",
            (),
            (),
            ("They have $\\gamma$ and $p$ superscripts, in turn",),
            "(= r (* g^gamma g^p))",
        ),
    ],
)
def test_what_stands_above_is_a_label_where_the_paper_says_so(
    latex: str, rows: tuple[str, ...], inline: tuple[str, ...], texts: tuple[str, ...], reading: str
) -> None:
    assert read(latex, rows, inline, texts) == reading


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        ("\\hat{u}{k+1} = a - b c", "refuse"),
        ("\\hat{u}^2{k+1} = a", "refuse"),
        ("y = a - {b + c}", "refuse"),
        ("y = 2 \\cdot {b + c}", "refuse"),
        ("y = a + {b + c}", "(= y (+ a b c))"),
        ("y = a {- b}", "(= y (+ a (- b)))"),
        ("y = B_0{-1} c", "refuse"),
        ("y = a_i {b c}", "(= y (* a_i b c))"),
        ("y = \\log_2 {b + c}", "(= y (log_2 (+ b c)))"),
        ("y = \\sum_{i=1}^n {a_i + b_i}", "(= y (sum{i=1}{n} (+ a_i b_i)))"),
        ("y = \\sum{i < n} a_i", "refuse"),
        ("y = \\max{a \\in A} b_a", "refuse"),
        ("y = \\prod{j} a_j", "refuse"),
        ("y = \\sum{a_i}", "(= y (sum a_i))"),
    ],
)
def test_unseen_braces_around_a_sum_make_no_factor_of_it(latex: str, reading: str) -> None:
    assert read(latex) == reading


@pytest.mark.parametrize(
    ("rows", "reading"),
    [
        ((), "(= y (+ b (call G_net (+ a (- c)))))"),
        (("u = (1 - G_{net}) v",), "refuse"),
        (("u = (1 - G_{net}) v", "w = G_{net}(a)"), "(= y (+ b (call G_net (+ a (- c)))))"),
    ],
)
def test_what_is_taken_from_1_may_be_a_factor(rows: tuple[str, ...], reading: str) -> None:
    assert read("y = b + G_{net}(a - c)", rows) == reading


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        ("y = a + b \\leftarrow \\text{noise}", "refuse"),
        ("y = a + b \\leftarrow c", "(rel y = (+ a b) leftarrow c)"),
        ("y \\leftarrow \\mathrm{mean}", "(leftarrow y mean)"),
    ],
)
def test_an_arrow_behind_an_equality_that_points_from_a_word_is_a_remark(latex: str, reading: str) -> None:
    assert read(latex) == reading


@pytest.mark.parametrize(
    ("latex", "rows", "reading"),
    [
        ("Z^{l+\\frac12} = Z^l + U", (), "(= Z^l+frac12 (+ Z^l U))"),
        ("v = F(w_i^{k+1/3})", ("w_i^{k+1} = w_i^k + g",), "(= v (call F w_i^k+1/3))"),
        ("v = b w_i^{k+1/2}", (), "refuse"),
        ("v = b r^{l+1/2}", (), "refuse"),
        ("v = c u^{n-1/2}", (), "refuse"),
        ("v = c 2^{k+1/2}", ("w^{k+1} = w^k + g",), "(= v (* c (^ 2 (+ k (/ 1 2)))))"),
        ("v = c u^{a+1/2}", (), "(= v (* c (^ u (+ a (/ 1 2)))))"),
    ],
)
def test_what_stands_between_two_steps_is_counted_as_they_are(
    latex: str, rows: tuple[str, ...], reading: str
) -> None:
    assert read(latex, rows) == reading


def test_a_letter_above_that_is_a_function_in_its_row_is_no_exponent() -> None:
    assert read("h(x) \\leq \\rho \\lambda^h") == "refuse"
    assert read("h(x) \\leq \\rho \\lambda^n") != "refuse"


@pytest.mark.parametrize(
    ("latex", "rows", "reading"),
    [
        ("Z_1^3 = \\sum_{n=1}^3 a_n", (), "(= Z_1^3 (sum{n=1}{3} a_n))"),
        ("r = Z_1^3 + b", ("Z_1^3 = g(\\prod_{n=1}^3 a_n)",), "(= r (+ Z_1^3 b))"),
        ("Z_1^3 = \\sum_{n=1}^4 a_n", (), "(= (^ Z_1 3) (sum{n=1}{4} a_n))"),
        ("Z_1^2 = a + b", (), "(= (^ Z_1 2) (+ a b))"),
    ],
)
def test_a_name_may_have_the_ends_of_the_sum_that_it_is_set_to(
    latex: str, rows: tuple[str, ...], reading: str
) -> None:
    assert read(latex, rows) == reading
