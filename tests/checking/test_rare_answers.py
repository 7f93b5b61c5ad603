"""Answers and lines of a working that are rare, but that must not be judged by chance."""

from __future__ import annotations

from typing import Any

import pytest

from drill.checking import check_working, spec_from
from drill.errors import CheckError, KeyFaultError
from tests.asked import check
from tests.checking.test_checking_verdicts import right, rows, unreadable, wrong
from tests.rows import each_row

X = {"vars": ["x"]}
XY = {"vars": ["x", "y"]}

DISTRIBUTIONS = [
    *rows({"distribution": "chisquare(k)", "vars": ["k"]}, *right("gamma(k/2, 1/2)")),
    *rows({"distribution": "chisquare(3)"}, *right("gamma(3/2, 1/2)"), *wrong("wrong", "gamma(3/2, 2)")),
    *rows({"distribution": "gamma(3/2, 1/2)"}, *right("chisquare(3)"), *wrong("wrong", "chisquare(4)")),
    *rows(
        {"distribution": "bernoulli(1/3)"}, *right("binomial(1, 1/3)"), *wrong("wrong", "binomial(2, 1/3)")
    ),
    *rows({"distribution": "binomial(1, 1/3)"}, *right("Bernoulli(1/3)"), *wrong("wrong", "Bernoulli(2/3)")),
    *rows({"distribution": "beta(1, 1)"}, *right("U(0, 1)"), *wrong("family", "uniform(0, 2)", "U(-1, 1)")),
    *rows({"distribution": "uniform(0, 1)"}, *right("beta(1, 1)"), *wrong("family", "N(0, 1)")),
    *rows({"distribution": "cauchy(0, 1)"}, *right("t(1)"), *wrong("family", "t(2)")),
]


VECTORS = [
    *rows({"vector": "[1,2]"}, *right("[[1,2]]", "[[1],[2]]")),
    *rows({"matrix": "[[1,2]]"}, *unreadable("kind", "[1,2]", "(1,2)^T")),
    *rows({"matrix": "[[1],[2]]"}, *right("(1,2)^T", "[1,2]^T")),
    *rows(
        {"vector": "[1,2]", "up_to": "scale"},
        *right("[-2,-4]"),
        *wrong("wrong", "[0,3]"),
        *wrong("zero", "[0,0]"),
    ),
    *rows({"vector": "[0,2]", "up_to": "scale"}, *right("[0,-1]"), *wrong("wrong", "[3,0]")),
]

TEXTS = [
    *rows({"text": "batch normalisation"}, *right("batch normalization"), *wrong("wrong", "batch normal")),
    *rows({"text": "colour"}, *right("color", "colours", "colors"), *wrong("wrong", "collar")),
    *rows({"text": "labelled fibre"}, *right("labeled fibers", "labeled fibre")),
    *rows({"text": "ReLU"}, *right("relu", "ReLUs")),
    *rows({"text": ["yes", "Yes, it is"]}, *right("yes it is", "YES"), *wrong("wrong", "yes it was")),
    *rows(
        {"parts": {"a": {"number": "1"}, "b": {"number": "2"}}},
        *right("a = 1; b = 2"),
        *unreadable("parse", "a = 1, b = 2, a = 3"),
    ),
]


@each_row(("asked", "answer", "verdict", "code"), [*DISTRIBUTIONS, *VECTORS, *TEXTS])
def test_rare_answers(asked: dict[str, Any], answer: Any, verdict: str, code: str) -> None:
    given = check(asked, answer)
    assert (given.verdict, given.code) == (verdict, code)


@each_row(
    ("asked", "error", "message"),
    [
        ({"vector": "[0,0]", "up_to": "scale"}, KeyFaultError, "the key is zero: it has no direction"),
        ({"text": []}, CheckError, "text: at least 1 entry is expected"),
        ({"text": ["yes", ""]}, CheckError, "text 2: is empty"),
    ],
)
def test_keys_at_fault(asked: dict[str, Any], error: type[CheckError], message: str) -> None:
    with pytest.raises(error, match=message):
        check(asked, "[-2, -4]")


WORKINGS: list[tuple[list[str], list[str], str]] = [
    (["[1,2]", "[1,2,3]"], ["unchecked", "breaks"], "The sizes differ."),
    (["x^2 = x", "x = 1"], ["unchecked", "undecided"], "It may be one solution of several."),
    (["x = 1", "x^2 = x"], ["unchecked", "undecided"], ""),
    (["3x = 3", "x^2 = x"], ["unchecked", "undecided"], ""),
    (["x = 1", "x = 2"], ["unchecked", "undecided"], ""),
    (["2x = 2", "2x = 4"], ["unchecked", "undecided"], ""),
    (["2x = 2", "4x = 8"], ["unchecked", "breaks"], "No number solves both."),
    (["x = 2 or x = 3", "x^2 - 5x + 6 = 0"], ["unchecked", "follows"], ""),
    (
        ["x/3", "0.3333 x"],
        ["unchecked", "undecided"],
        "Rounded numbers are not compared. Write ≈ before them.",
    ),
    (["x/3", "0.5 x"], ["unchecked", "breaks"], ""),
    (["2x y", "∝ x"], ["unchecked", "undecided"], "Say in which letter: ∝ theta: …"),
    (["2x y", "∝ x: x"], ["unchecked", "follows"], ""),
    (["2x y", "∝ x: x^2"], ["unchecked", "breaks"], "The quotient of the two still depends on x."),
    (["x^2", "<= x"], ["unchecked", "breaks"], ""),
    (["x^2", ">= 0"], ["unchecked", "undecided"], "No counterexample was found."),
    (["x < 2", "x < 3"], ["unchecked", "undecided"], "Inequalities are not compared from line to line."),
    (["x < 2", "x = 3"], ["unchecked", "undecided"], "Inequalities are not compared from line to line."),
    (
        ["x < 2 or x > 3", "x > 3"],
        ["unchecked", "undecided"],
        "Inequalities are not compared from line to line.",
    ),
]


@each_row(("lines", "signs", "reason"), WORKINGS)
def test_rare_lines_of_a_working(lines: list[str], signs: list[str], reason: str) -> None:
    checked = check_working(spec_from({"expression": "2x", **XY}), lines)
    assert [line.sign for line in checked] == signs
    assert checked[-1].reason == reason
