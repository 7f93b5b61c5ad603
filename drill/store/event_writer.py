"""Write one event and all its effects, in one transaction."""

from __future__ import annotations

import hashlib
import platform
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import bindparam, delete, func
from sqlalchemy.orm import Session
from sqlmodel import col, select

from drill.errors import StoreDamagedError, UsageError
from drill.gyr.events import (
    ATTEMPTS,
    UNFOLDED,
    WITHOUT_CONTENT,
    Attempt,
    Content,
    DeviceId,
    Event,
    EventId,
    Facts,
    ItemId,
    LearnerId,
    Override,
    Park,
    Regrade,
    Reopen,
    Skew,
    Undo,
    compute_latest_own_time,
    format_event_time,
    line_of,
    make_uuid7,
    skew,
    study_day,
    whole_ms,
)
from drill.gyr.fold import Lineage, fold_lines, fold_step, needs_refold
from drill.gyr.state import ItemState
from drill.gyr.wire import LINE_BYTES, as_line, clean_event_facts, to_columns
from drill.store.database_tables import DeviceRow, EventRow, OpenRow, table_of
from drill.store.engine import lock_learner_log
from drill.store.faults import DAMAGED_HINT
from drill.store.local_clock import day_offset_minutes, offset_of
from drill.store.log import INSERT_EVENT, event_by_id, find_events_ahead, read_item_lines
from drill.store.states import (
    CachedRow,
    cached_row,
    day_of,
    decode_row,
    moment_of,
    read_state,
    row_of_state,
    write_rows,
)

# The author and the moment of a write: device, time, study day and place in the order, read under the lock.
#
# A device has a random name in events, and a new one for data copied to another machine or folder.

# Built once, because every mark uses them, and building a statement takes longer than running it.
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
# Max bits of a Lamport time, fewer than a column of integers has.
_HIGHEST_BITS = 62
_KNOWN = select(DeviceRow.id).where(DeviceRow.machine == bindparam("machine"))
_HAS_ROW = select(func.count()).where(DeviceRow.machine == bindparam("machine"))

_MACHINE_ID = Path("/etc/machine-id")
_RANDOM_NODE = 1 << 40  # uuid.getnode() sets this bit if it found no network card and drew a number


def machine_id() -> str:
    """Return an id that distinguishes this machine from others and survives restarts."""
    try:
        identifier = _MACHINE_ID.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        identifier = ""
    if identifier:
        return identifier
    node = uuid.getnode()
    return platform.node() if node & _RANDOM_NODE else f"{node:012x}"


def machine_hash(machine: str, location: str) -> str:
    """Return a short hash of machine and folder, because the folder may contain a name."""
    return hashlib.sha256(f"{machine}\0{location}".encode("utf-8", "surrogateescape")).hexdigest()[:16]


def known_device(session: Session, machine: str) -> DeviceId | None:
    """Return the device of a machine hash, or ``None`` before its first event."""
    device = session.connection().execute(_KNOWN, {"machine": machine}).scalar()
    return DeviceId(device) if isinstance(device, str) else None  # SQLite accepts any type


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
    """The author, device and time of a write, for the common fields of an event."""

    learner: LearnerId
    device: DeviceId
    at: datetime
    offset_minutes: int
    study_day: date
    # The front end of the write; empty for the program's own screens.
    front: str = ""

    @property
    def ms(self) -> int:
        """Milliseconds since 1970."""
        return round(self.at.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Today:
    """The study day by the clock, and whether the clock looks wrong."""

    study_day: date
    skew: Skew
    # The study day of the event that this device wrote last.
    newest: date | None


def read_now(
    session: Session, learner: LearnerId, device: DeviceId, local: datetime, day_begins: time
) -> Now:
    """Return the moment of an aware local time; its study day is never before the device's earlier ones."""
    moment = whole_ms(local)
    named = {
        "learner": learner,
        "device": device,
        "horizon": format_event_time(compute_latest_own_time(moment)),
    }
    # A device without a name has no events, but SQLite would search all events for them.
    held = session.connection().execute(_HELD, named).scalar() if device else None
    held_day = None if held is None else day_of(held)
    day = study_day(moment, day_offset_minutes(local), held_day, day_begins)
    return Now(learner, device, moment, offset_of(local), day)


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

    Raises StoreDamagedError if the log contains an impossible one.
    """
    return _check_lamport(session.connection().execute(_HIGHEST, {"learner": learner}).scalar() or 0) + 1


def _check_lamport(value: object) -> int:
    if not isinstance(value, int) or value >> _HIGHEST_BITS:  # SQLite accepts any type
        raise StoreDamagedError(f"the log's order is damaged: a lamport is {value!r}", DAMAGED_HINT)
    return value


# The random bits of a UUID of version 7.
_UUID7_RANDOM_BITS = 74
_OPEN = table_of(OpenRow)
_END_ATTEMPT = delete(_OPEN).where(
    _OPEN.c.learner == bindparam("of_learner"), _OPEN.c.item == bindparam("of_item")
)


@dataclass(frozen=True, slots=True)
class Appended:
    """The written event, and its item before and after it."""

    event: Event
    before: ItemState
    after: ItemState
    # Whether the attempt no longer counted, because another window was first; it is kept as practice.
    became_extra: bool = False


def write_event(
    session: Session,
    now: Now,
    facts: Facts,
    *,
    item: ItemId,
    content: Content | None,
    lineage: Lineage | None,
    topic: str,
    gaps: Sequence[int],
) -> Appended:
    """Write one event and its item's state; inside a writing session.

    Without ``lineage`` the exercise counts as not loaded, otherwise it is in ``topic``.

    Raises:
        UsageError: an undo or override of an event that is not the newest, a reopening of an item that is not
            parked, a text too long for a line of an export, …
    """
    row = cached_row(session, now.learner, item)
    event = _make_new_event(session, now, clean_event_facts(facts), item, content)
    about = _lineage_of_unloaded(row, event.content) if lineage is None else lineage
    before, known = read_state(session, now.learner, item, about, row)
    if known is None or event.kind in UNFOLDED:
        _insert_event(session, event)
        return Appended(event, before, before)
    if event.content is not None and event.content.maths not in known:
        raise ValueError(f"{item} is loaded with another content than the event's")
    requested = event
    if needs_refold(event.kind):
        _refuse_wrong_target(session, event, before)
        after = fold_lines([*read_item_lines(session, now.learner, item), line_of(event)], known)
    else:
        event = _as_it_counts(event, before)
        after = fold_step(before, line_of(event))
    _insert_event(session, event)
    stored_topic = None if lineage is None else topic
    write_rows(session, [row_of_state(now.learner, item, after, event.id, known, gaps, stored_topic)])
    if event.kind in ATTEMPTS or event.kind in ("skip", "park", "reopen"):
        session.connection().execute(_END_ATTEMPT, {"of_learner": now.learner, "of_item": item})
    return Appended(event, before, after, became_extra=requested.kind != event.kind)


def undo_events_ahead(session: Session, now: Now) -> list[Event]:
    """Undo the learner's events that are dated ahead of the clock; the cached states stay as they are."""
    undos: list[Event] = []
    for id_, item, _ in reversed(find_events_ahead(session, now.learner, now.at)):
        undos.append(_make_new_event(session, now, Undo(target=EventId(id_)), ItemId(item), None))
        _insert_event(session, undos[-1])
    return undos


def _make_new_event(session: Session, now: Now, facts: Facts, item: ItemId, content: Content | None) -> Event:
    if facts.kind in WITHOUT_CONTENT:
        content = None
    elif content is None:
        raise ValueError(f"an event of kind {facts.kind} says which content it is about")
    return Event(
        id=make_uuid7(now.ms, secrets.randbits(_UUID7_RANDOM_BITS)), learner=now.learner, device=now.device,
        lamport=next_lamport(session, now.learner), at=now.at, offset_minutes=now.offset_minutes,
        study_day=now.study_day, item=item, content=content, facts=facts, front=now.front,
    )  # fmt: skip


def _lineage_of_unloaded(row: CachedRow | None, content: Content | None) -> Lineage | None:
    """Return the lineage for an act on an exercise in no bank: that of its cached state, if it fits."""
    if content is None:
        return None
    cached = None if row is None else decode_row(row.state, row.body).lineage
    if cached is not None and content.maths in cached:
        return cached
    return Lineage(content.maths)


def _as_it_counts(event: Event, before: ItemState) -> Event:
    """Return the event, as extra practice if another window was first; refuse void events."""
    facts = event.facts
    after = fold_step(before, line_of(event))
    if isinstance(facts, Attempt):
        if facts.kind == "extra" or after.overridable == event.id:
            return event
        stood = replace(facts, kind="extra", round=before.round_id, pass_=max(1, before.passes))
        return replace(event, facts=stood)
    if isinstance(facts, Reopen | Park) and after == before:
        hint = "only a new, yellow or red exercise can be parked"
        if facts.kind == "reopen":
            hint = "only a parked exercise can be reopened"
        state = "new" if before.state == "unseen" else before.state
        raise UsageError(f"{event.item} is {state}", hint)
    return event


def _refuse_wrong_target(session: Session, event: Event, before: ItemState) -> None:
    facts = event.facts
    match facts:
        case Undo(target=target) if target != before.undoable:
            raise UsageError(f"{event.item} has a newer event than the one to undo", "undo the newest first")
        case Override(target=target) if target != before.overridable:
            raise UsageError(
                f"{event.item} has a newer verdict than the one to overrule", "overrule the newest"
            )
        case Regrade(target=target):
            graded = event_by_id(session, event.learner, target)
            if graded is None or graded.kind not in ATTEMPTS:
                raise UsageError(f"{event.item} has no such attempt to regrade: {target}")
        case _:
            pass


def _insert_event(session: Session, event: Event) -> None:
    if len(as_line(event).encode()) >= LINE_BYTES:
        raise UsageError("this text is too long to be kept", "shorten it to less than 1 MB")
    session.connection().execute(INSERT_EVENT, to_columns(event))
