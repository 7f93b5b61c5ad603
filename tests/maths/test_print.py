"""Printed trees read back; LaTeX is what books set."""

from __future__ import annotations

from hypothesis import given

from drill.maths.maths_tree import Binary, Call, Neg, Node, Num, Sequence, Sym
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.print import print_tree_latex, to_plain
from tests.maths.trees import ANSWER, BANK, BANK_VALUES, STATEMENTS, VALUES, explicit
from tests.rows import each_row

NAMES = Names(
    declared=frozenset(("x", "y", "n", "k", "a", "b", "t_1", "lambda", "m_hat", "eps", "A", "B")),
    matrices=frozenset("AB"),
    functions="bank",
)


@given(VALUES)
def test_values_read_back(node: Node) -> None:
    for names in (ANSWER, BANK):
        text = to_plain(node)
        read = parse(text, names)
        assert explicit(read) == explicit(node)
        assert to_plain(read) == text
        assert parse(to_plain(read), names) == read


@given(STATEMENTS)
def test_statements_read_back(node: Node) -> None:
    text = to_plain(node)
    assert explicit(parse(text, ANSWER, "statement")) == explicit(node)


@given(BANK_VALUES)
def test_bank_values_read_back(node: Node) -> None:
    assert explicit(parse(to_plain(node), BANK)) == explicit(node)


@given(VALUES)
def test_rows_read_back_where_blanks_part_entries(node: Node) -> None:
    rows = Sequence("list", (node,))
    assert explicit(parse(to_plain(rows), ANSWER, "vector")) == explicit(rows)
    assert explicit(parse(to_plain(rows), ANSWER, "matrix")) == explicit(rows)


@given(STATEMENTS)
def test_any_tree_has_latex(node: Node) -> None:
    latex = print_tree_latex(node)
    assert latex.count("{") == latex.count("}")
    assert latex.count("\\left") == latex.count("\\right")


@each_row(
    ("text", "printed"),
    [
        ("2x cos(2x)+sin(2x)", "2x cos(2x) + sin(2x)"),
        ("3/4", "3/4"),
        ("-3/4", "-3/4"),
        ("e^-x/2", "e^(-x)/2"),
        ("[[1,2],[3,4]]", "[[1, 2], [3, 4]]"),
        ("(x+1)(x-1)", "(x + 1)(x - 1)"),
        ("a - (b + n)", "a - (b + n)"),
        ("a - (-b)", "a - (-b)"),
        ("-(a+b)^2", "-(a + b)^2"),
        ("x*2", "x*2"),
        ("(-3) x", "(-3) x"),
        ("2*3", "2*3"),
        ("(k!)^2", "(k!)^2"),
        ("(k+1)!", "(k + 1)!"),
        ("1e-3 x", "1e-3 x"),
        ("2 pi x", "2 pi x"),
        ("x/(y/2)", "x/(y/2)"),
        ("(x^2)^3", "(x^2)^3"),
        ("x^2^3", "x^(2^3)"),
        ("2 < x <= 5", "2 < x <= 5"),
        ("not x = 1 or y = 2", "not x = 1 or y = 2"),
    ],
)
def test_plain(text: str, printed: str) -> None:
    assert to_plain(parse(text, NAMES)) == printed


def test_a_product_that_cannot_stand_side_by_side_gets_its_sign() -> None:
    assert to_plain(Binary("*", Sym("x"), Num("2"), implicit=True)) == "x*2"
    assert to_plain(Binary("*", Num("2"), Num("3"), implicit=True)) == "2*3"
    assert to_plain(Binary("*", Num("2"), Sym("e5"), implicit=True)) == "2 e5"


@each_row(
    ("text", "latex"),
    [
        ("2x cos(2x) + sin(x)", r"2 x \cos\left(2 x\right) + \sin x"),
        ("sin(x) y", r"\sin\left(x\right) y"),
        ("sin(x)^2", r"\sin^{2} x"),
        ("ln(x)^2", r"\left(\ln x\right)^{2}"),
        ("-3/4", r"-\frac{3}{4}"),
        ("(-3/4) x", r"\left(-\frac{3}{4}\right) x"),
        ("(1/2)^n", r"\left(\frac{1}{2}\right)^{n}"),
        ("x^(2/3)", "x^{2/3}"),
        ("e^(-x^2/2)", "e^{-x^{2}/2}"),
        ("2*3", r"2 \cdot 3"),
        ("2*3^n", r"2 \cdot 3^{n}"),
        ("2*(3/4)", r"2 \cdot \frac{3}{4}"),
        ("2*x", "2 x"),
        ("a - (b - n)", r"a - \left(b - n\right)"),
        ("a - (-b)", r"a - \left(-b\right)"),
        ("sqrt(x)/2", r"\frac{\sqrt{x}}{2}"),
        ("root(x, 3)", r"\sqrt[3]{x}"),
        ("abs(x)", r"\left|x\right|"),
        ("choose(n, k)", r"\binom{n}{k}"),
        ("n!", "n!"),
        ("(n+1)!", r"\left(n + 1\right)!"),
        ("[[1, 2], [3, 4]]", r"\begin{pmatrix}1 & 2 \\ 3 & 4\end{pmatrix}"),
        ("[1, 2, 3]", r"\left(1, 2, 3\right)"),
        ("col([1, 2])", r"\begin{pmatrix}1 \\ 2\end{pmatrix}"),
        ("A [1, 2]", r"A \begin{pmatrix}1 \\ 2\end{pmatrix}"),
        ("A^T B^-1", r"A^{\top} B^{-1}"),
        ("inv(A)", "A^{-1}"),
        ("t_1^2", "t_{1}^{2}"),
        ("lambda e^(-lambda x)", r"\lambda e^{-\lambda x}"),
        ("m_hat^2/eps", r"\frac{{\hat m_t}^{2}}{\mathrm{eps}}"),
        ("log_2(x)", r"\log_{2} x"),
        ("log(x, b)", r"\log_{b} x"),
        ("arctan(x)", r"\arctan x"),
        ("Phi(1.5)", r"\Phi\left(1.5\right)"),
        ("1e-3", r"1 \cdot 10^{-3}"),
        (".5", "0.5"),
        ("{1, 2}", r"\left\{1, 2\right\}"),
        ("{}", r"\varnothing"),
        ("(1, 2]", r"\left(1, 2\right]"),
        ("[0, 1) U (2, inf)", r"\left[0, 1\right) \cup \left(2, \infty\right)"),
        ("2 < x <= 5", r"2 < x \le 5"),
        ("x != 1 or y >= 2", r"x \ne 1 \text{ or } y \ge 2"),
        ("dne", r"\text{does not exist}"),
        ("beta(3, 7)", r"\operatorname{Beta}\left(3, 7\right)"),
        ("gamma(2, 3)", r"\operatorname{Gamma}\left(2, 3\right)"),
        ("gamma(x)", r"\Gamma\left(x\right)"),
        ("N(0, 1)", r"\mathcal{N}\left(0, 1\right)"),
        ("diff(x^2, x)", r"\frac{d}{d x} x^{2}"),
        ("diff(x y, x, y)", r"\frac{\partial^{2}}{\partial x \partial y} x y"),
        ("integrate(e^(-x), x, 0, inf)", r"\int_{0}^{\infty} e^{-x} \, dx"),
        ("sum(k^2, k, 1, n)", r"\sum_{k=1}^{n} k^{2}"),
        ("limit(1/x, x, inf)", r"\lim_{x \to \infty} \frac{1}{x}"),
        ("A[1, 2]", "A_{1, 2}"),
        ("raw(3/6)", r"\frac{3}{6}"),
        ("x' + y''", "x' + y''"),
    ],
)
def test_latex(text: str, latex: str) -> None:
    assert print_tree_latex(parse(text, NAMES), {"m_hat": r"\hat m_t"}) == latex


def test_a_family_is_no_function() -> None:
    tree = Call("binomial", (Num("10"), Sym("p")))
    assert print_tree_latex(tree) == r"\binom{10}{p}"
    assert print_tree_latex(tree, family=True) == r"\operatorname{Binomial}\left(10, p\right)"


def test_deep_trees_print() -> None:
    tree: Node = Sym("x")
    for _ in range(58):
        tree = Neg(Binary("+", tree, Num("1")))
    assert to_plain(tree).count("(") == 58
    assert print_tree_latex(tree).count("\\left(") == 58


def test_long_sums_print() -> None:
    tree: Node = Sym("x")
    for _ in range(2000):
        tree = Binary("+", tree, Num("1"))
    assert to_plain(tree).count("+") == print_tree_latex(tree).count("+") == 2000
