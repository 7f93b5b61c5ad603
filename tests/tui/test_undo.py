"""Undo, from the verdict, the field, Today and the places: one's own window first."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.gyr.events import Attempt, ItemId
from drill.session.drilling.starting import Request
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.today import TodayScreen
from tests.homes import Clock, bank, plant, sums, workspace_in
from tests.session.drilled import attempt
from tests.tui.driving import Learner, learner

CHOICE = """- id: which
  prompt: Which number is even?
  answer:
    choice:
      - {id: two, right: the number 2}
      - {id: three, wrong: the number 3, say: Three is odd.}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(4)))
    plant(tmp_path, "kinds", bank(CHOICE, topic="kinds.mixed"))
    return tmp_path


def facts(person: Learner) -> list[Attempt]:
    return [event.facts for event in person.events() if isinstance(event.facts, Attempt)]


def kinds(person: Learner) -> list[str]:
    return [event.kind for event in person.events()]


async def to_today(person: Learner) -> None:
    """Out of a session, over its summary."""
    await person.command("q")
    await person.sees("done")
    await person.press("enter")
    await person.until(lambda: isinstance(person.app.screen, TodayScreen), "Today")
    await person.sees("of 25 min done")


async def test_before_the_mark_a_typo_is_mended_and_from_a_solution_the_draft_comes_back(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.answers("31", "wrong")
        await person.press("u")
        await person.sees("│ 31 ", "you had seen what is right")
        await person.press("ctrl+u")
        await person.answers("13", "right")
        await person.marks("y")
        await person.sees("Compute 20 + 3")
        assert [(each.answer, each.seen) for each in facts(person)] == [("13", True)]
        assert kinds(person) == ["verdict"]
        await person.types("1")
        await person.command("r")
        await person.sees("solution", "Do you see it now?")
        await person.press("u")
        await person.sees("│ 1 ", "you had seen what is right")


async def test_question_field_and_then_the_mark_before(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        for answer in ("13", "23"):
            await person.answers(answer, "right")
            await person.marks("n")
        await person.sees("Compute 30 + 3")
        await person.command("u")
        await person.sees("Compute 20 + 3", "Undone: the mark of tiny/sum-2", "Do you know why it is right?")
        await person.press("u")
        await person.sees("Compute 20 + 3", "│ 23 ", "you had seen what is right")
        await person.command("u")
        await person.sees("Compute 10 + 3", "Undone: the mark of tiny/sum-1", "Do you know why it is right?")
        assert kinds(person) == ["verdict", "verdict", "undo", "undo"]
        await person.reads()
        await person.marks("y")
        await person.sees("Compute 20 + 3", "│ 23 ")
        await person.press("enter")
        await person.sees("right")
        await person.reads()
        await person.marks("y")
        await person.sees("Compute 30 + 3")
        assert [each.seen for each in facts(person)[2:]] == [False, True]


async def test_what_was_just_typed_waits_while_a_mark_is_taken_back(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.answers("13", "right")
        await person.marks("n")
        await person.sees("Compute 20 + 3")
        await person.types("2")
        await person.command("u")
        await person.sees("Do you know why it is right?")
        await person.reads()
        await person.marks("y")
        await person.sees("Compute 20 + 3", "│ 2 ")


async def test_where_letters_command_a_choice_is_taken_anew(home: Path) -> None:
    async with learner(home, Request(scope=("kinds",))) as person:
        await person.sees("Which number is even?")
        await person.press("1")
        await person.press("enter")
        await person.sees("right")
        await person.press("u")
        await person.sees("you had seen what is right")
        assert person.mode is Mode.FIELD
        await person.press("u")
        await person.sees("There is nothing to undo.")
        assert facts(person) == []


async def test_at_a_question_left_over_a_crash_the_field_comes_back_too(home: Path) -> None:
    clock = Clock()
    async with learner(home, Request(scope=("tiny",)), clock=clock) as person:
        await person.answers("31", "wrong")
    async with learner(home, Request(scope=("tiny",)), clock=clock) as person:
        await person.sees("Do you see where it went wrong?")
        await person.press("u")
        await person.sees("│ 31 ", "you had seen what is right")


async def test_today_names_what_another_window_marked_before_it_takes_it_back(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as before:
        attempt(before, ItemId("tiny/sum-1"), ok=False, why=False, params={"a": "10", "b": "3"})
    clock.pass_days(1)
    async with learner(home, clock=clock) as person:
        await person.sees("1 again")
        await person.press("u")
        await person.sees("■ tiny/sum-1, yesterday: u again undoes it")
        assert kinds(person) == ["verdict"]
        await person.press("u")
        await person.sees("Undone: the mark of tiny/sum-1, unseen again", "enter go on")
        assert kinds(person) == ["verdict", "undo"]
        await person.press("u")
        await person.sees("There is nothing to undo.")
        await person.press("enter")
        await person.sees("Compute 10 + 3", "Do you see where it went wrong?")


async def test_a_skip_is_named_by_its_word(home: Path) -> None:
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.command("s")
        await person.sees("Compute 20 + 3")
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("u")
        await person.sees("The skip of tiny/sum-1, today: u again undoes it")


async def test_today_takes_back_at_once_what_this_window_marked(home: Path) -> None:
    with workspace_in(home) as before:
        attempt(before, ItemId("tiny/sum-3"), ok=True, why=True)
    async with learner(home, Request(scope=("tiny",))) as person:
        for answer in ("13", "23"):
            await person.answers(answer, "right")
            await person.marks("y")
        await to_today(person)
        await person.press("u")
        await person.sees("Undone: the mark of tiny/sum-2")
        await person.press("u")
        await person.sees("Undone: the mark of tiny/sum-1")
        await person.press("u")
        await person.sees("● tiny/sum-3, today: u again undoes it")
        assert kinds(person) == ["verdict"] * 3 + ["undo"] * 2


async def test_the_library_takes_back_only_what_this_window_did(home: Path) -> None:
    with workspace_in(home) as before:
        attempt(before, ItemId("tiny/sum-3"), ok=True, why=True)
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.until(lambda: person.mode is Mode.FIELD, "the field")
        await person.command("p")
        await person.sees("is parked")
        await person.command("q")
        await person.commands("parked exercises", "Parked exercises")
        await person.press("space")
        await person.sees("parked by you")
        await person.press("escape", "u")
        await person.sees("Undone: the parking of tiny/sum-1", "Nothing is parked.")
        await person.press("u")
        await person.sees("Nothing was done in this window")
        assert kinds(person) == ["verdict", "park", "undo"]
