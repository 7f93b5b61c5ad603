"""Events as rows: the fields that charts and folds read as columns, the others as one JSON text."""

from __future__ import annotations

import json
from typing import Any

from drill.gyr.events import Event
from drill.gyr.wire import facts_to_json, from_json, to_json
from drill.store.tables import EventRow

# Column by field. A field that is no column of its kind, an unknown one too, stands in `more`.
_COMMON = {
    name: name
    for name in ("id", "learner", "device", "lamport", "at", "offset_minutes", "study_day", "kind", "item")
}
_OWN = {"pass": "pass_"} | {name: name for name in ("round", "ok", "why", "decided_by", "seconds", "target")}
_CONTENT = ("maths", "wording")


def row_of(event: Event) -> dict[str, Any]:
    """The columns of an event."""
    shape: dict[str, Any] = to_json(event)
    row: dict[str, Any] = dict.fromkeys((*_OWN.values(), *_CONTENT))
    row.update((column, shape.pop(name)) for name, column in _COMMON.items())
    known = facts_to_json(event.facts)
    row.update((column, shape.pop(name)) for name, column in _OWN.items() if name in known)
    if event.content is not None:
        hashes: dict[str, Any] = shape.pop("content")
        row.update((name, hashes.pop(name)) for name in _CONTENT)
        if hashes:
            shape["content"] = hashes
    row["more"] = json.dumps(shape, ensure_ascii=False, separators=(",", ":"))
    return row


def event_of(row: EventRow) -> Event:
    """The event of its row."""
    shape: dict[str, Any] = json.loads(row.more)
    shape.update((name, getattr(row, column)) for name, column in _COMMON.items())
    own = ((name, getattr(row, column)) for name, column in _OWN.items())
    shape.update((name, value) for name, value in own if value is not None)
    if row.maths is not None:
        shape["content"] = {**shape.get("content", {}), **{name: getattr(row, name) for name in _CONTENT}}
    return from_json(shape)
