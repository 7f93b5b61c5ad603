"""Numbers far out, or next to one another, are told apart: infinity is equal to infinity alone."""

from __future__ import annotations

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
    *rows({"number": "sqrt(2 + sqrt(3))"}, *right("(sqrt(6) + sqrt(2))/2")),
]


@each_row(("expect", "answer", "verdict", "code"), ENDS)
def test_ends_and_numbers(expect: dict[str, object], answer: str, verdict: str, code: str) -> None:
    assert (check(expect, answer).verdict, bool(code)) == (verdict, verdict == "wrong")
