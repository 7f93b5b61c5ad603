"""The places of the tab row: what they have in common, and where each is."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, OptionList

from drill.errors import DrillError
from drill.settings import DEFAULTS
from drill.tui.content import line
from drill.tui.keymap import key_of
from drill.tui.scrolling import scrolls
from drill.tui.widgets.rows import PLACES, KeyPair, KeyRow, TabRow, TopLine
from drill.tui.widgets.text import Banner
from drill.tui.widgets.text_line import TakesKeys

if TYPE_CHECKING:
    from drill.session.workspace import Workspace
    from drill.tui.app import DrillApp

_T = TypeVar("_T")

_CLASSES = {
    "Today": "today.TodayScreen",
    "Library": "library.LibraryScreen",
    "Progress": "progress.ProgressScreen",
    "Papers": "papers.list.PapersScreen",
    "Parked": "parked.ParkedScreen",
}

# What a list that has the keys does with them by itself.
LIST_KEYS = frozenset(("down", "up", "home", "end", "pagedown", "pageup"))
DAY_BEGINS = timedelta(hours=DEFAULTS.day_begins.hour)
# Keys that act before there is anything to act on; the others wait for it.
NEED_NO_DATA = frozenset((*"12345gq", "question_mark", "comma", "colon", "escape", "slash"))


def screen_of(place: str) -> PlaceScreen:
    """A new screen of that place."""
    module, _, name = _CLASSES[place].rpartition(".")
    return getattr(importlib.import_module(f"drill.tui.screens.{module}"), name)()


class PlaceScreen(Screen[None]):
    """A screen of the tab row: a frame at once, the data from the session's thread.

    ``keys`` maps keys to what they do here; the digits, ``?``, ``,`` and ``:`` work everywhere.
    """

    app: DrillApp
    AUTO_FOCUS = ""
    PLACE = ""
    DEFAULT_CSS = """
    PlaceScreen #body {height: 1fr; scrollbar-size-vertical: 1;}
    PlaceScreen #body Text {height: auto;}
    """

    def __init__(self) -> None:
        super().__init__()
        # Before the store tells the study day: the day that has begun by the usual hour.
        today = in_words((datetime.now() - DAY_BEGINS).date())
        self.top = TopLine(line(("drill", "bold")), line((today, "$secondary")))
        self.banner = Banner()
        self.body = VerticalScroll(id="body", can_focus=False)
        self.key_row = KeyRow(*self.offered())
        self.keys: dict[str, Callable[[], object]] = {}
        self._is_filled = False
        self._is_failed = False
        self._early: list[str] = []
        """Keys pressed before the data were there, up to the first that may leave the screen."""

    def compose(self) -> ComposeResult:
        """Rows around a body."""
        yield self.top
        yield TabRow(self.PLACE)
        yield self.banner
        with self.body:
            yield from self.compose_body()
        yield self.key_row

    def compose_body(self) -> ComposeResult:
        """What stands between the rows."""
        yield from ()

    def offered(self) -> tuple[KeyPair, ...]:
        """The pairs of the key row."""
        return (("1–5", "places"), ("?", "keys"))

    def offered_commands(self) -> list[tuple[str, str, Callable[[], object]]]:
        """For the palette: key, words and what runs it, of the keys that the row tells."""
        return [
            (key, words, partial(self.app.call_after_refresh, self.app.simulate_key, key_of(key)))
            for key, words in self.key_row.pairs
            if " " not in key and "–" not in key and key not in ("?", "esc")
        ]

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """In the session's thread: read what is to be shown; returns how to show it."""
        del workspace
        return lambda: None

    def on_mount(self) -> None:
        """Data come after the first paint."""
        self.call_after_refresh(self.refill)

    def refill(self) -> None:
        """Read and show once more."""
        self.run_worker(self._refill, exclusive=True, group="fill")

    async def _refill(self) -> None:
        try:
            show, workspace = await self.ask(self._read)
        except DrillError as error:
            self._fail(str(error), "Nothing is lost. Fix it, then enter tries again.")
            return
        if self._is_failed or self.app.not_kept:
            self._is_failed = False
            self.banner.say()
        self._is_filled = True
        self.top.settle()
        self.key_row.set(*self.offered())
        if self.is_current and (notices := workspace.take_notices()):
            self.banner.say(*notices)
        show()
        # Keys on their way here are heard first: they wait behind the early ones.
        self.app.call_later(
            lambda: (self.focused or self).call_later(self.call_later, self._press_early_ones)
        )

    def _fail(self, *told: str) -> None:
        """The data are not there: enter tries again."""
        self._is_failed = True
        self._early.clear()
        self.top.settle()
        self.banner.say(*told)
        self.key_row.set(("enter", "try again"), ("q", "quit"), ("?", "keys"))

    def tell_fault(self, told: str) -> None:
        """Say what went wrong; without data the learner may try again."""
        if self._is_filled:
            self.banner.say(told)
        else:
            self._fail(told)

    async def ask(self, work: Callable[[Workspace], _T]) -> _T:
        """Wait for something that is done in the session's thread, unless this screen is left meanwhile.

        Raises:
            CancelledError: it was left. Its rows go one by one, so nothing can be shown on it any more.
        """
        workspace = await self.app.opened()
        result = await self.app.background.run(work, workspace)
        if self not in self.app.screen_stack:
            raise asyncio.CancelledError
        return result

    def _press_early_ones(self) -> None:
        for key in self._early:
            self.app.simulate_key(key)
        self._early.clear()

    def _read(self, workspace: Workspace) -> tuple[Callable[[], None], Workspace]:
        """In the session's thread: how to show what there is, banks that were edited meanwhile included."""
        workspace.catch_up()
        return self.fill(workspace), workspace

    def look_again(self) -> None:
        """Everything anew: other glyphs, colours or settings."""
        self.app.go_to(self.PLACE)

    def act(self, work: Callable[[Workspace], str | None]) -> None:
        """Do something in the session's thread, tell what came of it if it says so, and read anew."""
        self.run_worker(self._act(work), exclusive=False)

    async def _act(self, work: Callable[[Workspace], str | None]) -> None:
        try:
            told = await asyncio.shield(self.ask(work))  # what was begun is done, whoever sees it
        except DrillError as error:
            self.banner.say(str(error))
            return
        self.refill()
        if told:
            self.banner.say(told)

    def on_key(self, event: events.Key) -> None:
        """Keys of this place, then those of every place; too early ones wait for the data."""
        if not self.is_current:  # a key on its way to a screen that was left meanwhile
            return
        is_early = not self._is_filled and not self._is_failed
        if is_early:
            self.top.flash(line(("one moment…", "$secondary")))
        is_held = event.key not in NEED_NO_DATA and not isinstance(self.focused, Input)
        if is_held and (is_early or self._early):
            self._hold(event)
            return
        if isinstance(self.focused, Input):
            if self.key_while_typing(event):
                event.stop()
                event.prevent_default()
            elif isinstance(self.focused, TakesKeys) and self.focused.takes(event):
                self.focused.hand_on(event)  # it was on its way here when the cursor came to the line
        elif isinstance(self.focused, OptionList) and event.key in LIST_KEYS:
            return
        elif self.press(event.key):
            event.stop()
            event.prevent_default()

    def _hold(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if "enter" not in self._early:  # what follows an enter is meant for a screen that is not there yet
            self._early.append(event.key)

    def key_while_typing(self, event: events.Key) -> bool:
        """Keys that are no text, while something is typed."""
        del event
        return False

    def press(self, key: str) -> bool:
        """Do what a key does here; whether it does anything."""
        if self._is_failed and key == "enter":
            self.app.open_again()
            self.refill()
        elif key in self.keys:
            self.keys[key]()
        elif len(key) == 1 and key in "12345":
            place = PLACES[int(key) - 1]
            if place != self.PLACE:
                self.app.go_to(place)
        elif key == "question_mark":
            self.app.show_help(self.key_row.pairs)
        elif key == "comma":
            self.app.show_settings()
        elif key == "colon":
            self.app.action_command_palette()
        elif key in ("escape", "q"):
            self._leave(key)
        else:
            return scrolls(self.body, key)
        return True

    def _leave(self, key: str) -> None:
        """One step back: to Today, and from there out (with ``q`` alone)."""
        if self.PLACE != "Today":
            self.app.go_to("Today")
        elif key == "q":
            self.app.exit()


def in_words(day: date) -> str:
    """``Friday 20 November``."""
    return f"{day:%A} {day.day} {day:%B}"
