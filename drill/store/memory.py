"""Which greens are slipping, by the memory model; computed once and cached."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from drill.gyr.checks import Memory, Offer, memory, retrievability, slips_on
from drill.store.faults import reads_cache
from drill.store.states import reviews_of
from drill.store.tables import NOT_COMPUTED, StateRow, table_of

_TABLE = table_of(StateRow)
_KEEP = (
    update(_TABLE)
    .where(_TABLE.c.learner == bindparam("of_learner"), _TABLE.c.item == bindparam("of_item"))
    .values(slips_on=bindparam("day"), stability=bindparam("days"), rested=bindparam("last"))
)


def is_computed(session: Session, learner: str) -> bool:
    """Return whether the memory of every green is cached."""
    wanted = _loaded(learner, StateRow.item).where(col(StateRow.slips_on) == NOT_COMPUTED).limit(1)
    return session.execute(wanted).first() is None


def compute(session: Session, learner: str, today: date) -> None:
    """Compute and cache the memory of all greens that changed since the last call.

    Reviews after ``today`` come from a clock that was wrong once, and are left out.
    """
    columns = (StateRow.item, StateRow.reviews)
    rows = session.execute(_loaded(learner, *columns).where(col(StateRow.slips_on) == NOT_COMPUTED)).all()
    memories = ((item, memory(reviews_of(reviews), today)) for item, reviews in rows)
    values = [
        {
            "of_learner": learner,
            "of_item": item,
            "day": slips_on(held).toordinal(),
            "days": held.stability,
            "last": held.last.toordinal(),
        }
        for item, held in memories
        if held is not None
    ]
    if values:
        session.connection().execute(_KEEP, values)


@reads_cache
def slipping(
    session: Session, learner: str, today: date, among: Container[str] | None, at_most: int
) -> list[Offer]:
    """Return the greens that are slipping, only those ``among`` them if given, likeliest forgotten first.

    Retrievability falls with the days since the last review as a multiple of the stability.
    """
    day = today.toordinal()
    columns = (StateRow.item, StateRow.stability, StateRow.rested)
    faintest = (day - col(StateRow.rested)) / col(StateRow.stability)
    wanted = (
        _loaded(learner, *columns)
        .where(col(StateRow.slips_on) > NOT_COMPUTED, col(StateRow.slips_on) <= day)
        .order_by(faintest.desc(), StateRow.item)
    )
    rows = session.execute(wanted if among is not None else wanted.limit(at_most))
    held = (
        (item, Memory(stability, date.fromordinal(rested)))
        for item, stability, rested in rows
        if among is None or item in among
    )
    return [Offer(item, retrievability(memory_of, today)) for item, memory_of in islice(held, at_most)]


def _loaded(learner: str, *columns: Any) -> Any:
    """Return the conditions for loaded items that have a day of slipping; only greens do."""
    return select(*columns).where(StateRow.learner == learner, col(StateRow.hidden).is_(False))
