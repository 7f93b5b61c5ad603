"""A budget of steps that all computations of a thread share, nested loops included.

A budget within another takes its steps from both. Where none is given, nothing is counted.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Generator
from contextlib import contextmanager

from drill.errors import OutOfStepsError


class _Steps(threading.local):
    left: float = math.inf


_steps = _Steps()


@contextmanager
def step_budget(most: float) -> Generator[None]:
    """Limit the steps of everything computed inside, which also count against an outer budget."""
    outside = _steps.left
    within = min(outside, most)
    _steps.left = within
    try:
        yield
    finally:
        _steps.left = outside - (within - _steps.left)


def take_steps(number: float) -> None:
    """Count steps that are about to be made.

    Raises:
        OutOfStepsError: there are not so many left.
    """
    _steps.left -= number
    if _steps.left < 0:
        raise OutOfStepsError("computing this takes too many steps", "use fewer terms, or smaller numbers")
