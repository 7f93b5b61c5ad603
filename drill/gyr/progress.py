"""Numbers of study days: what was done, how long an attempt takes, what comes back when."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

from drill.gyr.state import Colour, ItemState

USUAL_SECONDS = 90.0  # an attempt, before there are enough to know
ENOUGH_ATTEMPTS = 10
REST = timedelta(days=14)  # of a parked item, before it is told that it could be reopened


@dataclass(frozen=True, slots=True)
class Counts:
    """Counted attempts of a study day: ``again`` re-attempts among ``total``."""

    again: int = 0
    total: int = 0


class DayAttempt(NamedTuple):
    """One attempt that was not undone; ``colour`` is ``None`` for practice that does not count."""

    study_day: date
    seconds: float
    colour: Colour | None


@dataclass(frozen=True, slots=True)
class Day:
    """A study day: active minutes of all attempts, and the counted ones by colour."""

    day: date
    minutes: float = 0.0
    green: int = 0
    yellow: int = 0
    red: int = 0

    @property
    def attempts(self) -> int:
        """Counted attempts."""
        return self.green + self.yellow + self.red

    def to_json(self) -> dict[str, str | int | float]:
        """Return the day in the shape of ``drill progress --json``."""
        return {
            "day": self.day.isoformat(),
            "minutes": round(self.minutes, 1),
            "attempts": self.attempts,
            "green": self.green,
            "yellow": self.yellow,
            "red": self.red,
        }


def days(attempts: Iterable[DayAttempt]) -> tuple[Day, ...]:
    """Add attempts up by study day, earliest first; days without any are left out."""
    totals: dict[date, Day] = {}
    for attempt in attempts:
        day = totals.get(attempt.study_day, Day(attempt.study_day))
        day = replace(day, minutes=day.minutes + attempt.seconds / 60)
        match attempt.colour:
            case "green":
                day = replace(day, green=day.green + 1)
            case "yellow":
                day = replace(day, yellow=day.yellow + 1)
            case "red":
                day = replace(day, red=day.red + 1)
            case None:
                pass
        totals[attempt.study_day] = day
    return tuple(totals[day] for day in sorted(totals))


def forecast(dues: Iterable[date], today: date, length: int) -> tuple[int, ...]:
    """Count how many items come back on each of ``length`` days from today; what is overdue comes today."""
    counts = [0] * length
    for due in dues:
        ahead = max(0, (due - today).days)
        if ahead < length:
            counts[ahead] += 1
    return tuple(counts)


def has_rested(state: ItemState, today: date) -> bool:
    """Whether a parked item has lain long enough to be told that it could be reopened."""
    return state.parked_on is not None and today >= state.parked_on + REST


def counts_of(states: Iterable[ItemState], today: date) -> Counts:
    """Count the day's attempts from the marks of all items, checks left out."""
    again = total = 0
    for state in states:
        for mark in state.marks:
            if mark.study_day != today or (mark.opened == "check" and mark.pass_ == 1):
                continue
            total += 1
            again += (mark.round, mark.pass_) != (1, 1)
    return Counts(again, total)


def usual_seconds(seconds: Sequence[float]) -> float:
    """Return the median of the learner's active seconds an attempt, a guess before ten of them."""
    return median(seconds) if len(seconds) >= ENOUGH_ATTEMPTS else USUAL_SECONDS


def items_in(minutes: float, seconds_each: float) -> int:
    """Return how many items fill ``minutes``: at least one where any time is left."""
    return math.ceil(max(0.0, minutes) * 60 / max(1.0, seconds_each))
