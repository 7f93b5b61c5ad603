"""The settings, one row each, saved in ``config.toml`` at once; the file may also be edited by hand."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input
from textual.widgets.option_list import Option

from drill.errors import DrillError
from drill.settings import SCHEMA, Setting
from drill.tui.bindings import Window
from drill.tui.declared_keys import key, pair
from drill.tui.desktop import editor_named, run_editor
from drill.tui.looks import build_content
from drill.tui.textual_internals import PagedList
from drill.tui.widgets.screen_rows import KeyRow, TopLine
from drill.tui.widgets.text_line import TextLine
from drill.tui.widgets.text_widgets import Banner, Text

TITLE_CELLS = 23
VALUE_CELLS = 20
BY_HAND = "This is changed in config.toml alone."


class SettingsScreen(Window[None]):
    """A list, the description of the chosen setting, and a line to type a value in."""

    AUTO_FOCUS = "OptionList"
    DEFAULT_CSS = """
    SettingsScreen #lead {padding: 0 2; height: auto;}
    SettingsScreen OptionList, SettingsScreen OptionList:focus
        {height: 1fr; border: none; background: $background; padding: 0 1;
        scrollbar-size-vertical: 1; text-wrap: nowrap; text-overflow: ellipsis;}
    SettingsScreen #about {padding: 0 2; height: auto; min-height: 2;}
    SettingsScreen #value {border: round $primary; background: $background; height: 3; margin: 0 2;
        padding: 0 1; display: none;}
    """

    def __init__(self) -> None:
        super().__init__()
        self._banner = Banner()
        self._list = PagedList(markup=False)
        self._about = Text(id="about")
        self._value = TextLine(id="value", select_on_focus=False)
        self._told = ""
        allowed = [setting for setting in SCHEMA.values() if self.app.allows_setting(setting.name)]
        self._first = [setting for setting in allowed if setting.place == "first"]
        self._further = sorted(
            (setting for setting in allowed if setting.place in ("more", "shown")),
            key=lambda setting: setting.is_by_hand,
        )
        self._is_unfolded = False

    def compose(self) -> ComposeResult:
        """Make rows around the list."""
        path = _home_shortened(self.app.places.config)
        yield TopLine(build_content(("Settings", "bold")), build_content((path, "$secondary")))
        yield self._banner
        by_hand = " You can also edit the file by hand: e" if self.app.may("edit_file") else ""
        yield Text(build_content((f"Each change is kept at once.{by_hand}", "$secondary")), id="lead")
        yield self._list
        yield self._about
        yield self._value
        yield KeyRow()

    def on_mount(self) -> None:
        """Show all rows with their values."""
        self._list_rows(0)
        self._tell_problems()

    @property
    def _rows(self) -> Sequence[Setting | None]:
        """Return the settings in their rows; None is the row that unfolds others, and the last of these."""
        return [*self._first, None, *([*self._further, None] if self._is_unfolded else ())]

    @property
    def _is_at_end(self) -> bool:
        """Whether the last row is chosen, which puts the defaults back."""
        return self._is_unfolded and self._list.highlighted == len(self._rows) - 1

    def _changed(self) -> Sequence[Setting]:
        """Return the settings of the list that a person changed, apart from the goal."""
        settings = [*self._first, *self._further]
        listed = [setting for setting in settings if setting.name != "goal" and not setting.is_by_hand]
        return [row for row in listed if getattr(self.app.settings, row.name) != row.default]

    def _list_rows(self, chosen: int) -> None:
        self._list.clear_options()
        self._list.add_options([Option(self._row(place)) for place in range(len(self._rows))])
        self._list.highlighted = chosen

    def on_resize(self) -> None:
        """Redraw columns at their new width."""
        if self._list.option_count:
            self._draw()

    @property
    def enter_words(self) -> str:
        """Return the effect of enter: with the typed value, else with the chosen setting."""
        if self._value.has_focus:
            return "save"
        setting = self._chosen
        if self._is_at_end:
            return "put them back" if self._changed() else ""
        if setting is None:
            return "fold" if self._is_unfolded else "unfold"
        if setting.name == "goal":
            return "choose"
        if setting.is_by_hand:
            return ""
        return "next choice" if self._is_turned(setting) else "type a value"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action does something: while a value is typed it is kept or dropped first."""
        is_of_value = not self._value.has_focus or action in ("submit", "end_typing")
        return is_of_value and super().check_action(action, parameters)

    def _is_turned(self, setting: Setting) -> bool:
        """Return whether its values are cycled through, rather than typed."""
        return bool(self._choices(setting)) or isinstance(setting.default, bool)

    # --- showing -------------------------------------------------------------------------------------------

    def _row(self, place: int) -> Content:
        setting = self._rows[place]
        if setting is None and place > len(self._first):
            titles = ", ".join(row.title for row in self._changed())
            return build_content(
                ("back to the default   ", "bold"), (titles or "nothing differs", "$secondary")
            )
        if setting is None:
            sentence = "warm-up, checks, working, passes, cards, when a day begins, …"
            return build_content(
                (f"{'▾' if self._is_unfolded else '▸'} more   ", "bold"), (sentence, "$secondary")
            )
        value = self._shown(setting)
        if self.app.size.width < 60:
            return build_content(f"{setting.title:{TITLE_CELLS}}", (value, "bold"))
        padded_value = f" {value:{VALUE_CELLS}}"
        words = setting.words if len(padded_value) <= VALUE_CELLS + 1 else ""
        return build_content(
            f"{setting.title:{TITLE_CELLS}}", (padded_value, "bold"), (f" {words}", "$secondary")
        )

    def _shown(self, setting: Setting) -> str:
        text = setting.kind.format(getattr(self.app.settings, setting.name))
        if setting.name == "editor":
            return editor_named(self.app) or "none"
        return text or ("the usual ones" if setting.name == "keys" else "none")

    @property
    def _chosen(self) -> Setting | None:
        return self._rows[self._list.highlighted or 0]

    def _describe(self) -> None:
        """Show the setting's name in the file, its possible values, and the last message."""
        setting = self._chosen
        if self._is_at_end:
            self._about.show(build_content((self._told, "bold")))
            return
        if setting is None:
            sentence = "presume, papers, gaps and learner are in config.toml alone."
            self._about.show(build_content((sentence, "$secondary")))
            return
        choices = self._choices(setting)
        allowed_values = f"one of {', '.join(choices)}" if choices else setting.words
        start_note = "; takes effect at the next start" if setting.at_start else ""
        by_hand = BY_HAND if setting.is_by_hand else self._overruled(setting)
        lines = [f"{setting.name}: {allowed_values}{start_note}", self._told or by_hand]
        self._about.show(build_content((lines[0], "$secondary"), "\n", (lines[1], "bold")))

    def _choices(self, setting: Setting) -> tuple[str, ...]:
        if setting.name == "theme":
            return self.app.themes_offered
        return getattr(setting.kind, "choices", ())

    def _overruled(self, setting: Setting) -> str:
        if setting.name == "glyphs" and self.app.has_plain_locale:
            return "The locale (LC_ALL, LC_CTYPE or LANG) allows only ASCII here."
        return ""

    def _tell_problems(self) -> None:
        self._banner.say(*map(str, self.app.loaded.problems))

    def on_option_list_option_highlighted(self) -> None:
        """Describe another setting."""
        self._told = ""
        self._describe()
        self.refresh_bindings()

    def on_option_list_option_selected(self) -> None:
        """Change the setting: take the next choice, or open a line to type in."""
        setting = self._chosen
        if self._is_at_end:
            self._put_back()
        elif setting is None:
            self._is_unfolded = not self._is_unfolded
            self._list_rows(len(self._first))
            self.refresh_bindings()
        elif setting.name == "goal":
            self.app.ask_for_a_goal(self._draw)
        elif setting.is_by_hand:
            self._say(BY_HAND)
        elif self._is_turned(setting):
            self.action_turn(1)
        else:
            self._value.border_title = build_content(setting.title)  # pyright: ignore[reportAttributeAccessIssue]  Textual takes Content
            value = getattr(self.app.settings, setting.name)
            self._value.value = setting.kind.format(value)
            self._value.placeholder = setting.words
            self._value.display = True
            self._value.focus()

    # --- changing ------------------------------------------------------------------------------------------

    def _put_back(self) -> None:
        """Restore the defaults of all changed settings, and name these."""
        before = [f"{row.title} was {self._shown(row)}" for row in self._changed()]
        for setting in self._changed():
            self._keep(setting, setting.default)
        self._say(f"Kept. {', '.join(before)}." if before else "Nothing differs from the default.")

    @pair("right left", "change", when=lambda self: self._chosen is not None)
    @pair("more less", when=lambda self: self._chosen is not None)
    def action_turn(self, by: int) -> None:
        """Take the next value of the chosen setting, or the one before."""
        setting = self._chosen
        if setting is None:
            return
        value = getattr(self.app.settings, setting.name)
        choices = self._choices(setting)
        if setting.name == "theme":
            index = choices.index(value) if value in choices else 0
            stepped: Any = choices[(index + by) % len(choices)]
        else:
            stepped = setting.kind.step_value(value, by)
        if stepped == value:
            self._say(BY_HAND if setting.is_by_hand else "enter: type another value")
        else:
            self._keep(setting, stepped)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save the typed value, or show the reason for a refusal."""
        event.stop()
        setting = self._chosen
        if setting is None:
            return
        try:
            value = setting.kind.parse_typed(event.value)
            self._check(setting, value)
        except ValueError as error:
            self._say(str(error))
            return
        self.action_end_typing()
        self._keep(setting, value)

    def _check(self, setting: Setting, value: object) -> None:
        if setting.name == "theme" and value not in self.app.available_themes:
            near = difflib.get_close_matches(str(value), self.app.available_themes, n=1)
            raise ValueError(f"no theme is called {value!r}" + (f"; did you mean {near[0]}?" if near else ""))

    @key("back", "cancel", when=lambda self: self._value.has_focus)
    def action_end_typing(self) -> None:
        """Leave the value as it was."""
        self._value.display = False
        self._told = ""
        self._describe()
        self._list.focus()

    def _keep(self, setting: Setting, value: Any) -> None:
        if setting.is_by_hand:
            self._say(BY_HAND)
            return
        refusal = self.app.keep_setting(setting.name, value)
        kept = "Kept; it takes effect at the next start." if setting.at_start else "Kept."
        self._say(refusal or self._overruled(setting) or kept)

    def _say(self, message: str) -> None:
        self._told = message
        self._draw()

    def _draw(self) -> None:
        for index in range(len(self._rows)):
            self._list.replace_option_prompt_at_index(index, self._row(index))
        self._tell_problems()
        self._describe()

    @key("edit", "edit the file")
    def action_edit_file(self) -> None:
        """Edit the whole file in the learner's own editor."""
        path = self.app.places.config
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            run_editor(self.app, path)
        except OSError as error:
            self._say(f"not opened: {error.strerror}")
        except DrillError as error:
            self._say(str(error))
        else:
            self.app.reload_settings()
            self._say("Read again.")


def _home_shortened(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)
