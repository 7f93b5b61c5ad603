"""A budget of steps that all computations of a thread share, nested loops included.

A budget within another takes its steps from both. Where none is given, nothing is counted. A limit of time is
looked at wherever steps are counted, so that it ends a single integral too.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Self

from drill.errors import OutOfStepsError


class _Steps(threading.local):
    left: float = math.inf
    end_s: float = math.inf


_steps = _Steps()


class step_budget:  # used as a function; a class, since it is entered a million times
    """Limit the steps of everything computed inside, which also count against an outer budget; count them.

    ``step_budgets`` says at the end how many were taken: none, where neither this budget nor an outer one is
    finite.
    """

    __slots__ = ("_most", "_outside", "_within", "steps")

    def __init__(self, most: float) -> None:
        self._most = most
        self.steps: float = 0

    def __enter__(self) -> Self:
        self._outside = _steps.left
        self._within = _steps.left = min(self._outside, self._most)
        return self

    def __exit__(self, *_error: object) -> None:
        if (
            self._within < math.inf
        ):  # of two infinities the difference is no number, and would limit nothing ever after
            self.steps = self._within - _steps.left
            _steps.left = self._outside - self.steps


@contextmanager
def limit_computing_time(seconds: float) -> Generator[None]:
    """Limit the computing time of everything computed inside that counts its steps, of this thread."""
    outside = _steps.end_s
    _steps.end_s = min(outside, time.thread_time() + seconds)
    try:
        yield
    finally:
        _steps.end_s = outside


def take_steps(number: float) -> None:
    """Count steps that are about to be made.

    Raises:
        OutOfStepsError: there are not so many left, or the time is over.
    """
    if _steps.end_s < math.inf and time.thread_time() > _steps.end_s:
        raise OutOfStepsError("computing this takes too long", "use fewer terms, or smaller numbers")
    _steps.left -= min(number, 1e300)
    if _steps.left < 0:
        raise OutOfStepsError("computing this takes too many steps", "use fewer terms, or smaller numbers")
