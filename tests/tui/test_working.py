"""A working in the app: lines above the field, signs after the answer, or live in practice."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.gyr.events import Attempt
from drill.session.drilling.starting import Request
from drill.tui.screens.drilling.keys import Mode
from tests.homes import bank, plant
from tests.tui.driving import Learner, learner

SQUARE = r"""- id: square
  prompt: Expand $(x + 1)^2$.
  answer: {expression: x^2 + 2 x + 1, vars: [x]}
  wrong: [{answer: x^2 + 1, say: The middle term is missing.}]
- id: which
  prompt: Which is even?
  answer: {choice: [{id: two, right: "2"}, {id: three, wrong: "3", say: Three is odd.}]}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "lines", bank(SQUARE, topic="lines.squares"))
    return tmp_path


def started(home: Path, item: str = "square", size: tuple[int, int] = (80, 24)):
    return learner(home, Request(scope=(f"lines/{item}",)), size=size)


async def write(person: Learner, *lines: str) -> None:
    for text in lines:
        await person.types(text)
        await person.press("enter")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_lines_are_ended_by_enter_and_the_last_is_the_answer(home: Path, size: tuple[int, int]) -> None:
    async with started(home, size=size) as person:
        field = await person.at_field()
        await person.press("f6")
        await write(person, "(x + 1)^2", "= x^2 + 1")
        assert field.working == ["(x + 1)^2", "= x^2 + 1"]
        assert "enter ends a line" in person.screen
        await person.press("enter")
        await person.until(lambda: person.mode is Mode.VERDICT, "the verdict")
        assert "≠  2  = x^2 + 1" in person.screen
        assert "Line 2 does not follow from line 1. What changed?" in person.screen
        assert "line 1 gives 9" not in person.screen
        await person.press("enter")
        await person.until(lambda: "line 1 gives 9, line 2 gives 5" in person.screen, "where it shows")
        await person.marks("n")
        facts = [event.facts for event in person.events() if isinstance(event.facts, Attempt)]
        assert [attempt.working for attempt in facts] == [("(x + 1)^2", "= x^2 + 1")]


async def test_backspace_takes_a_line_back_and_then_closes_the_working(home: Path) -> None:
    async with started(home) as person:
        field = await person.at_field()
        await person.press("f6")
        await write(person, "(x + 1)^2")
        await person.press("backspace")
        assert field.working == []
        assert field.answer == "(x + 1)^2"
        await person.press("ctrl+u", "backspace")
        assert field.working is None


async def test_lines_are_checked_before_the_answer_as_a_hint(home: Path) -> None:
    async with started(home) as person:
        await person.at_field()
        await person.press("escape", "equals_sign")
        await write(person, "(x + 1)^2", "= x^2 + 1")
        await person.press("f6")
        await person.until(lambda: "≠  2  = x^2 + 1" in person.screen, "the signs")
        assert "Line 2 does not follow from line 1." in person.screen


async def test_what_is_chosen_has_no_working(home: Path) -> None:
    async with started(home, "which") as person:
        await person.until(lambda: person.mode is Mode.FIELD, "the field")
        await person.press("f6")
        assert person.mode is Mode.FIELD
        assert "enter ends a line" not in person.screen
