"""Numbers of a shown key: lowest terms, roots without fractions and squares; all else as it stood."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import DrillError
from drill.maths.maths_tree import Binary, Call, Neg, Node, Num, Sym
from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.maths.tidy import in_lowest_terms
from tests.rows import each_row

NAMES = Names(declared=frozenset(("x", "y", "t", "p", "eta")), undeclared="allow")


def tidied(text: str) -> str:
    return to_plain(in_lowest_terms(parse(text, NAMES, "statement")))


@each_row(
    ("written", "tidy"),
    [
        ("(6x - 9)/9", "(2x - 3)/3"),
        ("(2x + 12)/6", "(x + 6)/3"),
        ("(3x + 24)/9", "(x + 8)/3"),
        ("(4x + 8)/4", "x + 2"),
        ("4(12 - t)/10", "2(12 - t)/5"),
        ("3 eta/(15(2 - 15 eta))", "eta/(5(2 - 15 eta))"),
        ("192 exp(4t)/(6 + 2 exp(4t))^2", "48 exp(4t)/(3 + exp(4t))^2"),
        ("sqrt(61/36)", "sqrt(61)/6"),
        ("sqrt(2/3)", "sqrt(6)/3"),
        ("2 sqrt(8)", "4 sqrt(2)"),
        ("sqrt(pi/4)", "sqrt(pi)/2"),
        ("sqrt(9/4)", "3/2"),
        ("6 + 4(-sqrt(2)/2)", "6 - 2 sqrt(2)"),
        ("2(12/13 + ln(4) (25/169)(4/5))", "8(39 + 5 ln(4))/169"),
        ("(4/9)((2/3) ln(1/3) - 2/3)", "(8/27)(ln(1/3) - 1)"),
        ("(ln(2) + 9/2 - 1)/2", "(ln(2) + 7/2)/2"),
        ("1*x + x*1", "x + x"),
        ("[(2x + 4)/2, sqrt(8)]", "[x + 2, 2 sqrt(2)]"),
        ("(-sqrt(1/4), sqrt(12)]", "(-1/2, 2 sqrt(3)]"),
        ("y = (2/4) x", "y = (1/2) x"),
    ],
)
def test_reduced(written: str, tidy: str) -> None:
    assert tidied(written) == tidy


@each_row(
    "written",
    [
        "(1/2) x",
        "x/2",
        "-(1/4) sqrt(3) pi",
        "9(y + 1/2)(1 - x^2)",
        "2x^5 (1 - x)^3 (5(1 - x) - 3x)",
        "0.5(2x + 4)",
        "2.4(1 - x)^3 ln(x) - 0.6(1 - x)^4/x",
        "(y/2)(ln(y/12) - 1)",
        "x/y/(sqrt(t) + p)",
        "16(2x - 3) exp(2x)",
        "8(x^2 - 4)/(x^2 + 4)^2",
        "exp(-(1/2) t - (11/4) t^2)",
        "4x - 8",
        "p*x*2",
        "raw(3/6)",
        "(2x + 4)^(1/2)/2",
        "1/0",
    ],
)
def test_what_is_in_lowest_terms_stays_as_it_is_written(written: str) -> None:
    names = Names(NAMES.declared, functions="bank", undeclared="allow")
    assert to_plain(in_lowest_terms(parse(written, names))) == written


_NODES = st.recursive(
    st.one_of(
        st.sampled_from(("0", "1", "2", "3", "4", "6", "9", "12", "0.5")).map(Num),
        st.sampled_from("xy").map(Sym),
    ),
    lambda parts: st.one_of(
        st.builds(Neg, parts),
        st.builds(Binary, st.sampled_from("+-*/"), parts, parts),
        st.builds(lambda base, power: Binary("^", base, Num(power)), parts, st.sampled_from("0123")),
        st.builds(lambda arg: Call("sqrt", (arg,)), parts),
        st.builds(lambda arg: Call("exp", (arg,)), parts),
    ),
    max_leaves=9,
)


@given(_NODES)
def test_the_value_stays(node: Node) -> None:
    values = {"x": 0.7310585, "y": 1.8932}
    try:
        expected = evaluate(node, values)
    except (DrillError, ArithmeticError):
        return
    if isinstance(expected, float) and math.isfinite(expected) and abs(expected) < 1e9:
        assert evaluate(in_lowest_terms(node), values) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(_NODES)
def test_once_is_enough(node: Node) -> None:
    once = in_lowest_terms(node)
    assert in_lowest_terms(once) == once
