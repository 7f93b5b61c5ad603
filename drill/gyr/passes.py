"""Pass tables: the outcome of each pass of a bank, pass by pass and round by round.

Every item adds to a few cells alone, so a store may keep the cells as counters and replace an item's cells
when its state changes; `make_pass_rows` reads either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, get_args

from drill.codec import pick_fields
from drill.gyr.state import NEVER_MET, ItemState, Opened, State

Column = Literal["green", "yellow", "red", "parked", "waiting"]

STATES: tuple[State, ...] = get_args(State)


class Cell(NamedTuple):
    """One count of a pass table."""

    round: int
    pass_: int
    opened: Opened
    column: Column


@dataclass(frozen=True, slots=True)
class PassRow:
    """One pass: its verdicts by colour, and the members still without one.

    A red that parked counts under ``red`` and under ``parked``; what was parked by hand in this pass
    counts nowhere, since it left the pass.
    """

    round: int
    pass_: int
    opened: Opened
    green: int = 0
    yellow: int = 0
    red: int = 0
    parked: int = 0
    waiting: int = 0

    @property
    def verdicts(self) -> int:
        """Members that have their verdict."""
        return self.green + self.yellow + self.red

    @property
    def members(self) -> int:
        """All members of the pass."""
        return self.verdicts + self.waiting

    def joined(self, other_row: PassRow) -> PassRow:
        """Return this row with the counts of another one."""
        columns: tuple[Column, ...] = get_args(Column)
        return replace(self, **{name: getattr(self, name) + getattr(other_row, name) for name in columns})

    def to_json(self) -> dict[str, object]:
        """Return the row in the shape of ``drill progress --json``."""
        opened = () if self.opened == "first" else ("opened",)
        return pick_fields(self, "round pass_", *get_args(Column), *opened)


@dataclass(frozen=True, slots=True)
class Completion:
    """A bank whose items are all green or parked, and the number of passes that took."""

    passes: int
    parked: int


def cells(state: ItemState) -> Iterator[Cell]:
    """Yield the cells to which one item adds one each."""
    for mark in state.marks:
        yield Cell(mark.round, mark.pass_, mark.opened, mark.colour)
        if mark.parked:
            yield Cell(mark.round, mark.pass_, mark.opened, "parked")
    if state.is_open:
        yield Cell(state.round, state.next_pass, state.opened, "waiting")


def count_cells(states: Iterable[ItemState], unmet: int = 0) -> Counter[Cell]:
    """Count the cells of many items; ``unmet`` further ones have no events at all."""
    counts: Counter[Cell] = Counter()
    for state in states:
        counts.update(cells(state))
    if unmet:
        counts.update(dict.fromkeys(cells(NEVER_MET), unmet))
    return counts


def make_pass_rows(counts: Mapping[Cell, int]) -> tuple[PassRow, ...]:
    """Return the rows of counted cells, by round, then how it was opened, then pass."""
    rows: dict[tuple[int, Opened, int], dict[Column, int]] = {}
    for cell, count in counts.items():
        if count:
            rows.setdefault((cell.round, cell.opened, cell.pass_), {})[cell.column] = count
    return tuple(
        PassRow(round_, pass_, opened, **columns)
        for (round_, opened, pass_), columns in sorted(rows.items(), key=lambda row: row[0])
    )


def pass_table(states: Iterable[ItemState], unmet: int = 0) -> tuple[PassRow, ...]:
    """Return the rows of a bank from its items' states and the number of items without events."""
    return make_pass_rows(count_cells(states, unmet))


def count_items_by_state(states: Iterable[ItemState], unmet: int = 0) -> dict[State, int]:
    """Count items by state, every state named."""
    counts = Counter(state.state for state in states)
    counts["unseen"] += unmet
    return {name: counts[name] for name in STATES}


def of_all(counted: Mapping[State, int], items: int) -> dict[State, int]:
    """Return ``items`` by state, every state named; those that are not ``counted`` are unseen."""
    states: dict[State, int] = {name: counted.get(name, 0) for name in STATES}
    states["unseen"] += items - sum(states.values())
    return states


def is_done(rows: Sequence[PassRow], row: PassRow) -> bool:
    """Return whether every member of the pass has a verdict.

    Members of pass k + 1 come from pass k, so the earlier passes of the same round must be done too.
    """
    return row.verdicts > 0 and not any(
        earlier.waiting
        for earlier in rows
        if (earlier.round, earlier.opened) == (row.round, row.opened) and earlier.pass_ <= row.pass_
    )


def newly_done(before: Sequence[PassRow], after: Sequence[PassRow]) -> tuple[PassRow, ...]:
    """Return the passes that the last change completed, with their current counts."""
    closed = {(row.round, row.opened, row.pass_) for row in before if is_done(before, row)}
    return tuple(
        row for row in after if is_done(after, row) and (row.round, row.opened, row.pass_) not in closed
    )


def find_bank_completion(states: Mapping[State, int], rows: Iterable[PassRow]) -> Completion | None:
    """Return after how many passes a bank is all green (or green and parked), ``None`` where it is not."""
    settled = states.get("green", 0) + states.get("parked", 0)
    if settled == 0 or settled != sum(states.values()):
        return None
    passes = max((row.pass_ for row in rows if row.verdicts), default=0)
    return Completion(passes, states.get("parked", 0))
