"""Read the log: whole events in the total order, lines for folds, and what arrived since the last look."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    RowMapping,
    Select,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    tuple_,
    union_all,
)
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col, select

from drill.errors import StoreDamagedError
from drill.gyr.events import AHEAD, ATTEMPTS, UNDOABLE, UNFOLDED, Event, ItemId, LogLine, format_event_time
from drill.gyr.wire import (
    LEAP,
    LINE_COLUMNS,
    EventError,
    explain_refusal,
    from_columns,
    leaps,
    line_from_columns,
)
from drill.store.database_tables import EventRow, FormerItem, table_of
from drill.store.faults import DAMAGED_HINT

# Max new events whose items are looked up one by one; with more, the whole log is read.
_MOST_NEWS = 1000
# Max names in a statement, because SQLite accepts only some 30,000 values.
_MOST_NAMES = 10_000
# Max rows in memory at a time: less than a megabyte.
_PAGE = 500

# An event as a row: the values of its columns by their names.
EventColumns = RowMapping
EVENT = table_of(EventRow)
INSERT_EVENT = insert(EVENT)
# The total order, the same on every machine.
ORDER = (EVENT.c.lamport, EVENT.c.device, EVENT.c.id)


# Built once, because every mark uses them, and building a statement takes longer than running it.
_FORMER_ITEM = table_of(FormerItem)
_FORMER = sql_select(_FORMER_ITEM.c.was).where(
    _FORMER_ITEM.c.learner == bindparam("learner"), _FORMER_ITEM.c.item == bindparam("item")
)
_FOLDED = EVENT.c.kind.not_in(sorted(UNFOLDED))
# Whether hints were shown. Quotes in a JSON text are escaped, so the name cannot be a part of one.
_HELPED = EVENT.c.more.like('%"hints":%') & EVENT.c.more.not_like('%"hints":0%')


# The present name of an event's item, and the events with these names.
NAME = func.coalesce(_FORMER_ITEM.c.item, EVENT.c.item)
EVENT_AND_NAME = EVENT.outerjoin(
    _FORMER_ITEM, and_(_FORMER_ITEM.c.learner == EVENT.c.learner, _FORMER_ITEM.c.was == EVENT.c.item)
)


# The condition on the learner, written so that SQLite uses no index for it, because it would read all events
# of a learner instead of the few that another condition selects.
IS_OF_LEARNER = EVENT.c.learner.concat("") == bindparam("learner")
_UNDO, _AIM = EVENT.alias(), EVENT.alias()
IS_NOT_UNDONE = ~_UNDO.select().where(_UNDO.c.target == EVENT.c.id, _UNDO.c.kind == "undo").exists()
# The kinds of events that are work of a day.
WORK = frozenset((*ATTEMPTS, "rep"))
_IS_WORK = EVENT.c.kind.in_(sorted(WORK))
_LAST_DAYS = (
    sql_select(EVENT.c.study_day)
    .distinct()
    .where(EVENT.c.learner == bindparam("learner"), _IS_WORK)
    .order_by(EVENT.c.study_day.desc())
    .limit(bindparam("number"))
)


def _select_day_work() -> CompoundSelect[Any]:
    """Return the ids of work on the last study days, of events that correct it, and of undos of these."""
    done = sql_select(EVENT.c.id).where(
        EVENT.c.learner == bindparam("learner"),
        EVENT.c.study_day.in_(sql_select(_LAST_DAYS.subquery())),
        _IS_WORK,
    )
    done = done.cte("done")
    corrected = sql_select(EVENT.c.id).where(EVENT.c.target.in_(sql_select(done.c.id))).cte("corrected")
    undone = sql_select(EVENT.c.id).where(EVENT.c.target.in_(sql_select(corrected.c.id)))
    return union_all(sql_select(done.c.id), sql_select(corrected.c.id), undone)


class _Lines:
    """The statements that read lines; without ``left_out``, which are kinds of events."""

    def __init__(self, left_out: frozenset[str]) -> None:
        columns: list[Any] = [*(EVENT.c[name] for name in LINE_COLUMNS), _HELPED]
        is_wanted = EVENT.c.kind.not_in(sorted(left_out))
        is_read = EVENT.c.learner == bindparam("learner"), is_wanted
        is_named = EVENT.c.item.in_(bindparam("names", expanding=True))
        self.of_item = sql_select(*columns, EVENT.c.item).where(*is_read, is_named)
        by_name = sql_select(*columns, NAME).select_from(EVENT_AND_NAME).order_by(NAME, *ORDER)
        self.of_items = by_name.where(*is_read, is_named)
        self.on_last_days = by_name.where(IS_OF_LEARNER, is_wanted, EVENT.c.id.in_(_select_day_work()))
        self.of_all = by_name.where(*is_read).execution_options(yield_per=_PAGE)


_TO_FOLD, _WITH_REPS = _Lines(UNFOLDED), _Lines(UNFOLDED - {"rep"})
_NEWEST_FOLDED = (
    sql_select(EVENT.c.id)
    .where(
        EVENT.c.learner == bindparam("learner"), EVENT.c.item.in_(bindparam("names", expanding=True)), _FOLDED
    )
    .order_by(*(column.desc() for column in ORDER))
    .limit(1)
)
_ROW = literal_column("event.rowid", Integer)
_NEWS = sql_select(EVENT.c.id, EVENT.c.item).where(EVENT.c.learner == bindparam("learner"))
_ARRIVED = sql_select(EVENT.c.id, EVENT.c.item, EVENT.c.learner).where(bindparam("row") < _ROW)
_COUNT = sql_select(func.count()).select_from(EVENT).where(EVENT.c.learner == bindparam("learner"))


def event_of(row: EventColumns) -> Event:
    """Return the event of its row. Raises StoreDamagedError for an invalid row."""
    try:
        return from_columns(row)
    except EventError as error:
        raise broken_event(row["id"], error) from error


def broken_event(id_: object, why: object) -> StoreDamagedError:
    """Return the error for an invalid row of the log."""
    name = "one without an id" if id_ is None else id_
    return StoreDamagedError(f"the database holds a broken event, {name}: {why}", DAMAGED_HINT)


def read_item_names(session: Session, learner: str, item: ItemId) -> list[str]:
    """Return the names under which events of a loaded item are stored: its present and its former ones."""
    former = session.connection().execute(_FORMER, {"learner": learner, "item": item})
    return [item, *former.scalars()]


def read_item_lines(
    session: Session, learner: str, item: ItemId, *, with_reps: bool = False
) -> list[LogLine]:
    """Return the lines of one item's events, in the total order; those that no fold reads are left out."""
    named = {"learner": learner, "names": read_item_names(session, learner, item)}
    wanted = _WITH_REPS if with_reps else _TO_FOLD
    return sorted(map(_parse_line_row, session.connection().execute(wanted.of_item, named)))


def read_newest_folded(session: Session, learner: str, item: ItemId) -> str:
    """Return the id of an item's newest event that a fold reads; empty without one."""
    named = {"learner": learner, "names": read_item_names(session, learner, item)}
    return session.connection().execute(_NEWEST_FOLDED, named).scalar() or ""


def lines_by_item(
    session: Session, learner: str, *, with_reps: bool = False
) -> Iterator[tuple[ItemId, list[LogLine]]]:
    """Yield the lines of every item, item by item under today's names."""
    wanted = _WITH_REPS if with_reps else _TO_FOLD
    pages = session.connection().execute(wanted.of_all, {"learner": learner}).partitions()
    return _by_item(chain.from_iterable(pages))


def lines_on_last_days(session: Session, learner: str, number: int) -> Iterator[tuple[ItemId, list[LogLine]]]:
    """Yield, item by item, the lines of attempts and reps on the newest study days with work, and of their
    corrections.
    """
    return _by_item(
        session.connection().execute(_WITH_REPS.on_last_days, {"learner": learner, "number": number})
    )


def lines_of_items(
    session: Session, learner: str, items: Collection[ItemId], former: Mapping[str, ItemId]
) -> Iterator[tuple[ItemId, list[LogLine]]]:
    """Yield the lines of these items without reps, or of all items if these are very many.

    ``former`` are the items by their former names.
    """
    names = {*items, *(was for was, item in former.items() if item in items)}
    if len(names) > _MOST_NAMES:
        return lines_by_item(session, learner)
    named = {"learner": learner, "names": _pad_item_names(names)}
    return _by_item(session.connection().execute(_TO_FOLD.of_items, named))


def _pad_item_names(names: Collection[str]) -> list[str]:
    """Return the names, the last one repeated up to a power of two.

    SQLAlchemy prepares and keeps a statement for each number of values, and a session adds one item after
    each mark, so the number of lengths is kept small to limit the memory.
    """
    ordered = sorted(names)
    return ordered + ordered[-1:] * ((1 << (len(ordered) - 1).bit_length()) - len(ordered))


def _by_item(rows: Iterable[Any]) -> Iterator[tuple[ItemId, list[LogLine]]]:
    for item, run in groupby(rows, key=itemgetter(-1)):
        yield item, [_parse_line_row(row) for row in run]


def events_by_item(
    session: Session, learner: str, left_out: list[str] | None
) -> Iterator[tuple[ItemId, list[Event]]]:
    """Yield the foldable events of every item, in the total order, item by item under today's names.

    The reason why an event cannot be read is added to ``left_out``; without it StoreDamagedError is raised.
    """
    wanted = sql_select(EVENT, NAME.label("name")).select_from(EVENT_AND_NAME)
    wanted = wanted.where(EVENT.c.learner == learner, _FOLDED).order_by(NAME, *ORDER)
    rows = session.execute(wanted.execution_options(yield_per=_PAGE)).mappings()
    for item, run in groupby(rows, key=itemgetter("name")):
        yield item, list(_read_readable_events(run, left_out))


def find_foreign_aims(session: Session, *learners: str) -> dict[str, str]:
    """Return the undos and overrides of another learner's event by their ids, each with the reason why a
    merge refuses it; of all learners if none is named.
    """
    wanted = sql_select(EVENT.c.id, EVENT.c.kind).join(_AIM, _AIM.c.id == EVENT.c.target)
    wanted = wanted.where(EVENT.c.kind.in_(("undo", "override")), EVENT.c.learner != _AIM.c.learner)
    if learners:
        wanted = wanted.where(EVENT.c.learner.in_(learners))
    return {id_: f"this {kind} is of another learner's event" for id_, kind in session.execute(wanted)}


def describe_unmergeable_event(event: Event, why: str) -> str:
    """Return the message about an event that no merge takes in."""
    return f"the event {event.id} of {event.item} cannot be merged: {why}"


def all_events(session: Session, learner: str, left_out: list[str] | None) -> Iterator[Event]:
    """Yield all events of a learner in the total order, read on demand.

    The reason why an event cannot be read, or merged, is added to ``left_out``; without it all are yielded,
    and StoreDamagedError is raised.
    """
    wanted = sql_select(EVENT).where(EVENT.c.learner == learner).order_by(*ORDER)
    foreign = {} if left_out is None else find_foreign_aims(session, learner)
    rows = session.execute(wanted.execution_options(yield_per=_PAGE)).mappings()
    for event in _read_readable_events(rows, left_out):
        why = "" if left_out is None else explain_refusal(event) or foreign.get(event.id, "")
        if left_out is not None and why:
            left_out.append(describe_unmergeable_event(event, why))
        else:
            yield event


def mergeable_events_besides(
    session: Session, learner: str, devices: Collection[str], known: Collection[str]
) -> Iterator[Event]:
    """Yield the events of a learner that a merge takes in, in the total order.

    Left out are events that one of ``devices`` wrote, and events whose ids are ``known``.
    """
    by_others = sql_select(EVENT.c.id).where(EVENT.c.learner == learner, EVENT.c.device.not_in(devices))
    ids = [id_ for id_ in session.execute(by_others.order_by(*ORDER)).scalars() if id_ not in known]
    foreign = find_foreign_aims(session, learner) if ids else {}
    for start in range(0, len(ids), _PAGE):
        wanted = sql_select(EVENT).where(EVENT.c.id.in_(ids[start : start + _PAGE])).order_by(*ORDER)
        for event in _read_readable_events(session.execute(wanted).mappings(), []):
            if not (explain_refusal(event) or event.id in foreign):
                yield event


def describe_unreadable_event(row: EventColumns, error: StoreDamagedError) -> str:
    """Return the message about an invalid row."""
    name = "an event" if row["id"] is None else f"the event {row['id']} of {row['item']}"
    return f"{name} cannot be read: {error.__cause__}"


def _read_readable_events(rows: Iterable[EventColumns], left_out: list[str] | None) -> Iterator[Event]:
    for row in rows:
        try:
            yield event_of(row)
        except StoreDamagedError as error:
            if left_out is None:
                raise
            left_out.append(describe_unreadable_event(row, error))


class Arrivals:
    """The position of one window in a learner's log, by order of arrival: a merge also brings older events.

    SQLite numbers rows by arrival. On a server the window keeps the known ids.
    """

    def __init__(self, learner: str) -> None:
        self._learner = learner
        self._row = 0
        self._newest = ""
        self._known: set[str] = set()

    def news(self, session: Session) -> dict[str, set[str]] | None:
        """Return the ids of newly arrived events by their items; ``None`` if all must be read again.

        This happens at the first call, after a copy was restored in place of the log, and after many events.
        """
        arrivals = self._rows(session) if session.get_bind().dialect.name == "sqlite" else self._ids(session)
        if arrivals is None or len(arrivals) > _MOST_NEWS:
            return None
        items: dict[str, set[str]] = {}
        for id_, item in arrivals:
            items.setdefault(item, set()).add(id_)
        return items

    def _rows(self, session: Session) -> Sequence[Any] | None:
        of_row = sql_select(EVENT.c.id).where(bindparam("row") == _ROW)
        before = self._row
        is_known = before > 0 and session.scalar(of_row, {"row": before}) == self._newest
        self._row = session.scalar(sql_select(func.max(_ROW)).select_from(EVENT)) or 0
        self._newest = session.scalar(of_row, {"row": self._row}) or ""
        if not is_known:
            return None
        # Without the learner, because SQLite would read all of their events.
        arrived = session.execute(_ARRIVED, {"row": before})
        return [(id_, item) for id_, item, learner in arrived if learner == self._learner]

    def _ids(self, session: Session) -> Sequence[Any] | None:
        of_learner = {"learner": self._learner}
        if session.scalar(_COUNT, of_learner) == len(self._known):
            return ()
        before = self._known
        self._known = set(session.scalars(_NEWS.with_only_columns(EVENT.c.id), of_learner))
        new = list(self._known - before)
        if not before or before - self._known or len(new) > _MOST_NEWS:
            return None
        return session.execute(_NEWS.where(EVENT.c.id.in_(new)), of_learner).all()


def read_learner_names(session: Session) -> list[str]:
    """Return the names of all learners who have events, sorted."""
    return list(session.scalars(select(EventRow.learner).distinct().order_by(EventRow.learner)))


def leaps_of(session: Session, learner: str) -> dict[int, int]:
    """Return the leaping Lamport times of a learner's log, and their distances."""
    of_learner = EventRow.learner == learner
    lamport = col(EventRow.lamport)
    low = session.scalars(select(func.max(lamport)).where(of_learner, lamport <= LEAP)).one()
    high = session.scalars(select(lamport).distinct().where(of_learner, lamport > LEAP))
    return leaps([low or 0, *high])


def former_names(session: Session, learner: str) -> dict[str, ItemId]:
    """Return the renamed items, by their former names."""
    rows = session.execute(select(FormerItem.was, FormerItem.item).where(FormerItem.learner == learner))
    return {was: ItemId(item) for was, item in rows}


def event_by_id(session: Session, learner: str, event_id: str) -> Event | None:
    """Return one event of the learner."""
    wanted = sql_select(EVENT).where(EVENT.c.id == event_id, EVENT.c.learner == learner)
    row = session.execute(wanted).mappings().first()
    return None if row is None else event_of(row)


def find_events_ahead(session: Session, learner: str, now: datetime) -> Sequence[Any]:
    """Return id, item and study day of undoable events dated ahead of a clock, in the total order.

    Undone events are excluded.
    """
    wanted = sql_select(EVENT.c.id, EVENT.c.item, EVENT.c.study_day).where(
        EVENT.c.learner == learner,
        EVENT.c.at > format_event_time(now + AHEAD),
        EVENT.c.kind.in_(sorted(UNDOABLE)),
        IS_NOT_UNDONE,
    )
    return session.execute(wanted.order_by(*ORDER)).all()


def events_after(session: Session, learner: str, last: Event | None) -> list[Event]:
    """Return the next page of events in the total order; empty at the end."""
    wanted = sql_select(EVENT).where(EVENT.c.learner == learner)
    if last is not None:
        wanted = wanted.where(tuple_(*ORDER) > tuple_(*last.order))
    return read_queried_events(session, wanted.order_by(*ORDER).limit(_PAGE))


def read_queried_events(session: Session, wanted: Select[Any]) -> list[Event]:
    """Return the events of a query of whole rows."""
    return [event_of(row) for row in session.execute(wanted).mappings()]


def _parse_line_row(row: Any) -> LogLine:
    *values, helped, item = tuple(row)
    if not isinstance(item, str):
        raise broken_event(row.id, "its item is not a text")
    try:
        return line_from_columns(values, helped=bool(helped))
    except EventError as error:
        raise broken_event(row.id, error) from error
