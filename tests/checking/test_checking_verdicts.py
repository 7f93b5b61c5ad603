"""Answers and their verdicts, one row each: what is expected, what is typed, verdict, code."""

from __future__ import annotations

import json
import re
from typing import Any

from drill.checking import KINDS, explain_check, judge, spec_from
from tests.asked import check
from tests.rows import each_row

Row = tuple[dict[str, Any], Any, str, str]


def rows(expect: dict[str, Any], *answers: tuple[Any, str, str]) -> list[Row]:
    return [(expect, answer, verdict, code) for answer, verdict, code in answers]


def right(*answers: Any) -> list[tuple[Any, str, str]]:
    return [(answer, "correct", "") for answer in answers]


def wrong(code: str, *answers: Any) -> list[tuple[Any, str, str]]:
    return [(answer, "wrong", code) for answer in answers]


def differs(*answers: Any) -> list[tuple[Any, str, str]]:
    """Formulas that are neither the key nor a known mistake: the learner compares."""
    return [(answer, "undecided", "differs") for answer in answers]


def undecided(*answers: Any) -> list[tuple[Any, str, str]]:
    """Answers of which nobody is told whether they are right."""
    return [(answer, "undecided", "undecided") for answer in answers]


def unreadable(code: str, *answers: Any) -> list[tuple[Any, str, str]]:
    return [(answer, "unreadable", code) for answer in answers]


X = {"vars": ["x"]}
XY = {"vars": ["x", "y"]}

NUMBERS = [
    *rows(
        {"number": "2/3"},
        *right("2/3", "4/6", "1 - 1/3", "(2)/(3)", "0.5 + 1/6"),
        *wrong("sign", "-2/3"),
        *wrong("reciprocal", "3/2"),
        *wrong("factor", "1/3", "200/3"),
        *wrong("wrong", "2/300"),
        *wrong("wrong", "(2/3)/100"),
        *right("66.67%", "6.667*10^-1", "6.667e-1", "0.66666666666666666667"),
        *wrong("rounding", "0.67", "0.666", "0.6666", "66.7%"),
        *wrong("wrong", "inf", "5/7"),
        *unreadable("kind", "[2/3]"),
        *unreadable("unknown-name", "x", "2/3 q"),
        *unreadable("undefined", "1/0", "0/0", "ln(0)", "inf - inf"),
        *unreadable("parse", "", "  ", "2//", "(2/3", "2/3)"),
    ),
    *rows({"number": "1/6"}, *wrong("factor", "1/3", "1/24"), *wrong("wrong", "2", "1/2", "2/3")),
    *rows(
        {"number": "0.25"},
        *right("1/4", "25%", ".25", "0.250"),
        *wrong("factor", "0.5", "1/8"),
        *wrong("ambiguous", "25"),
        *unreadable("parse", "0.25%"),
        *wrong("wrong", "0.75"),
    ),
    *rows(
        {"number": "(200/3)%"},
        *right("200/3", "(200/3)%", "2/3", "66.67", "66.67 %"),
        *wrong("rounding", "66.7"),
        *wrong("factor", "100/3"),
    ),
    *rows({"number": "75"}, *right("75"), *unreadable("parse", "75%", "75 %"), *wrong("wrong", "80%")),
    *rows({"expression": "6 - 3 p", "vars": ["p"]}, *unreadable("unknown-name", "6 - 3p'", "6 - 3q'")),
    *rows(
        {"expression": "(d + g^2) x", "names": {"d": r"\dot g", "g": "g", "x": "x"}},
        *right("(g' + g^2) x", "x d + g^2 x"),
        *unreadable("unknown-name", "(x' + g^2) x"),
    ),
    *rows({"number": "5/4"}, *right("1.25", "1+1/4"), *unreadable("parse", "1 1/4")),
    *rows({"number": "10"}, *right("C(5,2)", "5 choose 2", "binomial(5,2)", "5!/(2!3!)", "10.0")),
    *rows({"number": "sqrt(2)/2"}, *right("1/√2", "0.7071"), *wrong("rounding", "0.71")),
    *rows({"number": "pi/4"}, *right("arctan(1)", "π/4"), *wrong("degrees", "45")),
    *rows(
        {"number": "inf"},
        *right("infinity", "∞", "inf"),
        *wrong("sign", "-inf"),
        *wrong("wrong", "dne", "10^9"),
    ),
    *rows({"number": "inf"}, *unreadable("undefined", "1/0", "2 inf")),
    *rows({"number": "dne"}, *right("dne", "DNE"), *wrong("wrong", "inf", "0")),
    *rows(  # what an answer is the value of, but of a function that says what its argument is
        {"number": "2"},
        *right("loss = 2", "P(X = 3) = 2", r"\mathbb{E}[X] = 2", "x = 4/2 = 2", "tr(A) = 2"),
        *unreadable("unknown-name", "ln(x) = 2", r"\ln(x) = 2", "lnx = 2", "x(x-1) = 2", "xy = 2", "2x = 2"),
        *unreadable("kind", "6/2 = 2", "2 = 3"),
    ),
    *rows({"number": "0"}, *right("-0", "0.0", "sin(pi)", "1-1"), *wrong("wrong", "0.001")),
    *rows(
        {"number": "0.0228", "tolerance": 0.0005},
        *right("0.0228", "2.28%", "0.0231"),
        *wrong("ambiguous", "2.28"),
        *wrong("sign", "-0.0228"),
        *wrong("wrong", "0.03"),
    ),
    *rows(
        {"number": "19/118", "tolerance": {"abs": 0.0005}},
        *right("0.161", "19/118"),
        *wrong("rounding", "0.16"),
    ),
    *rows(
        {"number": "exp(-2) 2^3/3!", "tolerance": {"rel": "0.001"}},
        *right("0.18045"),
        *wrong("wrong", "0.19"),
    ),
    *rows(
        {"number": "1234.5678", "digits": 3}, *right("1230", "1234.5678", "1.23e3"), *wrong("wrong", "1240")
    ),
    *rows({"number": "0.125", "decimals": 2}, *right("0.12", "0.13", "1/8"), *wrong("wrong", "0.11")),
    *rows({"number": "sin(2)", "tolerance": 0.001}, *right("0.909"), *wrong("degrees", "0.0349")),
    *rows({"number": "2/3", "form": "lowest"}, *right("2/3"), *wrong("form", "4/6", "1-1/3")),
    *rows({"number": "3+4i"}, *right("4i+3"), *wrong("wrong", "3-4i")),
    *rows({"number": "e^(pi sqrt(163))"}, *wrong("wrong", "640320^3+744")),
]

EXPRESSIONS = [
    *rows(
        {"expression": "2x cos(x^2)", **X},
        *right("2x cos(x^2)", "cos(x²)·2x", "x cos(x^2) + cos(x^2) x", "2 x cos x^2"),
        *wrong("inner-derivative", "cos(x^2)"),
        *wrong("sign", "-2x cos(x^2)"),
        *wrong("factor", "4x cos(x^2)"),
        *wrong("constant", "2x cos(x^2) + 3"),
        *wrong("wrong", "2x sin(x^2)"),
        *wrong("integrated", "sin(x^2)"),
        *unreadable("unknown-name", "2y cos(x^2)"),
        *unreadable("kind", "[x]", "x = 2", "x < 2"),
    ),
    *rows({"expression": "3cos(3x)", **X}, *right("3cos 3x"), *wrong("inner-derivative", "cos 3x")),
    *rows({"expression": "-e^(-x)", **X}, *right("-e^-x", "-1/e^x"), *wrong("sign", "e^-x")),
    *rows({"expression": "sec(x)^2", **X}, *right("1+tan^2(x)", "1/cos^2 x", "1/(cos x)^2")),
    *rows({"expression": "arctan(x)", **X}, *right("tan^-1(x)", "atan x"), *wrong("wrong", "1/tan(x)")),
    *rows({"expression": "4x^3 - 6x", **X}, *right("2x(2x²-3)"), *wrong("differentiated", "12x^2 - 6")),
    *rows(
        {"expression": "1/(x-1)", **X},
        *right("-1/(1-x)"),
        *wrong("ambiguous", "1/x-1"),
        *wrong("reciprocal", "x-1"),
    ),
    *rows({"expression": "x^2 - x + 1", **X}, *wrong("sign", "x^2 + x + 1")),
    *rows({"expression": "p", "vars": ["p"]}, *wrong("wrong", "1-p")),
    *rows({"expression": "x - y^2", **XY}, *wrong("names", "y - x^2")),
    *rows({"expression": "m T", "vars": ["m", "M", "T"]}, *wrong("names", "M T")),
    *rows({"expression": "lambda exp(-lambda x)", "vars": ["lambda", "x"]}, *right("λe^(-λx)")),
    *rows(
        {"expression": "n!/(k!(n-k)!)", "vars": ["n", "k"]}, *right("C(n,k)"), *wrong("wrong", "n!/(n-k)!")
    ),
    *rows({"expression": "(-1)^n", "vars": ["n"], "assume": ["n integer"]}, *right("cos(pi n)")),
    *rows({"expression": "e^(i x)", **X}, *right("cos(x) + i sin(x)"), *wrong("sign", "cos(x) - i sin(x)")),
    *rows({"expression": "1/x", **X}, *unreadable("undefined", "1/(x-x)", "1/0 + x")),
    *rows({"expression": "x+1"}, *right("1+x"), *unreadable("unknown-name", "x+z")),
]

FORMS = [
    *rows(
        {"expression": "x^2 - 1", "form": "factored", **X},
        *right("(x-1)(x+1)", "(1-x)(-1-x)", "-(1-x)(1+x)"),
        *wrong("form", "x^2-1"),
        *wrong("wrong", "(x+1)^2"),
    ),
    *rows(
        {"expression": "2x^2-2", "form": "factored", **X},
        *right("2(x-1)(x+1)"),
        *wrong("form", "(2x-2)(x+1)"),
    ),
    *rows({"expression": "x^2+1", "form": "factored", **X}, *right("x^2+1", "1+x²")),
    *rows(
        {"expression": "(x+1)/x", "form": "factored", **X},
        *right("(x+1)/x", "(1/x)(x+1)"),
        *wrong("form", "1+1/x", "x(1+1/x)/x"),
    ),
    *rows(
        {"expression": "x e^x+e^x", "form": "factored", **X}, *right("e^x(x+1)"), *wrong("form", "x e^x+e^x")
    ),
    *rows(
        {"expression": "x^2+2x+1", "form": "expanded", **X},
        *right("x^2+2x+1", "1+2x+x²"),
        *wrong("form", "(x+1)^2", "x(x+2)+1"),
    ),
    *rows({"expression": "x^2+2x+3", "form": "completed-square", **X}, *right("(x+1)^2+2", "2+(1+x)²")),
    *rows({"expression": "x^2+2x+3", "form": "completed-square", **X}, *wrong("form", "x^2+2x+3")),
    *rows(
        {"expression": "1/(x^2-1)", "form": "partial-fractions", **X},
        *right("1/(2(x-1))-1/(2(x+1))"),
        *wrong("form", "1/(x^2-1)"),
    ),
    *rows(
        {"expression": "1/x+1/y", "form": "single-fraction", **XY},
        *right("(x+y)/(x y)"),
        *wrong("form", "1/x+1/y", "(1+x/y)/x"),
    ),
    *rows(
        {"expression": "(x+1)/(x+2)", "form": "lowest", **X},
        *right("(1+x)/(2+x)"),
        *wrong("form", "(2x+2)/(2x+4)", "(x+1)^2/((x+1)(x+2))"),
    ),
    *rows(
        {"expression": "2x+3", "form": "simplified", **X},
        *right("2x+3", "3+2x", "x+x+3", "2x+1+2", "2x+3*1"),
        *wrong("form", "(x+x+x+x)/2+3", "2x+1+1+1+0", "(4x+6)/2+x-x"),
    ),
    *rows(
        {"expression": "2x cos(x^2)", "form": "as-written", **X},
        *right("cos(x^2) x 2"),
        *wrong("form", "x cos(x^2)+x cos(x^2)"),
    ),
]

ARRAYS = [
    *rows(
        {"vector": "[1, 2, 3]"},
        *right("[1,2,3]", "(1,2,3)", "<1,2,3>", "[1 2 3]", "1, 2, 3", "[[1],[2],[3]]", "2[1/2, 1, 3/2]"),
        *wrong("order", "[3,2,1]", "[1,3,2]"),
        *unreadable("size", "[1,2]"),
        *wrong("entry", "[1,2,4]", "[1,-2,3]"),
        *wrong("sign", "[-1,-2,-3]"),
        *wrong("factor", "[2,4,6]"),
        *unreadable("kind", "6", "{1,2,3}", "1 = 1", "[1,2;3]"),
        *unreadable("undefined", "[1, 2, 1/0]"),
    ),
    *rows(
        {"vector": "[1,-1]", "up_to": "scale"},
        *right("[2,-2]", "[-1,1]", "[√2,-√2]"),
        *wrong("zero", "[0,0]"),
    ),
    *rows({"vector": "[1,-1]", "up_to": "scale"}, *wrong("wrong", "[1,1]"), *unreadable("size", "[1,-1,0]")),
    *rows(
        {"vector": "[3,4]", "up_to": "sign"}, *right("[-3,-4]", "[3,4]"), *wrong("wrong", "[6,8]", "[3,-4]")
    ),
    *rows(
        {"vector": "[0.6,0.8]", "up_to": "scale", "tolerance": 0.01},
        *right("[3,4]"),
        *wrong("wrong", "[1,1]"),
    ),
    *rows({"vector": "[1,t,0]", "vars": ["t"]}, *right("(1,t,0)"), *wrong("entry", "[1,2t,0]")),
    *rows(
        {"shape": "(b, h, t, t)", "vars": ["b", "h", "t"]}, *right("b,h,t,t"), *wrong("order", "(b,t,h,t)")
    ),
    *rows(
        {"matrix": "[[1,2],[3,4]]"},
        *right("[1 2]\n[3 4]", "1 2\n3 4"),
        *right("[[1,2],[3,4]]", "[1,2;3,4]", "1 2; 3 4", "2[[1/2,1],[3/2,2]]", "T([[1,3],[2,4]])"),
        *wrong("transposed", "[[1,3],[2,4]]"),
        *wrong("inverse", "[[-2,1],[3/2,-1/2]]"),
        *wrong("entry", "[[1,2],[3,5]]"),
        *wrong("sign", "[[-1,-2],[-3,-4]]"),
        *wrong("factor", "[[3,6],[9,12]]"),
        *wrong("size", "[[1,2]]"),
        *unreadable("kind", "[1,2]", "3", "[[1,2],[3]]"),
    ),
    *rows(
        {"matrix": "[[-2,1],[3/2,-1/2]]"},
        *right("[[1,2],[3,4]]^-1", "inv([[1,2],[3,4]])", "[[4,-2],[-3,1]]/-2"),
    ),
    *rows(
        {"matrix": "[[cos(t),-sin(t)],[sin(t),cos(t)]]", "vars": ["t"]},
        *wrong("transposed", "[[cos t, sin t],[-sin t, cos t]]"),
    ),
]

COLLECTIONS = [
    *rows(
        {"set": "{1, 3}"},
        *right("{3,1}", "1,3", "{1,1,3}"),
        *wrong("missing", "1", "{}"),
        *wrong("extra", "{1,2,3}"),
        *wrong("wrong", "{1,2}"),
        *unreadable("kind", "[1,3]", "(1,3)"),
    ),
    *rows({"set": "{(1,2), (3,4)}"}, *right("(3,4), (1,2)"), *wrong("wrong", "{(2,1), (3,4)}")),
    *rows({"set": "{(5+sqrt(17))/2, (5-sqrt(17))/2}"}, *right("{(5-√17)/2, (5+√17)/2}")),
    *rows({"set": "{0.333}", "tolerance": 0.01}, *right("1/3")),
    *rows(
        {"interval": "(0, 1]"},
        *right("(0,1]", "0 < x <= 1", "x > 0 and x <= 1"),
        *wrong("end", "[0,1]", "(0,1)"),
        *wrong("extra", "x > 0"),
        *wrong("end", "(0,2]"),
        *unreadable("kind", "0.5"),
        *unreadable("undefined", "(1,0]"),
    ),
    *rows(
        {"interval": "(-inf,0) U (1,inf)"},
        *right("(-∞,0)∪(1,∞)", "x<0 or x>1"),
        *wrong("end", "(-inf,0] U [1,inf)", "(-inf,0) U (2,inf)"),
        *wrong("missing", "(-inf,0)"),
        *wrong("backwards", "(0,1)", "[0,1]"),
    ),
    *rows(
        {"interval": "(-sqrt(2), sqrt(2))"},
        *right("x^2 < 2", "|x| < √2"),
        *right("(-1.41421356237,1.41421356237)"),
        *wrong("end", "(-1.41421356237,1.4143)"),
        *wrong("rounding", "(-1.41, 1.414)", "-1.4 < x < 1.4142"),
    ),
    *rows({"interval": "(-inf, inf)"}, *right("R", "x > 0 or x <= 0")),
    *rows({"inequality": "x > 2", **X}, *right("2 < x", "3x > 6", "(2, inf)"), *wrong("backwards", "x < 2")),
    *rows({"inequality": "x > 2", **X}, *wrong("strict", "x >= 2"), *unreadable("kind", "x")),
    *rows(
        {"inequality": "-1 < x < 3", **X},
        *right("-1 < x and x < 3", "|x-1| < 2"),
        *wrong("strict", "-1<=x<3"),
    ),
    *rows(
        {"inequality": "x > 0", **X},
        *wrong("end", "x > 1/100", "100x > 1", "(10^-2, inf)", "e^x > e^(1/100)", "x^3 > 10^-6"),
        *wrong("end", "sqrt(x) > 1/100", "ln x > -10", "log2(x) > -20", "x > 0 and sqrt(x) > 10^-3"),
    ),
    *rows({"inequality": "x < 1", **X}, *wrong("end", "sqrt(1 - x) > 1/100", "ln(1 - x) > -10")),
    *rows({"inequality": "x + y < 1", **XY}, *right("y < 1 - x", "2x+2y < 2"), *wrong("strict", "x+y<=1")),
    *rows({"formula": "y = x", **XY}, *differs("0 = 0", "x = x")),
]

DISTRIBUTIONS = [
    *rows(
        {"distribution": "beta(3, 7)"},
        *right("Beta(3,7)", "theta ~ Beta(3, 7)", "beta(a = 3, b = 7)", "Be(1+2, 7)"),
        *wrong("order", "Beta(7,3)"),
        *wrong("parameter", "Beta(3,8)"),
        *wrong("family", "Gamma(3,7)", "N(0,1)"),
        *unreadable("kind", "3"),
        *unreadable("unknown-name", "Bet(3,7)"),
        *unreadable("parse", "Beta(3)", "Beta(3,7", "Beta(3,,7)"),
    ),
    *rows(
        {"distribution": "normal(0,4)"},
        *right("N(0,4)", "N(mean=0, sd=2)", "Normal(0, 2^2)", "N(mu=0, precision=1/4)"),
    ),
    *rows(
        {"distribution": "normal(0,4)"},
        *right("N(μ=0, σ²=4)", "N(0,σ=2)", "N(μ = 0, σ^2 = 4)", r"\mathcal{N}(\mu = 0, \sigma^2 = 4)"),
        *wrong("variance", "N(μ=0, σ²=2)", "N(0, σ=4)"),
    ),
    *rows(
        {"distribution": "poisson(2)"},
        *right("Poisson(λ=2)", "Pois(μ=2)"),
        *wrong("parameter", "Poisson(λ=1/2)"),
    ),
    *rows({"distribution": "exponential(3)"}, *right("Exp(λ=3)", "Exp(Λ: 3)")),
    *rows(
        {"distribution": "beta(3,7)"},
        *right("Beta(α=3, β=7)", "Be(β=7, α=3)"),
        *wrong("order", "Beta(α=7, β=3)"),
    ),
    *rows({"distribution": "gamma(3,2)"}, *right("Gamma(α=3, β=2)", "Γ(k=3, θ=1/2)")),
    *rows({"distribution": "student(4,0,1)"}, *right("t(ν=4)", "t(ν=4, μ=0, σ=1)")),
    *rows({"distribution": "normal(0,4)"}, *wrong("variance", "N(0,2)"), *wrong("reciprocal", "N(0,1/4)")),
    *rows({"distribution": "gamma(2,3)"}, *right("Gamma(2, scale = 1/3)"), *wrong("rate", "Gamma(2,1/3)")),
    *rows({"distribution": "exponential(2)"}, *right("Exp(2)", "Gamma(1,2)"), *wrong("rate", "Exp(1/2)")),
    *rows({"distribution": "beta(a+k, b+n-k)", "vars": ["a", "b", "k", "n"]}, *right("Beta(k+a, n-k+b)")),
    *rows(
        {"distribution": "dirichlet(1,2,3)"}, *right("Dir(1,2,3)", "Dir([1,2,3])"), *wrong("size", "Dir(1,2)")
    ),
]

ROUNDED = [
    *rows(
        {"number": "1/6"},
        *right("0.1667", "0.16666666667", "16.67%", "1.667e-1", "1.667*10^(-1)"),
        *wrong("rounding", "0.17", "0.167", "0.1666", "0.16", "17%", "0.2"),
        *wrong("wrong", "0.1", "0.3", "0.1668", "0.16670"),
    ),
    *rows({"number": "-sqrt(2)"}, *right("-1.414"), *wrong("rounding", "-1.41"), *wrong("sign", "1.414")),
    *rows({"number": "5000/3"}, *right("1667", "1666.7"), *wrong("wrong", "17*10^2/3")),
    *rows({"number": "262656"}, *wrong("rounding", "2.627e5", "2.63e5", "2.6*10^5")),
    *rows({"number": "3/8"}, *wrong("rounding", "0.38", "0.37"), *right("0.375", "0.3750")),
    *rows({"number": "1/64"}, *wrong("rounding", "0.01563", "0.0156")),  # 0.015625
    *rows({"number": "1/128"}, *right("0.007813"), *wrong("rounding", "0.0078")),  # 0.0078125
    *rows({"number": "2/3", "form": "lowest"}, *wrong("rounding", "0.6667", "0.67")),
    *rows({"number": "sqrt(2)", "decimals": 2}, *right("1.41", "1.414"), *wrong("rounding", "1.4")),
    *rows({"vector": "[1/2, sqrt(2)]"}, *right("(0.5, 1.414)"), *wrong("wrong", "(0.50001, 1.41)")),
    *rows({"matrix": "inv([[1, 2], [2, 1]])"}, *right("[[-0.3333, 0.6667], [0.6667, -1/3]]")),
    *rows({"set": "{-sqrt(3), sqrt(3)}"}, *right("{1.732, -1.732}"), *wrong("rounding", "{1.73, -1.732}")),
    *rows(
        {"inequality": "x > sqrt(2)", **X},
        *right("x > 1.4142", "1.414 < x"),
        *wrong("rounding", "x > 1.41"),
        *wrong("strict", "x >= 1.414"),
    ),
    *rows(
        {"parts": {"mean": {"number": "7/6"}, "width": {"interval": "[0, sqrt(2)]"}}},
        *right("mean = 1.167; width = [0, 1.414]"),
        *wrong("rounding", "mean = 1.17; width = [0, 1.414]", "mean = 1.167; width = [0, 1.41]"),
        *wrong("sign", "mean = -1.167; width = [0, 1.41]"),
    ),
    *rows(
        {"vector": "[1/3, 2/3]"},
        *right("(0.3333, 0.6667)", "(1/3, 0.66667)"),
        *wrong("rounding", "(0.333, 0.667)", "(1/3, 0.67)", "[33.3%, 66.7%]", "(0.3333, 0.67)"),
        *wrong("entry", "(0.3333, 0.5)"),
        *wrong("rounding", "(1/3, 0.7)", "(0.3, 0.7)", "(0.333, 0.667 + 0)"),
        *wrong("entry", "(1/3, 0.6)"),
        *wrong("wrong", "(0.333, 0.6)", "(0.4, 0.6)"),
    ),
    *rows(
        {"vector": "[1/3, 2/3]", "up_to": "sign"}, *wrong("rounding", "(0.333, 0.667)", "(-0.333, -0.667)")
    ),
    *rows({"vector": "[x, 1/3]", **X}, *wrong("rounding", "(x, 0.33)"), *wrong("entry", "(2x, 1/3)")),
    *rows({"matrix": "[[1/3, 0], [0, -2/3]]"}, *wrong("rounding", "[0.33, 0; 0, -0.67]")),
    *rows(
        {"vector": "[1/7, 2/3]", "decimals": 3}, *wrong("rounding", "(0.14, 0.667)"), *right("(0.143, 0.667)")
    ),
    *rows(
        {"set": "{1/3, 2/3, 1}"},
        *wrong("rounding", "{0.667, 0.333, 1}"),
        *wrong("wrong", "{0.667, 0.5, 1}"),
        *wrong("extra", "{1/3, 2/3, 1, 0.333}"),
    ),
    *rows({"set": "{(1/3, 1), (2/3, 1)}"}, *wrong("rounding", "{(0.67, 1), (0.33, 1)}")),
    *rows(
        {"distribution": "normal(7/6, 1/6)"},
        *right("N(1.167, 0.1667)"),
        *wrong("rounding", "N(1.167, 0.167)", "N(7/6, 0.17)", "N(7/6, 0.2)"),
        *wrong("parameter", "N(7/6, 0.3)", "N(7/6, 0.15)"),
    ),
    *rows({"distribution": "exponential(1/3)"}, *wrong("rounding", "Gamma(1, 0.333)")),
]

HABITS = [
    *rows(
        {"distribution": "beta(3, 7)"}, *unreadable("parse", "B(3,7)", "p ~ B(3, 1/7)"), *right("Beta(3,7)")
    ),
    *rows({"distribution": "binomial(3, 1/7)"}, *right("B(3, 1/7)")),
    *rows(
        {"distribution": "normal(0, 4)"},
        *right(r"$\bar{X}_{n+1} \mid D = 2 \sim N(0, 4)$", "X_1 ~ N(0, 4)", "θ given x + y ~ N(0, 4)"),
        *unreadable(
            "parse", r"$\frac{X}{2} \sim N(0, 4)$", "X Y ~ N(0, 4)", r"\ln X ~ N(0, 4)", "2X | D ~ N(0, 4)"
        ),
    ),
    *rows(
        {"vector": "[1, 2]"},
        *right("(x, y) = (1, 2)", "x₁ = 1, x₂ = 2", r"\alpha = 1, \beta = 2"),
        *unreadable("parse", "(y, x) = (1, 2)", "(y, x) = [2, 1]", "x_2 = 2, x_1 = 1", "c = 1, m = 2"),
    ),
    *rows(
        {"vector": "[1, 2]", "entries": ["m", "c"]},
        *right("(c, m) = (2, 1)", "c = 2, m = 1"),
        *wrong("order", "(c, m) = (1, 2)"),
    ),
    *rows({"number": "sqrt(2 pi)"}, *unreadable("parse", "√2π"), *right("√(2π)")),
    *rows({"number": "1/sqrt(2 pi)"}, *unreadable("parse", "1/√2π"), *right("1/√(2π)")),
    *rows({"expression": "sqrt(2) x", **X}, *unreadable("parse", "√2x"), *right("√2 x", "√2*x")),
    *rows({"formula": r"L=\|x\|_2"}, *unreadable("parse", r"L=\|x\|"), *differs(r"L=\|x\|_1")),
    *rows({"formula": r"L=\|x\|"}, *right(r"L=\|x\|")),
    *rows({"number": "150"}, *right("1500E-1", "1500e-1")),
    *rows({"number": "3/4"}, *right("=3/4", " = 0.75"), *unreadable("parse", "==3/4")),
    *rows({"expression": "2x", **X}, *right("= 2x"), *wrong("sign", "=-2x")),
    *rows({"matrix-expression": "T(X) X", "shapes": {"X": ["m", "n"]}}, *right("X^⊤ X", "X^ᵀ X", "Xᵀ X")),
    *rows(
        {"matrix-expression": "inv(A) b", "shapes": {"A": ["n", "n"], "b": ["n"]}},
        *unreadable("parse", r"A \ b", r"A\b", r"A\ b", r"(A)\(b)", r"(A'A)\A'b", r"A.T \ b"),
        *right("A^-1 b", r"A^{-1}\ b", r"A^{-1}\,b", r"\(A^{-1} b\)", r"$A^{-1} \ b$"),
    ),
    *rows(
        {"matrix-expression": "A theta", "shapes": {"A": ["n", "n"], "theta": ["n"]}},
        *unreadable("parse", r"A \ theta"),
        *right(r"A\theta", r"A \theta", r"A\,\theta"),
    ),
    *rows({"expression": "f^2", "names": {"f": r"\varphi"}}, *right("φ^2"), *wrong("sign", "-φ^2")),
    *rows({"expression": "l x", **X, "names": {"l": r"\lambda"}}, *right("lambda x", "λx", "l x")),
    *rows({"expression": "w_1 x", "vars": ["w_1", "x"]}, *right("w1*x", "w_1 x"), *wrong("sign", "-w1 x")),
    *rows({"expression": "w_1 x", "vars": ["w_1", "w", "x"]}, *unreadable("parse", "w1*x")),
    *rows(
        {"set": "{-2, 2}"},
        *right("x=2 or x=-2", "±2", "x = ±2", "x=-2, x=2", "2 or -2", "{x=2, x=-2}"),
        *wrong("missing", "x=2"),
        *unreadable("unknown-name", "x=2, y=-2"),
    ),
    *rows({"number": "sqrt(2)/2"}, *right("np.sqrt(2)/2", "math.sqrt(2)/2", "1/torch.sqrt(2)")),
    *rows(
        {"code": "x*np.minimum(1, 2/np.linalg.norm(x))", "arrays": {"x": ["n"]}},
        *right("x*min(1, 2/np.linalg.norm(x))", "x*max(0, min(1, 2/np.linalg.norm(x)))"),
        *unreadable("kind", "min(x, 1)"),
        *unreadable("unknown-name", "min(x)"),
    ),
]

CHOICES = [
    *rows(
        {"choice": [{"right": "`(b, t)`"}, {"wrong": "`(t, b)`"}, {"wrong": "`b` alone"}]},
        *right("(b, t)", "`(b, t)`", "(B,  T)"),
        *wrong("wrong", "(t, b)", "b alone"),
        *unreadable("parse", "``"),
    ),
    *rows(
        {"choice": [{"right": "Yes it is"}, {"wrong": "No", "say": "It is."}, {"wrong": "Maybe", "id": "a"}]},
        *right("yes  it is", "a"),
        *wrong("wrong", ["a"], "c", "C)"),
        *wrong("misconception", "b", "(B)", "no"),
        *unreadable("parse", "d", "", "perhaps"),
    ),
    *rows(
        {
            "choices": [
                {"right": "p", "id": "one"},
                {"wrong": "q", "say": "Not q.", "id": "two"},
                {"right": "r", "id": "three"},
            ]
        },
        *right("a c", "c, a", "ac", "one three", ["three", "one"]),
        *wrong("missing", "a"),
        *wrong("misconception", "a b c"),
        *unreadable("parse", "x", ""),
    ),
    *rows(
        {"order": [{"id": "m", "text": "1st"}, {"id": "n", "text": "2nd"}, {"id": "o", "text": "3rd"}]},
        *right("a b c", "abc", "m n o", "m > n > o"),
        *wrong("order", "b a c", "a c b"),
        *unreadable("parse", "a b", "a a b", "p q r"),
    ),
    *rows(
        {"order": [{"id": "c", "text": "1st"}, {"id": "a", "text": "2nd"}, {"id": "b", "text": "3rd"}]},
        *right("a b c", "abc", "A, B, C", ["c", "a", "b"]),
        *wrong("order", "c a b", "cab", "b c a", ["a", "b", "c"]),
    ),
    *rows(
        {"choices": [{"right": "p", "id": "ab"}, {"wrong": "q", "id": "b"}, {"right": "r", "id": "ca"}]},
        *right("ac", "a c", "ca", "ab ca", ["ab", "ca"]),
        *wrong("extra", "ab", "b", ["b"]),
        *unreadable("parse", ["ab", "z"]),
    ),
]

PARTS = rows(
    {"parts": {"mean": {"number": 2}, "variance": {"number": "3", "form": "exact"}}},
    *right("mean = 2; variance = 3", "variance=3, mean=2", "2; 3", {"mean": "2", "variance": "6/2"}),
    *wrong("wrong", "mean=2; variance=5"),
    *wrong("sign", "mean=-2; variance=3"),
    *wrong("wrong", {"mean": "2", "variance": "1/3"}),
    *unreadable("parse", "mean=2", "mean=(2; variance=3", "2"),
    *unreadable("undefined", "mean=2; variance=1/0"),
    *unreadable("unknown-name", {"mean": "2", "variance": "3", "sd": "1"}),
)

IN_N = {"shapes": {"A": ["n", "n"], "u": ["3"], "v": ["3"], "x": ["n"]}}
IN_N_N = {"shapes": {"Q": ["n", "n"]}}
EDGES = [
    *rows(
        {"matrix": "[[1, 2], [3, 4]]"},
        *unreadable("kind", "[[1, 2], 3]", "[[[1, 2]], [[3, 4]]]"),
        *unreadable("undefined", "[[1, 2], [3, 4]] [[1, 2, 3]]", "[[1, 2], [3, 4]]^(1/2)", "[[1, 2]]^2"),
        *unreadable("undefined", "[[1, 2]] + [[1, 2, 3]]"),
    ),
    *rows(
        {"number": "7"},
        *right("trace([[3, 2], [1, 4]])"),
        *unreadable("undefined", "trace([[1, 2, 3], [4, 5, 6]])", "det([[1, 2, 3], [4, 5, 6]])"),
        *unreadable("too-large", f"det([{', '.join(['[1, 2, 3, 4, 5]'] * 5)}])"),
        *unreadable("kind", ["7"], {"a": "7"}),
    ),
    *rows({"number": "30"}, *wrong("degrees", "pi/6")),
    *rows({"number": "asin(0.5) + 1"}, *wrong("degrees", "31")),
    *rows({"expression": "N^2", "vars": ["n", "N"]}, *wrong("names", "N n", "n^2")),
    *rows(
        {"matrix-expression": "norm(x)^2", **IN_N},
        *right("x^T x"),
        *wrong("size", "x[1]"),
        *unreadable("parse", "norm(I)", "rank(2) x^T x"),
    ),
    *rows({"matrix-expression": "dot(u, v)", **IN_N}, *wrong("size", "dot(u, x)")),
    # reflections, small eigenvalues, matrices of rank one
    *rows({"matrix-expression": "det(Q)", **IN_N_N, "assume": ["Q orthogonal"]}, *wrong("wrong", "1")),
    *rows({"matrix-expression": "det(Q)^2", **IN_N_N, "assume": ["Q orthogonal"]}, *right("1")),
    *rows(
        {"matrix-expression": "ln(det(Q))", **IN_N_N, "assume": ["Q positive definite"]},
        *wrong("wrong", "abs(ln(det(Q)))"),
    ),
    *rows({"matrix-expression": "Q^T Q", **IN_N_N}, *right("Q^T Q Q Q^-1")),
    *rows({"matrix-expression": "rank(Q)", **IN_N_N}, *wrong("wrong", "n")),
    *rows({"matrix-expression": "(Q^T Q)^-1 Q^T", **IN_N_N}, *right("Q^-1")),
    *rows({"matrix-expression": "dot(u, v)", **IN_N}, *unreadable("parse", "dot(A, v)")),
    *rows({"set": "{1, 2}"}, *unreadable("too-large", "{" + "1, " * 300 + "2}")),
    *rows({"inequality": "x < 2"}, *right("not x >= 2", "-inf < x < 2", "x < inf and x < 2")),
    *rows({"interval": "[0, inf)"}, *unreadable("parse", "[0, inf]")),
    *rows({"distribution": "Beta(3, 7)"}, *unreadable("parse", "Beta(3, 7) x", "Beta(a=3, a=7)")),
    *rows({"any": "number", "such-that": ["x^2 = 2", "not x < 0"]}, *right("sqrt(2)")),
    *rows({"any": "number", "such-that": ["x^2 = 2", "not x < 0"]}, *wrong("condition", "-sqrt(2)")),
    *rows({"any": "number", "such-that": ["1/x = 2"]}, *right("1/2"), *unreadable("undefined", "0")),
    *rows({"any": "number", "such-that": [{"that": "x > 1", "say": "larger"}]}, *wrong("condition", "0")),
    *rows(
        {"parts": {"mean": {"number": "1"}, "spread": {"number": "2"}}},
        *right(["1", "2"], {"mean": "1", "spread": "2"}),
        *unreadable("parse", "so mean = 1; spread = 2", "mean = 1; spread = 2; mean = 3", {"mean": "1"}),
    ),
    *rows({"choice": [{"right": "yes"}, {"wrong": "no"}]}, *unreadable("kind", {"a": "b"})),
    *rows({"choices": [{"right": "a and b"}, {"wrong": "c"}]}, *right("a and b")),
    *rows({"expression": "2^x + x^2", "vars": ["x"], "form": "simplified"}, *right("x^2 + 2^x")),
    *rows({"expression": "x^2 + 8", "vars": ["x"], "form": "simplified"}, *right("x^2 + 2^3")),
    *rows({"expression": "2^x + x", "vars": ["x"], "form": "simplified"}, *wrong("form", "x*1*1*1 + 2^x")),
    *rows({"expression": "(x + 1)^2", "vars": ["x"], "form": "factored"}, *wrong("form", "((2x + 2)/2)^2")),
    *rows(
        {"expression": "1/(x - 1) - 1/(x - 1)^2", "vars": ["x"], "form": "partial-fractions"},
        *wrong("form", "2/(x - 1) - 1/(x - 1) - 1/(x - 1)^2", "x/(x - 1) - 1 - 1/(x - 1)^2"),
    ),
]

ALL = [
    *NUMBERS,
    *EDGES,
    *EXPRESSIONS,
    *FORMS,
    *ARRAYS,
    *COLLECTIONS,
    *DISTRIBUTIONS,
    *ROUNDED,
    *HABITS,
    *CHOICES,
    *PARTS,
]


def holds_no_key(expect: dict[str, Any], message: str) -> bool:
    """Whether a message on a wrong answer gives neither the key nor the example away."""
    keys = [expect.get(kind) for kind in KINDS if kind != "any"] + [expect.get("example")]
    texts = [key.replace(" ", "") for key in keys if isinstance(key, str) and len(key) > 3]
    return not any(text in message.replace(" ", "") for text in texts)


def assert_judged(expect: dict[str, Any], answer: Any, verdict: str, code: str) -> None:
    """It has this verdict, and a message that says why without giving the key away.

    Two readings of an answer may be told, of which one is right.
    """
    found = check(expect, answer)
    assert (found.verdict, found.code) == (verdict, code), found
    assert bool(found.message) == (verdict != "correct")
    if verdict == "wrong" and code != "ambiguous":
        assert holds_no_key(expect, found.message)


@each_row(("expect", "answer", "verdict", "code"), ALL, is_large=True)
def test_verdict(expect: dict[str, Any], answer: Any, verdict: str, code: str) -> None:
    assert_judged(expect, answer, verdict, code)


@each_row(
    ("expect", "answer", "what", "facts"),
    [
        ({"expression": "2x + 1", **X}, "x+x+2", "judge an answer", {"expect": "2x + 1", "answer": "x+x+2"}),
        ({"expression": "2x + 1", **X}, "x+x+2", "read", {"tree": "(x + x) + 2"}),
        ({"expression": "2x + 1", **X}, "x+x+2", "give the verdict", {"verdict": "wrong (constant)"}),
        ({"expression": "2x + 1", **X}, "1+2x", "give the verdict", {"verdict": "correct"}),
        # 2 - 3 - 4 and 2 - (3 - 4) are told apart by their brackets
        ({"expression": "x-2-x^2", **X}, "x-(2-x^2)", "compare two scalars",
         {"key": "(x - 2) - (x^2)", "answer": "x - (2 - (x^2))", "outcome": "different"}),
        ({"number": "1/3", "tolerance": 0.1}, "0.5", "allow a distance",
         {"tolerance": "within 0.1", "key": "0.33333333333333333333"}),
        ({"number": "1/3", "tolerance": "0.00006"}, "0.5", "allow a distance",
         {"tolerance": "within 0.00006"}),
        ({"number": "3+4i"}, "3-4i", "differ", {"key": "(3.0 + 4.0j)", "answer": "(3.0 - 4.0j)"}),
    ],
)  # fmt: skip
def test_how_a_verdict_came_about_is_told(
    expect: dict[str, Any], answer: str, what: str, facts: dict[str, str]
) -> None:
    steps = explain_check(lambda: judge.check(spec_from(expect), answer)).steps
    assert any(step.what == what and facts.items() <= step.facts.items() for step in steps), steps


def test_arrays_on_which_an_answer_differs_are_told_as_they_are_typed() -> None:
    asked = {"matrix-expression": "A x", "shapes": {"A": ["n", "n"], "x": ["n"]}}
    explained = explain_check(lambda: judge.check(spec_from(asked), "A x + x"))
    (facts,) = [step.facts for step in explained.steps if step.what == "differ on arrays"]
    drawn = re.fullmatch(r"n = 2, I = I, A = (?P<A>\[\[.*\]\]), x = (?P<x>\[.*\])", facts["arrays"])
    assert drawn is not None, facts
    matrix, vector = json.loads(drawn["A"]), json.loads(drawn["x"])
    product = [sum(one * other for one, other in zip(row, vector, strict=True)) for row in matrix]
    assert json.loads(facts["key"]) == product
    assert json.loads(facts["answer"]) == [one + other for one, other in zip(product, vector, strict=True)]


def test_code_whose_arrays_are_single_numbers_is_explained() -> None:
    """An array without axes is a number, in the steps as well."""
    asked = {"code": "x - m", "arrays": {"x": ["n"], "m": []}}
    explained = explain_check(lambda: judge.check(spec_from(asked), "x + m"))
    assert any("m = " in str(step.facts.get("arrays", "")) for step in explained.steps)
