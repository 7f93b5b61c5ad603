"""The request for a session, its length, and the checks of a day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from drill.banks.catalogue import Bank, Catalogue
from drill.errors import DrillError, UsageError
from drill.gyr import fluency
from drill.gyr.belief import KNOWN_FROM
from drill.gyr.entry import Entry, group_by
from drill.gyr.events import BankId, ItemId, SkillId, TopicId
from drill.gyr.fluency import Rapid, WarmUpSet
from drill.gyr.path import Mastered, collect_skills
from drill.gyr.progress import usual_seconds, usual_speed
from drill.gyr.skills import NOT_MET, ExerciseProgress, Parts, SkillProgress
from drill.gyr.state import (
    AT_MOST,
    NEVER_MET,
    SAMPLE_AFTER,
    CheckOffer,
    ItemState,
    Standing,
    compute_memory_state,
    retrievability,
)
from drill.session import scope
from drill.session.standing.attempts import list_doubtful_greens
from drill.session.standing.goals import current_goal, find_path_to_goal
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.reading import unclear_skills
from drill.session.workspace import Workspace
from drill.text import count

if TYPE_CHECKING:
    from drill.store import Learner

# Skills that fade: which of their exercises comes as a check, and in which order.

# Max slipping greens that are read; any beyond are ignored.
_MOST = 5000
# Max skills a day, known but never met, that are confirmed in passing.
CONFIRMED_A_DAY = 2
_NONE_UNCLEAR: Mapping[SkillId, date] = {}


def find_fading_checks(
    workspace: Workspace,
    parts: Parts,
    today: date,
    *,
    first: Collection[SkillId] = (),
    unclear: Mapping[SkillId, date] = _NONE_UNCLEAR,
    with_new: bool = False,
) -> tuple[CheckOffer, ...]:
    """Return the checks of today: an exercise of each skill that fades.

    A skill fades when all of its greens slip; an exercise that trains none is looked at alone. Skills that
    are ``unclear`` since a day come first, whether they fade or not, where no new exercise of them is left:
    on that day and once later. Then come those of the skills ``first``, then the likeliest forgotten. The
    exercise is, ``with_new``, the next of the skill that was not met yet, else the green that is the
    likeliest forgotten.
    """
    offered = workspace.store.slipping(today, workspace.settings.retention, at_most=_MOST)
    slipping = {ItemId(offer.item): offer for offer in offered}
    skills = collect_skills(workspace.catalogue.entries, parts)
    offers = [
        (SkillId(""), offer)
        for item, offer in slipping.items()
        if (entry := workspace.catalogue.entries.get(item)) is not None and not entry.trains
    ]
    for skill_id, skill in skills.items():
        offer = _find_faded_offer(skill, slipping)
        if offer is None and skill_id in unclear:
            offer = _looked_at_again(workspace, skill, unclear[skill_id], today)
        if offer is None or skill.is_held_up:
            continue
        if with_new and (item := _next_new(skill)) is not None:
            offer = offer._replace(item=item)
        if parts.get(ItemId(offer.item), NOT_MET).met_on != today:
            offers.append((skill_id, offer))
    offers.sort(
        key=lambda ranked: (
            ranked[0] not in unclear, ranked[0] not in first, ranked[1].retrievability, ranked[1].item
        )
    )  # fmt: skip
    return tuple(offer for _, offer in offers)


def to_confirm(
    skills: Mapping[SkillId, SkillProgress],
    today: date,
    known: Collection[SkillId],
    first: Collection[SkillId],
    *,
    with_rapid: bool,
) -> tuple[CheckOffer, ...]:
    """Return an exercise of each skill that a placement found known and that was never met, a few a day.

    Those of the skills ``first`` come first. Skills with rapid exercises come ``with_rapid`` alone.
    """
    begun_today = sum(skills[skill].begun_on == today for skill in known if skill in skills)
    unmet = {
        skill_id: item
        for skill_id, skill in skills.items()
        if skill_id in known and skill.begun_on is None
        if with_rapid or not skill.rapid
        if (item := _next_new(skill)) is not None
    }
    order = sorted(unmet, key=lambda skill: skill not in first)
    return tuple(CheckOffer(unmet[skill], KNOWN_FROM) for skill in order)[
        : max(0, CONFIRMED_A_DAY - begun_today)
    ]


def _find_faded_offer(skill: SkillProgress, slipping: Mapping[ItemId, CheckOffer]) -> CheckOffer | None:
    """Return the check of a skill whose greens all slip; it is as likely known as the best of them."""
    greens = [entry.item for entry, part in _with_parts(skill) if part.state == "green"]
    if not greens or any(item not in slipping for item in greens):
        return None
    offers = [slipping[item] for item in greens]
    faintest = min(offers, key=lambda offer: (offer.retrievability, offer.item))
    return faintest._replace(retrievability=max(offer.retrievability for offer in offers))


def _looked_at_again(
    workspace: Workspace, skill: SkillProgress, said_on: date, today: date
) -> CheckOffer | None:
    """Return the check of an unclear skill, unless a later check or a new exercise settled it."""
    if _next_new(skill) is not None:
        return None
    offers: list[CheckOffer] = []
    for entry, part in _with_parts(skill):
        if part.state == "green":
            held = compute_memory_state(
                workspace.state(workspace.catalogue.entries[entry.item]).reviews, today
            )
            if held is not None and (held.last > said_on or held.last >= today):
                return None
            offers += [] if held is None else [CheckOffer(entry.item, retrievability(held, today))]
    return min(offers, key=lambda offer: (offer.retrievability, offer.item), default=None)


def _next_new(skill: SkillProgress) -> ItemId | None:
    """Return the easiest exercise of a skill that was never met."""
    unmet = [entry for entry, part in _with_parts(skill) if part.state == "unseen"]
    return min(unmet, key=lambda entry: entry.level).item if unmet else None


def _with_parts(skill: SkillProgress) -> zip[tuple[Entry, ExerciseProgress]]:
    return zip(skill.exercises, skill.parts, strict=True)


# Rapid exercises: which may be practised in the warm-up, the progress with each, and which come back.

# Answers with rows of entries take longer to type.
_MATRICES = frozenset({"matrix", "vector", "matrix-expression"})
# A set begins a day's first session from the fourth day of drilling on.
DAYS_BEFORE_SETS = 3

_Place = TypeVar("_Place")


def rapid_entries(catalogue: Catalogue) -> list[Entry]:
    """Return the rapid exercises of all banks, in their order."""
    return [entry for entry in catalogue.entries.values() if entry.pace]


def practice_of(workspace: Workspace) -> WarmUpSet:
    """Return the progress with each rapid exercise."""
    entries = rapid_entries(workspace.catalogue)
    log = workspace.store.practice({entry.item: entry.hashes for entry in entries})
    return WarmUpSet({entry.item: entry.pace for entry in entries}, log)


def list_practisable_exercises(
    workspace: Workspace, standing: Standing, words: Sequence[str] = (), has: Mastered | None = None
) -> list[Rapid]:
    """Return the rapid exercises that may be practised: green, or new ones of a skill that is known or of
    which an ordinary exercise is green.

    ``words`` name banks, topics, skills or exercises; without any the pool is all that are part of the day.
    The skills that the learner ``has`` are read where they are not given.

    Raises UsageError for a word that names nothing.
    """
    catalogue = workspace.catalogue
    aside: frozenset[BankId] = frozenset() if words else workspace.banks_aside()
    skills = {skill.id: tuple(skill.needs) for skill in catalogue.skills.values()}
    greens = (entry for item in standing.greens if (entry := catalogue.entries.get(item)) is not None)
    has = find_learner_mastery(workspace) if has is None else has
    open_skills = has.known.union(entry.trains for entry in greens if not entry.is_rapid)

    def may_be_practised(entry: Entry) -> bool:
        is_of_open_skill = entry.trains != "" and entry.trains in open_skills
        return entry.item in standing.greens or (is_of_open_skill and _is_unmet(standing, entry.item))

    return [
        Rapid(
            entry.item,
            entry.skill,
            skills.get(entry.skill, ()) + entry.needs,
            entry.pace,
            entry.kind in _MATRICES,
        )
        for entry in scope.resolve(catalogue, words).entries
        if entry.pace and entry.bank not in aside and may_be_practised(entry)
    ]


def _is_unmet(standing: Standing, item: ItemId) -> bool:
    return item not in standing.greens and standing.others.get(item, NEVER_MET).state == "unseen"


def plan_warm_up(
    pool: Sequence[Rapid], practice: WarmUpSet, today: date, wanted: Collection[SkillId] = ()
) -> fluency.Plan:
    """Return the plan of today's warm-up; skills that require a fluent one join first.

    In work are exercises of skills that are ``wanted``, where there are any, because one warms up for what
    comes; fluent ones are kept up all the same.
    """
    fluent = (rapid.skill for rapid in pool if practice.record(rapid.item).is_fluent)
    planned = fluency.plan(pool, practice.records, today, frozenset(fluent))
    near = [rapid for rapid in pool if rapid.skill in wanted]
    if not near or not planned.work:
        return planned
    return planned._replace(work=fluency.plan(near, practice.records, today, frozenset(fluent)).work)


def find_returning_exercises(workspace: Workspace, standing: Standing, today: date) -> tuple[ItemId, ...]:
    """Return the exercises that left the warm-up before today and come in a session, card first.

    A yellow or red comes there anyway, and a parked one does not.
    """
    if not workspace.learner().has_reps:
        return ()
    records = practice_of(workspace).records
    left = (item for item, done in records.items() if done.left_on is not None and done.left_on < today)
    return tuple(sorted(item for item in left if item in standing.greens or _is_unmet(standing, item)))


def find_exercises_in_work(
    workspace: Workspace, standing: Standing, today: date, has: Mastered | None = None
) -> frozenset[ItemId]:
    """Return the exercises that are in work, which are not checked as greens.

    The skills that the learner ``has`` are read where they are not given.
    """
    if not workspace.learner().has_reps:
        return frozenset()
    practice = practice_of(workspace)
    pool = list_practisable_exercises(workspace, standing, has=has)
    work = plan_warm_up(pool, practice, today).work
    return frozenset(rapid.item for rapid in work if practice.record(rapid.item).reps)


def find_newly_fluent_skills(workspace: Workspace, today: date) -> Mapping[SkillId, date]:
    """Return the skills with an exercise that became fluent of late, and when; none in strict passes."""
    if workspace.method().is_strict or not workspace.learner().has_reps:
        return {}
    skills = {entry.item: entry.skill for entry in rapid_entries(workspace.catalogue)}
    return fluency.find_recently_fluent_skills(skills, practice_of(workspace).records, today)


# The fact that holds the day whose warm-up was begun last.
_SET_BEGUN = "warm-up begun"


def begins_with_set(workspace: Workspace, pool: Sequence[Rapid], today: date) -> bool:
    """Return whether the day's first session begins with a set, where ``pool`` may be practised."""
    return len(pool) >= fluency.ENOUGH_EXERCISES and may_begin_with_set(workspace, today)


def may_begin_with_set(workspace: Workspace, today: date) -> bool:
    """Return whether the day's first session begins with a set, if enough may be practised."""
    if not workspace.settings.warm_up or workspace.method().is_strict:
        return False
    is_left = workspace.store.read_fact(_SET_BEGUN) == today.isoformat()
    is_first = not (is_left or workspace.store.day(today).seconds)
    return is_first and workspace.store.has_days_before(today, DAYS_BEFORE_SETS)


def note_set_begun(workspace: Workspace) -> None:
    """Remember that today's set was begun, because one that was left is not offered again."""
    with suppress(DrillError):  # in a store that cannot be written it is offered again
        workspace.store.keep_fact(_SET_BEGUN, workspace.study_day().isoformat())


@dataclass(frozen=True, slots=True)
class Fluent:
    """How many of the rapid exercises of a topic or skill are fluent, in work, or were ever practised."""

    fluent: int = 0
    in_work: int = 0
    practised: int = 0
    rapid: int = 0


def fluent_by_place(workspace: Workspace) -> tuple[Mapping[TopicId, Fluent], Mapping[SkillId, Fluent]]:
    """Count the rapid exercises that are fluent and in work, by topic and by skill; none before any rep."""
    if not workspace.learner().has_reps:
        return {}, {}
    practice = practice_of(workspace)
    entries = rapid_entries(workspace.catalogue)
    work = find_exercises_in_work(workspace, workspace.standing(), workspace.study_day())

    def counted(place_of: Callable[[Entry], _Place]) -> dict[_Place, Fluent]:
        return {
            name: Fluent(
                fluent=sum(practice.record(member.item).is_fluent for member in group),
                in_work=sum(member.item in work for member in group),
                practised=sum(practice.reps_of(member.item) > 0 for member in group),
                rapid=len(group),
            )
            for name, group in group_by(entries, place_of).items()
        }

    return counted(lambda entry: entry.topic), counted(lambda entry: entry.skill)


# Max checks mixed into a day.
CHECKS_A_DAY = 5


@dataclass(frozen=True, slots=True)
class Request:
    """A person's request: the scope, the amount, and whether exercises not yet due may come, too."""

    scope: tuple[str, ...] = ()
    minutes: int | None = None
    items: int | None = None
    early: bool = False
    seed: int | None = None
    # Drill the requirements of this item, bank, topic or skill.
    prerequisites_of: str = ""
    # An item that comes before everything else, due or not, if it is loaded.
    first: str = ""
    # Check greens that slip, and nothing else.
    checks: bool = False
    # Find the learner's known skills, by at most fifteen unseen exercises; with ``first`` by that one.
    place: bool = False
    # The subjects of a placement without a goal; without any those of the settings.
    place_in: tuple[str, ...] = ()
    # Have wrong answers tried again before their key is shown, where the settings allow it.
    tries_again: bool = True
    # Practise, on a copy of the day's list or in a scope: nothing counts, and no list that is kept moves.
    practice: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it is for the day itself, and neither for a part of it nor for practice."""
        is_part = self.scope or self.prerequisites_of or self.checks or self.place or self.early
        return not (is_part or self.practice)


@dataclass(frozen=True, slots=True)
class Budget:
    """The number of items a session serves: marks, or items of the day, of which a chain is one a stage."""

    # None if the list's end is the session's.
    items: int | None = None
    by_stages: bool = False
    # The minutes that the items were counted from, if any.
    minutes: float = 0.0
    # Seconds of one item, by which the minutes were counted; a rapid exercise is a part of one.
    seconds_each: float = 0.0

    def spent(self, marks: int) -> str:
        """Return in words why a session that has served all its items is over."""
        if self.items is not None and not self.minutes:
            return "You have done everything you chose."
        return f"Today's {count(marks, 'exercise')} {'is' if marks == 1 else 'are'} done."


def refuse_contradictions(request: Request) -> None:
    """Refuse a request for two things that do not go together. Raises UsageError."""
    if request.place and request.prerequisites_of:
        raise UsageError("--place asks from all subjects: leave out --for")
    if (request.place or request.prerequisites_of) and (request.scope or request.checks):
        what = "--place asks from all subjects" if request.place else "--for names what to prepare"
        beside = "--checks" if request.checks else "the bank or exercise"
        raise UsageError(f"{what}: leave out {beside}")


def seconds_each(catalogue: Catalogue, learner: Learner) -> float:
    """Return how long an attempt usually takes this learner, rapid exercises excluded."""
    rapid = frozenset(entry.item for entry in rapid_entries(catalogue))
    times = learner.recent_times
    return usual_seconds(
        [seconds / stages for item, seconds, stages in times if seconds and item not in rapid]
    )


def find_speed(catalogue: Catalogue, learner: Learner) -> float:
    """Return this learner's usual time for an exercise as a multiple of the usual one."""
    entries, renamed = catalogue.entries, catalogue.renamed
    times = ((renamed.get(item, item), seconds) for item, seconds, _ in learner.recent_times)
    return usual_speed([(entries[item], seconds) for item, seconds in times if seconds and item in entries])


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of a day: its exercises, and how many skills fade in all."""

    offers: tuple[CheckOffer, ...] = ()
    every: int = 0


def checks_in_day(
    workspace: Workspace, today: date, parts: Parts | None = None, has: Mastered | None = None
) -> Checks:
    """Return the checks of the day's session: at most five, first those that the goal requires.

    Exercises never met of skills that a placement found known come after the skills that fade. ``parts`` and
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
    doubtful = dict.fromkeys(list_doubtful_greens(workspace), 0.0)
    again = (CheckOffer(item, recall) for item, recall in doubtful.items())
    fade = (*again, *(offer for offer in fade if offer.item not in doubtful))
    skills = collect_skills(workspace.catalogue.entries, parts)
    confirm = to_confirm(skills, today, has.known, first, with_rapid=not workspace.settings.warm_up)
    return Checks((*fade, *confirm)[:left], len(fade))


def list_faded(workspace: Workspace, parts: Parts, today: date) -> tuple[CheckOffer, ...]:
    """Return a green of each skill that fades, however many there are, unless the warm-up works on it."""
    work = find_exercises_in_work(workspace, workspace.standing(), today)
    faded = find_fading_checks(workspace, parts, today)
    return tuple(offer for offer in faded if offer.item not in work)


def choose_greens_to_check(
    workspace: Workspace, standing: Standing, today: date, among: Collection[ItemId] | None = None
) -> tuple[CheckOffer, ...]:
    """Return the greens to check today, at most ten, likeliest forgotten first; only ``among`` these if
    given.

    A subject that was all green after one pass offers a sample a week later, whatever the model's estimate,
    because two passes are the aim. Exercises in work in the warm-up are not checked. With ``checks = "off"``
    there are none.
    """
    if workspace.settings.checks == "off":
        return ()
    fade = find_fading_checks(workspace, workspace.parts(), today)
    offer_by_item = {offer.item: offer for offer in fade if among is None or offer.item in among}
    for bank in workspace.catalogue.banks:
        if not _is_settled(bank, standing):
            continue
        in_full = workspace.states(banks=[bank.id])
        if not was_green_at_once(in_full.values(), today - SAMPLE_AFTER):
            continue
        for item in _sample_greens(in_full):
            held = compute_memory_state(in_full[item].reviews, today)
            if held is not None and (among is None or item in among):
                offer_by_item.setdefault(item, CheckOffer(item, retrievability(held, today)))
    for item in find_exercises_in_work(workspace, standing, today):
        offer_by_item.pop(item, None)
    return tuple(sorted(offer_by_item.values(), key=lambda offer: (offer.retrievability, offer.item)))[
        :AT_MOST
    ]


def _is_settled(bank: Bank, standing: Standing) -> bool:
    """Return whether all of a bank is green or parked."""
    return all(
        entry.item in standing.greens or standing.others.get(entry.item, NEVER_MET).state == "parked"
        for entry in bank.entries
    )


def was_green_at_once(states: Iterable[ItemState], until: date) -> bool:
    """Return whether none of some items needed a second pass or round, or was attempted after a day."""
    return not any(
        state.round > 1 or state.passes > 1 or (state.study_day is not None and state.study_day > until)
        for state in states
    )


def _sample_greens(states: Mapping[ItemId, ItemState]) -> list[ItemId]:
    """Return some greens, always the same; none once any was checked."""
    greens = {item: state for item, state in states.items() if state.state == "green"}
    if any(len(state.reviews) > 1 for state in greens.values()):
        return []
    return sorted(greens, key=lambda item: hashlib.sha256(item.encode()).hexdigest())[:AT_MOST]
