"""What a person prefers: settings, theme, glyphs and keys, in force at once and kept in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual import events
from textual.app import App
from textual.filter import LineFilter
from textual.keys import key_to_character
from textual.widgets import Input

from drill import locations, settings
from drill.errors import SettingsError
from drill.settings import has_plain_locale
from drill.tui.keymap import Keymap
from drill.tui.looks import Looks
from drill.tui.scrolling import draw_bars
from drill.tui.sixteen_colours import SixteenColours
from drill.tui.themes import DARK, THEMES
from drill.tui.widgets.text_line import TakesKeys

if TYPE_CHECKING:
    from textual.screen import Screen

    from drill.session.workspace import Workspace
    from drill.tui.served import Allowed
    from drill.typeset import Tier


@runtime_checkable
class LooksAgain(Protocol):
    """A screen that can be drawn anew, with other glyphs, colours or settings."""

    def look_again(self) -> None:
        """Draw what depends on the preferences once more."""
        ...


class PreferringApp(App[None]):
    """The part of the app that knows what was chosen; ``workspace`` is ``None`` until the store is open."""

    workspace: Workspace | None

    def __init__(self, environ: Mapping[str, str], allowed: Allowed | None = None) -> None:
        """``allowed`` is what may be done in a browser; ``None``, in a terminal, is all."""
        super().__init__()
        self.allowed = allowed
        has_sixteen = self.console.color_system in ("standard", "windows")
        self._filters_of_terminal = [SixteenColours()] if has_sixteen else []
        self.animation_level = "none"  # nothing moves by itself
        self.environ = environ
        self.places = locations.find(environ)
        self.loaded = settings.load(self.places.config, environ)
        self.settings = self.loaded.settings
        self.keymap = Keymap(self.settings.keys)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._fitting_theme()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, and on a terminal with sixteen colours one that keeps those of marks apart."""
        return [*super().get_line_filters(), *self._filters_of_terminal]

    def _fitting_theme(self) -> str:
        """The theme that was chosen, if there is one of that name; ``light`` is short for ``drill-light``.

        Without colour never an ANSI one: its colours would be left to the terminal, and Textual draws them
        black on black under NO_COLOR.
        """
        chosen = self.settings.theme
        if self.no_color and "ansi" in chosen:
            return DARK.name
        names = (chosen, f"drill-{chosen}")
        return next((name for name in names if name in self.available_themes), DARK.name)

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
        from drill.settings import keep

        if not self.allows_setting(name):
            return "This is not changed in a browser."
        try:
            keep(self.places.config, name, value)
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
        draw_bars(plain=self.looks.is_ascii)
        if self.workspace is not None:
            opened = self.workspace.settings
            self.workspace.settings = replace(
                chosen,
                **{name: getattr(opened, name) for name, row in settings.SCHEMA.items() if row.at_start},
            )

    # --- what is allowed ------------------------------------------------------------------------------------

    def allows(self, key: str, screen: Screen[Any] | None = None) -> bool:
        """Whether a key, by its usual name, does something on a screen, or the one that is shown."""
        if self.allowed is None:
            return True
        here = screen or self.screen
        return self.allowed.key(getattr(here, "called", type(here).__name__), key)

    def allows_setting(self, name: str) -> bool:
        """Whether a setting may be changed here."""
        return self.allowed is None or name in self.allowed.settings

    # --- keys ----------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Keys of one's own stand for the usual ones; what is typed stays what it is."""
        if isinstance(event, events.Key) and not event.is_forwarded and not self._is_text(event):
            translated = self._translated(event) if self.keymap else event
            if translated is None or not self.allows(translated.key):
                return
            event = translated
        await super().on_event(event)

    def _is_text(self, event: events.Key) -> bool:
        is_typed = isinstance(self.focused, TakesKeys | Input) and event.is_printable
        return is_typed and not event.key.startswith("alt+")

    def _translated(self, event: events.Key) -> events.Key | None:
        key = self.keymap.meaning(event.key)
        if key == event.key:
            return event
        if isinstance(self.focused, TakesKeys | Input) and len(key) == 1:
            key = f"alt+{key}"  # a command, where the letter itself would be text
        return events.Key(key, None if "+" in key else key_to_character(key)) if key else None

    # --- screens -------------------------------------------------------------------------------------------

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
