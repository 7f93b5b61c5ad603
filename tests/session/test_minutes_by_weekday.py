"""Minutes by weekday: a day has its own, and what is due on a day without any waits for the next."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from drill.session.drilling.starting import Request, start_session
from drill.session.due_file import due_now, keep_dues
from drill.session.progress.progress_overview import Pace, forecast_workload
from drill.session.today.session_list import open_day, plan_tomorrow
from drill.session.today.today_view import due_counts, read_today_view
from drill.settings import Settings
from tests.homes import NOON, Clock, bank, configure, plant, sums, workspace_in
from tests.session.drilled import attempt

FRIDAY = NOON
"""20 November 2026."""


def test_a_weekday_has_its_own_minutes() -> None:
    chosen = Settings(minutes_on={"sat": 10, "sun": 0})
    days = [FRIDAY.date() + timedelta(after) for after in range(4)]
    assert [chosen.minutes_of(day) for day in days] == [25, 10, 0, 25]
    assert [chosen.next_day(day) for day in days] == [days[0], days[1], days[3], days[3]]
    assert chosen.mean_minutes == pytest.approx((5 * 25 + 10) / 7)
    never = Settings(minutes_on=dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 0))
    assert never.next_day(days[0]) == days[0]


@pytest.mark.parametrize(("days", "minutes", "listed"), [(0, 25, 6), (1, 4, 2), (2, 0, 0), (3, 25, 6)])
def test_the_day_is_as_long_as_its_weekday_says(tmp_path: Path, days: int, minutes: int, listed: int) -> None:
    plant(tmp_path, "tiny", bank(sums(6)))
    configure(tmp_path, "minutes_on = {sat = 4, sun = 0}\n")
    with workspace_in(tmp_path, Clock(FRIDAY + timedelta(days))) as workspace:
        view = read_today_view(workspace)
        assert (view.minutes, len(view.plan)) == (minutes, listed)


def test_what_is_due_on_a_day_without_minutes_waits_for_the_next(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(3)))
    configure(tmp_path, "minutes_on = {sun = 0}\n")
    saturday, sunday = FRIDAY + timedelta(1), FRIDAY + timedelta(2)
    with workspace_in(tmp_path, Clock(saturday)) as workspace:
        attempt(workspace, "tiny/sum-1", ok=False, why=True)
        attempt(workspace, "tiny/sum-2", ok=False, why=True)
        ahead = forecast_workload(workspace, Pace(workspace)).days
        assert [day.items for day in ahead[:3]] == [0, 0, 2]
        assert due_counts(workspace) == (0, 0)
        assert plan_tomorrow(workspace, open_day(workspace).facts) == ([], False)
    with workspace_in(tmp_path, Clock(sunday)) as workspace:
        page = read_today_view(workspace).page
        assert page.tell_day() == "is without drill. 2 exercises wait until tomorrow."
        assert not page.has_warm_up
        assert due_counts(workspace) == (0, 2)
        assert [day.items for day in forecast_workload(workspace, Pace(workspace)).days[:2]] == [0, 2]
        keep_dues(workspace)
        environ = {"DRILL_HOME": str(tmp_path)}
        assert due_now(environ, sunday) == "0"
        assert due_now(environ, sunday + timedelta(1)) == "2"
        longer = read_today_view(workspace, 10)
        assert (longer.minutes, longer.page.minutes) == (10, 10)
        assert {row.item for row in longer.items} >= {"tiny/sum-1", "tiny/sum-2"}
        assert read_today_view(workspace).minutes == 10
    with workspace_in(tmp_path, Clock(sunday + timedelta(1))) as workspace:
        assert due_counts(workspace)[0] == 2


def test_who_begins_on_a_day_without_minutes_drills_as_long_as_usual(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(3)))
    configure(tmp_path, "minutes_on = {sun = 0}\n")
    with workspace_in(tmp_path, Clock(FRIDAY + timedelta(2))) as workspace:
        for request in (Request(), Request(scope=("tiny",))):
            session = start_session(workspace, request)
            assert session.next() is not None
            session.close()
