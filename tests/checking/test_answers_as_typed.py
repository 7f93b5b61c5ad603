"""Answers as people type and paste them, each with what is wanted; those that fall short are listed.

``correct`` is right. ``not-wrong`` has one reading that is right and perhaps another: right, or asked back.
``not-correct`` is anything but right. The list has the ids of rows that are not judged as wanted. A row that
is listed and passes fails the test too, so that the list stays true: take its id out of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from drill.checking import Verdict
from tests.asked import check
from tests.rows import each_row

DATA = Path(__file__).parent / "data"
ROWS = [json.loads(line) for line in (DATA / "answers_as_typed.jsonl").read_text("utf-8").splitlines()]
OPEN = (DATA / "answers_as_typed_open.txt").read_text("utf-8").split()
# Codes of wrong answers that may be typed again.
ASKED_AGAIN = frozenset({"ambiguous", "differs", "form", "rounding"})


def is_as_wanted(want: str, verdict: Verdict) -> bool:
    if want == "correct":
        return verdict.verdict == "correct"
    if want == "not-correct":
        return verdict.verdict != "correct"
    assert want == "not-wrong"
    return verdict.verdict != "wrong" or verdict.code in ASKED_AGAIN


@each_row("row", ROWS)
def test_an_answer_is_judged_as_wanted_unless_it_is_listed(row: dict[str, Any]) -> None:
    verdict = check(row["expect"], row["answer"])
    is_open = row["id"] in OPEN
    assert is_as_wanted(row["want"], verdict) is not is_open, f"listed: {is_open}; {verdict}"


def test_rows_and_list_name_each_row_once() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(set(ids)) == len(ids)
    assert len(set(OPEN)) == len(OPEN)
    assert set(OPEN) <= set(ids)


def test_the_multiple_of_a_letter_x1_is_no_product_of_numbers() -> None:
    assert check({"expression": "5 x1/3 + x2", "vars": ["x1", "x2"]}, "5x1/3 + x2").verdict == "correct"
