"""The moment of a write: time, study day and place in the order, read under the lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from drill.errors import StoreDamagedError
from drill.gyr.clock import Skew, horizon, skew, study_day
from drill.gyr.events import DeviceId, LearnerId, at_text, whole_ms
from drill.store.faults import DAMAGED_HINT
from drill.store.states import day_of, moment_of
from drill.store.tables import EventRow

# Built once, since every mark asks them: putting a statement together takes longer than running it.
_HELD = (
    select(EventRow.study_day)
    .where(
        EventRow.learner == bindparam("learner"),
        EventRow.device == bindparam("device"),
        col(EventRow.at) <= bindparam("horizon"),
    )
    .order_by(col(EventRow.study_day).desc())
    .limit(1)
)
_HIGHEST = select(func.max(EventRow.lamport)).where(EventRow.learner == bindparam("learner"))


# Below what a column of integers holds.
_HIGHEST_BITS = 62


@dataclass(frozen=True, slots=True)
class Now:
    """The author, device and time of a write, from which the common fields of an event are filled."""

    learner: LearnerId
    device: DeviceId
    at: datetime
    offset_minutes: int
    study_day: date

    @property
    def ms(self) -> int:
        """Milliseconds since 1970."""
        return round(self.at.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Today:
    """What the clock says: the study day, and whether the clock looks wrong."""

    study_day: date
    skew: Skew
    # The study day of the event that this device wrote last.
    newest: date | None


def read_now(
    session: Session, learner: LearnerId, device: DeviceId, local: datetime, day_begins: time
) -> Now:
    """Return the moment of an aware local time; its study day is never before the device's earlier ones."""
    moment, offset_minutes = whole_ms(local), _offset_minutes(local)
    named = {"learner": learner, "device": device, "horizon": at_text(horizon(moment))}
    held = session.connection().execute(_HELD, named).scalar()
    held_day = None if held is None else day_of(held)
    return Now(
        learner, device, moment, offset_minutes, study_day(moment, offset_minutes, held_day, day_begins)
    )


def read_today(session: Session, now: Now) -> Today:
    """Return the study day, and how the clock compares with the newest event of this device."""
    newest = session.execute(
        select(EventRow.at, EventRow.study_day)
        .where(EventRow.learner == now.learner, EventRow.device == now.device)
        .order_by(col(EventRow.lamport).desc())
        .limit(1)
    ).first()
    if newest is None:
        return Today(now.study_day, skew(now.at, None), None)
    moment, day = newest
    return Today(now.study_day, skew(now.at, moment_of(moment)), day_of(day))


def next_lamport(session: Session, learner: LearnerId) -> int:
    """Return one more than the highest lamport of the learner's log.

    Raises StoreDamagedError where it holds an impossible one.
    """
    highest: object = session.connection().execute(_HIGHEST, {"learner": learner}).scalar() or 0
    if not isinstance(highest, int) or highest >> _HIGHEST_BITS:  # SQLite takes in anything
        raise StoreDamagedError(f"the log's order is damaged: a lamport is {highest!r}", DAMAGED_HINT)
    return highest + 1


def _offset_minutes(local: datetime) -> int:
    offset = local.utcoffset()
    if offset is None:
        raise ValueError("the clock tells an aware local time")
    return round(offset.total_seconds() / 60)
