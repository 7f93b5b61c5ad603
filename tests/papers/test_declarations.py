"""Declarations: what each form says, and that only PaperError comes out."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.errors import PaperError
from drill.papers import parse_declaration
from drill.papers.sheet.declarations import Declaration
from drill.papers.sheet.types import (
    BINARY,
    COUNT,
    INTEGER,
    ONE_HOT,
    SIMPLEX,
    UNIT,
    Array,
    Domain,
    Function,
    IndexType,
    Law,
    Number,
    Random,
    SetType,
)


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("x in R", Declaration("x", Number())),
        ("n in N", Declaration("n", Number(), COUNT)),
        ("k in Z", Declaration("k", Number(), INTEGER)),
        ("sigma > 0", Declaration("sigma", Number(), Domain(low=0))),
        ("lambda >= 0", Declaration("lambda", Number(), Domain(low=0, is_low_open=False))),
        ("0 <= p <= 1", Declaration("p", Number(), UNIT)),
        ("0 <= beta < 1", Declaration("beta", Number(), Domain(0, 1, is_low_open=False))),
        ("beta_1 in {0.9}", Declaration("beta_1", Number(), Domain(0.9, 0.9, False, False, False, (0.9,)))),
        ("y in {0, 1}", Declaration("y", Number(), BINARY)),
        ("m in {0..9}", Declaration("m", Number(), Domain(0, 9, False, False, True))),
        ("theta_t in R^d", Declaration("theta_t", Array(("d",)))),
        ("W in R^(m x n)", Declaration("W", Array(("m", "n")))),
        ("a in R^(1 x 2*d)", Declaration("a", Array((1, "2*d")))),
        ("h in R^?", Declaration("h", Array(("?",)))),
        ("b in {0, 1}^n", Declaration("b", Array(("n",)), BINARY)),
        ("u in (0, inf)^n", Declaration("u", Array(("n",)), Domain(low=0))),
        ("w in simplex(n)", Declaration("w", Array(("n",)), SIMPLEX)),
        ("y in one-hot(k)", Declaration("y", Array(("k",)), ONE_HOT)),
        ("K in R^(n x n) psd", Declaration("K", Array(("n", "n")), Domain(mark="psd"))),
        ("i = 1..n", Declaration("i", IndexType(), ends=(1, "n"))),
        ("t: index", Declaration("t", IndexType())),
        ("f: R^d -> R", Declaration("f", Function((Array(("d",)),), Number()))),
        (
            "d: R^n x R^n -> [0, inf)",
            Declaration(
                "d", Function((Array(("n",)), Array(("n",))), Number()), Domain(low=0, is_low_open=False)
            ),
        ),
        ("f(.) in R^n", Declaration("f", Function((), Array(("n",))))),
        ("x ~ N(0, 1)", Declaration("x", Random(Number(), "N(0, 1)"))),
        ("z ~ ?", Declaration("z", Random(Number()))),
        ("p: law", Declaration("p", Law())),
        ("D: set", Declaration("D", SetType())),
        ("X: set of R^n", Declaration("X", SetType(Array(("n",))))),
    ],
)
def test_each_form_says_one_thing(text: str, declared: Declaration) -> None:
    assert parse_declaration(text) == declared


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("x in R^n; x > 0", "x in (0, inf)^n"),
        ("x > 0; x in R^n", "x in (0, inf)^n"),
        ("p in [0, 1]", "0 <= p <= 1"),
        ("1 >= p >= 0", "0 <= p <= 1"),
        ("beta = 0.9", "beta in {0.9}"),
        ("n in Z; n >= 1", "n in N"),
        ("n in N; n < 10", "n in {1..9}"),
        ("x ∈ ℝ^(n × m)", "x in R^(n x m)"),
        ("x <= 2 pi; x >= -1/2", "-0.5 <= x <= 6.283185307179586"),
        ("lambda in (0, 1)", "0 < lambda < 1"),
        ("0 < x < pi", "0 < x < 3.141592653589793"),
        ("0 < e < pi", "0 < e < 3.141592653589793"),
        ("f(·) in R", "f(.) in R"),
    ],
)
def test_other_spellings_say_the_same(text: str, same: str) -> None:
    assert parse_declaration(text) == parse_declaration(same)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("x", 2),
        ("x in", 5),
        ("x in Q", 6),
        ("x in R^", 8),
        ("x in R^(m x n", 14),
        ("x in R psd", 8),
        ("x in R^n psd", 10),
        ("x in R; y > 0", 9),
        ("x in {0, 1}; x > 2", 14),
        ("2 < 3", 1),
        ("0 <= 1 <= p <= 2", 1),
        ("p > y", 5),
        ("x in [0, 1, 2]", 6),
        ("x in R and more", 8),
        ("x in R^(n+)", 9),
        ("f: R ->", 8),
        ("f: (R -> R) -> R", 5),
        ("x in R^n; x ~ N(0, I)", 11),
        ("x ~ ", 4),
        ("x in R" + "^n" * 300, 401),
    ],
)
def test_a_fault_is_told_with_its_column(text: str, column: int) -> None:
    with pytest.raises(PaperError) as caught:
        parse_declaration(text)
    assert caught.value.column == column


WORDS = "x in R ^ ( ) [ ] { } , .. -> : ~ < <= = 0 1 inf psd simplex one-hot law set of on ; n ? - . \\"
TOKENS = st.sampled_from(WORDS.split())


@given(st.one_of(st.text(max_size=60), st.lists(TOKENS, max_size=14).map(" ".join)))
@example("<<A")
@example("0 psd")
def test_any_text_is_read_or_refused(text: str) -> None:
    refused = PaperError("", column=1)
    try:
        parse_declaration(text)
    except PaperError as error:
        refused = error
    assert 1 <= refused.column <= len(text) + 1


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("x_i in R^d, i = 1..n", "x_i in R^d"),
        ("h_(t-1) in R^m", "h_t in R^m"),
        ("D diagonal", "D in R^(? x ?) diagonal"),
        ("A symmetric positive definite", "A in R^(? x ?) psd"),
        (r"\eta_{\min} > 0", "eta_min > 0"),
        (r"W \in \mathbb{R}^{m \times n}", "W in R^(m x n)"),
        (r"0 < \beta_1 < 1", "0 < beta_1 < 1"),
        ("sigma: sigmoid", "sigma: sigmoid"),
    ],
)
def test_a_declaration_is_read_in_the_ways_in_which_people_write_it(written: str, typed: str) -> None:
    assert parse_declaration(written) == parse_declaration(typed)
