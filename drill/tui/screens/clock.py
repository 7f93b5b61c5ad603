"""The question whether the clock is right, when it is far ahead of the newest mark."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from drill.tui.bindings import bind
from drill.tui.content import join, line
from drill.tui.window import PageWindow


class ClockScreen(PageWindow[bool]):
    """Closes with whether the clock is right; there is no third answer, and nothing is written before."""

    BINDINGS: ClassVar = [
        bind("yes", "choose(True)", "right"), bind("no", "choose(False)", "quit"),
        bind("back", "choose(False)"), bind("leave", "choose(False)"),
    ]  # fmt: skip

    def __init__(self, now: datetime) -> None:
        """Say what the clock says, and what follows from it."""
        reading = (
            f"It says {now:%A} {now.day} {now:%B %Y}, {now:%H:%M}: more than 30 days after your newest mark."
        )
        after = "What is marked now belongs to that day, and comes back after it.\n"
        answers = (("y", "it is right: go on"), ("n", "it is wrong: quit, set it, start again"))
        rows = [line("   ", (key, "$primary bold"), f"  {words}") for key, words in answers]
        super().__init__("Is the clock right?", join([line(reading), line((after, "$secondary")), *rows]))
