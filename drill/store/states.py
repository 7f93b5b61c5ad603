"""Folded states as rows of the table ``state``, written with every event."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, TypeVar, get_args

from sqlalchemy import Insert, Row, bindparam, delete, select, update
from sqlalchemy.orm import Session

from drill.errors import StoreDamagedError
from drill.gyr.events import BankId, ItemId, Line
from drill.gyr.fold import Lineage, fold_lines
from drill.gyr.skills import Part, part_of
from drill.gyr.state import NEVER_MET, BareState, Colour, ItemState, PassMark, Review, State, due
from drill.store.database_tables import NEVER_DUE, NOT_COMPUTED, StateRow, table_of
from drill.store.faults import DAMAGED_HINT, reads_cache
from drill.store.log import read_item_lines

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
