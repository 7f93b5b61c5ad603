"""The computing time of a check."""

from __future__ import annotations

import time

from drill.errors import TimedOutError

DEADLINE_S = 0.6
"""The computing time of one check; then it is undecided. The worker is ended after a second."""


class Clock:
    """A budget of computing time that is looked at between evaluations; waiting does not count."""

    def __init__(self, limit_s: float = DEADLINE_S) -> None:
        self._limit_s, self._end = limit_s, time.thread_time() + limit_s

    def check(self) -> None:
        """Raise TimedOutError once the time is spent."""
        if time.thread_time() > self._end:
            raise TimedOutError("the answer could not be compared in time")

    @property
    def is_half_spent(self) -> bool:
        """Whether half of the time is gone: less evidence has to do."""
        return time.thread_time() > self._end - self._limit_s / 2
