"""The cache as a whole: updated where the loaded banks differ from those it was made for, or rebuilt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col, delete, func, select

from drill.gyr.entry import Entries
from drill.gyr.events import BankId, ItemId, Line
from drill.gyr.fold import fold_lines
from drill.store.database_tables import EventRow, FormerItem, MetaRow, StateRow, table_of
from drill.store.log import lines_by_item, read_item_lines
from drill.store.states import find_bank_of_item, newest_lineage, row_of_state, take_out, write_rows

# Raised whenever the fold or the table of states changes its meaning: states of other rules are made again.
RULES = 5

# More items than these are not folded one by one.
_FEW_ITEMS = 1000
# Rows in a statement: SQLite takes some 30,000 values.
_CHUNK = 500
_STATES = table_of(StateRow)
_DROP_FORMER = delete(FormerItem).where(
    col(FormerItem.learner) == bindparam("of_learner"), col(FormerItem.was) == bindparam("of_was")
)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What changed with the loaded banks: items with other content, and how many are hidden."""

    reopened: tuple[ItemId, ...] = ()
    hidden: int = 0
    # Marks that from now on count for another bank: from where, to where, and how many.
    moved: Mapping[tuple[BankId, BankId], int] = field(default_factory=dict[tuple[BankId, BankId], int])


def rebuild_state_cache(session: Session, learner: str, loaded: Entries, gaps: Sequence[int]) -> Reconciled:
    """Rebuild the whole cache of a learner."""
    cached = _read_cached_states(session, learner)
    _empty_states(session, learner)
    former = _store_item_renames(session, learner, loaded)
    folded = (
        row
        for item, lines in lines_by_item(session, learner)
        if (row := _fold_state_row(learner, item, lines, loaded, gaps)) is not None
    )
    reopened: list[ItemId] = []
    hidden = 0
    while rows := list(islice(folded, _CHUNK)):
        write_rows(session, rows)
        hidden += sum(row["hidden"] for row in rows)
        reopened += _find_reopened_items(cached, rows)
    _write_meta(session, learner, _made_for(loaded, gaps))
    return Reconciled(tuple(reopened), hidden, former.moved)


def is_current(session: Session, learner: str, loaded: Entries, gaps: Sequence[int]) -> bool:
    """Return whether the cache was made for exactly these exercises and gaps, or there is nothing to
    cache."""
    made_for = _made_for(loaded, gaps)
    if made_for.items() <= _read_meta(session, learner).items():
        return True
    return session.scalars(select(EventRow.id).where(EventRow.learner == learner).limit(1)).first() is None


def reconcile_state_cache(session: Session, learner: str, loaded: Entries, gaps: Sequence[int]) -> Reconciled:
    """Update the cache where the loaded exercises differ from those it was made for.

    Only what changed is folded again: an item whose content hashes are others now, that came back, or that
    bears a new name; what left the banks is hidden. A cache of other rules or gaps is rebuilt.
    """
    wanted = _made_for(loaded, gaps)
    made_for = _read_meta(session, learner)
    if any(made_for.get(name) != wanted[name] for name in ("rules", "gaps")):
        return rebuild_state_cache(session, learner, loaded, gaps)
    former = _store_item_renames(session, learner, loaded)
    renamed = former.changed
    cached = _read_cached_states(session, learner)
    rows: list[dict[str, Any]] = []
    for item, entry in loaded.items():
        known = cached.get(item)
        if item not in renamed and (known is None or known[:3] == (entry.lineage.basis, entry.topic, False)):
            continue  # never met, or cached as it is
        row = _fold_state_row(learner, item, read_item_lines(session, learner, item), loaded, gaps)
        if row is not None:
            rows.append(row)
        elif known is not None:  # its events bear the name of another item again
            take_out(session, learner, item, for_good=True)
    write_rows(session, rows)
    gone = [item for item in cached if item not in loaded]
    for item in gone:
        if item in renamed or not cached[item].hidden:
            take_out(session, learner, item, for_good=item in renamed)
    _write_meta(session, learner, wanted)
    return Reconciled(tuple(_find_reopened_items(cached, rows)), len(gone), former.moved)


def take_in(
    session: Session, learner: str, items: Collection[ItemId], loaded: Entries, gaps: Sequence[int]
) -> None:
    """Update the states of items for events that are in the log; all other states must be current."""
    if len(items) > _FEW_ITEMS:
        rebuild_state_cache(session, learner, loaded, gaps)
        return
    folded = (
        _fold_state_row(learner, item, read_item_lines(session, learner, item), loaded, gaps)
        for item in items
    )
    write_rows(session, [row for row in folded if row is not None])


def invalidate_state_cache(session: Session, learner: str) -> None:
    """Have the cache of a learner rebuilt at its next use."""
    session.execute(delete(MetaRow).where(col(MetaRow.learner) == learner, col(MetaRow.name) == "rules"))


class _Cached(NamedTuple):
    basis: str
    topic: str
    hidden: bool
    state: str


def _empty_states(session: Session, learner: str) -> None:
    of_learner = _STATES.c.learner
    another = session.execute(select(of_learner).where(of_learner != learner).limit(1)).first()
    # SQLite empties a whole table at once, and one row after the other where there is a condition.
    session.execute(delete(_STATES) if another is None else delete(_STATES).where(of_learner == learner))


def _fold_state_row(
    learner: str, item: ItemId, lines: Sequence[Line], loaded: Entries, gaps: Sequence[int]
) -> dict[str, Any] | None:
    """Return the row of an item's state for the loaded content; ``None`` if it has only notes."""
    entry = loaded.get(item)
    lineage = newest_lineage(lines) if entry is None else entry.lineage
    if lineage is None or not lines:
        return None
    topic = None if entry is None else entry.topic
    return row_of_state(learner, item, fold_lines(lines, lineage), lineage, gaps, topic)


def _find_reopened_items(
    cached: Mapping[ItemId, _Cached], rows: Iterable[Mapping[str, Any]]
) -> Iterator[ItemId]:
    """Yield the loaded items whose earlier marks all belong to another content than the loaded one."""
    for row in rows:
        before = cached.get(row["item"])
        if before is not None and before.state != "unseen" and not row["hidden"] and row["undoable"] is None:
            yield row["item"]


def _read_cached_states(session: Session, learner: str) -> dict[ItemId, _Cached]:
    columns: tuple[Any, ...] = (
        StateRow.item,
        StateRow.basis,
        StateRow.topic,
        StateRow.hidden,
        StateRow.state,
    )
    rows = session.execute(sql_select(*columns).where(col(StateRow.learner) == learner))
    return {ItemId(item): _Cached(*values) for item, *values in rows}


class _Former(NamedTuple):
    # Names, old and new, for which it changed what they belong to.
    changed: set[str]
    # Marks that count for another bank now.
    moved: Mapping[tuple[BankId, BankId], int]


def _store_item_renames(session: Session, learner: str, loaded: Entries) -> _Former:
    """Store which items have new names."""
    rows = session.execute(select(FormerItem.was, FormerItem.item).where(FormerItem.learner == learner))
    before, after = {(was, item) for was, item in rows}, {*loaded.renamed.items()}
    if outdated := [{"of_learner": learner, "of_was": was} for was, _ in before - after]:
        session.connection().execute(_DROP_FORMER, outdated)
    session.add_all(FormerItem(learner=learner, was=was, item=item) for was, item in after - before)
    session.flush()
    moved: Counter[tuple[BankId, BankId]] = Counter()
    for was, item in after - before:
        if find_bank_of_item(was) != find_bank_of_item(item) and (marks := _marks_of(session, learner, was)):
            moved[find_bank_of_item(was), find_bank_of_item(item)] += marks
    return _Former({name for pair in before ^ after for name in pair}, moved)


def _marks_of(session: Session, learner: str, name: str) -> int:
    """Return how many marks the log holds under a name."""
    marked = col(EventRow.kind).in_(("verdict", "check"))
    wanted = select(func.count()).where(EventRow.learner == learner, EventRow.item == name, marked)
    return session.scalars(wanted).one()


def _made_for(loaded: Entries, gaps: Sequence[int]) -> dict[str, str]:
    """Return the texts that identify what a cache was made for: rules, gaps and exercises."""
    return {"rules": str(RULES), "gaps": " ".join(map(str, gaps)), "loaded": loaded.digest}


def _read_meta(session: Session, learner: str) -> dict[str, str]:
    rows = session.scalars(select(MetaRow).where(MetaRow.learner == learner))
    return {row.name: row.value for row in rows}


def _write_meta(session: Session, learner: str, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        session.merge(MetaRow(learner=learner, name=name, value=value))
