"""Examine a database: whether its log can be read, is complete, and agrees with the cache."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Executable, insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, select

from drill.errors import StoreDamagedError
from drill.gyr.entry import group_by
from drill.gyr.events import Event, is_possible
from drill.gyr.fold import fold_lines
from drill.gyr.wire import LEAP, explain_refusal, leaps, newer_kind, to_columns
from drill.store.database_tables import (
    DEFINITIONS,
    DeviceRow,
    OpenRow,
    StateRow,
    compare_definitions,
    table_of,
)
from drill.store.faults import DAMAGED_HINT, shorten_error_message
from drill.store.log import (
    EVENT,
    INSERT_EVENT,
    ORDER,
    EventColumns,
    describe_unmergeable_event,
    describe_unreadable_event,
    event_of,
    find_events_ahead,
    find_foreign_aims,
    lines_by_item,
)
from drill.store.open_attempts import OpenAttempt
from drill.store.states import RULES, decode_row, due_number, newest_lineage, split_into_chunks
from drill.text import count, quote_for_message

# Read a log event by event, despite damage to its database, and write its sound events anew.

# Max rows in memory at a time: less than a megabyte.
_PAGE = 500
_BETWEEN = text("event.rowid BETWEEN :first AND :last")
# The two indexes that name every event.
_INDEXES = ("event_in_order", "event_of_item")


class Lost(NamedTuple):
    """A number of events that cannot be read, and the reason."""

    events: int
    why: str


class Newer(NamedTuple):
    """The row of an event of a kind that this version does not know."""

    row: EventColumns


@dataclass(slots=True)
class Survey:
    """The summary of a whole log, all learners together."""

    # Number of readable events, by learner.
    events: Counter[str] = field(default_factory=Counter[str])
    # Descriptions of unreadable events.
    unreadable: list[str] = field(default_factory=list[str])
    # Descriptions of events that no merge accepts.
    unmergeable: list[str] = field(default_factory=list[str])
    # Number of events of both sorts.
    left_out: int = 0
    # Number of mergeable events by impossible year.
    misdated: Counter[int] = field(default_factory=Counter[int])
    # Number of events by kind, if only a newer version knows the kind.
    newer: Counter[str] = field(default_factory=Counter[str])
    # The lamports that leap, and how far, by learner.
    leaps: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])

    def moved_up(self, row: dict[str, Any]) -> dict[str, Any] | None:
        """Return a row, its Lamport time reduced by the leaps below it; ``None`` if it leaps itself."""
        leap_by_lamport = self.leaps.get(row["learner"], {})
        if row["lamport"] in leap_by_lamport:
            return None
        by = sum(leap for lamport, leap in leap_by_lamport.items() if lamport < row["lamport"])
        return row | {"lamport": row["lamport"] - by}


def survey_log(session: Session) -> Survey:
    """Read the whole log; unreadable events are recorded without stopping.

    Raises StoreDamagedError if none of it can be read.
    """
    result = Survey()
    foreign = find_foreign_aims(session)
    low: Counter[str] = Counter()
    high: list[tuple[str, int, str]] = []
    rows = 0
    for entry in _read_damaged_log(session):
        if isinstance(entry, Lost):
            result.unreadable.append(entry.why)
            result.left_out += entry.events
            rows += entry.events
            continue
        rows += 1
        if isinstance(entry, Newer):
            result.newer[entry.row["kind"]] += 1
            continue
        result.events[entry.learner] += 1
        why = _explain_unmergeable(entry, foreign)
        if why:
            result.unmergeable.append(describe_unmergeable_event(entry, why))
            continue
        if not is_possible(entry.at):
            result.misdated[entry.at.year] += 1
        if entry.lamport > LEAP:
            high.append((entry.learner, entry.lamport, f"the event {entry.id} of {entry.item}"))
        else:
            low[entry.learner] = max(low[entry.learner], entry.lamport)
    missing = _named_elsewhere(session) - rows
    if missing > 0:
        named = count(missing, "event")
        result.unreadable.append(f"{named} that an index names: missing from the log")
        result.left_out += missing
    for name, of_learner in group_by(high, itemgetter(0)).items():
        result.leaps[name] = leaps([low[name], *(lamport for _, lamport, _ in of_learner)])
    for learner, lamport, event in high:
        if lamport in result.leaps[learner]:
            result.unmergeable.append(
                f"{event} breaks the order: its lamport {lamport} is more than 2^32 above the next lower "
                "one, and no merge takes in what was marked after it"
            )
    result.left_out += len(result.unmergeable)
    return result


def copy_sound(session: Session, fresh: Session) -> int:
    """Write the readable and mergeable events into a fresh database; return the number of the others.

    Begun attempts and the names of devices are copied; derived data are made again at the first look.
    """
    result = survey_log(session)
    foreign = find_foreign_aims(session)

    def list_sound_rows() -> Iterator[dict[str, Any]]:
        for entry in _read_damaged_log(session):
            match entry:
                case Lost():
                    continue
                case Event():
                    row = None if _explain_unmergeable(entry, foreign) else result.moved_up(to_columns(entry))
                case _:
                    row = result.moved_up({**entry.row})
            if row:
                yield row

    _insert_in_pages(fresh, list_sound_rows())
    begun = [row for row in _read_small_table(session, OpenRow) if OpenAttempt.from_json(row["body"])]
    _insert_table_rows(fresh, OpenRow, begun)
    _insert_table_rows(fresh, DeviceRow, _read_small_table(session, DeviceRow))
    return result.left_out


def _explain_unmergeable(event: Event, foreign: Mapping[str, str]) -> str:
    """Return why a merge would refuse an event, apart from its place in the order; empty if it would not."""
    return explain_refusal(replace(event, lamport=0)) or foreign.get(event.id, "")


def _insert_in_pages(fresh: Session, rows: Iterator[dict[str, Any]]) -> None:
    for page in split_into_chunks(rows):
        fresh.connection().execute(INSERT_EVENT, page)


def _read_damaged_log(session: Session) -> Iterator[Event | Newer | Lost]:
    """Yield every event of every learner, in the order of writing."""
    for page in _read_log_pages(session):
        for row in page:
            yield row if isinstance(row, Lost) else _salvage_row(row)


def _salvage_row(row: EventColumns) -> Event | Newer | Lost:
    try:
        return event_of(row)
    except StoreDamagedError as error:
        is_newer = newer_kind(row) is not None
        if is_newer:
            return Newer(row)
        return Lost(1, describe_unreadable_event(row, error))


def _read_log_pages(session: Session) -> Iterator[Sequence[EventColumns | Lost]]:
    """Yield the rows of the log page by page; rows that cannot be fetched are recorded as lost."""
    if session.get_bind().dialect.name != "sqlite":
        wanted = EVENT.select().order_by(*ORDER).execution_options(yield_per=_PAGE)
        yield from session.execute(wanted).mappings().partitions()
        return
    highest = _highest_row(session)
    for first in range(1, highest + 1, _PAGE):
        last = min(first + _PAGE - 1, highest)
        try:
            yield _select_row_range(session, first, last)
        except DBAPIError:
            yield list(_one_by_one(session, first, last))


def _one_by_one(session: Session, first: int, last: int) -> Iterator[EventColumns | Lost]:
    """Yield rows one by one, because some of them cannot be read."""
    lost: list[int] = []
    why = ""
    for number in range(first, last + 1):
        try:
            yield from _select_row_range(session, number, number)
        except DBAPIError as error:
            lost.append(number)
            why = shorten_error_message(error.orig)
    if len(lost) == 1:
        yield Lost(1, f"row {lost[0]} of the log cannot be read: {why}")
    elif lost:
        yield Lost(len(lost), f"{len(lost)} of the log's rows {lost[0]} to {lost[-1]} cannot be read: {why}")


def _select_row_range(session: Session, first: int, last: int) -> Sequence[EventColumns]:
    return session.execute(EVENT.select().where(_BETWEEN), {"first": first, "last": last}).mappings().all()


def _highest_row(session: Session) -> int:
    """Return the number of the last row, from an index if its page is damaged."""
    for how in ("NOT INDEXED", *(f"INDEXED BY {name}" for name in _INDEXES)):
        for (highest,) in _read_readable_rows(session, text(f"SELECT max(rowid) FROM event {how}")):
            return highest or 0
    raise StoreDamagedError("nothing of the log can be read", DAMAGED_HINT)


def _named_elsewhere(session: Session) -> int:
    """Return the number of events that indexes name, because they may still name rows of a lost page."""
    if session.get_bind().dialect.name != "sqlite":
        return 0
    queries = (text(f"SELECT count(*) FROM event INDEXED BY {name}") for name in _INDEXES)
    numbers = (number for query in queries for (number,) in _read_readable_rows(session, query))
    return max(numbers, default=0)


def _read_readable_rows(session: Session, wanted: Executable) -> Sequence[Any]:
    """Return the rows of a query; empty if the pages that it reads are damaged."""
    try:
        return session.connection().execute(wanted).all()
    except DBAPIError:
        return ()


def _read_small_table(session: Session, model: type[SQLModel]) -> list[dict[str, Any]]:
    """Return the rows of a small table; empty if it is damaged."""
    return [row._asdict() for row in _read_readable_rows(session, select(*table_of(model).columns))]


def _insert_table_rows(fresh: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    if rows:
        fresh.connection().execute(insert(table_of(model)), rows)


@dataclass(frozen=True, slots=True)
class Health:
    """The findings of an examination.

    ``lost`` cannot be repaired: events that cannot be read, or merged. ``broken`` is repaired by a fresh file
    with the same log, ``stale`` by folding everything anew. ``ahead`` are the learner's own marks that are
    dated after the present time, which are undone on request. ``notes`` are oddities that need no repair.
    """

    events: int
    items: int
    lost: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether the findings are empty."""
        return not (self.lost or self.broken or self.stale or self.ahead)


@dataclass(frozen=True, slots=True)
class Mended:
    """The findings, those that remain, and the path of the damaged file if a fresh one replaced it."""

    found: Health
    left: Health
    kept: Path | None


def check_database_health(session: Session, learner: str, gaps: Sequence[int], now: datetime) -> Health:
    """Examine the log of all learners, the pages and the guards, and the derived data of one learner.

    ``now`` is the time of the clock.

    Raises StoreDamagedError if none of the log can be read.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        _refuse_computed_log(session)
    log = survey_log(session)
    broken = _find_broken_structure(session) if is_sqlite else []
    # Unreadable events leave nothing to compare with.
    items, stale = _compare_cached_states(session, learner, gaps) if not log.unreadable else (0, [])
    lost = (*log.unreadable, *log.unmergeable)
    notes: list[str] = []
    for year, events in sorted(log.misdated.items()):
        if year < now.year:
            dated = f"{count(events, 'event')} dated {year}"
            notes.append(f"{dated}, since a clock was wrong; they count, in the order of the log")
    for kind, events in sorted(log.newer.items()):
        newer = f"{count(events, 'event')} of the kind {quote_for_message(kind)}"
        notes.append(
            f"{newer}, which a newer version of drill wrote: kept as they are, "
            "but only the newer version can export them"
        )
    ahead = () if log.unreadable else _describe_events_ahead(session, learner, now)
    return Health(log.events[learner], items, lost, tuple(broken), tuple(stale), ahead, tuple(notes))


def _describe_events_ahead(session: Session, learner: str, now: datetime) -> tuple[str, ...]:
    """Return a line for each study day of marks that lies ahead of the clock."""
    days = Counter(row.study_day for row in find_events_ahead(session, learner, now))
    return tuple(
        f"{count(marks, 'mark')} dated {day}, and this computer's clock says {now:%Y-%m-%d}: one is wrong"
        for day, marks in sorted(days.items())
    )


def _refuse_computed_log(session: Session) -> None:
    """Raise StoreDamagedError if the log is not a table, or if reading it would compute its columns."""
    kind = session.scalar(text("SELECT type FROM sqlite_master WHERE name = 'event'"))
    computed = session.scalar(text("SELECT count(*) FROM pragma_table_xinfo('event') WHERE hidden"))
    if kind != "table" or computed:
        raise StoreDamagedError("nothing of the log can be read: its table is not drill's", DAMAGED_HINT)


def _find_broken_structure(session: Session) -> list[str]:
    foreign, missing = compare_definitions(session.execute(text(DEFINITIONS)).all())
    try:
        # This check computes foreign indexes and constraints, which may never end.
        lines = () if foreign else session.execute(text("PRAGMA integrity_check(20)")).scalars()
        pages: list[str] = [line for line in lines if line != "ok"]
    except DBAPIError as error:
        pages = [shorten_error_message(error.orig)]
    return [*foreign, *pages, *missing, *_unreadable_attempts(session)]


def _unreadable_attempts(session: Session) -> list[str]:
    try:
        rows = session.execute(select(OpenRow.item, OpenRow.body)).all()
    except DBAPIError as error:
        return [f"the begun attempts cannot be read: {shorten_error_message(error.orig)}"]
    return [
        f"a begun attempt of {item} cannot be read" for item, body in rows if not OpenAttempt.from_json(body)
    ]


def _compare_cached_states(session: Session, learner: str, gaps: Sequence[int]) -> tuple[int, list[str]]:
    """Return the number of items that have a row, and the rows that differ from the fold of their events."""
    try:
        rows = {row.item: row for row in session.scalars(select(StateRow).where(StateRow.learner == learner))}
        return len(rows), _find_stale_states(session, learner, rows, gaps)
    except (DBAPIError, StoreDamagedError, ValueError, TypeError, LookupError) as error:
        reason = shorten_error_message(error.orig if isinstance(error, DBAPIError) else error)
        return 0, [f"what is derived from the log cannot be read: {reason}"]


def _find_stale_states(
    session: Session, learner: str, rows: dict[str, StateRow], gaps: Sequence[int]
) -> list[str]:
    problems: list[str] = []
    unmatched = set(rows)
    for item, lines in lines_by_item(session, learner):
        row = rows.get(item)
        if row is None:
            if newest_lineage(lines) is not None:
                problems.append(f"{item}: no cached state")
            continue
        unmatched.discard(item)
        if row.rules != RULES:
            continue  # because the next look folds it anew
        known = decode_row(row.state, row.body)
        state = fold_lines(lines, known.lineage)
        if (state, lines[-1].id) != (known.state, row.newest):
            problems.append(f"{item}: the cached state is not what its events give")
        elif row.due != due_number(state, gaps):
            problems.append(f"{item}: the cached due day is not what its events give")
    problems += [f"{item}: a cached state without events" for item in sorted(unmatched)]
    return problems
