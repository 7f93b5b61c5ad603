"""Queries of the log for single screens: disputes, the warm-up, and answers to corrected exercises."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any, Literal, TypeAlias, cast, get_args

from sqlalchemy import case, func, text
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col, or_, select

from drill.errors import StoreDamagedError
from drill.gyr.entry import Entries
from drill.gyr.events import ATTEMPTS, Event, ItemId, Override
from drill.gyr.fluency import Lesson, Rep
from drill.gyr.fold import undone
from drill.store.database_tables import EventRow, MetaRow
from drill.store.faults import DAMAGED_HINT
from drill.store.log import (
    EVENT,
    EVENT_AND_NAME,
    IS_NOT_UNDONE,
    IS_OF_LEARNER,
    NAME,
    EventColumns,
    broken_event,
    event_of,
    lines_of_items,
)

Cause = Literal["override", "overruled", "undecided"]

_CAUSES: tuple[str, ...] = get_args(Cause)

Entry: TypeAlias = "tuple[ItemId, Rep | Lesson]"
_Ordered: TypeAlias = "tuple[tuple[int, str, str], Entry]"

_REP_COLUMNS = sql_select(
    EVENT.c.lamport, EVENT.c.device, EVENT.c.id, NAME.label("item"), EVENT.c.maths, EVENT.c.study_day,
    EVENT.c.ok, EVENT.c.seconds, EVENT.c.more,
)  # fmt: skip
# That a rep is the learner's, who is a parameter, and is not undone.
IS_REP = (IS_OF_LEARNER, text("event.kind = 'rep'"), IS_NOT_UNDONE)
_REPS = _REP_COLUMNS.select_from(EVENT_AND_NAME).where(*IS_REP)
_ANY_REP = sql_select(EVENT.c.id).where(*IS_REP).limit(1)

# Before the item: the name of the fact that its earlier answers were graded again.
REGRADED = "regraded "
# Values in a statement: SQLite takes some 30,000.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Dispute:
    """One event to review, and the attempt that it concerns (which may be itself).

    ``overruled``: the learner's word in place of the verdict, given with the mark; ``override``: given
    later; ``undecided``: there was no verdict, the learner compared.
    """

    cause: Cause
    event: Event
    attempt: Event | None


def read_disputes(session: Session, learner: str, limit: int) -> tuple[int, list[Dispute]]:
    """Return the number of disputes that are not undone, and the newest of them, newest first.

    Raises StoreDamagedError where their places in the order are damaged.
    """
    # Sorted here: asked to sort, SQLite walks through all events in their order instead.
    wanted = select(EventRow.lamport, EventRow.device, EventRow.id).where(*_make_dispute_conditions(learner))
    try:
        places = ((lamport, device, id_) for lamport, device, id_ in session.execute(wanted))
        orders = sorted(places, reverse=True)
        newest = [id_ for _, _, id_ in orders[:limit]]
        rows = _read_rows_by_id(session, newest)
        aims = _read_rows_by_id(
            session, [row["target"] for row in rows.values() if row["target"] is not None]
        )
        return len(orders), [_make_dispute(rows[id_], aims) for id_ in newest]
    except (TypeError, KeyError) as error:  # a column holds what is not of its type, or an event has no id
        raise StoreDamagedError("the log's order is damaged", DAMAGED_HINT) from error


def _read_rows_by_id(session: Session, ids: Sequence[str]) -> dict[str, EventColumns]:
    wanted = EVENT.select().where(EVENT.c.id.in_(ids))
    return {row["id"]: row for row in session.execute(wanted).mappings()}


def _make_dispute(row: EventColumns, aims: Mapping[str, EventColumns]) -> Dispute:
    event = event_of(row)
    cause = cast(Cause, row["disputed"])  # the query asks for these alone
    if not isinstance(event.facts, Override):
        return Dispute(cause, event, event)
    about = aims.get(event.facts.target)
    is_attempt = about is not None and about["learner"] == row["learner"] and about["kind"] in ATTEMPTS
    return Dispute(cause, event, event_of(about) if about and is_attempt else None)


def _make_dispute_conditions(learner: str) -> tuple[Any, ...]:
    """Return the SQL conditions for disputes where neither the event nor its attempt is undone."""
    undo, undo_of_attempt = aliased(EventRow), aliased(EventRow)
    undone = select(undo.id).where(undo.target == EventRow.id, undo.kind == "undo")
    attempts = select(undo_of_attempt.id).where(
        undo_of_attempt.target == EventRow.target, undo_of_attempt.kind == "undo"
    )
    return (
        EventRow.learner == learner,
        col(EventRow.disputed).in_(_CAUSES),  # named one by one, so that SQLite takes their index
        ~undone.exists(),
        ~attempts.exists(),
    )


def read_practice(session: Session, learner: str, hashes: Mapping[ItemId, Collection[str]]) -> list[Entry]:
    """Return reps and lessons of exercises in the total order; ``hashes`` are the contents that count."""
    entries = [*_read_warm_up_reps(session, learner, hashes), *_read_lessons(session, learner, hashes)]
    return [entry for _, entry in sorted(entries, key=itemgetter(0))]


def has_reps(session: Session, learner: str) -> bool:
    """Return whether there is any rep of the warm-up."""
    return session.execute(_ANY_REP, {"learner": learner}).first() is not None


def _read_warm_up_reps(
    session: Session, learner: str, hashes: Mapping[ItemId, Collection[str]]
) -> Iterator[_Ordered]:
    for row in session.execute(_REPS, {"learner": learner}):
        if row.maths in hashes.get(row.item, ()):
            yield (row.lamport, row.device, row.id), (row.item, _parse_rep_row(row))


def _parse_rep_row(row: Any) -> Rep:
    try:
        more = json.loads(row.more)
        typed = len("".join(more["answer"].split()))
        day = date.fromisoformat(row.study_day)
        return Rep(day, str(more["set"]), bool(row.ok), float(row.seconds), typed, float(more["first"]))
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise broken_event(row.id, error) from error


def _read_lessons(session: Session, learner: str, items: Collection[ItemId]) -> Iterator[_Ordered]:
    for item, lines in lines_of_items(session, learner, items):
        gone = undone(lines)
        for line in lines:
            if line.kind in ATTEMPTS and line.id not in gone:
                lesson = Lesson(line.study_day, line.seconds if line.ok and not line.helped else 0.0)
                yield (line.lamport, line.device, line.id), (item, lesson)


def find_met(session: Session, learner: str, names: Sequence[str]) -> frozenset[str]:
    """Return which of these names of items some event in the log has."""
    found: set[str] = set()
    remaining = iter(names)
    while chunk := list(islice(remaining, _CHUNK)):
        wanted = select(EventRow.item).where(EventRow.learner == learner, col(EventRow.item).in_(chunk))
        found.update(session.execute(wanted.distinct()).scalars())
    return frozenset(found)


def find_unexamined_items(session: Session, learner: str, loaded: Entries) -> dict[ItemId, str]:
    """Return corrected items with answers to an earlier content, each with a stamp of what to examine.

    The stamp is another one as soon as another content is loaded, or another such answer, an override or
    an undo is in the log.
    """
    corrects = {item: set(entry.corrects) for item, entry in loaded.items() if entry.corrects}
    if not corrects:
        return {}
    names = {str(item): item for item in corrects}
    names |= {was: item for was, item in loaded.renamed.items() if item in corrects}
    counts: dict[ItemId, list[int]] = {}
    newest_change: dict[ItemId, int] = {}
    for name, maths, count, newest in _count_attempts_by_content(session, learner, list(names)):
        item = names[name]
        if maths in corrects[item]:
            counts.setdefault(item, []).extend((count, newest))
        elif maths is None:
            newest_change[item] = max(newest_change.get(item, 0), newest)
    known = _read_regrading_stamps(session, learner)
    stamps = {
        item: " ".join(map(str, (loaded[item].maths, *sorted(numbers), newest_change.get(item, 0))))
        for item, numbers in counts.items()
    }
    return {item: stamp for item, stamp in stamps.items() if known.get(item) != stamp}


def _count_attempts_by_content(
    session: Session, learner: str, names: list[str]
) -> list[tuple[str, str | None, int, int]]:
    """Count attempts by name and content (none for overrides and undos), each with the newest Lamport
    time."""
    remaining = iter(names)
    rows: list[tuple[Any, ...]] = []
    is_attempt = col(EventRow.kind).in_(sorted(ATTEMPTS))
    maths = case((is_attempt, EventRow.maths), else_=None)
    while chunk := list(islice(remaining, _CHUNK)):
        wanted = select(EventRow.item, maths, func.count(), func.max(EventRow.lamport)).where(
            EventRow.learner == learner,
            col(EventRow.item).in_(chunk),
            or_(is_attempt, col(EventRow.kind).in_(("override", "undo"))),
        )
        rows += [tuple(row) for row in session.execute(wanted.group_by(EventRow.item, maths))]
    return rows


def _read_regrading_stamps(session: Session, learner: str) -> dict[ItemId, str]:
    wanted = select(MetaRow.name, MetaRow.value).where(
        MetaRow.learner == learner, col(MetaRow.name).startswith(REGRADED)
    )
    return {ItemId(name.removeprefix(REGRADED)): value for name, value in session.execute(wanted)}
