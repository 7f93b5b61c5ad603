"""Figures in the app: beside or above the prompt, after the verdict, behind their key where it is narrow."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.session.drilling.starting import Request
from tests.homes import bank, plant
from tests.session.figured import AFTER, EXPLAINED, FLOW, PICTURES, READ_OFF, SKETCHED
from tests.tui.driving import Learner, learner

SAYS = "A number line with one dot."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in (("needed", READ_OFF), ("after", AFTER), ("pictures", PICTURES)):
        plant(tmp_path, name, bank(text, topic=f"{name}.kinds"))
    return tmp_path


def row_of(person: Learner, text: str) -> tuple[int, int]:
    """The row and column of a text on the screen."""
    rows = person.screen.split("\n")
    return next((row, line.index(text)) for row, line in enumerate(rows) if text in line)


async def test_above_the_prompt_and_beside_it_from_110_columns(home: Path) -> None:
    async with learner(home, Request(scope=("needed",)), size=(80, 24)) as person:
        await person.sees("dot", "At which number")
        assert row_of(person, "dot ")[0] < row_of(person, "At which")[0] or "dot\n" in person.screen
        await person.resizes(120, 40)
        await person.until(lambda: row_of(person, "⠉⠉⠉")[1] > 70, "the figure beside")


@pytest.mark.parametrize("size", [(100, 30), (40, 10)])
async def test_its_key_enlarges_it_in_an_answer_and_leads_back(home: Path, size: tuple[int, int]) -> None:
    async with learner(home, Request(scope=("needed",)), size=size) as person:
        await person.sees("At which number")
        await person.types("5")
        await person.command("f")
        await person.sees("The figure in words comes with the")
        assert SAYS not in person.screen
        await person.press("f")
        await person.sees("At which number")
        assert "5" in person.screen
        await person.press("enter")
        await person.sees("wrong")
        await person.reads()
        await person.press("f")
        await person.sees(SAYS)


async def test_its_key_acts_where_it_is_larger_or_told_in_words(home: Path) -> None:
    plant(home, "flow", bank(FLOW, topic="flow.kinds"))
    async with learner(home, Request(scope=("flow",)), size=(76, 30)) as person:
        await person.sees("How many arrows")
        await person.rests()
        await person.press("alt+f")
        await person.sees("How many arrows", "enter check")
        await person.answers("5", "wrong")
        await person.press("f")
        await person.sees("One arrow.")
    async with learner(home, Request(scope=("needed",)), size=(76, 30)) as person:
        await person.sees("At which number")
        await person.press("alt+f")
        await person.sees("The figure in words comes with the")
        await person.press("f")
        await person.answers("5", "wrong")


async def test_a_narrow_screen_says_that_there_is_a_figure(home: Path) -> None:
    async with learner(home, Request(scope=("needed",)), size=(40, 10)) as person:
        await person.sees("At which number")
        await person.press("escape")
        await person.press("escape")
        await person.press("pageup")
        assert "⠉⠉⠉" not in person.screen


async def test_a_figure_is_drawn_once_the_answer_was_judged(home: Path) -> None:
    async with learner(home, Request(scope=("after",)), size=(120, 40)) as person:
        await person.sees("Differentiate")
        assert "slope" not in person.screen
        await person.answers("x", "wrong", "slope")


async def test_a_solution_of_ones_own_to_judge_is_drawn_step_by_step(home: Path) -> None:
    plant(home, "sketched", bank(SKETCHED, topic="sketched.kinds"))
    async with learner(home, Request(scope=("sketched",)), size=(120, 40)) as person:
        await person.sees("Sketch the number 3")
        await person.answers("a dot", "The dot lies at 3.", "counted")


async def test_options_that_are_pictures_are_drawn(home: Path) -> None:
    async with learner(home, Request(scope=("pictures",)), size=(100, 40)) as person:
        await person.sees("the first", "the second", "U", "S")
        assert sum("\u2800" < character <= "\u28ff" for character in person.screen) > 40


async def test_theory_draws_its_card_and_its_worked_example(home: Path) -> None:
    plant(home, "dots", EXPLAINED)
    async with learner(home, Request(scope=("dots",)), size=(80, 40)) as person:
        await person.sees("Which number")
        await person.command("t")
        await person.sees("a worked example", "card", "place")
        await person.resizes(130, 40)
        await person.sees("a worked example", "card", "place")


async def test_the_library_draws_what_a_prompt_shows_and_the_rest_with_its_solution(home: Path) -> None:
    (home / "drill.db").touch()
    async with learner(home, size=(130, 40)) as person:
        await person.is_at("Today")
        await person.press("2")
        await person.sees("find")
        await person.press("slash")
        await person.types("read-off")
        await person.press("enter")
        await person.sees("At which number", "dot")
        assert row_of(person, "⠉⠉⠉")[1] > 60
