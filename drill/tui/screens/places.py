"""The screens of the tab row: their common parts, and the place of each."""

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
from textual.widgets import Input

from drill.errors import DrillError
from drill.settings import DEFAULTS
from drill.tui.bindings import Keyed, KeyedScreen
from drill.tui.declared_keys import key
from drill.tui.looks import build_content
from drill.tui.textual_internals import hand_on
from drill.tui.widgets.screen_rows import PLACES, KeyRow, TabRow, TopLine
from drill.tui.widgets.text_widgets import Banner, Text

if TYPE_CHECKING:
    from drill.session.workspace import Workspace

_T = TypeVar("_T")

DAY_BEGINS = timedelta(hours=DEFAULTS.day_begins.hour)
# Seconds before the learner is asked for patience, and between two reports on the loading of data.
LATE_S = 0.4
# Actions that need no data; other keys do nothing until there are some.
NEED_NO_DATA = frozenset(
    ("go", "leave", "ask_to_leave", "help", "settings", "command_palette", "find", "retry", "quit")
)


class TryAgain(Keyed, Text, can_focus=True):
    """A focusable message while there is nothing to show, which offers to try again."""

    DEFAULT_CSS = "TryAgain {height: 0; display: none;}"

    @key("go-on", "try again")
    async def action_retry(self) -> None:
        """Let the screen try again."""
        await self.run_action("screen.retry")


def screen_of(tab_name: str) -> PlaceScreen:
    """Return a new screen of that tab."""
    module, _, name = PLACES[tab_name].rpartition(".")
    return getattr(importlib.import_module(f"drill.tui.screens.{module}"), name)()


class PlaceScreen(KeyedScreen[None]):
    """A screen of the tab row: a frame at once, the data from the session's thread."""

    AUTO_FOCUS = ""
    PLACE = ""
    waits_for_paint = False
    """What its keys act on comes after the first paint."""
    DEFAULT_CSS = """
    PlaceScreen #body {height: 1fr; scrollbar-size-vertical: 1;}
    PlaceScreen #body Text {height: auto;}
    """

    def __init__(self) -> None:
        super().__init__()
        # Before the store knows the study day: the day that has begun by the usual hour.
        today = write_date_in_words((datetime.now() - DAY_BEGINS).date())
        self.top = TopLine(build_content(("drill", "bold")), build_content((today, "$secondary")))
        self.banner = Banner()
        self.body = VerticalScroll(id="body", can_focus=False)
        self._retry = TryAgain()
        self._retry.display = False
        self._is_filled = False

    def compose(self) -> ComposeResult:
        """Make the rows around a body."""
        yield self.top
        yield TabRow(self.PLACE, self.top)
        yield self.banner
        yield self._retry
        yield from self.compose_middle()
        yield KeyRow()

    def compose_middle(self) -> ComposeResult:
        """Make the body."""
        with self.body:
            yield from self.compose_body()

    def compose_body(self) -> ComposeResult:
        """Make the widgets between the rows."""
        yield from ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action does something here: before the data, and without any, only what needs
        none."""
        is_here = action == "go" and parameters == (self.PLACE,)
        has_data = self._is_filled and not self._has_failed
        if is_here or not (has_data or action in NEED_NO_DATA):
            return False
        return super().check_action(action, parameters)

    def way_back(self) -> Callable[[], PlaceScreen]:
        """Return a function that opens the place after a session that begins here."""
        return partial(screen_of, self.PLACE or "Today")

    @key("undo", "undo the goal", when=lambda self: self.app.aiming.has_former)
    def action_undo_goal(self) -> None:
        """Restore the former goal."""
        self.app.aiming.bring_back()

    def commands(self) -> list[tuple[str, Callable[[], object]]]:
        """Return the palette's commands without a key: their words and their actions."""
        return []

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """Read the data of the screen, in the session's thread; return a function that shows them."""
        del workspace
        return lambda: None

    def on_mount(self) -> None:
        """Read the data after the first paint."""
        self.call_after_refresh(self.refill)
        self._late = self.set_interval(LATE_S, self._ask_for_patience)

    def _ask_for_patience(self) -> None:
        """Show in the corner that the data are being read, and their share so far."""
        if self._is_filled or self._has_failed:
            return
        read = self.app.files_read
        words = "one moment…" if read is None else f"reading {read[0]} of {read[1]} files…"
        self.top.flash(build_content((words, "$secondary")))

    def refill(self) -> None:
        """Read and show the data again."""
        self.run_worker(self._refill, exclusive=True, group="fill")

    async def _refill(self) -> None:
        try:
            show, workspace = await self.ask(self._read)
        except DrillError as error:
            self._fail(str(error), "Nothing is lost. Fix it, then enter tries again.")
            return
        if self._has_failed or self.app.not_kept:
            self._retry.display = False
            self.banner.say()
        self._is_filled = True
        self._late.stop()
        self.top.settle()
        if self.is_current and (notices := workspace.take_notices()):
            self.banner.say(*notices)
        show()
        self.refresh_bindings()

    def _fail(self, *messages: str) -> None:
        """Show that the data are missing: enter tries again."""
        self.top.settle()
        self.banner.say(*messages)
        self._retry.display = True
        self._retry.focus()

    @property
    def _has_failed(self) -> bool:
        return bool(self._retry.display)

    def action_retry(self) -> None:
        """Open the store again."""
        self.app.open_again()
        self.refill()

    def tell_fault(self, message: str) -> None:
        """Show the error; without data the learner may try again."""
        if self._is_filled:
            self.banner.say(message)
        else:
            self._fail(message)

    async def ask(self, work: Callable[[Workspace], _T]) -> _T:
        """Wait for something done in the session's thread, unless this screen is left meanwhile.

        Raises:
            CancelledError: it was left. Its rows go one by one, so nothing can be shown on it any more.
        """
        workspace = await self.app.opened()
        result = await self.app.background.run(work, workspace)
        if self not in self.app.screen_stack:
            raise asyncio.CancelledError
        return result

    def _read(self, workspace: Workspace) -> tuple[Callable[[], None], Workspace]:
        """Return, in the session's thread, a function that shows the data, after edited banks are loaded."""
        workspace.catch_up()
        return self.fill(workspace), workspace

    def look_again(self) -> None:
        """Redraw everything with other glyphs, colours or settings."""
        self.app.go_to(self.PLACE)

    def act(self, work: Callable[[Workspace], str | None]) -> None:
        """Do something in the session's thread, show its message if there is one, and read again."""
        self.run_worker(self._act(work), exclusive=False)

    async def _act(self, work: Callable[[Workspace], str | None]) -> None:
        try:
            notice = await asyncio.shield(self.ask(work))  # begun work is finished in any case
        except DrillError as error:
            self.banner.say(str(error))
            return
        self.refill()
        if notice:
            self.banner.say(notice)

    async def on_key(self, event: events.Key) -> None:
        """Pass on keys that come after the next place; ask for patience before the data are there."""
        if not self.is_active and isinstance(self.app.screen, PlaceScreen):
            event.stop()
            event.prevent_default()
            hand_on(self.app.screen, event)
        elif self.is_active and not isinstance(self.focused, Input):
            self._ask_for_patience()

    @key("today", argument="Today")
    @key("library", argument="Library")
    @key("progress", argument="Progress")
    @key("papers", argument="Papers")
    def action_go(self, tab_name: str) -> None:
        """Show a screen of the tab row."""
        self.app.go_to(tab_name)

    @key("settings")
    def action_settings(self) -> None:
        """Show the settings."""
        self.app.show_settings()

    @key("back")
    def action_leave(self) -> None:
        """Go one step back: to Today."""
        self.app.go_to("Today")


def write_date_in_words(day: date) -> str:
    """Return a date in words: ``Friday 20 November``."""
    return f"{day:%A} {day.day} {day:%B}"
