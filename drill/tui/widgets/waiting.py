"""The frame while a session is prepared; the very first answer can be typed into it already."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from drill.session.drilling.first_run import WELCOME
from drill.tui.styled_content import build_content
from drill.tui.widgets.answer_line import AnswerLine
from drill.tui.widgets.text_widgets import Prose, Text

if TYPE_CHECKING:
    from drill.tui.app import DrillApp

_FAILED = build_content("Nothing is lost. Fix it, then try again.")


class Waiting(VerticalScroll, can_focus=False):
    """Says that one has to wait, or that the store or the banks cannot be opened.

    ``prompt`` is the first exercise, where it is known before anything is loaded.
    """

    app: DrillApp
    DEFAULT_CSS = """
    Waiting {height: 1fr; scrollbar-size-vertical: 1;}
    Waiting #waiting {height: auto; padding: 1 2 0 2;}
    Waiting #drawn {margin: 1 0 0 0; padding: 0 1 0 2;}
    Waiting AnswerLine {margin: 1 2 0 2;}
    Waiting #given {height: auto; padding: 0 2;}
    """

    def __init__(self, *, is_first_run: bool, prompt: str = "") -> None:
        self._says = WELCOME if is_first_run else ""
        self._told = Text(id="waiting")
        self._given = Text(id="given")
        super().__init__()
        self._prompt = prompt
        self.field: AnswerLine | None = None
        """Where the answer can be typed already."""
        if is_first_run:
            self.field = AnswerLine(on_enter=self.give, on_tab=lambda _: False, on_back=lambda: False)
        self.has_failed = False
        self.is_given = False
        """Whether enter was pressed on what is typed: it is the answer, once it can be checked."""
        self._files: tuple[int, int] | None = None
        self._shown_since = self._given_at = time.monotonic()

    def compose(self) -> ComposeResult:
        """Make the message, the prompt, and the field."""
        yield self._told
        if self.field is not None:
            yield Prose(self._prompt, tier=self.app.looks.tier, id="drawn")
            yield self.field
        yield self._given

    def on_mount(self) -> None:
        """Accept the very first key already."""
        if self.field is not None:
            self.field.begin("", "", title="answer", placeholder="your answer", joiner=" ")
        self.wait()

    def wait(self) -> None:
        """Say what is waited for, after a failure again."""
        self.has_failed = False
        for part in self.children:
            part.display = True
        self._draw()
        if self.field is not None:
            self.field.focus()

    def on_resize(self) -> None:
        """Keep the field in view."""
        if self.field is not None:
            self.call_after_refresh(self.field.scroll_visible, animate=False)

    def tell_read(self, files: tuple[int, int] | None) -> None:
        """Say what is waited for: of the files of exercises, how many are read, and of how many."""
        if files != self._files:
            self._files = files
            self._draw()

    def _draw(self) -> None:
        if self.has_failed:
            return
        files = self._files
        count = f"{files[0]} of {files[1]} files" if files else ""
        read = f"Reading the exercises: {count}." if files else ""
        waits = "" if self._prompt else read or "Your exercise is being prepared."
        parts = [(self._says, "bold"), (waits, "$secondary")]
        self._told.show(Content("\n\n").join(build_content(part) for part in parts if part[0]))
        if self.is_given:
            until = (
                f"once the exercises have been read: {count}"
                if files
                else "as soon as the checker has started"
            )
            read = f"Your answer will be checked {until}."
        self._given.show(build_content((read if self._prompt else "", "$secondary")))

    @property
    def seconds(self) -> float:
        """How long the prompt was shown, until the answer was given."""
        return (self._given_at if self.is_given else time.monotonic()) - self._shown_since

    @property
    def typed(self) -> str:
        """What was typed so far."""
        return self.field.value if self.field is not None else ""

    def give(self) -> None:
        """Take what is typed as the answer to the exercise that is shown."""
        self.is_given, self._given_at = bool(self._prompt and self.typed.strip()), time.monotonic()
        self._draw()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Withdraw an answer that is changed after enter."""
        event.stop()
        if self.is_given:
            self.is_given = False
            self._draw()

    def fail(self) -> None:
        """Show that nothing is lost, and that it can be tried again."""
        self.has_failed = True
        for part in self.children:
            part.display = part is self._told
        self.screen.set_focus(None)
        self._told.show(_FAILED)
