"""Which greens are slipping: what the memory model makes of their reviews, computed once and kept."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from drill.gyr.checks import Memory, Offer, memory, retrievability, slips_on
from drill.gyr.events import ItemId
from drill.store.states import reviews_of
from drill.store.tables import NOT_COMPUTED, StateRow, table_of

_TABLE = table_of(StateRow)
_KEEP = (
    update(_TABLE)
    .where(_TABLE.c.learner == bindparam("of_learner"), _TABLE.c.item == bindparam("of_item"))
    .values(slips_on=bindparam("day"), stability=bindparam("days"))
)


class _Held(NamedTuple):
    item: ItemId
    memory: Memory


def is_computed(session: Session, learner: str) -> bool:
    """Whether every green's memory is kept already."""
    wanted = _greens(learner, StateRow.item).where(col(StateRow.slips_on) == NOT_COMPUTED).limit(1)
    return session.execute(wanted).first() is None


def compute(session: Session, learner: str, today: date) -> None:
    """Keep the memory of all greens that changed since it was asked for last.

    Reviews after ``today`` come from a clock that was wrong once, and are left out.
    """
    columns = (StateRow.item, StateRow.reviews)
    rows = session.execute(_greens(learner, *columns).where(col(StateRow.slips_on) == NOT_COMPUTED)).all()
    made = ((item, memory(reviews_of(reviews), today)) for item, reviews in rows)
    values = [
        {"of_learner": learner, "of_item": item, "day": slips_on(held).toordinal(), "days": held.stability}
        for item, held in made
        if held is not None
    ]
    if values:
        session.connection().execute(_KEEP, values)


def slipping(
    session: Session, learner: str, today: date, among: Container[str] | None, at_most: int
) -> list[Offer]:
    """The greens that are slipping, those ``among`` them alone, the likeliest forgotten first."""
    columns = (StateRow.item, StateRow.stability, StateRow.reviews)
    rows = session.execute(
        _greens(learner, *columns).where(
            col(StateRow.slips_on) > NOT_COMPUTED, col(StateRow.slips_on) <= today.toordinal()
        )
    )
    held = (
        _Held(item, Memory(stability, _last_day(reviews, today)))
        for item, stability, reviews in rows
        if among is None or item in among
    )
    return [Offer(item, retrievability(kept, today)) for item, kept in _faintest(held, today)[:at_most]]


def _faintest(held: Iterable[_Held], today: date) -> list[_Held]:
    """By falling retrievability, which hangs on the days as a multiple of the stability; then by id."""
    return sorted(
        held, key=lambda each: (-(today - each.memory.last).days / each.memory.stability, each.item)
    )


def _last_day(reviews: str, today: date) -> date:
    return date.fromordinal(
        max(day for each in reviews.split() if (day := int(each[:-1])) <= today.toordinal())
    )


def _greens(learner: str, *columns: Any) -> Any:
    return select(*columns).where(
        StateRow.learner == learner, col(StateRow.hidden).is_(False), StateRow.state == "green"
    )
