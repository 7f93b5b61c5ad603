"""The pitfalls that comparing by numbers has, one test each, as listed in the checker's design."""

from __future__ import annotations

import re

import pytest

from drill.checking.check import check


def verdict(key: str, answer: str, names: str = "x", assume: tuple[str, ...] = ()) -> str:
    return check({"expression": key, "vars": list(names), "assume": list(assume)}, answer).verdict


def number(key: str, answer: str) -> str:
    return check({"number": key}, answer).verdict


def test_sign_patterns() -> None:
    assert verdict("|x|", "|y|", "xy") == "wrong"
    assert verdict("|x| - |y|", "x - y", "xy") == "wrong"
    assert verdict("sqrt(x^2 y^2)", "x y", "xy") == "wrong"
    assert verdict("max(a, b)", "(a + b + |a - b|)/2", "ab") == "correct"


def test_thin_holes() -> None:
    assert verdict("ln|x^2 + 7x + 7|", "ln(x^2 + 7x + 7)") == "wrong"
    assert verdict("ln(x^2 + 7x + 7)", "ln|x^2 + 7x + 7|") == "correct"


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("x", "max(x, -20)"),
        ("x", "max(x, -2000)"),
        ("30 - x", "|x - 30|"),
        ("floor(x)", "floor(x + 1e-6)"),
        ("x", "x + exp(-1000000 (x - 7.5)^2)"),
        ("x", "x + 1/(1 + 10^8 (x - 13)^2)"),
        ("0", "max(0, 1 - 1000|x - 30|)"),
        ("x", "x + max(0, x - 700)"),
    ],
)
def test_far_breakpoints(key: str, answer: str) -> None:
    assert verdict(key, answer) == "wrong"
    assert verdict(answer, re.sub(r"\bx\b", "(x)", answer)) == "correct"


def test_near_misses() -> None:
    assert number("e^(pi sqrt(163))", "640320^3 + 744") == "wrong"
    assert number("e^(pi sqrt(163)) - 640320^3 - 744", "0") == "wrong"
    assert number("sqrt(2)", "sqrt(2) + 10^-40") == "wrong"
    assert number("sqrt(2)", "sqrt(2) + 10^-100") == "wrong"
    assert number("sin(pi)", "0") == "correct"


def test_large_constants() -> None:
    assert verdict("28! + x", "28! + 2x") == "wrong"
    assert verdict("28! + x", "28! + x + 1") == "wrong"
    assert number("30!", "30! + 1") == "wrong"


def test_cancellation() -> None:
    assert verdict("1", "cosh(x)^2 - sinh(x)^2") == "correct"
    assert verdict("0", "cosh(x)^2 - sinh(x)^2 - 1") == "correct"
    assert verdict("e^x", "(e^x + 10^30) - 10^30") == "correct"
    assert verdict("e^(-x)", "(1 + e^(-x)) - 1") == "correct"
    assert verdict("2", "cosh(x)^2 - sinh(x)^2") == "wrong"


def test_what_swallows_a_difference_is_never_right() -> None:
    expect = {"antiderivative": "x^2", "vars": ["x"], "constant": "optional"}
    for answer in ("1e308*1e308", "x^2 + 1e308*1e308 x", "10^700 + x"):
        assert check(expect, answer).verdict in ("wrong", "undecided")
    assert verdict("x", "x + 10^-30 y", "xy") == "wrong"
    assert verdict("x + 10^900", "2x + 10^900") != "correct"
    assert verdict("x + 10^150", "2x + 10^150") == "wrong"


def test_a_key_is_real_only_where_all_its_parts_are() -> None:
    assert verdict("sqrt(x) sqrt(y)", "sqrt(x y)", "xy") == "correct"
    assert verdict("sqrt(x y)", "sqrt(x) sqrt(y)", "xy") == "wrong"


def test_domain() -> None:
    assert verdict("1/sqrt(2 pi s^2)", "1/(s sqrt(2 pi))", "s") == "wrong"
    assert verdict("1/sqrt(2 pi s^2)", "1/(s sqrt(2 pi))", "s", ("s > 0",)) == "correct"
    assert verdict("ln(x)", "ln|x|") == "correct"
    assert verdict("ln|x|", "ln(x)") == "wrong"
    assert verdict("arctan(x) + arctan(1/x)", "pi/2") == "wrong"
    assert verdict("arctan(x) + arctan(1/x)", "pi/2", assume=("x > 0",)) == "correct"
    assert verdict("sqrt(1 - x^2 - y^2)", "sqrt((1-x)(1+x) - y y)", "xy") == "correct"
    assert verdict("|a - b|", "b - a", "ab", ("a < b",)) == "correct"


def test_antiderivatives_differ_by_constants_on_each_interval() -> None:
    expect = {"antiderivative": "arctan(x)", "vars": ["x"]}
    assert check(expect, "-arctan(1/x) + C").verdict == "correct"
    assert check(expect, "-arctan(x) + C").verdict == "wrong"
    assert check({"antiderivative": "ln|x|", "vars": ["x"]}, "ln|3x| + C").verdict == "correct"


def test_signs_may_move_between_factors() -> None:
    expect = {"expression": "(x-1)(x-2)", "vars": ["x"], "form": "factored"}
    assert check(expect, "(1-x)(2-x)").verdict == "correct"
    assert check(expect, "-(1-x)(x-2)").verdict == "correct"


@pytest.mark.parametrize(
    ("key", "answer"), [("sqrt(x)/2", "1/2√x"), ("a b/c", "a b/c"), ("2x/2 x", "2x/2x"), ("3! - 0", "3!")]
)
def test_ambiguous_typing_is_read_in_one_way(key: str, answer: str) -> None:
    assert check({"expression": key, "vars": ["x", "a", "b", "c"]}, answer).verdict == "correct"


def test_decimals_are_exact() -> None:
    assert number("1/3", "0.3333333333333333333333333333") == "wrong"
    assert number("3/8", "0.375") == "correct"
    assert number("0.1 + 0.2", "0.3") == "correct"
    assert number("pi", "3.14159265358979323846264338327950288419716939937510") == "wrong"


def test_no_value_is_unreadable_and_nothing_equals_it() -> None:
    for answer in ("1/(x-x)", "ln(0)", "x + 0/0", "x + 1 + 0 ln(0)"):
        found = check({"expression": "x + 1", "vars": ["x"]}, answer)
        assert (found.verdict, found.code) == ("unreadable", "undefined")
    assert check({"expression": "x", "vars": ["x"]}, "3x4").verdict == "unreadable"
