"""Queries of the log and of the items' states for screens, the day and the charts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from operator import itemgetter
from typing import Any, Literal, TypeAlias, cast, get_args

from sqlalchemy import bindparam, case, func, text, update
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col, or_, select

from drill.errors import StoreDamagedError
from drill.gyr.entry import Entries
from drill.gyr.events import ATTEMPTS, Event, ItemId, Override
from drill.gyr.fluency import SkillLesson, TimedRep
from drill.gyr.fold import Cell, undone
from drill.gyr.state import (
    CheckOffer,
    ItemState,
    Memory,
    State,
    compute_memory_state,
    retrievability,
    slips_on,
)
from drill.settings import RETENTIONS
from drill.store.database_tables import EventRow, MetaRow, StateRow, table_of
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
    former_names,
    lines_of_items,
)
from drill.store.states import MemoryOfGreen, add_memory, decode_state, split_into_chunks

# Queries of the log for single screens: disputes, the warm-up, and answers to corrected exercises.

Cause = Literal["override", "overruled", "undecided"]

_CAUSES: tuple[str, ...] = get_args(Cause)

Entry: TypeAlias = "tuple[ItemId, TimedRep | SkillLesson]"
_Ordered: TypeAlias = "tuple[tuple[int, str, str], Entry]"

_REP_COLUMNS = sql_select(
    EVENT.c.lamport, EVENT.c.device, EVENT.c.id, NAME.label("item"), EVENT.c.maths, EVENT.c.study_day,
    EVENT.c.ok, EVENT.c.seconds, EVENT.c.more,
)  # fmt: skip
# The condition that a rep is not undone and belongs to the learner, who is a parameter.
IS_REP = (IS_OF_LEARNER, text("event.kind = 'rep'"), IS_NOT_UNDONE)
_REPS = _REP_COLUMNS.select_from(EVENT_AND_NAME).where(*IS_REP)

# Prefix of the item in the name of the fact that its earlier answers were graded again.
REGRADED = "regraded "
# End of such a stamp where an answer that was right is not right any more.
ASKED_AGAIN = " again"


@dataclass(frozen=True, slots=True)
class Dispute:
    """One event to review, and the attempt that it concerns (which may be itself).

    ``overruled``: the learner's judgement replaced the verdict, with the mark; ``override``: later;
    ``undecided``: there was no verdict, and the learner compared.
    """

    cause: Cause
    event: Event
    attempt: Event | None


def read_disputes(session: Session, learner: str, limit: int) -> tuple[int, list[Dispute]]:
    """Return the number of disputes that are not undone, and the newest of them, newest first.

    Raises StoreDamagedError if their places in the order are damaged.
    """
    # Sorted here, because SQLite would sort by walking through all events in their order.
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
    except (TypeError, KeyError) as error:  # the type of a column is wrong, or an event has no id
        raise StoreDamagedError("the log's order is damaged", DAMAGED_HINT) from error


def _read_rows_by_id(session: Session, ids: Sequence[str]) -> dict[str, EventColumns]:
    wanted = EVENT.select().where(EVENT.c.id.in_(ids))
    return {row["id"]: row for row in session.execute(wanted).mappings()}


def _make_dispute(row: EventColumns, aims: Mapping[str, EventColumns]) -> Dispute:
    event = event_of(row)
    cause = cast(Cause, row["disputed"])  # the query selects only these
    if not isinstance(event.facts, Override):
        return Dispute(cause, event, event)
    about = aims.get(event.facts.target)
    is_attempt = about is not None and about["learner"] == row["learner"] and about["kind"] in ATTEMPTS
    return Dispute(cause, event, event_of(about) if about and is_attempt else None)


def _make_dispute_conditions(learner: str) -> tuple[Any, ...]:
    """Return the SQL conditions for disputes if neither the event nor its attempt is undone."""
    undo = aliased(EventRow)
    undo_of_attempt = aliased(EventRow)
    undone = select(undo.id).where(undo.target == EventRow.id, undo.kind == "undo")
    attempts = select(undo_of_attempt.id).where(
        undo_of_attempt.target == EventRow.target, undo_of_attempt.kind == "undo"
    )
    return (
        EventRow.learner == learner,
        col(EventRow.disputed).in_(_CAUSES),  # listed one by one, so that SQLite uses their index
        ~undone.exists(),
        ~attempts.exists(),
    )


def read_practice(session: Session, learner: str, hashes: Mapping[ItemId, Collection[str]]) -> list[Entry]:
    """Return reps and lessons of exercises in the total order; ``hashes`` are the contents that count."""
    entries = [*_read_warm_up_reps(session, learner, hashes), *_read_lessons(session, learner, hashes)]
    return [entry for _, entry in sorted(entries, key=itemgetter(0))]


def _read_warm_up_reps(
    session: Session, learner: str, hashes: Mapping[ItemId, Collection[str]]
) -> Iterator[_Ordered]:
    for row in session.execute(_REPS, {"learner": learner}):
        if row.maths in hashes.get(row.item, ()):
            yield (row.lamport, row.device, row.id), (row.item, _parse_rep_row(row))


def _parse_rep_row(row: Any) -> TimedRep:
    try:
        more = json.loads(row.more)
        typed = len("".join(more["answer"].split()))
        day = date.fromisoformat(row.study_day)
        return TimedRep(day, str(more["set"]), bool(row.ok), float(row.seconds), typed, float(more["first"]))
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise broken_event(row.id, error) from error


def _read_lessons(session: Session, learner: str, items: Collection[ItemId]) -> Iterator[_Ordered]:
    for item, lines in lines_of_items(session, learner, items, former_names(session, learner)):
        gone = undone(lines)
        for line in lines:
            if line.kind in ATTEMPTS and line.id not in gone:
                lesson = SkillLesson(line.study_day, line.seconds if line.ok and not line.helped else 0.0)
                yield (line.lamport, line.device, line.id), (item, lesson)


def find_met(session: Session, learner: str, names: Sequence[str]) -> frozenset[str]:
    """Return those of the names of items that occur in an event of the log."""
    found: set[str] = set()
    for chunk in split_into_chunks(names):
        wanted = select(EventRow.item).where(EventRow.learner == learner, col(EventRow.item).in_(chunk))
        found.update(session.execute(wanted.distinct()).scalars())
    return frozenset(found)


def find_unexamined_items(session: Session, learner: str, loaded: Entries) -> dict[ItemId, str]:
    """Return corrected items with answers to an earlier content, each with a stamp of these answers.

    The stamp changes if another content is loaded, or if another such answer, an override or an undo is
    added to the log.
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
    return {
        item: stamp
        for item, stamp in stamps.items()
        if known.get(item) not in (stamp, f"{stamp}{ASKED_AGAIN}")
    }


def _count_attempts_by_content(
    session: Session, learner: str, names: list[str]
) -> list[tuple[str, str | None, int, int]]:
    """Count attempts by name and content (empty for overrides and undos), with the newest Lamport time."""
    rows: list[tuple[Any, ...]] = []
    is_attempt = col(EventRow.kind).in_(sorted(ATTEMPTS))
    maths = case((is_attempt, EventRow.maths), else_=None)
    for chunk in split_into_chunks(names):
        wanted = select(EventRow.item, maths, func.count(), func.max(EventRow.lamport)).where(
            EventRow.learner == learner,
            col(EventRow.item).in_(chunk),
            or_(is_attempt, col(EventRow.kind).in_(("override", "undo"))),
        )
        rows += map(tuple, session.execute(wanted.group_by(EventRow.item, maths)))
    return rows


def _read_regrading_stamps(session: Session, learner: str) -> dict[ItemId, str]:
    wanted = select(MetaRow.name, MetaRow.value).where(
        MetaRow.learner == learner, col(MetaRow.name).startswith(REGRADED)
    )
    return {ItemId(name.removeprefix(REGRADED)): value for name, value in session.execute(wanted)}


# Queries of the items' states for the day and the charts: counts, due items, slipping items.

_STATE = table_of(StateRow)
_KEEP_BODY = (
    update(_STATE)
    .where(_STATE.c.learner == bindparam("of_learner"), _STATE.c.item == bindparam("of_item"))
    .values(body=bindparam("with_memory"))
)
_BODIES = sql_select(_STATE.c.item, _STATE.c.body).where(_STATE.c.state == "green")


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """Counts of a topic's loaded items with events: by state, and by cell of the pass table."""

    states: Counter[State] = field(default_factory=Counter[State])
    cells: Counter[Cell] = field(default_factory=Counter[Cell])


@dataclass(frozen=True, slots=True)
class Due:
    """The number of items that come back on a day for a pass."""

    day: date
    pass_: int
    items: int


def keep_memories(
    session: Session,
    learner: str,
    states: Mapping[ItemId, ItemState],
    memories: Mapping[ItemId, MemoryOfGreen | None],
    today: date,
) -> dict[ItemId, MemoryOfGreen | None]:
    """Compute the missing memories of greens, keep them with rows that did not change, and return all.

    Reviews after ``today`` are from a clock that was wrong once, and are excluded.
    """
    known = {**memories}
    values: list[dict[str, Any]] = []
    unknown = [item for item, memory in memories.items() if memory is None]
    for chunk in split_into_chunks(unknown):
        wanted = _BODIES.where(_STATE.c.learner == learner, _STATE.c.item.in_(chunk))
        for item, body in session.connection().execute(wanted).all():
            held = compute_memory_state(states[item].reviews, today)
            if held is not None and decode_state("green", body) == states[item]:
                slips = slips_on(held, RETENTIONS.high).toordinal()
                memory = MemoryOfGreen(slips, held.stability, held.last.toordinal())
                known[item] = memory
                with_memory = add_memory(body, memory)
                values.append({"of_learner": learner, "of_item": item, "with_memory": with_memory})
    if values:
        session.connection().execute(_KEEP_BODY, values)
    return known


def list_slipping_greens(
    memories: Mapping[ItemId, MemoryOfGreen | None], today: date, retention: float, at_most: int
) -> list[CheckOffer]:
    """Return the greens that are slipping, with the lowest retrievability first.

    Their retrievability is below ``retention``, which is at most the highest possible choice, because the
    kept data serve every choice. Retrievability falls with the days since the last review as a multiple of
    the stability.
    """
    day = today.toordinal()
    slipping = [(item, memory) for item, memory in memories.items() if memory and memory.slips_on <= day]
    slipping.sort(key=lambda pair: ((pair[1].rested - day) / pair[1].stability, pair[0]))
    offers = (
        CheckOffer(item, retrievability(Memory(memory.stability, date.fromordinal(memory.rested)), today))
        for item, memory in slipping[:at_most]
    )
    return list(takewhile(lambda offer: offer.retrievability < retention, offers))
