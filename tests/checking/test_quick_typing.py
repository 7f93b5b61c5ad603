"""What people type in a hurry: read where only one reading fits, handed back where it reads two ways."""

from __future__ import annotations

from typing import Any

import pytest

from tests.asked import check
from tests.checking.test_checking_verdicts import right, rows, unreadable, wrong
from tests.rows import each_row

X: dict[str, Any] = {"vars": ["x"]}

TYPED = [
    *rows({"number": "6/100000"}, *right("6e-5", "6E-5", "6*10^-5", "0.6e-4"), *wrong("wrong", "5e-5")),
    *rows({"number": "3/10000"}, *right("3e-4"), *unreadable("unknown-name", "3e-4x")),
    *rows({"number": "sqrt(2)"}, *wrong("wrong", "2e-3")),
    *rows({"number": "2e - 3"}, *right("2e - 3"), *unreadable("parse", "2e-3")),
    *rows({"expression": "2 exp(x)", **X}, *unreadable("parse", "2e-3", "3e+2")),
    *rows({"vector": "[3/10000, 2]"}, *right("[3e-4, 2]")),
    *rows({"expression": "x/500", **X}, *right("2e-3 x", "2e-3x")),
    *rows(
        {"expression": "3 e^(3 x)", **X},
        *right("3e^(3x)"),
        *wrong("ambiguous", "3e^3x", "3 e^3x"),
        *wrong("wrong", "3e^3 x", "3e^2x", "2e^3x"),
    ),
    *rows({"expression": "3 e^3 x", **X}, *right("3e^3x", "3e^3 x"), *wrong("wrong", "3e^(3x)")),
    *rows(
        {"expression": "9 x^(1/2)", **X},
        *wrong("ambiguous", "9x^1/2", "9 x^1/2"),
        *wrong("wrong", "9x^2/2", "8x^1/2"),
    ),
    *rows({"expression": "9 x^4/2", **X}, *right("9x^4/2")),
    *rows({"expression": "x^(-1/2)", **X}, *wrong("ambiguous", "x^-1/2")),
    *rows({"expression": "e^(x/2)", **X}, *wrong("ambiguous", "e^x/2"), *wrong("wrong", "e^x/3")),
    *rows({"expression": "e^(2 x/3)", **X}, *wrong("ambiguous", "e^2x/3")),
    *rows({"number": "ln(10/7)"}, *wrong("ambiguous", "ln 10/7"), *wrong("wrong", "ln(10)/7", "ln 10/8")),
    *rows({"number": "ln(10)/7"}, *right("ln 10/7", "ln(10)/7")),
    *rows({"number": "sqrt(2/3)"}, *wrong("ambiguous", "sqrt 2/3", "√2/3")),
    *rows({"expression": "x ln(2)", **X}, *wrong("ambiguous", "ln 2 x"), *right("x ln 2")),
    *rows(
        {"expression": "1/(2 x)", **X},
        *wrong("ambiguous", "1/2x"),
        *wrong("wrong", "1/2 x", "1/3x", "x/2"),
        *right("1/(2x)"),
    ),
    *rows({"expression": "x/2", **X}, *right("1/2x", "1/2 x")),
    *rows({"equation": "y = e^(2 x)", "vars": ["x", "y"]}, *wrong("ambiguous", "y = e^2x")),
    *rows({"set": "{2, -5}"}, *unreadable("parse", "2 -5", "{2 -5}"), *wrong("wrong", "2 - 5")),
    *rows({"set": "{-3}"}, *unreadable("parse", "2 -5"), *right("2 - 5", "-3")),
    *rows({"set": "{3, 4}"}, *right("3 4", "{3 4}", "4 3", "3, 4"), *wrong("wrong", "3 5")),
    *rows({"set": "{1/2, 4}"}, *right("1/2 4", "4 .5")),
    *rows({"list": "[3, 4]"}, *right("3 4", "[3 4]"), *wrong("order", "4 3"), *unreadable("parse", "3 -4")),
    *rows({"vector": "[3, -4]"}, *right("3 -4", "3, -4", "(3 -4)"), *unreadable("kind", "3 - 4", "3")),
    *rows({"vector": "[3, 4]"}, *right("3 4", "6/2 4"), *wrong("entry", "3 5"), *wrong("size", "3 4 5")),
    *rows({"eigenvector": "[[2, 1], [1, 2]]", "value": "3"}, *right("1 1", "2 2")),
    *rows(
        {"shape": "(2, 9, 4)"},
        *right("2x9x4", "2X9X4", "2 9 4", "2×9×4", "2 x 9 x 4", "(2x9x4)"),
    ),
    *rows({"shape": "(2, b)", "vars": ["b"]}, *right("(2, b,)", "[2, b,]", "torch.Size([2, b])")),
    *rows({"vector": "[1, 2]"}, *right("[1, 2,]", "torch.tensor([1, 2])")),
    *rows({"shape": "(54, 54)"}, *right("54x54", "54 54")),
    *rows(
        {"matrix": "[[2, -1], [-1, 0]]"},
        *right("2 -1 -1 0", "2, -1, -1, 0", "2 -1; -1 0", "[2 -1; -1 0]"),
        *wrong("entry", "2 -1 -1 1"),
        *unreadable("kind", "2 -1 -1"),
        *unreadable("parse", "2 -1 -1 0 0"),
    ),
    *rows({"any": {"matrix": [2, 2]}, "such-that": ["det(X) = 1"], "example": "[[1, 0], [0, 1]]"},
          *right("1 0 0 1", "2 1 1 1")),
    *rows(
        {"matrix-expression": "hadamard(X, P) G", "shapes": {name: ["n", "n"] for name in "XPG"}},
        *wrong("ambiguous", "X ⊙ P G"),
        *wrong("wrong", "X ⊙ (P G)"),
    ),
    *rows(
        {"expression": "a*2^x", "vars": ["a", "x"]},
        *right("a 2^x", r"a 2^{x}", r"a\,2^{x}", "2^x a"),
        *unreadable("parse", "a2^x"),
    ),
    *rows({"expression": "x^2*2^x", **X}, *right("x^2 2^x", "x² 2^x", r"x^{2} 2^{x}")),
    *rows(
        {
            "formula": "after = before - rate g",
            "vars": ["after", "before", "rate", "g"],
            "names": {"after": r"\theta_{t+1}", "before": r"\theta_{t}", "rate": r"\eta"},
        },
        *right("theta_{t+1} = theta_t - eta g", r"\theta_{t+1} = \theta_t - \eta g", "θ_{t+1} = θ_t - η g"),
    ),
    *rows(
        {
            "formula": "next = theta - eta g",
            "vars": ["next", "theta", "eta", "g"],
            "names": {"next": r"\theta_{t+1}", "theta": r"\theta_{t}"},
        },
        *right("theta_{t+1} = theta_t - eta g", "theta_{t+1} = theta - eta g", "θ_{t+1} = θ_t - η g"),
    ),
    *rows(
        {"expression": "q s/((1 - q) f)", "vars": ["s", "f"], "names": {"q": r"\pi"}},
        *right("pi s/((1 - pi) f)", "π s/((1 - π) f)", r"\frac{\pi s}{(1 - \pi) f}", "q s/((1 - q) f)"),
    ),
    *rows(
        {"expression": "q s", "vars": ["s"], "names": {"q": r"\hat\pi"}},
        *right(r"\hat\pi s", "hat(pi) s", "q s"),
        *unreadable("unknown-name", "pi s", "π s"),
    ),
    *rows({"expression": "2 pi q", "names": {"q": r"\pi_{k}"}}, *right("2 pi q", "2π π_k")),
    *rows({"number": "9/4"}, *right("9:4", "9 : 4", "18:8"), *wrong("wrong", "9:5")),
    *rows({"number": "9/13"}, *wrong("ambiguous", "9:4")),
    *rows({"interval": "(1, 2)"}, *right("]1,2[", "]1, 2["), *unreadable("parse", "]1,2")),
    *rows(
        {"interval": "(1, 2] U [3, inf)"},
        *right("]1,2] U [3,inf[", "]1, 2] ∪ [3, inf[", r"]1,2] \cup [3,\infty["),
    ),
    *rows({"interval": "[1, 2)"}, *right("[1,2[")),
]  # fmt: skip


@each_row(("expect", "answer", "verdict", "code"), TYPED)
def test_what_is_typed_in_a_hurry(expect: dict[str, Any], answer: str, verdict: str, code: str) -> None:
    found = check(expect, answer)
    assert found.verdict == verdict, found
    assert code == "wrong" or found.code == code, found


@pytest.mark.parametrize(
    ("expect", "answer", "told"),
    [
        ({"expression": "3 e^(3 x)", **X}, "3e^3x", "Did you mean 3e^(3x) or 3e^3 x?"),
        ({"expression": "9 x^(1/2)", **X}, "9x^1/2", "Did you mean 9x^(1/2) or (9x^1)/2?"),
        ({"number": "ln(10/7)"}, "ln 10/7", "Did you mean ln(10/7) or ln(10)/7?"),
        ({"expression": "1/(2 x)", **X}, "1/2x", "Did you mean 1/(2x) or (1/2) x?"),
        ({"set": "{2, -5}"}, "2 -5", "2 -5 reads two ways (write 2, -5 or 2 - 5)"),
        ({"number": "9/13"}, "9:4", "Did you mean the ratio 9/4 or the share 9/(9 + 4)?"),
    ],
)
def test_both_readings_are_shown(expect: dict[str, Any], answer: str, told: str) -> None:
    assert check(expect, answer).message == told
