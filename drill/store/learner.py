"""The learner at one moment: everything that pages are computed from, read in one transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, CompoundSelect, Integer, bindparam, literal, literal_column, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session

from drill.gyr.events import ATTEMPTS, BankId, Event, ItemId, TopicId
from drill.gyr.fold import cells
from drill.gyr.progress import Totals
from drill.gyr.skills import ExerciseProgress
from drill.gyr.state import ItemState, Standing, State
from drill.store import log
from drill.store.database_tables import (
    FORMER_RULE_UNTIL,
    NEVER_DUE,
    FormerItem,
    MetaRow,
    OpenRow,
    StateRow,
    table_of,
)
from drill.store.faults import reads_cache
from drill.store.log import EVENT
from drill.store.open_attempts import OpenAttempt
from drill.store.queries import ASKED_AGAIN, IS_REP, REGRADED, Due, TopicCounts
from drill.store.states import MemoryOfGreen, day_of, decode_part, decode_row

# Number of attempts for the usual time.
_RECENT = 500
# More saves of open attempts than anybody makes, with room for more of them in a column of 63 bits.
MOST_SAVES = 1 << 62
# Number of the newest study days that are read with the learner.
DAYS_READ = 11

_META, _OPEN, _FORMER, _STATE = map(table_of, (MetaRow, OpenRow, FormerItem, StateRow))
_LEARNER: BindParameter[str] = bindparam("learner")
_NO_PLACE = sql_cast(literal(0), Integer).label("place")
_ANY_EVENT = sql_select(EVENT.c.id, EVENT.c.item).where(EVENT.c.learner == _LEARNER).limit(1).subquery()


@cache
def _select_facts(version: str) -> CompoundSelect[str, Any, Any, int]:
    """Return the query of the small tables, and of the database's version by its expression."""
    return union_all(
        sql_select(literal("fact").label("kind"), _META.c.name, _META.c.value, _NO_PLACE).where(
            _META.c.learner == _LEARNER
        ),
        sql_select(literal("open"), _OPEN.c.item, _OPEN.c.body, _OPEN.c.saved).where(
            _OPEN.c.learner == _LEARNER
        ),
        sql_select(literal("former"), _FORMER.c.was, _FORMER.c.item, _NO_PLACE).where(
            _FORMER.c.learner == _LEARNER
        ),
        sql_select(literal("event"), _ANY_EVENT.c.id, _ANY_EVENT.c.item, _NO_PLACE),
        sql_select(literal("version"), literal_column(version), literal(""), _NO_PLACE),
    )


_ROWS = sql_select(
    _STATE.c.item, _STATE.c.hidden, _STATE.c.bank, _STATE.c.topic, _STATE.c.state, _STATE.c.due, _STATE.c.body
).where(_STATE.c.learner == _LEARNER)
_NEWEST_ATTEMPTS = (
    sql_select(literal("attempt").label("part"), EVENT)
    .where(EVENT.c.learner == _LEARNER, EVENT.c.kind.in_(sorted(ATTEMPTS)))
    .order_by(EVENT.c.lamport.desc())
    .limit(_RECENT)
    .subquery()
)
_ANY_REP = sql_select(literal("rep").label("part"), EVENT).where(*IS_REP).limit(1).subquery()
# Placed events are sorted in Python, because SQLite would sort by reading the whole log instead of the few.
_MARKED = union_all(
    sql_select(literal("placed").label("part"), EVENT).where(
        EVENT.c.learner == _LEARNER, EVENT.c.placed.is_not(None), log.IS_NOT_UNDONE
    ),
    sql_select(_ANY_REP),
    sql_select(_NEWEST_ATTEMPTS),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The small tables: facts by their names, open attempts (newest first), items by their former names,
    whether the log has any event, and the database's version then (`drill.store.engine.Database`).
    """

    by_name: Mapping[str, str]
    open_attempts: Sequence[OpenAttempt]
    former: Mapping[str, ItemId]
    has_events: bool
    version: str

    def with_fact(self, name: str, value: str | None) -> Facts:
        """Return them with one fact set, or removed without a value."""
        others = {known: text for known, text in self.by_name.items() if known != name}
        return replace(self, by_name=others if value is None else {**others, name: value})

    def with_attempt(self, item: ItemId, attempt: OpenAttempt | None) -> Facts:
        """Return them with one open attempt as the newest, or without it."""
        others = [known for known in self.open_attempts if known.item != item]
        return replace(self, open_attempts=others if attempt is None else [attempt, *others])

    def asked_again(self) -> list[ItemId]:
        """Return the items of which an answer that was right fails the content that was loaded."""
        named = ((name, text) for name, text in self.by_name.items() if name.startswith(REGRADED))
        return [ItemId(name.removeprefix(REGRADED)) for name, text in named if text.endswith(ASKED_AGAIN)]


class StoredState(NamedTuple):
    """The bank and the topic of a loaded item with events, the day on which it comes back, and its state."""

    bank: BankId
    topic: TopicId
    due: int
    state: ItemState


@dataclass(frozen=True)
class Learner:
    """What is known of a learner at one moment, for the exercises that were loaded then.

    ``rows``, ``parts`` and ``memories`` (of the greens, as far as they are known) are those of loaded
    items with events; ``orphans`` are the others. ``placed`` are the verdicts that were given in a
    placement and not undone, in the total order. ``recent_times`` are the latest attempts, newest first:
    each item, the active seconds, and its stages. ``days`` are the newest study days with work, newest
    first, and ``work`` what was done on them.
    """

    facts: Facts
    rows: Mapping[ItemId, StoredState]
    parts: Mapping[ItemId, ExerciseProgress]
    memories: Mapping[ItemId, MemoryOfGreen | None]
    orphans: Sequence[ItemId]
    placed: Sequence[Event]
    recent_times: Sequence[tuple[ItemId, float, int]]
    has_reps: bool
    days: Sequence[date]
    work: Totals

    @cached_property
    def states(self) -> Mapping[ItemId, ItemState]:
        """The states of all loaded items with events."""
        return {item: row.state for item, row in self.rows.items()}

    @cached_property
    def standing(self) -> Standing:
        """The same for a plan."""
        return Standing.of(self.states)

    def states_in(self, banks: Collection[str]) -> Mapping[ItemId, ItemState]:
        """Return the states of the loaded items of some banks with events."""
        return {item: row.state for item, row in self.rows.items() if row.bank in banks}

    def counts(self) -> Mapping[BankId, Mapping[State, int]]:
        """Return the number of loaded items with events of each bank, by state."""
        counts: dict[BankId, Counter[State]] = {}
        for row in self.rows.values():
            counts.setdefault(row.bank, Counter())[row.state.state] += 1
        return counts

    def topic_counts(self) -> dict[tuple[BankId, TopicId], TopicCounts]:
        """Return the loaded items with events of every topic, and their marks by pass."""
        counts: dict[tuple[BankId, TopicId], TopicCounts] = {}
        for row in self.rows.values():
            counted = counts.setdefault((row.bank, row.topic), TopicCounts())
            counted.states[row.state.state] += 1
            counted.cells.update(cells(row.state))
        return counts

    def dues(self, is_counted: Callable[[BankId], bool]) -> list[Due]:
        """Return the number of items of counted banks that come back on each day; overdue ones are under
        their own day.
        """
        dues = Counter[tuple[int, int]]()
        for row in self.rows.values():
            if row.due < NEVER_DUE and is_counted(row.bank):
                dues[row.due, row.state.next_pass] += 1
        return [Due(date.fromordinal(due), pass_, items) for (due, pass_), items in sorted(dues.items())]


def read_facts(session: Session, learner: str, version: str) -> Facts:
    """Return the facts, the open attempts and the former names.

    Open attempts that cannot be read are left out, because the doctor reports them: they are not marks, so an
    exercise whose begun answer is lost comes with new numbers.
    """
    by_kind: dict[str, list[tuple[str, Any]]] = {
        "fact": [], "open": [], "former": [], "event": [], "version": []
    }  # fmt: skip
    rows = session.connection().execute(_select_facts(version), {"learner": learner}).all()
    for kind, name, value, _ in sorted(rows, key=lambda row: _read_save(row.place), reverse=True):
        by_kind[kind].append((name, value))
    attempts = [OpenAttempt.from_json(body) for _, body in by_kind["open"]]
    return Facts(
        {name: str(value) for name, value in by_kind["fact"]},
        [*filter(None, attempts)],
        {was: ItemId(item) for was, item in by_kind["former"]},
        bool(by_kind["event"]),
        by_kind["version"][0][0],
    )


def read_learner(session: Session, learner: str, facts: Facts) -> Learner:
    """Return the learner as they are in a reading session, in which ``facts`` were read.

    Raises CacheDamagedError for a state that cannot be decoded.
    """
    connection = session.connection()
    named = {"learner": learner}
    until = facts.by_name.get(FORMER_RULE_UNTIL)
    former_until = None if until is None else day_of(until)
    rows: dict[ItemId, StoredState] = {}
    parts: dict[ItemId, ExerciseProgress] = {}
    memories: dict[ItemId, MemoryOfGreen | None] = {}
    orphans: list[ItemId] = []
    for name, hidden, bank, topic, state, due, body in connection.execute(_ROWS, named):
        item = _check_text(name)
        if hidden:
            orphans.append(item)
            continue
        known = decode_row(state, body)
        rows[item] = StoredState(BankId(_check_text(bank)), TopicId(topic), _check_day(due), known.state)
        parts[item] = decode_part(state, body, former_until)
        if state == "green":
            memories[item] = known.memory
    marked: dict[str, list[Any]] = {"placed": [], "rep": [], "attempt": []}
    for row in connection.execute(_MARKED, named).mappings():
        marked[row["part"]].append(row)
    placed = sorted(map(log.event_of, marked["placed"]), key=lambda event: event.order)
    times = [
        (row["item"], row["seconds"], _count_attempt_stages(row["more"]))
        for row in marked["attempt"]
        if isinstance(row["seconds"], int | float)
    ]
    return Learner(
        facts, rows, parts, memories, sorted(orphans), placed, times, bool(marked["rep"]),
        *read_work(session, learner, DAYS_READ),
    )  # fmt: skip


def read_work(session: Session, learner: str, number: int) -> tuple[Sequence[date], Totals]:
    """Return the newest study days with work, newest first, and what was done on them."""
    work = Totals()
    days: set[date] = set()
    for _, lines in log.lines_on_last_days(session, learner, number):
        work.add(lines)
        days.update(line.study_day for line in lines if line.kind in log.WORK)
    return sorted(days, reverse=True), work


def _read_save(number: object) -> int:
    """Return the number of a save; 0 for one that drill did not write, because SQLite accepts any type."""
    return number if isinstance(number, int) and 0 <= number < MOST_SAVES else 0


@reads_cache
def _check_text(value: object) -> ItemId:
    if not isinstance(value, str):  # SQLite accepts any type
        raise ValueError("a name is not a text")
    return ItemId(value)


@reads_cache
def _check_day(due: int) -> int:
    return due if due == NEVER_DUE else date.fromordinal(due).toordinal()


def _count_attempt_stages(more: str) -> int:
    """Return the number of stages of an attempt, at least one."""
    try:
        return len(json.loads(more)["stages"]) or 1
    except (LookupError, RecursionError, TypeError, ValueError):
        return 1
