"""What a learner did day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from drill.store.tables import DayRow


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
    wanted = select(DayRow).where(DayRow.learner == learner).order_by(DayRow.day)
    if day is not None:
        wanted = wanted.where(DayRow.day == day.isoformat())
    return [_day_of(row) for row in session.scalars(wanted) if row.attempts or row.milliseconds]


def _day_of(row: DayRow) -> Day:
    return Day(
        date.fromisoformat(row.day),
        row.attempts,
        row.again,
        row.fresh,
        row.milliseconds / 1000,
        row.green,
        row.yellow,
        row.red,
        row.checks,
        row.lapses,
    )
