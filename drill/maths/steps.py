"""A budget of steps that all computations of a thread share, nested loops included.

A budget within another takes its steps from both. Where none is given, nothing is counted.
"""

from __future__ import annotations

import math
import threading
from typing import Self

from drill.errors import OutOfStepsError

_MORE_THAN_ALL = 1e300


class _Steps(threading.local):
    left: float = math.inf


_steps = _Steps()


class step_budget:  # used as a function; a class, since it is entered a million times
    """Limit the steps of everything computed inside, which also count against an outer budget; count them.

    ``steps`` says at the end how many were taken: none, where neither this budget nor an outer one is finite.
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


def take_steps(number: float) -> None:
    """Count steps that are about to be made.

    Raises:
        OutOfStepsError: there are not so many left.
    """
    _steps.left -= min(number, _MORE_THAN_ALL)
    if _steps.left < 0:
        raise OutOfStepsError("computing this takes too many steps", "use fewer terms, or smaller numbers")
