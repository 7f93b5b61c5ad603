"""What a learner did day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from drill.store.states import day_of
from drill.store.tables import DAY

_, *_COLUMNS = DAY.columns


@dataclass(frozen=True, slots=True)
class Day:
    """One study day: counted attempts by colour, and the active time, extra practice included.

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


def read_days(session: Session, learner: str, day: date | None = None) -> list[Day]:
    """The days with work in their order, or one of them."""
    wanted = select(*_COLUMNS).where(DAY.c.learner == learner).order_by(DAY.c.day)
    if day is not None:
        wanted = wanted.where(DAY.c.day == day.isoformat())
    return [_day_of(*row) for row in session.connection().execute(wanted)]


def _day_of(day: str, attempts: int, again: int, fresh: int, milliseconds: int, *marks: int) -> Day:
    return Day(day_of(day), attempts, again, fresh, milliseconds / 1000, *marks)
