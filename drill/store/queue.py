"""What the queue reads of the cache: states, and what is due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, null
from sqlmodel import Session, col, or_, select

from drill.gyr.clock import clamped
from drill.gyr.events import ItemId
from drill.gyr.state import ItemState
from drill.store.states import STATE_COLUMNS, state_of_values
from drill.store.tables import NEVER_DUE, StateRow


def read_states(
    session: Session, learner: str, banks: Collection[str] | None, *, marks: bool
) -> dict[ItemId, ItemState]:
    """The states of loaded items with events."""
    folded: tuple[Any, ...] = (StateRow.marks, StateRow.reviews) if marks else (null(), null())
    columns: tuple[Any, ...] = (StateRow.item, *folded, *STATE_COLUMNS)
    rows = session.execute(_loaded(select(*columns), learner, banks))
    return {ItemId(item): state_of_values(values, told, days) for item, told, days, *values in rows}


def due_items(
    session: Session, learner: str, until: date, gaps: Sequence[int], banks: Collection[str] | None
) -> list[tuple[ItemId, ItemState]]:
    """Loaded items whose due day has come, by due day and then id."""
    today = until.toordinal()
    beyond_all_gaps = col(StateRow.due) > today + max(gaps)
    columns: tuple[Any, ...] = (StateRow.item, StateRow.due, *STATE_COLUMNS)
    wanted = _loaded(select(*columns), learner, banks).where(
        col(StateRow.due) < NEVER_DUE, or_(col(StateRow.due) <= today, beyond_all_gaps)
    )
    rows = sorted(
        session.execute(wanted),
        key=lambda row: (clamped(date.fromordinal(row.due), until, gaps), row.item),
    )
    return [(ItemId(item), state_of_values(values, None)) for item, _, *values in rows]


def _loaded(wanted: Select[Any], learner: str, banks: Collection[str] | None) -> Select[Any]:
    wanted = wanted.where(col(StateRow.learner) == learner, col(StateRow.hidden).is_(False))
    return wanted if banks is None else wanted.where(col(StateRow.bank).in_(list(banks)))
