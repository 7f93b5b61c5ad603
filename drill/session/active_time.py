"""Active time on one exercise: the clock stops a minute after the last key or line, beside a book later."""

from __future__ import annotations

from datetime import datetime

# After so long without a key time no longer counts.
IDLE_S = 60.0
IDLE_IN_A_BOOK_S = 1800.0
"""Beside a book one works on paper: half an hour without a key is work still."""


class Activity:
    """Seconds of attention since an exercise was shown.

    ``before_s`` and ``raw_before_s`` are what an earlier sitting spent on the same attempt; after ``idle_s``
    without a key the clock stops.
    """

    def __init__(
        self, now: datetime, before_s: float = 0.0, raw_before_s: float = 0.0, idle_s: float = IDLE_S
    ) -> None:
        self._last, self._idle_s = now, idle_s
        self._active_s = before_s
        self._raw_s = raw_before_s

    def touch(self, now: datetime) -> None:
        """A key or a line came at ``now``."""
        passed = (now - self._last).total_seconds()
        self._last = now
        if passed > 0:  # a clock set back adds nothing
            self._active_s += min(passed, self._idle_s)
            self._raw_s += passed

    @property
    def seconds(self) -> float:
        """Active seconds up to the last touch."""
        return round(self._active_s, 1)

    @property
    def raw_seconds(self) -> float:
        """The clock's seconds up to the last touch."""
        return round(self._raw_s, 1)
