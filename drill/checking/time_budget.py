"""The computing time of a check."""

from __future__ import annotations

import time

from drill.errors import TimedOutError

# Max seconds of computing for one check; then it is undecided. The worker is ended after a second.
DEADLINE_S = 0.6


class Clock:
    """A budget of computing time that is checked between evaluations; waiting does not count."""

    def __init__(self, limit_s: float = DEADLINE_S) -> None:
        self._limit_s, self._end = limit_s, time.thread_time() + limit_s

    @property
    def left_s(self) -> float:
        """The seconds that are left; none once it is spent."""
        return max(0.0, self._end - time.thread_time())

    def check(self) -> float:
        """Return the share of the time that is left; raises TimedOutError once it is spent."""
        left = (self._end - time.thread_time()) / self._limit_s
        if left < 0:
            raise TimedOutError("the answer could not be compared in time")
        return left
