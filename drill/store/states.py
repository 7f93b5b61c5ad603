"""The snapshot of the fold: one row of the table ``state`` per item, written with every event.

A row contains the last event that was folded and the number of the rules, so that a row left behind by a
write of another window or an older version is recognised. Rows are rebuilt from the log, never repaired.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar, cast, get_args

from sqlalchemy import Insert, Row, ScalarSelect, Table, bindparam, delete, func, select
from sqlalchemy.orm import Session

from drill.errors import StoreDamagedError
from drill.gyr.entry import Entries
from drill.gyr.events import BankId, EventId, ItemId, LogLine
from drill.gyr.fold import Lineage, fold_lines
from drill.gyr.skills import ExerciseProgress, part_of
from drill.gyr.state import NEVER_MET, Colour, ItemState, PassMark, Review, State, due
from drill.store.database_tables import (
    FOLDED_FOR,
    NEVER_DUE,
    EventRow,
    FormerItem,
    MetaRow,
    StateRow,
    table_of,
)
from drill.store.faults import DAMAGED_HINT, reads_cache
from drill.store.log import former_names, lines_by_item, read_item_lines, read_newest_folded

# Raised whenever the fold or the table of states changes its meaning, because then rows are folded anew.
RULES = 7

_Moment = TypeVar("_Moment", date, datetime)
_Value = TypeVar("_Value")


@lru_cache(maxsize=4096)
def day_of(text: str) -> date:
    """Parse the text of a day, cached. Raises StoreDamagedError for an invalid one."""
    return _parse_stored_moment(date.fromisoformat, text)


def moment_of(text: str) -> datetime:
    """Parse the text of an aware time. Raises StoreDamagedError for an invalid one."""
    return _parse_stored_moment(datetime.fromisoformat, text).astimezone(UTC)


def _parse_stored_moment(read: Callable[[str], _Moment], text: str) -> _Moment:
    try:
        return read(text)
    except (ValueError, TypeError) as error:
        raise StoreDamagedError(f"the database contains a bad day or time: {text!r}", DAMAGED_HINT) from error


# A state as a row.

# A row of the table ``state``, its columns as attributes.
CachedRow = Row[Any]

_COLOURS: dict[str, Colour] = {"g": "green", "e": "green", "y": "yellow", "r": "red"}
_EASY = "e"
_STATES: frozenset[str] = frozenset(get_args(State))
_DAYS = frozenset(("study_day", "skipped_on", "parked_on", "reopened_on"))
# The other fields, as they are without events; the body contains those that differ.
_DEFAULTS: Mapping[str, object] = {
    part.name: getattr(NEVER_MET, part.name)
    for part in fields(ItemState)
    if part.name not in ("state", "marks", "reviews")
}
_as_json = json.JSONEncoder(separators=(",", ":")).encode

# Max cached rows: more than all shipped exercises and as many of one's own.
_STATES_HELD = 20_000
# Max cached texts of reviews, for all days of some years, because many items share one.
_REVIEWS_HELD = 16_384


class MemoryOfGreen(NamedTuple):
    """The memory of a green, computed from its reviews and stored, because FSRS takes a while.

    It has the day (as an ordinal) from which it slips at the highest possible retention, its stability in
    days, and the day of its last review.
    """

    slips_on: int
    stability: float
    rested: int


class Snapshot(NamedTuple):
    """The content of a row: the state, its lineage, and the memory of a green if it is known."""

    state: ItemState
    lineage: Lineage
    memory: MemoryOfGreen | None


def row_of_state(
    learner: str,
    item: ItemId,
    state: ItemState,
    newest: EventId,
    lineage: Lineage,
    gaps: Sequence[int],
    topic: str | None,
) -> dict[str, Any]:
    """Return the columns of an item's state; without a ``topic`` no loaded bank has the item."""
    body: dict[str, Any] = {"basis": lineage.basis}
    for name, default in _DEFAULTS.items():
        value = getattr(state, name)
        if value != default:
            body[name] = _convert_date_to_text(value)
    body["marks"] = [[*map(_convert_date_to_text, mark)] for mark in state.marks]
    body["reviews"] = " ".join(map(_encode_review, state.reviews))
    return {
        "learner": learner,
        "item": item,
        "bank": find_bank_of_item(item),
        "topic": topic or "",
        "state": state.state,
        "due": due_number(state, gaps),
        "hidden": topic is None,
        "newest": newest,
        "rules": RULES,
        "body": _as_json(body),
    }


def find_bank_of_item(item: str) -> BankId:
    """Return the bank of an item: all before its last ``/``."""
    return BankId(item.rpartition("/")[0])


def due_number(state: ItemState, gaps: Sequence[int]) -> int:
    """Return the due day as an ordinal, `NEVER_DUE` for an item that is in no queue of re-attempts."""
    day = due(state, gaps)
    return NEVER_DUE if day is None else day.toordinal()


@reads_cache
def decode_row(state: str, body: str) -> Snapshot:
    """Return the snapshot that two columns of a row encode."""
    return _decode_row(state, body)


def decode_state(state: str, body: str) -> ItemState:
    """Return the state alone."""
    return decode_row(state, body).state


@lru_cache(maxsize=_STATES_HELD)
def _decode_row(state: str, body: str) -> Snapshot:
    """Decode a row once, because screens read all states again and again, and few rows change in between."""
    if state not in _STATES:
        raise ValueError(f"{state!r} is not a state")
    values: dict[str, Any] = json.loads(body)
    known: dict[str, Any] = {}
    for name in _DEFAULTS.keys() & values.keys():
        value = values[name]
        default = _DEFAULTS[name]
        expected = str if default is None else type(default)
        if type(value) is not expected:
            raise ValueError(f"{name} is {value!r}")
        known[name] = day_of(value) if name in _DAYS else value
    known["marks"] = tuple(map(_decode_pass_mark, values["marks"]))
    known["reviews"] = tuple(map(_decode_review, values["reviews"].split()))
    maths, *corrects = values["basis"].split(" ")
    memory = None
    if "memory" in values:
        slips_on, stability, rested = values["memory"]
        memory = MemoryOfGreen(int(slips_on), float(stability), int(rested))
    checked = cast(State, state)  # it is one of `_STATES`
    return Snapshot(ItemState(state=checked, **known), Lineage(maths, frozenset(corrects)), memory)


@reads_cache
def decode_part(state: str, body: str, former_until: date | None) -> ExerciseProgress:
    """Return the part of a row's item, with the rule that was valid until a day."""
    return _decode_part(state, body, former_until)


@lru_cache(maxsize=_STATES_HELD)
def _decode_part(state: str, body: str, former_until: date | None) -> ExerciseProgress:
    return part_of(_decode_row(state, body).state, former_until)


def add_memory(body: str, memory: MemoryOfGreen) -> str:
    """Return a row's body with the memory."""
    return _as_json(json.loads(body) | {"memory": memory})


def _encode_review(review: Review) -> str:
    """Return the day as an ordinal, and the first letter of its colour, ``e`` for an easy green."""
    return f"{review.study_day.toordinal()}{_EASY if review.easy else review.colour[0]}"


@lru_cache(maxsize=_REVIEWS_HELD)
def _decode_review(text: str) -> Review:
    return Review(date.fromordinal(int(text[:-1])), _COLOURS[text[-1]], text[-1] == _EASY)


def _decode_pass_mark(values: list[Any]) -> PassMark:
    event, round_, pass_, colour, ok, parked, opened, day, helped = values
    return PassMark(event, round_, pass_, colour, ok, parked, opened, day_of(day), helped)


def _convert_date_to_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


# One item.

# Built once, because every mark uses them, and building a statement takes longer than running it.
_TABLE = table_of(StateRow)
_OF_ITEM = (_TABLE.c.learner == bindparam("of_learner"), _TABLE.c.item == bindparam("of_item"))
_CACHED = select(_TABLE).where(*_OF_ITEM)
_DROP = delete(_TABLE).where(*_OF_ITEM)


def cached_row(session: Session, learner: str, item: ItemId) -> CachedRow | None:
    """Return the row of an item."""
    return session.connection().execute(_CACHED, {"of_learner": learner, "of_item": item}).first()


def read_state(
    session: Session, learner: str, item: ItemId, lineage: Lineage | None, row: CachedRow | None
) -> tuple[ItemState, Lineage | None]:
    """Return the state of an item for ``lineage``, and that lineage.

    Without ``lineage``, for an exercise that is not loaded, it is that of its row, or of its newest event.
    """
    if row is not None and row.rules == RULES:
        known = decode_row(row.state, row.body)
        is_wanted = lineage is None or lineage.basis == known.lineage.basis
        if is_wanted and row.newest == read_newest_folded(session, learner, item):
            return known.state, lineage or known.lineage
    lines = read_item_lines(session, learner, item)
    lineage = lineage or newest_lineage(lines)
    return (NEVER_MET if lineage is None else fold_lines(lines, lineage)), lineage


def newest_lineage(lines: Sequence[LogLine]) -> Lineage | None:
    """Return the content of an item's newest event, for an exercise that no bank holds."""
    return next((Lineage(line.maths) for line in reversed(lines) if line.maths), None)


def write_rows(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Replace the rows of items by those of `row_of_state`."""
    if rows:
        session.connection().execute(make_upsert(_TABLE, session.get_bind().dialect.name), rows)


@cache
def make_upsert(table: Table, dialect: str, **computed: ScalarSelect[Any]) -> Insert:
    """Return the statement that writes rows of a table in place of those with the same key.

    The values of the ``computed`` columns are those of a query.
    """
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.c}
    row = insert(table).values(**values | computed)
    changed = {column.name: row.excluded[column.name] for column in table.c if not column.primary_key}
    return row.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed)


# All items: those folded for other exercises or gaps, or with events from elsewhere, are folded anew.

# Max items that are folded one by one.
_FEW_ITEMS = 1000
# Max rows in a statement, because SQLite accepts only some 30,000 values.
_CHUNK = 500


def split_into_chunks(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """Yield values in lists that are short enough for one statement."""
    remaining = iter(values)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


_EVENT = table_of(EventRow).c
_META = table_of(MetaRow)
_FORMER = table_of(FormerItem)
_DROP_FORMER = delete(_FORMER).where(
    _FORMER.c.learner == bindparam("of_learner"), _FORMER.c.was == bindparam("of_was")
)


@dataclass(frozen=True, slots=True)
class Changes:
    """The effect of other loaded banks: items with other content, and the number of hidden ones."""

    reopened: tuple[ItemId, ...] = ()
    hidden: int = 0
    # Number of marks that now count for another bank, by the former and the new one.
    moved: Mapping[tuple[BankId, BankId], int] = field(default_factory=dict[tuple[BankId, BankId], int])


class _Known(NamedTuple):
    """The columns of an item's row; without a basis if it cannot be read."""

    basis: str
    topic: str
    hidden: bool
    state: str


def fold_anew(
    session: Session,
    learner: str,
    loaded: Entries,
    gaps: Sequence[int],
    *,
    arrived: Collection[ItemId] = (),
    is_all: bool = False,
) -> Changes:
    """Fold anew the items whose rows are not for these exercises and gaps, and those with ``arrived`` events.

    With other gaps or rules, and on request, these are all items.
    """
    known = _read_known_states(session, learner)
    renamed, moved = _store_item_renames(session, learner, loaded)
    wanted = name_folding(loaded, gaps)
    fact = session.get(MetaRow, (learner, FOLDED_FOR))
    former = "" if fact is None else str(fact.value)
    is_of_same_rules = former.rpartition("\n")[0] == wanted.rpartition("\n")[0]
    items = {*arrived, *renamed, *_find_unfitting_items(known, loaded)}
    if is_all or not is_of_same_rules or len(items) > _FEW_ITEMS:
        _drop_states(session, learner)
        logs = lines_by_item(session, learner)
    else:
        if items:
            session.connection().execute(_DROP, [{"of_learner": learner, "of_item": item} for item in items])
        logs = ((item, _read_own_lines(session, learner, item, loaded)) for item in sorted(items, key=str))
    folded = (_fold_row(learner, item, lines, loaded, gaps) for item, lines in logs)
    reopened: list[ItemId] = []
    for rows in split_into_chunks(filter(None, folded)):
        write_rows(session, rows)
        reopened += _find_reopened_items(known, rows)
    session.merge(MetaRow(learner=learner, name=FOLDED_FOR, value=wanted))
    hidden = select(func.count()).where(_TABLE.c.learner == learner, _TABLE.c.hidden)
    return Changes(tuple(reopened), session.scalars(hidden).one(), moved)


def forget_folding(session: Session, learner: str) -> None:
    """Mark everything of a learner to be folded anew at the next look."""
    is_folding = (_META.c.learner == learner) & (_META.c.name == FOLDED_FOR)
    session.execute(delete(_META).where(is_folding))


def name_folding(loaded: Entries, gaps: Sequence[int]) -> str:
    """Return the lines that identify the input of the fold: rules, gaps and exercises."""
    return "\n".join((str(RULES), " ".join(map(str, gaps)), loaded.digest))


def _read_known_states(session: Session, learner: str) -> dict[ItemId, _Known]:
    columns = _TABLE.c
    wanted = select(columns.item, columns.topic, columns.hidden, columns.state, columns.body)
    known: dict[ItemId, _Known] = {}
    for row in session.execute(wanted.where(columns.learner == learner)):
        try:
            basis = str(json.loads(row.body)["basis"])
        except (LookupError, RecursionError, TypeError, ValueError):
            basis = ""
        known[ItemId(row.item)] = _Known(basis, row.topic, row.hidden, row.state)
    return known


def _find_unfitting_items(known: Mapping[ItemId, _Known], loaded: Entries) -> Iterator[ItemId]:
    """Yield the items whose rows are for another content, or hidden although they should not be."""
    for item, row in known.items():
        entry = loaded.get(item)
        if entry is None:
            if not row.hidden:
                yield item
        elif row[:3] != (entry.lineage.basis, entry.topic, False):
            yield item


def _read_own_lines(session: Session, learner: str, item: ItemId, loaded: Entries) -> list[LogLine]:
    """Return the lines of an item; none for a former name, because its events are another item's."""
    if item in loaded.renamed:
        return []
    return read_item_lines(session, learner, item)


def _fold_row(
    learner: str, item: ItemId, lines: Sequence[LogLine], loaded: Entries, gaps: Sequence[int]
) -> dict[str, Any] | None:
    """Return the row of an item's state for the loaded content; ``None`` if it has only notes."""
    entry = loaded.get(item)
    lineage = newest_lineage(lines) if entry is None else entry.lineage
    if lineage is None or not lines:
        return None
    topic = None if entry is None else entry.topic
    return row_of_state(learner, item, fold_lines(lines, lineage), lines[-1].id, lineage, gaps, topic)


def _drop_states(session: Session, learner: str) -> None:
    of_learner = _TABLE.c.learner
    another = session.execute(select(of_learner).where(of_learner != learner).limit(1)).first()
    # Separate, because SQLite empties a whole table at once, but with a condition row by row.
    every = delete(_TABLE)
    session.execute(every if another is None else every.where(of_learner == learner))


def _find_reopened_items(
    known: Mapping[ItemId, _Known], rows: Iterable[Mapping[str, Any]]
) -> Iterator[ItemId]:
    """Yield the loaded items whose earlier marks all belong to another content than the loaded one."""
    for row in rows:
        before = known.get(row["item"])
        if before is None or before.state == "unseen" or row["hidden"]:
            continue
        if decode_state(row["state"], row["body"]).undoable is None:
            yield row["item"]


def _store_item_renames(
    session: Session, learner: str, loaded: Entries
) -> tuple[set[ItemId], Mapping[tuple[BankId, BankId], int]]:
    """Store which items have new names.

    Return the names, old and new, whose items changed, and the number of marks that now count for another
    bank.
    """
    before = {*former_names(session, learner).items()}
    after = {*loaded.renamed.items()}
    outdated = [{"of_learner": learner, "of_was": was} for was, _ in before - after]
    if outdated:
        session.connection().execute(_DROP_FORMER, outdated)
    session.add_all(FormerItem(learner=learner, was=was, item=item) for was, item in after - before)
    session.flush()
    moved: Counter[tuple[BankId, BankId]] = Counter()
    for was, item in after - before:
        banks = (find_bank_of_item(was), find_bank_of_item(item))
        if banks[0] != banks[1]:
            marks = _count_marks(session, learner, was)
            if marks:
                moved[banks] += marks
    return {*map(ItemId, chain.from_iterable(before ^ after))}, moved


def _count_marks(session: Session, learner: str, name: str) -> int:
    """Return how many marks the log holds under a name."""
    is_mark = _EVENT.kind.in_(("verdict", "check"))
    wanted = select(func.count()).where(_EVENT.learner == learner, _EVENT.item == name, is_mark)
    return session.scalars(wanted).one()
