"""Counters of states, of passes and of due days, so that no chart reads the items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, cast

from sqlalchemy import Table
from sqlmodel import Session

from drill.gyr.events import BankId, TopicId
from drill.gyr.passes import Cell, Column, cells
from drill.gyr.state import ItemState, State
from drill.store.amounts import Key, add_to_rows, read_rows
from drill.store.faults import reads_cache
from drill.store.tables import DUE_COUNT, NEVER_DUE, PASS_COUNT, STATE_COUNT, TOPIC_PASS_COUNT


class Standing(NamedTuple):
    """Loaded items of a topic with events that are in a state."""

    bank: BankId
    topic: TopicId
    state: State


class InPass(NamedTuple):
    """Loaded items of a bank that are in a cell of its pass table."""

    bank: BankId
    cell: Cell


class InTopic(NamedTuple):
    """Marks of loaded items of a topic in a pass, all rounds together."""

    bank: BankId
    topic: TopicId
    pass_: int
    column: Column


class Return(NamedTuple):
    """Loaded items that come back on a day (an ordinal) for a pass."""

    due: int
    pass_: int


Counts = Counter["Standing | InPass | InTopic | Return"]

_MARKS = ("green", "yellow", "red", "parked")


@dataclass(frozen=True, slots=True)
class BankCounts:
    """Loaded items of a bank that have events; those without are unseen, and wait in pass 1."""

    states: Mapping[State, int] = field(default_factory=Counter[State])
    cells: Mapping[Cell, int] = field(default_factory=Counter[Cell])

    @property
    def met(self) -> int:
        """How many items the counts hold."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """Loaded items of a topic that have events, and their marks by pass, all rounds together."""

    states: Mapping[State, int] = field(default_factory=Counter[State])
    passes: Mapping[int, Mapping[Column, int]] = field(default_factory=dict[int, Mapping[Column, int]])


@dataclass(frozen=True, slots=True)
class Due:
    """How many items come back on a day for a pass."""

    day: date
    pass_: int
    items: int


def counts_of(bank: BankId, topic: str, state: ItemState, due: int) -> Counts:
    """What one item adds to the counters; ``due`` is the ordinal of its due day."""
    counts: Counts = Counter()
    count_in(counts, bank, topic, state, due)
    return counts


def count_in(counts: Counts, bank: BankId, topic: str, state: ItemState, due: int) -> None:
    """Add what one item adds; in place, since a rebuild adds a hundred thousand."""
    here = TopicId(topic)
    counts[Standing(bank, here, state.state)] += 1
    for cell in cells(state):
        counts[InPass(bank, cell)] += 1
        if cell.column != "waiting":
            counts[InTopic(bank, here, cell.pass_, cell.column)] += 1
    if due < NEVER_DUE:
        counts[Return(due, state.next_pass)] += 1


def changed_counts(before: Counts, after: Counts) -> Counts:
    """The differences alone, some of them negative."""
    change = Counts(after)
    change.subtract(before)
    return Counts({key: n for key, n in change.items() if n})


def add_counts(session: Session, learner: str, change: Counts) -> None:
    """Add numbers, which may be negative, to the tables."""
    changes: dict[Table, dict[Key, dict[str, int]]] = {}
    for key, n in change.items():
        table, row, column = _place(key)
        changes.setdefault(table, {}).setdefault((learner, *row), {})[column] = n
    for table, rows in changes.items():
        add_to_rows(session, table, rows)


def read_counts(session: Session, learner: str) -> dict[BankId, BankCounts]:
    """The counters of every bank with events."""
    states: dict[BankId, Counter[State]] = {}
    passes: dict[BankId, dict[Cell, int]] = {}
    for bank, _topic, state, n in read_rows(session, STATE_COUNT, learner):
        states.setdefault(BankId(bank), Counter())[cast("State", state)] += n
    for bank, round_, pass_, opened, column, n in read_rows(session, PASS_COUNT, learner):
        passes.setdefault(bank, {})[Cell(round_, pass_, opened, column)] = n
    return {bank: BankCounts(counted, passes.get(bank, {})) for bank, counted in states.items()}


def read_topic_counts(session: Session, learner: str) -> dict[tuple[BankId, TopicId], TopicCounts]:
    """The counters of every topic with events."""
    states: dict[tuple[BankId, TopicId], Counter[State]] = {}
    passes: dict[tuple[BankId, TopicId], dict[int, dict[Column, int]]] = {}
    for bank, topic, state, n in read_rows(session, STATE_COUNT, learner):
        states.setdefault((bank, topic), Counter())[state] = n
    for bank, topic, pass_, *marks in read_rows(session, TOPIC_PASS_COUNT, learner):
        columns = cast("dict[Column, int]", dict(zip(_MARKS, marks, strict=True)))
        passes.setdefault((bank, topic), {})[pass_] = columns
    return {place: TopicCounts(counted, passes.get(place, {})) for place, counted in states.items()}


@reads_cache
def read_dues(session: Session, learner: str) -> list[Due]:
    """What comes back when, by day."""
    found = [Due(date.fromordinal(due), pass_, n) for due, pass_, n in read_rows(session, DUE_COUNT, learner)]
    return sorted(found, key=lambda due: (due.day, due.pass_))


def read_all(session: Session, learner: str) -> Counts:
    """All counters, as `counts_of` makes them."""
    counts: Counts = Counter()
    for *place, n in read_rows(session, STATE_COUNT, learner):
        counts[Standing(*place)] = n
    for bank, *cell, n in read_rows(session, PASS_COUNT, learner):
        counts[InPass(bank, Cell(*cell))] = n
    for bank, topic, pass_, *marks in read_rows(session, TOPIC_PASS_COUNT, learner):
        for column, n in zip(_MARKS, marks, strict=True):
            if n:
                counts[InTopic(bank, topic, pass_, cast("Column", column))] = n
    for *place, n in read_rows(session, DUE_COUNT, learner):
        counts[Return(*place)] = n
    return counts


def _place(key: Standing | InPass | InTopic | Return) -> tuple[Table, Key, str]:
    """The table of a counter, its row's key without the learner, and its column."""
    match key:
        case Standing():
            return STATE_COUNT, tuple(key), "n"
        case InPass(bank, cell):
            return PASS_COUNT, (bank, *cell), "n"
        case InTopic(bank, topic, pass_, column):
            return TOPIC_PASS_COUNT, (bank, topic, pass_), column
        case Return():
            return DUE_COUNT, tuple(key), "n"
