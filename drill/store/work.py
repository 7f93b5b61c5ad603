"""What the events of an item add up to, whatever the loaded banks make of them today: days, times, words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from sqlmodel import Session

from drill.gyr.events import ATTEMPTS, FIRST_ROUND, Line
from drill.gyr.fold import undone
from drill.gyr.spread import bucket_of
from drill.gyr.state import colour
from drill.store.amounts import add_to_rows, read_rows
from drill.store.states import day_of
from drill.store.tables import DAY, TIME_COUNT, WORD_COUNT

Later = Literal["pass", "check"]

_CORRECTING = frozenset({"undo", "override"})

# No attempt counts for more than a day, whatever a log that was merged may say.
_LONGEST_S = 86_400.0

_COLUMNS: tuple[str, ...] = (
    "attempts", "again", "fresh", "milliseconds", "green", "yellow", "red", "checks", "lapses",
)  # fmt: skip
_ATTEMPTS, _AGAIN, _FRESH, _MILLISECONDS, _GREEN, _YELLOW, _RED, _CHECKS, _LAPSES = range(len(_COLUMNS))
_COLUMN_OF = {"green": _GREEN, "yellow": _YELLOW, "red": _RED}
_SHADES = {(ok, why): _COLUMN_OF[colour(ok, why)] for ok in (True, False) for why in (True, False)}


# A pass, and the bucket of the time that a verdict took.
TimeKey = tuple[int, int]


class WordKey(NamedTuple):
    """Marks by what the learner said, and what the item's next counted attempt then was."""

    ok: bool
    why: bool
    later: Later
    right: bool


# The fields of a `WordKey`; plain, since a rebuild makes a million.
_Word = tuple[bool, bool, Later, bool]


@dataclass(slots=True)
class Work:
    """Amounts of many items; those of a rebuild are a million, so they are added in place."""

    # By study day, in the order of the table's columns.
    days: dict[date, list[int]] = field(default_factory=dict[date, list[int]])
    times: dict[TimeKey, int] = field(default_factory=dict[TimeKey, int])
    words: dict[_Word, int] = field(default_factory=dict[_Word, int])

    def add(self, lines: Sequence[Line], sign: int = 1) -> None:
        """Add what the events of one item, in the total order, come to; a ``sign`` of -1 takes it away."""
        before: dict[str, tuple[bool, bool]] = {}
        for line, ok, why in _live_attempts(lines):
            day = self.days.get(line.study_day)
            if day is None:
                day = self.days[line.study_day] = [0] * len(_COLUMNS)
            seconds = min(line.seconds, _LONGEST_S)
            day[_MILLISECONDS] += sign * round(seconds * 1000)
            if line.kind == "extra":
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
                self.times[time] = self.times.get(time, 0) + sign
            said = before.get(line.maths)
            before[line.maths] = (ok, why)
            if said is not None:
                word = (*said, later, ok)
                self.words[word] = self.words.get(word, 0) + sign

    def without_zeros(self) -> Work:
        """The same without what adds nothing, to be compared."""
        return Work(
            {day: amounts for day, amounts in self.days.items() if any(amounts)},
            {key: n for key, n in self.times.items() if n},
            {key: n for key, n in self.words.items() if n},
        )


def change_of(before: Sequence[Line], after: Sequence[Line]) -> Work:
    """What becomes of the amounts where the events of an item become others."""
    work = Work()
    work.add(before, -1)
    work.add(after)
    return work.without_zeros()


def _live_attempts(lines: Sequence[Line]) -> Iterable[tuple[Line, bool, bool]]:
    """The attempts that are not undone, each with the learner's own word on it."""
    if _CORRECTING.isdisjoint({line.kind for line in lines}):
        return ((line, line.ok, line.why) for line in lines if line.kind in ATTEMPTS)
    return _corrected_attempts(lines)


def _corrected_attempts(lines: Sequence[Line]) -> Iterator[tuple[Line, bool, bool]]:
    gone = undone(lines)
    words = {line.target: line for line in lines if line.kind == "override" and line.id not in gone}
    for line in lines:
        if line.kind in ATTEMPTS and line.id not in gone:
            word = words.get(line.id, line)
            yield line, word.ok, word.why


def add_work(session: Session, learner: str, work: Work) -> None:
    """Add amounts, which may be negative, to the tables."""
    days = {
        (learner, day.isoformat()): dict(zip(_COLUMNS, amounts, strict=True))
        for day, amounts in work.days.items()
        if any(amounts)
    }
    add_to_rows(session, DAY, days)
    add_to_rows(session, TIME_COUNT, {(learner, *key): {"n": n} for key, n in work.times.items() if n})
    add_to_rows(session, WORD_COUNT, {(learner, *key): {"n": n} for key, n in work.words.items() if n})


def read_work(session: Session, learner: str) -> Work:
    """The tables as amounts."""
    days = {day_of(day): amounts for day, *amounts in read_rows(session, DAY, learner)}
    times = {(pass_, bucket): n for pass_, bucket, n in read_rows(session, TIME_COUNT, learner)}
    words: dict[_Word, int] = {
        (said.ok, said.why, said.later, said.right): n for said, n in read_words(session, learner).items()
    }
    return Work(days, times, words).without_zeros()


def read_times(session: Session, learner: str) -> dict[int, dict[int, int]]:
    """Verdicts of every pass by their bucket of `drill.gyr.spread`."""
    times: dict[int, dict[int, int]] = {}
    for pass_, bucket, n in read_rows(session, TIME_COUNT, learner):
        times.setdefault(pass_, {})[bucket] = n
    return times


def read_words(session: Session, learner: str) -> dict[WordKey, int]:
    """How the learner's words held."""
    rows = read_rows(session, WORD_COUNT, learner)
    return {WordKey(bool(ok), bool(why), later, bool(right)): n for ok, why, later, right, n in rows}
