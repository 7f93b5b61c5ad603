"""Answers as people type them who do not know the checker: right ones in many spellings, and near misses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drill.errors import KeyFaultError
from tests.asked import check
from tests.rows import each_row

X: dict[str, Any] = {"vars": ["x"]}
TOUCHING = {"inequality": "(x - 1)^2 > 0", **X}
FLAT = {"inequality": "x^4 > 0", **X}
ORDERED = {"inequality": "a > b", "vars": ["a", "b"]}
IRRATIONAL = {"inequality": "(x^2 - 2)^2 > 0", **X}
PLUS_MINUS = {"set": "{a, -a}", "vars": ["a"]}
SOLVED = {"set": "{-3, 3}", "vars": ["x", "y"]}
SHOWN = {
    "expression": "w - eta (g + lam w)",
    "vars": ["w", "g"],
    "names": {"eta": r"\eta", "lam": r"\lambda"},
}
RIDGE = {
    "matrix-expression": "inv(X^T X + lam I) X^T y",
    "shapes": {"X": ["n", "p"], "y": ["n"]},
    "vars": ["lam"],
    "assume": ["lam > 0"],
}
NORMAL = {"distribution": "normal(0, 4)"}
UNIFORM = {"distribution": "uniform(0, 1)"}
UNIT = {"expression": "max(0, w x + b)", "vars": ["w", "x", "b"]}
NUMBERED = {"expression": "x1 x2 + x3", "vars": ["x1", "x2", "x3"]}
LOSS = {"formula": "L = -y ln(p) - (1-y) ln(1-p)", "vars": ["L", "y", "p"]}
GROUPED = {"formula": r"L = -\left[y \log p\right]", "vars": ["L", "y", "p"]}
ENTRYWISE = {
    "formula": "z = mu + sigma e",
    "latex": r"z = \mu + \sigma\odot\epsilon",
    "names": {"z": "z", "mu": r"\mu", "sigma": r"\sigma", "e": r"\epsilon"},
}
LIMIT = {"choice": [{"right": "It converges.", "id": "yes"}, {"wrong": "It diverges.", "id": "no"}]}
SOFTMAX = {"expression": "e^a/(e^a + e^b + e^c)", "vars": ["a", "b", "c"]}
TURNED = {"expression": "i e^(i t)", "vars": ["t"]}
PLANE = {"any": {"vectors": 3}, "such-that": ["det(X T(X)) != 0", "X [1, 0, -1] = 0", "rank(X) = 2"]}
ROWS = {"matrix": "[[1,2],[3,4]]"}
AXES = {"shape": "(b, t, 2d)"}
RELU = {"code": "np.maximum(x, 0)", "arrays": {"x": ["n"]}}
SIGMOID = {"code": "1/(1 + np.exp(-x))", "arrays": {"x": ["n"]}}
SHIFTED = {"code": "X - X.max(axis=1, keepdims=True)", "arrays": {"X": ["n", "k"]}}
CLIPPED = "1/(1 + np.exp(-np.clip(x, -3, 3)))"
DISC = {"inequality": "x^2 + y^2 < 1", "vars": ["x", "y"]}
IDENTITY = {"code": "x", "arrays": {"x": ["n"]}}


@each_row(
    ("expect", "answer", "verdict"),
    [
        *((TOUCHING, right, "correct") for right in ("x != 1", "x < 1 or x > 1", "|x - 1| > 0")),
        *((TOUCHING, wrong, "wrong") for wrong in ("x != 1.0000001", "x > 1", "(-inf, inf)", "x != -1")),
        *((ORDERED, right, "correct") for right in ("e^a > e^b", "e^-a < e^-b", "a^3 > b^3")),
        *((ORDERED, wrong, "wrong") for wrong in ("e^a >= e^b", "a^2 > b^2", "a > b + 10^-9")),
        ({"interval": "(-inf, -2)"}, "|x + 5001| < 4999", "wrong"),  # bent far out
        (
            {"inequality": "-24 <= x <= -47/7 or 54/7 <= x <= 11", **X},
            "(x + 24)(x - 11)(x - 54/7)(x + 46999999993/7000000000) <= 0",  # an end is off by 10^-9
            "wrong",
        ),
        *((FLAT, right, "correct") for right in ("x != 0", "x^2 > 0", "|x| > 0")),
        *((FLAT, wrong, "wrong") for wrong in ("x > 0", "x^4 >= 0", "x^3 > 0", "x != 10^-9")),
        (IRRATIONAL, "|x| != 1.4142135637", "wrong"),
        *((IRRATIONAL, right, "correct") for right in ("|x| != sqrt 2", "x^2 != 2")),
        *((IRRATIONAL, wrong, "wrong") for wrong in ("x != sqrt 2", "(-inf, inf)", "(x^2 - 2)^2 >= 0")),
        ({"expression": "-1", **X}, "sign(-|x|)", "wrong"),  # another value at a single place
        ({"expression": "1", **X}, "sign(x^2)", "wrong"),
        ({"expression": "x", **X}, "x sign(x)^2", "correct"),
        *((IDENTITY, wrong, "wrong") for wrong in ("np.clip(x, -100, 100)", "np.minimum(x, 500)")),
        *((SIGMOID, wrong, "wrong") for wrong in ("np.clip(1/(1 + np.exp(-x)), 0.1, 0.9)", CLIPPED)),
        (SIGMOID, "0.5 * (1 + np.tanh(x/2))", "correct"),
        (SHIFTED, "X - np.maximum(X.max(axis=1, keepdims=True), 0)", "wrong"),  # right but below zero
        (SHIFTED, "(X.T - X.max(axis=1)).T", "correct"),
        *((DISC, wrong, "wrong") for wrong in ("x^2 + y^2 < 1 and y > -0.999", "0 < x^2 + y^2 < 1")),
        (DISC, "|x| < sqrt(1 - y^2)", "correct"),
        (
            {"code": "np.exp(z) / np.exp(z).sum()", "arrays": {"z": ["n"]}},
            "np.exp(z - np.log(np.sum(np.exp(z))))",  # overflows far out, as the key does
            "correct",
        ),
    ],
)
def test_near_misses(expect: dict[str, Any], answer: str, verdict: str) -> None:
    assert check(expect, answer).verdict == verdict


@each_row(
    ("expect", "answer", "verdict"),
    [
        (
            SOFTMAX,
            "e^(a - max(a,b,c))/(e^(a - max(a,b,c)) + e^(b - max(a,b,c)) + e^(c - max(a,b,c)))",
            "correct",
        ),
        (SOFTMAX, "e^(a - max(a,b,c))/(e^(a - max(a,b)) + e^(b - max(a,b,c)) + e^(c - max(a,b,c)))", "wrong"),
        (TURNED, "e^(i (t + pi/2))", "correct"),  # nowhere real but at single places
        (TURNED, "e^(i (t - pi/2))", "wrong"),
        (PLUS_MINUS, "{|a|, -|a|}", "correct"),  # another pairing on either side of 0
        (PLUS_MINUS, "{max(a, -a), min(a, -a)}", "correct"),
        (PLUS_MINUS, "{|a|, -a}", "wrong"),
        (PLUS_MINUS, "{|a|, |a|}", "wrong"),
        (SOLVED, "x = 3 or x = -3", "correct"),
        (SOLVED, "x = 3 or x = -3 or x = 0", "wrong"),
        (SOLVED, "x = 3 or y = -3", "unreadable"),
        *((SOLVED, right, "correct") for right in ("±3", r"x = \pm 3", "+/-3", "{±3}")),
        *((SOLVED, wrong, "wrong") for wrong in ("±9", "±3, 0", "±1/3")),
        (SOLVED, "±1±2", "unreadable"),
        ({"set": "{1 + sqrt(2), 1 - sqrt(2)}"}, r"\frac{2\pm\sqrt{8}}{2}", "correct"),
        ({"number": "3"}, "±3", "unreadable"),
        (SHOWN, "(1 - ηλ)w - η g", "correct"),  # typed as it is shown
        (SHOWN, "w - η(g - λw)", "wrong"),
        (SHOWN, "w - θ(g + λw)", "unreadable"),
        (RIDGE, "X^T (X X^T + lam I)^-1 y", "correct"),
        (RIDGE, "(X^T X + lam^2 I)^-1 X^T y", "wrong"),
        *(
            (NORMAL, right, "correct")
            for right in (
                r"\mathcal N(0, 2^2)",
                "𝒩(0, 4)",
                r"\mathcal{N}(0,4)",
                r"\mathcal{N}\!\left(0, 4\right)",
            )
        ),
        (NORMAL, "N[0, 4]", "unreadable"),
        *((UNIFORM, right, "correct") for right in ("U[0, 1]", r"\mathcal{U}\left[0, 1\right]", "Unif(0,1)")),
        (UNIFORM, "U[0, 2]", "wrong"),
        ({"distribution": "gamma(3, 2)"}, "Γ(3, 2)", "correct"),
        ({"distribution": "cauchy(0, 1)"}, "t(1)", "correct"),
        ({"distribution": "cauchy(0, 1)"}, "t(2)", "wrong"),
        *(
            (PLANE, right, "correct")
            for right in (
                "span{(1,0,1), (0,1,0)}",
                "[1 0 1], [0 1 0]",
                "<1,0,1>, <0,1,0>",
                "1/sqrt(2) [1,0,1], [0,1,0]",
                r"\operatorname{span}\{(1,0,1),(0,1,0)\}",
                "[1,0,1]; [0,1,0]",
                "span([1,0,1],[1,1,1])",
            )
        ),
        *((PLANE, wrong, "wrong") for wrong in ("span{(1,0,1)}", "<1,0,1>, <0,1,1>", "[1 0 1], [2 0 2]")),
        (PLANE, "span", "unreadable"),
        *(
            (ROWS, right, "correct")
            for right in ("np.array([[1, 2], [3, 4]])", "array([[1., 2.],\n       [3., 4.]])")
        ),
        (ROWS, "np.array([[1, 3], [2, 4]])", "wrong"),
        (ROWS, "np.array([[1, 2], [3, 4]]) + 1", "unreadable"),
        *((AXES, right, "correct") for right in ("b × t × 2d", r"b \times t \times 2d", "(b × t × 2d)")),
        *((AXES, wrong, "wrong") for wrong in ("b × t × d", "(b×t, 2d)", "t × b × 2d")),
        (SOLVED, "+-3", "unreadable"),
        (RELU, "np.clip(x, 0, None)", "correct"),
        (RELU, "x.clip(None, 0)", "wrong"),
        (NUMBERED, "x_1 x_2 + x_3", "correct"),
        (NUMBERED, "x₁x₂ + x₃", "correct"),
        (NUMBERED, "x_1 x_3 + x_2", "wrong"),
        (NUMBERED, "x_12", "unreadable"),
        (LOSS, r"$$L = -\left[y\log p+(1-y)\log(1-p)\right]$$", "correct"),
        (LOSS, "L = -{y ln p + (1-y) ln(1-p)}", "correct"),
        (LOSS, "L = -[y ln p - (1-y) ln(1-p)]", "undecided"),
        (LOSS, "L = [y, p]", "unreadable"),
        (GROUPED, "L = -y ln p", "correct"),
        (ENTRYWISE, r"z = \mu + \epsilon\odot\sigma", "correct"),
        (ENTRYWISE, "z = μ + σ ⊙ ε", "correct"),
        (ENTRYWISE, r"z = \mu + \sigma^2\odot\epsilon", "undecided"),
        (LOSS, r"L = -y\odot\log p", "undecided"),
        ({"number": "10"}, "binom(5, 2)", "correct"),
        *((UNIT, right, "correct") for right in ("relu(w x + b)", r"\operatorname{ReLU}(wx + b)")),
        *((UNIT, wrong, "wrong") for wrong in ("relu(w x) + b", "relu(w x - b)")),
        (UNIT, "relu(x, b)", "unreadable"),
        (LIMIT, "it converges", "correct"),
        (LIMIT, "It diverges", "wrong"),
    ],
)
def test_spellings(expect: dict[str, Any], answer: str, verdict: str) -> None:
    assert check(expect, answer).verdict == verdict


@each_row(
    ("expect", "answer", "code"),
    [
        ({"vector": "[2(x - 1), 4y^3]", "vars": ["x", "y"]}, "[x - 1, 2y^3]", "factor"),
        ({"number": "inf"}, "-inf", "sign"),
        ({"number": "1 - 0.9224", "digits": "2"}, "0.92", "complement"),
        ({"number": "137.5", "tolerance": {"rel": "0.01"}}, "68.75", "factor"),
        ({"number": "ln(2)/0.03", "decimals": "2"}, "23", "rounding"),
        ({"expression": "1 - 1/(1 + e^x)", **X}, "1/(1 + e^x)", "complement"),
        ({"expression": "cosh(x)^2 - sinh(x)^2", **X}, "-1", "sign"),
        ({"inequality": "|x - 2| <= 3", **X}, "-1 < x <= 5", "strict"),  # straight up to 2
        ({"inequality": "|x - 2| <= 3", **X}, "-1 <= x <= 4", "end"),
        ({"expression": "ln((1 + x)/(1 - x))/2", **X}, "ln((1 - x)/(1 + x))/2", "sign"),
    ],
)
def test_diagnoses(expect: dict[str, Any], answer: str, code: str) -> None:
    found = check(expect, answer)
    assert (found.verdict, found.code) == ("wrong", code)


@pytest.mark.parametrize(
    "expect",
    [
        {"expression": "x", **X, "assume": ["x >"]},
        {"matrix-expression": "A", "shapes": {"A": ["n", "n"]}, "assume": ["A > foo bar"]},
        {"code": "x", "arrays": {"x": ["n"]}, "assume": ["x >"]},
    ],
)
def test_a_faulty_assumption_is_not_the_learners(expect: dict[str, Any]) -> None:
    answer = "x" if "matrix-expression" not in expect else "A"
    with pytest.raises(KeyFaultError, match="assume"):
        check(expect, answer)


def _groups() -> Iterator[dict[str, Any]]:
    """Exercises with answers that people may type, by the verdict that the design gives them."""
    lines = (Path(__file__).parent / "data" / "typed.jsonl").read_text(encoding="utf-8").splitlines()
    return map(json.loads, lines)


def _due(expect: dict[str, Any], verdict: str) -> str:
    """Of a formula that is not the right one the learner decides."""
    return "undecided" if verdict == "wrong" and "formula" in expect else verdict


@each_row("group", _groups, is_large=True)
def test_rows(group: dict[str, Any]) -> None:
    expect = group["expect"]
    judged_otherwise = [
        (answer, verdict, found)
        for verdict in ("correct", "wrong", "unreadable")
        for answer in group.get(verdict, ())
        if (found := check(expect, answer).verdict) != _due(expect, verdict)
    ]
    assert not judged_otherwise, expect
