"""The end of a session: its rows are chosen by arrows, and lead on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from drill.session.drilling.starting import Request
from drill.tui.screens import summary
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.drilling.screen import DrillingScreen
from drill.tui.screens.library import LibraryScreen
from drill.tui.screens.summary import SummaryScreen
from drill.tui.screens.today import TodayScreen
from tests.homes import NOON, Clock, bank, configure, plant, sums, workspace_in
from tests.session.a_paper import RECORD, plant_paper
from tests.session.drilled import attempt
from tests.tui.driving import Learner, learner


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "small", bank(sums(3), topic="small.sums", title="Small"))
    (tmp_path / "drill.db").touch()
    return tmp_path


async def at_summary(person: Learner) -> None:
    await person.answers("7", "wrong")
    await person.marks("n")
    await person.answers("23", "right")
    await person.marks("n")
    await person.answers("33", "right")
    await person.press("y")
    await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
    await person.sees("Worth another look", "■ small/sum-1", "▲ small/sum-2", "right, not sure why")


def chosen(person: Learner) -> str:
    """The words of the row with the sign of the chosen one, without the state before them."""
    rows = [row.partition("▎")[2] for row in person.screen.splitlines() if "▎" in row]
    return " ".join(rows).strip(" ■▲●").partition("  ")[0]


async def test_arrows_choose_and_space_opens_an_exercise(home: Path) -> None:
    async with learner(home, Request(scope=("small",))) as person:
        await at_summary(person)
        await person.until(lambda: chosen(person) == "back", "the way back")
        for key, told in (
            ("up", "small/sum-2"),
            ("k", "small/sum-1"),
            ("down", "small/sum-2"),
            ("down", "back"),
            ("down", "practise the red one, not counted"),
        ):
            await person.press(key)
            await person.until(lambda told=told: chosen(person) == told, told)
        await person.resizes(40, 10)
        await person.press("up", "up")
        await person.sees("▲ small/sum-2", "tomorrow")
        assert chosen(person) == "small/sum-2"
        await person.resizes(120, 40)
        await person.until(lambda: chosen(person) == "small/sum-2", "the same one is chosen")
        await person.resizes(80, 24)
        await person.press("space")
        await person.until(lambda: isinstance(person.app.screen, LibraryScreen), "the library")
        await person.sees("small/sum-2", "level 1", "Compute 20 + 3.", "esc summary")
        assert "sum-1" not in person.screen
        await person.press("escape")
        await person.until(lambda: chosen(person) == "small/sum-2", "the summary as it was")
        await person.press("down", "enter")
        await person.until(lambda: isinstance(person.app.screen, TodayScreen), "Today")


@pytest.mark.parametrize("key", ["enter", "escape", "1"])
async def test_it_is_left_at_once_while_the_session_is_still_being_closed(home: Path, key: str) -> None:
    closes = Event()
    async with learner(home, Request(scope=("small",))) as person:
        await at_summary(person)
        person.app.run_worker(person.app.background.run(closes.wait))
        person.app.simulate_key(key)
        try:
            await person.until(lambda: isinstance(person.app.screen, TodayScreen), "Today")
        finally:
            closes.set()
        await person.is_at("Today")


async def test_from_what_was_opened_one_may_go_elsewhere_and_undo_still_works_after_coming_back(
    home: Path,
) -> None:
    async with learner(home, Request(scope=("small",))) as person:
        await at_summary(person)
        await person.press("up", "space")
        await person.sees("esc summary")
        await person.press("escape")
        await person.sees("Worth another look")
        await person.press("u")
        await person.until(lambda: isinstance(person.app.screen, DrillingScreen), "the question once more")
        await person.reads()
        await person.press("y")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
        await person.press("up", "enter")
        await person.sees("esc summary")
        await person.press("1")
        await person.until(lambda: isinstance(person.app.screen, TodayScreen), "Today")
        await person.until(lambda: person.app.at_the_end is None, "the session is closed")


async def test_what_was_edited_meanwhile_is_told_where_one_comes_by(home: Path) -> None:
    async with learner(home) as person:
        await person.sees("Small", "exercise")
        plant(home, "small", bank(sums(3) + "- id: new\n  promt: x\n", topic="small.sums", title="Small"))
        await person.press("2")
        await person.sees("did you mean prompt?", "What was there before goes on.")
        plant(home, "small", bank(sums(4), topic="small.sums", title="Small"))
        await person.press("1")
        await person.is_at("Today")
        await person.press("2")
        await person.sees("· sum-4")
        assert "goes on" not in person.screen


async def test_a_check_that_did_not_hold_is_told(home: Path) -> None:
    for days, is_right in ((28, False), (27, True)):
        with workspace_in(home, Clock(NOON - timedelta(days))) as workspace:
            attempt(workspace, "small/sum-1", ok=is_right, why=is_right)
    async with learner(home, Request(checks=True, items=1)) as person:
        await person.answers("7", "wrong")
        await person.marks("n")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
        await person.sees("■ small/sum-1", "was green, back tomorrow")


async def test_the_end_of_a_day_says_what_it_came_to_and_what_went_wrong_is_drilled(home: Path) -> None:
    async with learner(home, size=(80, 30)) as person:
        await person.sees("3 exercises, about")
        await person.press("enter")
        await person.answers("9", "wrong")
        await person.marks("n")
        for answer in ("23", "33"):
            await person.answers(answer, "right")
            await person.marks("y")
        await person.sees("Done for today", "1 min, 3 exercises, 2 green", "■ small/sum-1", "back tomorrow")
        await person.sees("Tomorrow 1 exercise, about 2 min: 1 again", "esc Today", "q leave drill")
        assert "Nothing else is due" not in person.screen
        assert chosen(person) == "leave drill"
        await person.resizes(40, 12)
        assert chosen(person) == "leave drill"
        await person.press("down")
        await person.sees("practise the red one, not counted")
        await person.press("enter")
        await person.sees("practice, not counted")
        await person.answers("13", "right")
        await person.press("enter")
        await person.sees("Practice: 1 minute, 1 exercise")
        await person.press("escape")
        await person.is_at("Today")
        await person.sees("Done for today. Tomorrow: 1 exercise")


async def test_leaving_from_the_summary_ends_drill_and_q_asks(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("enter")
        await person.answers("13", "right")
        await person.marks("y")
        await person.press("escape", "q")
        await person.until(lambda: chosen(person) == "leave drill", "the summary")
        await person.press("down")
        assert chosen(person) == "go on with today"
        await person.press("enter")
        await person.answers("23", "right")
        await person.marks("y")
        await person.press("escape", "q")
        await person.until(lambda: chosen(person) == "leave drill", "the summary")
        await person.press("enter")
        await person.until(lambda: not person.app.is_running, "the end")


async def test_a_key_of_the_summarys_first_moment_does_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "CALM_S", 60.0)
    async with learner(home, Request(scope=("small",))) as person:
        await at_summary(person)
        await person.press("enter", "down", "1")
        assert isinstance(person.app.screen, SummaryScreen)
        assert chosen(person) == "back"


async def test_a_day_without_the_paper_shows_where_it_leads_and_b_tries_it(tmp_path: Path) -> None:
    plant_paper(tmp_path, replace(RECORD, formulas=(replace(RECORD.formulas[0], words="It moves on."),)))
    needs_all = "- {id: recall-1, skill: way.long, prompt: Compute $10 + 3$., answer: {number: '13'}}\n"
    plant(tmp_path, "papers/walk", f"topic: papers.walk\ntitle: Walks\nexercises:\n{needs_all}")
    configure(tmp_path, 'goal = "papers/walk"\nminutes = 5\nwarm_up = false\n')
    with workspace_in(tmp_path, Clock(NOON - timedelta(1))) as workspace:
        attempt(workspace, "way/sum-1", ok=False, why=True, code="sign")
    async with learner(tmp_path, Request(scope=("way/sum-1",)), size=(80, 30)) as person:
        await person.answers("13", "right")
        await person.press("y")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
        assert "Where this leads" not in person.screen  # a session of its own says nothing of the path
        await person.press("enter")
        await person.is_at("Today")
        await person.press("enter")
        await person.answers("7", "wrong")
        await person.press("n")
        await person.until(lambda: person.mode is Mode.FIELD or person.mode is Mode.THEORY, "the next")
        if person.mode is Mode.THEORY:
            await person.press("enter")
        await person.press("escape", "q")
        await person.sees("Where this leads", "It moves on.", "skills left: Count")
        await person.press("down", "down", "down", "enter")
        await person.sees("before its time", "This exercise comes before its skills", "Compute 10 + 3.")
        await person.answers("7", "wrong", "Nothing is marked.")
        await person.press("enter")
        await person.sees("That was where the path leads.")
        assert "Worth another look" not in person.screen
        await person.press("enter")
        await person.is_at("Today")
        assert person.events()[-1].facts.placed  # type: ignore[union-attr]
