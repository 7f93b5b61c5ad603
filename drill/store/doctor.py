"""Examine a database: whether its log can be read, is complete, and agrees with the cache."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlmodel import select

from drill.errors import StoreDamagedError
from drill.gyr.fold import fold_lines
from drill.store.database_tables import OpenRow, StateRow
from drill.store.faults import DAMAGED_HINT, shorten_error_message
from drill.store.log import find_events_ahead, lines_by_item
from drill.store.open_attempts import OpenAttempt
from drill.store.own_schema import DEFINITIONS, compare_definitions
from drill.store.salvage import survey_log
from drill.store.states import due_number, lineage_of, newest_lineage, parse_state_row
from drill.text import count, quote_for_message


@dataclass(frozen=True, slots=True)
class Health:
    """The findings of an examination.

    ``lost`` cannot be mended: events that cannot be read, or merged; nor can ``missing``, the number of those
    that were told and are not in the log at all. ``broken`` is mended by a fresh file with the same log,
    ``stale`` by a rebuild of the cache. ``ahead`` are the learner's own marks that are dated later than the
    clock says, which are undone when asked. ``notes`` say what is odd and needs no mending.
    """

    events: int
    items: int
    lost: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    missing: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether there are no findings."""
        return not (self.lost or self.broken or self.stale or self.ahead or self.missing)


@dataclass(frozen=True, slots=True)
class Mended:
    """The findings, those that remain, and where the damaged file is if a fresh one replaced it."""

    found: Health
    left: Health
    kept: Path | None


def check_database_health(session: Session, learner: str, gaps: Sequence[int], now: datetime) -> Health:
    """Look over the log of all learners, the pages and the guards, and what is derived for one learner.

    ``now`` is what the clock says.

    Raises StoreDamagedError where nothing of the log can be read.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        _refuse_computed_log(session)
    log = survey_log(session)
    broken = _find_broken_structure(session) if is_sqlite else []
    # Where not all events can be read there is nothing to compare with.
    items, stale = _compare_cached_states(session, learner, gaps) if not log.unreadable else (0, [])
    if log.unsummed and not log.unreadable:
        stale.append(f"{count(log.unsummed, 'event')} without a checksum")
    lost = (*log.unreadable, *log.unmergeable)
    notes = [
        f"{count(events, 'event')} dated {year}, since a clock was wrong; they count, in the order of the log"
        for year, events in sorted(log.misdated.items())
        if year < now.year
    ]
    notes += [
        f"{count(events, 'event')} of the kind {quote_for_message(kind)}, which a newer version of drill "
        "wrote: kept as "
        "they are, but only the newer version can export them"
        for kind, events in sorted(log.newer.items())
    ]
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
    """Raise StoreDamagedError where the log is no table, or reading it would compute its columns."""
    kind = session.scalar(text("SELECT type FROM sqlite_master WHERE name = 'event'"))
    computed = session.scalar(text("SELECT count(*) FROM pragma_table_xinfo('event') WHERE hidden"))
    if kind != "table" or computed:
        raise StoreDamagedError("nothing of the log can be read: its table is not drill's", DAMAGED_HINT)


def _find_broken_structure(session: Session) -> list[str]:
    foreign, missing = compare_definitions(session.execute(text(DEFINITIONS)).all())
    try:
        # It computes what foreign indexes and constraints say, which may never end.
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
    """Return how many items are cached, and which cached states differ from what the events give."""
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
        state = fold_lines(lines, lineage_of(row.basis))
        if state != parse_state_row(row):
            problems.append(f"{item}: the cached state is not what its events give")
        elif row.due != due_number(state, gaps):
            problems.append(f"{item}: the cached due day is not what its events give")
    problems += [f"{item}: a cached state without events" for item in sorted(unmatched)]
    return problems
