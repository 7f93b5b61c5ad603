"""Answers as they come out of other programs: invisible characters, bold text, code; what messages name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import ParseError
from tests.asked import check, read
from tests.checking.test_checking_verdicts import right, rows, unreadable, wrong
from tests.rows import each_row

X = {"vars": ["x"]}
# One of each block: spaces and joiners without width, hyphens, directions, selectors, fillers, tags.
INVISIBLE = "\u00ad\u034f\u061c\u115f\u17b4\u180e\u200b\u200c\u200d\u200e\u202a\u202e\u2060\u2066\u206f\u3164"
INVISIBLE += "\ufe0e\ufe0f\ufeff\uffa0\ufff9\U0001d173\U000e0001\U000e0100"
PASTED = [
    *rows(
        {"expression": "sin(x)", "vars": ["x", "h"]}, *right("sin\u2061x", "sin\u2061(x)", "sin\u2061\u200bx")
    ),
    *rows(
        {"distribution": "normal(0, 4)"},
        *right(
            "N\u2061(0, 4)", "X ~ N\u2061(0, 4)", "X ∼ N(0, 4)", "N\u2061(0\u2063 4)", "N \u2061 (\u20610, 4)"
        ),
        *wrong("parameter", "N\u2061(0, 5)"),
    ),
    *rows({"distribution": "beta(2, 3)"}, *right("Beta\u2061(2, 3)", "Beta\u2061(α = 2, β = 3)")),
    *rows({"expression": "sin(h)", "vars": ["x", "h"]}, *right("sin\u2061h")),
    *rows({"expression": "2x", **X}, *right("2\u2062x"), *wrong("wrong", "2\u2064x")),
    *rows({"number": "7/2"}, *right("3\u2064½")),
    *rows({"expression": "w_12", "vars": ["w_12"]}, *right("w_{1\u20632}")),
    *rows({"text": ["null space", "kernel"]}, *right("ker\u200bnel", "null\u00ad space")),
    *rows({"text": ["می\u200cخواهم"]}, *right("می\u200cخواهم", "میخواهم")),
    *rows({"parts": {"a": {"number": "1"}, "b": {"number": "2"}}}, *right("a = 1\u200b; b\u200b = 2")),
    *rows({"choice": [{"right": "1"}, {"wrong": "2"}]}, *right("a\u200b")),
    *rows({"code": "np.maximum(x, 0)", "arrays": {"x": ["n"]}}, *right("np.maxi\u200bmum(x, 0)")),
    *rows({"number": "73"}, *right("**73**", "`73`", r"**\frac{146}{2}**"), *unreadable("parse", "**73")),
    *rows({"number": "73"}, *unreadable("character", "$73.00", "73$", "-$73")),
    *rows(
        {"number": "4 sqrt(2)"},
        *right(r"4\sqrt(2)", r"\frac(8)(\sqrt(2))", r"\sqrt(16)\sqrt(2)", r"4\sqrt[2](2)"),
    ),
    *rows(
        {"number": "sqrt(2)"}, *right("np.sqrt(2)", "math.sqrt(2)"), *unreadable("character", "np.square(2)")
    ),
    *rows(
        {"number": "pi"}, *right("np.pi", "2 math.asin(1)"), *unreadable("character", "np.x", "np.random(2)")
    ),
    *rows({"expression": "exp(-x^2)", **X}, *right(r"\exp[-x^2]", "exp[-x^2]", r"\exp\left[-x^2\right]")),
    *rows({"expression": "1 - erf(x)", **X}, *right("erfc(x)", r"\operatorname{erfc}(x)", "2 - erfc(-x)")),
    *rows(
        {"expression": "floor(x/2)", **X},
        *right("⌊x/2⌋", "-⌈-x/2⌉", "2⌊x/2⌋/2"),
        *unreadable("parse", "⌊x/2"),
    ),
    *rows(
        {"expression": "x_1^2 + x_2^2", "vars": ["x_1", "x_2"]},
        *right("x^2_1+x^2_2", "x²₁+x²₂", "x^{2}_{1}+x^{2}_{2}", "x^(2)_1 + x**2_2", "$x^2_1+x^2_2$"),
        *unreadable("unknown-name", "x^2_1+x^2_3"),
        *unreadable("parse", "x^2_1_1+x_2^2", "x_1^2_1+x_2^2", "(x)^2_1+x_2^2"),
    ),
    *rows(
        {"expression": "x_1^n x_2^-1", "vars": ["x_1", "x_2", "n"]},
        *right("x^n_1 x^-1_2", "xⁿ₁/x₂", "x^{n}_1 / x_2"),
        *unreadable("unknown-name", "x^m_1"),
    ),
    *rows({"matrix-expression": "x_1^T y", "shapes": {"x_1": ["n"], "y": ["n"]}}, *right("x^T_1 y", "xᵀ₁y")),
    *rows(
        {"expression": "w_12", "vars": ["w_12", "w_21"]},
        *right("w_{1,2}", "w_{1, 2}"),
        *wrong("names", "w_{2,1}"),
        *unreadable("unknown-name", "w_{1,3}"),
    ),
]
# Spellings of LaTeX, SymPy and Markdown whose meaning is sure; those that read two ways are handed back.
RESPELT = [
    *rows(
        {"number": "2/9"},
        *right(r"0.\overline{2}", r"$0.\overline{2}$", r"0.\bar{2}", r"0.\dot{2}", "Rational(2, 9)"),
        *right("* 2/9", "sp.Rational(4, 18)"),
        *wrong("reciprocal", "Rational(9, 2)"),
        *unreadable("parse", "Rational(2, 9"),
    ),
    *rows({"number": "1/6"}, *right(r"0.1\overline{6}", r"0.1\bar6"), *wrong("wrong", r"0.\overline{16}")),
    *rows({"number": "1/7"}, *right(r"0.\dot{1}4285\dot{7}", r"0.\overline{142857}")),
    *rows({"vector": "[1/3, -2/3]"}, *right(r"[0.\overline{3}, -0.\overline{6}]", "Matrix([[1/3], [-2/3]])")),
    *rows(
        {"number": "12500"},
        *right(r"12\,500", r"$12,\!500$", r"12{,}500{,}000/1000"),
        *unreadable("parse", "12{,}500", "$12{,}500$"),
    ),
    *rows({"number": "5/4"}, *right("1{,}25", "$1{,}25$"), *wrong("factor", "12{,}5")),
    *rows({"number": "1/8"}, *right("0{,}125")),
    *rows({"number": "2.5e-4"}, *right("2.5x10^-4", "2.5 x 10^{-4}", "2.5X10**-4", r"$2.5 x 10^{-4}$")),
    *rows({"expression": "2.5 x", **X}, *unreadable("parse", "2.5x10^0")),
    *rows(
        {"expression": "2x", **X},
        *unreadable("unknown-name", r"\frac{d}{dx} x^2"),
        *right(r"\frac{dy}{dx} = 2x"),
    ),
    *rows({"expression": "d/x", "vars": ["d", "x"]}, *right(r"\frac{d}{x}", r"\frac{d^2}{dx}")),
    *rows(
        {"interval": "[0, 1)"},
        *right("- [0, 1)", "* [0,1)", "1. [0, 1)", "- $[0, 1)$", "Interval.Ropen(0, 1)"),
        *right("Interval(0, 1, False, True)", "$x >= 0$ and $x < 1$"),
        *wrong("end", "Interval(0, 1)", "- (0, 1)"),
    ),
    *rows(
        {"interval": "(-inf, 1) U [2, inf)"},
        *right("Union(Interval.open(-oo, 1), Interval(2, oo))", "$x < 1$ or $x >= 2$"),
    ),
    *rows(
        {"set": "{1/3, 5}"},
        *right("$5$ and $1/3$", "$5$, $1/3$", "$x = 5$ or $x = 1/3$", "FiniteSet(Rational(1, 3), 5)"),
        *right("- {5, 1/3}"),
    ),
    *rows({"set": "{-2}"}, *right("- 2", "FiniteSet(-2)"), *wrong("wrong", "- {-3}")),
    *rows({"vector": "[2, -3]"}, *right("$2$, $-3$", "Matrix([2, -3])", "- [-2, 3]")),
    *rows({"matrix": "[[1/2, 0], [0, 1]]"}, *right("Matrix([[Rational(1, 2), 0], [0, 1]])")),
    *rows({"inequality": "x > 2", **X}, *right("Gt(x, 2)", "Lt(2, x)"), *wrong("strict", "Ge(x, 2)")),
    *rows({"number": "5"}, *unreadable("kind", "$5$ and $3$")),
    *rows(
        {"distribution": "normal(40, 6)"},
        *right("N(40, 6)"),
        *unreadable("kind", "40, 6", "(40, 6)", "mean 40, variance 6"),
    ),
]


@each_row(("expect", "answer", "verdict", "code"), [*PASTED, *RESPELT])
def test_pasted_answers(expect: dict[str, Any], answer: Any, verdict: str, code: str) -> None:
    given = check(expect, answer)
    assert (given.verdict, given.code) == (verdict, code), given


@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from(INVISIBLE))))
def test_what_nobody_sees_changes_nothing(places: list[tuple[int, str]]) -> None:
    expect, text = {"expression": "sqrt(10x) + 1", **X}, "sqrt(10x) + 1"
    pasted = text
    for place, character in places:
        pasted = pasted[:place] + character + pasted[place:]
    assert read(expect, pasted) == read(expect, text)


@pytest.mark.parametrize(
    ("expect", "answer", "at", "said"),
    [
        ({"number": "3"}, "1\u200b + 2)", 6, "this ) closes nothing"),  # the column is that of what is seen
        ({"number": "3"}, "**3", 1, "missing before **"),
        ({"number": "3"}, "3×", 2, "missing after ×"),
        ({"number": "3"}, "÷3", 1, "missing before ÷"),
        ({"vector": "[1, 2]"}, "⟨1, 2", 1, "a ⟩ is missing"),
        (
            {"expression": "2x", "vars": ["x"]},
            "Reply: 2x",
            6,
            "a colon is not read here (type only what comes after the :)",
        ),
        (
            {"expression": "2x", "vars": ["x"]},
            "y: 2x",
            2,
            "a colon is not read here (write / for a ratio, or type only what comes after the :)",
        ),
        ({"number": "42"}, "52_8", 3, "a number to a base is not read here (write it in base ten)"),
        ({"number": "42"}, "10_00", 3, "digits are side by side (write 1000 for a thousand)"),
        ({"number": "12500"}, "12{,}500", 1, "12{,}500 reads two ways (write 12500 or 12.500)"),
        ({"number": "3/4"}, "75 v.H.", 5, "a point between letters is not read here"),
        ({"number": "2i"}, "2*I", 3, "the name I is not known here (the imaginary unit is i)"),
        ({"distribution": "beta(3, 7)"}, "3, 7", 1, "the name of the distribution is missing (write it with"),
        ({"expression": "2x", **X}, r"\frac{d}{dx} x^2", 1, "type the derivative itself"),
        ({"set": "{}"}, "d.n.e.", 2, "a point is used only in a number (write DNE)"),
        (
            {"interval": "(-inf, 0) U (0, inf)"},
            r"R\{0}",
            2,
            "a difference of sets is not read here (write U between the parts that are left)",
        ),
        (
            {"interval": "(-inf, 0) U (0, inf)"},
            r"\mathbb{R} \setminus \{0\}",
            12,
            r"\setminus is not supported here (write \cup between the parts that are left)",
        ),
        (
            {"distribution": "normal(1/2, 9/4)"},
            "N(0,5; 2,25)",
            4,
            "a comma separates two values here (write 2.5 for a decimal, and normal(mean, variance))",
        ),
        (
            {"matrix-expression": "trace(T(A) B)", "shapes": {"A": ["m", "n"], "B": ["m", "n"]}},
            "⟨A, B⟩_F",
            7,
            "an inner product has no index here (of matrices, write trace(A^T B))",
        ),
        ({"vector": "[1, 2]"}, "1, 2⟩", 5, "this ⟩ closes nothing"),
        ({"expression": "x", **X}, "‖x", 1, "a second ‖ is missing"),
        ({"expression": "x", **X}, r"\frac{1}{2}÷", None, "÷"),
        ({"expression": "x", **X}, r"\sqrt(x", 6, "a ) is missing"),
        ({"expression": "x", "names": {"x": "x_{t}"}}, "x)", 2, "this ) closes nothing"),
        ({"expression": "x", "names": {"x": "x_{t}"}}, "x × ", 3, "missing after ×"),
        ({"expression": "x", "names": {"x": "x_{t}"}}, "x ⌋", 3, "this ⌋ closes nothing"),
        ({"expression": "x", **X}, "pinv(x)", 1, "the function pinv is not known here"),
        ({"expression": "x", **X}, "2 len(x)", 3, "the function len is not known here"),
        ({"expression": "x", **X}, "xf(x)", 2, "the name f is not known here"),
        ({"expression": "x", **X}, "$x", 1, "$ is missing"),
        ({"number": "3"}, "$3", 1, "leave out the currency"),
    ],
)
def test_messages_name_what_was_typed(expect: dict[str, Any], answer: str, at: int | None, said: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(expect, answer)
    assert said in str(caught.value)
    assert at is None or caught.value.at == at


_PIECES = (
    "x",
    "2",
    "+",
    "−",
    "×",
    "**",
    "÷",
    "(",
    ")",
    "[",
    "]",
    "|",
    "‖",
    "⟨",
    "⟩",
    ",",
    "⌊",
    "²",
    "₁",
    "_1",
    "sqrt",
)


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join))
def test_no_message_names_a_brace_or_a_command_that_was_not_typed(text: str) -> None:
    for expect in ({"expression": "x", "names": {"x": "x_{t}"}}, {"vector": "[1, x]", **X}, {"number": "2"}):
        verdict = check(expect, text)
        if verdict.verdict == "unreadable":
            assert not set("\\{}$&@<>") & set(verdict.message.partition(" (")[0]), verdict
            assert verdict.at is None or 1 <= verdict.at <= len(text) + 1
