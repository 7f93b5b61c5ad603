"""Folded states as rows of the table ``state``, written with every event."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar, get_args

from sqlalchemy import Insert, Row, bindparam, delete, select, update
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col, func
from sqlmodel import delete as delete_sqlmodel
from sqlmodel import select as select_sqlmodel

from drill.errors import StoreDamagedError
from drill.gyr.entry import Entries
from drill.gyr.events import BankId, ItemId, Line
from drill.gyr.fold import Lineage, fold_lines
from drill.gyr.skills import Part, part_of
from drill.gyr.state import NEVER_MET, BareState, Colour, ItemState, PassMark, Review, State, due
from drill.store.database_tables import (
    NEVER_DUE,
    NOT_COMPUTED,
    EventRow,
    FormerItem,
    MetaRow,
    StateRow,
    table_of,
)
from drill.store.faults import DAMAGED_HINT, reads_cache
from drill.store.log import lines_by_item, read_item_lines

_as_json = json.JSONEncoder(separators=(",", ":")).encode
_COLOURS: dict[str, Colour] = {"g": "green", "e": "green", "y": "yellow", "r": "red"}
_EASY = "e"

_Moment = TypeVar("_Moment", date, datetime)


@lru_cache(maxsize=4096)
def day_of(text: str) -> date:
    """Parse the text of a day, cached. Raises StoreDamagedError for no day."""
    return _parse_stored_moment(date.fromisoformat, text)


def moment_of(text: str) -> datetime:
    """Parse the text of an aware time. Raises StoreDamagedError for no time."""
    return _parse_stored_moment(datetime.fromisoformat, text).astimezone(UTC)


def _parse_stored_moment(read: Callable[[str], _Moment], text: str) -> _Moment:
    try:
        return read(text)
    except (ValueError, TypeError) as error:
        raise StoreDamagedError(f"the database contains a bad day or time: {text!r}", DAMAGED_HINT) from error


# The columns that hold a state, in the order of `state_of_values`; marks and reviews are separate.
_NAMES = tuple(part.name for part in fields(BareState))

_COUNTED = ("round", "passes", "first_red", "yellows", "skips")

# Gives these of the values of a row.
_counts_of = itemgetter(*map(_NAMES.index, _COUNTED))

# More than all shipped exercises and as many of one's own, with and without their marks.
_STATES_HELD = 20_000
# Reviews of all days of some years: many items share one.
_REVIEWS_HELD = 16_384

_STATES: frozenset[str] = frozenset(get_args(State))

_DAYS = ("study_day", "skipped_on", "parked_on", "reopened_on")

# What `state_of_values` reads.
STATE_COLUMNS = tuple(getattr(StateRow, name) for name in _NAMES)


def find_bank_of_item(item: str) -> BankId:
    """Return the bank of an item: all before its last ``/``."""
    return BankId(item.rpartition("/")[0])


@reads_cache
def lineage_of(basis: str) -> Lineage:
    """Parse the text that `Lineage.basis` is."""
    maths, *corrects = basis.split(" ")
    return Lineage(maths, frozenset(corrects))


def due_number(state: BareState, gaps: Sequence[int]) -> int:
    """Return the due day as an ordinal, `NEVER_DUE` for what no queue of re-attempts holds."""
    day = due(state, gaps)
    return NEVER_DUE if day is None else day.toordinal()


def row_of_state(
    learner: str, item: ItemId, state: ItemState, lineage: Lineage, gaps: Sequence[int], topic: str | None
) -> dict[str, Any]:
    """Return the columns of an item's state; without a ``topic`` no loaded bank has the item."""
    row: dict[str, Any] = {name: _convert_date_to_text(getattr(state, name)) for name in _NAMES}
    return row | {
        "learner": learner,
        "item": item,
        "bank": find_bank_of_item(item),
        "topic": topic or "",
        "hidden": topic is None,
        "basis": lineage.basis,
        "due": due_number(state, gaps),
        "marks": _as_json([[*map(_convert_date_to_text, mark)] for mark in state.marks]),
        "reviews": " ".join(
            f"{review.study_day.toordinal()}{_encode_review_letter(review)}" for review in state.reviews
        ),
        "slips_on": NOT_COMPUTED if state.state == "green" else NEVER_DUE,
        "stability": None,
        "rested": None,
    }


def parse_state_row(row: StateRow | Row[Any]) -> ItemState:
    """Return the state of a cached row."""
    return state_of_values(tuple(getattr(row, name) for name in _NAMES), (row.marks, row.reviews))


@reads_cache
def reviews_of(text: str) -> tuple[Review, ...]:
    """Parse the column of reviews."""
    return tuple(map(_decode_review, text.split()))


@lru_cache(maxsize=_REVIEWS_HELD)
def _decode_review(text: str) -> Review:
    return Review(date.fromordinal(int(text[:-1])), _COLOURS[text[-1]], text[-1] == _EASY)


@reads_cache
def part_of_values(values: tuple[Any, ...], folded: tuple[str, str], former_until: date | None) -> Part:
    """Return what a state means for its skill, some of it by the rule that held until a day."""
    _refuse_other_types(values)
    return _part_of_values(values, folded, former_until)


@lru_cache(maxsize=_STATES_HELD)
def _part_of_values(values: tuple[Any, ...], folded: tuple[str, str], former_until: date | None) -> Part:
    return part_of(_state_of_values(values, folded), former_until)


@reads_cache
def state_of_values(values: tuple[Any, ...], folded: tuple[str, str]) -> ItemState:
    """Build the state from its `STATE_COLUMNS` and the texts of its marks and reviews."""
    _refuse_other_types(values)
    return _state_of_values(values, folded)


@reads_cache
def bare_state_of_values(values: tuple[Any, ...]) -> BareState:
    """Build the state without marks and reviews from its `STATE_COLUMNS`."""
    _refuse_other_types(values)
    return _bare_state_of_values(values)


def _refuse_other_types(values: tuple[Any, ...]) -> None:
    """Raise ValueError where a count is no integer, or anything is bytes: SQLite takes in anything.

    Asked before a cache is, which takes 1, 1.0 and True for the same.
    """
    if {*map(type, _counts_of(values))} != {int} or bytes in map(type, values):
        raise ValueError("a column holds what is not of its type")


@lru_cache(maxsize=_STATES_HELD)
def _state_of_values(values: tuple[Any, ...], folded: tuple[str, str]) -> ItemState:
    """Build a state once; screens read all states again and again, and few rows change in between."""
    marks, reviews = folded
    return ItemState(
        **_parse_columns(values),
        marks=tuple(map(_decode_pass_mark, json.loads(marks))),
        reviews=reviews_of(reviews),
    )


@lru_cache(maxsize=_STATES_HELD)
def _bare_state_of_values(values: tuple[Any, ...]) -> BareState:
    return BareState(**_parse_columns(values))


def _parse_columns(values: tuple[Any, ...]) -> dict[str, Any]:
    named = dict(zip(_NAMES, values, strict=True))
    if named["state"] not in _STATES:
        raise ValueError("a column holds what is not of its type")
    for name in _DAYS:
        named[name] = named[name] and day_of(named[name])
    return named


def _encode_review_letter(review: Review) -> str:
    """Return the letter of a review: the first of its colour, ``e`` for a green that was easy."""
    return _EASY if review.easy else review.colour[0]


def _decode_pass_mark(values: list[Any]) -> PassMark:
    event, round_, pass_, colour, ok, parked, opened, day, helped = values
    return PassMark(event, round_, pass_, colour, ok, parked, opened, day_of(day), helped)


def _convert_date_to_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


# A row of the table ``state``, its columns as attributes.
CachedRow = Row[Any]

# Built once, since every mark asks them: putting a statement together takes longer than running it.
_TABLE = table_of(StateRow)
_CACHED = select(_TABLE).where(_TABLE.c.learner == bindparam("learner"), _TABLE.c.item == bindparam("item"))
_OF_ITEM = (_TABLE.c.learner == bindparam("of_learner"), _TABLE.c.item == bindparam("of_item"))
_HIDE = update(_TABLE).where(*_OF_ITEM).values(hidden=True)
_DROP = delete(_TABLE).where(*_OF_ITEM)


def newest_lineage(lines: Sequence[Line]) -> Lineage | None:
    """Return the content of an item's newest event, for an exercise that no bank holds."""
    return next((Lineage(line.maths) for line in reversed(lines) if line.maths), None)


def cached_row(session: Session, learner: str, item: ItemId) -> CachedRow | None:
    """Return the cached state of an item."""
    return session.connection().execute(_CACHED, {"learner": learner, "item": item}).first()


def read_state(
    session: Session, learner: str, item: ItemId, lineage: Lineage | None, row: CachedRow | None,
    lines: Sequence[Line] | None = None,
) -> tuple[ItemState, Lineage | None]:  # fmt: skip
    """Return the state of an item for ``lineage``, and that lineage.

    Without one, for an exercise that is not loaded, it is the one it was folded for, or its newest event's.
    """
    if row is not None and (lineage is None or row.basis == lineage.basis):
        return parse_state_row(row), lineage or lineage_of(row.basis)
    lines = read_item_lines(session, learner, item) if lines is None else lines
    lineage = lineage or newest_lineage(lines)
    return (NEVER_MET if lineage is None else fold_lines(lines, lineage)), lineage


def write_rows(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Replace the cached states of items by rows from `row_of_state`."""
    if rows:
        session.connection().execute(_make_state_upsert(session.get_bind().dialect.name), rows)


@cache
def _make_state_upsert(dialect: str) -> Insert:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    row = insert(_TABLE)
    changed = {column.name: row.excluded[column.name] for column in _TABLE.c if not column.primary_key}
    return row.on_conflict_do_update(index_elements=list(_TABLE.primary_key), set_=changed)


def take_out(session: Session, learner: str, item: ItemId, *, for_good: bool) -> None:
    """Hide an item that left the banks; remove the row of one that only has a new name."""
    named = {"of_learner": learner, "of_item": item}
    session.connection().execute(_DROP if for_good else _HIDE, named)


# The cache as a whole: updated where the loaded banks differ from those it was made for, or rebuilt.

# Raised whenever the fold or the table of states changes its meaning: states of other rules are made again.
RULES = 5

# More items than these are not folded one by one.
_FEW_ITEMS = 1000
# Rows in a statement: SQLite takes some 30,000 values.
_CHUNK = 500
_RECONCILING_STATES = table_of(StateRow)
_DROP_FORMER = delete_sqlmodel(FormerItem).where(
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
    return (
        session.scalars(select_sqlmodel(EventRow.id).where(EventRow.learner == learner).limit(1)).first()
        is None
    )


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
    session.execute(
        delete_sqlmodel(MetaRow).where(col(MetaRow.learner) == learner, col(MetaRow.name) == "rules")
    )


class _Cached(NamedTuple):
    basis: str
    topic: str
    hidden: bool
    state: str


def _empty_states(session: Session, learner: str) -> None:
    of_learner = _RECONCILING_STATES.c.learner
    another = session.execute(select_sqlmodel(of_learner).where(of_learner != learner).limit(1)).first()
    # SQLite empties a whole table at once, and one row after the other where there is a condition.
    session.execute(
        delete_sqlmodel(_RECONCILING_STATES)
        if another is None
        else delete_sqlmodel(_RECONCILING_STATES).where(of_learner == learner)
    )


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
    rows = session.execute(
        select_sqlmodel(FormerItem.was, FormerItem.item).where(FormerItem.learner == learner)
    )
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
    wanted = select_sqlmodel(func.count()).where(EventRow.learner == learner, EventRow.item == name, marked)
    return session.scalars(wanted).one()


def _made_for(loaded: Entries, gaps: Sequence[int]) -> dict[str, str]:
    """Return the texts that identify what a cache was made for: rules, gaps and exercises."""
    return {"rules": str(RULES), "gaps": " ".join(map(str, gaps)), "loaded": loaded.digest}


def _read_meta(session: Session, learner: str) -> dict[str, str]:
    rows = session.scalars(select_sqlmodel(MetaRow).where(MetaRow.learner == learner))
    return {row.name: row.value for row in rows}


def _write_meta(session: Session, learner: str, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        session.merge(MetaRow(learner=learner, name=name, value=value))
