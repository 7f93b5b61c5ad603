"""The missing part of a formula: right in any spelling, asked back where it is not read, never wrong."""

from __future__ import annotations

import pytest

from drill.banks.load import load_bytes
from drill.checking import check, spec_from
from drill.errors import CheckError
from tests.bench.missing_parts import GAPS, judge
from tests.homes import bank

SISTERS = r"""- id: memory-0123456789
  level: 1
  sisters:
  - id: part-1
    prompt: 'What is missing in $x=\frac{a}{\square}$?'
    answer: {formula: 'b+1', around: 'x=\frac{a}{\square}'}
  - id: part-2
    prompt: 'What is missing in $x=\square$?'
    answer: {formula: '\frac{a}{b+1}', around: 'x=\square'}
"""


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap.part)
def test_a_part_is_taken_as_people_type_it_and_no_other(gap: object) -> None:
    verdicts = {text: judge(gap, text) for text in (*gap.same, *gap.other)}  # type: ignore[attr-defined]
    taken = {text for text, verdict in verdicts.items() if verdict.verdict == "correct"}
    assert not taken.intersection(gap.other)  # type: ignore[attr-defined]
    assert len(taken) >= len(gap.same) - 1  # type: ignore[attr-defined]
    assert {verdict.verdict for verdict in verdicts.values()} <= {"correct", "undecided"}
    assert {verdict.code for verdict in verdicts.values() if verdict.verdict == "undecided"} <= {"differs"}


def test_what_does_not_fit_into_the_gap_is_asked_back_with_what_was_read() -> None:
    spec = spec_from({"formula": "b+1", "around": r"x=\frac{a}{\square}"})
    verdict = check(spec, "b + *")
    assert (verdict.verdict, verdict.message) == (
        "unreadable", "it is read as `b+*`, which does not fit into the gap",
    )  # fmt: skip


def test_another_index_is_named() -> None:
    spec = spec_from({"formula": "v_{t}", "around": r"m=\frac{a}{\square}"})
    assert check(spec, "v_i").message == "Look again at the index of `v_{i}`."


def test_a_formula_around_without_a_gap_is_refused() -> None:
    with pytest.raises(CheckError, match="no gap"):
        spec_from({"formula": "b+1", "around": r"x=\frac{a}{b}"}).read()


def test_two_parts_of_a_formula_may_be_sisters_and_decide_its_hash() -> None:
    loaded = load_bytes(bank(SISTERS).encode(), "tiny.yaml")
    assert not loaded.problems
    (exercise,) = loaded.exercises
    assert exercise.entry.has_gap
    others = load_bytes(bank(SISTERS.replace("b+1", "b+2")).encode(), "tiny.yaml").exercises
    assert others[0].entry.maths != exercise.entry.maths
