"""How much computing one command spends on reading new banks; what is over is left out by name."""

from __future__ import annotations

import time
from collections.abc import Callable

from drill.banks.loaded_files import UNREAD, LoadedFile, ReadFile
from drill.errors import BankError
from drill.maths.step_budgets import step_budget

# Steps that reading all exercises of the program takes.
MOST_STEPS = 4_000_000
# Seconds of computing in this thread: some 2,000 ordinary exercises.
LIMIT_S = 20.0


class ReadingBudget:
    """Steps and seconds that all files of one load share."""

    def __init__(
        self,
        steps: float = MOST_STEPS,
        limit_s: float = LIMIT_S,
        clock: Callable[[], float] = time.thread_time,
    ) -> None:
        """``clock`` counts the seconds of this thread's computing."""
        self._steps_left = steps
        self._clock = clock
        self._limit_s = limit_s
        self._spent_s = 0.0

    def read(self, read: ReadFile, raw: bytes, path: str, *, expressions: bool) -> LoadedFile:
        """Return a file as ``read`` reads it; one with nothing but a fault once the budget is spent."""
        if self._is_spent:
            return _make_unread_file(path)
        begun = self._clock()
        with step_budget(self._steps_left) as count:
            file = read(raw, path, expressions)
        self._steps_left -= count.steps
        self._spent_s += self._clock() - begun
        # its faults would be those of the budget
        return _make_unread_file(path) if self._steps_left <= 0 else file

    @property
    def _is_spent(self) -> bool:
        return self._steps_left <= 0 or self._spent_s >= self._limit_s


def _make_unread_file(path: str) -> LoadedFile:
    message = "not read: the files before it took all the computing that one command may spend on banks"
    hint = "drill check names what takes long; the next command goes on from here"
    return LoadedFile(path, problems=(BankError(message, hint, path=path, code=UNREAD),))
