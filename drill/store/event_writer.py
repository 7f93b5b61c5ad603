"""Write one event and everything that it changes, in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, delete
from sqlalchemy.orm import Session

from drill.errors import UsageError
from drill.gyr.events import (
    ATTEMPTS,
    UNFOLDED,
    WITHOUT_CONTENT,
    Attempt,
    Content,
    Event,
    EventId,
    Facts,
    ItemId,
    Override,
    Park,
    Regrade,
    Reopen,
    Undo,
    line_of,
    make_uuid7,
)
from drill.gyr.fold import Lineage, fold_lines, fold_step, needs_refold
from drill.gyr.state import ItemState
from drill.gyr.wire import LINE_BYTES, as_line, clean_event_facts, to_columns
from drill.store.checksums import insert_events
from drill.store.database_tables import OpenRow, table_of
from drill.store.log import event_by_id, find_events_ahead, read_item_lines
from drill.store.now import Now, next_lamport
from drill.store.states import CachedRow, cached_row, lineage_of, read_state, row_of_state, write_rows

# Those that a UUID of version 7 leaves to chance.
_UUID7_RANDOM_BITS = 74
_OPEN = table_of(OpenRow)
_END_ATTEMPT = delete(_OPEN).where(
    _OPEN.c.learner == bindparam("of_learner"), _OPEN.c.item == bindparam("of_item")
)


@dataclass(frozen=True, slots=True)
class Appended:
    """What was written, and the item before and after it."""

    event: Event
    before: ItemState
    after: ItemState
    # Whether the attempt no longer counted, since another window was first; it is kept as practice.
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

    Without ``lineage`` the exercise counts as not loaded, else it is in ``topic``.

    Raises:
        UsageError: an undo or override of what is not the newest, a reopening of what is not parked, a text
            too long for a line of an export, …
    """
    row = cached_row(session, now.learner, item)
    event = _make_new_event(session, now, clean_event_facts(facts), item, content)
    about = _lineage_of_unloaded(row, event.content) if lineage is None else lineage
    lines = read_item_lines(session, now.learner, item)
    before, known = read_state(session, now.learner, item, about, row, lines)
    if known is None or event.kind in UNFOLDED:
        _insert_event(session, event)
        return Appended(event, before, before)
    if event.content is not None and event.content.maths not in known:
        raise ValueError(f"{item} is loaded with another content than the event's")
    requested = event
    if needs_refold(event.kind):
        _refuse_wrong_target(session, event, before)
    else:
        event = _as_it_counts(event, before)
    after = fold_lines([*lines, line_of(event)], known)
    _insert_event(session, event)
    stored_topic = None if lineage is None else topic
    write_rows(session, [row_of_state(now.learner, item, after, known, gaps, stored_topic)])
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
    """Return the lineage that an act on an exercise in no bank concerns: its cached state's, if it fits."""
    if content is None:
        return None
    cached = None if row is None else lineage_of(row.basis)
    return cached if cached is not None and content.maths in cached else Lineage(content.maths)


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
        allowed = "a parked" if facts.kind == "reopen" else "a new, yellow or red"
        done = "reopened" if facts.kind == "reopen" else "parked"
        state = "new" if before.state == "unseen" else before.state
        raise UsageError(f"{event.item} is {state}", f"only {allowed} exercise can be {done}")
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
    insert_events(session.connection(), [to_columns(event)])
