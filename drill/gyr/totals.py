"""Totals of a log, whatever banks are loaded: study days, times of passes, and the learner's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from drill.gyr.events import ATTEMPTS, DAY_S, FIRST_ROUND, Line
from drill.gyr.fold import undone
from drill.gyr.spread import bucket_of
from drill.gyr.state import colour

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
    """A kind of mark: what the learner said, and the item's next counted attempt."""

    ok: bool
    why: bool
    later: Later
    right: bool


class Totals:
    """Numbers of many items' events; the events themselves are not kept."""

    def __init__(self) -> None:
        # By study day; whole milliseconds, so that what is taken out leaves no trace.
        self._days: dict[date, list[int]] = {}
        # By pass and bucket, and by the fields of a `WordKey`: plain tuples, since a log has a million.
        self._times: dict[tuple[int, int], int] = {}
        self._words: dict[tuple[bool, bool, Later, bool], int] = {}

    def add(self, lines: Sequence[Line], sign: int = 1) -> None:
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

    def _add_seconds(self, line: Line, sign: int) -> tuple[list[int], float]:
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

    def times(self) -> dict[int, dict[int, int]]:
        """Return the verdicts of every pass by their bucket of `drill.gyr.spread`."""
        times: dict[int, dict[int, int]] = {}
        for (pass_, bucket), verdicts in self._times.items():
            if verdicts:
                times.setdefault(pass_, {})[bucket] = verdicts
        return times

    def words(self) -> dict[WordKey, int]:
        """Return how often a mark of one sort was followed by a right answer, in a later pass or a check."""
        return {WordKey(*word): cases for word, cases in self._words.items() if cases}


def _live_work(lines: Sequence[Line]) -> Iterable[tuple[Line, bool, bool]]:
    """Yield the attempts and reps that are not undone, each with the learner's own judgement of it."""
    if _CORRECTING.isdisjoint({line.kind for line in lines}):
        return ((line, line.ok, line.why) for line in lines if line.kind in _WORK)
    return _corrected_work(lines)


def _corrected_work(lines: Sequence[Line]) -> Iterator[tuple[Line, bool, bool]]:
    gone = undone(lines)
    words = {line.target: line for line in lines if line.kind == "override" and line.id not in gone}
    for line in lines:
        if line.kind in _WORK and line.id not in gone:
            word = words.get(line.id, line)
            yield line, word.ok, word.why
