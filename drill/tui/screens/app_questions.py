"""Questions that the app asks before it goes on: whether the clock is right, and what a placement is
about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding

from drill.tui.bindings import AnswerRow, PageWindow, bind_named_key
from drill.tui.looks import build_content, stack_lines

# The question whether the clock is right, when it is far ahead of the newest mark.


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


# The question before a placement without a goal: which subjects the learner has used lately.

QUESTION = "Which of these have you used in the last year?"
_MOST = 9


class SubjectRow(AnswerRow):
    """One subject, ticked or not."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__(f"tick({number})")
        self._number, self._title = number, title
        self.is_ticked = False

    def on_mount(self) -> None:
        """Show it without a tick."""
        self._draw()

    def tick(self) -> None:
        """Tick or untick it."""
        self.is_ticked = not self.is_ticked
        self._draw()

    def _draw(self) -> None:
        sign = "✓" if self.is_ticked else " "
        self.show(build_content((f" {self._number} ", "$primary bold"), f"[{sign}] ", (self._title, "bold")))


class PlacingSubjectsScreen(PageWindow["tuple[str, ...] | None"]):
    """Closes with the banks that were ticked, or with nothing."""

    BINDINGS: ClassVar = [
        *(Binding(f"{number}", f"tick({number})", show=False) for number in range(1, _MOST + 1)),
        bind_named_key("go-on", "begin", "begin"),
    ]  # fmt: skip

    def __init__(self, subjects: Sequence[tuple[str, str]]) -> None:
        """``subjects`` are banks with their titles."""
        self._banks = [bank for bank, _ in subjects[:_MOST]]
        self._rows = [SubjectRow(number, title) for number, (_, title) in enumerate(subjects[:_MOST], 1)]
        instruction = "Press their numbers. You are asked only about those that you tick."
        super().__init__(QUESTION, build_content(instruction), *self._rows)

    def offer(self, action: str) -> str | bool:
        """Begin once something is ticked."""
        return any(row.is_ticked for row in self._rows) if action == "begin" else super().offer(action)

    def action_tick(self, number: int) -> None:
        """Tick or untick a subject."""
        if number <= len(self._rows):
            self._rows[number - 1].tick()
            self.refresh_bindings()

    def action_begin(self) -> None:
        """Close with what is ticked."""
        ticked = zip(self._banks, self._rows, strict=True)
        self.dismiss(tuple(bank for bank, row in ticked if row.is_ticked))
