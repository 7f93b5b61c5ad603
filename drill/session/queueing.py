"""The queue of today for what a person asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from drill.errors import UsageError
from drill.gyr.checks import Offer
from drill.gyr.events import ItemId
from drill.gyr.progress import Counts, usual_seconds
from drill.gyr.standing import Standing
from drill.gyr.today import Goal, Queue
from drill.session import scope
from drill.session.check_offers import offered
from drill.session.goals import goal_bank, way_to
from drill.session.placement import presumed
from drill.session.prerequisites import path_to
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
    """Drill what this item, bank, topic or skill rests on."""
    first: str = ""
    """An item that comes before everything else, due or not, if it is loaded."""
    checks: bool = False
    """Check greens that slip, and nothing else."""
    place: bool = False
    """Find out what the learner knows, by at most fifteen unseen exercises."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How many items a session serves: marks, or items of the day, of which a chain is one a stage."""

    items: int
    by_stages: bool = False
    minutes: float = 0.0
    """What the items were counted from, if they were."""

    @property
    def spent(self) -> str:
        """Why a session is over that has served them all."""
        if not self.minutes:
            return "That is all you asked for."
        return f"About {self.items} exercises were planned for {self.minutes:.0f} minutes, and they are done."


@dataclass(frozen=True, slots=True)
class Lineup:
    """What a request comes to: where to serve from, what comes first, and which greens to check."""

    scope: frozenset[ItemId] | None
    """``None`` serves from all that is part of the day."""
    first: tuple[ItemId, ...] = ()
    checks: tuple[ItemId, ...] = ()
    mixes_checks: bool = False
    early: bool = False

    def holds(self, item: ItemId) -> bool:
        """Whether the item belongs to what was asked for."""
        return self.scope is None or item in self.scope or item in self.first or item in self.checks


def lineup(workspace: Workspace, request: Request, standing: Standing, today: date) -> Lineup:
    """Say what a request comes to on a study day.

    Raises:
        UsageError: it names nothing that exists, or two things that do not go together.
    """
    if request.prerequisites_of:
        if request.scope or request.checks:
            raise UsageError("--for names what to prepare; name no bank or exercise beside it")
        return Lineup(frozenset(), path_to(workspace, request.prerequisites_of, standing, today))
    if request.place:
        if request.scope or request.checks:
            raise UsageError("--place asks from all subjects; name no bank or exercise beside it")
        return Lineup(frozenset())
    if request.checks:
        among = {entry.item for entry in scope.resolve(workspace.catalogue, request.scope).entries}
        checks = offered(workspace, standing, today, among if request.scope else None)
        return Lineup(frozenset(), checks=tuple(ItemId(offer.item) for offer in checks))
    mixes = workspace.settings.checks == "mix"
    return lineup_of(workspace, request, offered(workspace, standing, today) if mixes else ())


def lineup_of(workspace: Workspace, request: Request, checks: Sequence[Offer]) -> Lineup:
    """Say what a request for passes comes to, where the checks that are offered are known."""
    chosen = scope.resolve(workspace.catalogue, request.scope)
    mixes = workspace.settings.checks == "mix"
    here = frozenset(entry.item for entry in chosen.entries) if request.scope else workspace.catalogue.entries
    return Lineup(
        frozenset(here) - set(chosen.named) if request.scope else None,
        (ItemId(request.first), *chosen.named) if request.first else chosen.named,
        tuple(ItemId(offer.item) for offer in checks if offer.item in here) if mixes else (),
        mixes_checks=mixes,
        early=request.early,
    )


def build_queue(workspace: Workspace, asked: Lineup, standing: Standing, today: date) -> Queue:
    """Return the queue of a study day, from where everything stands."""
    done = workspace.store.day(today)
    last = workspace.store.last_served()
    goal = goal_bank(workspace)
    aside = workspace.banks_aside() if asked.scope is None else ()
    return Queue(
        [each for each in workspace.candidates() if each.bank not in aside or each.item in asked.first],
        standing, today=today, method=workspace.method(), counts=Counts(done.again, done.again + done.fresh),
        last=None if last is None else workspace.catalogue.renamed.get(last, last), scope=asked.scope,
        chosen=asked.first, early=asked.early, checks=asked.checks, mix_checks=asked.mixes_checks,
        presumed=presumed(workspace),
        goal=way_to(workspace, goal, standing) if asked.scope is None and goal is not None else Goal(),
    )  # fmt: skip


def seconds_each(workspace: Workspace) -> float:
    """Say how long an attempt usually takes this learner."""
    return usual_seconds(workspace.store.recent_seconds())
