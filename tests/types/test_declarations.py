"""Declarations of one name, as sheets and statements write them, and what a sheet's row says of a letter."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.types import Declaration, RowError, read_declaration, read_declared_type, read_type


@pytest.mark.parametrize(
    ("text", "name", "type_"),
    [
        ("x in R", "x", "number"),
        ("n in N", "n", "count"),
        ("k in Z", "k", "integer"),
        ("sigma > 0", "sigma", "> 0"),
        ("lambda >= 0", "lambda", ">= 0"),
        ("0 <= p <= 1", "p", "[0, 1]"),
        ("0 <= beta < 1", "beta", "[0, 1)"),
        ("beta_1 in {0.9}", "beta_1", "{0.9}"),
        ("y in {0, 1}", "y", "{0, 1}"),
        ("y in {-1, 1}", "y", "{-1, 1}"),
        ("eta in {0.1, 0.01}", "eta", "{0.01, 0.1}"),
        ("m in {0..9}", "m", "{0..9}"),
        ("theta_t in R^d", "theta_t", "d"),
        ("W in R^(m x n)", "W", "m, n"),
        ("a in R^(1 x 2*d)", "a", "1, 2*d"),
        ("h in R^?", "h", "R^?"),
        ("b in {0, 1}^n", "b", "n {0, 1}"),
        ("u in (0, inf)^n", "u", "n > 0"),
        ("w in simplex(n)", "w", "n simplex"),
        ("y in one-hot(k)", "y", "k one-hot"),
        ("K in R^(n x n) psd", "K", "n, n pd"),
        ("i = 1..n", "i", "index"),
        ("t: index", "t", "index"),
        ("f: R^d -> R", "f", "d -> number"),
        ("d: R^n x R^n -> [0, inf)", "d", "n; n -> >= 0"),
        ("f(.) in R^n", "f", "any -> n"),
        ("x ~ N(0, 1)", "x", "number"),
        ("z ~ ?", "z", "number"),
        ("p: law", "p", "law"),
        ("D: set", "D", "set"),
        ("X: set of R^n", "X", "set n"),
        ("W: m, n", "W", "m, n"),
        ("sigma: sigmoid", "sigma", "sigmoid"),
        # two parts
        ("x in R^n; x > 0", "x", "n > 0"),
        ("x > 0; x in R^n", "x", "n > 0"),
        ("f: R^d -> R; f > 0", "f", "d -> > 0"),
        ("n in Z; n >= 1", "n", "count"),
        ("n in N; n < 10", "n", "{1..9}"),
        ("W in R^(m x ?); W in R^(? x n)", "W", "m, n"),
        # other spellings
        ("1 >= p >= 0", "p", "[0, 1]"),
        ("beta = 0.9", "beta", "{0.9}"),
        ("x ∈ ℝ^(n × m)", "x", "n, m"),
        ("x <= 2 pi; x >= -1/2", "x", "[-0.5, 6.283185307179586]"),
        ("0 < x < pi", "x", "(0, 3.141592653589793)"),
        ("0 < e < pi", "e", "(0, 3.141592653589793)"),
        ("f(·) in R", "f", "any -> number"),
        ("x_i in R^d, i = 1..n", "x_i", "d"),
        ("h_(t-1) in R^m", "h_t", "m"),
        ("D diagonal", "D", "?, ? diag"),
        ("A symmetric positive definite", "A", "?, ? pd"),
        (r"\eta_{\min} > 0", r"\eta_{\min}", "> 0"),
        (r"$W \in \mathbb{R}^{m \times n}$", "W", "m, n"),
        (r"0 < \beta_1 < 1", r"\beta_1", "(0, 1)"),
        (r"A_{q,o_{t}} > 0", r"A_{q,o_{t}}", "> 0"),
        (r"\bm{\theta}^d >= 0", r"\bm{\theta}^d", ">= 0"),
    ],
)
def test_each_form_declares_one_name(text: str, name: str, type_: str) -> None:
    declared = read_declaration(text)
    assert (declared.name, str(declared.type)) == (name, type_)
    assert declared == Declaration(name, read_type(type_), declared.is_range)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("x", 1),
        ("x in", 5),
        ("x in Q", 6),
        ("x in R^", 8),
        ("x in R^(m x n", 14),
        ("x in R psd", 6),
        ("x in R^n psd", 10),
        ("x in R; y > 0", 9),
        ("x in {0, 1}; x > 2", 14),
        ("2 < 3", 1),
        ("0 <= 1 <= p <= 2", 1),
        ("p > y", 5),
        ("x in [0, 1, 2]", 6),
        ("x in R and more", 6),
        ("x in R^(n+)", 9),
        ("f: R ->", 8),
        ("x in R^n; x ~ N(0, I)", 11),
        ("x ~ ", 4),
        ("x in R" + "^n" * 300, 401),
        ("x^2 > 0", 1),
        ("a b > 0", 1),
    ],
)
def test_a_fault_is_told_with_its_column(text: str, column: int) -> None:
    with pytest.raises(RowError) as caught:
        read_declaration(text)
    assert caught.value.column == column


WORDS = "x in R ^ ( ) [ ] { } , .. -> : ~ < <= = 0 1 inf psd simplex one-hot law set of on ; n ? - . \\"
TOKENS = st.sampled_from(WORDS.split())


@given(st.one_of(st.text(max_size=60), st.lists(TOKENS, max_size=14).map(" ".join)))
@example("<<A")
@example("0 psd")
def test_any_text_is_read_or_refused(text: str) -> None:
    refused = RowError("", 1, "")
    try:
        read_declaration(text)
    except RowError as error:
        refused = error
    assert 1 <= refused.column <= len(text) + 1


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        # a type alone, also where the letter is called like its own axis
        ("d", "d"), ("d, n", "d, n"), ("m > 0", "m > 0"), ("n ~ q", "n ~ q"), ("R^d", "d"), ("> 0", "> 0"),
        # a statement
        ("d in R^n", "n"), ("d > 0", "> 0"), ("d: d", "d"), ("d ~ q", "number"),
        ("d(.) in R", "any -> number"),
        ("0 < d < 1", "(0, 1)"), ("0 < other < 1", "(0, 1)"),
    ],
)  # fmt: skip
def test_a_sheets_row_is_a_type_or_a_statement(text: str, type_: str) -> None:
    assert read_declared_type(text, ("d", "d_k")) == read_type(type_)


def test_a_sheets_row_that_cannot_be_read_says_nothing() -> None:
    assert read_declared_type("the width of a layer", ("d",)) is None
