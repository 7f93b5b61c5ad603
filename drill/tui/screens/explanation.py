"""The window in which the learner's own assistant explains an exercise."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.widgets import Input

from drill.errors import DrillError
from drill.text import one_line
from drill.tui.bindings import bind
from drill.tui.content import EMPTY, join, line
from drill.tui.screens.line_window import LineWindow
from drill.tui.screens.papers.labelled_text import paragraph
from drill.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from textual.content import Content

# Cells of the margins and the scroll bar.
_MARGINS = 5


class ExplanationScreen(LineWindow):
    """A line for a question, then what the assistant says; ``esc`` ends it, and leads back."""

    BINDINGS: ClassVar = [bind("go-on", "submit", "ask"), bind("copy", words="copy")]
    heading = "Ask your assistant"

    def __init__(self, shown: str) -> None:
        """``shown`` is the exercise, the answer and the key, as far as they were shown."""
        field = TextLine(select_on_focus=False, placeholder="may be left empty")
        super().__init__(field, "what would you like to know?")
        self._shown, self._answer = shown, ""
        self._ends = threading.Event()

    def on_mount(self) -> None:
        """Say what is sent, and to whom."""
        from drill.session.papers.assistant import WARNING

        command = one_line(self.app.settings.assistant)
        sent = "Your assistant is sent this exercise and your answer, and nothing else about you"
        self._say(f"{sent}: {command}", WARNING)

    def on_resize(self) -> None:
        """Wrap an answer anew."""
        if self._answer:
            self._show_answer()

    def offer(self, action: str) -> str | bool:
        """Name what acts while it is asked, and afterwards."""
        match action:
            case "submit":
                return self._field.display
            case "copy":
                return bool(self._answer)
            case "close":
                return "back" if self._field.display or self._answer else "end it"
            case _:
                return super().offer(action)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask."""
        event.stop()
        if self._field.display:
            self._field.display = False
            self.set_focus(None)
            seconds = self.app.settings.assistant_seconds
            self._say(f"Your assistant is at work, for at most {seconds} seconds.")
            self._ask(event.value)

    @work(exclusive=True)
    async def _ask(self, question: str) -> None:
        """Run the assistant in a thread of its own: the session's stays free."""
        from drill.session.ask_assistant import ask_for_explanation, write_page

        app, ends = self.app, self._ends
        try:
            self._answer = await asyncio.to_thread(
                ask_for_explanation, app.places, app.settings, write_page(self._shown, question),
                is_cancelled=lambda: ends.is_set() or app.is_leaving,
            )  # fmt: skip
        except DrillError as error:
            self._field.display = True
            self.set_focus(self._field)
            self._say(str(error))
        else:
            self._show_answer()
        self.refresh_bindings()

    def _show_answer(self) -> None:
        rows: list[Content] = [line(("Your assistant says, and nobody has checked:", "$secondary")), EMPTY]
        self._text.show(join([*rows, paragraph(self._answer, self._width, self.app.looks)]))

    @property
    def _width(self) -> int:
        return self.app.size.width - _MARGINS

    def action_copy(self) -> None:
        """Copy the answer."""
        self.app.copy_to_clipboard(self._answer)
        self.app.notify("Copied.", markup=False)

    def action_close(self) -> None:
        """Go back; an assistant at work is ended."""
        self._ends.set()
        super().action_close()
