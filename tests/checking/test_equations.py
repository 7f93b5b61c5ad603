"""Equations: within what is assumed of their names, and with the zeros of every factor."""

from __future__ import annotations

from tests.asked import check
from tests.checking.test_checking_verdicts import right, rows, undecided, wrong
from tests.rows import each_row

XY = {"vars": ["x", "y"]}
POSITIVE = {"vars": ["a", "c", "x"], "assume": ["a > 0", "c > 0", "x > 0"]}
LINE = {"equation": "y = 2x + 1", **XY}

WITHIN_DOMAINS = [
    *rows(
        {"equation": "y = x^2", **XY, "assume": ["x > 0"]},
        *right("sqrt(y) = x", "x y = x^3", "ln y = 2 ln x", "y/x = x", "y^(1/2) = x"),
        *wrong("wrong", "sqrt(y) = -x", "x y = x^2", "y = |x|", "(y - x^2)(x - 1) = 0"),
    ),
    *rows({"equation": "y = x^2", **XY}, *wrong("wrong", "sqrt(y) = x", "x y = x^3")),
    *rows(
        {"equation": "a = c x^2", **POSITIVE},
        *right(
            "a x = c x^3", "sqrt(a) = sqrt(c) x", "ln a = ln c + 2 ln x", "x = sqrt(a/c)", "x^2 a = c x^4"
        ),
        *wrong("wrong", "x = -sqrt(a/c)", "ln a = ln c + ln x", "sqrt(a) = c x", "a = c x^2 + 1"),
    ),
    *rows(
        {"equation": "x^2 = 4", "vars": ["x"], "assume": ["x > 0"]}, *right("x = 2"), *wrong("wrong", "x = 4")
    ),
    *rows(
        {"equation": "p q = 1", "vars": ["p", "q"], "assume": ["0 < p < 1", "q > 1"]},
        *right("ln p + ln q = 0", "p^2 q^2 = 1", "q = 1/p"),
        *wrong("wrong", "p^2 q = 1"),
    ),
    *rows(
        {"equation": "x^2 + y^2 = 1", **XY, "assume": ["y >= 0"]},
        *right("y = sqrt(1 - x^2)"),
        *wrong("wrong", "x = sqrt(1 - y^2)"),
    ),
    *rows(
        {"equation": "y = x^3", **XY, "assume": ["x > 0"]},
        *right("ln y = 3 ln x", "ln y - ln x = 2 ln x", "sqrt(y) = x^(3/2)", "y^(1/3) = x", "ln(y/x^3) = 0"),
        *wrong("wrong", "ln y = 2 ln x", "ln y = 4 ln x", "ln y = 3 ln x + 1", "ln(y^2) = 6 ln x"),
    ),
    *rows(
        {"equation": "y = 5 x^4", **XY, "assume": ["x > 0"]},
        *right("log(y) - 4 log(x) = log(5)", "log(y/x^4) = log(5)", "ln y = ln 5 + 4 ln x"),
        *wrong("wrong", "log(y/x^4) = log(4)", "ln y = 5 + 4 ln x"),
    ),
    *rows(
        {"equation": "k = 2 q^3", "vars": ["k", "q"], "assume": ["q > 0"]},
        *right("ln k = ln 2 + 3 ln q", "ln(k/2) = 3 ln q"),
        *wrong("wrong", "ln k = 2 + 3 ln q"),
    ),
    *rows({"equation": "y = x^3", **XY}, *wrong("wrong", "ln y = 3 ln x", "sqrt(y) = x^(3/2)")),
    *rows({"equation": "x = y", **XY}, *wrong("wrong", "sqrt(x) = sqrt(y)", "ln x = ln y")),
]
ZEROS_OF_FACTORS = [
    *rows(
        LINE,
        *right(
            "(y-2x-1)(x^2+y^2+1) = 0", "(y-2x-1) e^x = 0", "(y-2x-1)^2 = 0", "(y-2x-1)(3+sin(x)+cos(y)) = 0"
        ),
        *right("(y-2x-1)(x^2+(y-1)^2) = 0", "y(1+x^2) = (2x+1)(1+x^2)", "(y-2x-1)(x^2+y^2-2x+2) = 0"),
        *wrong(
            "wrong", "(y-2x-1)(x^2+y^2) = 0", "y(x^2+y^2) = (2x+1)(x^2+y^2)", "(y-2x-1)(x^2-2x+1+y^2) = 0"
        ),
        *wrong("wrong", "(y-2x-1)(|x|+|y|) = 0", "(y-2x-1) sqrt(x^2+y^2) = 0", "(y-2x-1)(x^4+y^4) = 0"),
        *wrong("wrong", "(y-2x-1)((x-sqrt(2))^2+y^2) = 0", "(y-2x-1)(cosh(x)+cosh(y)-2) = 0"),
        *wrong("wrong", "y-2x-1 = 0 or x^2+y^2 = 0", "(y-2x-1)(2+sin(x)+cos(y)) = 0"),
    ),
    *rows(
        LINE,
        *right("(y-2x-1)((x-2)^4+(y-5)^2) = 0", "(y-2x-1)(x^2+y^4+1) = 0", "(y-2x-1)(e^x+y^2) = 0"),
        *right(
            "y(|x|+(y-1)^2) = (2x+1)(|x|+(y-1)^2)", "sqrt((y-2x-1)^2) = 0", "(y-2x-1)(1+sqrt(x^2+y^2)) = 0"
        ),
        *wrong("wrong", "(y-2x-1)((x-2)^4+(y-3)^2) = 0", "(y-2x-1)(x^2+y^4) = 0", "(y-2x-1)(|x|+y^4) = 0"),
        *wrong("wrong", "(y-2x-1)(x^4-8x^3+24x^2-32x+16+(y-3)^2) = 0", "(y-2x-1)((x^2+y^4)^2+x^2) = 0"),
        *wrong("wrong", "(y-2x-1)(-3x^2-y^6/5) = 0", "(y-2x-1)(cosh(x)-1+y^4) = 0"),
        *wrong("wrong", "(y-2x-1)((x-sqrt(2))^4+y^2) = 0", "y(|x|+y^4) = (2x+1)(|x|+y^4)"),
        *wrong("wrong", "sqrt((y-2x-1)^2 (x^2+y^4)) = 0", "(y-2x-1)(x^2+x y+y^2) = 0"),
    ),
    *rows(
        {"equation": "y = x^2", **XY},
        *right("(y-x^2)(x^2+y^4) = 0"),
        *wrong("wrong", "(y-x^2)(x^2+(y+1)^4) = 0"),
    ),
    *rows(
        {"equation": "x^2+y^2 = 4", **XY},
        *right("sqrt(x^2+y^2) = 2", "(x^2+y^2)^2 = 16", "(x^2+y^2)^(3/2) = 8", "ln(x^2+y^2) = ln 4"),
        *right("x^2+y^2+sqrt(x^2+y^2) = 6", "1 = 2/sqrt(x^2+y^2)", "(x^2+y^2-4)((x-2)^2+y^4) = 0"),
        *wrong("wrong", "x^2+y^2 = 2 sqrt(x^2+y^2)", "(x^2+y^2)^(3/2) = 4 sqrt(x^2+y^2)"),
        *wrong("wrong", "(x^2+y^2)^(3/4) = sqrt(2) (x^2+y^2)^(1/4)", "(x^2+y^2)^2 = 4(x^2+y^2)"),
    ),
    *rows(
        {"equation": "sqrt((x+1)^2+y^2) + sqrt((x-1)^2+y^2) = 4", **XY},
        *right("x^2/4+y^2/3 = 1", "3x^2+4y^2 = 12"),
    ),
    *rows({**LINE, "assume": ["x > 0"]}, *right("(y-2x-1)(x^2+y^2) = 0")),
    # too many terms to be taken apart
    *rows({"equation": "(x+y+1)^2 = 1", **XY}, *right("(x+y+1)^20 = 1")),
    *rows({"equation": "x + y = 0", **XY}, *wrong("wrong", "(x+y+1)^20 = 1")),
    *rows(
        {"equation": "(y-2x-1)(x^2+y^2) = 0", **XY},
        *right("(2x+1-y)(2x^2+2y^2) = 0"),
        *wrong("wrong", "y = 2x+1"),
    ),
    *rows(
        {"equation": "z = x + y", "vars": ["x", "y", "z"]},
        *right("(z-x-y)(x^2+y^2+z^2) = 0"),
        *wrong("wrong", "(z-x-y)(x^2+y^2) = 0", "(z-x-y)((x-1)^2+y^2+z^2) = 0"),
    ),
]
# What touches zero at a corner, in a narrow well or flatly, and what divides by zero at a solution.
SINGLE_POINTS = [
    *rows(
        LINE,
        *wrong("wrong", "(y-2x-1)(1-cos(x-3)+|y-1|) = 0", "(y-2x-1)(sqrt(x^2+1)-1+|y|) = 0"),
        *wrong("wrong", "(y-2x-1)(1-exp(-(x-20)^2)+(y-2)^2) = 0", "(y-2x-1)(2-sin(x)-sin(y)) = 0"),
        *right("(y-2x-1)(2-cos(x-3)+|y-1|) = 0", "(y-2x-1)(1+e^(-x^2)+y^2) = 0", "(y-2x-1)/(1+e^x) = 0"),
        *right("(y-2x-1)(1-cos(x-3)+|y-7|) = 0", "(y-2x-1)/(x^2+1) = 0", "(y-1)/2 = x", "x = (y-1)/2"),
        *wrong("form", "(y-2x-1)/(x-1) = 0", "(y-3)/(x-1) = 2", "(y-2x-1)/(x+y-40) = 0", "y/(2x+1) = 1"),
        *right("y/x = 2 + 1/x", "y + e^x = 2x+1 + e^x", "y + cbrt(x) = 2x+1 + cbrt(x)"),
        *wrong("wrong", "y + ln(x) = 2x+1 + ln(x)", "y + sqrt(x) = 2x+1 + sqrt(x)"),
    ),
    *rows(
        {**LINE, "assume": ["x > 1"]},
        *right("(y-2x-1)/(x-1) = 0", "(y-3)/(x-1) = 2", "y + ln(x) = 2x+1 + ln(x)"),
    ),
    *rows({"equation": "(y-3)/(x-1) = 2", **XY}, *right("y = 2x+1", "(y-3)/(2x-2) = 1")),
    *rows(
        {"equation": "y (x-b) = a", "vars": ["a", "b", "x", "y"]},
        *right("y = a/(x-b)", "a/(x-b) = y", "y (b-x) = -a"),
        *wrong("form", "(y (x-b) - a)/(x-b) = 0"),
    ),
    *rows(
        {"equation": "x^2+y^2 = 1", **XY},
        *right("(x^2+y^2-1)/(x^2+y^2-2) = 0", "(x^2+y^2-1)/(x-2) = 0", "1/(x^2+y^2) = 1"),
        *wrong("form", "(x^2+y^2-1)/(x-y) = 0", "y^2/(1-x^2) = 1"),
    ),
    *rows({"equation": "y = e^x", **XY}, *right("y e^(-x) = 1"), *wrong("form", "(y-e^x)/(y-1) = 0")),
    *rows(
        {"equation": "x^2 = 4", "vars": ["x"]},
        *right("x = 4/x", "(x^2-4)/(x-3) = 0"),
        *wrong("wrong", "(x^2-4)/(x-2) = 0"),
    ),
    *rows({"equation": "x^2 = x", "vars": ["x"]}, *wrong("wrong", "x^2/x = 1", "x = 1")),
    *rows(
        {"equation": "sin(x) = 0", "vars": ["x"]},
        *right("tan(x) = 0"),
        *wrong("wrong", "sin(x)^2/sin(x) = 0"),
    ),
]


VALUES_OF_FUNCTIONS = [
    *rows(
        LINE,
        *wrong("ambiguous", "y(x) = 2x+1", " y (x)=1 + 2x", "2x+1 = y(x)", r"y\left(x\right) = 2 \cdot x+1"),
        *wrong("wrong", "y(x) = 3x+1", "y x = 2x+1", "x(y) = 2x+1"),
    ),
    *rows(
        {"equation": "theta = a x + b", "vars": ["a", "b", "x", "theta"]}, *wrong("ambiguous", "θ(x)=ax+b")
    ),
    *rows({"equation": "x y = 1", **XY}, *right("y(x) = 1", "x(y) = 1")),
    *rows({"inequality": "y < 2x+1", **XY}, *wrong("ambiguous", "y(x) < 2x+1"), *wrong("wrong", "y(x) < 3x")),
]
NOWHERE_TRUE = [
    *rows(
        {"equation": "x^2 = -1", "vars": ["x"]},
        *right("x^2 + 1 = 0", "x^4 + 2x^2 + 1 = 0", "10^19 x^2 * 10^19 + 10^38 = 0"),
        *wrong("wrong", "x^2 + 2 = 0", "x^3 + x = 0", "x^4 + 1 = 0"),
        # these have other roots, and are too large to be looked at
        *undecided("(2x)^50 + 1 = 0", "(x+1)^32 + 1 = 0", "x^40 + 1 = 0", "x^600000 x^600000 + 1 = 0"),
        *undecided("(1 + x + x^2 + x^3 + x^4 + x^5 + x^6 + x^7)^2 + 1 = 0"),
    ),
    *rows({"equation": "x + x = 2x", "vars": ["x"]}, *right("x = x"), *wrong("wrong", "x = 1")),
]


@each_row(("expect", "answer", "verdict", "code"), VALUES_OF_FUNCTIONS)
def test_value_of_function_is_asked_about(
    expect: dict[str, object], answer: str, verdict: str, code: str
) -> None:
    found = check(expect, answer)
    assert (found.verdict, found.code) == (verdict, code), found


@each_row(("expect", "answer", "verdict", "code"), SINGLE_POINTS, is_large=True)
def test_equation_has_the_same_solutions_at_single_points(
    expect: dict[str, object], answer: str, verdict: str, code: str
) -> None:
    found = check(expect, answer)
    assert (found.verdict, found.code == "form") == (verdict, code == "form"), found


@each_row(
    ("expect", "answer", "verdict", "code"),
    [*WITHIN_DOMAINS, *ZEROS_OF_FACTORS, *NOWHERE_TRUE],
    is_large=True,
)
def test_equation(expect: dict[str, object], answer: str, verdict: str, code: str) -> None:
    found = check(expect, answer)
    assert (found.verdict, bool(found.code)) == (verdict, bool(code)), found
