"""Corrected exercises with answers from before the correction that were not re-examined yet."""

from __future__ import annotations

from itertools import islice
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, col, or_, select

from drill.gyr.events import ATTEMPTS, ItemId
from drill.store.loaded import LoadedExercises
from drill.store.tables import EventRow, MetaRow

_PREFIX = "regraded "
_CHANGED = "changed by an upgrade"
# Values in a statement: SQLite takes some 30,000.
_CHUNK = 500


def unexamined(session: Session, learner: str, loaded: LoadedExercises) -> dict[ItemId, str]:
    """Return corrected items with answers to an earlier content, each with a stamp of what to examine.

    The stamp is another one as soon as another content is loaded, or another such answer, an override or
    an undo is in the log.
    """
    corrects = {item: set(entry.corrects) for item, entry in loaded.by_item.items() if entry.corrects}
    if not corrects:
        return {}
    names = {str(item): item for item in corrects}
    names |= {was: item for was, item in loaded.new_names.items() if item in corrects}
    counts: dict[ItemId, list[int]] = {}
    newest_change: dict[ItemId, int] = {}
    for name, maths, count, newest in _grouped(session, learner, list(names)):
        item = names[name]
        if maths in corrects[item]:
            counts.setdefault(item, []).extend((count, newest))
        elif maths is None:
            newest_change[item] = max(newest_change.get(item, 0), newest)
    known = _stamps(session, learner)
    stamps = {
        item: " ".join(map(str, (loaded.by_item[item].maths, *sorted(numbers), newest_change.get(item, 0))))
        for item, numbers in counts.items()
    }
    return {item: stamp for item, stamp in stamps.items() if known.get(item) != stamp}


def note_examined(session: Session, learner: str, item: ItemId, stamp: str) -> None:
    """Remember that an item's answers to earlier contents were examined."""
    session.merge(MetaRow(learner=learner, name=_PREFIX + item, value=stamp))


def changed_by_upgrade(session: Session, learner: str) -> int:
    """Return of how many exercises an upgrade changed the answer since the learner was last informed."""
    row = session.get(MetaRow, (learner, _CHANGED))
    return int(row.value) if row is not None and str(row.value).isdecimal() else 0


def note_changed(session: Session, learner: str, number: int) -> None:
    """Store of how many exercises the learner is still to be informed."""
    session.merge(MetaRow(learner=learner, name=_CHANGED, value=str(number)))


def _grouped(session: Session, learner: str, names: list[str]) -> list[tuple[str, str | None, int, int]]:
    """Count attempts by name and content (none for overrides and undos), each with the newest Lamport
    time."""
    remaining = iter(names)
    rows: list[tuple[Any, ...]] = []
    is_attempt = col(EventRow.kind).in_(sorted(ATTEMPTS))
    maths = case((is_attempt, EventRow.maths), else_=None)
    while chunk := list(islice(remaining, _CHUNK)):
        wanted = select(EventRow.item, maths, func.count(), func.max(EventRow.lamport)).where(
            EventRow.learner == learner,
            col(EventRow.item).in_(chunk),
            or_(is_attempt, col(EventRow.kind).in_(("override", "undo"))),
        )
        rows += [tuple(row) for row in session.execute(wanted.group_by(EventRow.item, maths))]
    return rows


def _stamps(session: Session, learner: str) -> dict[ItemId, str]:
    wanted = select(MetaRow.name, MetaRow.value).where(
        MetaRow.learner == learner, col(MetaRow.name).startswith(_PREFIX)
    )
    return {ItemId(name.removeprefix(_PREFIX)): value for name, value in session.execute(wanted)}
