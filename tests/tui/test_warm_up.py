"""The warm-up in the app: a set from Today, and the one that begins a day."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from drill.gyr.events import Rep
from tests.homes import Clock, bank, configure, plant, workspace_in
from tests.session.drilled import attempt
from tests.session.test_warm_up import rapid
from tests.tui.driving import Learner, learner

DAYS = 4


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, clock: Clock) -> Path:
    """Four rapid exercises, one made green a day; the fifth day begins."""
    plant(tmp_path, "tiny", bank(rapid(6)))
    for number in range(1, DAYS + 1):
        with workspace_in(tmp_path, clock) as workspace:
            attempt(workspace, f"tiny/rapid-{number}", ok=True, why=True)
        clock.now += timedelta(1)
    return tmp_path


def key(person: Learner) -> str:
    found = re.search(r"Compute (\d+) \+ (\d+)", person.screen)
    assert found is not None, person.screen
    return str(int(found[1]) + int(found[2]))


async def replies(person: Learner, text: str = "") -> None:
    await person.types(text or key(person))
    await person.press("enter")


def reps(person: Learner) -> list[Rep]:
    return [event.facts for event in person.events() if isinstance(event.facts, Rep)]


async def test_a_set_from_today_to_its_summary(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock) as person:
        await person.is_at("Today")
        await person.press("w")
        for number in range(1, 11):
            await person.sees(f"{number} of 10", "Compute")
            if number == 1:
                await person.sees("Ten quick questions", "an exercise is timed")
            if number == 2:
                assert "✓ right" in person.screen
                await replies(person, "2+")
                await person.sees("a value is missing")
                assert "✓ right" not in person.screen
                await person.press("backspace", "backspace")
            await replies(person)
        await person.sees("10 of 10 right")
        assert len(reps(person)) == 10
        assert all(rep.first > 0 for rep in reps(person))
        await person.press("enter")
        await person.is_at("Today")


async def test_a_rep_has_the_keys_of_an_exercise_without_help(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock) as person:
        await person.is_at("Today")
        await person.press("w")
        await person.sees("1 of 10", "enter check")
        for width, height in ((80, 24), (40, 12)):
            await person.resizes(width, height)
            await person.sees("enter check")
            assert "enter check" in person.screen.split("\n")[height - 1]
        await person.resizes(80, 24)
        await person.press("escape")
        await person.sees("Press a letter", "end the set")
        for help_ in ("hint", "theory", "reveal", "park", "skip"):
            assert help_ not in person.screen
        await person.press("q")
        await person.is_at("Today")


async def test_a_wrong_answer_shows_the_key_until_enter_and_d_says_it_was_right(
    home: Path, clock: Clock
) -> None:
    async with learner(home, clock=clock) as person:
        await person.is_at("Today")
        await person.press("w")
        await person.sees("1 of 10", "Compute")
        await replies(person, "2+")
        await person.sees("a value is missing")
        await person.press("backspace", "backspace")
        await replies(person, "1")
        await person.sees("wrong", "changes no colour", "Units first, then tens", "this is wrong")
        await person.press("d")
        await person.sees("Right after all.", "2 of 10")
        await replies(person, "1")
        await person.sees("wrong", "changes no colour")
        await person.press("enter")
        await person.sees("3 of 10", "enter check")
        assert "wrong" not in person.screen
        assert [(rep.ok, rep.decided_by, rep.seconds > 0) for rep in reps(person)] == [
            (True, "learner", False),
            (False, "checker", True),
        ]
        await person.press("escape", "q")
        await person.sees("1 of 2 right", "Wrong: Compute", "You: 1")
        assert "aim" not in person.screen
        await person.press("enter")
        await person.is_at("Today")


async def test_a_set_that_is_left_at_a_wrong_answer_keeps_it(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock) as person:
        await person.is_at("Today")
        await person.press("w")
        await person.sees("1 of 10", "Compute")
        await replies(person, "1")
        await person.sees("wrong", "changes no colour")
        await person.press("q")
        await person.sees("0 of 1 right")
        assert [rep.ok for rep in reps(person)] == [False]


async def test_a_short_terminal_shows_the_verdict_and_the_key(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock, size=(80, 14)) as person:
        await person.is_at("Today")
        await person.press("w")
        await person.sees("1 of 10", "Compute")
        await replies(person)
        await person.sees("2 of 10", "right")
        await replies(person, "1")
        await person.sees("2 of 10", "wrong", "Units first", "next question")


async def test_what_comes_begins_with_the_set_and_enter_begins_it(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock) as person:
        await person.sees("and a warm-up, about", "▎ warm-up  Ten quick questions")
        await person.press("space")
        await person.sees("All of today, in this order", "and a warm-up, about", "warm-up, 2 min")
        await person.press("enter")
        await person.sees("1 of 10", "Compute")


async def test_the_days_first_session_follows_a_set_or_its_end(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock) as person:
        await person.is_at("Today")
        await person.press("enter")
        await person.sees("1 of 10", "Compute")
        await replies(person)
        await person.sees("2 of 10")
        await person.press("escape", "q")
        await person.sees("1 of 1 right", "enter go on")
        await person.press("enter")
        await person.until(lambda: "of 10" not in person.screen and person.exercise is not None)
        assert person.exercise is not None
        assert not person.exercise.is_rep


async def test_a_set_that_was_left_is_not_offered_again(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock) as person:
        await person.is_at("Today")
        await person.sees("and a warm-up")
        await person.press("enter")
        await person.sees("1 of 10", "Compute")
        await person.press("escape", "q")
        await person.is_at("Today")
        assert "warm-up" not in person.screen
        await person.press("enter")
        await person.until(lambda: person.exercise is not None and not person.exercise.is_rep, "the session")


async def test_strict_passes_begin_without_a_set_but_w_has_one(home: Path, clock: Clock) -> None:
    configure(home, 'passes = "strict"\n')
    async with learner(home, clock=clock) as person:
        await person.is_at("Today")
        await person.press("w")
        await person.sees("1 of 10")
        await person.press("escape", "q")
        await person.is_at("Today")
        await person.press("enter")
        await person.until(lambda: person.exercise is not None and not person.exercise.is_rep, "the session")
