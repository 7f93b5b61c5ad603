"""What a session is asked for, how long it is, and what is checked in a day."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from drill.banks.catalogue import Bank
from drill.errors import UsageError
from drill.gyr.checks import AT_MOST, SAMPLE_AFTER, Offer, compute_memory_state, retrievability
from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import Mastered
from drill.gyr.progress import usual_seconds, usual_speed
from drill.gyr.skills import Parts
from drill.gyr.standing import Standing
from drill.gyr.state import UNSEEN, ItemState
from drill.session.standing.fading import find_fading_checks, to_confirm
from drill.session.standing.goals import current_goal, find_path_to_goal
from drill.session.standing.mastery import find_learner_mastery
from drill.session.standing.rapid_exercises import find_exercises_in_work, rapid_entries
from drill.session.standing.reading import unclear_skills
from drill.session.workspace import Workspace
from drill.text import count

# So many checks are mixed into a day.
CHECKS_A_DAY = 5


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
    # Prepare to present the paper of the scope by this day, as it was typed.
    by: str = ""
    # Find out what the learner knows, by at most fifteen unseen exercises; with ``first`` by that one.
    place: bool = False
    # The subjects that a placement asks about where there is no goal; without any those of the settings.
    place_in: tuple[str, ...] = ()
    # Have wrong answers tried again before their key is shown, where the settings say so.
    tries_again: bool = True
    # Practise, on a copy of the day's list or in a scope: nothing counts, and no list that is kept moves.
    practice: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it is for the day itself, and not for a part of it or beside it."""
        is_part = self.scope or self.prerequisites_of or self.checks or self.place or self.early
        return not (is_part or self.practice)


@dataclass(frozen=True, slots=True)
class Budget:
    """How many items a session serves: marks, or items of the day, of which a chain is one a stage."""

    # None where the list's end is the session's.
    items: int | None = None
    by_stages: bool = False
    # What is said at its end; empty for the usual.
    ended: str = ""
    # What the items were counted from, if they were.
    minutes: float = 0.0
    # What one item takes, by which the minutes were counted; a rapid exercise is a part of one.
    seconds_each: float = 0.0

    def spent(self, marks: int) -> str:
        """Return why a session is over that has served all its items, in words."""
        if self.ended:
            return self.ended
        if self.items is not None and not self.minutes:
            return "That is all you asked for."
        return f"Today's {count(marks, 'exercise')} {'is' if marks == 1 else 'are'} done."


def refuse_contradictions(request: Request) -> None:
    """Refuse a request for two things that do not go together. Raises UsageError."""
    if request.by:
        _refuse_beside_day(request)
    if request.place and request.prerequisites_of:
        raise UsageError("--place asks from all subjects: leave out --for")
    if (request.place or request.prerequisites_of) and (request.scope or request.checks):
        what = "--place asks from all subjects" if request.place else "--for names what to prepare"
        beside = "--checks" if request.checks else "the bank or exercise"
        raise UsageError(f"{what}: leave out {beside}")


def _refuse_beside_day(request: Request) -> None:
    if len(request.scope) != 1:
        raise UsageError("--by is for one paper", "write drill start papers/NAME --by fri")
    given = {"for": request.prerequisites_of, "checks": request.checks, "place": request.place}
    for name, value in (given | {"early": request.early}).items():
        if value:
            raise UsageError(f"--by says what comes: leave out --{name}")


def seconds_each(workspace: Workspace) -> float:
    """Return how long an attempt usually takes this learner, rapid exercises excluded."""
    rapid = frozenset(entry.item for entry in rapid_entries(workspace.catalogue))
    times = workspace.store.recent_times()
    return usual_seconds(
        [seconds / stages for item, seconds, stages in times if seconds and item not in rapid]
    )


def find_speed(workspace: Workspace) -> float:
    """Return this learner's usual time for an exercise as a multiple of the usual one."""
    entries, renamed = workspace.catalogue.entries, workspace.catalogue.renamed
    times = ((renamed.get(item, item), seconds) for item, seconds, _ in workspace.store.recent_times())
    return usual_speed([(entries[item], seconds) for item, seconds in times if seconds and item in entries])


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of a day: what is checked in it, and how many skills fade in all."""

    offers: tuple[Offer, ...] = ()
    every: int = 0


def checks_in_day(
    workspace: Workspace, today: date, parts: Parts | None = None, has: Mastered | None = None
) -> Checks:
    """Return what is checked in the day's session: at most five, first what the goal requires.

    What was never met of skills that a placement found known comes after the skills that fade. ``parts`` and
    ``has`` are read where they are not given.
    """
    if workspace.settings.checks == "off" or workspace.method().is_strict:
        return Checks()
    goal = current_goal(workspace)
    first = frozenset(find_path_to_goal(workspace, goal).skills) if goal is not None else frozenset[SkillId]()
    unclear = unclear_skills(workspace, None if goal is None else goal.bank)
    parts = workspace.parts() if parts is None else parts
    has = find_learner_mastery(workspace, parts) if has is None else has
    work = find_exercises_in_work(workspace, workspace.standing(), today, has)
    every = find_fading_checks(workspace, parts, today, first=first, unclear=unclear, with_new=True)
    fade = tuple(offer for offer in every if offer.item not in work)
    left = max(0, CHECKS_A_DAY - workspace.store.day(today).checks)
    return Checks((*fade, *to_confirm(workspace, parts, today, has.known, first))[:left], len(fade))


def choose_greens_to_check(
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
    fade = find_fading_checks(workspace, workspace.parts(), today)
    offer_by_item = {offer.item: offer for offer in fade if among is None or offer.item in among}
    for bank in workspace.catalogue.banks:
        if not _may_offer_a_sample(workspace, bank, standing, today):
            continue
        in_full = workspace.states(banks=[bank.id])
        for item in _sample_greens(in_full):
            held = compute_memory_state(in_full[item].reviews, today)
            if held is not None and (among is None or item in among):
                offer_by_item.setdefault(item, Offer(item, retrievability(held, today)))
    for item in find_exercises_in_work(workspace, standing, today):
        offer_by_item.pop(item, None)
    return tuple(sorted(offer_by_item.values(), key=lambda offer: (offer.retrievability, offer.item)))[
        :AT_MOST
    ]


def _may_offer_a_sample(workspace: Workspace, bank: Bank, standing: Standing, today: date) -> bool:
    """Return whether all of a bank is green after one pass (or parked), and rested a week."""
    is_settled = all(
        entry.item in standing.greens or standing.others.get(entry.item, UNSEEN).state == "parked"
        for entry in bank.entries
    )
    return is_settled and workspace.store.was_green_at_once(bank.id, today - SAMPLE_AFTER)


def _sample_greens(states: Mapping[ItemId, ItemState]) -> list[ItemId]:
    """Return some greens, always the same; none once any was checked."""
    greens = {item: state for item, state in states.items() if state.state == "green"}
    if any(len(state.reviews) > 1 for state in greens.values()):
        return []
    return sorted(greens, key=_hash_item_id)[:AT_MOST]


def _hash_item_id(item: ItemId) -> str:
    return hashlib.sha256(item.encode()).hexdigest()
