"""Folded states as rows of the cache."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from drill.gyr.events import BankId, EventId, ItemId
from drill.gyr.fold import Lineage
from drill.gyr.state import ItemState, PassMark, due
from drill.store.tables import NEVER_DUE, StateRow

# The columns of a state that hold the field of the same name as it is, and those that hold a day.
_PLAIN = (
    "state",
    "round",
    "round_id",
    "opened",
    "passes",
    "first_red",
    "yellows",
    "skips",
    "parked_by_hand",
    "undoable",
    "overridable",
)
_DAYS = ("study_day", "skipped_on", "parked_on", "reopened_on")

STATE_COLUMNS = tuple(getattr(StateRow, name) for name in (*_PLAIN, *_DAYS))
"""What `state_of` reads, without the marks."""


def bank_of(item: str) -> BankId:
    """The bank of an item: all before its last ``/``."""
    return BankId(item.rpartition("/")[0])


def basis_of(lineage: Lineage) -> str:
    """The content hashes of a lineage as one text, the loaded one first."""
    return " ".join((lineage.maths, *sorted(lineage.corrects)))


def lineage_of(basis: str) -> Lineage:
    """The lineage of what `basis_of` wrote."""
    maths, *corrects = basis.split(" ")
    return Lineage(maths, frozenset(corrects))


def due_number(state: ItemState, gaps: Sequence[int]) -> int:
    """The due day as an ordinal, `NEVER_DUE` for what no queue of re-attempts holds."""
    day = due(state, gaps)
    return NEVER_DUE if day is None else day.toordinal()


def row_of_state(
    learner: str, item: ItemId, state: ItemState, basis: str, gaps: Sequence[int]
) -> dict[str, Any]:
    """The columns of an item's state, but for ``hidden``."""
    row: dict[str, Any] = {name: getattr(state, name) for name in _PLAIN}
    row.update((name, _day_text(getattr(state, name))) for name in _DAYS)
    return row | {
        "learner": learner,
        "item": item,
        "bank": bank_of(item),
        "basis": basis,
        "due": due_number(state, gaps),
        "marks": json.dumps([_mark_values(mark) for mark in state.marks], separators=(",", ":")),
    }


def state_of(row: Any, *, marks: str | None = None) -> ItemState:
    """The state of a row or of its `STATE_COLUMNS`; ``marks`` is their JSON, left out where not wanted."""
    fields: Mapping[str, Any] = {name: getattr(row, name) for name in _PLAIN} | {
        name: _day(getattr(row, name)) for name in _DAYS
    }
    return ItemState(**fields, marks=() if marks is None else tuple(map(_mark, json.loads(marks))))


def _mark_values(mark: PassMark) -> list[object]:
    day = mark.study_day.isoformat()
    return [mark.event, mark.round, mark.pass_, mark.colour, mark.ok, mark.parked, mark.opened, day]


def _mark(values: list[Any]) -> PassMark:
    event, round_, pass_, colour, ok, parked, opened, day = values
    return PassMark(EventId(event), round_, pass_, colour, ok, parked, opened, date.fromisoformat(day))


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
