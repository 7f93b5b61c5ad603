"""Driving the app as a learner does: keys in, the text of the screen out."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.events import Key
from textual.keys import REPLACED_KEYS, _get_unicode_name_from_key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.timer import Timer
from textual.widgets import Input, OptionList

from drill.gyr.events import Event
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.starting import Request
from drill.tui import desktop
from drill.tui.app import DrillApp
from drill.tui.bindings import KeyedScreen
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.drilling.screen import DrillingScreen
from drill.tui.screens.places import PlaceScreen
from drill.tui.served import Allowed
from drill.tui.widgets.fields import TypedField
from drill.tui.widgets.note_fields import NoteArea
from drill.tui.widgets.screen_rows import CommandRow
from tests.homes import Clock

PATIENCE_S = 60.0
BUSY_S = 20.0
"""A key waits for what the key before it began, but no longer than this."""
ROUNDS = 4
"""For so many turns of the event loop nothing may happen in an app that has settled."""
LOOK_S = 0.004
"""So often the app is looked at while it is waited for."""
UNHEARD_S = 0.03
"""So often it is looked at even though no message was handled."""
SHORT_S = 1.0
"""Timers up to this long are the app's own delays; longer ones are the life of a message, or a clock."""


class Learner:
    """One person at one terminal."""

    def __init__(self, app: DrillApp) -> None:
        self.app = app
        self.pilot: Pilot[None] = Pilot(app)
        self._handled = 0
        self.waits_for_work = True
        """Whether a key waits for threads and workers; unset while one works until it is told to end."""
        self._expected: tuple[type[Exception], ...] = ()

    def expects(self, *errors: type[Exception]) -> None:
        """Forgive the app errors that it tells of; whatever else goes wrong in it fails the test."""
        self._expected += errors

    def raise_faults(self) -> None:
        """Raise what nothing in the app foresaw, nor the test."""
        for fault in self.app.faults:
            if not isinstance(fault, self._expected):
                raise fault

    def hears(self, _: Message) -> None:
        """Count a message that one of the app's parts handles."""
        self._handled += 1

    @property
    def screen(self) -> str:
        """What stands on the screen."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    @property
    def mode(self) -> Mode | None:
        """What the drilling screen awaits."""
        screen = self.app.screen
        return (
            screen.controller.mode
            if isinstance(screen, DrillingScreen) and screen.controller is not None
            else None
        )

    @property
    def exercise(self) -> ExerciseView | None:
        """What the drilling screen shows, or shows the verdict on."""
        screen = self.app.screen
        if not isinstance(screen, DrillingScreen) or screen.controller is None:
            return None
        return screen.controller.sitting.exercise

    @property
    def is_at_today(self) -> bool:
        """Whether Today is in front."""
        return isinstance(self.app.screen, PlaceScreen) and self.app.screen.PLACE == "Today"

    @property
    def has_left(self) -> bool:
        """Whether drill was left."""
        return self.app._exit

    @property
    def has_way_on(self) -> bool:
        """Whether the screen in front tells a key that acts."""
        screen = self.app.screen
        return not isinstance(screen, KeyedScreen) or not screen.is_active or bool(screen.key_pairs())

    def pastes(self, path: Path | str) -> None:
        """Put a path into the line that has the cursor."""
        field = self.app.focused
        if isinstance(field, NoteArea):
            field.text = str(path)
            return
        assert isinstance(field, Input)
        field.value = str(path)

    async def until(self, is_so: Callable[[], bool], what: str = "") -> None:
        """Wait for something to be seen."""
        end = time.monotonic() + PATIENCE_S
        while not is_so():
            self.raise_faults()
            assert time.monotonic() < end, f"{what or 'it'} did not come:\n{self.screen}"
            handled, looked = self._handled, time.monotonic()
            while self._handled == handled or self._has_messages():
                if time.monotonic() - looked > UNHEARD_S:
                    break
                await asyncio.sleep(LOOK_S)
            self.app.screen._on_timer_update()

    async def sees(self, *texts: str) -> None:
        """Wait until all of these stand on the screen, wherever its width breaks their lines."""
        await self.until(lambda: self._shows(*texts), " and ".join(texts))

    def _shows(self, *texts: str) -> bool:
        screen = self.screen
        words = " ".join(screen.split())
        broken = "".join(line.strip() for line in screen.splitlines())  # a long path breaks inside its names
        return all(text in screen or " ".join(text.split()) in words or text in broken for text in texts)

    async def is_at(self, place: str) -> None:
        """Wait until a place of the tab row shows its data."""

        def is_there() -> bool:
            screen = self.app.screen
            return isinstance(screen, PlaceScreen) and place == screen.PLACE and screen._is_filled

        await self.until(is_there, place)

    async def settles(self) -> None:
        """Wait until every message is handled, every thread's work is done, and all of it is painted."""
        end = time.monotonic() + BUSY_S
        quiet = 0
        while quiet < ROUNDS and time.monotonic() < end and self.app.is_running:
            handled = self._handled
            await asyncio.sleep(0)
            if self.waits_for_work and self._works():
                quiet = 0
                await asyncio.sleep(LOOK_S)
            elif self._handled != handled or self._has_messages():
                quiet = 0
            else:
                quiet = 0 if self._is_stale() else quiet + 1
                self.app.screen._on_timer_update()

    def _pumps(self) -> list[MessagePump]:
        return [self.app, *self.app.screen.walk_children(with_self=True)]

    def _has_messages(self) -> bool:
        """Whether something waits to be handled."""
        return any(pump._next_callbacks or not pump._message_queue.empty() for pump in self._pumps())

    def _is_stale(self) -> bool:
        """Whether something waits to be painted: once all messages are handled, as each could change it."""
        screen = self.app.screen
        return bool(screen._dirty_widgets or screen._layout_required or screen._callbacks)

    def _works(self) -> bool:
        """Whether a mark is held, or a thread works; a worker that waits for a screen's answer does not."""
        app = self.app
        if isinstance(app.screen, DrillingScreen) and app.screen._hold is not None:
            return True
        working = sum(worker.is_running for worker in app.workers)
        asking = sum(
            callback.future is not None and bool(callback.future._callbacks)  # not every future is awaited
            for screen in app.screen_stack
            for callback in screen._result_callbacks
        )
        return working > asking or app._opening is None or not app._opening.done()

    async def rests(self) -> None:
        """Wait until nothing is left that the app would do by itself within a moment."""
        await self.settles()
        end = time.monotonic() + PATIENCE_S
        while any(self._delays()):
            assert time.monotonic() < end, f"it does not rest:\n{self.screen}"
            await asyncio.sleep(LOOK_S)
        await self.settles()

    def _delays(self) -> Iterator[Timer]:
        """The timers that will act once, and soon."""
        for pump in self._pumps():
            for timer in pump._timers:
                is_short = timer._repeat == 0 and timer._interval < SHORT_S
                if is_short and timer._task is not None and not timer._task.done():
                    yield timer

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each once the screen is at rest."""
        await self.settles()
        for key in keys:
            try:
                char = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(key, key)))
            except KeyError:
                char = key if len(key) == 1 else None
            event = Key(key, char)
            event.set_sender(self.app)
            self.app.post_message(event)
            await self.settles()

    async def clicks(self, x: int, y: int) -> None:
        """Click at a cell of the screen."""
        await self.pilot.click(offset=(x, y))

    async def resizes(self, width: int, height: int) -> None:
        """The terminal gets another size."""
        await self.pilot.resize_terminal(width, height)

    async def types(self, text: str) -> None:
        """Type a text into what has the cursor."""
        names = {
            " ": "space",
            "*": "asterisk",
            "/": "slash",
            "+": "plus",
            ":": "colon",
            "-": "minus",
            "(": "left_parenthesis",
            "=": "equals_sign",
        }
        await self.press(*(names.get(character, character) for character in text))

    async def commands(self, query: str, name: str) -> None:
        """Ask the palette, and take what it finds first, once that is this."""
        await self.press("ctrl+p")
        await self.until(lambda: isinstance(self.app.screen, CommandPalette), "the palette")
        await self.types(query)
        options = self.app.screen.query_one(OptionList)
        await self.until(
            lambda: options.option_count > 0 and name in str(options.get_option_at_index(0).prompt), name
        )
        await self.press("enter")

    async def command(self, letter: str) -> None:
        """A command from the field; the solution wants its letter twice in the command row."""
        await self.settles()
        if not self._row_is_open:
            await self.press("escape")
        await self.press(letter)
        if letter == "r" and self._row_is_open:
            await self.press(letter)

    @property
    def _row_is_open(self) -> bool:
        return any(row.display for row in self.app.screen.query(CommandRow))

    async def at_field(self) -> TypedField:
        """Wait for the field that an answer is typed into."""
        await self.until(lambda: self.mode is Mode.FIELD, "the field")
        return self.app.screen.query_one(TypedField)

    async def answers(self, text: str, *seen: str) -> None:
        """Answer, and read the verdict; a moment passes before it may be marked."""
        await self.until(lambda: self.mode is Mode.FIELD, "the field")
        await self.types(text)
        await self.press("enter")
        await self.sees(*seen)
        await self.reads()

    async def reads(self) -> None:
        """What is asked now was painted: it may be marked."""
        await self.settles()

    async def marks(self, key: str) -> None:
        """Answer the question; the next exercise, or the summary, comes."""
        before = self.app.screen, self.mode
        await self.press(key)
        await self.until(lambda: (self.app.screen, self.mode) != before, "what comes after the mark")

    async def judges(self, is_right: str, why: str) -> None:
        """Say whether one's own answer is right, and then whether one sees why."""
        await self.press(is_right)
        await self.until(lambda: self.mode is Mode.JUDGED, "the question why")
        await self.reads()
        await self.marks(why)

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
    allowed: Allowed | None = None,
    **environ: str,
) -> AsyncIterator[Learner]:
    """The app on a home of its own."""
    places = {"DRILL_HOME": str(home), **environ}
    app = DrillApp(places, request, clock=clock or Clock(), allowed=allowed)
    try:
        person = Learner(app)
        async with app.run_test(size=size, message_hook=person.hears) as pilot:
            person.pilot = pilot
            yield person
        person.raise_faults()
    finally:
        app.close()


def catch_pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which each address is added that the browser is asked to open; none is opened."""
    addresses: list[str] = []
    monkeypatch.setattr(desktop, "open_page", lambda address: not addresses.append(address))
    return addresses
