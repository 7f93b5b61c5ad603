"""Exercises as lists, queues and the store know them, for tests that need no bank."""

from __future__ import annotations

from typing import Any

from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId

_PLAIN: dict[str, Any] = {
    "title": "", "topic": "t", "skill": "", "needs": (), "level": 1, "pace": 0, "kind": "number", "stages": 1,
    "renews": "nothing", "line": 1, "maths": "a" * 16, "wording": "b" * 16, "was": (), "corrects": (),
    "retired": False, "has_world": False, "has_gap": False,
}  # fmt: skip


def entry(item: str, **fields: Any) -> Entry:
    """An exercise of that item; its marks count for its skill, unless the fields say otherwise."""
    bank, _, id_ = item.rpartition("/")
    known = {**_PLAIN, "trains": fields.get("skill", ""), **fields}
    return Entry(id=id_, item=ItemId(item), bank=BankId(bank), **known)
