"""The assumptions of a plan while it is made: the marks until now, and the items that count as green."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import BankId, ItemId, SkillId, TopicId
from drill.gyr.path import GoalPath
from drill.gyr.progress import minutes_of
from drill.gyr.skills import NOT_MET, Curriculum, ExerciseProgress, Parts, SkillProgress
from drill.gyr.state import DEFAULT_GAPS, NEVER_MET, ItemState, Standing, State

# The settings that a plan follows, its items, and a choice, which is an item to serve.

# The gaps of the literal method, because nothing comes twice on a study day.
NEXT_DAY = (1,)


@dataclass(frozen=True, slots=True)
class Method:
    """The learner's settings: share in per cent, gaps in days, the order of the subjects."""

    share: int = 50
    gaps: tuple[int, ...] = DEFAULT_GAPS
    passes: Literal["flowing", "strict"] = "flowing"
    subjects: tuple[BankId, ...] = ()

    @property
    def is_strict(self) -> bool:
        """Whether passes are strict: one after the other, subject by subject."""
        return self.passes == "strict"

    @property
    def gaps_in_force(self) -> tuple[int, ...]:
        """The gaps in days after which an item comes back; strict passes use one day."""
        return NEXT_DAY if self.is_strict else self.gaps


# Why an item is in the day's plan.
Reason = Literal["again", "warm-up", "check", "goal", "paper", "deeper", "besides"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One item to serve, with its current state.

    ``pass_`` is the pass that it would be served as; for an ``extra`` or a ``check`` it is the present one.
    """

    item: ItemId
    bank: BankId
    topic: TopicId
    state: State
    round: int
    pass_: int
    due: date | None
    why: Literal["re-attempt", "unseen", "check", "chosen"]
    serves_as: Literal["pass", "check", "extra"]
    # Why it is on the list; empty if the learner chose it.
    reason: Reason | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """One item of a day's plan: the item, the reason, and the minutes that it usually takes."""

    item: ItemId
    reason: Reason
    minutes: float


# The input of the plan of a stretch, as one value.

# Min other exercises between two checks.
BETWEEN_CHECKS = 5


def _rank_nothing(_skill: SkillId) -> Sequence[ItemId]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """All input for the plan of a stretch of a study day.

    Args:
        today: the study day.
        minutes: the time of the stretch.
        curriculum: the loaded exercises that are part of the day, in the order of their banks, and the notes
            that are asked back, with the prerequisites of skills. It is kept for all plans of a session.
        states: the states of items with events; a `Standing` is read lazily.
        parts: the progress with each exercise, in terms of its skill.
        known: the skills that a placement found known and that no mark put in doubt (`Mastered.known`).
        goal: the way to the goal (`find_goal_path`); None without one.
        method: the gaps, and the order of the subjects.
        speed: the learner's usual time for an exercise as a multiple of that of `minutes_of`.
        checks: greens to check, and new exercises that come in their place, the most urgent first; at most as
            many as the day has left. Checks that skills need to be learned are not included.
        between_checks: the min number of other exercises for each check.
        returns: greens that left the warm-up and come again, their card first.
        unclear: skills of formulas that could not be followed, each with the day of that answer.
        class_work: the current assignments of a teacher, the most urgent first.
        notes: the notes on papers to ask back today, at most two.
        fluent: skills that became fluent recently, and when; exercises that rest on one come first.
        left_out: items that must not be planned, because they are open in another window, could not be
            prepared, or were shown today out of turn.
        held_back: exercises that wait for another day, because one of the same formula comes today.
        planned: items that are already on the day's list and not marked yet. They count as green for later
            items, and are not planned again.
        has_warm_up: whether a set of the warm-up comes before the list, so that the beginning is easy.
        catches_up: whether nothing new comes, because items that wait since a pause come first.
        adds_others: whether other subjects fill the time that the goal leaves.
        rank_linked: the exercises of a skill that a formula of the goal is linked to, the nearest first; none
            of any other skill.
    """

    today: date
    minutes: float
    curriculum: Curriculum
    states: Mapping[ItemId, ItemState]
    parts: Parts
    known: Collection[SkillId] = ()
    goal: GoalPath | None = None
    method: Method = Method()
    speed: float = 1.0
    checks: Sequence[ItemId] = ()
    between_checks: int = BETWEEN_CHECKS
    returns: Sequence[ItemId] = ()
    unclear: Mapping[SkillId, date] = field(default_factory=dict[SkillId, date])
    class_work: Sequence[ItemId] = ()
    notes: Sequence[ItemId] = ()
    fluent: Mapping[SkillId, date] = field(default_factory=dict[SkillId, date])
    left_out: Collection[ItemId] = ()
    held_back: Collection[ItemId] = ()
    planned: Sequence[Planned] = ()
    has_warm_up: bool = False
    catches_up: bool = False
    adds_others: bool = True
    rank_linked: Callable[[SkillId], Sequence[ItemId]] = _rank_nothing


# Max level of a learner's first exercises, unless nothing else may come.
FIRST_EXERCISES, FIRST_LEVEL = 30, 3
_ANY_LEVEL = 99


class Ledger:
    """The marks of a learner, to which greens are added as a plan grows."""

    def __init__(self, facts: DayFacts) -> None:
        self.facts = facts
        self.curriculum = facts.curriculum
        # Whether the first exercises are kept below `FIRST_LEVEL`.
        self.has_level_limit = True
        # Whether topics beyond the next few wait for further exercises of those already begun.
        self.has_topic_limit = True
        self._greens: dict[ItemId, ExerciseProgress] = {}
        self._skills: dict[SkillId, SkillProgress] = {}
        self._passed: dict[SkillId, bool] = {}
        self._known = frozenset(facts.known)
        self._path = frozenset(facts.goal.skills) if facts.goal else frozenset[SkillId]()
        self._excluded: Container[ItemId] = facts.goal.excluded if facts.goal else ()
        self._given = frozenset((*facts.class_work, *facts.notes))
        self._left_out = frozenset(facts.left_out)
        self._met = sum(part.met_on is not None for part in facts.parts.values())
        entries = map(self.curriculum.entries.get, facts.parts)
        self._touched = {self.curriculum.find_skill(entry) for entry in entries if entry is not None}

    @cached_property
    def open_states(self) -> Mapping[ItemId, ItemState]:
        """The states of items with events that are not green."""
        return Standing.of(self.facts.states).others

    @cached_property
    def skipped(self) -> frozenset[ItemId]:
        """The items skipped today."""
        today = self.facts.today
        return frozenset(item for item, state in self.open_states.items() if state.skipped_on == today)

    @cached_property
    def top_levels(self) -> Mapping[TopicKey, int]:
        """The highest level of a green in each topic."""
        top: dict[TopicKey, int] = {}
        for item, part in self.facts.parts.items():
            if part.green_on is not None and (entry := self.curriculum.entries.get(item)) is not None:
                top[entry.topic_key] = max(entry.level, top.get(entry.topic_key, 0))
        return top

    @cached_property
    def met_by_bank(self) -> Mapping[BankId, int]:
        """The number of exercises of each bank that were met."""
        entries = self.curriculum.entries
        met = (item for item, part in self.facts.parts.items() if part.met_on is not None)
        return Counter(entries[item].bank for item in met if item in entries)

    @property
    def highest_level(self) -> int:
        """The highest level that a new exercise may have."""
        is_limited = self.has_level_limit and self._met < FIRST_EXERCISES
        return FIRST_LEVEL if is_limited else _ANY_LEVEL

    def part(self, item: ItemId) -> ExerciseProgress:
        """Return the progress with an exercise."""
        return self._greens.get(item) or self.facts.parts.get(item, NOT_MET)

    def make_green(self, entry: Entry) -> None:
        """Treat an exercise as green from now on."""
        part = self.part(entry.item)
        self._met += part.met_on is None
        self._greens[entry.item] = part.made_green(self.facts.today)
        skill = self.curriculum.find_skill(entry)
        self._touched.add(skill)
        self._skills.pop(skill, None)
        self._passed.pop(skill, None)

    def count_on(self, every: Iterable[Planned]) -> None:
        """Treat planned items as green from now on."""
        for planned in every:
            if (entry := self.curriculum.entries.get(planned.item)) is not None:
                self.make_green(entry)

    def skill(self, skill_id: SkillId) -> SkillProgress:
        """Return the progress of a skill."""
        skill = self._skills.get(skill_id)
        if skill is None:
            every = tuple((entry, self.part(entry.item)) for entry in self.curriculum.exercises[skill_id])
            skill = self._skills[skill_id] = SkillProgress(every)
        return skill

    def rank_exercises(self, skill: SkillId) -> Sequence[Entry]:
        """Return the exercises of a skill, the lowest first; linked ones in the order of their formula."""
        places = {item: place for place, item in enumerate(self.facts.rank_linked(skill))}
        exercises = self.curriculum.exercises[skill]
        return sorted(exercises, key=lambda entry: (places.get(entry.item, len(places)), entry.level))

    def is_begun(self, skill: SkillId) -> bool:
        """Return whether an exercise of a skill was met."""
        return skill in self._touched and self.skill(skill).is_begun

    def is_learned(self, skill: SkillId) -> bool:
        """Return whether a skill is learned."""
        return skill in self._touched and self.skill(skill).is_learned

    def is_mastered(self, skill: SkillId) -> bool:
        """Return whether a skill needs no further exercise: it is learned, known or set aside."""
        if skill in self._known or skill not in self._touched:
            return skill in self._known
        return self.skill(skill).is_learned or self.skill(skill).is_set_aside

    def is_passed(self, skill: SkillId) -> bool:
        """Return whether exercises that rest on a skill may begin."""
        is_passed = self._passed.get(skill)
        if is_passed is None:
            is_passed = self._passed[skill] = skill in self._known or (
                skill in self._touched
                and self.skill(skill).is_passed(
                    self._excluded if skill in self._path else (), self.curriculum.circular
                )
            )
        return is_passed

    def is_ready(self, entry: Entry) -> bool:
        """Return whether all prerequisites of an exercise are passed.

        On the way to a paper each skill counts; otherwise those of other subjects are assumed to be passed.
        Assignments, notes, and banks in the order of their files have no prerequisites, unless such a bank is
        the goal.
        """
        goal = self.facts.goal
        skill = self.curriculum.find_skill(entry)
        is_own = goal is not None and entry.bank == goal.bank
        if entry.item in self._given or (entry.in_file_order and not is_own):
            return True
        needs = self.curriculum.find_needs(entry)
        if goal is not None and (skill in self._path or entry.in_file_order):
            needs = goal.needs.get(entry.item, needs)
            if goal.takes_others_for_passed:
                needs = tuple(need for need in needs if need in self._path)
        else:
            needs = tuple(need for need in needs if self.curriculum.find_subject(need) == entry.bank)
        return all(map(self.is_passed, needs))

    def may_come(self, entry: Entry) -> bool:
        """Return whether an exercise may be served: it was met before, or its prerequisites are passed."""
        return self.part(entry.item).state != "unseen" or self.is_ready(entry)

    def is_new(self, entry: Entry) -> bool:
        """Return whether an exercise was never met, and neither skipped today nor left out."""
        is_met = self.part(entry.item).state != "unseen"
        return not is_met and entry.item not in self.skipped and entry.item not in self._left_out

    def counts(self, entry: Entry) -> bool:
        """Return whether an exercise counts for the goal, where it is of a skill on its path."""
        return entry.item not in self._excluded


# The literal method as a list: subject after subject, pass after pass, no item twice on a study day.

# The rank of a subject, and the number of passes of an item.
_Pass = tuple[int, int]


def plan_strict_passes(facts: DayFacts, scope: Collection[ItemId] | None = None) -> list[Planned]:
    """Return the items that come next by the literal method, within the minutes; only those of a ``scope``.

    A pass follows the file, but takes another topic than the last if there is one. Items skipped today come
    at the end.
    """
    states = Standing.of(facts.states).others
    waiting: dict[_Pass, list[Entry]] = {}
    skipped: list[Entry] = []
    ranks = _rank_banks(facts)
    left_out = {*facts.left_out, *(planned.item for planned in facts.planned)}
    for item, entry in facts.curriculum.entries.items():
        is_green = item in facts.states and item not in states
        if is_green:
            continue
        state = states.get(item, NEVER_MET)
        is_left_out = item in left_out or (scope is not None and item not in scope)
        if is_left_out or not state.is_open or state.study_day == facts.today:
            continue
        if state.skipped_on == facts.today:
            skipped.append(entry)
        else:
            waiting.setdefault((ranks[entry.bank], state.passes), []).append(entry)
    in_order: list[Entry] = []
    for of_pass in sorted(waiting):
        in_order += _alternate_topics(waiting[of_pass])
    plan: list[Planned] = []
    spent = 0.0
    for entry in (*in_order, *skipped):
        if spent >= facts.minutes:
            break
        minutes = minutes_of(entry, facts.speed)
        plan.append(Planned(entry.item, "again" if entry.item in states else "goal", minutes))
        spent += minutes
    return plan


def _rank_banks(facts: DayFacts) -> Mapping[BankId, int]:
    """Number the subjects: those of the settings in their order, then others by name."""
    banks = {entry.bank for entry in facts.curriculum.entries.values()}
    order = dict.fromkeys((*facts.method.subjects, *sorted(banks)))
    return {bank: rank for rank, bank in enumerate(order)}


def _alternate_topics(entries: list[Entry]) -> Iterator[Entry]:
    """Yield exercises in order, each of another topic than the one before if there is one."""
    by_topic: dict[TopicKey, list[tuple[int, Entry]]] = {}
    for number, entry in reversed([*enumerate(entries)]):
        by_topic.setdefault(entry.topic_key, []).append((number, entry))
    last: TopicKey | None = None
    while by_topic:
        others = [key for key in by_topic if key != last] or [*by_topic]
        last = min(others, key=lambda key: by_topic[key][-1][0])
        yield by_topic[last].pop()[1]
        if not by_topic[last]:
            del by_topic[last]
