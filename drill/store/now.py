"""The author and the moment of a write: device, time, study day and place in the order, read under the lock.

A device has a random name in events, and a new one for data copied to another machine or folder.
"""

from __future__ import annotations

import hashlib
import platform
import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import bindparam, delete, func
from sqlalchemy.orm import Session
from sqlmodel import col, select

from drill.errors import StoreDamagedError
from drill.gyr.clock import Skew, compute_latest_own_time, skew, study_day
from drill.gyr.events import DeviceId, LearnerId, format_event_time, whole_ms
from drill.store.database_tables import DeviceRow, EventRow
from drill.store.engine import lock_learner_log
from drill.store.faults import DAMAGED_HINT
from drill.store.local_clock import day_offset_minutes, offset_of
from drill.store.states import day_of, moment_of

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
_KNOWN = select(DeviceRow.id).where(DeviceRow.machine == bindparam("machine"))
_HAS_ROW = select(func.count()).where(DeviceRow.machine == bindparam("machine"))

_MACHINE_ID = Path("/etc/machine-id")
_RANDOM_NODE = 1 << 40  # uuid.getnode() sets this bit where it found no network card and drew a number


def machine_id() -> str:
    """Return an id that tells this machine from others and survives restarts."""
    try:
        identifier = _MACHINE_ID.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        identifier = ""
    if identifier:
        return identifier
    node = uuid.getnode()
    return platform.node() if node & _RANDOM_NODE else f"{node:012x}"


def machine_hash(machine: str, location: str) -> str:
    """Return a short hash of machine and folder; the folder may contain a name, so it is not kept itself."""
    return hashlib.sha256(f"{machine}\0{location}".encode("utf-8", "surrogateescape")).hexdigest()[:16]


def known_device(session: Session, machine: str) -> DeviceId | None:
    """Return the device of a machine hash, or ``None`` before its first event."""
    device = session.connection().execute(_KNOWN, {"machine": machine}).scalar()
    return DeviceId(device) if isinstance(device, str) else None  # SQLite takes in anything


def device_of(session: Session, machine: str) -> DeviceId:
    """Return the device of a machine hash, created if necessary, inside a writing session."""
    known = known_device(session, machine)
    if known is None:
        lock_learner_log(session, machine)  # another learner's window may be making it
        known = known_device(session, machine)
    if known is not None:
        return known
    if session.scalar(_HAS_ROW, {"machine": machine}):  # its name cannot be read, so it gets another
        session.execute(delete(DeviceRow).where(col(DeviceRow.machine) == machine))
    device = DeviceId(secrets.token_hex(8))
    session.add(DeviceRow(id=device, machine=machine))
    return device


@dataclass(frozen=True, slots=True)
class Now:
    """The author, device and time of a write, from which the common fields of an event are filled."""

    learner: LearnerId
    device: DeviceId
    at: datetime
    offset_minutes: int
    study_day: date
    # What the write came through; empty for the program's own screens.
    front: str = ""

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
    moment, offset_minutes = whole_ms(local), offset_of(local)
    named = {
        "learner": learner,
        "device": device,
        "horizon": format_event_time(compute_latest_own_time(moment)),
    }
    # A device without a name has no events, and SQLite would look through all to find none.
    held = session.connection().execute(_HELD, named).scalar() if device else None
    held_day = None if held is None else day_of(held)
    day = study_day(moment, day_offset_minutes(local), held_day, day_begins)
    return Now(learner, device, moment, offset_minutes, day)


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
    return _check_lamport(session.connection().execute(_HIGHEST, {"learner": learner}).scalar() or 0) + 1


def _check_lamport(value: object) -> int:
    if not isinstance(value, int) or value >> _HIGHEST_BITS:  # SQLite takes in anything
        raise StoreDamagedError(f"the log's order is damaged: a lamport is {value!r}", DAMAGED_HINT)
    return value
