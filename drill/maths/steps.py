"""A budget of steps that all computations of a thread share, nested loops included.

A budget within another takes its steps from both. Where none is given, nothing is counted.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from drill.errors import OutOfStepsError


class _Steps(threading.local):
    left: float = math.inf


_steps = _Steps()


@dataclass(slots=True)
class StepCount:
    """How many steps were taken within a budget, known at its end."""

    steps: float = 0


@contextmanager
def step_budget(most: float) -> Generator[StepCount]:
    """Limit the steps of everything computed inside, which also count against an outer budget; count them."""
    outside = _steps.left
    within = min(outside, most)
    _steps.left = within
    count = StepCount()
    try:
        yield count
    finally:
        count.steps = within - _steps.left
        _steps.left = outside - count.steps


def take_steps(number: float) -> None:
    """Count steps that are about to be made.

    Raises:
        OutOfStepsError: there are not so many left.
    """
    _steps.left -= number
    if _steps.left < 0:
        raise OutOfStepsError("computing this takes too many steps", "use fewer terms, or smaller numbers")
