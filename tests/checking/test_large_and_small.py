"""Numbers far out, or next to one another, are told apart: infinity is equal to infinity alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.asked import check
from tests.checking.test_checking_verdicts import right, rows, wrong
from tests.rows import each_row

X = {"vars": ["x"]}
ENDS = [
    *rows(
        {"interval": "(2, inf)"},
        *right("x > 2", "2 < x < inf", "(2, 3] U (3, inf)", "2x - 4 > 0"),
        *wrong(
            "end",
            "(2, 1e15)",
            "(2, 1e16)",
            "(2, 1e20)",
            "(2, 1e99)",
            "(2, 100!)",
            "2 < x < 1e99",
            "(2, 10^100)",
        ),
        *wrong("end", "[2, inf)", "(2 - 2^-80, inf)", "(2 + 10^-30, inf)"),
    ),
    *rows({"interval": "(-inf, 2]"}, *wrong("end", "(-10^100, 2]", "[-1e99, 2]")),
    *rows({"interval": "(-inf, inf)"}, *right("R"), *wrong("end", "(-1e99, 1e99)")),
    *rows({"interval": "(2, 1e20)"}, *right("(2, 10^20)"), *wrong("end", "(2, inf)", "(2, 1e20 + 1)")),
    *rows(
        {"inequality": "x > 2", **X}, *right("not x <= 2", "x > 2 or x > 3"), *wrong("end", "2 < x < 1e99")
    ),
    *rows(
        {"inequality": "x > 2", **X, "assume": ["0 < x < 10"]},
        *right("2 < x < 1e99"),
        *wrong("end", "2 < x < 9"),
    ),
    *rows(
        {"number": "1 - 1/2^1000", "form": "exact"},
        *right("1 - 2^-1000"),
        *wrong("wrong", "1 - 2^-1001", "1"),
    ),
    *rows({"number": "(2^2005 + 1)/(3*2^2006)", "form": "exact"}, *wrong("wrong", "1/6")),
    *rows(
        {"interval": "(-inf, inf)"},
        *right("(-inf, 2^2000) U (2, inf)", "(-inf, e^100) U (e^50, inf)"),
        *wrong("end", "(-2^2000, inf)", "(-e^1000, inf)", "(-inf, sqrt(2)*10^20)", "(-10^400, 10^400)"),
    ),
    *rows(
        {"interval": "(3, inf)"},
        *right("x > 3 and x + 2^2000 > 0", "x > 3 or 2x > e^100", "(3, 2^1030] U (4, inf)"),
        *wrong("end", "(3, 2^1030)", "x > 3 and x < 2^5000", "3 < x < e^800", "x > 3 and x/2^1500 < 1"),
    ),
    *rows(
        {"interval": "(3, e^100/2)"},
        *right("x > 3 and 2x < e^100", "(3, e^99 e/2)", "x > 3 and x/e^100 < 1/2"),
        *wrong("end", "(3, inf)", "x > 3 and 2x < e^101", "x > 3 and 2x <= e^100"),
    ),
    *rows({"interval": "(2, 2^2000)"}, *right("(2, 4^1000)"), *wrong("end", "(2, 2^2000 + 1)", "(2, inf)")),
    *rows({"interval": "(0, 1)"}, *wrong("end", "(2^-2000, 1)", "(0, 1 + 2^-1000)")),
    *rows(
        {"expression": "e^x", **X},
        *right("e^x + 2^-1000 - 4^-500"),
        *wrong("wrong", "e^x + 2^-1000", "10^-300 + e^x", "-(2^-200 - e^x)"),
    ),
    *rows(
        {"expression": "x", **X}, *right("x + 2^-200 - 4^-100"), *wrong("wrong", "x + 2^-200", "x + 10^-300")
    ),
    *rows({"number": "ln(2)"}, *right("ln(4)/2"), *wrong("wrong", "ln(2) + 2^-1000", "ln(2) - 10^-400")),
    *rows({"number": "sqrt(2 + sqrt(3))"}, *right("(sqrt(6) + sqrt(2))/2")),
]


@each_row(("expect", "answer", "verdict", "code"), ENDS)
def test_ends_and_numbers(expect: dict[str, object], answer: str, verdict: str, code: str) -> None:
    assert (check(expect, answer).verdict, bool(code)) == (verdict, verdict == "wrong")


def test_an_end_beyond_all_digits_is_handed_back() -> None:
    said = check({"interval": "(-inf, inf)"}, "(-inf, 10^(10^10))")
    assert (said.verdict, said.code) == ("unreadable", "too-large")


LARGE = st.sampled_from(("e^(x^2)", "e^(e^x)", "cosh(40x)", "x^400", "10^90 e^x"))
WAYS = st.sampled_from(("({0} + {1}) - {1}", "{1} + {0} - {1}", "(({0}) ({1}) + ({1})^2)/({1}) - {1}"))


@given(st.sampled_from(("x", "sin(x) + 2", "1/(1 + x^2)")), LARGE, WAYS)
def test_large_terms_that_cancel_change_nothing(key: str, large: str, way: str) -> None:
    assert check({"expression": key, **X}, way.format(key, large)).verdict == "correct"


@given(st.sampled_from(("1", "x/1000", "10^-20", "sin(x) x^2")), LARGE, WAYS)
def test_large_terms_that_cancel_hide_no_difference(other: str, large: str, way: str) -> None:
    assert check({"expression": "x", **X}, way.format(f"x + {other}", large)).verdict == "wrong"


def test_numbers_of_which_no_digit_is_left_are_decided_by_sympy() -> None:
    assert check({"number": "1"}, "cosh(1000)^2 - sinh(1000)^2").verdict == "correct"
    assert check({"number": "2"}, "cosh(1000)^2 - sinh(1000)^2").verdict == "wrong"
