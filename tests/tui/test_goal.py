"""The goal in the app: chosen by its cost, replaced and brought back by a key, and placed on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.homes import configure
from tests.session.two_subjects import GOAL, plant_two_subjects, two_subjects
from tests.tui.driving import Learner, learner

LONG = "calculus/calc.long"
NO_GOAL = 'subjects = ["calculus", "frequentist"]\nwarm_up = false\n'


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Two subjects, a paper that rests on one of them, and no goal."""
    plant_two_subjects(tmp_path)
    configure(tmp_path, NO_GOAL)
    (tmp_path / "drill.db").touch()
    with two_subjects(tmp_path):
        yield tmp_path


@asynccontextmanager
async def at_today(home: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Learner]:
    async with learner(home, size=size) as person:
        await person.is_at("Today")
        yield person


async def test_all_goals_are_a_list_with_what_they_cost_and_words_narrow_it(home: Path) -> None:
    async with at_today(home, (100, 30)) as person:
        await person.press("g")
        await person.sees(
            "What would you like to be able to read?", "8  all papers, subjects and topics", "1–8 choose"
        )
        await person.press("8")
        await person.sees("Papers", "Walks", "2 skills", "rests on calculus 2", "Calculus", "4 skills")
        await person.sees("Long", "enter make it your goal")
        await person.press("slash", *"topic", "space", *"freq")
        await person.until(lambda: "Walks" not in person.screen, "fewer rows")
        await person.sees("Frequentist", "Toss", "Mean", "enter make it your goal", "esc all of them")
        await person.press(*"zz")
        await person.sees("Nothing matches these words. esc shows all.")
        await person.press("escape")
        await person.sees("Walks", "/ find")
        await person.press("down")
        await person.rests()
        rows = person.app.screen.rows_list  # pyright: ignore[reportAttributeAccessIssue]
        before = rows.highlighted
        await person.press("slash", "slash", *"toss")
        await person.until(lambda: "Walks" not in person.screen, "fewer rows")
        await person.sees("Frequentist", "Toss")
        await person.press("escape")
        await person.sees("Walks")
        assert rows.highlighted == before
        await person.press("slash", "slash", *"long", "enter")
        await person.sees("Find out what you know already?", "Long is your goal: 4 skills to go.")
        assert person.app.settings.goal == LONG
        await person.press("escape")
        await person.sees("Towards Long", "4 skills left")
        await person.sees("Find out what you know and skip it: ten minutes of questions")


@pytest.mark.parametrize("size", [(60, 18), (40, 12)])
async def test_a_list_has_a_line_for_each_goal_however_narrow(home: Path, size: tuple[int, int]) -> None:
    async with at_today(home, size) as person:
        await person.press("g", "8")
        await person.sees("Walks", "2 skills", "enter make it your goal")
        (row,) = [row for row in person.screen.splitlines() if "Walks" in row]
        assert row.strip("▎ ").split() == ["Walks", "2", "skills"]
        await person.press("enter")
        await person.sees("Walks is your goal", "Towards Walks")
        assert person.app.settings.goal == GOAL


async def test_another_goal_is_asked_about_and_an_undo_brings_the_former_one_back(home: Path) -> None:
    configure(home, f'{NO_GOAL}goal = "{GOAL}"\n')
    async with at_today(home) as person:
        await person.press("3")
        await person.is_at("Progress")
        await person.press("j", "j", "enter")
        await person.sees("▾ Calculus", "▸ Long")
        assert "undo the goal" not in person.screen
        await person.until(lambda: _choose(person, "Long"), "Long")
        await person.press("g")
        await person.sees("Make Long your goal instead of Walks?", "no: Walks stays the goal", "y yes  n no")
        await person.press("n")
        await person.is_at("Progress")
        assert person.app.settings.goal == GOAL
        await person.press("g", "y")
        await person.sees("Long is your goal: 4 skills to go.")
        assert person.app.settings.goal == LONG
        await person.press("escape")
        await person.sees("Towards Long", "u brings Walks back.")
        await person.press("u")
        await person.sees("Towards Walks", "Walks is your goal again")
        assert person.app.settings.goal == GOAL
        await person.rests()
        assert "undo the goal" not in person.screen


async def test_a_dropped_goal_comes_back_on_today_until_something_else_is_done(home: Path) -> None:
    configure(home, f'{NO_GOAL}goal = "{GOAL}"\n')
    async with at_today(home) as person:
        for brings_back in (True, False):
            await person.press("4")
            await person.is_at("Papers")
            await person.sees("your goal")
            await person.press("g")
            await person.sees("Walks is no longer your goal.")
            assert person.app.settings.goal == ""
            await person.press("1")
            await person.is_at("Today")
            if not brings_back:
                await person.press("enter")
                await person.answers("13", "right")
                await person.marks("y")
                await person.press("escape", "q")
                await person.sees("1 ●")
                await person.press("escape")
                await person.is_at("Today")
            await person.press("u")
            await person.rests()
            assert person.app.settings.goal == (GOAL if brings_back else "")


async def test_the_placement_begins_at_once_and_ends_in_the_map_of_the_path(home: Path) -> None:
    async with at_today(home) as person:
        await person.press("g", "8", "slash", *"long", "enter")
        await person.sees("a few minutes of questions: what you know is skipped", "enter begin  esc later")
        await person.press("enter")
        await person.sees("placement, 1 of at most 15")
        await person.press("escape", "s")
        await person.sees("placement, 2 of at most 15")
        await person.press("escape", "q")
        await person.sees("What you know", "1 question, 0 right", "You know", "0 of 4 skills")
        await person.sees(
            "To learn",
            "4 skills, first Count · Add · Carry and 1 more",
            "begin with today",
            "10 more questions",
            "esc Today",
        )
        await person.press("enter")
        await person.until(lambda: person.mode == "field", "the first exercise of the day")
        assert "placement" not in person.screen
        await person.press("escape", "q")
        await person.is_at("Today")
        await person.sees("Find out what you know")
        await person.press("3")
        await person.is_at("Progress")
        await person.press("j")
        await person.sees("Find out what you know", "enter find out what you know")
        await person.press("enter")
        await person.sees("placement, 1 of at most 15")


async def test_the_goal_that_is_set_is_not_dropped_where_it_is_chosen_again(home: Path) -> None:
    configure(home, f'{NO_GOAL}goal = "{LONG}"\n')
    async with at_today(home) as person:
        await person.press("g", "8", "slash", *"long", "enter")
        await person.is_at("Today")
        assert person.app.settings.goal == LONG


def _choose(person: Learner, name: str) -> bool:
    """Whether the chosen row of Progress is called so; else the next one is chosen."""
    screen = person.app.screen
    target = getattr(screen, "_target", None)
    if target is not None and target.goal is not None and target.goal[1] == name:
        return True
    screen.action_move(1)  # type: ignore[attr-defined]
    return False
