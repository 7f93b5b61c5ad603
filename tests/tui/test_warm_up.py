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


async def test_the_keys_stay_at_the_lower_edge_and_an_ended_set_has_no_aim(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock) as person:
        await person.is_at("Today")
        await person.press("w")
        await person.sees("1 of 10", "enter check")
        for width, height in ((80, 24), (40, 12)):
            await person.resizes(width, height)
            await person.sees("1 of 10", "enter check")
            assert "enter check" in person.screen.split("\n")[height - 1]
        await replies(person, "1")
        for size in ((40, 12), (80, 24)):
            await person.resizes(*size)
            await person.sees("✗ wrong", "Key: ", "Units first")
        await person.press("escape")
        await person.sees("0 of 1 right.")
        assert "aim" not in person.screen


async def test_what_has_no_room_of_what_went_wrong_is_a_key_away(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock) as person:
        await person.is_at("Today")
        await person.press("w")
        for number in range(1, 8):
            await person.sees(f"{number} of 10")
            await replies(person, "1")
            await person.sees("wrong")
            await person.press("enter")
        await person.sees("8 of 10")
        await person.press("escape")
        for size, hidden in (((80, 24), 2), ((40, 12), 6)):
            await person.resizes(*size)
            await person.sees("0 of 7 right", f"{hidden} more: space")
        await person.press("space")
        await person.until(lambda: "6 more:" not in person.screen, "all of them")


async def test_a_wrong_answer_shows_the_key_until_enter_and_d_says_it_was_right(
    home: Path, clock: Clock
) -> None:
    async with learner(home, clock=clock) as person:
        await person.is_at("Today")
        await person.press("w")
        await person.sees("1 of 10", "Compute", "╭")
        place = person.screen.split("\n").index(next(row for row in person.screen.split("\n") if "╭" in row))
        await replies(person, "2+")
        await person.sees("a value is missing")
        await person.press("backspace", "backspace")
        await replies(person, "1")
        await person.sees("wrong", "Key: ", "Units first, then tens", "d it was right")
        assert person.screen.split("\n")[place].strip().startswith("╭")
        await person.press("d")
        await person.sees("Right after all.", "2 of 10")
        await replies(person, "1")
        await person.sees("wrong")
        await person.press("enter")
        await person.sees("3 of 10", "check  esc end the set")
        assert "Key: " not in person.screen
        assert [(rep.ok, rep.decided_by, rep.seconds > 0) for rep in reps(person)] == [
            (True, "learner", False),
            (False, "checker", True),
        ]
        await person.press("escape")
        await person.sees("1 of 2 right")


async def test_a_short_terminal_shows_the_verdict_and_the_key(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock, size=(80, 14)) as person:
        await person.is_at("Today")
        await person.press("w")
        await person.sees("1 of 10", "Compute")
        await replies(person)
        await person.sees("2 of 10", "right")
        await replies(person, "1")
        await person.sees("2 of 10", "wrong", "Key: ", "Units first", "go on")


async def test_what_comes_begins_with_the_set_and_enter_begins_it(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock) as person:
        await person.sees("and a warm-up, about", "› warm-up  Ten quick questions")
        await person.press("space")
        await person.sees("All of today, in this order", "and a warm-up, about", "warm-up, 2 min")
        await person.press("enter")
        await person.sees("1 of 10", "Compute")


async def test_a_narrow_terminal_shows_the_introduction_and_the_count(home: Path, clock: Clock) -> None:
    async with learner(home, clock=clock, size=(50, 14)) as person:
        await person.is_at("Today")
        await person.press("enter")
        await person.sees("Ten quick questions", "are not timed", "enter begin", "s skip", "? :")
        await person.press("enter")
        await person.sees("1 of 10", "Compute", "enter check")


async def test_the_days_first_session_begins_with_a_set_which_s_skips(home: Path, clock: Clock) -> None:
    for skips in (True, False):
        async with learner(home, clock=clock) as person:
            await person.is_at("Today")
            await person.press("enter")
            await person.sees("Ten quick questions", "skip today's")
            if skips:
                await person.press("s")
                await person.sees("Compute", "Rapid" if "Rapid" in person.screen else "Sums")
                continue
            await person.press("enter")
            await person.sees("1 of 10", "Compute")
            await replies(person)
            await person.sees("2 of 10")
            await person.press("escape")
            await person.sees("1 of 1 right")
            await person.press("enter")
            await person.until(lambda: person.mode is not None, "the session")


async def test_strict_passes_begin_without_a_set_but_w_has_one(home: Path, clock: Clock) -> None:
    configure(home, 'passes = "strict"\n')
    async with learner(home, clock=clock) as person:
        await person.is_at("Today")
        await person.press("w")
        await person.sees("1 of 10")
        await person.press("escape")
        await person.sees("The set ended before an answer was given.", "esc back")
        await person.press("escape")
        await person.is_at("Today")
        await person.press("enter")
        await person.until(lambda: person.mode is not None, "the session")
