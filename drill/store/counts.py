"""Counters of states, of passes and of due days, so that no chart reads the items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from drill.gyr.events import BankId, TopicId
from drill.gyr.passes import Cell, cells
from drill.gyr.state import ItemState, State
from drill.store.amounts import add_to_row
from drill.store.tables import NEVER_DUE, DueCount, PassCount, StateCount


class Standing(NamedTuple):
    """Loaded items of a topic with events that are in a state, or in a cell of its pass table."""

    bank: BankId
    topic: TopicId
    what: State | Cell


class Return(NamedTuple):
    """Loaded items of a bank that come back on a day (an ordinal) for a pass."""

    bank: BankId
    due: int
    pass_: int


Counts = Counter["Standing | Return"]


@dataclass(frozen=True, slots=True)
class BankCounts:
    """Loaded items of a bank or topic that have events; those without are unseen, and wait in pass 1."""

    states: Mapping[State, int] = field(default_factory=Counter[State])
    cells: Mapping[Cell, int] = field(default_factory=Counter[Cell])

    @property
    def met(self) -> int:
        """How many items the counts hold."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class Due:
    """How many items of a bank come back on a day for a pass."""

    bank: BankId
    day: date
    pass_: int
    items: int


def counts_of(bank: BankId, topic: str, state: ItemState, due: int) -> Counts:
    """What one item adds to the counters; ``due`` is the ordinal of its due day."""
    here = TopicId(topic)
    counts: Counts = Counter({Standing(bank, here, state.state): 1})
    counts.update(Standing(bank, here, cell) for cell in cells(state))
    if due < NEVER_DUE:
        counts[Return(bank, due, state.next_pass)] += 1
    return counts


def changed_counts(before: Counts, after: Counts) -> Counts:
    """The differences alone, some of them negative."""
    change = Counts(after)
    change.subtract(before)
    return Counts({key: n for key, n in change.items() if n})


def add_counts(session: Session, learner: str, change: Counts) -> None:
    """Add numbers, which may be negative, to the tables."""
    for key, n in change.items():
        table, values = _row(key)
        add_to_row(session, table, {"learner": learner, **values}, {"n": n})


def read_counts(session: Session, learner: str) -> dict[BankId, BankCounts]:
    """The counters of every bank with events."""
    states: dict[BankId, Counter[State]] = {}
    passes: dict[BankId, Counter[Cell]] = {}
    of_states = select(StateCount.bank, StateCount.state, func.sum(StateCount.n)).where(
        StateCount.learner == learner
    )
    for bank, state, n in session.execute(of_states.group_by(StateCount.bank, StateCount.state)):
        states.setdefault(BankId(bank), Counter())[cast("State", state)] = n
    cell: tuple[Any, ...] = (PassCount.bank, *_CELL)
    of_passes = select(*cell, func.sum(PassCount.n)).where(PassCount.learner == learner).group_by(*cell)
    for bank, *where, n in session.execute(of_passes):
        passes.setdefault(BankId(bank), Counter())[Cell(*where)] = n
    return {bank: BankCounts(counted, passes.get(bank, Counter())) for bank, counted in states.items()}


def read_topic_counts(session: Session, learner: str) -> dict[tuple[BankId, TopicId], BankCounts]:
    """The counters of every topic with events."""
    found: dict[tuple[BankId, TopicId], tuple[Counter[State], Counter[Cell]]] = {}
    for key, n in _standings(session, learner).items():
        states, passes = found.setdefault((key.bank, key.topic), (Counter(), Counter()))
        if isinstance(key.what, Cell):
            passes[key.what] = n
        else:
            states[key.what] = n
    return {place: BankCounts(*counted) for place, counted in found.items()}


def read_dues(session: Session, learner: str) -> list[Due]:
    """What comes back when, by day."""
    return sorted(
        (Due(key.bank, date.fromordinal(key.due), key.pass_, n) for key, n in _returns(session, learner)),
        key=lambda due: (due.day, due.bank, due.pass_),
    )


def read_all(session: Session, learner: str) -> Counts:
    """All counters, as `counts_of` makes them."""
    return Counts({**_standings(session, learner), **dict(_returns(session, learner))})


def sum_of(counts: Iterable[Counts]) -> Counts:
    """All of them together."""
    total: Counts = Counter()
    for each in counts:
        total.update(each)
    return total


_CELL: tuple[Any, ...] = (PassCount.round, PassCount.pass_, PassCount.opened, PassCount.colour)


def _standings(session: Session, learner: str) -> dict[Standing, int]:
    found: dict[Standing, int] = {}
    of_states = select(StateCount.bank, StateCount.topic, StateCount.state, StateCount.n)
    for bank, topic, state, n in session.execute(of_states.where(StateCount.learner == learner)):
        found[Standing(BankId(bank), TopicId(topic), cast("State", state))] = n
    columns: tuple[Any, ...] = (PassCount.bank, PassCount.topic, PassCount.n, *_CELL)
    for bank, topic, n, *cell in session.execute(select(*columns).where(PassCount.learner == learner)):
        found[Standing(BankId(bank), TopicId(topic), Cell(*cell))] = n
    return found


def _returns(session: Session, learner: str) -> list[tuple[Return, int]]:
    columns: tuple[Any, ...] = (DueCount.bank, DueCount.due, DueCount.pass_, DueCount.n)
    rows = session.execute(select(*columns).where(col(DueCount.learner) == learner))
    return [(Return(BankId(bank), due, pass_), n) for bank, due, pass_, n in rows]


def _row(key: Standing | Return) -> tuple[type[SQLModel], dict[str, object]]:
    """The table of a counter, and its row's key without the learner."""
    if isinstance(key, Return):
        return DueCount, {"bank": key.bank, "due": key.due, "pass": key.pass_}
    place = {"bank": key.bank, "topic": key.topic}
    if not isinstance(key.what, Cell):
        return StateCount, {**place, "state": key.what}
    round_, pass_, opened, column = key.what
    return PassCount, {**place, "round": round_, "pass": pass_, "opened": opened, "colour": column}
