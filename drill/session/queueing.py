"""Build today's queue for a request."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from drill.banks.catalogue import Bank
from drill.errors import UsageError
from drill.gyr.checks import AT_MOST, SAMPLE_AFTER, Offer, memory, retrievability
from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import Mastered
from drill.gyr.progress import Counts, usual_seconds
from drill.gyr.queue import BETWEEN_CHECKS, Goal, Queue
from drill.gyr.skills import Parts
from drill.gyr.standing import Standing
from drill.gyr.state import NEVER_MET, ItemState
from drill.session import scope
from drill.session.fading import fading, to_confirm
from drill.session.goals import goal_bank, path_skills, way_to
from drill.session.mastery import mastery
from drill.session.papers.asked_notes import AskedNote, due_notes
from drill.session.prerequisites import path_to
from drill.session.rapid_exercises import fluent_of_late, in_work, rapid_entries, returning
from drill.session.reading import unclear_skills
from drill.session.workspace import Workspace
from drill.text import count

# So many checks are mixed into a day. While more skills fade than these, more of them come.
CHECKS_A_DAY, MANY_FADE, BETWEEN_IF_MANY = 5, 10, 3


@dataclass(frozen=True, slots=True)
class Request:
    """A person's request: the scope, how much, and whether what is not due may come, too."""

    scope: tuple[str, ...] = ()
    minutes: int | None = None
    items: int | None = None
    early: bool = False
    seed: int | None = None
    # Drill what this item, bank, topic or skill rests on.
    prerequisites_of: str = ""
    # An item that comes before everything else, due or not, if it is loaded.
    first: str = ""
    # Check greens that slip, and nothing else.
    checks: bool = False
    # Find out what the learner knows, by at most fifteen unseen exercises.
    place: bool = False
    # The subjects that a placement asks about where there is no goal; without any those of the settings.
    place_in: tuple[str, ...] = ()
    # Check skills that fade among the others, where the settings say so.
    mixes_checks: bool = True
    # Have wrong answers tried again before their key is shown, where the settings say so.
    tries_again: bool = True


@dataclass(frozen=True, slots=True)
class Budget:
    """How many items a session serves: marks, or items of the day, of which a chain is one a stage."""

    items: int
    by_stages: bool = False
    # What the items were counted from, if they were.
    minutes: float = 0.0
    # What one item takes, by which the minutes were counted; a rapid exercise is a part of one.
    seconds_each: float = 0.0

    def spent(self, marks: int) -> str:
        """Return why a session is over that has served all its items, in words."""
        if not self.minutes:
            return "That is all you asked for."
        return f"Today's {count(marks, 'exercise')} {'is' if marks == 1 else 'are'} done."


@dataclass(frozen=True, slots=True)
class Lineup:
    """A resolved request: the scope, what comes first, and which greens to check."""

    # ``None`` serves from all that is part of the day.
    scope: frozenset[ItemId] | None
    first: tuple[ItemId, ...] = ()
    checks: tuple[ItemId, ...] = ()
    mixes_checks: bool = False
    # At least so many others come between two of them.
    between_checks: int = BETWEEN_CHECKS
    early: bool = False
    # Of what comes first, what left the warm-up: its card and steps are shown before it.
    with_card: frozenset[ItemId] = frozenset()
    # Of what comes first, notes on papers that are asked again.
    notes: tuple[AskedNote, ...] = ()

    def holds(self, item: ItemId) -> bool:
        """Return whether an item belongs to the request."""
        return self.scope is None or item in self.scope or item in self.first or item in self.checks


def refuse_contradictions(request: Request) -> None:
    """Refuse a request for two things that do not go together. Raises UsageError."""
    if request.place and request.prerequisites_of:
        raise UsageError("--place asks from all subjects: leave out --for")
    if (request.place or request.prerequisites_of) and (request.scope or request.checks):
        what = "--place asks from all subjects" if request.place else "--for names what to prepare"
        beside = "--checks" if request.checks else "the bank or exercise"
        raise UsageError(f"{what}: leave out {beside}")


def lineup(
    workspace: Workspace,
    request: Request,
    standing: Standing,
    today: date,
    parts: Parts | None = None,
    has: Mastered | None = None,
) -> Lineup:
    """Resolve a request on a study day; ``parts`` and ``has`` are read where they are not given.

    Raises:
        UsageError: it names nothing that exists, or two things that do not go together.
    """
    refuse_contradictions(request)
    if request.prerequisites_of:
        return Lineup(frozenset(), path_to(workspace, request.prerequisites_of, standing, today))
    if request.place:
        return Lineup(frozenset())
    if request.checks:
        among = {entry.item for entry in scope.resolve(workspace.catalogue, request.scope).entries}
        checks = offered(workspace, standing, today, among if request.scope else None)
        return Lineup(frozenset(), checks=tuple(ItemId(offer.item) for offer in checks))
    day_lineup = lineup_of(
        workspace,
        request,
        checks_in_day(workspace, today, parts, has) if _mixes(workspace, request) else Checks(),
    )
    if workspace.method().is_strict:
        return day_lineup
    notes = due_notes(workspace, request.scope, today)
    returns = () if request.scope else returning(workspace, standing, today)
    first = (*day_lineup.first, *returns, *(note.entry.item for note in notes))
    return replace(day_lineup, first=first, with_card=frozenset(returns), notes=notes)


def _mixes(workspace: Workspace, request: Request) -> bool:
    """Return whether checks come among the others: only in the day's session, never in strict passes."""
    in_day = request.mixes_checks and not request.scope and not workspace.method().is_strict
    return in_day and workspace.settings.checks == "mix"


def lineup_of(workspace: Workspace, request: Request, checks: Checks) -> Lineup:
    """Resolve a request for passes, given the checks of the day."""
    chosen = scope.resolve(workspace.catalogue, request.scope)
    mixes = _mixes(workspace, request)
    here = frozenset(entry.item for entry in chosen.entries) if request.scope else workspace.catalogue.entries
    return Lineup(
        frozenset(here) - set(chosen.named) if request.scope else None,
        tuple(dict.fromkeys((ItemId(request.first), *chosen.named))) if request.first else chosen.named,
        tuple(ItemId(offer.item) for offer in checks.offers) if mixes else (),
        mixes_checks=mixes,
        between_checks=checks.between,
        early=request.early,
    )


def build_queue(
    workspace: Workspace,
    day_lineup: Lineup,
    standing: Standing,
    today: date,
    parts: Parts | None = None,
    has: Mastered | None = None,
) -> Queue:
    """Return the queue of a study day, from the states of all items.

    ``parts`` and ``has`` are read where they are not given; strict passes know of neither.
    """
    if workspace.method().is_strict:
        parts, has = {}, Mastered()
    parts = workspace.parts() if parts is None else parts
    has = mastery(workspace, parts) if has is None else has
    done = workspace.store.day(today)
    last = workspace.store.last_served()
    goal = goal_bank(workspace)
    aside = workspace.banks_aside() if day_lineup.scope is None else ()
    catalogue = workspace.catalogue
    entries = [
        entry
        for entry in catalogue.entries.values()
        if entry.bank not in aside or entry.item in day_lineup.first
    ]
    entries += [note.entry for note in day_lineup.notes]
    return Queue(
        entries, standing, today=today, method=workspace.method(),
        needs={skill.id: skill.needs for skill in catalogue.skills.values()},
        counts=Counts(done.again, done.again + done.fresh),
        last=None if last is None else catalogue.renamed.get(last, last), scope=day_lineup.scope,
        chosen=day_lineup.first, early=day_lineup.early, checks=day_lineup.checks,
        mix_checks=day_lineup.mixes_checks, between_checks=day_lineup.between_checks,
        known=has.known, parts=parts,
        fluent=fluent_of_late(workspace, today),
        goal=Goal() if goal is None or day_lineup.scope is not None
        else replace(way_to(workspace, goal), unclear=unclear_skills(workspace, goal)),
    )  # fmt: skip


def seconds_each(workspace: Workspace) -> float:
    """Return how long an attempt usually takes this learner, rapid exercises excluded."""
    rapid = frozenset(entry.item for entry in rapid_entries(workspace.catalogue))
    return usual_seconds(workspace.store.recent_seconds(without=rapid))


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of a day: what is checked in it, and how many skills fade in all."""

    offers: tuple[Offer, ...] = ()
    every: int = 0

    @property
    def between(self) -> int:
        """How many other exercises come between two of them at least."""
        return BETWEEN_IF_MANY if self.every > MANY_FADE else BETWEEN_CHECKS


def checks_in_day(
    workspace: Workspace, today: date, parts: Parts | None = None, has: Mastered | None = None
) -> Checks:
    """Return what is checked in the day's session: at most five, first what the goal requires.

    What was never met of skills that a placement found known comes after the skills that fade. ``parts`` and
    ``has`` are read where they are not given.
    """
    if workspace.settings.checks == "off" or workspace.method().is_strict:
        return Checks()
    goal = goal_bank(workspace)
    first = frozenset(path_skills(workspace, goal)) if goal is not None else frozenset[SkillId]()
    unclear = unclear_skills(workspace, goal)
    parts = workspace.parts() if parts is None else parts
    has = mastery(workspace, parts) if has is None else has
    work = in_work(workspace, workspace.standing(), today)
    every = fading(workspace, parts, today, first=first, unclear=unclear, with_new=True)
    fade = tuple(offer for offer in every if offer.item not in work)
    left = max(0, CHECKS_A_DAY - workspace.store.day(today).checks)
    return Checks((*fade, *to_confirm(workspace, parts, today, has.known, first))[:left], len(fade))


def offered(
    workspace: Workspace, standing: Standing, today: date, among: Collection[ItemId] | None = None
) -> tuple[Offer, ...]:
    """Return the greens to check today, at most ten, likeliest forgotten first; only ``among`` these if
    given.

    A subject that was all green after one pass offers a sample a week later, whatever the model says of it:
    two passes are the aim. What is in work in the warm-up is not checked. With ``checks = "off"`` there are
    none.
    """
    if workspace.settings.checks == "off":
        return ()
    fade = fading(workspace, workspace.parts(), today)
    offer_by_item = {offer.item: offer for offer in fade if among is None or offer.item in among}
    for bank in workspace.catalogue.banks:
        if not _may_offer_a_sample(workspace, bank, standing, today):
            continue
        in_full = workspace.states(banks=[bank.id])
        for item in _sample(in_full):
            held = memory(in_full[item].reviews, today)
            if held is not None and (among is None or item in among):
                offer_by_item.setdefault(item, Offer(item, retrievability(held, today)))
    for item in in_work(workspace, standing, today):
        offer_by_item.pop(item, None)
    return tuple(sorted(offer_by_item.values(), key=lambda offer: (offer.retrievability, offer.item)))[
        :AT_MOST
    ]


def _may_offer_a_sample(workspace: Workspace, bank: Bank, standing: Standing, today: date) -> bool:
    """Return whether all of a bank is green after one pass (or parked), and rested a week."""
    is_settled = all(
        entry.item in standing.greens or standing.others.get(entry.item, NEVER_MET).state == "parked"
        for entry in bank.entries
    )
    return is_settled and workspace.store.was_green_at_once(bank.id, today - SAMPLE_AFTER)


def _sample(states: Mapping[ItemId, ItemState]) -> list[ItemId]:
    """Return some greens, always the same; none once any was checked."""
    greens = {item: state for item, state in states.items() if state.state == "green"}
    if any(len(state.reviews) > 1 for state in greens.values()):
        return []
    return sorted(greens, key=_shuffled)[:AT_MOST]


def _shuffled(item: ItemId) -> str:
    return hashlib.sha256(item.encode()).hexdigest()
