"""What a learner did day by day: the log's live attempts, whatever the loaded banks make of them today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from drill.gyr.events import ATTEMPTS, FIRST_ROUND, UNDOABLE, EventId
from drill.gyr.fold import Line
from drill.gyr.state import colour
from drill.store.amounts import add_to_row
from drill.store.log import Logged
from drill.store.tables import DayRow

Work = Counter[tuple[str, str]]
"""Amounts by study day and column of the table ``day``."""


_AMOUNTS = ("attempts", "again", "fresh", "milliseconds", "green", "yellow", "red")


@dataclass(frozen=True, slots=True)
class Day:
    """One study day: counted attempts by colour, and the active time, extra practice included.

    ``again`` of the attempts were re-attempts and ``fresh`` first ones; checks are neither. A mark is the
    learner's: an override changes it, a regrade of a corrected exercise does not.
    """

    day: date
    attempts: int = 0
    again: int = 0
    fresh: int = 0
    seconds: float = 0.0
    green: int = 0
    yellow: int = 0
    red: int = 0


def work_of(logged: Iterable[Logged]) -> Work:
    """What the events of one item, in the total order, add to the days."""
    known = {each.line.id: each for each in logged}
    lines = [each.line for each in known.values()]
    kinds = {line.id: line.kind for line in lines}
    undone = {
        line.target for line in lines if line.kind == "undo" and kinds.get(EventId(line.target)) in UNDOABLE
    }
    overrides = {line.target: line for line in lines if line.kind == "override" and line.id not in undone}
    work: Work = Counter()
    for line in lines:
        if line.kind in ATTEMPTS and line.id not in undone:
            _add_attempt(work, line, overrides.get(line.id, line), known[line.id].seconds)
    return work


def _add_attempt(work: Work, line: Line, word: Line, seconds: float) -> None:
    day = line.study_day.isoformat()
    work[day, "milliseconds"] += round(seconds * 1000)
    if line.kind == "extra":
        return
    work[day, "attempts"] += 1
    work[day, colour(word.ok, word.why)] += 1
    if line.kind == "verdict":
        is_first = line.round == FIRST_ROUND and line.pass_ == 1
        work[day, "fresh" if is_first else "again"] += 1


def add_work(session: Session, learner: str, work: Work) -> None:
    """Add amounts, which may be negative, to the table."""
    by_day: dict[str, dict[str, int]] = {}
    for (day, column), amount in work.items():
        if amount:
            by_day.setdefault(day, {})[column] = amount
    for day, amounts in by_day.items():
        add_to_row(session, DayRow, {"learner": learner, "day": day}, amounts)


def read_work(session: Session, learner: str) -> Work:
    """The table as amounts, zeros left out."""
    work: Work = Counter()
    for row in session.scalars(select(DayRow).where(DayRow.learner == learner)):
        for column in _AMOUNTS:
            if n := getattr(row, column):
                work[row.day, column] = n
    return work


def read_days(session: Session, learner: str, day: date | None = None) -> list[Day]:
    """The days with work in their order, or one of them."""
    wanted = select(DayRow).where(DayRow.learner == learner).order_by(DayRow.day)
    if day is not None:
        wanted = wanted.where(DayRow.day == day.isoformat())
    return [_day_of(row) for row in session.scalars(wanted) if row.attempts or row.milliseconds]


def _day_of(row: DayRow) -> Day:
    seconds = row.milliseconds / 1000
    day = date.fromisoformat(row.day)
    return Day(day, row.attempts, row.again, row.fresh, seconds, row.green, row.yellow, row.red)
