"""What is said of a slip that is mended, of a pause and of a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.remarks import (
    FEWEST_DAYS,
    Month,
    is_first_of_month,
    told_difference,
    told_of_mended,
    told_of_month,
)
from drill.session.drilling.starting import start_session
from drill.session.progress.mistakes import ANOTHER_OPTION, PastAttempt
from drill.session.standing.queueing import Request
from tests.homes import Clock, bank, plant, sums, workspace_in
from tests.session.drilled import attempt

TODAY = date(2026, 3, 20)


def past(days_ago: int, *, ok: bool, answer: str = "4x^3", slip: str = "") -> PastAttempt:
    day = TODAY - timedelta(days_ago)
    return PastAttempt("a/b", "", "Chain rule", day, "green" if ok else "red", ok, answer, slip)


def test_a_slip_that_is_mended_is_told_with_its_day_and_answer() -> None:
    wrong = past(4, ok=False, slip="inner derivative forgotten")
    told = "On Monday you wrote 4x^3 (inner derivative forgotten). Today it was right."
    assert told_of_mended([past(0, ok=True), wrong], TODAY) == told
    assert told_of_mended([past(0, ok=True), past(1, ok=False)], TODAY).startswith("Yesterday you wrote")
    assert told_of_mended([past(0, ok=True), past(9, ok=False)], TODAY).startswith("9 days ago")
    chosen = replace(past(1, ok=False), answer="It grows.", is_choice=True)
    told = 'Yesterday you chose "It grows". Today it was right.'
    assert told_of_mended([past(0, ok=True), chosen], TODAY) == told


def test_of_several_stages_the_wrong_one_is_told_alone() -> None:
    stages = replace(past(1, ok=False), answer="1 = It stays.; 2 = x", by_stage={"1": "It stays.", "2": "x"})
    assert told_of_mended([past(0, ok=True), stages], TODAY) == "", "no single answer was wrong"
    second = replace(stages, answer="x", wrong_stage="2")
    assert told_of_mended([past(0, ok=True), second], TODAY) == (
        "Yesterday you wrote x at stage 2. Today it was right."
    )
    unnamed = replace(past(1, ok=False), answer=ANOTHER_OPTION, is_choice=True)
    assert told_of_mended([past(0, ok=True), unnamed], TODAY) == "", "the option is not known any more"


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("4x^3 sin 6x + x^4 cos 6x", "4x^3 sin(6x) + 6x^4 cos(6x)", ""),  # brackets differ, too
        ("4x^3 sin 6x + x^4 cos 6x", "4x^3 sin 6x + 6 x^4*cos 6x", "the 6 was there"),
        ("2*sin(x)", "2 x sin(x)", "the x was there"),
        ("x sin(x)", "sin(x)", "the x was not there"),
        ("3x^2", "3x", "the exponent 2 was not there"),
        ("a + b", "a − b", "the plus was a minus"),
        ("7", "-7", "the minus sign was there"),
        ("x^3/3", "x^4/3", "it said 4 instead of 3"),
        ("cos(x)", "sin(x)", "it said sin instead of cos"),
        ("x", "x/2", "the division by 2 was there"),
        ("2x", "2x + 3 cos(x)", "the term 3 cos(x) was there"),
        ("2x - (a + b)", "2x", "the term (a + b) was not there"),
        ("(2x) y", "(2x + 1) y", "the term 1 was there"),
        ("x x x", "x 7 x x", "the 7 was there"),
        ("7", "13", ""), ("x + 1", "2y - 1", ""), ("x", "x + 1 + y", ""), ("x", "(x)", ""), ("x", "x", ""),
        ("x", "x + " + "y " * 13, ""), ("", "x", ""),
    ],
)  # fmt: skip
def test_a_single_difference_of_two_answers_is_told(wrong: str, right: str, told: str) -> None:
    assert told_difference(wrong, right) == told


@given(st.lists(st.sampled_from(["x", "6", "+", "^", "2", "(", ")", "sin", "-", "*", "/"]), max_size=9),
       st.integers(0, 9), st.sampled_from(["7", "y", "cos"]))  # fmt: skip
def test_one_number_or_name_more_or_less_is_named(signs: list[str], place: int, new: str) -> None:
    shorter = " ".join(signs)
    longer = " ".join((*signs[:place], new, *signs[place:]))
    is_common = any(sign.isalnum() for sign in signs)
    assert told_difference(shorter, longer) == (f"the {new} was there" if is_common else "")
    assert told_difference(longer, shorter) == (f"the {new} was not there" if is_common else "")


def test_what_was_mended_is_told_of_answers_to_the_same_numbers_alone() -> None:
    wrong, right = past(4, ok=False, answer="x^4 cos 6x"), past(0, ok=True, answer="6x^4 cos 6x")
    attempts = [replace(right, drawn={"a": "6"}), replace(wrong, drawn={"a": "6"})]
    told = "On Monday you wrote x^4 cos 6x. Today the 6 was there."
    assert told_of_mended(attempts, TODAY, compares=True) == told
    plain = "On Monday you wrote x^4 cos 6x. Today it was right."
    assert told_of_mended(attempts, TODAY) == plain
    attempts[1] = replace(wrong, drawn={"a": "5"})
    assert told_of_mended(attempts, TODAY, compares=True) == "", "another question"
    assert told_of_mended(attempts, TODAY) == ""


def test_nothing_is_told_where_nothing_was_mended() -> None:
    wrong, right = past(2, ok=False), past(0, ok=True)
    for attempts in (
        [], [right], [past(0, ok=False), wrong], [right, past(1, ok=True), wrong], [wrong],
        [right, past(1, ok=False, answer="")], [right, past(1, ok=False, answer="x + " * 40)],
    ):  # fmt: skip
        assert told_of_mended(attempts, TODAY) == ""


@given(st.sets(st.dates(date(2026, 1, 1), date(2026, 4, 30))), st.dates(date(2026, 3, 1), date(2026, 5, 31)))
def test_a_month_is_told_once_in_it_at_most(days: set[date], today: date) -> None:
    before = sorted(day for day in days if day < today)
    if is_first_of_month(before, today):
        assert sum(today - day <= timedelta(30) for day in before) >= FEWEST_DAYS
        assert not is_first_of_month([*before, today], today + timedelta(1)) or today.day > 27


def test_a_month_in_words() -> None:
    first, last = TODAY - timedelta(28), TODAY - timedelta(2)
    slips = [("inner derivative forgotten", first)] * 6 + [
        ("log of a sum", first),
        ("log of a sum", last),
    ] * 3
    told = (
        "22 days. 41 skills learned; 34 of 38 greens held when checked. "
        "Gone: inner derivative forgotten (6 in the first week, 0 in the last). Still there: log of a sum."
    )
    assert told_of_month(Month(22, 41, 38, 34, tuple(slips)), TODAY) == told
    assert told_of_month(Month(1, 1, 0, 0), TODAY) == "1 day. 1 skill learned."


def test_a_session_opens_and_ends_with_what_changed(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(3)))
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        attempt(workspace, "tiny/sum-1", ok=False, why=True, params={"a": "10", "b": "3"})
        clock.now += timedelta(7)
        start_session(workspace, Request()).close()
        assert any(
            each.startswith("6 days away. Nothing is lost: 1 exercise waits")
            for each in workspace.take_notices()
        )
        sitting = start_session(workspace, Request(scope=("tiny/sum-1",)))
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        sitting.answer("13")
        sitting.mark(True)
        assert sitting.summary().remarks == ("7 days ago you wrote 7. Today it was right.",)
        sitting.close()
        start_session(workspace, Request()).close()
        assert workspace.take_notices() == []
