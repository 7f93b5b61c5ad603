"""Events as rows: the fields that charts and folds read as columns, the others as one JSON text."""

from __future__ import annotations

import json
from typing import Any

from drill.errors import StoreDamagedError
from drill.gyr.events import UNDECIDED, Attempt, Event, Facts, Override
from drill.gyr.wire import DEPTH, EventError, common_to_json, facts_to_json, from_json
from drill.store.faults import DAMAGED_HINT
from drill.store.tables import EventRow

# The fields that are columns. One that is no column of its kind, an unknown one too, stands in `more`.
_COMMON = ("id", "learner", "device", "lamport", "at", "offset_minutes", "study_day", "kind", "item")
_OWN = ("round", "pass", "ok", "why", "decided_by", "seconds", "target", "placed")
_CONTENT = ("maths", "wording")
_NOTHING: dict[str, Any] = dict.fromkeys((*_OWN, *_CONTENT))

_as_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def row_of(event: Event) -> dict[str, Any]:
    """The values of an event by column."""
    row: dict[str, Any] = common_to_json(event) | _NOTHING
    rest: dict[str, Any] = {}
    for name, value in facts_to_json(event.facts).items():
        (row if name in _NOTHING else rest)[name] = value
    if event.content is not None:
        row["maths"], row["wording"] = event.content.maths, event.content.wording
    row["more"] = _as_text(rest | dict(event.more))
    row["disputed"] = disputed(event.facts)
    return row


def disputed(facts: Facts) -> str | None:
    """Why an event is listed with the disputes, ``None`` where it is not.

    An exercise that the learner always judges alone (kind ``self``) leaves neither code nor reason.
    """
    if isinstance(facts, Override):
        return "override"
    if not isinstance(facts, Attempt):
        return None
    if facts.seen:
        return "seen"
    if facts.decided_by != "learner" or not (facts.code or facts.reason):
        return None
    return UNDECIDED if facts.code == UNDECIDED else "overruled"


def event_of(row: EventRow | None) -> Event:
    """The event of its row. Raises StoreDamagedError for a row that holds none, or has no id (``None``)."""
    if row is None:
        raise broken_event("one without an id", "it cannot be told apart") from ValueError("it has no id")
    try:
        shape: dict[str, Any] = {**_parsed(row.more)}
        shape.update((name, getattr(row, name)) for name in _COMMON)
        own = ((name, getattr(row, "pass_" if name == "pass" else name)) for name in _OWN)
        shape.update((name, value) for name, value in own if value is not None)
        hashes = {name: getattr(row, name) for name in _CONTENT}
        if bytes in map(type, (*shape.values(), *hashes.values())):
            raise ValueError("it contains bytes where text or a number is expected")
        if row.maths is not None:
            shape["content"] = {**shape.get("content", {}), **hashes}
        return from_json(shape)
    except (EventError, ValueError, TypeError) as error:
        raise broken_event(row.id, str(error)) from error


def _parsed(more: str) -> dict[str, Any]:
    """The JSON of a text. Raises ValueError for what is none, or is nested too deeply to be read."""
    try:
        return json.loads(more)
    except RecursionError:
        raise ValueError(f"more: nested deeper than {DEPTH}") from None


def broken_event(id_: object, why: str) -> StoreDamagedError:
    """The error for a row of the log that holds no event."""
    return StoreDamagedError(f"the database holds a broken event, {id_}: {why}", DAMAGED_HINT)
