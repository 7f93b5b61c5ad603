"""After a pause: how much waits, and whether it is caught up with before anything new comes.

The question comes once a pause. The answer is kept in the store until nothing waits, or the learner ends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from math import ceil

from drill.errors import DrillError
from drill.gyr.events import ItemId, clamp_due_day
from drill.gyr.progress import minutes_of
from drill.gyr.skills import Parts
from drill.gyr.state import Offer, Standing, due
from drill.session.standing.queueing import find_speed, list_faded
from drill.session.workspace import Workspace
from drill.text import count

# Days away after which the waiting exercises are reported.
LEAST_PAUSE = 3
_CATCH_UP = "catch up"
_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of several days: its length, the waiting exercises, and in how many days they are through."""

    days: int
    again: int
    checks: int
    # If nothing new comes, and if half of each day is new.
    days_first: int
    days_mixed: int
    # Whether that is a question, and was not answered yet.
    asks: bool

    @property
    def told(self) -> str:
        """How much waits, as a sentence."""
        every = self.again + self.checks
        wait = "exercise waits" if every == 1 else "exercises wait"
        return (
            f"{self.days} days away. Nothing is lost: {every} {wait}, "
            f"{self.again} again and {self.checks} to check."
        )

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """The answers to "Catch up first?" with their keys."""
        return (
            ("y", f"yes: nothing new until they are through, about {count(self.days_first, 'day')}"),
            ("n", f"no: half again, half new, as always, about {count(self.days_mixed, 'day')}"),
        )


QUESTION = "Catch up first?"


def find_waiting(
    workspace: Workspace, standing: Standing, parts: Parts, today: date
) -> tuple[Sequence[ItemId], tuple[Offer, ...]]:
    """Return the exercises that come again by today, the longest waiting first, and the greens to check."""
    gaps, aside, entries = (
        workspace.method().gaps_in_force,
        workspace.banks_aside(),
        workspace.catalogue.entries,
    )
    dues = [
        (day, item)
        for item, state in standing.others.items()
        if item in entries and entries[item].bank not in aside
        if (day := due(state, gaps)) is not None and clamp_due_day(day, today, gaps) <= today
    ]
    mixes = workspace.settings.checks == "mix"
    faded = list_faded(workspace, parts, today) if mixes else ()
    return [item for _, item in sorted(dues)], faded


def find_pause(workspace: Workspace, standing: Standing, parts: Parts) -> Pause | None:
    """Return the pause that ends today, as long as nothing was drilled today; None without one."""
    last, today = _find_last_day(workspace), workspace.study_day()
    if last is None or (today - last).days <= LEAST_PAUSE:
        return None
    again, checks = find_waiting(workspace, standing, parts, today)
    if not (again or checks):
        return None
    entries, speed = workspace.catalogue.entries, find_speed(workspace)
    items = (*again, *(ItemId(offer.item) for offer in checks))
    minutes = sum(minutes_of(entries[item], speed) for item in items)
    days = minutes / workspace.settings.minutes
    answered = (workspace.store.read_fact(_CATCH_UP) or "").endswith(last.isoformat())
    return Pause(
        (today - last).days - 1,
        len(again),
        len(checks),
        ceil(days),
        ceil(2 * days),
        asks=not answered and ceil(2 * days) > 1,
    )


def answer_pause(workspace: Workspace, *, catches_up: bool) -> str:
    """Keep whether nothing new comes until nothing waits; return the confirmation."""
    last = _find_last_day(workspace) or workspace.study_day()
    workspace.store.keep_fact(_CATCH_UP, f"{_YES if catches_up else _NO} {last.isoformat()}")
    if catches_up:
        return "Nothing new comes until all that waits is through."
    return "Half of the day comes again, half is new."


def wants_to_catch_up(workspace: Workspace) -> bool:
    """Return whether the learner wants nothing new until nothing waits."""
    return (workspace.store.read_fact(_CATCH_UP) or "").startswith(_YES)


def end_catching_up(workspace: Workspace) -> None:
    """Let new exercises come again, because nothing waits any more."""
    with suppress(DrillError):  # in a store that cannot be written it ends the next time
        workspace.store.keep_fact(_CATCH_UP, None)


def _find_last_day(workspace: Workspace) -> date | None:
    """Return the last day on which anything was drilled."""
    worked = workspace.store.last_days(1)
    return worked[-1].day if worked else None
