"""The places of the tab row, and what is told in place when something fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.widget import Widget

from drill.errors import UsageError
from drill.session.drilling.starting import Request
from drill.session.workspace import Workspace
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.places import PlaceScreen
from drill.tui.screens.summary import SummaryScreen
from drill.tui.screens.today import TodayScreen
from drill.tui.served import SERVED, Allowed
from drill.tui.widgets.screen_rows import KeyRow
from tests.homes import bank, plant, sums
from tests.rows import sample
from tests.tui.driving import PATIENCE_S, learner


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(3)))
    return tmp_path


async def test_a_walk_through_the_places(home: Path) -> None:
    async with learner(home, Request(scope=("tiny/sum-1",))) as person:
        await person.answers("13", "right")
        await person.press("y")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
        await person.press("enter")
        await person.is_at("Today")
        await person.sees("1 green kept. Next: Sums.", "2 new")
        await person.press("plus")
        await person.sees("35 minutes")
        await person.press("space")
        await person.sees("All of today, in this order", "tiny/sum-2")
        await person.press("escape", "2")
        await person.sees("3 exercises", "1 of 3 green", "● sum-1")
        await person.press("slash", "s", "u", "m", "minus", "3")
        await person.sees("1 exercise", "· sum-3")
        await person.press("enter", "space")
        await person.sees("tiny/sum-3", "Compute 30 + 3.")
        await person.press("3")
        await person.sees("All exercises, pass by pass", "3 in all", "pass 1", "1 of 3 green")
        await person.press("tab")
        await person.sees("min this week", "Greens over time", "Marks per day")
        await person.press("4")
        await person.sees("No paper yet.")
        await person.press("question_mark")
        await person.sees("A letter means the same on all screens")
        await person.press("escape", "comma")
        await person.sees("Settings", "minutes a day")
        await person.press("escape")
        await person.sees("No paper yet.")
        await person.press("colon")
        await person.until(lambda: "CommandPalette" in type(person.app.screen).__name__, "the palette")
        await person.press("escape")
        await person.until(lambda: "CommandPalette" not in type(person.app.screen).__name__, "the place")
        await person.press("1")
        await person.is_at("Today")
        await person.press("u")
        await person.sees("Undone: the mark of tiny/sum-1, unseen again")


async def test_keys_before_the_data_are_not_told_and_do_nothing_later(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go, fill = threading.Event(), TodayScreen.fill

    def fill_late(screen: TodayScreen, workspace: Workspace) -> Callable[[], None]:
        may_go.wait(60)
        return fill(screen, workspace)

    monkeypatch.setattr(TodayScreen, "fill", fill_late)
    (home / "drill.db").touch()
    async with learner(home) as person:
        person.waits_for_work = False
        await person.until(lambda: isinstance(person.app.screen, TodayScreen), "Today")
        await person.press("space", "enter")
        told = person.screen
        may_go.set()
        person.waits_for_work = True
        await person.is_at("Today")
        await person.rests()
        assert isinstance(person.app.screen, TodayScreen)
        assert "enter begin" in person.screen
        assert "enter begin" not in told
        assert "commands" in told


async def test_a_parked_exercise_tells_what_to_drill_first_gets_a_note_and_is_opened_again(
    home: Path,
) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.command("p")
        await person.sees("tiny/sum-1 is parked")
        await person.command("q")
        await person.is_at("Today")
        await person.sees("1 exercise is parked")
        await person.commands("parked exercises", "Parked exercises")
        await person.sees("◆ sum-1", "space look")
        await person.press("b")
        await person.sees("Nothing that it rests on is left to drill")
        await person.press("1")
        await person.is_at("Today")
        await person.press("slash")
        await person.types("state:parked")
        await person.press("enter")
        await person.sees("◆ sum-1", "esc show everything")
        await person.press("e")
        await person.types("ask jo")
        await person.press("enter", "space")
        await person.sees("tiny/sum-1", "parked by you", "your note   ask jo")
        await person.press("o")
        await person.sees("tiny/sum-1 is open again", "Nothing is parked.")


async def test_a_damaged_database_is_told_in_place_and_tried_again(home: Path) -> None:
    (home / "drill.db").write_bytes(b"no database at all" * 100)
    async with learner(home) as person:
        await person.sees("Nothing is lost.", "try again")
        (home / "drill.db").unlink()
        await person.press("enter")
        await person.is_at("Today")
        await person.sees("Sums")


async def test_a_scope_that_names_nothing_is_told_by_the_command_line(home: Path) -> None:
    async with learner(home, Request(scope=("nowhere",))) as person:
        await person.until(lambda: not person.app.is_running, "the end")
    assert isinstance(person.app.failure, UsageError)


async def test_a_faulty_bank_is_one_line_on_today(home: Path) -> None:
    plant(home, "faulty", bank(sums(1) + "- id: bad\n  prompt: Compute.\n  answer: {number: '2 +'}\n"))
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.command("q")
        await person.sees("1 exercise left out:")


async def test_the_first_run_opens_in_an_exercise_and_quits_at_once(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    async with learner(tmp_path) as person:
        assert "Welcome to drill." in person.screen
        await person.press("ctrl+q")
        await person.until(lambda: not person.app.is_running, "the end")
    assert person.app.return_code == 0


async def test_ascii_terminals_get_ascii_alone(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",)), LC_ALL="C") as person:
        await person.answers("7", "wrong", "I see it")
        assert person.screen.isascii()
        await person.marks("y")
        await person.sees("Compute 20 + 3")
        await person.command("q")
        await person.press("enter")
        await person.sees("Today", "2 exercises, about")
        for place in "2345":
            await person.press(place)
            await person.sees("?")
            assert person.screen.isascii(), person.screen


async def test_ascii_terminals_get_long_titles_without_accents_or_an_ellipsis(tmp_path: Path) -> None:
    titled = sums(1).replace("- id: sum-1\n", "- id: sum-1\n  title: L'Hôpital's “rule”\n")
    plant(tmp_path, "tiny", bank(titled, title="Règles of two numbers " * 9))
    async with learner(tmp_path, Request(scope=("tiny",)), LC_ALL="C", size=(44, 20)) as person:
        await person.answers("7", "wrong", "Regles of two numbers")
        assert person.screen.isascii(), person.screen
        await person.marks("y")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
        assert person.screen.isascii(), person.screen
        await person.press("enter")
        for key, place in {"1": "Today", "2": "Library", "3": "Progress"}.items():
            await person.press(key)
            await person.is_at(place)
            await person.rests()
            assert person.screen.isascii(), person.screen
            if place != "Today":
                await person.sees("Regles")
            if place == "Library":
                await person.sees("L'Hopital's ?rule?")
        await person.press("comma")
        await person.sees("minutes a day")
        await person.rests()
        assert person.screen.isascii(), person.screen


async def test_wide_terminals_show_what_was_marked_beside_the_exercise(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",)), size=(120, 40)) as person:
        await person.answers("13", "right")
        await person.marks("y")
        await person.sees("Compute 20 + 3", "This exercise", "Last marks", "● sum-1")
        await person.command("u")
        await person.sees("Compute 10 + 3", "Undone")
        assert "Last marks" not in person.screen


async def test_what_comes_starts_anywhere_and_the_rest_of_the_day_follows(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.types("1")
        await person.command("q")
        await person.sees("enter go on", "open     tiny/sum-1")
        await person.press("space")
        await person.sees("All of today, in this order")
        await person.press("down", "down", "enter")
        await person.answers("33", "right")
        await person.marks("y")
        await person.until(lambda: person.mode is Mode.FIELD, "the next exercise")
        assert "Compute 30 + 3" not in person.screen


async def test_a_click_on_a_place_goes_there_and_on_a_command_runs_it(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.press("escape")
        await person.sees("Press a letter")
        row = next(n for n, text in enumerate(person.screen.splitlines()) if " h  hint" in text)
        await person.clicks(4, row)
        await person.sees("Add the units first.")
        await person.command("q")
        await person.is_at("Today")
        await person.clicks(14, 1)
        await person.sees("3 exercises")


async def test_the_palette_offers_what_the_field_does(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.types("1")
        await person.press("ctrl+p")
        await person.until(lambda: "CommandPalette" in type(person.app.screen).__name__, "the palette")
        await person.types("Hint")
        await person.sees("Hint (1 of 2)")
        await person.press("down", "enter")
        await person.sees("Add the units first.", "│ 1 ")


@pytest.mark.parametrize("size", sample([(40, 10), (56, 14), (200, 60)], 3))
async def test_every_place_is_drawn_at_every_size(home: Path, size: tuple[int, int]) -> None:
    async with learner(home, Request(scope=("tiny",)), size=size) as person:
        await person.answers("13", "right")
        await person.marks("y")
        await person.sees("Compute 20 + 3")
        await person.command("q")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
        await person.press("enter")
        await person.is_at("Today")
        places = {"2": "exercises", "3": "pass by pass", "4": "papers", "comma": "Settings"}
        for key, seen in places.items():
            await person.press(key)
            await person.sees(seen, "?  :" if size[0] < 58 else "? keys  : commands")


async def test_without_colour_everything_reads_by_sign_and_letter(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.answers("13", "✓ right")
        await person.marks("y")
        await person.sees("Compute 20 + 3", "● green")
        assert person.app.no_color


async def test_help_tells_the_method_and_the_palette_finds_exercises_and_values_of_settings(
    home: Path,
) -> None:
    (home / "drill.db").touch()
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("question_mark", "tab")
        await person.sees("How drill works", "green", "left out of later")
        await person.press("pagedown")
        await person.sees("the whole subject is green")
        await person.press("tab", "tab", "end")
        await person.sees("A letter means the same on all screens")
        await person.press("escape")
        await person.is_at("Today")
        await person.commands("theme light", "Setting: theme: drill-light")
        await person.until(lambda: person.app.theme == "drill-light", "the light theme")
        await person.press("ctrl+p")
        await person.until(lambda: "CommandPalette" in type(person.app.screen).__name__, "the palette")
        await person.types("sum-2")
        await person.sees("exercises", "Sums")
        await person.press("down", "enter")
        await person.until(lambda: person.mode is Mode.FIELD, "the exercise")
        await person.sees("Compute 20 + 3")


class Held(PlaceScreen):
    """A place whose data come while it is being left: its key row has gone already, it has not."""

    def __init__(self) -> None:
        super().__init__()
        self.may_come = threading.Event()

    def compose_body(self) -> ComposeResult:
        yield Last()

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        self.may_come.wait(PATIENCE_S)
        return super().fill(workspace)


class Last(Widget):
    """The part of a `Held` that goes last."""

    def on_mount(self) -> None:
        self.row = self.screen.query_one(KeyRow)

    async def on_unmount(self) -> None:
        place = self.screen
        assert isinstance(place, Held)
        while self.row.is_attached:
            await asyncio.sleep(0)
        place.may_come.set()
        while any(worker.is_running for worker in self.app.workers if worker.node is place):
            await asyncio.sleep(0)


@pytest.mark.parametrize("allowed", [None, SERVED])
async def test_what_comes_for_a_place_that_was_left_is_dropped(home: Path, allowed: Allowed | None) -> None:
    async with learner(home, allowed=allowed) as person:
        await person.app.opened()
        held = Held()
        person.app.replace_screen(held)
        await person.until(lambda: any(worker.node is held for worker in person.app.workers))
        person.app.go_to("Progress")
        await person.until(lambda: not held.is_attached)
        await person.sees("Charts begin with the first mark")


async def test_what_was_begun_is_done_though_its_place_is_left_at_once(home: Path) -> None:
    may_go_on, done = threading.Event(), list[str]()
    async with learner(home) as person:
        app = person.app
        app.go_to("Library")
        await person.sees("3 exercises")
        before = asyncio.create_task(app.background.run(may_go_on.wait, PATIENCE_S))
        assert isinstance(app.screen, PlaceScreen)
        app.screen.act(lambda workspace: done.append("kept") or "")
        await asyncio.sleep(0)
        left = app.screen
        app.go_to("Progress")
        await person.until(lambda: not left.is_attached)
        may_go_on.set()
        await before
        await person.until(lambda: bool(done))


async def test_a_terminal_that_is_too_small_is_told_so_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        monkeypatch.setattr(person.app, "notify", lambda message, **_: told.append(message))
        for size in ((40, 10), (20, 5), (21, 5), (80, 24)):
            await person.resizes(*size)
            await person.rests()
    assert told == ["Too small: drill needs 40 columns and 10 rows."]
