"""Numbers of study days: work done, times of attempts, and the days when items come back."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median, stdev
from typing import Annotated, Literal, NamedTuple

from drill.gyr.entry import Entry
from drill.gyr.events import ATTEMPTS, DAY_S, FIRST_ROUND, LogLine, clamp_due_day
from drill.gyr.fold import Cell, undone
from drill.gyr.state import ItemState, colour
from drill.reading import WrittenAs

USUAL_SECONDS = 90.0  # an attempt, before there are enough to know
# Min usual seconds and speed for planning, because a few quick answers do not predict new exercises.
LEAST_SECONDS, LEAST_SPEED = 30.0, 1 / 3
# Minutes of an ordinary exercise: base, addition per level, and the share of each stage after the first.
_ORDINARY_MINUTES, _MINUTES_A_LEVEL, _SHARE_OF_STAGES = 1.0, 0.6, 0.5
LEAST_MINUTES = 0.4  # minutes of a rapid exercise
# Min attempts for a median.
ENOUGH_ATTEMPTS = 10
REST = timedelta(days=14)  # time until reopening a parked item is suggested


def has_rested(state: ItemState, today: date) -> bool:
    """Return whether a parked item has been parked long enough to suggest reopening it."""
    return state.parked_on is not None and today >= state.parked_on + REST


def usual_seconds(seconds: Sequence[float]) -> float:
    """Return the median of the learner's active seconds per attempt, a guess before ten of them."""
    if len(seconds) >= ENOUGH_ATTEMPTS:
        return median(seconds)
    return USUAL_SECONDS


def minutes_of(entry: Entry, speed: float = 1.0) -> float:
    """Return the usual number of minutes of an exercise, by its level and its stages.

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
    if len(shares) >= ENOUGH_ATTEMPTS:
        return max(LEAST_SPEED, median(shares))
    return 1.0


def items_in(minutes: float, seconds_each: float) -> int:
    """Return the number of items that fill ``minutes``: at least one if any time is left."""
    return math.ceil(max(0.0, minutes) * 60 / max(LEAST_SECONDS, seconds_each))


# Times of attempts: counts in buckets, so that a median needs no list of every attempt.
#
# A bucket is an eighth of an octave wide, so that a value read from it is off by less than 5 %.

# Buckets for a doubling of the time: each is 9 % wide.
PER_OCTAVE = 8


def bucket_of(seconds: float) -> int:
    """Return the bucket of an active time; all below a second share the first."""
    return round(PER_OCTAVE * math.log2(max(1.0, seconds)))


def seconds_of(bucket: int) -> float:
    """Return the seconds in the middle of a bucket."""
    return 2.0 ** (bucket / PER_OCTAVE)


def quantile(counts: Mapping[int, int], share: float) -> float:
    """Return the seconds that ``share`` of the counted attempts do not exceed; 0 without any."""
    wanted = share * sum(counts.values())
    seen = 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if counts[bucket] and seen >= wanted:
            return seconds_of(bucket)
    return 0.0


# Forecast: minutes that come back day by day, and the day when everything is settled at today's pace.
#
# It is an estimate from the learner's own counts alone: an attempt in pass k is assumed to take as long as
# earlier attempts in pass k, and to settle its item (green or parked) as often as those. Two imagined
# attempts, one of them settling, are added, because small counts are not reliable. Future lapses are not
# included.

# Two weeks, because gaps of greens end within them.
DAYS_AHEAD = 14
# Two weeks, so that a busy day weighs little and a new habit shows.
PACE_DAYS = 14
BAND = 1.28  # standard errors to both sides of the pace, for an 80 % band
# A century: later days are not predicted.
_FAR_DAYS = 36_525
# Assumed verdicts, and those of them that settle, so that a share exists without any (Laplace).
_IMAGINED, _IMAGINED_SETTLED = 2, 1

# Attempts of every pass by their bucket of `drill.gyr.progress`.
Times = Mapping[int, Mapping[int, int]]
# Minutes or seconds, which other programs get in tenths.
Tenths = Annotated[float, WrittenAs(float, float, lambda amount: round(amount, 1))]


@dataclass(frozen=True, slots=True)
class DayAhead:
    """The items that come back on one day: their number, and about how many minutes they take."""

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
    if sum(pooled.values()) >= ENOUGH_ATTEMPTS:
        return quantile(pooled, 0.5)
    return USUAL_SECONDS


def days_ahead(
    dues: Iterable[tuple[date, int, int]],
    today: date,
    gaps: Sequence[int],
    times: Times,
    length: int = DAYS_AHEAD,
    next_day: Callable[[date], date] = lambda day: day,
) -> tuple[DayAhead, ...]:
    """Return the items that come back on each of ``length`` days from today; overdue ones come today.

    ``dues`` are a day, the pass that is due, and the number of items; ``next_day`` is the first day from one
    on that has time.
    """
    items = [0] * length
    seconds = [0.0] * length
    for day, pass_, n in dues:
        ahead = (next_day(max(today, clamp_due_day(day, today, gaps))) - today).days
        if ahead < length:
            items[ahead] += n
            seconds[ahead] += n * seconds_by_pass(times, pass_)
    days = [today + timedelta(number) for number in range(length)]
    minutes = [of_day / 60 for of_day in seconds]
    return tuple(map(DayAhead, days, items, minutes))


def minutes_left(cells: Mapping[Cell, int], times: Times) -> float:
    """Return about how many minutes settle everything that waits in a pass table's cells."""
    waiting = Counter[int]()
    settled = Counter[int]()
    verdicts = Counter[int]()
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
    """Return the time when ``left_minutes`` are done at the recent pace, ``None`` without any pace."""
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


# Totals of a log, whatever banks are loaded: study days, times of passes, and the learner's marks.

Later = Literal["pass", "check"]

_CORRECTING = frozenset({"undo", "override"})
_WORK = ATTEMPTS | {"rep"}
_ATTEMPTS, _AGAIN, _FRESH, _MILLISECONDS, _GREEN, _YELLOW, _RED, _CHECKS, _LAPSES = range(9)
_LENGTH = 9
_COLUMN_OF = {"green": _GREEN, "yellow": _YELLOW, "red": _RED}
_SHADES = {(ok, why): _COLUMN_OF[colour(ok, why)] for ok in (True, False) for why in (True, False)}


@dataclass(frozen=True, slots=True)
class Day:
    """One study day: counted attempts by colour, and the active time, extra practice and reps included.

    ``again`` of the attempts were re-attempts and ``fresh`` first ones; ``checks`` are neither, and
    ``lapses`` those of them that were not green. A mark is the learner's: an override changes it, a regrade
    of a corrected exercise does not.
    """

    day: date
    attempts: int = 0
    again: int = 0
    fresh: int = 0
    seconds: float = 0.0
    green: int = 0
    yellow: int = 0
    red: int = 0
    checks: int = 0
    lapses: int = 0

    @property
    def minutes(self) -> float:
        """The active time in minutes, to one decimal."""
        return round(self.seconds / 60, 1)


class WordKey(NamedTuple):
    """A kind of mark: the learner's judgement, and the item's next counted attempt."""

    ok: bool
    why: bool
    later: Later
    right: bool


class Totals:
    """Numbers of many items' events; the events themselves are not kept."""

    def __init__(self) -> None:
        # By study day, in whole milliseconds, so that a subtraction leaves no rounding error.
        self._days: dict[date, list[int]] = {}
        # By pass and bucket, and by the fields of a `WordKey`: plain tuples, because a log has a million.
        self._times: dict[tuple[int, int], int] = {}
        self._words: dict[tuple[bool, bool, Later, bool], int] = {}

    def add(self, lines: Sequence[LogLine], sign: int = 1) -> None:
        """Add the events of one item, in the total order; a ``sign`` of -1 subtracts them."""
        before: dict[str, tuple[bool, bool]] = {}
        for line, ok, why in _live_work(lines):
            day, seconds = self._add_seconds(line, sign)
            if line.kind in ("extra", "rep"):
                continue
            shade = _SHADES[ok, why]
            day[_ATTEMPTS] += sign
            day[shade] += sign
            if line.kind == "check":
                later: Later = "check"
                day[_CHECKS] += sign
                if shade != _GREEN:
                    day[_LAPSES] += sign
            else:
                later = "pass"
                day[_FRESH if line.pass_ == 1 and line.round == FIRST_ROUND else _AGAIN] += sign
                time = (line.pass_, bucket_of(seconds))
                self._times[time] = self._times.get(time, 0) + sign
            earlier_verdict = before.get(line.maths)
            before[line.maths] = (ok, why)
            if earlier_verdict is not None:
                word = (*earlier_verdict, later, ok)
                self._words[word] = self._words.get(word, 0) + sign

    def _add_seconds(self, line: LogLine, sign: int) -> tuple[list[int], float]:
        """Add the time of one event to its day; return that day's numbers, and the time."""
        day = self._days.get(line.study_day)
        if day is None:
            day = self._days[line.study_day] = [0] * _LENGTH
        seconds = min(line.seconds, DAY_S)
        day[_MILLISECONDS] += sign * round(seconds * 1000)
        return day, seconds

    def days(self) -> list[Day]:
        """Return the study days with work, in their order."""
        return [self.day(day) for day in sorted(self._days) if any(self._days[day])]

    def day(self, day: date) -> Day:
        """Return one study day."""
        numbers = self._days.get(day, [0] * _LENGTH)
        attempts, again, fresh, milliseconds, *marks = numbers
        return Day(day, attempts, again, fresh, milliseconds / 1000, *marks)

    def count_verdicts_by_time(self) -> dict[int, dict[int, int]]:
        """Return how many verdicts each pass has in each bucket of time (see `bucket_of`)."""
        times: dict[int, dict[int, int]] = {}
        for (pass_, bucket), verdicts in self._times.items():
            if verdicts:
                times.setdefault(pass_, {})[bucket] = verdicts
        return times

    def words(self) -> dict[WordKey, int]:
        """Return how often a mark of one sort was followed by a right answer, in a later pass or a check."""
        return {WordKey(*word): cases for word, cases in self._words.items() if cases}


def _live_work(lines: Sequence[LogLine]) -> Iterable[tuple[LogLine, bool, bool]]:
    """Yield the attempts and reps that are not undone, each with the learner's own judgement of it."""
    if _CORRECTING.isdisjoint({line.kind for line in lines}):
        return ((line, line.ok, line.why) for line in lines if line.kind in _WORK)
    return _corrected_work(lines)


def _corrected_work(lines: Sequence[LogLine]) -> Iterator[tuple[LogLine, bool, bool]]:
    gone = undone(lines)
    words = {line.target: line for line in lines if line.kind == "override" and line.id not in gone}
    for line in lines:
        if line.kind in _WORK and line.id not in gone:
            word = words.get(line.id, line)
            yield line, word.ok, word.why
