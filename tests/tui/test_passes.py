"""One count of passes: what comes, the top line, the pane beside an exercise and the question agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.session.drilling.starting import Request
from tests.homes import Clock, bank, plant, sums, workspace_in
from tests.session.drilled import attempt
from tests.tui.driving import learner

MARKS = {"y": (False, True), "r": (False, False), "g": (True, True)}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(1)))
    return tmp_path


def drilled(home: Path, marks: str) -> Clock:
    """Mark the exercise day by day, and return the clock on the day on which it is due again."""
    clock = Clock()
    for mark in marks:
        with workspace_in(home, clock) as workspace:
            ok, why = MARKS[mark]
            attempt(workspace, "tiny/sum-1", ok=ok, why=why)
        clock.pass_days(20)
    return clock


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ("yy", "was yellow, pass 3"),
        ("yyrr", "was red, pass 5, 3 tries left"),
        ("yyyyr", "was red, pass 6, 4 tries left"),
        ("rrrr", "was red, pass 5, one more red parks it"),
    ],
)
async def test_an_open_exercise_has_one_number_everywhere(home: Path, marks: str, told: str) -> None:
    clock = drilled(home, marks)
    number = f"pass {len(marks) + 1}"
    async with learner(home, clock=clock, size=(130, 40)) as person:
        await person.is_at("Today")
        await person.press("space")
        await person.sees(number)
        await person.press("escape", "enter")
        await person.sees(told, f"{number}   now", "Before you try again")
        assert " of 5" not in person.screen


async def test_what_a_red_does_is_told_in_tries(home: Path) -> None:
    clock = drilled(home, "yyr")
    async with learner(home, Request(scope=("tiny",)), clock=clock) as person:
        await person.sees("was red, pass 4, 4 tries left")
        await person.press("enter")
        await person.answers("7", "not yet", "again in 14 days, 3 tries left, then parked")


async def test_a_check_is_no_pass_and_cannot_be_parked(home: Path) -> None:
    clock = drilled(home, "g")
    async with learner(home, Request(checks=True), clock=clock, size=(130, 40)) as person:
        await person.sees("check: it was green", "● pass 1", "○ check   now")
        await person.press("tab")
        await person.types("tens first")
        await person.press("enter")
        await person.sees("your line, a check  tens first")
        assert "pass 2" not in person.screen
        await person.press("escape")
        await person.sees("q  leave")
        assert "park" not in {offer.action for offer in person.app.screen.offers()}  # type: ignore[attr-defined]
        await person.press("escape")
        await person.answers("13", "right")


async def test_practice_of_a_parked_exercise_parks_nothing(home: Path) -> None:
    clock = drilled(home, "rrrrr")
    async with learner(home, Request(scope=("tiny/sum-1",)), clock=clock) as person:
        await person.sees("practice, not counted")
        await person.press("escape")
        await person.sees("q  leave")
        assert "park" not in {offer.action for offer in person.app.screen.offers()}  # type: ignore[attr-defined]
