"""A field for a program on several lines, coloured; its keys act in the order in which they came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text as RichText
from textual import events
from textual.widgets import TextArea

from drill.text import clean_text
from drill.tui.widgets.text_line import TakesAnswer, editing_keys
from drill.typeset import code_spans

if TYPE_CHECKING:
    from drill.tui.app import DrillApp

_OPENS, _CLOSES = "([{", ")]}"


class CodeArea(TakesAnswer, TextArea):  # pyright: ignore[reportIncompatibleVariableOverride]  a reactive there
    """A program; enter continues in an open bracket and after ``;``, else gives the answer."""

    app: DrillApp
    DEFAULT_CSS = """
    CodeArea, CodeArea:focus {border: round $secondary; background: $background; height: auto; min-height: 3;
        max-height: 14; margin: 0 1 0 2; padding: 0 1; border-subtitle-align: left;
        border-subtitle-color: $secondary;}
    CodeArea:focus {border: round $primary;}
    """

    EDITING: ClassVar[Mapping[str, str]] = {**editing_keys(TextArea.BINDINGS), "ctrl+u": "delete_line"}

    def __init__(self, *, on_enter: Callable[[], None]) -> None:
        super().__init__(soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)
        self.when_entered = on_enter

    @property
    def value(self) -> str:
        """The program on one line, character for character, so that positions are the same."""
        return "".join(_join_code_lines(self.text))

    @value.setter
    def value(self, value: str) -> None:
        statements = (text.strip() for row in value.splitlines() for text in row.split(";"))
        self.text = "\n".join(statement for statement in statements if statement)
        self.cursor_position = len(self.text)

    @property
    def rows_of_text(self) -> int:
        """How many rows were typed."""
        return self.document.line_count

    @property
    def cursor_position(self) -> int:
        """The offset of the cursor in the text."""
        row, column = self.cursor_location
        return sum(len(text_line) + 1 for text_line in self.text.split("\n")[:row]) + column

    @cursor_position.setter
    def cursor_position(self, index: int) -> None:
        before = self.text[:index].split("\n")
        self.move_cursor((len(before) - 1, len(before[-1])))

    def point(self, message: str, at: int | None) -> None:
        """Mark the character at a column, and show a text in the lower frame; empty removes both."""
        super().point(message, at)
        self.notify_style_update()

    def get_line(self, line_index: int) -> RichText:
        """Return a line with its colours, and the mark of what cannot be read."""
        text = super().get_line(line_index)
        theme = self.app.current_theme
        for span in code_spans(text.plain):
            colour = theme.variables.get(f"code-{span.style}", theme.secondary)
            text.stylize(Style(color=colour), span.start, span.end)
        start = sum(len(text_line) + 1 for text_line in self.text.split("\n")[:line_index])
        if self.place is not None and start <= self.place < start + len(text.plain):
            text.stylize(Style(underline=True, bold=True), self.place - start, self.place - start + 1)
        return text

    def takes(self, event: events.Key) -> bool:
        """Return whether a key is typed here; enter gives the answer or a line, ``?`` is part of none."""
        return event.key in ("enter", "ctrl+j") or (event.character != "?" and super().takes(event))

    @property
    def _goes_on(self) -> bool:
        """Whether the text before the cursor asks for another line."""
        before = self.text[: self.cursor_position].rstrip()
        return before.endswith(";") or _count_open_code_brackets(before) > 0

    def acts(self, event: events.Key) -> bool:
        """Begin another line."""
        goes_on = event.key == "ctrl+j" or (event.key == "enter" and self._goes_on)
        if goes_on:
            self.insert("\n")
        return goes_on

    async def _on_paste(self, event: events.Paste) -> None:
        self.take(event)
        if not self.is_locked:
            self.insert(clean_text(event.text).replace("\r", ""))


def _join_code_lines(text: str) -> Iterator[str]:
    """Return line ends as ends of statements: not within brackets, nor after another."""
    for index, character in enumerate(text):
        if character != "\n":
            yield character
        else:
            before = text[:index].rstrip()
            yield " " if not before or before.endswith(";") or _count_open_code_brackets(before) > 0 else ";"


def _count_open_code_brackets(text: str) -> int:
    """Return how many brackets are open at the end."""
    return sum(text.count(bracket) for bracket in _OPENS) - sum(text.count(bracket) for bracket in _CLOSES)
