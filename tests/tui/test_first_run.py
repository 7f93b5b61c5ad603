"""The first moments: keys act, and answers are kept, before anything is loaded; the question for a goal."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from drill.files import find
from drill.gyr.events import Attempt
from drill.session.drilling.first_run import drawn_exercise
from drill.session.drilling.starting import Request
from drill.session.workspace import open_workspace
from tests.homes import bank, plant, share_cache, sums, workspace_in
from tests.tui.driving import Learner, learner

FIRST = "Differentiate f(x) = x² sin(8x)"
ANSWER = (*"2x", "space", *"sin8x", "plus", *"8x^2", "space", *"cos8x", "enter")
HELD = "Your answer is checked in a moment."


@asynccontextmanager
async def unopened(
    home: Path, request: Request | None = None
) -> AsyncIterator[tuple[Learner, Callable[[], None]]]:
    """An app whose store and banks are not opened before the block ends, or calls what it is given."""
    opens = threading.Event()
    async with learner(home, request) as person:
        held = asyncio.ensure_future(person.app.background.run(opens.wait))
        try:
            await person.pilot.pause()
            yield person, opens.set
        finally:
            opens.set()
            await held


@pytest.fixture
def new_home(tmp_path: Path) -> Path:
    share_cache(tmp_path)
    return tmp_path


@pytest.mark.shipped
async def test_the_answer_is_taken_before_it_can_be_checked(new_home: Path) -> None:
    first = drawn_exercise(find({"DRILL_HOME": str(new_home)}))
    assert first is not None
    async with unopened(new_home) as (person, open_now):
        assert FIRST in person.screen
        await person.pilot.press(*ANSWER)
        assert HELD in person.screen
        await person.pilot.press("space")
        assert HELD not in person.screen
        await person.pilot.press("enter")
        open_now()
        await person.sees("✓ right", "Do you know why it is right?")
        await person.marks("y")
        (mark,) = person.events()
        assert isinstance(mark.facts, Attempt)
        assert dict(mark.facts.params) == dict(first.params)


@pytest.mark.shipped
async def test_the_goal_is_asked_after_the_mark_and_leads_to_the_next_exercise(new_home: Path) -> None:
    async with unopened(new_home) as (person, open_now):
        await person.pilot.press(*ANSWER)
        open_now()
        await person.sees("✓ right")
        await person.resizes(120, 40)
        await person.marks("y")
        await person.sees("What would you like to be able to read?")
        assert len(person.events()) == 1
        await person.sees("DDPM", " skills")
        await person.press("2")
        await person.sees("DDPM is your goal: ", "ten minutes of questions: what you know is skipped")
        await person.press("escape")
        await person.until(lambda: person.mode in ("field", "theory"), "the next exercise")
        await person.sees("for DDPM")
        assert person.app.settings.goal == "papers/ddpm-2020"


@pytest.mark.shipped
async def test_the_keys_that_are_told_act_from_the_first_paint_on(new_home: Path) -> None:
    async with unopened(new_home) as (person, open_now):
        await person.pilot.press("2", "x", "escape")
        assert "?  keys" in person.screen
        await person.pilot.press("question_mark")
        assert "Keys here" in person.screen
        await person.pilot.press("escape", "f1")
        assert "Keys here" in person.screen
        await person.pilot.press("escape", "escape", "comma")
        assert "minutes a day" in person.screen
        await person.pilot.press("escape", "ctrl+p")
        assert "Search for commands" in person.screen
        await person.pilot.press("escape", "y", "escape")
        assert "│ 2xy" in person.screen
        await person.pilot.press("h", "h")
        assert "│ 2xy " in person.screen
        assert "?  keys" in person.screen
        open_now()
        await person.sees("│ 2xy", "h  hint", "r  solution", "?  keys")
        await person.press("escape", "z")
        assert "│ 2xyz" in person.screen


@pytest.mark.shipped
async def test_who_quits_before_anything_is_loaded_has_quit(new_home: Path) -> None:
    async with unopened(new_home) as (person, _):
        await person.pilot.press("ctrl+q")
        assert person.app.is_leaving


@pytest.mark.parametrize(
    ("request_", "told", "then"),
    [
        (Request(scope=("tiny",)), "Reading the exercises: 31 %.", "Compute 10 + 3."),
        (None, "reading 34 of 109 files…", "2 new"),
    ],
)
async def test_it_is_told_how_many_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request_: Request | None, told: str, then: str
) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    with workspace_in(tmp_path):
        pass  # it was opened before: the app begins with Today
    opens = threading.Event()
    notes: list[Callable[[int, int], None]] = []

    def open_late(*args: Any, on_progress: Callable[[int, int], None], **more: Any) -> object:
        notes.append(on_progress)
        on_progress(34, 109)
        opens.wait()
        return open_workspace(*args, on_progress=on_progress, **more)

    monkeypatch.setattr("drill.session.workspace.open_workspace", open_late)
    async with learner(tmp_path, request_) as person:
        try:
            await person.sees(told, "? keys")
            notes[0](109, 109)
            await person.until(lambda: "109" not in person.screen, "no count once all are read")
        finally:
            opens.set()
        await person.sees(then)
        assert "109" not in person.screen


async def test_a_session_that_is_left_before_it_begins_does_not_come_back(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    async with unopened(tmp_path, Request(scope=("tiny",))) as (person, open_now):
        assert "Your exercise is being prepared." in person.screen
        await person.pilot.press("q")
        assert "1 Today" in person.screen
        open_now()
        await person.is_at("Today")
        assert person.app.at_the_end is None
        await person.press("enter")
        await person.sees("Compute")
