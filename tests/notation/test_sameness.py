"""Formulas are the same up to spelling only, and a difference names the smallest part that differs."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import UndefinedError
from drill.latex import canonicalise_formula
from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.notation import (
    Notation,
    NotationError,
    find_smallest_difference,
    is_same_formula,
    read_latex,
    read_statement,
)
from drill.notation.tree import Statement

VALUES = {"a": 2.0, "b": 3.25}
NAMES = Names(declared=frozenset(VALUES))

letters = st.sampled_from("ab")
formulas = st.recursive(
    letters,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-"), inner).map(" ".join),
        st.tuples(letters, inner).map(lambda two: f"{two[0]} / ({two[1]})"),
        st.tuples(letters, inner).map(lambda two: rf"{two[0]} \left({two[1]}\right)^2"),
        st.tuples(inner, inner).map(lambda two: rf"\frac{{{two[0]}}}{{{two[1]}}}"),
        inner.map(lambda one: f"-{one}"),
        st.tuples(letters, inner).map(lambda two: f"{two[0]} |a - {two[1]}|"),
        inner.map(lambda one: rf"\sqrt{{({one})^2}}"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) ({two[1]})"),
        st.tuples(letters, letters).map(lambda two: rf"\log({two[0]}/{two[1]})"),
        st.tuples(inner, letters).map(lambda two: rf"\frac{{{two[0]}}}{two[1]} {two[1]} {two[1]}"),
    ),
    max_leaves=4,
)


def said(latex: str) -> Statement:
    return read_statement(canonicalise_formula(latex))


def value(latex: str) -> float:
    try:
        found = evaluate(read_latex(latex, NAMES, {}, "value"), VALUES)
    except UndefinedError:
        return math.nan
    assert isinstance(found, float)
    return found


@given(formulas, formulas)
def test_what_is_the_same_has_one_value(one: str, other: str) -> None:
    try:
        first, second = (
            read_statement(canonicalise_formula(each), Notation(is_typed=True)) for each in (one, other)
        )
    except NotationError:
        return
    assert is_same_formula(first, first)
    if is_same_formula(first, second):
        values = value(one), value(other)
        assert math.isclose(*values, rel_tol=1e-9, abs_tol=1e-12) or any(map(math.isnan, values))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\mathbf{y} = \mathbf{W} x", "y := W x"),
        (r"y = \frac{a}{b} c", "y = a c / b"),
        (r"y = \sum_{i=1}^n a_i b", r"y = b \sum_{j=1}^n a_j"),
        (r"y = e^{a + b}", r"y = \exp(b + a)"),
        (r"y = (A B)^\top", "y = B^T A^T"),
        (r"y = \frac{Q K^\top}{\sqrt{d}}", r"y = d^{-1/2} Q K^T"),
        (r"p(x | y)", r"p(x \mid y)"),
        (r"\hat{x}_{t} \leftarrow a", r"\hat{x}_t = (a)"),
    ],
)
def test_spelling_changes_nothing(one: str, other: str) -> None:
    assert is_same_formula(said(one), said(other))
    assert find_smallest_difference(said(one), said(other)) is None


@pytest.mark.parametrize(
    ("due", "given", "kind", "part"),
    [
        ("m = a x + (1 - a) g", "m = a x - (1 - a) g", "sign", "-(1-a)g"),
        ("y = x^2", "y = x^3", "exponent", "3"),
        ("y = a_t b", "y = a_{t-1} b", "index", "a_{t-1}"),
        ("y = a b", "y = a c", "name", "c"),
        ("y = a b", "y = a b c", "factor", "c"),
        ("y = a + b", "y = a + b + c", "summand", "c"),
        ("y = f(x) + b", "y = f(x) + 2 b", "factor", "2"),
        ("y = a", "y < a", "relation", "<"),
    ],
)
def test_the_smallest_part_that_differs(due: str, given: str, kind: str, part: str) -> None:
    found = find_smallest_difference(said(due), said(given))
    assert found is not None
    assert (found.kind, found.given) == (kind, part)
