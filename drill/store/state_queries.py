"""Queries of the items' states for the day and the charts: what there is, is due, slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, takewhile
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, func, update
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col, or_, select

from drill.gyr.checks import Memory, Offer, compute_memory_state, retrievability, slips_on
from drill.gyr.events import BankId, ItemId, TopicId
from drill.gyr.passes import STATES, Cell, cells
from drill.gyr.skills import Part
from drill.gyr.state import BareState, ItemState, Review, State
from drill.settings import RETENTIONS
from drill.store.database_tables import (
    FORMER_RULE_UNTIL,
    NEVER_DUE,
    NOT_COMPUTED,
    MetaRow,
    StateRow,
    table_of,
)
from drill.store.faults import reads_cache
from drill.store.states import (
    STATE_COLUMNS,
    bare_state_of_values,
    day_of,
    part_of_values,
    reviews_of,
    state_of_values,
)

SelectT = TypeVar("SelectT", bound=Select[*tuple[Any, ...]])

_STATE = table_of(StateRow)
_KEEP_MEMORY = (
    update(_STATE)
    .where(_STATE.c.learner == bindparam("of_learner"), _STATE.c.item == bindparam("of_item"))
    .values(slips_on=bindparam("day"), stability=bindparam("days"), rested=bindparam("last"))
)
# Rows at a time: more than a day serves.
_PAGE = 100
_NAMED: tuple[Any, ...] = (StateRow.item, *STATE_COLUMNS)
_IN_FULL: tuple[Any, ...] = (StateRow.item, StateRow.marks, StateRow.reviews, *STATE_COLUMNS)
_OF_LEARNER = (col(StateRow.learner) == bindparam("learner"), col(StateRow.hidden).is_(False))
# Greens alone have a day on which they slip, and an index begins with it.
_OTHERS = sql_select(*_NAMED).where(*_OF_LEARNER, col(StateRow.slips_on) == NEVER_DUE)
_GREENS = select(StateRow.item).where(*_OF_LEARNER, col(StateRow.slips_on) < NEVER_DUE)
_FROM = (
    sql_select(*_NAMED)
    .where(*_OF_LEARNER, col(StateRow.item) >= bindparam("item"))
    .order_by(StateRow.item)
    .limit(_PAGE)
)


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """Counts of a topic's loaded items with events: by state, and by cell of the pass table."""

    states: Counter[State] = field(default_factory=Counter[State])
    cells: Counter[Cell] = field(default_factory=Counter[Cell])


@dataclass(frozen=True, slots=True)
class Due:
    """How many items come back on a day for a pass."""

    day: date
    pass_: int
    items: int


def read_states(session: Session, learner: str, banks: Collection[str] | None) -> dict[ItemId, ItemState]:
    """Return the states of loaded items with events."""
    rows: Any = session.connection().execute(_restrict_to_loaded_items(sql_select(*_IN_FULL), learner, banks))
    return {
        ItemId(_read_text(item)): state_of_values(tuple(values), (marks_text, days))
        for item, marks_text, days, *values in rows
    }


def read_bare_states(session: Session, learner: str) -> dict[ItemId, BareState]:
    """Return the same of all banks, without marks and reviews."""
    wanted = _restrict_to_loaded_items(sql_select(*_NAMED), learner, None)
    return _parse_bare_states(session.connection().execute(wanted))


def read_item_parts(session: Session, learner: str) -> dict[ItemId, Part]:
    """Return what every loaded item with events means for its skill."""
    rows: Any = session.connection().execute(_restrict_to_loaded_items(sql_select(*_IN_FULL), learner, None))
    until = session.get(MetaRow, (learner, FORMER_RULE_UNTIL))
    former_until = None if until is None else day_of(until.value)
    return {
        ItemId(_read_text(item)): part_of_values(tuple(values), (marks_text, days), former_until)
        for item, marks_text, days, *values in rows
    }


def read_standing(session: Session, learner: str) -> tuple[dict[ItemId, BareState], frozenset[ItemId]]:
    """Return the states, without marks and reviews, of loaded items with events that are not green, and the
    names of the green ones.
    """
    connection, named = session.connection(), {"learner": learner}
    greens = frozenset(ItemId(_read_text(item)) for item in connection.execute(_GREENS, named).scalars())
    return _parse_bare_states(connection.execute(_OTHERS, named)), greens


def read_page(session: Session, learner: str, item: ItemId) -> dict[ItemId, BareState]:
    """Return the states, without marks and reviews, of a loaded item and of some after it by id."""
    return _parse_bare_states(session.connection().execute(_FROM, {"learner": learner, "item": item}))


def was_green_at_once(session: Session, learner: str, bank: str, until: date) -> bool:
    """Return whether no loaded item of a bank needed a second pass or round, or was attempted after a day."""
    late = or_(StateRow.round > 1, StateRow.passes > 1, col(StateRow.study_day) > until.isoformat())
    return (
        session.execute(
            _restrict_to_loaded_items(select(StateRow.item), learner, [bank]).where(late).limit(1)
        ).first()
        is None
    )


def _parse_bare_states(rows: Any) -> dict[ItemId, BareState]:
    return {ItemId(_read_text(item)): bare_state_of_values(tuple(values)) for item, *values in rows}


def _restrict_to_loaded_items(wanted: SelectT, learner: str, banks: Collection[str] | None) -> SelectT:
    wanted = wanted.where(col(StateRow.learner) == learner, col(StateRow.hidden).is_(False))
    return wanted if banks is None else wanted.where(col(StateRow.bank).in_(list(banks)))


def read_rechecked(session: Session, learner: str) -> list[tuple[Review, ...]]:
    """Return the reviews of every loaded item that was looked at again after a green."""
    green_before = or_(col(StateRow.reviews).contains("g "), col(StateRow.reviews).contains("e "))
    wanted = _restrict_to_loaded_items(select(StateRow.reviews), learner, None).where(green_before)
    return [reviews_of(reviews) for reviews in session.scalars(wanted)]


@reads_cache
def read_counts(session: Session, learner: str) -> dict[BankId, Mapping[State, int]]:
    """Return how many loaded items with events each bank has, by state."""
    wanted = _restrict_to_loaded_items(select(StateRow.bank, StateRow.state, func.count()), learner, None)
    counts: dict[BankId, Counter[State]] = {}
    for bank, state, items in session.execute(wanted.group_by(col(StateRow.bank), col(StateRow.state))):
        if state not in STATES:
            raise ValueError("a state is none")
        counts.setdefault(BankId(_read_text(bank)), Counter())[state] = items
    return {**counts}


@reads_cache
def _read_text(value: object) -> str:
    if not isinstance(value, str):  # SQLite takes in anything
        raise ValueError("a name is no text")
    return value


@reads_cache
def read_topic_counts(session: Session, learner: str) -> dict[tuple[BankId, TopicId], TopicCounts]:
    """Return the loaded items with events of every topic, and their marks by pass."""
    columns: tuple[Any, ...] = (StateRow.bank, StateRow.topic, *_IN_FULL[1:])
    counts: dict[tuple[BankId, TopicId], TopicCounts] = {}
    for bank, topic, marks, days, *values in session.execute(
        _restrict_to_loaded_items(sql_select(*columns), learner, None)
    ):
        state = state_of_values(tuple(values), (marks, days))
        counted = counts.setdefault((BankId(_read_text(bank)), topic), TopicCounts())
        counted.states[state.state] += 1
        counted.cells.update(cells(state))
    return counts


@reads_cache
def read_dues(session: Session, learner: str, is_counted: Callable[[BankId], bool]) -> list[Due]:
    """Return how many loaded items of the banks that are counted come back on which day, by day."""
    wanted = _restrict_to_loaded_items(
        select(StateRow.bank, StateRow.due, StateRow.passes, func.count()), learner, None
    )
    rows = session.execute(
        wanted.where(col(StateRow.due) < NEVER_DUE).group_by(
            col(StateRow.bank), col(StateRow.due), col(StateRow.passes)
        )
    )
    dues = Counter[tuple[int, int]]()
    for bank, due, passes, items in rows:
        if is_counted(BankId(bank)):
            dues[due, passes] += items
    return [Due(date.fromordinal(due), passes + 1, items) for (due, passes), items in sorted(dues.items())]


def is_memory_computed(session: Session, learner: str) -> bool:
    """Return whether the memory of every green is cached."""
    wanted = _restrict_to_loaded_items(select(StateRow.item), learner, None).where(
        col(StateRow.slips_on) == NOT_COMPUTED
    )
    return session.execute(wanted.limit(1)).first() is None


def compute_memory(session: Session, learner: str, today: date) -> None:
    """Compute and cache the memory of all greens that changed since the last call.

    Reviews after ``today`` come from a clock that was wrong once, and are left out.
    """
    wanted = _restrict_to_loaded_items(select(StateRow.item, StateRow.reviews), learner, None)
    rows = session.execute(wanted.where(col(StateRow.slips_on) == NOT_COMPUTED)).all()
    memories = ((item, compute_memory_state(reviews_of(reviews), today)) for item, reviews in rows)
    values = [
        {
            "of_learner": learner,
            "of_item": item,
            "day": slips_on(held, RETENTIONS.high).toordinal(),
            "days": held.stability,
            "last": held.last.toordinal(),
        }
        for item, held in memories
        if held is not None
    ]
    if values:
        session.connection().execute(_KEEP_MEMORY, values)


@reads_cache
def find_slipping_greens(
    session: Session, learner: str, today: date, retention: float, among: Container[str] | None, at_most: int
) -> list[Offer]:
    """Return the greens that are slipping, only those ``among`` them if given, likeliest forgotten first.

    They slip below a ``retention`` of at most the highest that can be chosen: what is cached of them serves
    every learner's choice. Retrievability falls with the days since the last review as a multiple of the
    stability.
    """
    day = today.toordinal()
    faintest = (day - col(StateRow.rested)) / col(StateRow.stability)
    wanted = (
        _restrict_to_loaded_items(select(StateRow.item, StateRow.stability, StateRow.rested), learner, None)
        .where(col(StateRow.slips_on) > NOT_COMPUTED, col(StateRow.slips_on) <= day)
        .order_by(faintest.desc(), StateRow.item)
    )
    rows = session.execute(wanted if among is not None else wanted.limit(at_most))
    offers = (
        Offer(item, retrievability(Memory(stability, date.fromordinal(rested)), today))
        for item, stability, rested in rows
        if among is None or item in among
    )
    return list(islice(takewhile(lambda offer: offer.retrievability < retention, offers), at_most))
