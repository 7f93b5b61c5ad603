"""What the events of an item add up to, whatever the loaded banks make of them today: days, times, words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from sqlmodel import Session, SQLModel, select

from drill.gyr.events import ATTEMPTS, FIRST_ROUND, UNDOABLE, EventId
from drill.gyr.fold import Line
from drill.gyr.spread import bucket_of
from drill.gyr.state import colour
from drill.store.amounts import Key, add_to_rows, read_rows
from drill.store.log import Logged
from drill.store.tables import DayRow, TimeCount, WordCount

Later = Literal["pass", "check"]

_LONGEST_S = 86_400.0
"""No attempt counts for more than a day, whatever a log that was merged may say."""

_DAY_COLUMNS = ("attempts", "again", "fresh", "milliseconds", "green", "yellow", "red", "checks", "lapses")


class DayKey(NamedTuple):
    """An amount of a study day: the column of the table ``day``."""

    day: str
    column: str


class TimeKey(NamedTuple):
    """Verdicts of a pass by the time they took."""

    pass_: int
    bucket: int


class WordKey(NamedTuple):
    """Marks by what the learner said, and what the item's next counted attempt then was."""

    ok: bool
    why: bool
    later: Later
    right: bool


Work = Counter["DayKey | TimeKey | WordKey"]


class _Live(NamedTuple):
    """An attempt that is not undone, with the learner's own word on it."""

    line: Line
    ok: bool
    why: bool
    seconds: float


def work_of(logged: Iterable[Logged]) -> Work:
    """What the events of one item, in the total order, add up to."""
    work: Work = Counter()
    counted: dict[str, list[_Live]] = {}
    for live in _live_attempts(logged):
        day = live.line.study_day.isoformat()
        work[DayKey(day, "milliseconds")] += round(live.seconds * 1000)
        if live.line.kind != "extra":
            _add_mark(work, day, live)
            counted.setdefault(live.line.maths, []).append(live)
    for attempts in counted.values():
        for said, later in pairwise(attempts):
            kind: Later = "check" if later.line.kind == "check" else "pass"
            work[WordKey(said.ok, said.why, kind, later.ok)] += 1
    return work


def _live_attempts(logged: Iterable[Logged]) -> Iterator[_Live]:
    known = list(logged)
    kinds = {each.line.id: each.line.kind for each in known}
    undone = {
        line.target
        for line, _ in known
        if line.kind == "undo" and kinds.get(EventId(line.target)) in UNDOABLE
    }
    words = {line.target: line for line, _ in known if line.kind == "override" and line.id not in undone}
    for line, seconds in known:
        if line.kind in ATTEMPTS and line.id not in undone:
            word = words.get(line.id, line)
            yield _Live(line, word.ok, word.why, min(seconds, _LONGEST_S))


def _add_mark(work: Work, day: str, live: _Live) -> None:
    shade = colour(live.ok, live.why)
    work[DayKey(day, "attempts")] += 1
    work[DayKey(day, shade)] += 1
    if live.line.kind == "check":
        work[DayKey(day, "checks")] += 1
        work[DayKey(day, "lapses")] += shade != "green"
        return
    is_first = live.line.round == FIRST_ROUND and live.line.pass_ == 1
    work[DayKey(day, "fresh" if is_first else "again")] += 1
    work[TimeKey(live.line.pass_, bucket_of(live.seconds))] += 1


def changed_work(before: Work, after: Work) -> Work:
    """The differences alone, some of them negative."""
    change = Work(after)
    change.subtract(before)
    return Work({key: n for key, n in change.items() if n})


def add_work(session: Session, learner: str, work: Work) -> None:
    """Add amounts, which may be negative, to the tables."""
    changes: dict[type[SQLModel], dict[Key, dict[str, int]]] = {}
    for key, n in work.items():
        if n:
            table, row, column = _place(key)
            changes.setdefault(table, {}).setdefault((learner, *row), {})[column] = n
    for table, rows in changes.items():
        add_to_rows(session, table, rows)


def _place(key: DayKey | TimeKey | WordKey) -> tuple[type[SQLModel], Key, str]:
    """The table of an amount, its row's key without the learner, and its column."""
    match key:
        case DayKey(day, column):
            return DayRow, (day,), column
        case TimeKey():
            return TimeCount, tuple(key), "n"
        case WordKey():
            return WordCount, tuple(key), "n"


def read_work(session: Session, learner: str) -> Work:
    """The tables as amounts, zeros left out."""
    work: Work = Counter()
    for row in session.scalars(select(DayRow).where(DayRow.learner == learner)):
        for column in _DAY_COLUMNS:
            if n := getattr(row, column):
                work[DayKey(row.day, column)] = n
    work.update({TimeKey(*key): n for *key, n in read_rows(session, TimeCount, learner)})
    work.update({WordKey(*key): n for *key, n in read_rows(session, WordCount, learner)})
    return work


def read_times(session: Session, learner: str) -> dict[int, Counter[int]]:
    """Verdicts of every pass by their bucket of `drill.gyr.spread`."""
    times: dict[int, Counter[int]] = {}
    for pass_, bucket, n in read_rows(session, TimeCount, learner):
        times.setdefault(pass_, Counter())[bucket] = n
    return times


def read_words(session: Session, learner: str) -> dict[WordKey, int]:
    """How the learner's words held."""
    rows = read_rows(session, WordCount, learner)
    return {WordKey(bool(ok), bool(why), later, bool(right)): n for ok, why, later, right, n in rows}
