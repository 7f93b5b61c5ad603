"""Numbers of study days: how much was done, how long an attempt takes, what comes back when."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import median

from drill.gyr.entry import Entry
from drill.gyr.state import BareState

USUAL_SECONDS = 90.0  # an attempt, before there are enough to know
# A day is not planned of less: a few quick answers say nothing of what comes, which is read first.
LEAST_SECONDS, LEAST_SPEED = 30.0, 1 / 3
# Minutes of an ordinary exercise: so many, and so many more for each level; of stages after the first half.
_ORDINARY_MINUTES, _MINUTES_A_LEVEL, _SHARE_OF_STAGES = 1.0, 0.6, 0.5
LEAST_MINUTES = 0.4  # of a rapid exercise
# Fewer tell nothing of a median.
ENOUGH_ATTEMPTS = 10
REST = timedelta(days=14)  # of a parked item, before it is told that it could be reopened


def has_rested(state: BareState, today: date) -> bool:
    """Return whether a parked item has been parked long enough to suggest reopening it."""
    return state.parked_on is not None and today >= state.parked_on + REST


def usual_seconds(seconds: Sequence[float]) -> float:
    """Return the median of the learner's active seconds an attempt, a guess before ten of them."""
    return median(seconds) if len(seconds) >= ENOUGH_ATTEMPTS else USUAL_SECONDS


def minutes_of(entry: Entry, speed: float = 1.0) -> float:
    """Return how many minutes an exercise usually takes, by its level and its stages.

    ``speed`` is the learner's usual time as a multiple of the usual one.
    """
    if entry.is_rapid:
        return LEAST_MINUTES * speed
    stages = 1 + _SHARE_OF_STAGES * (max(1, entry.stages) - 1)
    return (_ORDINARY_MINUTES + _MINUTES_A_LEVEL * entry.level) * stages * speed


def usual_speed(times: Iterable[tuple[Entry, float]]) -> float:
    """Return the learner's usual time as a multiple of that of `minutes_of`, from seconds of attempts.

    Rapid exercises are left out; 1 below ten attempts at others.
    """
    shares = [seconds / 60 / minutes_of(entry) for entry, seconds in times if not entry.is_rapid]
    return max(LEAST_SPEED, median(shares)) if len(shares) >= ENOUGH_ATTEMPTS else 1.0


def items_in(minutes: float, seconds_each: float) -> int:
    """Return how many items fill ``minutes``: at least one where any time is left."""
    return math.ceil(max(0.0, minutes) * 60 / max(LEAST_SECONDS, seconds_each))
