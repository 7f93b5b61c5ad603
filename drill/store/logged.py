"""Reading the log: whole events in the total order, or only what the fold and the days read of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, func, tuple_
from sqlmodel import Session, col, select

from drill.errors import StoreDamagedError
from drill.gyr.events import FIRST_ROUND, Event, ItemId
from drill.gyr.fold import Line
from drill.gyr.wire import LEAP, Lamports
from drill.store.event_rows import broken_event, event_of
from drill.store.states import day_of
from drill.store.tables import EventRow, FormerItem

# Rows in memory at a time: less than a megabyte.
_PAGE = 500

Entry = TypeVar("Entry")

# The total order, the same on every machine.
ORDER = (col(EventRow.lamport), col(EventRow.device), col(EventRow.id))

# Whether hints were shown: a text within the JSON has its quotes escaped, so the name cannot be part of one.
_HELPED = col(EventRow.more).like('%"hints":%') & ~col(EventRow.more).like('%"hints":0%')

_LINE_COLUMNS: tuple[Any, ...] = (
    EventRow.lamport, EventRow.device, EventRow.id, EventRow.kind, EventRow.study_day, EventRow.maths,
    EventRow.round, EventRow.pass_, EventRow.ok, EventRow.why, EventRow.decided_by, EventRow.target,
    _HELPED, EventRow.seconds, EventRow.item,
)  # fmt: skip


# Built once, since every mark asks them: putting a statement together takes longer than running it.
_FORMER = select(FormerItem.was).where(
    FormerItem.learner == bindparam("learner"), FormerItem.item == bindparam("item")
)
_LINES = select(*_LINE_COLUMNS).where(EventRow.learner == bindparam("learner"), EventRow.kind != "note")
_ALL_LINES = (
    # To sort takes half of what it takes to look a million rows up in the order of an index.
    _LINES.with_hint(EventRow, "NOT INDEXED", "sqlite")
    .order_by(EventRow.item, *ORDER)
    .execution_options(yield_per=_PAGE)
)
_OF_ITEM = _LINES.where(col(EventRow.item).in_(bindparam("names", expanding=True)))


class Logged(NamedTuple):
    """What the derived tables read of one event."""

    line: Line
    seconds: float


def names_of(session: Session, learner: str, item: ItemId) -> list[str]:
    """The names under which events of a loaded item stand: its own and its earlier ones."""
    former = session.connection().execute(_FORMER, {"learner": learner, "item": item})
    return [item, *former.scalars()]


def current_name(session: Session, learner: str, item: str) -> ItemId:
    """The name that the item of an event bears today."""
    found = session.get(FormerItem, (learner, item))
    return ItemId(item if found is None else found.item)


def logged_of(session: Session, learner: str, item: ItemId) -> list[Logged]:
    """What is logged of one item, in the total order; notes, which no fold reads, are left out."""
    named = {"learner": learner, "names": names_of(session, learner, item)}
    rows = session.connection().execute(_OF_ITEM, named)
    return sorted(map(_logged, rows), key=lambda logged: logged.line)


def logged_by_item(session: Session, learner: str) -> Iterator[tuple[ItemId, list[Logged]]]:
    """What is logged of every item, item by item under today's names."""
    pages = session.connection().execute(_ALL_LINES, {"learner": learner}).partitions()
    rows = chain.from_iterable(pages)
    runs = ((item, [_logged(row) for row in run]) for item, run in groupby(rows, key=itemgetter(-1)))
    for item, logged, is_joined in _by_name_of_today(session, learner, runs):
        yield item, sorted(logged, key=lambda each: each.line) if is_joined else logged


def events_by_item(
    session: Session, learner: str, left_out: list[str] | None
) -> Iterator[tuple[ItemId, list[Event]]]:
    """The events of every item, in the total order, item by item under today's names, without notes.

    Why an event cannot be read is put into ``left_out``; without one it is raised as StoreDamagedError.
    """
    wanted = select(EventRow).where(EventRow.learner == learner, EventRow.kind != "note")
    rows = session.scalars(wanted.order_by(EventRow.item, *ORDER).execution_options(yield_per=_PAGE))
    runs = ((item, list(_readable(run, left_out))) for item, run in groupby(rows, key=_item_of))
    for item, events, is_joined in _by_name_of_today(session, learner, runs):
        yield item, sorted(events, key=lambda event: event.order) if is_joined else events


def all_events(session: Session, learner: str, left_out: list[str] | None) -> Iterator[Event]:
    """All events of a learner in the total order, read as they are asked for.

    Why an event cannot be read is put into ``left_out``; without one it is raised as StoreDamagedError.
    """
    wanted = select(EventRow).where(EventRow.learner == learner).order_by(*ORDER)
    yield from _readable(session.scalars(wanted.execution_options(yield_per=_PAGE)), left_out)


def _item_of(row: EventRow | None) -> str:
    """The item of a row, as far as it has one."""
    return "" if row is None else row.item


def unread(row: EventRow | None, error: StoreDamagedError) -> str:
    """What is told of a row that holds no event."""
    name = "an event" if row is None else f"the event {row.id} of {row.item}"
    return f"{name} cannot be read: {error.__cause__}"


def _readable(rows: Iterable[EventRow | None], left_out: list[str] | None) -> Iterator[Event]:
    for row in rows:
        try:
            yield event_of(row)
        except StoreDamagedError as error:
            if left_out is None:
                raise
            left_out.append(unread(row, error))


def learners(session: Session) -> list[str]:
    """The names of all who have events, by name."""
    return list(session.scalars(select(EventRow.learner).distinct().order_by(EventRow.learner)))


def leaps_of(session: Session, learner: str) -> dict[int, int]:
    """The lamports of a learner's log that leap, and how far."""
    of_learner, lamport = EventRow.learner == learner, col(EventRow.lamport)
    low = session.scalars(select(func.max(lamport)).where(of_learner, lamport <= LEAP)).one()
    high = session.scalars(select(lamport).distinct().where(of_learner, lamport > LEAP))
    return Lamports(low or 0, set(high)).leaps()


def _by_name_of_today(
    session: Session, learner: str, runs: Iterable[tuple[str, list[Entry]]]
) -> Iterator[tuple[ItemId, list[Entry], bool]]:
    """Runs of what was logged under one name, those of renamed items joined last and told to be so."""
    former = {
        row.was: ItemId(row.item)
        for row in session.scalars(select(FormerItem).where(FormerItem.learner == learner))
    }
    renamed: dict[ItemId, list[Entry]] = {}
    held_back = {*former, *former.values()}
    for item, run in runs:
        if item in held_back:
            renamed.setdefault(former.get(item, ItemId(item)), []).extend(run)
        else:
            yield ItemId(item), run, False
    for item, run in renamed.items():
        yield item, run, True


def event_by_id(session: Session, learner: str, event_id: str) -> Event | None:
    """One event of the learner."""
    row = session.get(EventRow, event_id)
    return None if row is None or row.learner != learner else event_of(row)


def events_after(
    session: Session, learner: str, last: Event | None, names: Iterable[str] | None
) -> list[Event]:
    """The next page of events in the total order, ``names`` limiting it to an item; empty at the end."""
    wanted = select(EventRow).where(EventRow.learner == learner)
    if names is not None:
        wanted = wanted.where(col(EventRow.item).in_(list(names)))
    if last is not None:
        wanted = wanted.where(tuple_(*ORDER) > tuple_(*last.order))
    return [event_of(row) for row in session.scalars(wanted.order_by(*ORDER).limit(_PAGE))]


def _logged(row: Any) -> Logged:
    *common, ok, why, decided_by, target, helped, seconds, item = row
    lamport, device, id_, kind, day, maths, round_, pass_ = common
    is_odd = bytes in map(type, row) or str in (type(lamport), type(pass_), type(seconds))
    if is_odd or None in (lamport, device, id_, kind, day, item):
        raise broken_event(id_, "a column holds what is not of its type")  # SQLite takes in anything
    line = Line(
        lamport, device, id_, kind, day_of(day), maths or "", round_ or FIRST_ROUND, pass_ or 0, bool(ok),
        bool(why), decided_by == "learner", target or "", bool(helped),
    )  # fmt: skip
    if not 0 <= (seconds or 0) < math.inf:
        raise broken_event(id_, "its seconds are no time")
    return Logged(line, seconds or 0.0)
