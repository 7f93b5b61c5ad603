"""The day's list as it is kept beside the log: made once, appended to, cut, and shared by all windows.

It has no position: what comes next is its first row that may be served. A row that cannot be read costs a
new plan.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from drill.errors import DrillError, StoreError
from drill.gyr.events import ItemId
from drill.gyr.method import Planned, Reason
from drill.reading import read_typed, write_plain
from drill.session.standing.paper_names import is_paper
from drill.session.workspace import Workspace

UNREADABLE = "what was planned for today could not be read: the day is planned anew"


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row: a planned item, and the event whose mark appended it; empty where none did."""

    item: ItemId
    reason: Reason
    minutes: float
    after: str = ""

    @property
    def planned(self) -> Planned:
        """The planned item."""
        return Planned(self.item, self.reason, self.minutes)


@dataclass(frozen=True, slots=True)
class KeptDay:
    """The list of a study day, and what it was made for.

    ``minutes`` is how long the day is, ``setting`` what the settings said of that when it was made.
    ``basis`` identifies goal and the way to it, papers, subjects, passes and what placements asked, ``banks``
    what was in those that it draws on.
    """

    day: str
    minutes: int
    setting: int
    basis: str
    banks: Mapping[str, str]
    rows: tuple[KeptRow, ...]

    @property
    def text(self) -> str:
        """The row as it is written."""
        return json.dumps(write_plain(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """Read a row; ``None`` where it holds anything else."""
        try:
            return read_typed(cls, json.loads(text))
        except (ValueError, RecursionError, DrillError):
            return None

    def fits(self, workspace: Workspace, today: date) -> bool:
        """Return whether it is today's, of the same goal and settings, its banks unchanged."""
        if self.day != today.isoformat() or self.basis != find_basis(workspace):
            return False
        return self.banks == digest_banks(workspace, self.banks)

    def with_rows(self, workspace: Workspace, rows: Iterable[KeptRow]) -> KeptDay:
        """Return the day with other rows."""
        kept = tuple(rows)
        drawn_on = {row.item.rpartition("/")[0] for row in kept} | {workspace.settings.goal}
        return replace(self, rows=kept, banks=digest_banks(workspace, drawn_on))


def find_basis(workspace: Workspace) -> str:
    """Return what identifies the goal and the way to it, papers, subjects, passes, how much placements asked.

    What a placement found known is left out of the day from then on. A paper's exercise that was tried before
    its time says nothing of that.
    """
    settings, entries = workspace.settings, workspace.catalogue.entries
    placed = (entries.get(event.item) for event in workspace.store.placed())
    number = sum(entry is not None and not entry.in_file_order for entry in placed)
    named = (settings.goal, settings.papers, settings.subjects, settings.passes)
    notes = workspace.store.notes(ItemId(settings.goal)) if is_paper(settings.goal) else {}
    deeper = sorted(key for field, key in notes if field == "needs")
    return _hash_text(repr((*named, number, *deeper) if number or deeper else named))


def digest_banks(workspace: Workspace, banks: Collection[str]) -> dict[str, str]:
    """Return, for each loaded one of these banks, what identifies all of it that a plan reads."""
    return {
        bank.id: _hash_text(
            repr([(e.item, e.maths, e.skill, e.needs, e.level, e.pace) for e in bank.entries])
        )
        for bank in map(workspace.catalogue.bank, sorted(banks))
        if bank is not None
    }


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def read_kept(workspace: Workspace) -> tuple[str | None, KeptDay | None]:
    """Return the row's text and what it says; nothing of a store that cannot be read."""
    try:
        text = workspace.store.kept_day()
    except StoreError:
        return None, None
    return text, None if text is None else KeptDay.from_text(text)


def keep_day_list(
    workspace: Workspace, day: KeptDay, before: str | None, *, replaces: bool = True
) -> tuple[str | None, KeptDay]:
    """Keep the list in place of ``before``; return the text that stands now, and the list to go on with.

    That is another window's where it was first and its list fits here; one that does not fit is replaced, if
    asked for. In a store that cannot be written nothing is kept.
    """
    try:
        stands = workspace.store.keep_day(day.text, before)
        if stands == day.text:
            return stands, day
        other = KeptDay.from_text(stands)
        if other is not None and other.fits(workspace, date.fromisoformat(day.day)):
            return stands, other
        return workspace.store.keep_day(day.text, stands) if replaces else before, day
    except StoreError:
        return before, day


def drop_appended(workspace: Workspace, event: str) -> None:
    """Take out of the day's list what the mark of an event appended, as far as it was not opened since."""
    text, day = read_kept(workspace)
    if day is None or not any(row.after == event for row in day.rows):
        return
    left = drop_unopened(workspace, day.rows, event)
    if len(left) < len(day.rows):
        keep_day_list(workspace, replace(day, rows=left), text)


def drop_unopened(workspace: Workspace, rows: Iterable[KeptRow], event: str) -> tuple[KeptRow, ...]:
    """Return the rows without those that an event appended and that nobody opened."""
    opened = {attempt.item for attempt in workspace.store.open_attempts()}
    today = workspace.study_day()

    def is_untouched(row: KeptRow) -> bool:
        entry = workspace.entry(row.item)
        return row.item not in opened and (entry is None or workspace.state(entry).study_day != today)

    return tuple(row for row in rows if row.after != event or not is_untouched(row))
