"""Errors that nobody foresaw: they are shown in a sentence and kept in the log folder, and the app stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name
from threading import Event
from typing import NoReturn

import pytest
from textual.command import CommandPalette
from textual.css.query import NoMatches

from drill.session.drilling.starting import Request
from tests.homes import bank, plant, sums
from tests.tui.driving import Learner, learner

LIBRARY = "drill.tui.screens.library.LibraryScreen"
SESSION = "drill.session.drilling.drill_session.DrillSession"
TOLD = "Something went wrong inside drill (ZeroDivisionError: [b]nobody thought of it[/b])"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(3)))
    (tmp_path / "drill.db").touch()
    return tmp_path


def fail(*_: object, **named: object) -> NoReturn:
    raise ZeroDivisionError("[b]nobody thought of it[/b]")


def reports(home: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in (home / "log").glob("crash-*.txt")]


async def goes_on(person: Learner) -> None:
    """The app still hears keys, and what was done works once it does not fail."""
    await person.press("1")
    await person.is_at("Today")


def test_the_helper_does_not_hide_a_fault(home: Path) -> None:
    async def drive() -> None:
        async with learner(home) as person:
            await person.is_at("Today")
            person.app.call_later(fail)
            await person.sees("Something went wrong")

    import asyncio

    with pytest.raises(ZeroDivisionError):
        asyncio.run(drive())


async def test_an_action_that_raises(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{LIBRARY}.action_fold", fail)
    async with learner(home) as person:
        person.expects(ZeroDivisionError, NoMatches)
        await person.is_at("Today")
        await person.press("2")
        await person.sees("3 exercises")
        await person.press("right")
        await person.sees(TOLD, "Nothing that you marked is lost.", "The details are in")
        await goes_on(person)
    assert "in fail" in reports(home)[0]


@pytest.mark.parametrize("what", ["callback", "timer", "worker", "thread", "session"])
async def test_whatever_runs_beside_the_keys(home: Path, what: str) -> None:
    async with learner(home) as person:
        person.expects(ZeroDivisionError, NoMatches)
        await person.is_at("Today")
        await person.rests()
        screen, app = person.app.screen, person.app
        starts: dict[str, Callable[[], object]] = {
            "callback": lambda: screen.call_after_refresh(fail),
            "timer": lambda: screen.set_timer(0.01, fail),
            "worker": lambda: screen.run_worker(app.background.run(fail)),
            "thread": lambda: screen.run_worker(fail, thread=True),
            "session": lambda: screen.act(fail),  # pyright: ignore[reportAttributeAccessIssue],
        }
        starts[what]()
        await person.sees(TOLD)
        await goes_on(person)
    assert "in fail" in reports(home)[0]


async def test_while_an_answer_is_checked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        person.expects(ZeroDivisionError, NoMatches)
        await person.until(lambda: person.mode == "field", "the field")
        assert person.app.workspace is not None
        with monkeypatch.context() as broken:
            broken.setattr(person.app.workspace.workers, "check_stage", fail)
            await person.types("13")
            await person.press("enter")
            await person.sees(TOLD)
        await person.press("enter")
        await person.sees("right", "Do you know why it is right?")


@pytest.mark.parametrize(
    ("work", "keys", "told"),
    [
        ("skip", ("escape", "s"), "Skipped to the end of today"),
        ("again", ("escape", "full_stop"), "practice"),
        ("mark", ("y",), "u undoes"),
    ],
)
async def test_whatever_takes_long_asks_for_patience(
    home: Path, monkeypatch: pytest.MonkeyPatch, work: str, keys: tuple[str, ...], told: str
) -> None:
    may_go_on, does = Event(), resolve_name(f"{SESSION}.{work}")

    def slow(session: object, *given: object, **named: object) -> object:
        may_go_on.wait(20)
        return does(session, *given, **named)

    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        if work == "mark":
            await person.answers("13", "right")
        monkeypatch.setattr(f"{SESSION}.{work}", slow)
        await person.press(*keys[:-1])
        person.app.simulate_key(keys[-1])
        await person.sees("One moment…")
        may_go_on.set()
        await person.sees(told)
        assert "One moment" not in person.screen


async def test_a_screen_that_cannot_be_opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{LIBRARY}.compose", fail)
    async with learner(home) as person:
        person.expects(ZeroDivisionError, NoMatches)
        await person.is_at("Today")
        await person.press("2")
        await person.sees("Something went wrong")
        await goes_on(person)


async def test_a_session_that_cannot_begin(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("drill.session.drilling.starting.start_sitting", fail)
        async with learner(home, Request(scope=("tiny",))) as person:
            person.expects(ZeroDivisionError, NoMatches)
            await person.sees(TOLD, "enter try again")
            broken.undo()
            await person.press("enter")
            await person.sees("Compute 10 + 3")


async def test_a_scope_that_names_nothing_any_more(home: Path) -> None:
    async with learner(home) as person:
        person.expects(ZeroDivisionError, NoMatches)
        await person.is_at("Today")
        await person.sees("3 new")
        person.app.drill(Request(scope=("nothing",)))
        await person.sees("No paper, topic or exercise is called 'nothing'")
        await person.press("2")
        await person.sees("3 exercises")


async def test_a_window_that_fails_while_it_is_drawn_does_not_fail_for_ever(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CommandPalette, "compose", fail)
    async with learner(home) as person:
        person.expects(ZeroDivisionError, NoMatches)
        await person.is_at("Today")
        await person.press("colon")
        await person.sees("Something went wrong")
        await goes_on(person)
