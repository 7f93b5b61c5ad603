"""The frame of a window with one line to type into, and a text below it that answers."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from drill.tui.styled_content import build_content, stack_lines
from drill.tui.widgets.screen_rows import KeyRow, TopLine
from drill.tui.widgets.text_line import TextLine
from drill.tui.widgets.text_widgets import Text
from drill.tui.window import Window


class LineWindow(Window[None], ModalScreen[None]):
    """The line has the focus at first; the text is scrolled."""

    heading: ClassVar[str]
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    LineWindow {background: $background;}
    LineWindow Input, LineWindow Input:focus {border: round $primary; height: 3; margin: 0 1;
        background: $background; padding: 0 1;}
    LineWindow VerticalScroll {height: 1fr; padding: 0 2; scrollbar-size-vertical: 1;}
    LineWindow VerticalScroll Text {height: auto;}
    """

    def __init__(self, field: TextLine, asked: str) -> None:
        """``asked`` names what is typed into the ``field``."""
        super().__init__()
        self._field = field
        self._field.border_title = asked
        self._text = Text()
        self._page = VerticalScroll(self._text, can_focus=False)

    def compose(self) -> ComposeResult:
        """Make the line, the text below it, and the keys."""
        yield TopLine(build_content((self.heading, "bold")))
        yield self._field
        yield self._page
        yield KeyRow()

    @property
    def scrolled(self) -> VerticalScroll:
        """The text."""
        return self._page

    def _say(self, *sentences: str) -> None:
        """Show sentences in place of the text."""
        self._text.show(stack_lines([build_content((sentence, "$secondary")) for sentence in sentences]))
        self.refresh_bindings()
