"""The queue of today for what a person asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from drill.gyr.events import ItemId
from drill.gyr.progress import Counts, usual_seconds
from drill.gyr.state import ItemState
from drill.gyr.today import Queue
from drill.session import scope
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked for: where from, how much, and whether what is not due may come too."""

    scope: tuple[str, ...] = ()
    minutes: int | None = None
    items: int | None = None
    early: bool = False
    seed: int | None = None
    prerequisites_of: str = ""
    """Drill what this item or bank rests on."""
    first: str = ""
    """An item that comes before everything else, due or not, if it is loaded."""


def build_queue(
    workspace: Workspace,
    request: Request,
    chosen: scope.Scope,
    states: Mapping[ItemId, ItemState],
    today: date,
) -> Queue:
    """The queue of a study day for a request, from where everything stands."""
    done = workspace.store.day(today)
    is_limited = bool(request.scope or request.prerequisites_of)
    return Queue(
        workspace.candidates(),
        states,
        today=today,
        method=workspace.method(),
        counts=Counts(done.again, done.again + done.fresh),
        scope={entry.item for entry in chosen.entries} - set(chosen.named) if is_limited else None,
        chosen=(ItemId(request.first), *chosen.named),
        early=request.early,
    )


def seconds_each(workspace: Workspace) -> float:
    """How long an attempt usually takes this learner."""
    return usual_seconds(workspace.store.recent_seconds())
