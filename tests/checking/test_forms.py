"""The forms of a right value: what counts as simplified, as partial fractions, as a single fraction."""

from __future__ import annotations

import re

import pytest

from tests.asked import check

_NAME = re.compile(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z(])")


def form_of(key: str, form: str, answer: str) -> str:
    """Return ``right`` where an answer has the form, ``form`` where only the form is off."""
    names = sorted(set(_NAME.findall(f"{key} {answer}")) - {"e", "C"})
    assume = [f"{name} > 0" for name in names]
    verdict = check({"expression": key, "vars": names, "form": form, "assume": assume}, answer)
    assert verdict.verdict == "correct" or verdict.code == "form", verdict
    return "right" if verdict.verdict == "correct" else "form"


SIMPLE = {
    "x+1": ("x+1", "1+x", "(x+1)", "x+2-1", "x+3/3"),
    "(x+1)^2": ("x^2+2x+1", "(1+x)^2"),
    "x^2-1": ("(x-1)(x+1)", "x^2-1"),
    "x^2+2x+1": ("(x+1)^2",),
    "2 sqrt(2)": ("2sqrt(2)", "2√2", "sqrt(2)*2"),
    "1/sqrt(2)": ("sqrt(2)/2", "1/√2", "sqrt(1/2)"),
    "1/sqrt(a)": ("a^(-1/2)", "a^-0.5", "sqrt(a)/a", "1/a^(1/2)", "sqrt(1/a)"),
    "E/B": ("B^-1 E", "E B^(-1)", "E/B"),
    "1 - a A": ("1-A a", "-a A+1", "1 - A*a", "(1-a)+a(1-A)"),
    "p-y": ("-y+p", "-(y-p)"),
    "x/(x+1)": ("x/(1+x)",),
    "1/x+1/y": ("(x+y)/(x y)",),
    "(x-1)^2+(y-2)^2": ("(x-1)^2+(y-2)^2",),
    "x^(3/2)": ("x sqrt(x)", "sqrt(x)^3", "sqrt(x^3)"),
    "tan(x)": ("sin(x)/cos(x)",),
    "e^(2x)": ("exp(2x)",),
    "ln(2)+ln(x)": ("ln(2x)",),
    "2 ln(x)": ("2ln(x)",),
    "x/2+1/2": ("(x+1)/2", "0.5x+0.5"),
    "2x+2": ("2(x+1)",),
    "e^(-x)/(1+e^(-x))^2": ("e^(-x)/(1+e^(-x))^2",),
    "x^2/4": ("(x/2)^2", "x^2/4", "0.25x^2"),
    "2/(x^2-1)": ("2/((x-1)(x+1))",),
    "x + 1/x": ("(x^2+1)/x",),
    "3*10^-4 x": ("0.0003x",),
    "ln(4)": ("2ln(2)", "ln 4"),
    "sqrt(6)/3": ("sqrt(2/3)", "sqrt(2)/sqrt(3)"),
    "cos(x)": ("cos x",),
    "p(1-p)": ("p-p^2",),
    "a b (a+b)": ("a^2 b+a b^2",),
    "x^2 y^2": ("(x y)^2",),
    "-x-1": ("-(x+1)", "-1-x"),
    "e^x (x+1)": ("x e^x+e^x",),
    "1/(1+e^(-x))": ("e^x/(1+e^x)",),
    "sqrt(x^2+y^2)": ("sqrt(y^2+x^2)",),
    "x^n": ("x^n",),
    "2^n x": ("2^n x",),
    "|x|": ("|x|",),
    "a^2-2a b+b^2": ("(a-b)^2",),
    "e^20 x": ("x e^20", "x exp(20)"),
    "2 cbrt(2)": ("cbrt(2)*2", "2*2^(1/3)"),
    "2 root(2, 4)": ("2*2^(1/4)",),
    "n ln(x)": ("ln(x^n)",),
    "ln(x)/2": ("ln(sqrt(x))", "ln(x^(1/2))"),
    "ln(x+1)": ("ln(1+x)",),
    "(x^50+1)/(x+1)": ("(1+x^50)/(1+x)",),
}
NOT_YET = {
    "x+1": (
        "(x^2-1)/(x-1)",
        "(x+1)^2/(x+1)",
        "(x-1)^(-1)(x^2-1)",
        "(x^2-1)*(1/(x-1))",
        "(e^(2x)-1)/(e^x-1) - e^x + x",
        "(x^2+2x+1)/(x+1)",
        "(x^3+1)/(x^2-x+1)",
        "sqrt(x^2+2x+1)",
        "x+sin(x)^2+cos(x)^2",
    ),
    "1/(x+1)": ("1/(x-1)-2/(x^2-1)",),
    "1": ("tan(x)cot(x)", "sin(x)^2+cos(x)^2", "cosh(x)^2-sinh(x)^2", "sec(x)cos(x)", "e^x e^(-x)"),
    "E/B": ("(1/sqrt(B))^2 E", "E sqrt(B)/B^(3/2)", "(1-B)E/(B(1-B))"),
    "1/sqrt(a)": ("(1-a)/(sqrt(a)(1-B))+(a-B)/(sqrt(a)(1-B))",),
    "x": ("(x^2)^(1/2)", "x^3/x^2", "sqrt(x)sqrt(x)", "tan(x)cos(x)x/sin(x)", "x(x+1)/(x+1)"),
    "ln(x)+1": ("(ln(x)^2-1)/(ln(x)-1)",),
    "p-y": ("(p-y)/(p(1-p))*p(1-p)",),
    "e^x+1": ("(e^(2x)-1)/(e^x-1)",),
    "x^2": ("(x+1)(x-1)+1", "(-x+1)(-x-1)+1", "(x+1)^2-2x-1"),
    "x y": ("sqrt(x^2 y^2)", "e^(ln x+ln y)"),
}


@pytest.mark.parametrize("key", SIMPLE)
def test_what_is_at_most_two_operations_longer_is_simplified(key: str) -> None:
    assert {answer: form_of(key, "simplified", answer) for answer in (key, *SIMPLE[key])} == dict.fromkeys(
        (key, *SIMPLE[key]), "right"
    )


@pytest.mark.parametrize("key", NOT_YET)
def test_what_is_longer_is_not_yet_simplified(key: str) -> None:
    assert {answer: form_of(key, "simplified", answer) for answer in NOT_YET[key]} == dict.fromkeys(
        NOT_YET[key], "form"
    )


def test_the_key_itself_is_simple() -> None:
    assert form_of("sqrt(8) x", "simplified", "x sqrt(8)") == "right"
    assert form_of("ln(x^2)", "simplified", "ln(x^2)") == "right"


FRACTIONS = [
    (
        "partial-fractions",
        "1/(2 (x - 1)) - 1/(2 (x + 1))",
        (
            "1/2 (1/(x-1) - 1/(x+1))",
            "½(1/(x-1) - 1/(x+1))",
            "0.5(1/(x-1) - 1/(x+1))",
            "(1/(x-1) - 1/(x+1))/2",
            r"\frac12\left(\frac{1}{x-1}-\frac{1}{x+1}\right)",
            "-1/2 (1/(x+1) - 1/(x-1))",
            "1/(2x-2) - 1/(2x+2)",
        ),
        ("1/(x^2-1)", "1/2 (2/(x^2-1))", "1/2 (1/(x-1) - 1/(x+1) + 1/(x+1) - 1/(x+1))"),
    ),
    (
        "partial-fractions",
        "1/(a x) - 1/(a (x + a))",
        ("1/a (1/x - 1/(x+a))", "(1/x - 1/(x+a))/a"),
        ("1/(x(x+a))",),
    ),
    (
        "partial-fractions",
        "x + 2/(x-1) + 3/(x-1)^2",
        ("x + 2(1/(x-1) + 1.5/(x-1)^2)",),
        ("x + (2x+1)/(x-1)^2",),
    ),
    (
        "single-fraction",
        "(sqrt(x) + 1)/(x + 1)",
        ("(x^(1/2)+1)/(x+1)", "(1+x^0.5)/(x+1)", r"\frac{x^{1/2}+1}{x+1}"),
        ("x^(1/2)/(x+1) + 1/(x+1)", "(x+1)^(-1) (sqrt(x)+1)", "sqrt(x) (1 + 1/sqrt(x))/(x+1)"),
    ),
    (
        "single-fraction",
        "e^(x/2)/(x+1)",
        ("exp(x/2)/(1+x)", r"\frac{e^{x/2}}{x+1}"),
        ("e^(x/2) (1/(x+1))/1",),
    ),
    (
        "single-fraction",
        "(x^(3/2) + 6)/15",
        (r"\frac{x^{3/2}+6}{15}", "(x sqrt(x)+6)/15"),
        ("x^(3/2)/15 + 2/5",),
    ),
    (
        "single-fraction",
        "e^(-x)/(1 + e^(-x))",
        ("1/(1+e^x)", "e^-x/(e^-x+1)"),
        ("1 - 1/(1+e^-x)", "1/(1+1/e^(-x))"),
    ),
    ("single-fraction", "x^(3/2)", ("x*sqrt(x)", "x^1.5"), ("x^2 (1/x)/x^(-1/2)",)),
    ("single-fraction", "ln(x/2)/x", ("ln(0.5x)/x",), ("ln(x)/x - ln(2)/x",)),
    ("lowest", "(x + 1)/2", ("(1+x)/2",), ("(2x+2)/4", "(x^2-1)/(2x-2)", "(x^2-1)*(1/(2x-2))")),
]


@pytest.mark.parametrize(("form", "key", "have_it", "have_not"), FRACTIONS)
def test_the_forms_of_fractions(
    form: str, key: str, have_it: tuple[str, ...], have_not: tuple[str, ...]
) -> None:
    found = {answer: form_of(key, form, answer) for answer in (key, *have_it, *have_not)}
    assert found == dict.fromkeys((key, *have_it), "right") | dict.fromkeys(have_not, "form")
