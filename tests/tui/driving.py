"""Driving the app as a learner does: keys in, the text of the screen out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from drill.gyr.events import Event
from drill.session.starting import Request
from drill.tui.app import DrillApp
from drill.tui.screens.drilling import controller
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.drilling.screen import DrillingScreen
from tests.homes import Clock

PATIENCE_S = 20.0
STILL_S = 0.3
"""A screen that did not change for so long is at rest."""


class Learner:
    """One person at one terminal."""

    def __init__(self, app: DrillApp, pilot: Pilot[None]) -> None:
        self.app = app
        self._pilot = pilot

    @property
    def screen(self) -> str:
        """What stands on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def mode(self) -> Mode | None:
        """What the drilling screen awaits."""
        screen = self.app.screen
        return (
            screen.controller.mode
            if isinstance(screen, DrillingScreen) and screen.controller is not None
            else None
        )

    async def until(self, is_so: Callable[[], bool], what: str = "") -> None:
        """Wait for something to be seen."""
        end = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < end, f"{what or 'it'} did not come:\n{self.screen}"
            await self._pilot.pause(0.02)

    async def sees(self, *texts: str) -> None:
        """Wait until all of these stand on the screen, wherever its width breaks their lines."""
        await self.until(lambda: all(self._shows(text) for text in texts), " and ".join(texts))

    def _shows(self, text: str) -> bool:
        screen = self.screen
        return text in screen or text in " ".join(screen.split())

    async def rests(self) -> None:
        """Wait until the screen stays as it is."""
        before = ""
        while self.screen != before:
            before = self.screen
            await asyncio.sleep(STILL_S)
            await self._pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        await self._pilot.press(*keys)

    async def clicks(self, x: int, y: int) -> None:
        """Click at a cell of the screen."""
        await self._pilot.click(offset=(x, y))

    async def resizes(self, width: int, height: int) -> None:
        """The terminal gets another size."""
        await self._pilot.resize_terminal(width, height)

    async def types(self, text: str) -> None:
        """Type a text into what has the cursor."""
        names = {
            " ": "space",
            "*": "asterisk",
            "/": "slash",
            "+": "plus",
            "-": "minus",
            "(": "left_parenthesis",
        }
        await self.press(*(names.get(each, each) for each in text))

    async def command(self, letter: str) -> None:
        """A command from the field."""
        await self.press("escape")
        await self.press(letter)

    async def answers(self, text: str, *seen: str) -> None:
        """Answer, and read the verdict; a moment passes before it may be marked."""
        await self.until(lambda: self.mode is Mode.FIELD, "the field")
        await self.types(text)
        await self.press("enter")
        await self.sees(*seen)
        await self.reads()

    async def reads(self) -> None:
        """The moment in which marks are dropped goes by."""
        await asyncio.sleep(controller.GUARD_S + 0.02)

    async def marks(self, key: str) -> None:
        """Answer the question; the next exercise, or the summary, comes."""
        before = self.app.screen, self.mode
        await self.press(key)
        await self.until(lambda: (self.app.screen, self.mode) != before, "what comes after the mark")

    def events(self) -> list[Event]:
        """The log so far."""
        assert self.app.workspace is not None
        return list(self.app.workspace.store.history())


@asynccontextmanager
async def learner(
    home: Path,
    request: Request | None = None,
    *,
    clock: Clock | None = None,
    size: tuple[int, int] = (80, 24),
    **environ: str,
) -> AsyncIterator[Learner]:
    """The app on a home of its own."""
    app = DrillApp({"DRILL_HOME": str(home), **environ}, request, clock=clock or Clock())
    try:
        async with app.run_test(size=size) as pilot:
            yield Learner(app, pilot)
    finally:
        app.close()
