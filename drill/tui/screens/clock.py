"""The question whether the clock is right, when it is far ahead of the newest mark."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from drill.tui.bindings import bind_named_key
from drill.tui.styled_content import build_content, stack_lines
from drill.tui.window import PageWindow


class ClockScreen(PageWindow[bool]):
    """Closes with whether the clock is right; there is no third answer, and nothing is written before."""

    BINDINGS: ClassVar = [
        bind_named_key("yes", "choose(True)", "right"), bind_named_key("no", "choose(False)", "quit"),
        bind_named_key("back", "choose(False)"), bind_named_key("leave", "choose(False)"),
    ]  # fmt: skip

    def __init__(self, now: datetime) -> None:
        """Say what the clock says, and what follows from it."""
        reading = (
            f"It says {now:%A} {now.day} {now:%B %Y}, {now:%H:%M}: more than 30 days after your newest mark."
        )
        after = "What is marked now belongs to that day, and comes back after it.\n"
        answers = (("y", "it is right: go on"), ("n", "it is wrong: quit, set it, start again"))
        rows = [build_content("   ", (key, "$primary bold"), f"  {words}") for key, words in answers]
        super().__init__(
            "Is the clock right?",
            stack_lines([build_content(reading), build_content((after, "$secondary")), *rows]),
        )
