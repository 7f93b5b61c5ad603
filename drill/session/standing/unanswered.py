"""Exercises that are open without a verdict: nothing that reveals their key may be shown next to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from drill.errors import UsageError
from drill.gyr.entry import Entry
from drill.session.database_location import is_live, is_window_recently_used
from drill.session.titles import title_of
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An exercise that is open, and since when; ``is_in_use`` if its window had a key within half an hour.

    ``is_of_today`` of one that was opened on this study day.
    """

    entry: Entry
    title: str
    since: datetime
    is_in_use: bool
    is_of_today: bool = True

    @property
    def told(self) -> str:
        """Which exercise it is, and since when it is open."""
        named = f"“{self.title}”" if self.title else self.entry.item
        day = "" if self.is_of_today else f"{self.since:%A} {self.since.day} {self.since:%B}, "
        return f"{named} has been open since {day}{self.since:%H:%M} and is not answered yet"


def list_unanswered(workspace: Workspace) -> tuple[Unanswered, ...]:
    """Return the exercises open without a verdict, in any window or left by one, newest first.

    Of an exercise in stages all of them are answered first.
    """
    found = list[Unanswered]()
    in_progress = workspace.attempts_in_progress()
    for attempt in workspace.store.open_attempts():
        # Practice of another day is over, unless its window is still open.
        if attempt not in in_progress and not is_live(workspace.places.data, attempt.window):
            continue
        if attempt.given.key_shown and len(attempt.done) + 1 >= attempt.stages:
            continue
        entry = workspace.entry(workspace.catalogue.renamed.get(attempt.item, attempt.item))
        if entry is not None:
            since = attempt.started_at.astimezone(workspace.clock().tzinfo)
            used = is_window_recently_used(workspace.places.data, attempt.window)
            is_of_today = since.date() >= workspace.study_day()
            found.append(Unanswered(entry, title_of(workspace, entry.item), since, used, is_of_today))
    return tuple(found)


def refuse_unanswered(
    workspace: Workspace,
    tells: Callable[[Entry], bool],
    *,
    passes_idle: bool = False,
    passes_earlier: bool = False,
) -> tuple[Unanswered, ...]:
    """Refuse a text that reveals keys (``tells``) of unanswered exercises; return those to leave out of it.

    With ``passes_idle`` only windows in use refuse; exercises left open are returned. ``passes_earlier`` does
    the same for exercises that were left on an earlier study day. Raises UsageError.
    """
    open_ones = [open_one for open_one in list_unanswered(workspace) if tells(open_one.entry)]
    for open_one in open_ones:
        is_passed = passes_idle or (passes_earlier and not open_one.is_of_today)
        if open_one.is_in_use or not is_passed:
            raise UsageError(
                f"{open_one.told}: this would give away its answer", "answer it first, or skip it"
            )
    return tuple(open_ones)
