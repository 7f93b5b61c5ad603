"""What the tests of the store share: exercises, a clock, and the acts of a learner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from drill.gyr.entry import Entry
from drill.gyr.events import Attempt, Content, EventId, Facts, ItemId, Override, Reopen, Undo
from drill.gyr.fold import Lineage
from drill.gyr.state import ItemState
from drill.store import Appended, OpenAttempt, Repository, StageWork
from tests.entries import entry

ZONE = timezone(timedelta(hours=1))
ITEM = ItemId("calculus/product")
MIGRATED = Path(__file__).with_name("migrated_9.sql").read_text("utf-8")
"""The tables as 0.4.0 left those of the first version, with the younger columns at their end."""


def exercise(item: str, maths: str = "a" * 16, **fields: Any) -> Entry:
    """A loaded exercise as the store sees it."""
    return entry(item, **{"topic": "", "maths": maths, **fields})


BANK = tuple(exercise(item) for item in (ITEM, "calculus/chain", "papers/adam/update"))


@dataclass
class World:
    """The time outside, and one machine."""

    now: datetime = datetime(2026, 3, 2, 9, 30, 15, 123_000, tzinfo=ZONE)
    machine: str = "this-machine"

    def open(self, file: Path, **changed: Any) -> Repository:
        chosen: dict[str, Any] = {"clock": lambda: self.now, "machine": self.machine, "wait_s": 0.2}
        return Repository.open(file, **(chosen | changed))

    def days_later(self, days: float) -> None:
        self.now += timedelta(days=days)


def content(maths: str = "a" * 16) -> Content:
    return Content(maths, "b" * 16)


def write(store: Repository, facts: Facts, item: str = ITEM, maths: str = "a" * 16, **more: Any) -> Appended:
    """Append for a loaded exercise."""
    lineage = more.pop("lineage", Lineage(maths))
    return store.append(facts, item=ItemId(item), content=content(maths), lineage=lineage, **more)


def verdict(state: ItemState, ok: bool, why: bool, **more: Any) -> Attempt:
    """The next verdict of an item in that state."""
    chosen: dict[str, Any] = {"answer": "2x", "params": {"a": "-3"}, "seconds": 12.345}
    return Attempt(
        kind="verdict", round=state.round_id, pass_=state.next_pass, ok=ok, why=why, **(chosen | more)
    )


def mark(
    store: Repository, ok: bool, why: bool, item: str = ITEM, maths: str = "a" * 16, **more: Any
) -> Appended:
    """Answer and mark once."""
    state = store.state(ItemId(item), Lineage(maths))
    return write(store, verdict(state, ok, why, **more), item, maths)


def park_by_reds(store: Repository, world: World, item: str = ITEM) -> Appended:
    """Five reds in a row."""
    for _ in range(4):
        mark(store, False, False, item)
        world.days_later(1)
    return mark(store, False, False, item)


def undo(store: Repository, target: EventId, item: str = ITEM, **more: Any) -> Appended:
    return write(store, Undo(target=target), item, **more)


def override(store: Repository, target: EventId, ok: bool, why: bool, item: str = ITEM) -> Appended:
    return write(store, Override(target=target, ok=ok, why=why, reason="a slip"), item)


def reopen(store: Repository, item: str = ITEM) -> Appended:
    return write(store, Reopen(), item)


def begun(world: World, item: str = ITEM, **more: Any) -> OpenAttempt:
    """An attempt in the middle of an answer."""
    work = StageWork(draft=more.pop("draft", "2x +"), hints=1)
    chosen: dict[str, Any] = {"work": work, "params": {"a": "3"}, "seconds": 4.5}
    return OpenAttempt(
        item=ItemId(item),
        becomes="verdict",
        round="first",  # type: ignore[arg-type]
        pass_=1,
        maths="a" * 16,
        seed=2**62 + 1,
        started_at=world.now,
        **(chosen | more),
    )
