"""Lines that are told once, at their occasion: what a first mark means, the day's minutes, what Today is."""

from __future__ import annotations

from collections.abc import Sequence

from drill.session.views import RENEWED, DayProgress, Marked

WORDS = {
    "green": "Green: right, and you know why. It is not asked again in this round.",
    "yellow": "Yellow: it comes back {renewed}, theory first.",
    "red": "Red: nothing is lost. It comes back tomorrow, with theory and an example before it.",
}
MINUTES = "{minutes} minutes a day; on Today + and - change it."
END = "From now on drill opens at Today (enter): what comes back, what is new, one key to begin."
AT_ATTEMPT = 3


class Firsts:
    """Counts every mark ever given; silent until it knows them."""

    def __init__(self, minutes: int, *, is_silent: bool) -> None:
        self._minutes = minutes
        self._is_silent = is_silent
        self._counts: dict[str, int] | None = None
        self._before = 0

    def begin(self, days: Sequence[DayProgress]) -> None:
        """The marks before this session."""
        self._counts = {
            "green": sum(day.green for day in days),
            "yellow": sum(day.yellow for day in days),
            "red": sum(day.red for day in days),
        }
        self._before = sum(self._counts.values())

    def line(self, marked: Marked) -> str:
        """What to tell of this mark, if it is a first."""
        if self._counts is None or not marked.counted:
            return ""
        self._counts[marked.mark] += 1
        if self._is_silent:
            return ""
        if self._counts[marked.mark] == 1:
            return WORDS[marked.mark].format(renewed=f"tomorrow {RENEWED[marked.renews]}".rstrip())
        return MINUTES.format(minutes=self._minutes) if sum(self._counts.values()) == AT_ATTEMPT else ""

    def at_the_end(self) -> str:
        """What to tell as the first session of all ends."""
        is_first = self._counts is not None and not self._before and sum(self._counts.values()) > 0
        return END if is_first and not self._is_silent else ""
