"""Remarks that are made once: what a first mark of each colour means, and how the day is set."""

from __future__ import annotations

from collections.abc import Sequence

from drill.gyr.totals import Day
from drill.session.drilling.exercise_view import RENEWED, ExerciseView, Marked
from drill.session.progress.progress_overview import BankProgress
from drill.session.standing.paper_names import SHELF

_FIRST = {
    "green": "Green: right, and you know why. It will not come back in later passes.",
    "yellow": "Yellow: it comes back {renewed}, its card first.",
    "red": "Red: nothing is lost. It comes back tomorrow, with theory and an example first.",
}
_MINUTES = "A day is {minutes} minutes; + and - on Today change that."
_END = (
    "From now on drill opens on Today (enter): what comes back, what is new, one key to start. "
    "? explains how it all works."
)
_PAPER = (
    "This one is from a paper, {title}: an exercise on its own mathematics. "
    "4 on Today shows the paper; the settings choose which papers take part."
)
# The mark at which a newcomer is told how much a day is.
_AT_MARK = 3


class FirstMarks:
    """Tells once what a first mark of each colour means; silent until it knows the marks before."""

    def __init__(self, minutes: int) -> None:
        self._minutes = minutes
        self._counts: dict[str, int] | None = None
        self._before = 0
        self._knows_papers = True

    def begin(self, days: Sequence[Day], banks: Sequence[BankProgress]) -> None:
        """Record the marks before this session, and the state of the banks."""
        papers = [bank for bank in banks if bank.bank.startswith(SHELF)]
        self._knows_papers = any(bank.items > bank.states.get("unseen", 0) for bank in papers)
        self._counts = {
            "green": sum(day.green for day in days),
            "yellow": sum(day.yellow for day in days),
            "red": sum(day.red for day in days),
        }
        self._before = sum(self._counts.values())

    def line(self, marked: Marked) -> str:
        """Return the remark on this mark, if it is a first."""
        if self._counts is None or not marked.effect.counts:
            return ""
        colour = marked.effect.colour
        self._counts[colour] += 1
        if self._counts[colour] == 1:
            renewed = RENEWED[marked.exercise.entry.renews]
            return _FIRST[colour].format(renewed=f"tomorrow {renewed}".rstrip())
        return _MINUTES.format(minutes=self._minutes) if sum(self._counts.values()) == _AT_MARK else ""

    def introduction(self, view: ExerciseView) -> str:
        """Return the remark on the first exercise from a paper."""
        if self._knows_papers or not view.entry.bank.startswith(SHELF):
            return ""
        self._knows_papers = True
        return _PAPER.format(title=view.subject)

    def at_the_end(self) -> str:
        """Return the remark at the end of the very first session."""
        is_first = self._counts is not None and not self._before and sum(self._counts.values()) > 0
        return _END if is_first else ""
