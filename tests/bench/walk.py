"""How far a key reaches: the functions and files of the program that run between it and what it brings.

    python -m tests.bench.walk

Counts each function once, in the app's thread and the session's: from enter to the verdict, and from a mark
to the next exercise. Exits 1 above the goals.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

from drill.session.starting import Request
from drill.tui.screens.drilling.keys import Mode
from tests.tui.driving import Learner, learner

DRILL = str(Path(sys.modules["drill"].__file__ or "").parent)
SETTLE_S = 3.0
"""So long before a key nothing is prepared any more."""


class Goal(NamedTuple):
    """The most functions and files."""

    functions: int
    files: int


VERDICT, NEXT = Goal(200, 50), Goal(300, 70)


class Walk:
    """Notes every function of the program that is entered, in both threads, while it is on."""

    def __init__(self, person: Learner) -> None:
        self._person = person
        self.entered: set[CodeType] = set()

    async def __aenter__(self) -> Walk:
        await self._person.app.background.run(sys.setprofile, self._note)
        sys.setprofile(self._note)
        return self

    async def __aexit__(self, *_: object) -> None:
        sys.setprofile(None)
        await self._person.app.background.run(sys.setprofile, None)

    def _note(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(DRILL):
            self.entered.add(frame.f_code)

    @property
    def functions(self) -> int:
        """Functions, not the modules and comprehensions among what was entered."""
        return sum(not code.co_name.startswith("<") for code in self.entered)

    @property
    def files(self) -> int:
        """Files that they stand in."""
        return len({code.co_filename for code in self.entered})


async def _walked(person: Learner, key: str, is_there: Callable[[], bool]) -> Walk:
    await asyncio.sleep(SETTLE_S)
    async with (walk := Walk(person)):
        await person.press(key)
        await person.until(is_there, f"what {key} brings")
    return walk


async def _round(person: Learner) -> tuple[Walk, Walk]:
    """One exercise answered, wrongly, and marked."""
    await person.until(lambda: person.mode is Mode.FIELD, "the field")
    await person.types("1")
    return (
        await _walked(person, "enter", lambda: person.mode is Mode.VERDICT),
        await _walked(person, "n", lambda: person.mode is Mode.FIELD),
    )


async def measure() -> tuple[Walk, Walk]:
    """The second exercise: what is loaded once is there."""
    with tempfile.TemporaryDirectory() as home:
        async with learner(Path(home), Request(scope=("calc.diff",))) as person:
            while person.mode is not Mode.FIELD and person.app.failure is None:  # all banks are read
                await asyncio.sleep(0.1)
            await _round(person)
            return await _round(person)


def main() -> int:
    """Print both."""
    is_within = True
    to_verdict, to_next = asyncio.run(measure())
    for name, walk, goal in (
        ("enter to the verdict", to_verdict, VERDICT),
        ("a mark to the next", to_next, NEXT),
    ):
        is_within &= walk.functions <= goal.functions and walk.files <= goal.files
        found = f"{walk.functions} functions in {walk.files} files"
        print(f"{name:22} {found}, goal {goal.functions} in {goal.files}")
    return not is_within


if __name__ == "__main__":
    sys.exit(main())
