"""What a day came to: the goal's skills, what went wrong, tomorrow; a goal that is reached, then and now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drill.gyr.events import ItemId
from drill.session.drilling.session_summary import DayEnd, DaySummary, SessionMarks
from drill.session.drilling.session_totals import describe_end
from drill.session.drilling.starting import Request, start_session
from drill.session.today.goal_choice import ThenAndNow, find_then_and_now
from drill.session.today.session_list import open_day
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from tests.homes import NOON, Clock, bank, configure, plant, sums, workspace_in
from tests.session.a_paper import RECORD, plant_paper
from tests.session.drilled import attempt, served


def end_of(workspace: Workspace, *wrong: str) -> DayEnd:
    return describe_end(workspace, open_day(workspace), wrong)


def test_the_skills_learned_today_are_named_and_counted(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    configure(tmp_path, 'goal = "papers/walk"\n')
    with workspace_in(tmp_path, Clock(NOON - timedelta(1))) as workspace:
        attempt(workspace, "way/sum-2", ok=True, why=True)
        assert ("Towards Walks", "4 skills left") in end_of(workspace).tell_rows()
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, "way/sum-3", ok=True, why=True)
        end = end_of(workspace)
        assert (end.left_before, end.left, end.learned) == (4, 3, ("Add",))
        assert ("Towards Walks", "4 → 3 skills left today: Add") in end.tell_rows()


def test_tomorrow_brings_what_the_end_of_the_day_says(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(6)))
    with workspace_in(tmp_path) as workspace:
        for number in range(1, 6):
            attempt(workspace, f"tiny/sum-{number}", ok=number > 2, why=True)
        told = end_of(workspace).tomorrow
    with workspace_in(tmp_path, Clock(NOON + timedelta(1))) as workspace:
        page = read_today_view(workspace).page
        head, counts = page.tell_counts()
        assert told == f"{head}: {counts}"
        assert counts.startswith("2 again")


def test_what_went_wrong_most_often_this_month_is_named_with_its_exercises(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(4)))
    for days in (60, 3, 2):
        with workspace_in(tmp_path, Clock(NOON - timedelta(days))) as workspace:
            attempt(workspace, f"tiny/sum-{days % 4 + 1}", ok=False, why=True, code="sign")
    with workspace_in(tmp_path) as workspace:
        assert end_of(workspace).wrong == ""
        attempt(workspace, "tiny/sum-2", ok=False, why=True, code="sign")
        end = end_of(workspace, "tiny/sum-2")
        assert end.times == 3
        rows = {row[0]: row for row in end.tell_rows()}
        assert rows["Mistake"] == ("Mistake", f"{end.wrong}, the third time this month")


@pytest.mark.parametrize("marks", [0, 1])
def test_a_session_that_is_left_says_what_today_says_is_left(tmp_path: Path, marks: int) -> None:
    plant(tmp_path, "tiny", bank(sums(6)))
    with workspace_in(tmp_path, Clock(NOON - timedelta(1))) as workspace:
        attempt(workspace, "tiny/sum-1", ok=False, why=True)
    with workspace_in(tmp_path) as workspace:
        sitting = start_session(workspace, Request())
        for _ in range(marks):
            served(sitting)
            sitting.answer("13")
            sitting.mark(True)
        summary = sitting.summary()
        sitting.close()
        head, _ = read_today_view(workspace).page.tell_counts()
        said = f"{6 - marks} exercises left, about "
        assert summary.left.startswith(said)
        assert head.replace(" left", "") == summary.left.replace(" left", "")
        assert ("Today", summary.left) in summary.tell_rows()
        assert "still due" not in summary.tell_days()


def test_what_comes_back_tomorrow_is_told_once() -> None:
    summary = DaySummary(marks=SessionMarks(yellow=1), tomorrow=2)
    end = DayEnd(head="", marked=1, listed=3, minutes=1)
    unplanned = replace(summary, end=end)
    assert summary.tell_days() == unplanned.tell_days() == "Tomorrow 2 exercises come back."
    assert replace(summary, end=replace(end, tomorrow="2 exercises come back")).tell_days() == ""


def test_a_session_ends_with_the_day_and_one_without_marks_with_nothing(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    with workspace_in(tmp_path) as workspace:
        sitting = start_session(workspace, Request())
        assert sitting.summary().end is None
        served(sitting)
        sitting.answer("13")
        sitting.mark(True)
        summary = sitting.summary()
        assert summary.end is not None
        assert (summary.end.head, summary.end.marked, summary.end.listed) == ("Done for today", 1, 1)
        sitting.close()


def test_a_minute_of_today_changes_nothing_of_what_is_said_of_the_last_days(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    clock = Clock(NOON - timedelta(12))
    with workspace_in(tmp_path, clock) as workspace:
        assert read_today_view(workspace).page.days == ""
        for day in range(12):
            if day not in (4, 5):
                attempt(workspace, f"way/sum-{day % 4 + 1}", ok=True, why=True, seconds=720)
                assert (read_today_view(workspace).page.days == "") == (day == 0), (
                    "the first day is not told of"
                )
            clock.pass_days(1)
        said = "12 min a day on 8 of the last 10 days."
        assert read_today_view(workspace).page.days == said
        attempt(workspace, "papers/walk/recall-1", ok=True, why=True, seconds=60)
        assert read_today_view(workspace).page.days == said


def test_a_goal_that_is_reached_shows_the_first_wrong_answer_beside_todays_right_one(tmp_path: Path) -> None:
    step, mean = (replace(RECORD.formulas[number], central=number == 1) for number in (0, 1))
    plant_paper(tmp_path, replace(RECORD, formulas=(step, mean)))
    item = ItemId("papers/walk/mean-by-hand")
    with workspace_in(tmp_path, Clock(NOON - timedelta(30))) as workspace:
        attempt(workspace, "papers/walk/recall-1", ok=False, why=True)
        assert find_then_and_now(workspace, "papers/walk") is None
        attempt(workspace, item, ok=False, why=True)
    with workspace_in(tmp_path) as workspace:
        assert find_then_and_now(workspace, "papers/walk") is None
        for each in (item, "papers/walk/recall-1"):
            attempt(workspace, each, ok=True, why=True)
        pair = find_then_and_now(workspace, "papers/walk")
        assert isinstance(pair, ThenAndNow)
        assert pair.formula == mean.title
        days = (NOON.date() - timedelta(30), NOON.date())
        assert (pair.wrong_on, pair.right_on, pair.wrong, pair.right) == (*days, "7", "7")
        assert find_then_and_now(workspace, "way") is None
