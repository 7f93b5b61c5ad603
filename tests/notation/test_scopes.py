"""What sums, derivatives and superscripts take, as in print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.latex import canonicalise_formula
from drill.notation import is_same_formula, print_tokens_as_latex, split_statements, to_tokens, tree
from tests.notation.forms import read

SQUARES = "(sum{i}{} (^ x_i 2))"


def statement_of(latex: str) -> tree.Statement:
    (parsed,) = split_statements(canonicalise_formula(latex))
    assert parsed.statement is not None, parsed.refused
    return parsed.statement


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        (r"\sum_i x_i^2 - (\sum_i x_i)^2", f"(+ {SQUARES} (- (^ (sum{{i}}{{}} x_i) 2)))"),
        (
            r"n \sum_{i=1}^n x_i^2 - (\sum_{i=1}^n x_i)^2",
            "(+ (* n (sum{i=1}{n} (^ x_i 2))) (- (^ (sum{i=1}{n} x_i) 2)))",
        ),
        (r"\sum_i x_i^2 - \frac1n (\sum_i x_i)^2", f"(+ {SQUARES} (- (* (/ 1 n) (^ (sum{{i}}{{}} x_i) 2))))"),
        (r"\sum_i x_i^2 + a (\sum_i |x_i|)^2", f"(+ {SQUARES} (* a (^ (sum{{i}}{{}} (abs x_i)) 2)))"),
        (r"\prod_i x_i - (\prod_i y_i)", "(+ (prod{i}{} x_i) (- (prod{i}{} y_i)))"),
        (r"\sum_i x_i - \sqrt{\sum_i y_i^2}", "(+ (sum{i}{} x_i) (- (sqrt (sum{i}{} (^ y_i 2)))))"),
        (r"\sum_i x_i - \frac{\sum_i y_i}{n}", "(+ (sum{i}{} x_i) (- (/ (sum{i}{} y_i) n)))"),
        (
            r"\sum_i x_i y_i - (\sum_i x_i)(\sum_i y_i)",
            "(+ (sum{i}{} (* x_i y_i)) (- (* (sum{i}{} x_i) (sum{i}{} y_i))))",
        ),
        (r"\sum_i x_i - \|\sum_i y_i\|", "(+ (sum{i}{} x_i) (- (norm (sum{i}{} y_i))))"),
        (r"\sum_i x_i - \mathbb{E}_i[y_i]", "(+ (sum{i}{} x_i) (- (call bb:E_i y_i)))"),
        (r"\sum_i x_i - f(\{y_i\}_{i=1}^n)", "(+ (sum{i}{} x_i) (- (call f (family{i=1}{n} (set y_i)))))"),
        (r"\sum_i x_i - |\{i : y_i > 0\}|", "(+ (sum{i}{} x_i) (- (abs (set i : (> y_i 0)))))"),
        (r"\sum_x f(x) + \int f(x) dx", "(+ (sum{x}{} (call f x)) (int (* (call f x) (diff d x))))"),
        (r"\max_i x_i - (\max_i y_i)", "(+ (max{i}{} x_i) (- (max{i}{} y_i)))"),
        # an index outside a binder of its own
        (r"\sum_i x_i + y_i", "(sum{i}{} (+ x_i y_i))"),
        (r"\sum_i x_i + (\sum_i y_i) z_i", "(sum{i}{} (+ x_i (* (sum{i}{} y_i) z_i)))"),
        (r"\sum_i x_i + \mathbb{E}_{y_i}[f(y_i)]", "(sum{i}{} (+ x_i (call bb:E_y_i (call f y_i))))"),
    ],
)
def test_a_sum_ends_before_a_term_that_binds_its_index(latex: str, reading: str) -> None:
    assert read(latex) == reading


inner_sums = st.sampled_from((r"\sum_{i} y_{i}", r"\prod_{i} y_{i}", r"\sum_{i=1}^{n} y_{i} z_{i}"))
enclosed = st.recursive(
    inner_sums,
    lambda bodies: st.one_of(
        bodies.map(lambda body: f"({body})^{{2}}"),
        bodies.map(lambda body: rf"\sqrt{{{body}}}"),
        bodies.map(lambda body: rf"\frac{{{body}}}{{n}}"),
        bodies.map(lambda body: rf"\frac{{1}}{{{body}}}"),
        bodies.map(lambda body: rf"\exp({body})"),
        bodies.map(lambda body: rf"e^{{{body}}}"),
        st.tuples(bodies, bodies).map(lambda pair: rf"({pair[0]})(a + {pair[1]})"),
    ),
    max_leaves=4,
)


@given(st.lists(enclosed, min_size=1, max_size=3), st.sampled_from("+-"))
def test_what_binds_an_index_itself_is_never_drawn_into_a_sum(terms: list[str], sign: str) -> None:
    latex = rf"\sum_{{i}} x_{{i}} {sign} " + f" {sign} ".join(terms)
    statement = statement_of(latex)
    (side,) = statement.sides
    assert isinstance(side, tree.Add)
    first = side.terms[0]
    assert isinstance(first, tree.Reduce)
    assert to_tokens(first.body) == ["x", "_", "{", "i", "}"]
    assert statement_of(print_tokens_as_latex(to_tokens(statement))) == statement


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        (r"\frac{d}{dx} x (x+1)", "(D{d}{dx} (* x (+ x 1)))"),
        (r"\frac{d}{dx} (x+1)(x+2)", "(D{d}{dx} (* (+ x 1) (+ x 2)))"),
        (r"\frac{d}{dx} x \sin x + x", "(+ (D{d}{dx} (* x (sin x))) x)"),
        (r"\frac{d}{dx} x \sqrt x", "(D{d}{dx} (* x (sqrt x)))"),
        (r"\frac{d}{dx} \sin(x) x", "(D{d}{dx} (* (sin x) x))"),
        (r"\frac{d}{dx} \log x \cdot x", "(D{d}{dx} (* (log x) x))"),
        (r"\frac{d}{dx} x / (x+1)", "(D{d}{dx} (/ x (+ x 1)))"),
        (r"\frac{d}{dx} f(x)^2", "(D{d}{dx} (^ (call f x) 2))"),
        (r"\frac{d}{dx} x \sin x |_{x=0}", "(at{x=0}{} (D{d}{dx} (* x (sin x))))"),
        (r"\frac{d}{dx} [x^2] \sin x", "(* (D{d}{dx} (^ x 2)) (sin x))"),
        (r"\frac{d}{dt} \frac12 m \frac{dx}{dt}", "(D{d}{dt} (* (/ 1 2) m (d{dx}{dt})))"),
        (r"\frac{\partial}{\partial x} f(x)^\top v", "(* (T (D{partial}{partialx} (call f x))) v)"),
        (r"\nabla_w w \log w", "(grad{w} (* w (log w)))"),
        (r"\nabla_x x^\top A x", "(grad{x} (* (T x) A x))"),
        (r"\nabla_w a \|w\|^2", "(grad{w} (* a (^ (norm w) 2)))"),
        (r"\nabla \frac12 \|w\|^2", "(grad{} (* (/ 1 2) (^ (norm w) 2)))"),
        (r"\nabla f(x)^\top (y - x)", "(* (T (grad{} (call f x))) (+ y (- x)))"),
        (r"\partial_x x \log x", "(app partial_x (* x (log x)))"),
    ],
)
def test_a_derivative_is_of_the_product_that_follows(latex: str, reading: str) -> None:
    assert read(latex) == reading


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        (r"\frac{d_k}{d_v}", "(/ d_k d_v)"),
        (r"\frac{d_k}{d_k - 2}", "(/ d_k (+ d_k (- 2)))"),
        (r"\frac{d_k + 1}{d_k - 2}", "(/ (+ d_k 1) (+ d_k (- 2)))"),
        (r"\frac{d}{d - 2}", "(/ d (+ d (- 2)))"),
        (r"\frac{dp}{dp + 1 - p}", "(/ (* d p) (+ (* d p) 1 (- p)))"),
        (r"\frac{d y}{d x}", "(d{dy}{dx})"),
        (r"\frac{d y}{d x(0)}", "refuse"),
        (r"A^{-T} x", "(* (T (^ A (- 1))) x)"),
        (r"A^{-\top} x", "(* (T (^ A (- 1))) x)"),
        (r"e^{-T}", "(^ e (- T))"),
        (r"(1 + r)^{-T}", "(^ (+ 1 r) (- T))"),
        (r"n!!!", "refuse"),
    ],
)
def test_letters_and_scripts_are_what_they_are_in_print(latex: str, reading: str) -> None:
    assert read(latex) == reading


@pytest.mark.parametrize(
    ("key", "answer", "is_same"),
    [
        (r"V = \sum_i x_i^2 - (\sum_i x_i)^2", r"V = \sum_i (x_i^2 - (\sum_j x_j)^2)", False),
        (r"V = \sum_i x_i^2 - (\sum_i x_i)^2", r"V = \sum_i x_i^2 - (\sum_j x_j)^2", True),
        (r"s = \sin^{-1} x", r"s = \frac{1}{\sin x}", False),
        (r"s = \sin^{-1} x", r"s = \arcsin(x)", True),
        (r"s = \sigma^{-1}(x)", r"s = \frac{1}{\sigma(x)}", False),
        (r"s = \cosh^{-1} x", r"s = \cosh^{-1}(x)", True),
        (r"s = \sin(x)^{-1}", r"s = \frac{1}{\sin x}", True),
        ("f = n!!", "f = (n!)!", False),
        ("f = n!!", "f = {n}!!", True),
        (r"y = A^{-T} x", r"y = (A^{-1})^\top x", True),
        (r"y = A^{-T} x", r"y = A^{-1} x", False),
    ],
)
def test_what_looks_alike_is_the_same_only_if_it_is(key: str, answer: str, is_same: bool) -> None:
    assert is_same_formula(statement_of(key), statement_of(answer)) == is_same
