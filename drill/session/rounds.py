"""An end for loops that ask a store until it agrees: one that goes round for ever is told, and no silence."""

from __future__ import annotations

from collections import Counter

from drill.errors import DrillError

# So often a loop may come to the same place: another window may write in between.
MOST_ROUNDS = 50


class Rounds:
    """Counts how often a loop came to which place."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._times = Counter[str]()

    def come_to(self, place: str) -> None:
        """Count one more round at a place. Raises DrillError where it goes round without an end."""
        self._times[place] += 1
        if self._times[place] > MOST_ROUNDS:
            told = f"{self._doing} came back to {place or 'nothing'} {MOST_ROUNDS} times"
            raise DrillError(told, "that is a fault of drill: start again, and please report it")
