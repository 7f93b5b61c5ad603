"""The cache: every item's state, the counters and the days, all derived from the log.

It is corrected where the loaded banks differ from those that it was made for, and can be made again whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlmodel import Session, SQLModel, col, delete, insert, select

from drill.gyr.events import ItemId
from drill.gyr.fold import Lineage, fold_lines
from drill.gyr.state import NEVER_MET, ItemState
from drill.store.counts import Counts, add_counts, changed_counts, counts_of, sum_of
from drill.store.days import Work, add_work, work_of
from drill.store.log import Logged, logged_by_item, logged_of
from drill.store.states import bank_of, basis_of, due_number, lineage_of, row_of_state, state_of
from drill.store.tables import (
    DayRow,
    EventRow,
    FormerItem,
    MetaRow,
    PassCount,
    StateCount,
    StateRow,
    table_of,
)

RULES = 2
"""Raised whenever the fold or a derived table changes its meaning: caches of other rules are made again."""

_CHUNK = 500


class Loaded(Protocol):
    """What the store reads of a loaded exercise."""

    @property
    def item(self) -> str: ...
    @property
    def maths(self) -> str: ...
    @property
    def corrects(self) -> Iterable[str]: ...
    @property
    def was(self) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the loaded banks changed: items whose content is another now, and how many are hidden."""

    reopened: tuple[ItemId, ...] = ()
    hidden: int = 0


def lineage_for(entry: Loaded) -> Lineage:
    """The content of a loaded exercise."""
    return Lineage(entry.maths, frozenset(entry.corrects))


def former_names(entry: Loaded) -> Iterator[str]:
    """The earlier items of a loaded exercise; ``was`` holds ids of its bank."""
    bank = bank_of(entry.item)
    for was in entry.was:
        yield was if "/" in was else f"{bank}/{was}"


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
    hidden: bool = False,
) -> None:
    """Put an item's state in the place of the cached one, the counters with it; ``row`` is the cached one."""
    values = row_of_state(learner, item, state, basis_of(lineage), gaps)
    before = Counts() if row is None or row.hidden else _row_counts(row)
    if row is None:
        row = StateRow(**values)
    for name, value in (values | {"hidden": hidden}).items():
        setattr(row, name, value)
    session.add(row)
    after = Counts() if hidden else counts_of(bank_of(item), state)
    add_counts(session, learner, changed_counts(before, after))


def rebuild(session: Session, learner: str, entries: Iterable[Loaded], gaps: Sequence[int]) -> Reconciled:
    """Make the whole cache of a learner again."""
    loaded = {ItemId(entry.item): entry for entry in entries}
    cached = _cached(session, learner)
    for table in (StateRow, StateCount, PassCount, DayRow):
        session.execute(delete(table).where(_learner_of(table) == learner))
    _write_former_names(session, learner, loaded)
    rows: list[dict[str, Any]] = []
    counts: list[Counts] = []
    work: Work = Work()
    reopened: list[ItemId] = []
    hidden = 0
    for item, logged in logged_by_item(session, learner):
        work.update(work_of(logged))
        entry = loaded.get(item)
        lineage = newest_lineage(logged) if entry is None else lineage_for(entry)
        if lineage is None:
            continue
        state = fold_logged(logged, lineage)
        rows.append(row_of_state(learner, item, state, basis_of(lineage), gaps) | {"hidden": entry is None})
        if entry is None:
            hidden += 1
            continue
        counts.append(counts_of(bank_of(item), state))
        if item in cached and _is_open_again(cached[item], state):
            reopened.append(item)
    for start in range(0, len(rows), _CHUNK):
        session.connection().execute(insert(table_of(StateRow)), rows[start : start + _CHUNK])
    add_counts(session, learner, sum_of(counts))
    add_work(session, learner, work)
    _write_meta(session, learner, _made_for(loaded, gaps))
    return Reconciled(tuple(reopened), hidden)


def is_current(session: Session, learner: str, entries: Iterable[Loaded], gaps: Sequence[int]) -> bool:
    """Whether the cache was made for exactly these exercises and gaps, or there is nothing to cache."""
    loaded = {ItemId(entry.item): entry for entry in entries}
    if _read_meta(session, learner) == _made_for(loaded, gaps):
        return True
    return session.scalars(select(EventRow.id).where(EventRow.learner == learner).limit(1)).first() is None


def reconcile(session: Session, learner: str, entries: Iterable[Loaded], gaps: Sequence[int]) -> Reconciled:
    """Correct the cache where the loaded exercises differ from those it was made for.

    Only what changed is folded again: an item whose content hashes are others now, that came back, or that
    bears a new name; what left the banks is hidden. A cache of other rules is rebuilt.
    """
    loaded = {ItemId(entry.item): entry for entry in entries}
    made_for = _read_meta(session, learner)
    if made_for.get("rules") != str(RULES):
        return rebuild(session, learner, loaded.values(), gaps)
    renamed = _write_former_names(session, learner, loaded)
    cached = _cached(session, learner)
    reopened: list[ItemId] = []
    for item, entry in loaded.items():
        known = cached.get(item)
        lineage = lineage_for(entry)
        if item not in renamed and (known is None or known[:2] == (basis_of(lineage), False)):
            continue  # never met, or cached as it is
        logged = logged_of(session, learner, item)
        if not logged:
            if known is not None:  # its events bear the name of another item again
                _take_out(session, learner, item, for_good=True)
            continue
        state = fold_logged(logged, lineage)
        row = cached_row(session, learner, item)
        write_state(session, learner, item, state, lineage, gaps, row)
        if known is not None and _is_open_again(known, state):
            reopened.append(item)
    gone = [item for item, known in cached.items() if item not in loaded]
    for item in gone:
        _take_out(session, learner, item, for_good=item in renamed)
    session.flush()
    if made_for.get("gaps") != _gaps_text(gaps):
        _write_due_days(session, learner, gaps)
    _write_meta(session, learner, _made_for(loaded, gaps))
    return Reconciled(tuple(reopened), len(gone))


class _Cached(NamedTuple):
    basis: str
    hidden: bool
    state: str


def _is_open_again(before: _Cached, after: ItemState) -> bool:
    return before.state != "unseen" and after == NEVER_MET


def _cached(session: Session, learner: str) -> dict[ItemId, _Cached]:
    rows = session.execute(
        select(StateRow.item, StateRow.basis, StateRow.hidden, StateRow.state).where(
            StateRow.learner == learner
        )
    )
    return {ItemId(row.item): _Cached(row.basis, row.hidden, row.state) for row in rows}


def _take_out(session: Session, learner: str, item: ItemId, *, for_good: bool) -> None:
    """Hide an item that left the banks; one that only bears a new name now needs no row of its own."""
    row = session.get_one(StateRow, (learner, item))
    if not row.hidden:
        add_counts(session, learner, changed_counts(_row_counts(row), Counts()))
    if for_good:
        session.delete(row)
    else:
        row.hidden = True
        session.add(row)


def _row_counts(row: StateRow) -> Counts:
    return counts_of(bank_of(row.item), state_of(row))


def _write_due_days(session: Session, learner: str, gaps: Sequence[int]) -> None:
    """Bring the due days up to the gaps; they are no part of the fold."""
    for row in session.scalars(select(StateRow).where(StateRow.learner == learner)).all():
        number = due_number(state_of(row), gaps)
        if row.due != number:
            row.due = number
            session.add(row)


def _write_former_names(session: Session, learner: str, loaded: Mapping[ItemId, Loaded]) -> set[str]:
    """Note which items bear a new name; returns the names, old and new, for which that changed.

    A name that is loaded itself stays its own.
    """
    rows = session.scalars(select(FormerItem).where(FormerItem.learner == learner)).all()
    names = {
        was: str(item)
        for item, entry in loaded.items()
        for was in former_names(entry)
        if ItemId(was) not in loaded
    }
    before, after = {(row.was, row.item) for row in rows}, set(names.items())
    for row in rows:
        if (row.was, row.item) not in after:
            session.delete(row)
    session.flush()
    session.add_all(FormerItem(learner=learner, was=was, item=item) for was, item in after - before)
    session.flush()
    return {name for pair in before ^ after for name in pair}


def _made_for(loaded: Mapping[ItemId, Loaded], gaps: Sequence[int]) -> dict[str, str]:
    """Three texts of which one differs where the rules, the gaps or any exercise's name or content differ."""
    digest = hashlib.sha256()
    for item, entry in sorted(loaded.items()):
        parts = (item, basis_of(lineage_for(entry)), *former_names(entry))
        digest.update("\0".join(parts).encode() + b"\n")
    return {"rules": str(RULES), "gaps": _gaps_text(gaps), "loaded": digest.hexdigest()}


def _gaps_text(gaps: Sequence[int]) -> str:
    return " ".join(map(str, gaps))


def _read_meta(session: Session, learner: str) -> dict[str, str]:
    rows = session.scalars(select(MetaRow).where(MetaRow.learner == learner))
    return {row.name: row.value for row in rows}


def _write_meta(session: Session, learner: str, made_for: Mapping[str, str]) -> None:
    for name, value in made_for.items():
        session.merge(MetaRow(learner=learner, name=name, value=value))


def _learner_of(table: type[SQLModel]) -> Any:
    return col(getattr(table, "learner"))  # noqa: B009
