"""Intervals and inequalities as people write them: read where they have one reading, else asked about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from drill.banks.variant_expansion import expand_variant
from drill.checking import Spec
from drill.checking.judge import check as judge
from tests.asked import check
from tests.checking.test_checking_verdicts import right, rows, unreadable, wrong
from tests.homes import shipped_catalogue
from tests.rows import EVERYTHING, each_row, sample

X: dict[str, Any] = {"vars": ["x"]}
OUTSIDE = {"interval": "(-inf, -1) U (1, inf)"}
CLOSED = {"interval": "[-6, 6]"}
OPEN = {"interval": "(0, 2)"}
POSITIVE = {"inequality": "x > 2", **X}
EMPTY = {"interval": "{}"}
HALVES = {"interval": "[-1.5, 2.5]"}
QUADRANT = {"inequality": "x > 0 and y > 0", "vars": ["x", "y"]}
AROUND = {"interval": "(-inf, y - d] U [y + d, inf)", "vars": ["y", "d"], "assume": ["d > 0"]}
UP_TO = {"interval": "(0, a)", "vars": ["a"], "assume": ["a > 0"]}
PAIR = {"interval": "(1, 2) U (3, 4)"}
LABELS = (
    *("x = ", "D = ", "domain = ", "x ∈ ", "x in ", "D: ", "Domain of f: ", "domain of f: x ∈ ", "dom(f) = "),
    *("D_f = ", "f(x) = ", "θ = ", "x is in ", "the solution set is ", r"x \in ", r"\theta = ", "y := "),
)
JOINED_BY = (
    " OR ",
    " Or ",
    " or ",
    " v ",
    " V ",
    " u ",
    " U ",
    ", ",
    "; ",
    "\n",
    "\n\n",
    "\nor\n",
    ", or ",
    " ∨ ",
)
TYPED = [
    *(
        row
        for vars_ in ({}, X)
        for row in (
            *rows({**CLOSED, **vars_}, *right(*(f"{label}[-6, 6]" for label in LABELS))),
            *rows({**CLOSED, **vars_}, *wrong("end", *(f"{label}[-6, 6)" for label in LABELS))),
            *rows({**OUTSIDE, **vars_}, *right(*(f"x < -1{sign}x > 1" for sign in JOINED_BY))),
            *rows({**OUTSIDE, **vars_}, *right(*(f"(-inf, -1){sign}(1, inf)" for sign in JOINED_BY))),
            *rows({**OUTSIDE, **vars_}, *wrong("end", *(f"x < -2{sign}x > 1" for sign in JOINED_BY))),
            *rows({**OUTSIDE, **vars_}, *wrong("end", *(f"(-inf, -1){sign}[1, inf)" for sign in JOINED_BY))),
        )
    ),
    *rows(
        CLOSED,
        *right("[-6, 6] = D", "[-6;6]", "x ≥ -6 AND x ≤ 6", "-6 <= s <= 6", "x >= -6, x <= 6", "[-6, 6]."),
        *right("x >= -6\nx <= 6", "x >= -6 x <= 6", "x ∈ R, -6 <= x <= 6", "not (x < -6 or x > 6)"),
        *right("x >= -6; x <= 6", "-6 <= x, x <= 6, x < 7", "[-6, 6] and [-7, 7]", "s in [-6, 6]"),
        *wrong("end", "-6 <= s <= 2", "x >= -6, x <= 5", "[-6;5]"),
        *wrong("wrong", "x >= -6 or x <= 6", "DNE"),
        *wrong("ambiguous", "[-6, 0], [0, 6]", "[-6, 6], [-9, 9]", "{[-6, 0], [0, 6]}"),
        *unreadable(
            "unknown-name", "a < x < 6", "[a, b]", "-6 <= x <= b", "-6 <= s <= 6 and t > 0", "[-6, O]"
        ),
        *unreadable("kind", "0 ± 6", "x = 0 ± 6", "0 +/- 6", r"0 \pm 6", "6"),
    ),
    *rows({**CLOSED, **X}, *right("x ∈ R, -6 <= x <= 6", "|x| <= 6 and x in R", "-6 <= s <= 6")),
    *rows(
        OUTSIDE,
        *right("(-inf,-1)u(1,inf)", "{(-inf, -1), (1, inf)}", "(-inf, -1) (1, inf)", "x < -1 x > 1"),
        *right("x ∈ (-inf, -1), x ∈ (1, inf)", "x = (-inf, -1) or x = (1, inf)", "]-inf, -1[ or ]1, inf["),
        *right("]-inf;-1[, ]1;inf[", "(-inf, -1) union (1, inf)", "x < -1 ∪ x > 1", "not [-1, 1]"),
        *right(r"x < -1 \text{ OR } x > 1", r"x < -1 \cup x > 1", r"x \in (-\infty,-1), (1,\infty)"),
        *wrong("wrong", "x < -1 and x > 1", "x < -1 AND x > 1", "1 < x < -1"),
        *wrong("ambiguous", "(-inf, -1) and (1, inf)"),
        *unreadable("parse", "x < -1 oder x > 1", "x < -1 / x > 1", "x < -1 + x > 1", "x < -1 || x > 1"),
        *unreadable("kind", "(-inf, -1)(1, inf)", "(-inf, -1) + (1, inf)", "x < -1, 3"),
    ),
    *rows(
        OPEN,
        *right("x > 0, x < 2", "]0, 2[", "D = ]0, 2[", "x ∈ ]0;2[", "(0,0; 2,0)", "x > 0, x < 2, x < 5"),
        *wrong("ambiguous", "(0, 2), (-1, 5)", "(0, 1], [1, 2)", "0 < x < 2, 0 < x < 1"),
        *wrong("wrong", "(0, 1), (1, 2)", "(0,5; 2,5)"),
        *unreadable("kind", "x^2 = (0, 2)", "x != (0, 2)", "(0, 2) = x + 1", "2 (0, 2)", "x"),
        *unreadable("unknown-name", "D", "t"),
    ),
    *rows(PAIR, *right("1 < x < 2, 3 < x < 4", "1 < x < 2\n3 < x < 4", "(1, 2) u (3, 4)", "(1;2), (3;4)")),
    *rows(
        PAIR,
        *wrong("ambiguous", "x > 1, x < 2, x > 3, x < 4", "1 < x < 2 and 3 < x < 4", "(1, 2) and 3 < x < 4"),
        *wrong("ambiguous", "3 < x < 4 and 1 < x < 2", "2 > x > 1 AND 4 > x > 3"),
        *wrong("wrong", "1 < x and x < 2 and 3 < x and x < 4"),
        *wrong("wrong", "1 < x < 2 and 3 < x < 5"),
    ),
    *rows(
        {"interval": "[0, 1] U [2, 3] U [4, 5]"},
        *wrong("ambiguous", "[0, 1] and [2, 3] and [4, 5]", "0 ≤ x ≤ 1 and 2 ≤ x ≤ 3 and 4 ≤ x ≤ 5"),
    ),
    *rows(
        {"inequality": "1 < x < 2 or 3 < x < 4", **X},
        *wrong("ambiguous", "1 < x < 2 and 3 < x < 4"),
        *wrong("wrong", "1 < x < 2 and 3 < x < 5"),
    ),
    *rows({"inequality": "1 < x < 2 and 3 < y < 4", "vars": ["x", "y"]}, *right("3 < y < 4 and 1 < x < 2")),
    *rows({"interval": "[2, 3]"}, *right("0 ≤ x ≤ 3 and 2 ≤ x ≤ 5", "1 < x < 4 and 2 <= x <= 3")),
    *rows(HALVES, *right("[-1,5; 2,5]", "x ≥ -1,5; x ≤ 2,5"), *wrong("end", "[-1,5; 2,6]", "[-1,5; 2,5)")),
    *rows(HALVES, *unreadable("kind", "[-1,5, 2,5]", "0.5 ± 2"), *unreadable("parse", "x ≥ -1,5, x ≤ 2,5")),
    *rows({"interval": "[5000, 50000]"}, *unreadable("parse", "[5,000, 50,000]")),
    *rows(EMPTY, *right("DNE", "dne", "{}", "∅", "D = {}", "x ∈ ∅", "does not exist", "x < 1 and x > 2")),
    *rows(EMPTY, *unreadable("parse", "none", "None", "empty"), *unreadable("unknown-name", "no solution")),
    *rows(
        UP_TO,
        *right("x = (0, a)", "0 < x < a", "0 < s < a", "x > 0, x < a", "D = (0, a)"),
        *wrong("wrong", "0 < a < x"),
        *unreadable("parse", "a = (0, a)", "a ∈ (0, 1)", "(0, x)"),
        *unreadable("unknown-name", "(0, b)", "0 < x < b"),
    ),
    *rows(
        {"interval": "[x - 1, x + 1]", **X}, *right("[x - 1, x + 1]", "x - 1 <= y <= x + 1", "y = [x-1, x+1]")
    ),
    *rows(AROUND, *right("x <= y - d, x >= y + d", "(-inf, y - d], [y + d, inf)", "|s - y| >= d")),
    *rows(AROUND, *wrong("wrong", "x <= y - d and x >= y + d")),
    *rows(
        POSITIVE,
        *right("(2, inf)", "x = (2, inf)", "x in (2, inf)", "x > 2 OR x > 3", "x > 2 v x > 3"),
        *wrong("ambiguous", "x > 2, x > 1", "x > 2\nx > 3"),
        *wrong("wrong", "DNE"),
        *unreadable("unknown-name", "s > 2", "x > O"),
    ),
    *rows(
        {"inequality": "y > 2", "vars": ["x", "y"]}, *right("y = (2, inf)"), *wrong("wrong", "x = (2, inf)")
    ),
    *rows(QUADRANT, *right("x > 0, y > 0", "x > 0\ny > 0"), *wrong("ambiguous", "x > 0 y > 0")),
    *rows({"inequality": "v > 2", "vars": ["v"]}, *right("v > 2 or v > 3", "v > 2 and 2 v > 4")),
    *rows({"inequality": "x != 2", **X}, *right("x <> 2", "x < 2, x > 2", "x ≠ 2")),
]


@each_row(("expect", "answer", "verdict", "code"), TYPED)
def test_intervals_and_inequalities(expect: dict[str, Any], answer: str, verdict: str, code: str) -> None:
    said = check(expect, answer)
    assert (said.verdict, said.code) == (verdict, code), said


@pytest.mark.parametrize(
    ("expect", "answer", "told"),
    [
        (CLOSED, "0.9 ± 1.568", "such as [0.9 - 1.568, 0.9 + 1.568]"),
        (CLOSED, "[-6, 0], [0, 6]", "Write U for the first, “and” for the second."),
        (POSITIVE, "x > 2, x > 1", "Write “and” for the first, “or” for the second."),
        ({**CLOSED, **X}, "[-6, b]", "(the only name here is x)"),
        (CLOSED, "[-6, b]", "(its ends are numbers)"),
        (UP_TO, "[0, b]", "(the names here are a, x)"),
        (CLOSED, "none", "(write {} for no solution"),
        (HALVES, "[-1,5, 2,5]", "did you mean [-1.5, 2.5]?"),
        (HALVES, "[5,000, 50,000]", "did you mean [5.000, 50.000] or [5000, 50000]?"),
        (PAIR, "(1, 2) and (3, 4)", "Write U between them."),
        (PAIR, "1 < x < 2 and 3 < x < 4", "Write “or” between them."),
        (OUTSIDE, "x < -1 / x > 1", "write “and” or “or” between them"),
    ],
)
def test_what_to_type_is_said(expect: dict[str, Any], answer: str, told: str) -> None:
    assert told in check(expect, answer).message


def shipped_intervals() -> Iterator[tuple[str, Spec, str]]:
    catalogue = shipped_catalogue()
    kinds = ("interval", "stages") if EVERYTHING else ("interval",)
    entries = [entry for entry in catalogue.entries.values() if entry.kind in kinds]
    for entry in sample(entries, 3):
        for stage in expand_variant(catalogue.exercise(entry.item), 1, item=entry.item).stages:
            if stage.kind == "interval":
                yield entry.item, stage.expect, str(stage.key)


@each_row(("item", "expect", "key"), shipped_intervals)
def test_shipped_keys_may_follow_a_name(item: str, expect: Spec, key: str) -> None:
    for text in (f"x = {key}", f"D = {key}", f"domain = {key}", f"x ∈ {key}", f"{key} = D"):
        assert judge(expect, text).verdict == "correct", (item, text)
