"""What is said of a slip that is mended, of a pause and of a month."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from drill.session.exercise_view import ExerciseView
from drill.session.mistakes import PastAttempt
from drill.session.pause import LEAST_PAUSE, told_of_pause
from drill.session.queueing import Request
from drill.session.remarks import FEWEST_DAYS, Month, is_first_of_month, told_of_mended, told_of_month
from drill.session.starting import start
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


def test_nothing_is_told_where_nothing_was_mended() -> None:
    wrong, right = past(2, ok=False), past(0, ok=True)
    for attempts in (
        [], [right], [past(0, ok=False), wrong], [right, past(1, ok=True), wrong], [wrong],
        [right, past(1, ok=False, answer="")], [right, past(1, ok=False, answer="x + " * 40)],
    ):  # fmt: skip
        assert told_of_mended(attempts, TODAY) == ""


@given(st.integers(0, 400))
def test_a_pause_is_told_from_the_fourth_day_on(away: int) -> None:
    told = told_of_pause(TODAY - timedelta(away + 1), TODAY, 12, comes_back=True)
    assert bool(told) == (away >= LEAST_PAUSE)
    assert told_of_pause(None, TODAY, 12, comes_back=True) == ""


def test_a_pause_in_words() -> None:
    told = "Six days away. Nothing is lost: today takes 12 as always, the oldest first."
    assert told_of_pause(TODAY - timedelta(7), TODAY, 12, comes_back=True) == told
    told = "Six days away. Nothing is lost: today takes 12 as always."
    assert told_of_pause(TODAY - timedelta(7), TODAY, 12, comes_back=False) == told


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
        "22 days. 41 skills learned; 34 of 38 held when checked. "
        "Gone: inner derivative forgotten (6 in the first week, 0 in the last). Still there: log of a sum."
    )
    assert told_of_month(Month(22, 41, 38, 34, tuple(slips)), TODAY) == told
    assert told_of_month(Month(1, 1, 0, 0), TODAY) == "1 day. 1 skill learned."


def test_a_session_opens_and_ends_with_what_changed(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(3)))
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        attempt(workspace, "tiny/sum-1", ok=False, why=True)
        clock.now += timedelta(7)
        start(workspace, Request()).close()
        assert any(each.startswith("Six days away.") for each in workspace.take_notices())
        sitting = start(workspace, Request(scope=("tiny/sum-1",)))
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        sitting.answer("13")
        sitting.mark(True)
        assert sitting.summary().remarks == ("7 days ago you wrote 7. Today it was right.",)
        sitting.close()
        start(workspace, Request()).close()
        assert workspace.take_notices() == []
