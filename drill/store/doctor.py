"""Looking a database over: is it whole, is its log guarded, and does the cache agree with the log?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, text
from sqlmodel import Session, select

from drill.store.counts import Counts, read_all
from drill.store.derived import fold_logged, newest_lineage, row_counts
from drill.store.log import logged_by_item
from drill.store.states import due_number, lineage_of, state_of
from drill.store.tables import EventRow, StateRow
from drill.store.work import Work, read_work

_GUARDS = ("event_no_delete", "event_no_update")


@dataclass(frozen=True, slots=True)
class Health:
    """What was found; ``broken`` cannot be mended here, ``stale`` is mended by a rebuild."""

    events: int
    items: int
    broken: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.broken and not self.stale


def examine(session: Session, learner: str, gaps: Sequence[int]) -> Health:
    """Look over the pages, the log and its guards, and everything derived."""
    events = session.scalars(
        select(func.count()).select_from(EventRow).where(EventRow.learner == learner)
    ).one()
    rows = {row.item: row for row in session.scalars(select(StateRow).where(StateRow.learner == learner))}
    return Health(events, len(rows), tuple(_broken(session)), tuple(_stale(session, learner, rows, gaps)))


def _broken(session: Session) -> list[str]:
    if session.get_bind().dialect.name != "sqlite":
        return []
    found = [row[0] for row in session.execute(text("PRAGMA integrity_check(20)")) if row[0] != "ok"]
    guards = {
        row[0] for row in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    }
    missing = [f"the log's guard {name} is missing" for name in _GUARDS if name not in guards]
    unreadable = session.execute(text("SELECT count(*) FROM event WHERE NOT json_valid(more)")).scalar_one()
    if unreadable:
        found.append(f"events that cannot be read: {unreadable}")
    return found + missing


def _stale(session: Session, learner: str, rows: dict[str, StateRow], gaps: Sequence[int]) -> list[str]:
    found: list[str] = []
    work = Work()
    counts = Counts()
    unmatched = set(rows)
    for item, logged in logged_by_item(session, learner):
        work.add(logged)
        row = rows.get(item)
        if row is None:
            if newest_lineage(logged) is not None:
                found.append(f"{item}: no cached state")
            continue
        unmatched.discard(item)
        state = fold_logged(logged, lineage_of(row.basis))
        if state != state_of(row):
            found.append(f"{item}: the cached state is not what its events give")
        elif row.due != due_number(state, gaps):
            found.append(f"{item}: the cached due day is not what its events give")
        counts.update(row_counts(row))
    found += [f"{item}: a cached state without events" for item in sorted(unmatched)]
    if read_all(session, learner) != counts:
        found.append("the counters are not what the events give")
    if read_work(session, learner) != work.without_zeros():
        found.append("days, times or words are not what the events give")
    return found
