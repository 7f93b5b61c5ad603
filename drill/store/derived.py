"""The cached state of one item, and the counters that move with it; all derived from the log."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from drill.gyr.events import ItemId
from drill.gyr.fold import Lineage, fold_lines
from drill.gyr.state import NEVER_MET, ItemState
from drill.store.counts import Counts, add_counts, changed_counts, counts_of
from drill.store.log import Logged, logged_of
from drill.store.states import bank_of, basis_of, due_number, lineage_of, row_of_state, state_of
from drill.store.tables import StateRow


def fold_logged(logged: Sequence[Logged], lineage: Lineage) -> ItemState:
    """The state that the events of one item give."""
    return fold_lines((each.line for each in logged), lineage)


def newest_lineage(logged: Sequence[Logged]) -> Lineage | None:
    """The content of an item's newest event, for an exercise that no bank holds."""
    return next((Lineage(each.line.maths) for each in reversed(logged) if each.line.maths), None)


def cached_row(session: Session, learner: str, item: ItemId) -> StateRow | None:
    """The cached state of an item."""
    return session.get(StateRow, (learner, item))


def read_state(
    session: Session, learner: str, item: ItemId, lineage: Lineage | None, row: StateRow | None
) -> tuple[ItemState, Lineage | None]:
    """The state of an item for ``lineage``, and that lineage; ``row`` is the cached one.

    Without one, for an exercise that is not loaded, it is the one it was folded for, or its newest event's.
    """
    if row is not None and (lineage is None or row.basis == basis_of(lineage)):
        return state_of(row), lineage or lineage_of(row.basis)
    logged = logged_of(session, learner, item)
    lineage = lineage or newest_lineage(logged)
    return (NEVER_MET if lineage is None else fold_logged(logged, lineage)), lineage


def write_state(
    session: Session,
    learner: str,
    item: ItemId,
    state: ItemState,
    lineage: Lineage,
    gaps: Sequence[int],
    row: StateRow | None,
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
        row = StateRow(**values)
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    after = Counts() if hidden else counts_of(bank_of(item), kept, state, due_number(state, gaps))
    add_counts(session, learner, changed_counts(before, after))


def take_out(session: Session, learner: str, item: ItemId, *, for_good: bool) -> None:
    """Hide an item that left the banks; one that only bears a new name now needs no row of its own."""
    row = session.get_one(StateRow, (learner, item))
    add_counts(session, learner, changed_counts(row_counts(row), Counts()))
    if for_good:
        session.delete(row)
    else:
        row.hidden = True
        session.add(row)


def row_counts(row: StateRow) -> Counts:
    """What a cached state has added to the counters."""
    return Counts() if row.hidden else counts_of(bank_of(row.item), row.topic, state_of(row), row.due)
