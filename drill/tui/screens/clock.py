"""Asking whether the clock is right when it stands far ahead of the newest mark."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import ModalScreen

from drill.tui.bindings import bind
from drill.tui.content import join, line
from drill.tui.widgets.rows import KeyRow, TopLine
from drill.tui.widgets.text import Text
from drill.tui.window import Window


class ClockScreen(Window[bool], ModalScreen[bool]):
    """Dismissed with whether the clock is right; there is no third answer, and nothing is written before."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar = [
        bind("yes", "answer(True)", "right"), bind("no", "answer(False)", "quit"),
        bind("back", "answer(False)"), bind("leave", "answer(False)"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ClockScreen {background: $background;}
    ClockScreen #clock {height: 1fr; padding: 1 2;}
    """

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now

    def compose(self) -> ComposeResult:
        """What the clock says, and what follows from it."""
        now = self._now
        yield TopLine(line(("Is the clock right?", "bold")))
        told = (
            f"It says {now:%A} {now.day} {now:%B %Y}, {now:%H:%M}: more than 30 days after your newest mark."
        )
        after = "What is marked now belongs to that day, and comes back after it.\n"
        answers = (("y", "it is right: go on"), ("n", "it is wrong: quit, set it, start again"))
        rows = [line("   ", (key, "$primary bold"), f"  {words}") for key, words in answers]
        yield Text(join([line(told), line((after, "$secondary")), *rows]), id="clock")
        yield KeyRow()

    def action_answer(self, is_right: bool) -> None:
        """Close with one of both answers."""
        self.dismiss(is_right)
