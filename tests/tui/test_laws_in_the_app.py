"""The laws of the method, seen through the app: any keys over many days, and it answers each in time.

Small banks, keys by a seed: answers right and wrong, marks, hints, reveals, skips, parking, undos, the other
places, and leaving. A key that is not answered in ten seconds fails.
"""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType

import pytest

from drill.gyr.events import Attempt, Park, Reopen, Undo
from drill.gyr.state import colour
from drill.session.drilling.starting import Request
from tests.homes import Clock, bank, plant, sums
from tests.rows import EVERYTHING
from tests.tui.driving import Learner, Mode, learner

SECONDS = 10
DAYS = 3
ACTS_A_DAY = 15
SEEDS = range(6 if EVERYTHING else 1)


@asynccontextmanager
async def answered() -> AsyncGenerator[None]:
    """Fail where a key is not answered in ten seconds, with whatever keeps the app.

    An alarm in a loop that still turns would end the loop and leave the app waiting for ever, so it rings
    later: where the loop itself is kept.
    """

    def fail(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"no answer for {2 * SECONDS} seconds")

    former = signal.signal(signal.SIGALRM, fail)
    signal.alarm(2 * SECONDS)
    try:
        async with asyncio.timeout(SECONDS):
            yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)


async def presses(person: Learner, *keys: str) -> None:
    """Press keys, each answered in time and without a fault."""
    for key in keys:
        async with answered():
            await person.press(key)
        person.raise_faults()


def marks_of(person: Learner) -> dict[str, list[str]]:
    """Every exercise's marks that hold, since it was parked or opened again."""
    events = person.events()
    undone = {event.facts.target for event in events if isinstance(event.facts, Undo)}
    marks: dict[str, list[str]] = {}
    for event in events:
        if event.id in undone:
            continue
        if isinstance(event.facts, Park | Reopen):
            marks.pop(event.item, None)
        elif isinstance(event.facts, Attempt) and event.facts.kind != "extra":
            marks.setdefault(event.item, []).append(colour(event.facts.ok, event.facts.why))
    return marks


def check_laws(person: Learner) -> None:
    """A green comes back as a check alone, nothing has a sixth pass, and every screen tells a way on."""
    assert person.mode is Mode.LOADING or person.has_way_on, person.screen
    view = person.exercise
    if view is None or person.mode not in (Mode.FIELD, Mode.THEORY) or view.as_ != "pass":
        return
    marks = marks_of(person).get(view.item, [])
    assert marks[-1:] != ["green"], (view.item, marks)
    reds = marks[marks.index("red") :] if "red" in marks else []
    assert len(reds) < 5, (view.item, marks)


async def mark(person: Learner, key: str) -> None:
    """Say whether one knows why: the mark is in the store once the app goes on."""
    before = sum(isinstance(event.facts, Attempt) for event in person.events())
    await presses(person, key)
    assert person.mode is not Mode.VERDICT, person.screen
    assert sum(isinstance(event.facts, Attempt) for event in person.events()) == before + 1


async def act(person: Learner, dice: random.Random) -> None:
    """Do what a learner may do where one is."""
    throw = dice.random()
    match person.mode:
        case Mode.FIELD:
            view = person.exercise
            assert view is not None
            commands = ("s", "s", "p", "u", "h", "t", "r", "q", ".", "v")
            if throw < 0.5:
                key = 10 * int(view.item.rsplit("-", 1)[1]) + 3
                answer = str(dice.choice((key, key, key + 1, key - 6)))
                await presses(person, "ctrl+u", *answer.replace("-", ""), "enter")
            else:
                letter = commands[int((throw - 0.5) * 2 * len(commands))]
                twice = letter if letter == "r" else ""
                await presses(person, "escape", {".": "full_stop"}.get(letter, letter), *twice)
        case Mode.VERDICT:
            if throw < 0.15:
                await presses(person, "u")
            else:
                await mark(person, dice.choice("yyn"))
        case Mode.ASKED:
            await presses(person, dice.choice(("s", "escape", "p", "enter")))
        case Mode.LOADING | None if throw < 0.5:
            await presses(person, dice.choice(("enter", "1")))
        case None:
            await presses(person, dice.choice(("2", "3", "4", "u", "j", "space", "escape", "1")))
        case _:
            await presses(person, dice.choice(("enter", "enter", "escape")))


async def go_out(person: Learner) -> None:
    """From wherever one is, escape and ``q`` lead to Today."""
    for _ in range(6):
        if person.is_at_today or person.has_left:
            return
        await presses(person, *(("escape", "q") if person.mode is Mode.FIELD else ("escape",)))
        if person.mode not in (None, Mode.FIELD) and not person.is_at_today:
            await presses(person, "q")
    assert person.is_at_today, person.screen


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no alarm here")
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exercises", [1, 3, 6])
async def test_the_app_answers_every_key_and_keeps_the_laws(
    tmp_path: Path, exercises: int, seed: int
) -> None:
    dice, clock = random.Random(exercises * 100 + seed), Clock()
    plant(tmp_path, "tiny", bank(sums(exercises)))
    (tmp_path / "drill.db").touch()
    for _ in range(DAYS):
        request = dice.choice((None, Request(scope=("tiny",)), Request(scope=("tiny",), items=2)))
        async with learner(tmp_path, request, clock=clock) as person:
            await person.rests()
            for _ in range(ACTS_A_DAY):
                if person.has_left:
                    break
                await act(person, dice)
                check_laws(person)
            await go_out(person)
        clock.pass_days(dice.choice((0, 1, 2, 5)))
