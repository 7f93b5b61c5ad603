"""Values typed behind the names that a prompt uses: entries of vectors, and several answers at once."""

from __future__ import annotations

from typing import Any

import pytest

from drill.checking import ArraySpec, ConditionsSpec
from tests.asked import check, question
from tests.checking.test_checking_verdicts import right, rows, unreadable, wrong
from tests.rows import each_row

PAIR: dict[str, Any] = {
    "any": {"vector": 2}, "such-that": ["v[1] v[2] = 6", "v[1] > v[2]"], "example": "[6, 1]"
}  # fmt: skip
TWO: dict[str, Any] = {"parts": {"first": {"number": "9/49"}, "second": {"number": "0"}}}
GREEK: dict[str, Any] = {"parts": {"mu": {"number": "2"}, "sigma": {"number": "3"}, "x1": {"number": "4"}}}

SCALED: dict[str, Any] = {
    "any": {"vector": 2}, "such-that": ["[[a, b], [b, a]] v = (a + b) v", "v != 0"], "vars": ["a", "b"]
}  # fmt: skip

NAMED = [
    *rows(
        PAIR,
        *right("a=12, b=1/2", "a = 12; b = 1/2", "w_1 = 12, w_2 = 1/2", "[12, 1/2]"),
        *right("v = [12, 1/2]", r"\lambda = 12, \mu = \frac{1}{2}", "(a, b) = (12, 1/2)"),
        *wrong("condition", "a=1/2, b=12", "a = 2, b = 1"),
        *unreadable("parse", "a=12, a=1/2", "x=12, mu=1/2", "b=12, a=1/2"),
        *wrong("size", "a=12, b=1/2, c=1", "[12, 1/2, 1]"),
        *unreadable("kind", "a=12"),
    ),
    *rows(SCALED, *right("[1, 1]", "v = [1/3, 1/3]"), *wrong("condition", "[1, 2]", "[0, 0]")),
    *rows({"vector": "[2, 14]"}, *right("x=2, y=14", "μ = 2; ν = 14", "v = [2, 14]", "2, 14")),
    *rows({"vector": "[2, 14]"}, *unreadable("parse", "x=2, mu=14", "y=2, x=14")),
    *rows({"vector": "[2, 14]", "entries": ["x", "mu"]}, *right("x=2, mu=14", "μ = 14; x = 2")),
    *rows({"any": "number", "such-that": ["x > 0"], "example": "1"}, *right("c = 2", "x=2", "2")),
    *rows({"any": {"matrix": [2, 2]}, "such-that": ["det(X) = 1"], "example": "[[1, 0], [0, 1]]"},
          *right("X = [[1, 0], [0, 1]]", "M = [1 0; 0 1]", "A = 1 0 0 1")),
    *rows(
        TWO,
        *right("9/49, 0", "9/49; 0", "first = 9/49, second = 0", "first: 9/49; second: 0"),
        *wrong("wrong", "0, 9/49", "9/49, 1"),
        *unreadable("parse", "9/49, 0, 0", "9/49"),
        *unreadable("unknown-name", "m: 9/49, v: 0", "first: 9/49, v: 0", "v: 0"),
    ),
    *rows(
        {"parts": {"tail": {"code": "x[:, 1:]", "arrays": {"x": ["n", "3"]}}, "count": {"number": "2"}}},
        *right("x[:, 1:]; 2", "tail: x[:, 1:]; count: 2"),
    ),
    *rows(
        {"parts": {"points": {"set": "{1, 2}"}, "value": {"number": "3"}}},
        *right("{1, 2}; 3", "1, 2; 3"),
        *unreadable("parse", "1, 3"),
    ),
    *rows(
        GREEK,
        *right("mu = 2; sigma = 3; x1 = 4", "μ = 2, σ = 3, x_1 = 4"),
        *right(r"\mu = 2; \sigma = 3; x_{1} = 4", "2, 3, 4"),
        *unreadable("parse", "τ = 2, σ = 3, x_1 = 4"),
    ),
]  # fmt: skip


@each_row(("expect", "answer", "verdict", "code"), NAMED)
def test_values_may_be_typed_behind_names(
    expect: dict[str, Any], answer: str, verdict: str, code: str
) -> None:
    found = check(expect, answer)
    assert found.verdict == verdict, found
    assert verdict != "unreadable" or found.code == code, found


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("b=1/2, a=12", "correct"),
        ("a=12, b=1/2", "correct"),
        ("x=12, y=1/2", "unreadable"),
        ("12, 1/2", "correct"),
    ],
)
def test_names_of_the_prompt_say_which_entry_is_meant(answer: str, verdict: str) -> None:
    body = {"prompt": "Construct weights $(a, b)$ with $ab = 6$ and $a > b$.", "answer": PAIR}
    asked = question(body, 1).expect
    assert isinstance(asked, ConditionsSpec)
    from drill.checking import check

    assert check(asked, answer).verdict == verdict


def test_names_of_a_vector_are_those_of_the_prompt() -> None:
    asked = question({"prompt": r"Solve for $(x, \mu)$.", "answer": {"vector": "[2, 14]"}}, 1).expect
    assert isinstance(asked, ArraySpec)
    assert asked.entries == ("x", "mu")
