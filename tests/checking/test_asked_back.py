"""Answers that are right once brackets are put back are asked for again; what else is wrong stays wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.asked import check
from tests.rows import each_row, sample

DATA = Path(__file__).parent / "data"
ASKED_AGAIN = frozenset({"ambiguous", "differs", "form", "rounding"})
CAME = {
    "right": {"right"},
    "wrong": {"wrong"},
    "not-wrong": {"right", "asked"},
    "not-right": {"asked", "wrong"},
}


def rows_of(name: str, one_in: int) -> Sequence[dict[str, Any]]:
    return sample([json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()], one_in)


def came(expect: dict[str, Any], answer: str) -> str:
    verdict = check(expect, answer)
    if verdict.verdict == "correct":
        return "right"
    return "wrong" if verdict.verdict == "wrong" and verdict.code not in ASKED_AGAIN else "asked"


@each_row("row", rows_of("missing_brackets.jsonl", 3))
def test_an_answer_is_asked_back_only_where_another_grouping_is_the_key(row: dict[str, Any]) -> None:
    assert came(row["expect"], row["answer"]) in CAME[row["want"]], row


@each_row("row", rows_of("other_shifts.jsonl", 1))
def test_probes_tell_other_shifts_from_the_largest_entry(row: dict[str, Any]) -> None:
    assert came(row["expect"], row["answer"]) in CAME[row["want"]], row


@each_row("row", rows_of("done_without.jsonl", 2))
def test_a_word_forbids_what_it_computes(row: dict[str, Any]) -> None:
    assert came(row["expect"], row["answer"]) in CAME[row["want"]], row


@each_row("row", rows_of("replies.jsonl", 1))
def test_a_reply_says_only_what_the_key_and_the_prompt_allow(row: dict[str, Any]) -> None:
    message = check(row["expect"], row["answer"]).message
    assert all(said in message for said in row["reply_must"]), message
    assert not any(said in message for said in row["reply_must_not"]), message


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("0.5294", "correct"),
        ("9/17", "correct"),
        ("52.94", "correct"),
        ("0.5295", "wrong"),
        ("0.52941", "correct"),
        ("0.005294", "wrong"),
    ],
)
def test_a_key_in_percent_takes_its_fraction_exact_and_rounded(answer: str, verdict: str) -> None:
    assert check({"number": "(100*9/17)%"}, answer).verdict == verdict


@pytest.mark.parametrize(
    ("typed", "right"),
    [("3x\n2y", True), ("3x\n2z", False), ("x + 1\n-y", None), ("(3x)\n(2y)", True), ("3x +\n0\n2y", True)],
)
def test_lines_are_the_entries_of_a_vector(typed: str, right: bool | None) -> None:
    expect = {"vector": "[3x, 2y]" if right is not None else "[x + 1, -y]", "vars": ["x", "y", "z"]}
    assert (check(expect, typed).verdict == "correct") is (right is not False)


TERMS = st.sampled_from(["a", "b", "2a", "3 b", "a b", "4", "a^2"])


@given(st.lists(TERMS, min_size=2, max_size=3), st.sampled_from(["exp", "ln", "sin", "√", "2^", "1/", "e^"]))
def test_a_sum_whose_brackets_are_left_out_is_never_called_wrong(terms: list[str], before: str) -> None:
    total = " + ".join(terms)
    expect = {"expression": f"{before}({total})", "vars": ["a", "b"], "assume": ["a > 0", "b > 0"]}
    expect["expression"] = expect["expression"].replace("√", "sqrt")
    assert came(expect, f"{before} {total}" if before[-1].isalpha() else f"{before}{total}") != "wrong"
