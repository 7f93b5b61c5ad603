"""The README's pictures, made by the program: ``python -m tests.bench.readme_pictures [NAME…]``.

Drills towards DDPM for some days with the shipped banks, as somebody who is right in four of five exercises,
opens the app in that home, and writes what its screens show into ``tests/bench/pictures``, a file for each
NAME: ``today``, ``paper``, ``exercise``, ``working``, and ``drill``, which moves. It takes some minutes.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.starting import Request, start_session
from drill.session.drilling.verdict_view import VerdictView
from tests.bench import moving_picture
from tests.homes import Clock, configure, workspace_in
from tests.tui.driving import Learner, learner

FOLDER = Path(__file__).parent / "pictures"
SIZE = (100, 30)
GOAL = "papers/ddpm-2020"
BEGIN, DAYS = datetime(2027, 1, 4, 18, 0, tzinfo=UTC), 3
RIGHT, SEES_WHY = 0.8, 0.75
LONGEST_S = 90
"""Of one exercise; the shortest takes a third of it."""
EXERCISE = "calculus/product-power-sine"


def drill_days(home: Path, clock: Clock) -> None:
    """Drill what each day has."""
    dice = random.Random(1)
    for _ in range(DAYS):
        with workspace_in(home, clock) as workspace:
            sitting = start_session(workspace, Request())
            while isinstance(sitting.next(), ExerciseView):
                _drill_exercise(sitting, clock, dice)
            sitting.close()
        clock.now = clock.now.replace(hour=18, minute=0) + timedelta(1)


def _drill_exercise(sitting: DrillSession, clock: Clock, dice: random.Random) -> None:
    is_right, verdict = dice.random() < RIGHT, None
    while verdict is None or (is_right and "next" in verdict.exercise.ways):
        if verdict is not None:
            sitting.next_stage()
        sitting.touch()
        clock.now += timedelta(seconds=dice.randint(LONGEST_S // 3, LONGEST_S))
        view = sitting.exercise
        assert view is not None
        outcome = sitting.answer(view.stage.key) if is_right else None
        verdict = outcome if isinstance(outcome, VerdictView) else sitting.reveal()
        is_right = is_right and verdict.verdict == "correct"
    sitting.mark(is_right or dice.random() < SEES_WHY, ok=is_right if verdict.exercise.decides else None)


async def show_today(person: Learner) -> None:
    """Open at Today."""
    await person.sees("Towards DDPM")


async def show_paper(person: Learner) -> None:
    """Open the goal's page."""
    await show_today(person)
    await person.press("4")
    await person.sees("DDPM")
    await person.press("enter")
    await person.sees("formulas")


async def show_exercise(person: Learner) -> None:
    """Forget the inner slope, then look at the key."""
    power, slope, outer = await moving_picture.read_first_exercise(person)
    await person.answers(f"{outer} sin({slope}x) + {power} cos({slope}x)", "inner slope")
    await person.command("r")
    await person.sees("Do you see where it went wrong?")
    await person.press("a")


async def show_working(person: Learner) -> None:
    """Make a slip from the first line to the second."""
    power, slope, outer = await moving_picture.read_first_exercise(person)
    await person.command("equals_sign")
    await person.types(f"{outer} sin({slope}x) + {power} ({slope} cos({slope}x))")
    await person.press("enter")
    await person.types(f"{outer} sin({slope}x) + {slope}x cos({slope}x)")
    await person.press("enter")
    await person.press("enter")
    await person.sees("does not follow")


AFTER_DAYS = {"today": show_today, "paper": show_paper}
AT_FIRST = {"exercise": show_exercise, "working": show_working}


async def take_picture(name: str, home: Path, clock: Clock) -> None:
    """Write what a screen shows."""
    request = Request(scope=(EXERCISE,)) if name in AT_FIRST else None
    async with learner(home, request, clock=clock, size=SIZE) as person:
        await (AT_FIRST | AFTER_DAYS)[name](person)
        await person.rests()
        (FOLDER / f"{name}.svg").write_text(moving_picture.picture_of(person.app), encoding="utf-8")
        print(f"{name}.svg\n{person.screen}\n")


def main(names: Sequence[str]) -> None:
    """Drill, and take the pictures."""
    os.environ["COLORTERM"] = "truecolor"
    wanted = set(names or ("drill", *AFTER_DAYS, *AT_FIRST))
    with tempfile.TemporaryDirectory() as folder:
        home, clock = Path(folder, "goal"), Clock(BEGIN)
        home.mkdir()
        configure(home, f'goal = "{GOAL}"\nwarm_up = false\n')
        if wanted & AFTER_DAYS.keys():
            drill_days(home, clock)
        for name in sorted(wanted & AFTER_DAYS.keys()):
            asyncio.run(take_picture(name, home, clock))
        for name in sorted(wanted & AT_FIRST.keys()):
            asyncio.run(take_picture(name, Path(folder, name), Clock(BEGIN)))
    if "drill" in wanted:
        moving_picture.write_film(FOLDER / "drill.svg")


if __name__ == "__main__":
    main(sys.argv[1:])
