"""Counters of states and of passes, so that no chart reads the items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlmodel import Session, select

from drill.gyr.events import BankId
from drill.gyr.passes import Cell, cells
from drill.gyr.state import ItemState, State
from drill.store.amounts import add_to_row
from drill.store.tables import PassCount, StateCount

Counts = Counter[tuple[BankId, "State | Cell"]]
"""Numbers of loaded items with events, by bank and by state or cell of a pass table."""


@dataclass(frozen=True, slots=True)
class BankCounts:
    """A bank's loaded items that have events; those without are unseen, and wait in pass 1."""

    states: Mapping[State, int] = field(default_factory=Counter[State])
    cells: Mapping[Cell, int] = field(default_factory=Counter[Cell])

    @property
    def met(self) -> int:
        """How many items the counts hold."""
        return sum(self.states.values())


def counts_of(bank: BankId, state: ItemState) -> Counts:
    """What one item adds to the counters of its bank."""
    counts: Counts = Counter({(bank, state.state): 1})
    counts.update((bank, cell) for cell in cells(state))
    return counts


def changed_counts(before: Counts, after: Counts) -> Counts:
    """The differences alone, some of them negative."""
    change = Counts(after)
    change.subtract(before)
    return Counts({key: n for key, n in change.items() if n})


def add_counts(session: Session, learner: str, change: Counts) -> None:
    """Add numbers, which may be negative, to the tables."""
    for (bank, what), n in change.items():
        if isinstance(what, Cell):
            add_to_row(session, PassCount, _cell_key(learner, bank, what), {"n": n})
        else:
            add_to_row(session, StateCount, {"learner": learner, "bank": bank, "state": what}, {"n": n})


def read_counts(session: Session, learner: str) -> dict[BankId, BankCounts]:
    """The counters of every bank with events."""
    states: dict[BankId, Counter[State]] = {}
    passes: dict[BankId, Counter[Cell]] = {}
    of_states = select(StateCount.bank, StateCount.state, StateCount.n)
    for bank, state, n in session.execute(of_states.where(StateCount.learner == learner, StateCount.n != 0)):
        states.setdefault(BankId(bank), Counter())[cast("State", state)] = n
    columns: tuple[Any, ...] = (PassCount.round, PassCount.pass_, PassCount.opened, PassCount.colour)
    of_passes = select(PassCount.bank, PassCount.n, *columns)
    for bank, n, *cell in session.execute(of_passes.where(PassCount.learner == learner, PassCount.n != 0)):
        passes.setdefault(BankId(bank), Counter())[Cell(*cell)] = n
    return {bank: BankCounts(counted, passes.get(bank, Counter())) for bank, counted in states.items()}


def as_counts(banks: Mapping[BankId, BankCounts]) -> Counts:
    """The counters of many banks as one."""
    counts: Counts = Counter()
    for bank, counted in banks.items():
        counts.update({(bank, state): n for state, n in counted.states.items()})
        counts.update({(bank, cell): n for cell, n in counted.cells.items()})
    return counts


def sum_of(counts: Iterable[Counts]) -> Counts:
    """All of them together."""
    total: Counts = Counter()
    for each in counts:
        total.update(each)
    return total


def _cell_key(learner: str, bank: BankId, cell: Cell) -> dict[str, object]:
    return {
        "learner": learner,
        "bank": bank,
        "round": cell.round,
        "pass": cell.pass_,
        "opened": cell.opened,
        "colour": cell.column,
    }
