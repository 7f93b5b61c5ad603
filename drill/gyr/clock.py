"""Study days: which day an event belongs to, and what a clock that is wrong may do to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal

from drill.errors import UsageError

DAY_BEGINS = time(4)
HOLDS = timedelta(hours=36)  # how far after now an own event may lie and still hold the study day
JITTER = timedelta(minutes=10)  # clocks are set right by less than this all the time
# A clock set wrong by hand is off by months; time zones are hours.
FAR_AHEAD = timedelta(days=30)
# Clocks of two machines may lie apart by time zones, not by more.
AHEAD = timedelta(hours=48)

# A machine without a battery starts in 1970 or 1980; nobody drills in 2200.
_POSSIBLE_YEARS = range(2000, 2200)

Skew = Literal["none", "back", "far-ahead", "impossible"]


def is_possible(now: datetime) -> bool:
    """Return whether a clock that says ``now`` may be right."""
    return now.year in _POSSIBLE_YEARS


def refuse_impossible(now: datetime) -> None:
    """Raise UsageError for a clock that is certainly wrong: a mark would keep its time for ever."""
    if not is_possible(now):
        raise UsageError(
            f"this computer's clock says {now:%Y-%m-%d}, and no mark is kept with such a date",
            "set the clock right, then go on",
        )


def local_day(instant: datetime, offset_minutes: int, day_begins: time = DAY_BEGINS) -> date:
    """Return the local date of an aware time at its own UTC offset, the day beginning at ``day_begins``."""
    begins = timedelta(hours=day_begins.hour, minutes=day_begins.minute)
    return (instant + timedelta(minutes=offset_minutes) - begins).date()


def compute_latest_own_time(now: datetime) -> datetime:
    """Return the latest time of an own event that may still determine the study day of ``now``."""
    return now + HOLDS


def study_day(now: datetime, offset_minutes: int, held: date | None, day_begins: time = DAY_BEGINS) -> date:
    """Return the study day of a device at ``now``.

    ``held`` is the latest study day of the device's own events whose time is at most
    `compute_latest_own_time` (``None`` without any): so a clock set back a little does not repeat a day, and
    one that was far ahead once does not freeze it.
    """
    day = local_day(now, offset_minutes, day_begins)
    return day if held is None else max(day, held)


def skew(now: datetime, last_own: datetime | None) -> Skew:
    """Compare the clock with the event this device wrote last: set back, or more than 30 days ahead.

    Last is meant in the total order, so that one wild time warns once and not for ever after. A year in which
    nobody drills is impossible, whatever was written last.
    """
    if not is_possible(now):
        return "impossible"
    if last_own is None:
        return "none"
    if now < last_own - JITTER:
        return "back"
    return "far-ahead" if now > last_own + FAR_AHEAD else "none"


def clamp_due_day(due: date, today: date, gaps: Sequence[int]) -> date:
    """Return ``due``, or ``today`` if it lies farther ahead than the longest gap."""
    return today if due > today + timedelta(max(gaps)) else due
