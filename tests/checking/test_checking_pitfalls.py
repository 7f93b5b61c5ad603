"""The twelve pitfalls that comparing by numbers has; each test bears its pitfall's number."""

from __future__ import annotations

import re

import pytest

from drill.checking import canonicalise_tree
from drill.errors import CheckError
from drill.maths.print import print_tree_latex
from tests.asked import check, read
from tests.rows import each_row


def verdict(key: str, answer: str, names: str = "x", assume: tuple[str, ...] = ()) -> str:
    return check({"expression": key, "vars": list(names), "assume": list(assume)}, answer).verdict


def number(key: str, answer: str) -> str:
    return check({"number": key}, answer).verdict


def test_pitfall_1_sign_patterns() -> None:
    assert verdict("|x|", "|y|", "xy") == "wrong"
    assert verdict("|x| - |y|", "x - y", "xy") == "wrong"
    assert verdict("sqrt(x^2 y^2)", "x y", "xy") == "wrong"
    assert verdict("max(a, b)", "(a + b + |a - b|)/2", "ab") == "correct"


def test_pitfall_2_thin_holes() -> None:
    assert verdict("ln|x^2 + 7x + 7|", "ln(x^2 + 7x + 7)") == "wrong"
    assert verdict("ln(x^2 + 7x + 7)", "ln|x^2 + 7x + 7|") == "correct"


@each_row(
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
def test_pitfall_3_far_breakpoints(key: str, answer: str) -> None:
    assert verdict(key, answer) == "wrong"
    assert verdict(answer, re.sub(r"\bx\b", "(x)", answer)) == "correct"


def test_pitfall_4_near_misses() -> None:
    assert number("e^(pi sqrt(163))", "640320^3 + 744") == "wrong"
    assert number("e^(pi sqrt(163)) - 640320^3 - 744", "0") == "wrong"
    assert number("sqrt(2)", "sqrt(2) + 10^-40") == "wrong"
    assert number("sqrt(2)", "sqrt(2) + 10^-100") == "wrong"
    assert number("sin(pi)", "0") == "correct"


def test_pitfall_5_large_constants() -> None:
    assert verdict("28! + x", "28! + 2x") == "wrong"
    assert verdict("28! + x", "28! + x + 1") == "wrong"
    assert number("30!", "30! + 1") == "wrong"


def test_pitfall_6_cancellation() -> None:
    assert verdict("1", "cosh(x)^2 - sinh(x)^2") == "correct"
    assert verdict("0", "cosh(x)^2 - sinh(x)^2 - 1") == "correct"
    assert verdict("e^x", "(e^x + 10^30) - 10^30") == "correct"
    assert verdict("e^(-x)", "(1 + e^(-x)) - 1") == "correct"
    assert verdict("2", "cosh(x)^2 - sinh(x)^2") == "wrong"


def test_pitfall_6_what_swallows_a_difference_is_never_right() -> None:
    for answer in ("1e308*1e308", "x^2 + 1e308*1e308 x", "10^700 + x"):
        assert verdict("x^2", answer) in ("wrong", "undecided")
    assert verdict("x", "x + 10^-30 y", "xy") == "wrong"


def test_pitfall_7_a_key_is_real_only_where_all_its_parts_are() -> None:
    assert verdict("sqrt(x) sqrt(y)", "sqrt(x y)", "xy") == "correct"
    assert verdict("sqrt(x y)", "sqrt(x) sqrt(y)", "xy") == "wrong"


def test_pitfall_7_domain() -> None:
    assert verdict("1/sqrt(2 pi s^2)", "1/(s sqrt(2 pi))", "s") == "wrong"
    assert verdict("1/sqrt(2 pi s^2)", "1/(s sqrt(2 pi))", "s", ("s > 0",)) == "correct"
    assert verdict("ln(x)", "ln|x|") == "correct"
    assert verdict("ln|x|", "ln(x)") == "wrong"
    assert verdict("arctan(x) + arctan(1/x)", "pi/2") == "wrong"
    assert verdict("arctan(x) + arctan(1/x)", "pi/2", assume=("x > 0",)) == "correct"
    assert verdict("sqrt(1 - x^2 - y^2)", "sqrt((1-x)(1+x) - y y)", "xy") == "correct"
    assert verdict("|a - b|", "b - a", "ab", ("a < b",)) == "correct"


def test_pitfall_9_signs_may_move_between_factors() -> None:
    expect = {"expression": "(x-1)(x-2)", "vars": ["x"], "form": "factored"}
    assert check(expect, "(1-x)(2-x)").verdict == "correct"
    assert check(expect, "-(1-x)(x-2)").verdict == "correct"


@pytest.mark.parametrize(
    ("key", "answer"), [("sqrt(x)/2", "1/2√x"), ("a b/c", "a b/c"), ("2x/2 x", "2x/2x"), ("3! - 0", "3!")]
)
def test_pitfall_10_ambiguous_typing_is_read_in_one_way(key: str, answer: str) -> None:
    assert check({"expression": key, "vars": ["x", "a", "b", "c"]}, answer).verdict == "correct"


def test_pitfall_11_decimals_are_exact_or_round_the_key() -> None:
    assert number("1/3", "0.3333333333333333333333333333") == "correct"
    assert number("1/3", "0.3333333333333333333333333334") == "correct"
    assert number("1/3", "0.3333333334444444") == "wrong"
    assert check({"number": "1/3", "form": "exact"}, "0.3333333333333333333333333333").verdict != "correct"
    assert number("3/8", "0.375") == "correct"
    assert number("3/8", "0.3751") == "wrong"
    assert number("0.1 + 0.2", "0.3") == "correct"
    assert number("pi", "3.14159265358979323846264338327950288419716939937510") == "correct"
    assert number("pi", "3.141592657") == "wrong"


def test_pitfall_12_no_value_is_unreadable_and_nothing_equals_it() -> None:
    for answer in ("1/(x-x)", "ln(0)", "x + 0/0", "x + 1 + 0 ln(0)"):
        found = check({"expression": "x + 1", "vars": ["x"]}, answer)
        assert (found.verdict, found.code) == ("unreadable", "undefined")
    assert check({"expression": "x", "vars": ["x"]}, "3x4").verdict == "unreadable"


def test_pitfall_1_every_pattern_of_three_signs() -> None:
    assert verdict("|x y z|", "x y z", "xyz") == "wrong"
    assert verdict("|x y z|", "|x||y||z|", "xyz") == "correct"
    assert verdict("sign(x) sign(y)", "1", "xy") == "wrong"


def test_pitfall_2_holes_between_two_roots() -> None:
    assert verdict("sqrt((x^2 - 1)^2)", "x^2 - 1") == "wrong"
    assert verdict("|x^2 - 0.01|", "x^2 - 0.01") == "wrong"
    assert verdict("max(x^2 - 1/100, 0)", "x^2 - 1/100") == "wrong"


def test_pitfall_7_declared_domains() -> None:
    assert verdict("(-1)^n", "cos(pi n)", "n", ("n integer",)) == "correct"
    assert verdict("sin(pi n)", "0", "n") == "wrong"
    assert verdict("sin(pi n)", "0", "n", ("n integer",)) == "correct"
    assert verdict("sqrt(p^2)", "p", "p", ("p positive",)) == "correct"


@pytest.mark.parametrize("form", ["factored", "as-written", "simplified", "single-fraction", "lowest"])
def test_pitfall_9_one_rule_for_signs_in_every_form(form: str) -> None:
    expect = {"expression": "(x - 1)/(x - 2)", "vars": ["x"], "form": form}
    for answer in ("(x-1)/(x-2)", "(1-x)/(2-x)", "-(1-x)/(x-2)", "-(x-1)/(2-x)"):
        assert check(expect, answer).verdict == "correct"


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("1/2√x", "(1/2) sqrt(x)"),
        ("a/bc", "(a/b) c"),
        ("log(x)", "ln(x)"),
        ("3!", "factorial(3)"),
        ("C x", "C x"),
        ("sin x^2", "sin(x^2)"),
        ("-x^2", "-(x^2)"),
    ],
)
def test_pitfall_10_the_parse_is_echoed(text: str, read_as: str) -> None:
    expect = {"expression": "x", "vars": ["x", "a", "b", "c", "C"]}
    echoed, due = read(expect, text), read(expect, read_as)
    assert echoed is not None
    assert due is not None
    assert canonicalise_tree(echoed) == canonicalise_tree(due)
    assert print_tree_latex(echoed)


def test_pitfall_10_a_factorial_and_an_inequality() -> None:
    assert check({"number": "6"}, "3!=6").code == "kind"
    assert check({"number": "6"}, "3!").verdict == "correct"


def test_pitfall_12_nothing_is_equal_to_nan() -> None:
    for key, answer in (("1/x - 1/x + 1", "0/0"), ("x", "inf - inf"), ("x", "0 ln(0)")):
        found = check({"expression": key, "vars": ["x"]}, answer)
        assert (found.verdict, found.code) == ("unreadable", "undefined")
    with pytest.raises(CheckError):
        check({"number": "0/0"}, "0/0")
    assert check({"expression": "x", "vars": ["x"]}, "3x4").code == "parse"
