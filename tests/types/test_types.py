"""Types are read in every spelling, printed so that they are read back, and described in words."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import DrillError
from drill.maths.operators import FORMULA_WORDS
from drill.types import (
    BITS,
    COUNT,
    FITTING,
    INDEX,
    NOT_NEGATIVE,
    NUMBER,
    POSITIVE,
    REALS,
    TRUTH,
    UNIT,
    UNKNOWN,
    ArrayType,
    Axis,
    Domain,
    Function,
    LawType,
    NumberType,
    RowError,
    SetOf,
    Several,
    Thing,
    Type,
    describe_type,
    name_type,
    read_type,
)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("", "number"), ("number", "number"), ("> 0", "> 0"), ("(0, 1)", "(0, 1)"), ("[0, 1)", "[0, 1)"),
        ("count", "count"), ("index", "index"), ("thing", "thing"), ("d", "d"), ("m, d", "m, d"),
        ("d > 0", "d > 0"), ("d (0, 1)", "d (0, 1)"), ("d simplex", "d simplex"), ("n, n pd", "n, n pd"),
        ("T + 1", "T + 1"), ("3, d_k", "3, d_k"), ("d -> number", "d -> number"), ("d; m -> k", "d; m -> k"),
        ("any -> number", "any -> number"), ("softmax", "softmax"), ("ReLU", "relu"),
        ("law d", "law d"), ("law d; m", "law (d; m)"), ("law (d; m)", "law (d; m)"), ("d ~ q", "d ~ q"),
        ("set d", "set d"), ("set of R^n", "set n"), ("condition", "condition"), ("operator", "any -> ?"),
        ("thing, thing -> number", "thing; thing -> number"), ("R^(m x n)", "m, n"), ("R^?", "R^?"),
        (r"\mathbb{R}^{m \times d_{\text{ff}}}", r"m, d_{\text{ff}}"), ("ℝ^(n × m)", "n, m"),
        ("R^d -> [0, inf)", "d -> >= 0"), ("R^n x R^n -> R", "n; n -> number"), ("N -> R", "count -> number"),
        ("N", "N"), ("Z", "integer"), ("R_+", ">= 0"), ("R_{>0}^n", "n > 0"),
        ("{0, 1}", "{0, 1}"), ("0 or 1", "{0, 1}"), (r"\{0, 1\}^{n}", "n {0, 1}"), ("{-1, 1}", "{-1, 1}"),
        ("{0..3}", "{0..3}"), ("{1..inf}", "count"), ("{0..inf}", "{0..inf}"), ("{0.9}", "{0.9}"),
        ("simplex(n)", "n simplex"), ("one-hot(k)", "k one-hot"), ("R^(n x n) psd", "n, n pd"),
        ("R^(1 x 2d)", "1, 2*d"), ("R^(n x D - d)", "n, D - d"), ("(0, pi)", "(0, 3.141592653589793)"),
        ("(d -> k) -> number", "(d -> k) -> number"), ("gaussian", "any -> > 0"),
    ],
)  # fmt: skip
def test_a_type_is_read_and_printed(text: str, printed: str) -> None:
    assert str(read_type(text)) == printed


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("nubmer", 1, "perhaps number"), ("vektor", 1, "is not a type"), ("d foo", 3, "'foo' is not a type"),
        ("(1, 0)", 1, "contains no number"), ("m, n pd", 1, "two axes of one length"),
        ("0", 1, "at least 1"), ("count ~ ", 1, "the name of the law is missing"),
        ("pd", 1, "n, n pd"), ("R^(n x m", 9, "not closed"), ("R^n psd", 5, "only a matrix"),
        ("index ~ q", 1, "are drawn from a law"), ("{0, }", 1, "is not a type"),
    ],
)  # fmt: skip
def test_what_is_not_a_type_says_where_and_what_is_possible(text: str, column: int, message: str) -> None:
    with pytest.raises(RowError) as raised:
        read_type(text)
    assert message in str(raised.value)
    assert raised.value.column == column


LETTERS = ("d", "n", "d_k", "N_s", "T'", r"\ell", r"d_{\text{model}}", "2*d", "n*m", "D - d")
AXES = st.one_of(
    st.integers(1, 64).map(lambda size: Axis(offset=size)),
    st.builds(Axis, st.sampled_from(LETTERS), st.integers(-3, 3)),
    st.just(FITTING),
)
ENDS = st.one_of(st.integers(-9, 9).map(float), st.sampled_from((1e-8, 0.1, 6.283185307179586, 1e12)))
INTERVALS = st.tuples(ENDS, ENDS, st.booleans(), st.booleans()).map(
    lambda ends: Domain(min(ends[:2]) - 1, max(ends[:2]), *ends[2:])
)
DOMAINS = st.one_of(
    st.sampled_from((REALS, POSITIVE, NOT_NEGATIVE, UNIT, BITS, COUNT.domain, Domain(integer=True))),
    INTERVALS,
    ENDS.map(lambda end: Domain(high=end, has_high=True)),
    st.sampled_from(("{0..9}", "{-inf..5}", "{2..inf}", "{-1, 1}", "{0.1, 0.5, 1}", "{0.9}", "{7}")).map(
        lambda text: _domain_of(read_type(text))
    ),
)
LAWS = st.sampled_from(("", "", "q", "p_{\\theta}", r"\mathcal{N}(0,1)", "p(x;y)", r"q_{\phi}(z|x)"))


def _domain_of(kind: Type) -> Domain:
    assert isinstance(kind, NumberType)
    return kind.domain


@st.composite
def _arrays(draw: st.DrawFn) -> ArrayType:
    kind = draw(st.sampled_from(("", "", "simplex", "one-hot", "pd", "sym", "diag", "orth")))
    axes = tuple(draw(st.lists(AXES, min_size=1, max_size=3)))
    if kind in ("pd", "sym", "diag", "orth"):
        axes = axes[:1] * 2
    domain = UNIT if kind in ("simplex", "one-hot") else draw(DOMAINS)
    return ArrayType(axes, domain, kind, draw(LAWS))


PLAIN = st.one_of(
    st.builds(NumberType, DOMAINS, LAWS), _arrays(), st.builds(Thing, LAWS),
    st.sampled_from((INDEX, TRUTH, UNKNOWN)),
    st.sampled_from(sorted(FORMULA_WORDS)).map(lambda name: Function((NUMBER,), NUMBER, name)),
)  # fmt: skip
TYPES: st.SearchStrategy[Type] = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.builds(Function, st.lists(inner, min_size=1, max_size=3).map(tuple), inner),
        st.builds(Function, st.none(), inner),
        st.builds(LawType, inner),
        st.builds(SetOf, inner),
        st.builds(Several, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(TYPES)
def test_what_is_printed_is_read_back(kind: Type) -> None:
    text = str(kind)
    assert len(text) > 400 or read_type(text) == kind
    assert describe_type(kind)


WORDS = "number count law set d m, n -> ; ~ > <= 0 1 inf ( ) [ ] { } .. R^ x simplex pd psd softmax ? , + *"
TOKENS = st.sampled_from(WORDS.split())


@given(st.one_of(st.text(max_size=40), st.lists(TOKENS, max_size=14).map(" ".join)))
def test_any_text_is_a_type_or_refused(text: str) -> None:
    try:
        kind = read_type(text)
    except RowError as error:
        refused = error.column
    else:
        refused = 0
        assert read_type(str(kind)) == kind
    assert 0 <= refused <= len(text) + 1


@pytest.mark.parametrize(
    "text", ["(" * 300, "law " * 90 + "d", "a -> " * 75 + "b", "2*" * 190 + "!", "{" * 40]
)
def test_no_text_hangs_or_fails(text: str) -> None:
    with contextlib.suppress(DrillError):
        assert str(read_type(text))


def test_types_have_names_in_words() -> None:
    named = {
        "d": "vector of d", "m, d": "matrix m x d", "2, m, d": "array 2 x m x d", "any -> number": "function",
        "law thing": "distribution of things", "law index": "distribution of indices", "law": "distribution",
        "law d": "distribution of vectors of d", "(0, 1)": "number in (0, 1)", "> 0": "number > 0",
        "d simplex": "vector of d, simplex", "softmax": "softmax", "count": "count", "0 or 1": "0 or 1",
        "integer": "whole number", "d; m -> k": "function of vector of d, vector of m into k",
        "set (d; m)": "set of vectors of d and vectors of m",
    }  # fmt: skip
    assert {text: name_type(read_type(text)) for text in named} == named
    said = {
        "m, d": "a matrix m x d", "index": "an index", "?": "not declared", "{0..9}": "a whole number",
        "(d; m)": "a vector of d and a vector of m", "d -> k": "a function d -> k",
        "any -> number": "a function",
    }  # fmt: skip
    assert {text: describe_type(read_type(text)) for text in said} == said
