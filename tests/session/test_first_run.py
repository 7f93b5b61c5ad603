"""The very first run begins with an exercise that is shipped drawn: it is shown before a bank is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.files import find
from drill.gyr.events import Attempt, ItemId
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.first_run import FIRST_EXERCISE, drawn_exercise, open_as_drawn
from drill.session.drilling.starting import Request, start_session
from drill.session.drilling.verdict_view import VerdictView
from drill.session.workspace import Workspace, open_workspace
from tests.homes import WORKERS, Clock, configure, plant, share_cache
from tests.session.first_exercise import drawn_anew

pytestmark = pytest.mark.shipped


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    share_cache(tmp_path)
    return {"DRILL_HOME": str(tmp_path)}


@pytest.fixture
def workspace(environ: dict[str, str]) -> Workspace:
    first = drawn_exercise(find(environ))
    assert first is not None
    opened = open_workspace(environ, clock=Clock(), processes=1)
    opened.workers = WORKERS
    open_as_drawn(opened, first)
    return opened


def test_what_is_shipped_is_what_its_file_draws(environ: dict[str, str]) -> None:
    assert drawn_exercise(find(environ)) == drawn_anew(), "run python -m tests.session.first_exercise"


def test_settings_and_own_exercises_may_ask_for_another(environ: dict[str, str], tmp_path: Path) -> None:
    configure(tmp_path, "minutes = 10\n")
    assert drawn_exercise(find(environ)) is None
    (tmp_path / "config.toml").unlink()
    plant(tmp_path, "tiny", "exercises: []\n")
    assert drawn_exercise(find(environ)) is None


def test_the_session_goes_on_with_what_was_shown(workspace: Workspace) -> None:
    sitting = start_session(workspace, Request(first=FIRST_EXERCISE))
    view = sitting.next()
    assert isinstance(view, ExerciseView)
    assert (view.item, view.stage.prompt) == (FIRST_EXERCISE, drawn_anew().prompt)
    assert isinstance(sitting.answer("2x sin(8x) + 8x^2 cos(8x)"), VerdictView)
    sitting.mark(why=True)
    following = sitting.next()
    assert isinstance(following, ExerciseView)
    assert following.item != FIRST_EXERCISE
    assert workspace.take_notices() == []
    sitting.close()
    workspace.store.close()


def test_the_time_before_the_session_began_counts(workspace: Workspace) -> None:
    first = drawn_exercise(workspace.places)
    assert first is not None
    open_as_drawn(workspace, first, seconds=12.0)
    sitting = start_session(workspace, Request(first=FIRST_EXERCISE))
    sitting.next()
    sitting.answer("2x sin(8x) + 8x^2 cos(8x)")
    sitting.mark(why=True)
    (event,) = workspace.store.history(ItemId(FIRST_EXERCISE))
    assert isinstance(event.facts, Attempt)
    assert event.facts.seconds == event.facts.raw_seconds > 12.0
    sitting.close()
    workspace.store.close()
