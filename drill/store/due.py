"""What the queue reads of the cache: states, and what is due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam
from sqlmodel import Session, col, or_, select

from drill.gyr.events import ItemId
from drill.gyr.state import ItemState
from drill.store.states import STATE_COLUMNS, state_of_values
from drill.store.tables import NEVER_DUE, StateRow

# Rows at a time: more than a day serves.
_PAGE = 100
_NAMED: tuple[Any, ...] = (StateRow.item, *STATE_COLUMNS)
_OF_LEARNER = (StateRow.learner == bindparam("learner"), col(StateRow.hidden).is_(False))
# Greens alone have a day on which they slip, and an index begins with it.
_OTHERS = select(*_NAMED).where(*_OF_LEARNER, StateRow.slips_on == NEVER_DUE)
_GREENS = select(StateRow.item).where(*_OF_LEARNER, col(StateRow.slips_on) < NEVER_DUE)
_FROM = (
    select(*_NAMED)
    .where(*_OF_LEARNER, col(StateRow.item) >= bindparam("item"))
    .order_by(StateRow.item)
    .limit(_PAGE)
)


def read_states(
    session: Session, learner: str, banks: Collection[str] | None, *, marks: bool
) -> dict[ItemId, ItemState]:
    """The states of loaded items with events."""
    if not marks:
        return _states(session.connection().execute(_loaded(select(*_NAMED), learner, banks)))
    columns: tuple[Any, ...] = (StateRow.item, StateRow.marks, StateRow.reviews, *STATE_COLUMNS)
    rows: Any = session.connection().execute(_loaded(select(*columns), learner, banks))
    return {ItemId(item): state_of_values(values, (told, days)) for item, told, days, *values in rows}


def read_others(session: Session, learner: str) -> dict[ItemId, ItemState]:
    """The states, without marks and reviews, of loaded items with events that are not green."""
    return _states(session.connection().execute(_OTHERS, {"learner": learner}))


def read_greens(session: Session, learner: str) -> frozenset[ItemId]:
    """The names of loaded items that are green."""
    return frozenset(map(ItemId, session.connection().execute(_GREENS, {"learner": learner}).scalars()))


def read_page(session: Session, learner: str, item: ItemId) -> dict[ItemId, ItemState]:
    """The states, without marks and reviews, of a loaded item and of some after it by id."""
    return _states(session.connection().execute(_FROM, {"learner": learner, "item": item}))


def was_green_at_once(session: Session, learner: str, bank: str, until: date) -> bool:
    """Whether no loaded item of a bank needed a second pass or round, or was attempted after a day."""
    late = or_(StateRow.round > 1, StateRow.passes > 1, col(StateRow.study_day) > until.isoformat())
    return (
        session.execute(_loaded(select(StateRow.item), learner, [bank]).where(late).limit(1)).first() is None
    )


def _states(rows: Any) -> dict[ItemId, ItemState]:
    return {ItemId(item): state_of_values(values) for item, *values in rows}


def _loaded(wanted: Select[Any], learner: str, banks: Collection[str] | None) -> Select[Any]:
    wanted = wanted.where(col(StateRow.learner) == learner, col(StateRow.hidden).is_(False))
    return wanted if banks is None else wanted.where(col(StateRow.bank).in_(list(banks)))
