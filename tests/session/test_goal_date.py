"""A paper by a day: what it takes is told once a week, never that one is late, and no plan changes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.session.progress.goal_date import (
    find_goal_date,
    keep_goal_date,
    tell_goal_date,
    tell_goal_date_of_week,
)
from drill.session.progress.progress_overview import Pace, lead_progress
from drill.session.standing.goals import GoalView, current_goal, find_goal, goal_view
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.today.session_list import open_day
from drill.session.workspace import Workspace
from tests.homes import NOON, Clock, bank, configure, plant, sums, workspace_in
from tests.session.drilled import attempt

NERF = "papers/nerf-2020"


def view_of(workspace: Workspace) -> GoalView | None:
    parts = workspace.parts()
    return goal_view(workspace, parts, find_learner_mastery(workspace, parts))


def aim(workspace: Workspace, days: int) -> None:
    goal = current_goal(workspace)
    assert goal is not None
    keep_goal_date(workspace, goal, NOON.date() + timedelta(days))


@pytest.mark.shipped
@pytest.mark.parametrize(
    ("minutes", "days", "told"),
    [
        (25, 28, "at 25 minutes a day about five weeks (three to seven); 18 December is in four."),
        (25, 9, "at 25 minutes a day about five weeks (three to seven); 29 November is in 9 days."),
        (25, 0, "at 25 minutes a day about five weeks (three to seven); 20 November is today."),
        (50, 28, "at 50 minutes a day about two to three weeks (one to three); 18 December is in four."),
    ],
)
def test_a_shipped_paper_tells_weeks_by_its_minutes(
    tmp_path: Path, minutes: int, days: int, told: str
) -> None:
    configure_goal(tmp_path, NERF, minutes)
    with workspace_in(tmp_path, Clock(NOON)) as workspace:
        before = [row.item for row in open_day(workspace).coming()]
        aim(workspace, days)
        assert tell_goal_date(workspace, view_of(workspace)) == f"NeRF: {told}"
        assert lead_progress(workspace, Pace(workspace)).weeks in told
        assert [row.item for row in open_day(workspace).coming()] == before


def configure_goal(home: Path, goal: str, minutes: int = 25) -> None:
    home.mkdir(exist_ok=True)
    configure(home, f'minutes = {minutes}\ngoal = "{goal}"\n')


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (14, "5 of 6 left, 14 days: one every two days."),
        (7, "5 of 6 left, 7 days: one a day."),
        (2, "5 of 6 left, 2 days: three a day."),
        (1, "5 of 6 left, 1 day: five a day."),
        (0, "5 of 6 left, and the day is today."),
    ],
)
def test_a_paper_of_ones_own_counts_exercises(tmp_path: Path, days: int, told: str) -> None:
    plant(tmp_path, "papers/mine", bank(sums(6), title="Mine"))
    configure_goal(tmp_path, "papers/mine")
    with workspace_in(tmp_path, Clock(NOON)) as workspace:
        attempt(workspace, "papers/mine/sum-1", ok=True, why=True)
        aim(workspace, days)
        assert tell_goal_date(workspace, view_of(workspace)) == f"Mine: {told}"


def test_it_is_told_once_a_week_and_not_once_the_day_is_over(tmp_path: Path) -> None:
    plant(tmp_path, "papers/mine", bank(sums(6), title="Mine"))
    configure_goal(tmp_path, "papers/mine")
    told: list[int] = []
    for after in range(20):
        with workspace_in(tmp_path, Clock(NOON + timedelta(after))) as workspace:
            if not after:
                aim(workspace, 15)
            for _ in range(2):
                told += [after] * len(tell_goal_date_of_week(workspace, view_of(workspace)))
    assert told == [0, 3, 10]  # a Friday, and the Mondays up to the day
    with workspace_in(tmp_path, Clock(NOON + timedelta(20))) as workspace:
        assert tell_goal_date(workspace, view_of(workspace)) == ""


def test_only_a_paper_has_a_day_and_none_that_is_over(tmp_path: Path) -> None:
    plant(tmp_path, "papers/mine", bank(sums(2), title="Mine"))
    plant(tmp_path, "tiny", bank(sums(2), topic="other.sums"))
    configure_goal(tmp_path, "papers/mine")
    with workspace_in(tmp_path, Clock(NOON)) as workspace:
        other = find_goal(workspace, "tiny")
        assert other is not None
        with pytest.raises(UsageError, match="only a paper"):
            keep_goal_date(workspace, other, NOON.date())
        with pytest.raises(UsageError, match="is over"):
            aim(workspace, -1)
        aim(workspace, 3)
        assert find_goal_date(workspace, "papers/mine") == NOON.date() + timedelta(3)
        goal = current_goal(workspace)
        assert goal is not None
        keep_goal_date(workspace, goal, None)
        assert find_goal_date(workspace, "papers/mine") is None
