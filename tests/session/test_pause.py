"""After a pause: how much waits in all, and nothing new until it is through, if the learner wants that."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.session.today.day_gathering import LEAST_PAUSE, Pause, answer_pause, find_pause
from drill.session.today.today_view import TodayView, read_today_view
from drill.session.workspace import Workspace
from tests.homes import NOON, Clock, bank, configure, plant, sums, workspace_in
from tests.session.drilled import attempt

WAIT = 30


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(WAIT + 40)))
    configure(tmp_path, "minutes = 25\n")
    return tmp_path


def fail_some(workspace: Workspace) -> None:
    for number in range(1, WAIT + 1):
        attempt(workspace, f"tiny/sum-{number}", ok=False, why=True)


def pause_of(workspace: Workspace) -> Pause | None:
    return find_pause(workspace, workspace.standing(), workspace.parts())


def kinds(view: TodayView) -> set[str]:
    return {row.kind for row in view.page.rows}


@pytest.mark.parametrize("away", [0, LEAST_PAUSE - 1, LEAST_PAUSE, 22])
def test_a_pause_is_told_from_the_fourth_day_on(home: Path, away: int) -> None:
    clock = Clock(NOON)
    with workspace_in(home, clock) as workspace:
        assert pause_of(workspace) is None
        fail_some(workspace)
        clock.pass_days(away + 1)
        pause = pause_of(workspace)
        assert (pause is not None) == (away >= LEAST_PAUSE)
        if pause is not None:
            told = f"{away} days away. Nothing is lost: {WAIT} exercises wait, {WAIT} again and 0 to check."
            assert pause.told == told
            assert 0 < pause.days_first <= pause.days_mixed


def test_it_is_asked_once_a_pause(home: Path) -> None:
    clock = Clock(NOON)
    with workspace_in(home, clock) as workspace:
        fail_some(workspace)
        clock.pass_days(10)
        assert read_today_view(workspace).pause is not None
        answer_pause(workspace, catches_up=False)
        view = read_today_view(workspace)
        assert view.pause is not None
        assert not view.pause.asks
        assert (view.catches_up, kinds(view)) == (False, {"again", "new"})
        attempt(workspace, "tiny/sum-40", ok=True, why=True)
        assert read_today_view(workspace).pause is None, "the pause is over"
        clock.pass_days(10)
        pause = read_today_view(workspace).pause
        assert pause is not None
        assert pause.asks


def test_nothing_new_comes_until_nothing_waits(home: Path) -> None:
    clock = Clock(NOON)
    with workspace_in(home, clock) as workspace:
        fail_some(workspace)
        clock.pass_days(10)
        answer_pause(workspace, catches_up=True)
        view = read_today_view(workspace)
        assert (view.catches_up, kinds(view)) == (True, {"again"})
        clock.pass_days(1)
        assert read_today_view(workspace).catches_up
        for number in range(1, WAIT + 1):
            attempt(workspace, f"tiny/sum-{number}", ok=True, why=True)
        view = read_today_view(workspace)
        assert not view.catches_up
        clock.pass_days(1)
        view = read_today_view(workspace)
        assert (view.catches_up, "new" in kinds(view)) == (False, True)
