"""The cached state of one item, and the counters that move with it; all derived from the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlmodel import Session

from drill.gyr.events import ItemId, Line
from drill.gyr.fold import Lineage, fold_lines
from drill.gyr.state import NEVER_MET, ItemState
from drill.store.counts import Counts, add_counts, changed_counts, counts_of
from drill.store.logged import lines_of
from drill.store.states import bank_of, basis_of, due_number, lineage_of, row_of_state, state_of
from drill.store.tables import StateRow, table_of

# A row of the table ``state``, its columns as attributes.
CachedRow = Row[Any]

# Built once, since every mark asks them: putting a statement together takes longer than running it.
_TABLE = table_of(StateRow)
_CACHED = select(_TABLE).where(_TABLE.c.learner == bindparam("learner"), _TABLE.c.item == bindparam("item"))
_MAKE = insert(_TABLE)
_CHANGE = (
    update(_TABLE)
    .where(_TABLE.c.learner == bindparam("to_learner"), _TABLE.c.item == bindparam("to_item"))
    .values({column.name: bindparam(f"to_{column.name}") for column in _TABLE.c if not column.primary_key})
)
_OF_ITEM = (_TABLE.c.learner == bindparam("of_learner"), _TABLE.c.item == bindparam("of_item"))
_HIDE = update(_TABLE).where(*_OF_ITEM).values(hidden=True)
_DROP = delete(_TABLE).where(*_OF_ITEM)


def newest_lineage(lines: Sequence[Line]) -> Lineage | None:
    """The content of an item's newest event, for an exercise that no bank holds."""
    return next((Lineage(line.maths) for line in reversed(lines) if line.maths), None)


def cached_row(session: Session, learner: str, item: ItemId) -> CachedRow | None:
    """The cached state of an item."""
    return session.connection().execute(_CACHED, {"learner": learner, "item": item}).first()


def read_state(
    session: Session, learner: str, item: ItemId, lineage: Lineage | None, row: CachedRow | None,
    lines: Sequence[Line] | None = None,
) -> tuple[ItemState, Lineage | None]:  # fmt: skip
    """The state of an item for ``lineage``, and that lineage; ``row`` is the cached one, ``lines`` its log.

    Without one, for an exercise that is not loaded, it is the one it was folded for, or its newest event's.
    """
    if row is not None and (lineage is None or row.basis == basis_of(lineage)):
        return state_of(row), lineage or lineage_of(row.basis)
    lines = lines_of(session, learner, item) if lines is None else lines
    lineage = lineage or newest_lineage(lines)
    return (NEVER_MET if lineage is None else fold_lines(lines, lineage)), lineage


def write_state(
    session: Session,
    learner: str,
    item: ItemId,
    state: ItemState,
    lineage: Lineage,
    gaps: Sequence[int],
    row: CachedRow | None,
    *,
    topic: str | None,
) -> None:
    """Put an item's state in the place of the cached one, the counters with it; ``row`` is the cached one.

    Without a ``topic`` the exercise is in no loaded bank: its state is kept hidden, and counts nowhere.
    """
    before = Counts() if row is None else row_counts(row)
    hidden = topic is None
    kept = topic if topic is not None else "" if row is None else row.topic
    values = row_of_state(learner, item, state, basis_of(lineage), gaps)
    values |= {"topic": kept, "hidden": hidden}
    if row is None:
        session.connection().execute(_MAKE, values)
    else:
        session.connection().execute(_CHANGE, {f"to_{name}": value for name, value in values.items()})
    after = Counts() if hidden else counts_of(bank_of(item), kept, state, due_number(state, gaps))
    add_counts(session, learner, changed_counts(before, after))


def take_out(session: Session, learner: str, item: ItemId, *, for_good: bool) -> None:
    """Hide an item that left the banks; one that only bears a new name now needs no row of its own."""
    row = cached_row(session, learner, item)
    assert row is not None
    add_counts(session, learner, changed_counts(row_counts(row), Counts()))
    statement = _DROP if for_good else _HIDE
    session.connection().execute(statement, {"of_learner": learner, "of_item": item})


def row_counts(row: StateRow | CachedRow) -> Counts:
    """What a cached state has added to the counters."""
    return Counts() if row.hidden else counts_of(bank_of(row.item), row.topic, state_of(row), row.due)
