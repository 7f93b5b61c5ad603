"""Keys on their way to the desk: typed into the field, after escape in the command row, or bare."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from drill.tui.keymap import key_of
from drill.tui.screens.drilling.keys import KEYS, LINE_COMMANDS, Mode, commands
from drill.tui.scrolling import scrolls
from drill.tui.widgets.command_row import LINE_STAYS
from drill.tui.widgets.fields import TypedField
from drill.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from textual import events

    from drill.tui.screens.drilling.desk import Desk
    from drill.tui.screens.drilling.screen import DrillingScreen
    from drill.tui.screens.drilling.show import Show
    from drill.tui.widgets.choices import ChoiceField
    from drill.tui.widgets.command_row import CommandRow

Offered = tuple[str, str, Callable[[], object]]
"""A command: its key, what it does, and how to run it."""


class Keyboard:
    """Letters command wherever nothing is typed; in a field after escape, or with alt."""

    def __init__(self, screen: DrillingScreen, desk: Desk, show: Show, row: CommandRow) -> None:
        self._screen = screen
        self._desk = desk
        self._show = show
        self._row = row

    def press(self, event: events.Key) -> bool:
        """Do what a key does now; whether it is used up."""
        self._desk.touch()
        if self._row.is_open:
            return self._one_shot(event)
        if isinstance(line := self._screen.focused, TextLine):
            return self._while_typing(event, line)
        return self._bare(event)

    def open_commands(self) -> None:
        """What one letter does here."""
        view = self._desk.sitting.exercise
        if view is not None and self._desk.mode is Mode.FIELD:
            self._row.open(commands(view))
        elif self._desk.mode is Mode.LINE:
            self._row.open(LINE_COMMANDS, LINE_STAYS)
        self._screen.set_focus(None)

    def offered(self) -> list[Offered]:
        """What the command row offers, and how to run it."""
        view = self._desk.sitting.exercise
        if self._desk.mode is not Mode.FIELD or view is None:
            return []
        pairs = [(key, words) for key, words in commands(view) if key_of(key) in KEYS[Mode.FIELD]]
        return [(key, words, partial(self._desk.press, key_of(key))) for key, words in pairs]

    @property
    def _field(self) -> TypedField | ChoiceField | None:
        return self._show.stage.field

    def _while_typing(self, event: events.Key, line: TextLine) -> bool:
        mode = self._desk.mode
        if event.key.startswith("alt+") and mode in (Mode.FIELD, Mode.LINE):
            self._desk.press(event.key.removeprefix("alt+"))
        elif event.key == "escape" and mode is Mode.LINE:
            self.open_commands()
        elif (event.key == "tab" and mode is Mode.LINE) or (event.key == "escape" and mode is Mode.REASON):
            self._desk.press(event.key)
        elif event.key in ("up", "down", "pageup", "pagedown"):
            scrolls(self._show.stage, event.key)
        elif line.takes(event):  # it was on its way here when the cursor came back to the line
            line.hand_on(event)
        else:
            return False
        return True

    def _bare(self, event: events.Key) -> bool:
        if event.key == "question_mark":
            if self._desk.mode is Mode.FIELD:
                self.open_commands()
            else:
                self._screen.show_help()
        elif event.key == "escape" and self._desk.mode is Mode.FIELD:
            self.open_commands()
        elif event.key == "tab" and self._desk.mode is Mode.FIELD and isinstance(self._field, TypedField):
            self._desk.press("w")
        elif event.key == "colon":
            self._screen.app.action_command_palette()
        else:
            key = event.key.removeprefix("alt+")  # escape and a letter in one burst
            return self._desk.press(key) or scrolls(self._show.stage, key)
        return True

    def _one_shot(self, event: events.Key) -> bool:
        """One letter runs; anything else only closes the row. The draft stays."""
        self._row.close()
        if event.key == "question_mark":
            self._screen.show_help()
        if self._desk.mode is Mode.LINE:
            self._screen.set_focus(self._show.stage.own_line)
        elif self._field is not None:
            self._field.take_focus()
        self._desk.press(event.key)
        return True
