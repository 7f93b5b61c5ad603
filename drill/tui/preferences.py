"""The person's preferences: settings, theme, glyphs and keys, applied at once and saved in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.app import App
from textual.filter import LineFilter
from textual.keys import format_key

from drill import files, settings
from drill.errors import SettingsError
from drill.settings import find_keys_in_use, has_key, has_plain_locale, write_setting
from drill.tui.looks import DARK, THEMES, Looks, PlainCharacters, SixteenColours, name_colours

if TYPE_CHECKING:
    from drill.session.workspace import Workspace
    from drill.tui.declared_keys import Key
    from drill.tui.served import Allowed


# Names of keys that differ from the characters that they type.
_TOLD = {
    "escape": "esc", "enter": "enter", "space": "space", "tab": "tab", "ctrl+q": "^q", "ctrl+p": "^p",
    "backspace": "backspace",
}  # fmt: skip

_SIXTEEN_COLOURS, _PLAIN_CHARACTERS = SixteenColours(), PlainCharacters()


@runtime_checkable
class LooksAgain(Protocol):
    """A screen that can be redrawn with other glyphs, colours or settings."""

    def look_again(self) -> None:
        """Redraw what depends on the preferences."""
        ...


class PreferringApp(App[None]):
    """The part of the app that knows the preferences; ``workspace`` is ``None`` until the store is open."""

    workspace: Workspace | None

    def __init__(self, environ: Mapping[str, str], allowed: Allowed | None = None) -> None:
        """``allowed`` are the actions that are possible in a browser; ``None``, in a terminal, means all."""
        super().__init__()
        self.allowed = allowed
        self._has_sixteen_colours = self.console.color_system in ("standard", "windows")
        self.animation_level = "none"  # nothing moves by itself
        self.environ = environ
        self.places = files.find(environ)
        self.loaded = settings.load_settings(self.places.config, environ)
        self.settings = self.loaded.settings
        self._use_keys()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._fitting_theme()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the app's own variables for themes of Textual, in terms of their colours."""
        theme = self.current_theme
        colours = theme.to_color_system().generate()
        words, muted = colours["foreground"], colours["secondary"]
        return name_colours(
            dark=theme.dark, ink=words, code=words, number=muted, call=muted, rule=colours["panel"]
        )

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's own filters, and those for sixteen colours or ASCII."""
        filters = [*super().get_line_filters()]
        filters += [_SIXTEEN_COLOURS] if self._has_sixteen_colours else []
        return [*filters, _PLAIN_CHARACTERS] if self.looks.is_ascii else filters

    def _fitting_theme(self) -> str:
        """Return the chosen theme, if there is one of that name; ``light`` is short for ``drill-light``.

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
        """Return themes by name: the app's own, then Textual's; without colour none of the terminal's."""
        own_names = [theme.name for theme in THEMES]
        names = [name for name in self.available_themes if name not in own_names]
        return (*own_names, *(name for name in names if not (self.no_color and "ansi" in name)))

    def keep_setting(self, name: str, value: Any) -> str:
        """Write one choice into the file, and use it; return a message if it cannot be saved."""
        if not self.allows_setting(name):
            return "This is not changed in a browser."
        try:
            write_setting(self.places.config, name, value)
        except SettingsError as error:
            self._use(replace(self.settings, **{name: value}))
            return f"{error} Until you leave it is used all the same."
        self.reload_settings()
        return ""

    def reload_settings(self) -> None:
        """Read the file again and use its values."""
        self.loaded = settings.load_settings(self.places.config, self.environ)
        self._use(self.loaded.settings)

    def _use(self, chosen: settings.Settings) -> None:
        """Apply the settings that need no restart; the store and the banks keep their former settings."""
        self.settings = chosen
        self._use_keys()
        self.theme = self._fitting_theme()
        if self.workspace is not None:
            opened = self.workspace.settings
            self.workspace.settings = replace(
                chosen,
                **{name: getattr(opened, name) for name, row in settings.SCHEMA.items() if row.at_start},
            )

    # --- allowed actions ------------------------------------------------------------------------------------

    def may(self, action: str) -> bool:
        """Return whether an action may be done: in a terminal all of them."""
        return self.allowed is None or action in self.allowed.actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action of the app itself may be done."""
        return self.may(action)

    def allows_setting(self, name: str) -> bool:
        """Return whether a setting may be changed here."""
        return self.allowed is None or name in self.allowed.settings

    # --- keys ----------------------------------------------------------------------------------------------

    def _use_keys(self) -> None:
        self.keys = find_keys_in_use(self.settings.keys, has_aliases=self.settings.key_aliases)
        """The key of each action of the table of letters."""
        self.set_keymap(self.keys)

    def key_of(self, declared: Key) -> str:
        """Return the name of the key to press: the learner's own, else the usual one."""
        return self.keys.get(declared.name, declared.usual)

    def key_for(self, name: str) -> str:
        """Return the key to press for an action of the table of letters, as learners read it.

        For an action without a key it is the key that leads to all commands.
        """
        key = self.keys[name]
        return self.told_key(key if has_key(key) else self.keys["palette"])

    def told_key(self, name: str) -> str:
        """Return a key as learners read it: ``esc``, ``?``, ``h``, ``F2``; empty if there is none."""
        if not has_key(name):
            return ""
        return _TOLD.get(name) or (name.upper() if name[1:].isdecimal() else format_key(name))

    # --- screens -------------------------------------------------------------------------------------------

    def show_settings(self) -> None:
        """Show the settings; then redraw the screen below if its looks changed."""
        from drill.tui.screens.settings import SettingsScreen

        before = self._looked_at
        self.push_screen(SettingsScreen(), lambda _: self._look_again(before))

    action_settings = show_settings

    @property
    def _looked_at(self) -> tuple[object, ...]:
        """Return the settings that the screens were drawn with."""
        return self.looks, self.settings

    def _look_again(self, before: tuple[object, ...]) -> None:
        if before != self._looked_at and isinstance(self.screen, LooksAgain):
            self.screen.look_again()
