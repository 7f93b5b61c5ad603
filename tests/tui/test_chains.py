"""A chain in the app: stage by stage, on after a wrong one, and to one mark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drill.gyr.events import Attempt
from drill.session.drilling.starting import Request
from drill.tui.screens.drilling.keys import Mode
from tests.homes import bank, plant
from tests.rows import sample
from tests.session.chains import CHAIN
from tests.tui.driving import Learner, learner


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "chains", bank(CHAIN, topic="chains.sums", title="Sums, products and differences"))
    return tmp_path


def facts(person: Learner) -> list[Attempt]:
    return [event.facts for event in person.events() if isinstance(event.facts, Attempt)]


async def test_a_wrong_stage_and_on_to_the_mark(home: Path) -> None:
    async with learner(home, Request(scope=("chains",))) as person:
        await person.sees("Two numbers are given.", "Stage 1 of 3. Compute 10 + 3.")
        await person.answers("31", "wrong", "Stage 1 of 3 went wrong.", "on to stage 2 with what is right")
        assert person.mode is Mode.STAGE
        await person.press("enter")
        await person.sees("1. The sum is 13.", "Stage 2 of 3. Compute 10 · 3.", "1 ✗  2 ○  3 ·  new")
        await person.answers("30", "right", "Stage 2 of 3 is right, but an earlier one was not.")
        await person.press("enter")
        await person.sees("2. 30", "Stage 3 of 3. Compute 10 − 3.")
        await person.answers("7", "right", "Do you see where stage 1 went wrong?", "1 ✗  2 ✓  3 ✓  new")
        assert person.mode is Mode.VERDICT
        await person.marks("y")
        (written,) = facts(person)
        assert (written.ok, written.why, written.stages) == (False, True, ("wrong", "correct", "correct"))


async def test_a_stage_that_was_shown_did_not_go_wrong(home: Path) -> None:
    async with learner(home, Request(scope=("chains",)), size=(40, 12)) as person:
        await person.answers("31", "Stage 1 of 3 went wrong.")
        await person.press("enter")
        await person.sees("Stage 2 of 3")
        await person.press("escape", "r", "r")
        await person.sees("Stage 2 of 3 was revealed.")
        await person.press("enter")
        await person.answers("7", "Do you see where stage 1 went wrong, and how stage 2 is solved?")
        await person.sees("y I see it ▲ yellow  n not yet ■ red")


async def test_on_a_low_terminal_a_stage_with_long_steps_begins_at_its_verdict(tmp_path: Path) -> None:
    long = " ".join(["The sum is made of units and of tens."] * 8)
    plant(tmp_path, "chains", bank(CHAIN.replace("Add the units.,", f"{long},"), topic="chains.sums"))
    async with learner(tmp_path, Request(scope=("chains",)), size=(40, 10)) as person:
        await person.answers("13", "right", "Stage 1 of 3 is right.")
        await person.rests()
        await person.sees("✓ right")


async def test_after_a_wrong_stage_it_may_be_marked_at_once(home: Path) -> None:
    async with learner(home, Request(scope=("chains",))) as person:
        await person.answers("31", "wrong", "enter on to stage 2", "I see it")
        await person.marks("n")
        (written,) = facts(person)
        assert (written.ok, written.why, written.stages) == (False, False, ("wrong", "left", "left"))


async def test_while_all_is_right_no_mark_comes_between_stages_and_undo_gives_a_field_back(
    home: Path,
) -> None:
    async with learner(home, Request(scope=("chains",))) as person:
        await person.answers("13", "right", "Stage 1 of 3 is right.", "on to stage 2")
        await person.press("y")
        await person.press("enter")
        await person.sees("Stage 2 of 3.")
        assert facts(person) == []
        await person.answers("31", "wrong")
        await person.press("u")
        await person.sees("Stage 2 of 3.", "│ 31 ", "you had seen what is right")


async def test_a_disputed_last_stage_does_not_make_an_earlier_one_right(home: Path) -> None:
    async with learner(home, Request(scope=("chains",))) as person:
        await person.until(lambda: person.mode is Mode.FIELD, "the field")
        await person.command("r")
        await person.sees("Stage 1 of 3 was revealed.")
        await person.press("enter")
        await person.answers("30", "right")
        await person.press("enter")
        await person.answers("31", "wrong")
        await person.press("d")
        await person.press("enter")
        await person.sees("Overruled: this stage counts as right. Do you see stage 1 now?", "yellow")
        await person.reads()
        await person.marks("y")
        (written,) = facts(person)
        assert (written.ok, written.stages) == (False, ("revealed", "correct", "correct"))


async def test_a_disputed_stage_asks_for_a_reason_and_goes_on(home: Path) -> None:
    async with learner(home, Request(scope=("chains",))) as person:
        await person.answers("31", "wrong")
        await person.press("d")
        await person.sees("why is your answer right?")
        assert person.mode is Mode.REASON
        await person.press("m", "i", "n", "e", "enter")
        await person.sees("Stage 2 of 3.")
        await person.answers("30", "right", "on to stage 3")
        await person.press("enter")
        await person.answers("7", "right")
        await person.marks("y")
        (written,) = facts(person)
        assert (written.ok, written.decided_by, written.reason) == (True, "learner", "mine")


async def test_in_the_top_line_a_gap_parts_the_exercise_from_the_day(home: Path) -> None:
    async with learner(home, Request(scope=("chains",))) as person:
        await person.at_field()
        for width in sample(range(100, 60, -1), 3):
            await person.resizes(width, 24)
            await person.rests()
            top = person.screen.splitlines()[0]
            assert re.search(r"new, pass 1(   for .*)?   +0 of 25 min$", top), top
