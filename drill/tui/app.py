"""The app itself: opens the workspace behind the first paint, and holds it for the screens."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import WorkerFailed

from drill import locations, settings
from drill.errors import DrillError, SettingsError
from drill.settings.reading import has_plain_locale
from drill.tui.background import Background
from drill.tui.keymap import Keymap
from drill.tui.looks import Looks
from drill.tui.themes import DARK, THEMES

if TYPE_CHECKING:
    from datetime import datetime

    from drill.session.start import Request
    from drill.session.workspace import Workspace
    from drill.tui.widgets.rows import KeyPair
    from drill.typeset import Tier

PAINTED_S = 0.05
"""So long the first screen has to reach the terminal, before the imports of the store keep Python busy."""
SIGNALS = {"SIGTERM": 143, "SIGHUP": 129}


@runtime_checkable
class LooksAgain(Protocol):
    """A screen that can be drawn anew, with other glyphs, colours or settings."""

    def look_again(self) -> None: ...


class DrillApp(App[None]):
    """Screens over one workspace.

    ``workspace`` is ``None`` until the store is open; screens wait for it with `opened`. ``at_the_end`` is
    what the screen at hand wants done in the session's thread before the workspace closes.
    """

    TITLE = "drill"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (110, "-wide")]  # noqa: RUF012  Textual's own
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar = [
        Binding("ctrl+q", "leave", "Quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]
    CSS_PATH = "app.tcss"

    def __init__(
        self,
        environ: Mapping[str, str],
        request: Request | None = None,
        *,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """``request`` starts a session at once; without a ``clock`` the local time holds."""
        super().__init__()
        self.animation_level = "none"  # nothing moves by itself
        self.environ = environ
        self._clock = clock
        self._request = request
        self.places = locations.find(environ)
        self.loaded = settings.load(self.places.config, environ)
        self.settings = self.loaded.settings
        self.background = Background()
        self.workspace: Workspace | None = None
        self.at_the_end: Callable[[], None] | None = None
        self.failure: BaseException | None = None
        self._opening: asyncio.Task[Workspace] | None = None
        self.keymap = Keymap(self.settings.keys)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._fitting_theme()

    def _fitting_theme(self) -> str:
        """The theme that was chosen, if there is one of that name; without colour never an ANSI one.

        Its colours would be left to the terminal, and Textual draws them black on black under NO_COLOR.
        """
        chosen = self.settings.theme
        if chosen not in self.available_themes or (self.no_color and "ansi" in chosen):
            return DARK.name
        return chosen

    @property
    def looks(self) -> Looks:
        """How marks and formulas are drawn."""
        return Looks(self.settings.glyphs, self.current_theme.dark)

    # --- settings ------------------------------------------------------------------------------------------

    @property
    def has_plain_locale(self) -> bool:
        """Whether the locale allows ASCII alone."""
        return has_plain_locale(self.environ)

    @property
    def themes_offered(self) -> tuple[str, ...]:
        """Themes by name: the app's own, then Textual's; without colour none of the terminal's."""
        own = [theme.name for theme in THEMES]
        others = [name for name in self.available_themes if name not in own]
        return (*own, *(name for name in others if not (self.no_color and "ansi" in name)))

    def keep_setting(self, name: str, value: Any) -> str:
        """Write one choice into the file, and use it; what to tell if it cannot be kept."""
        try:
            settings.keep(self.places.config, name, value)
        except SettingsError as error:
            used = {**self.settings.keys, **value} if name == "keys" else value
            self._use(replace(self.settings, **{name: used}))
            return f"{error} Until you leave it is used all the same."
        self.reload_settings()
        return ""

    def reload_settings(self) -> None:
        """Read the file again and use what it says."""
        self.loaded = settings.load(self.places.config, self.environ)
        self._use(self.loaded.settings)

    def _use(self, chosen: settings.Settings) -> None:
        """What can act at once does; the store and the banks were opened with what held before."""
        self.settings = chosen
        self.keymap = Keymap(chosen.keys)
        self.theme = self._fitting_theme()
        self.set_class(self.looks.is_ascii, "-ascii")
        if self.workspace is not None:
            opened = self.workspace.settings
            self.workspace.settings = replace(
                chosen,
                **{name: getattr(opened, name) for name, row in settings.SCHEMA.items() if row.at_start},
            )

    # --- keys ----------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Keys of one's own stand for the usual ones; what is typed stays what it is."""
        if isinstance(event, events.Key) and self.keymap and not event.is_forwarded:
            translated = self._translated(event)
            if translated is None:
                return
            event = translated
        await super().on_event(event)

    def _translated(self, event: events.Key) -> events.Key | None:
        is_text = isinstance(self.focused, Input) and event.is_printable
        if is_text and not event.key.startswith("alt+"):
            return event
        key = self.keymap.meaning(event.key)
        if key == event.key:
            return event
        if isinstance(self.focused, Input) and len(key) == 1:
            key = f"alt+{key}"  # a command, where the letter itself would be text
        return events.Key(key, None if "+" in key else key_to_character(key)) if key else None

    # --- life ----------------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """Today; a session where one was asked for; the first exercise where nothing was ever drilled."""
        self.set_class(self.looks.is_ascii, "-ascii")
        is_first_run = self._request is None and not self._has_store()
        if self._request is None and not is_first_run:
            from drill.tui.screens.today import TodayScreen

            return TodayScreen()
        from drill.tui.screens.drilling.screen import DrillingScreen

        return DrillingScreen(self._request, is_first_run=is_first_run)

    def _has_store(self) -> bool:
        return "DRILL_DATABASE_URL" in self.environ or self.places.database.exists()

    def on_load(self) -> None:
        """Before the terminal is taken: leave through the app's own exit, so that it is given back."""
        loop = asyncio.get_running_loop()
        for name, code in SIGNALS.items():
            number = getattr(signal, name, None)
            if number is not None:
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, lambda code=code: self.exit(return_code=code))

    def on_mount(self) -> None:
        """Open the store once the first screen is painted, and its bytes have left."""
        self.call_after_refresh(self.set_timer, PAINTED_S, self.open_again)
        self.app_resume_signal.subscribe(self, self._repaint)

    def _repaint(self, _: object) -> None:
        """Back from ctrl+z: the terminal shows the shell's lines, so everything is drawn anew."""
        self.set_timer(PAINTED_S, lambda: self.screen.refresh(layout=True))

    def open_again(self) -> None:
        """Open the store, after a failure once more."""
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self.background.run(self._open))

    def _open(self) -> Workspace:
        """In the session's thread; the workspace is known to `close` even if nobody waits for it any more."""
        from drill.session.workspace import local_now, open_workspace

        if self.workspace is None:
            self.workspace = open_workspace(self.environ, clock=self._clock or local_now)
            self.workspace.workers.start()
        return self.workspace

    async def opened(self) -> Workspace:
        """The workspace, once it is open.

        Raises:
            DrillError: the store or the banks cannot be opened; it is told again to everyone who asks.
        """
        while self._opening is None:
            await asyncio.sleep(0.005)
        return await asyncio.shield(self._opening)

    def close(self) -> None:
        """After the terminal is given back: keep what is at hand, and close what was opened."""
        self.background.finish(self._close)

    def _close(self) -> None:
        try:
            if self.at_the_end is not None:
                self.at_the_end()
        finally:
            if self.workspace is not None:
                self.workspace.close()

    def fail(self, error: DrillError) -> None:
        """Leave with an error that the command line tells."""
        self.failure = error
        self.exit()

    def _handle_exception(self, error: Exception) -> None:
        """Leave, without Textual's own traceback: the front door tells a person what happened.

        Once the app is leaving anyway, work that misses its screen is no fault.
        """
        if self._exit and isinstance(error, WorkerFailed):
            return
        if self.is_headless:
            super()._handle_exception(error)
            return
        if self.failure is None:
            self.failure = error.error if isinstance(error, WorkerFailed) else error
        self._return_code = 1
        self._close_messages_no_wait()

    # --- places --------------------------------------------------------------------------------------------

    def replace_screen(self, screen: Screen[None]) -> None:
        """Show another screen; the very first one stays below, since Textual cannot switch it."""
        if len(self.screen_stack) == 1:
            self.push_screen(screen)
        else:
            self.switch_screen(screen)

    def go_to(self, place: str) -> None:
        """Show one of the places of the tab row."""
        from drill.tui.screens.places import screen_of

        self.replace_screen(screen_of(place))

    def drill(self, request: Request | None = None) -> None:
        """Start a session, or go on where one was left."""
        from drill.tui.screens.drilling.screen import DrillingScreen

        self.replace_screen(DrillingScreen(request))

    def show_help(self, here: Sequence[KeyPair] = (), expect: Mapping[str, object] | None = None) -> None:
        """What the keys do, those of the screen first; how to type answers, those to ``expect`` first."""
        from drill.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(tuple(here), expect))

    def show_settings(self) -> None:
        """The settings; the screen below is drawn anew where they changed how it looks."""
        from drill.tui.screens.settings import SettingsScreen

        before = self._looked_at
        self.push_screen(SettingsScreen(), lambda _: self._look_again(before))

    def choose_glyphs(self, after: Callable[[str], None] | None = None) -> None:
        """Samples of the glyphs; ``after`` is told what there is to tell."""
        from drill.tui.screens.glyphs import GlyphScreen

        before = self._looked_at

        def take(tier: Tier | None) -> None:
            told = self.keep_setting("glyphs", tier) if tier is not None else ""
            if after is not None:
                after(told)
            else:
                if told:
                    self.notify(told, markup=False)
                self._look_again(before)

        self.push_screen(GlyphScreen(self.settings.glyphs, has_plain_locale=self.has_plain_locale), take)

    @property
    def _looked_at(self) -> tuple[object, ...]:
        """What the screens were drawn with."""
        return self.looks, self.settings

    def _look_again(self, before: tuple[object, ...]) -> None:
        if before != self._looked_at and isinstance(self.screen, LooksAgain):
            self.screen.look_again()

    def action_leave(self) -> None:
        """Quit at once; what is at hand is kept."""
        self.exit()

    def action_help_quit(self) -> None:
        """What ctrl+c does here: nothing; it says what does."""
        self.notify("ctrl+q quits, all is kept", markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: the places where nothing is typed, and what is possible everywhere."""
        from drill.tui.screens.places import PlaceScreen
        from drill.tui.widgets.rows import PLACES

        if isinstance(screen, PlaceScreen):
            for number, place in enumerate(PLACES, 1):
                yield SystemCommand(place, f"{number}", lambda place=place: self.go_to(place))
            yield SystemCommand("Start today's session", "enter on Today", self.drill)
        yield SystemCommand("What the keys do", "?", self.show_help)
        yield SystemCommand("How to type answers", "? tab", lambda: self.show_help((), {}))
        yield SystemCommand("Settings", ",", self.show_settings)
        yield SystemCommand("Formulas look broken: samples of the glyphs", "g", self.choose_glyphs)
        yield SystemCommand("Quit; all is kept", "ctrl+q", self.action_leave)
