"""The palette: keys and clicks that arrive before it is there, or after it has gone."""

from __future__ import annotations

import asyncio
import threading
from importlib import import_module
from pathlib import Path

import pytest
from textual.command import CommandPalette

from drill.gyr.events import Attempt
from tests.homes import bank, plant, sums
from tests.tui.driving import Learner, learner
from tests.tui.test_bursts import burst

CTRL_P, PAGE_DOWN, PAGE_UP = "\x10", "\x1b[6~", "\x1b[5~"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(3)))
    (tmp_path / "drill.db").touch()
    return tmp_path


async def at_today(person: Learner) -> None:
    await person.is_at("Today")
    await person.sees("3 new")
    await person.rests()


async def test_keys_that_overtake_what_it_finds(home: Path) -> None:
    async with learner(home) as person:
        await at_today(person)
        for keys in (
            f"{CTRL_P}{PAGE_DOWN}",
            f"{CTRL_P}{PAGE_UP}",
            f"{CTRL_P}{PAGE_DOWN}{PAGE_DOWN}\x1b[B\x1b[A",
            f":zzzz{PAGE_DOWN}{PAGE_UP}",
            f"{CTRL_P}\x1b[B\r",
        ):
            burst(person, keys)
            await person.rests()
            assert person.app.is_running
            while isinstance(person.app.screen, CommandPalette):
                await person.press("escape")
            await person.press("1")
            await person.is_at("Today")


async def test_enter_or_a_click_that_comes_twice_and_what_is_typed_at_once(home: Path) -> None:
    async with learner(home) as person:
        await at_today(person)
        titles = [command.title[11:] for command in person.app.get_system_commands(person.app.screen)]
        assert {"More minutes; on a paper more exercises", "Fewer minutes"} <= set(titles)
        assert len(titles) == len(set(titles)), "no two commands have the same words"
        await person.press("ctrl+p")
        await person.until(lambda: isinstance(person.app.screen, CommandPalette), "the palette")
        await person.types("settings")
        await person.sees("Settings")
        await person.rests()  # else what was listed before the last letter may still be chosen
        burst(person, "\r\r")
        await person.until(lambda: type(person.app.screen).__name__ == "SettingsScreen", "the settings")
        await person.rests()
        await person.press("escape")
        await person.until(lambda: type(person.app.screen).__name__ == "TodayScreen", "Today")
        await person.press("ctrl+p")
        await person.until(lambda: isinstance(person.app.screen, CommandPalette), "the palette")
        await person.rests()
        burst(person, 2 * "\x1b[<0;3;1M\x1b[<0;3;1m")
        await person.until(lambda: type(person.app.screen).__name__ == "TodayScreen", "Today")
        await person.rests()
        burst(person, ":settings\r")
        await person.until(lambda: type(person.app.screen).__name__ == "SettingsScreen", "the settings")


async def test_enter_waits_for_the_list_of_what_is_typed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asyncio.Event()
    finder_class = import_module("drill.tui.palette_search").Finder
    read_targets = finder_class._read_targets

    async def read_late(finder: object) -> object:
        await found.wait()
        return await read_targets(finder)

    monkeypatch.setattr(finder_class, "_read_targets", read_late)
    async with learner(home) as person:
        await at_today(person)
        await person.press("ctrl+p")
        await person.until(lambda: isinstance(person.app.screen, CommandPalette), "the palette")
        await person.sees("Today")
        person.waits_for_work = False
        await person.types("drill sums")
        await person.press("enter")
        assert isinstance(person.app.screen, CommandPalette)
        found.set()
        await person.until(lambda: person.exercise is not None, "the exercise")
        assert person.exercise.item == "tiny/sum-1"


async def test_enter_on_the_line_above_the_exercises_goes_to_the_first_one(home: Path) -> None:
    async with learner(home) as person:
        await at_today(person)
        await person.press("ctrl+p")
        await person.until(lambda: isinstance(person.app.screen, CommandPalette), "the palette")
        await person.types("sum-2")
        await person.sees("──  exercises", "sum-2 Sums")
        await person.press("enter")
        await person.rests()
        assert isinstance(person.app.screen, CommandPalette)
        await person.press("enter")
        await person.until(lambda: person.exercise is not None, "the exercise")
        assert person.exercise.item == "tiny/sum-2"


async def test_what_is_typed_before_the_exercises_are_read_is_searched_again(home: Path) -> None:
    opens = threading.Event()
    async with learner(home) as person:
        person.waits_for_work = False
        held = asyncio.ensure_future(person.app.background.run(opens.wait))
        try:
            await person.press("ctrl+p")
            await person.until(lambda: isinstance(person.app.screen, CommandPalette), "the palette")
            await person.types("sum-2")
            await person.sees("No matches found")
        finally:
            opens.set()
            await held
        await person.sees("──  exercises", "sum-2 Sums")
        assert "No matches found" not in person.screen
        await person.press("enter")
        await person.rests()
        assert isinstance(person.app.screen, CommandPalette)
        await person.press("enter")
        await person.until(lambda: person.exercise is not None, "the exercise")
        assert person.exercise.item == "tiny/sum-2"


async def test_enter_on_an_earlier_text_runs_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asyncio.Event()

    async def read_late(_: object) -> list[object]:
        await found.wait()
        return []

    monkeypatch.setattr("drill.tui.palette_search.Finder._read_targets", read_late)
    async with learner(home) as person:
        await at_today(person)
        await person.press("ctrl+p")
        await person.until(lambda: isinstance(person.app.screen, CommandPalette), "the palette")
        person.waits_for_work = False
        await person.types("settings")
        await person.press("enter")
        await person.types("x")
        found.set()
        await person.sees("No matches found")
        assert isinstance(person.app.screen, CommandPalette)


async def test_an_early_pagedown(home: Path) -> None:
    async with learner(home) as person:
        burst(person, f"2{PAGE_DOWN}{PAGE_UP}")
        await person.sees("3 exercises")
        await person.rests()
        burst(person, f"4{PAGE_DOWN}")
        await person.rests()
        burst(person, f"1{PAGE_DOWN} {PAGE_DOWN}\x1b")
        await person.rests()
        burst(person, f",{PAGE_DOWN}{PAGE_UP}")
        await person.rests()


async def test_a_command_takes_one_row_however_narrow_it_is(home: Path) -> None:
    async with learner(home, size=(40, 12)) as person:
        await person.sees("enter begin")
        await person.press("colon")
        await person.sees("My mistakes", "About a formula: which…")
        await person.press("escape")
        await person.press("question_mark")
        await person.sees("Keys here")


async def test_a_bank_is_practised_from_it_and_enter_goes_on(home: Path) -> None:
    async with learner(home) as person:
        await at_today(person)
        await person.commands("practise sums", "Practise Sums")
        await person.sees("Compute 10 + 3.", "practice, not counted", "This is practice")
        await person.types("7")
        await person.press("enter")
        await person.sees("wrong", "Practice changes no colour.", "next question", "this is wrong")
        assert not {"yes", "no", "undo", "park"} & {offer.action for offer in person.app.screen.offers()}  # type: ignore[attr-defined]
        await person.press("enter")
        await person.sees("Compute 20 + 3.")
        await person.types("23")
        await person.press("enter")
        await person.sees("right", "Practice changes no colour.")
        await person.press("q")
        await person.sees("2 exercises", "1 of 2 answers right.")
        practised = [event.facts for event in person.events() if isinstance(event.facts, Attempt)]
        assert [(facts.kind, facts.ok, facts.why) for facts in practised] == [
            ("extra", False, False), ("extra", True, True),
        ]  # fmt: skip
        await person.press("enter")
        await person.sees("3 new")
