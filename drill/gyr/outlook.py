"""What lies ahead: minutes that come back day by day, and when everything is settled at today's pace.

An estimate, from the learner's own counts alone. What is assumed: an attempt in pass k takes what attempts in
pass k took so far, and settles its item (green or parked) as often as it did so far; two imagined attempts of
which one settles keep small numbers from being believed. Lapses to come are not foreseen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, stdev
from typing import Annotated

from drill.gyr.clock import clamp_due_day
from drill.gyr.passes import Cell
from drill.gyr.progress import ENOUGH_ATTEMPTS, USUAL_SECONDS
from drill.gyr.spread import quantile
from drill.reading import WrittenAs

# Two weeks: gaps of greens end within them.
DAYS_AHEAD = 14
# Two weeks: a busy day weighs little, a new habit shows.
PACE_DAYS = 14
BAND = 1.28  # standard errors to both sides of the pace: 80 % of what it may truly be
# A century: farther away nothing is promised.
_FAR_DAYS = 36_525
# Verdicts taken for granted, and those of them that settle: a share before there is one (Laplace).
_IMAGINED, _IMAGINED_SETTLED = 2, 1

# Attempts of every pass by their bucket of `drill.gyr.spread`.
Times = Mapping[int, Mapping[int, int]]
# Minutes or seconds, of which other programs are told tenths.
Tenths = Annotated[float, WrittenAs(float, float, lambda amount: round(amount, 1))]


@dataclass(frozen=True, slots=True)
class DayAhead:
    """The items that come back on one day: how many, and about how many minutes they take."""

    day: date
    items: int
    minutes: Tenths


@dataclass(frozen=True, slots=True)
class Finish:
    """When all is green or parked: the likeliest day and an 80 % band; a ``late`` of ``None`` is far off."""

    day: date
    early: date
    late: date | None


def seconds_by_pass(times: Times, pass_: int) -> float:
    """Return the usual seconds of an attempt in each pass; the overall value where few are known."""
    counts_of_pass = times.get(pass_, {})
    if sum(counts_of_pass.values()) >= ENOUGH_ATTEMPTS:
        return quantile(counts_of_pass, 0.5)
    pooled = Counter[int]()
    for counts in times.values():
        pooled.update(counts)
    return quantile(pooled, 0.5) if sum(pooled.values()) >= ENOUGH_ATTEMPTS else USUAL_SECONDS


def days_ahead(
    dues: Iterable[tuple[date, int, int]],
    today: date,
    gaps: Sequence[int],
    times: Times,
    length: int = DAYS_AHEAD,
) -> tuple[DayAhead, ...]:
    """Return what comes back on each of ``length`` days from today; what is overdue comes today.

    ``dues`` are a day, the pass that is due, and how many items.
    """
    items, seconds = [0] * length, [0.0] * length
    for day, pass_, n in dues:
        ahead = max(0, (clamp_due_day(day, today, gaps) - today).days)
        if ahead < length:
            items[ahead] += n
            seconds[ahead] += n * seconds_by_pass(times, pass_)
    return tuple(
        DayAhead(today + timedelta(number), items[number], seconds[number] / 60) for number in range(length)
    )


def minutes_left(cells: Mapping[Cell, int], times: Times) -> float:
    """Return about how many minutes settle everything that waits in a pass table's cells."""
    waiting, settled, verdicts = Counter[int](), Counter[int](), Counter[int]()
    for cell, n in cells.items():
        if cell.column == "waiting":
            waiting[cell.pass_] += n
        elif cell.column in ("green", "parked"):
            settled[cell.pass_] += n
        if cell.column in ("green", "yellow", "red"):
            verdicts[cell.pass_] += n
    last = max((*waiting, *verdicts), default=0)
    share = _estimate_settling_share(sum(settled.values()), sum(verdicts.values()))
    seconds_each = seconds_by_pass(times, last + 1) / share  # from the pass after the last on, all are alike
    total = 0.0
    for pass_ in range(last, 0, -1):
        goes_on = 1 - _estimate_settling_share(settled[pass_], verdicts[pass_])
        seconds_each = seconds_by_pass(times, pass_) + goes_on * seconds_each
        total += waiting[pass_] * seconds_each
    return total / 60


def _estimate_settling_share(settled: int, verdicts: int) -> float:
    """Return the share of attempts that settle their item."""
    return (settled + _IMAGINED_SETTLED) / (verdicts + _IMAGINED)


def pace(minutes: Mapping[date, float], today: date, length: int = PACE_DAYS) -> list[float]:
    """Return the minutes of each recent day, days without drill included, at most from the first drill on.

    Today counts once there is any drill in it.
    """
    if not minutes:
        return []
    last = today if minutes.get(today) else today - timedelta(1)
    first = max(min(minutes), last - timedelta(length - 1))
    return [minutes.get(first + timedelta(n), 0.0) for n in range((last - first).days + 1)]


def finish(left_minutes: float, recent: Sequence[float], today: date) -> Finish | None:
    """Return when so many minutes are drilled at the recent pace, ``None`` without any pace."""
    mean = fmean(recent) if recent else 0.0
    if mean <= 0:
        return None
    doubt = BAND * stdev(recent) / math.sqrt(len(recent)) if len(recent) > 1 else mean / 2
    day = _find_finish_day(left_minutes / mean, today)
    early = _find_finish_day(left_minutes / (mean + doubt), today)
    late = _find_finish_day(left_minutes / (mean - doubt), today) if mean > doubt else None
    return None if day is None or early is None else Finish(day, early, late)


def _find_finish_day(days: float, today: date) -> date | None:
    return None if days > _FAR_DAYS else today + timedelta(math.ceil(days))
