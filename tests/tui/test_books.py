"""The loop beside a textbook, on the screen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from textual.command import CommandPalette

from drill.gyr.events import Attempt
from drill.session.drilling.starting import Request
from drill.tui.screens.drilling.keys import Mode
from tests.homes import Clock, bank, plant, sums
from tests.tui.driving import learner

BOOK = """title: Linear Algebra Done Right
author: Sheldon Axler
sections:
  1A: {exercises: 1-3, answers: {2: 3/4}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "book/axler", BOOK)
    return tmp_path


async def test_open_the_book_be_done_decide(home: Path) -> None:
    clock = Clock()
    async with learner(home, Request(scope=("book/axler",)), clock=clock) as person:
        await person.sees(
            "Axler, section 1A, exercise 1: open the book.", "a note of your own", "enter done", "0:0"
        )
        assert "reveal" not in person.screen
        clock.now += timedelta(minutes=12)
        await person.answers("p 12", "done", "12:", "Compare it with the book", "it was right")
        assert person.mode is Mode.DECIDE
        await person.judges("n", "y")
        await person.sees("exercise 2: open the book", "▲ yellow", "enter check")
        await person.answers("0.75", "right", "Do you know why it is right?")
        await person.marks("y")
        await person.sees("exercise 3: open the book")
        await person.press("tab")
        await person.types("rows first")
        await person.press("enter")
        await person.press("enter")
        await person.sees("you saw", "rows first", "Was it right")
        first = person.events()[0].facts
        assert isinstance(first, Attempt)
        assert (first.answer, first.ok, first.why, first.decided_by) == ("p 12", False, True, "learner")


async def test_a_note_is_seen_when_the_exercise_comes_back(home: Path) -> None:
    clock = Clock()
    async with learner(home, Request(scope=("book/axler",), items=1), clock=clock) as person:
        await person.answers("p 12", "Was it right")
        await person.judges("y", "n")
    clock.pass_days(1)
    async with learner(home, Request(scope=("book/axler/1a-1",)), clock=clock) as person:
        await person.sees('you noted "p 12"', "was yellow, pass 2")


async def test_without_a_card_the_exercise_comes_at_once(home: Path) -> None:
    clock = Clock()
    async with learner(home, Request(scope=("book/axler",), items=1), clock=clock) as person:
        await person.answers("", "Was it right")
        await person.judges("n", "n")
    clock.pass_days(1)
    async with learner(home, Request(scope=("book/axler/1a-1",)), clock=clock) as person:
        await person.until(lambda: person.mode is Mode.FIELD, "the field")


async def test_a_list_is_added_by_its_path(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    (tmp_path / "drill.db").touch()
    (tmp_path / "axler.yaml").write_text(BOOK.replace("1-3", "1--3"), encoding="utf-8")
    async with learner(tmp_path) as person:
        await person.is_at("Today")
        person.app.take_in("book")
        await person.sees("a book's list", "enter add the book")
        person.pastes(tmp_path / "axler")
        await person.press("tab", "enter")
        await person.sees("axler.yaml:4:19: exercises: '1--3' is not an exercise number")
        (tmp_path / "axler.yaml").write_text(BOOK, encoding="utf-8")
        await person.press("enter")
        await person.sees("3 exercises in 1 section; 1 checked here, 2 you mark", "Section 1A, exercise 2")


async def test_a_section_is_drilled_from_the_library_and_the_palette(home: Path) -> None:
    (home / "drill.db").touch()
    async with learner(home) as person:
        await person.is_at("Today")
        await person.sees("3 new")
        await person.press("2")
        await person.sees("3 exercises")
        await person.press("down", "enter")
        await person.sees("section 1A, exercise 2: open the book")
        await person.command("q")
        await person.is_at("Library")
        await person.commands("drill axler 1a", "section 1A")
        await person.sees("open the book")
        await person.command("q")
        await person.is_at("Library")
        await person.press("ctrl+p")
        await person.until(lambda: isinstance(person.app.screen, CommandPalette), "the palette")
        await person.types("exercise 3")
        await person.sees("─── exercises", "Section 1A, exercise 3")
        await person.rests()
        await person.press("enter")
        assert person.exercise is None, "the first enter goes from the line to the exercise below it"
        await person.press("enter")
        await person.sees("exercise 3: open the book")


async def test_of_a_book_a_narrowed_list_is_drilled_as_it_stands(home: Path) -> None:
    (home / "drill.db").touch()
    async with learner(home) as person:
        await person.is_at("Today")
        await person.sees("3 new")
        await person.press("2")
        await person.sees("3 exercises")
        await person.press("slash")
        await person.types("kind:self")
        await person.sees("2 exercises")
        await person.press("enter", "enter")
        await person.answers("done", "Was it right")
        await person.judges("y", "y")
        await person.sees("exercise 3: open the book")
        await person.answers("done", "Was it right")
        await person.judges("y", "y")
        await person.sees("2 exercises")
