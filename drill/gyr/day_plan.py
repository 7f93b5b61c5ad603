"""The plan of a day: its exercises in order, each with the reason for it.

`plan_day` makes it from `DayFacts`. An exercise in it may be servable at once, or assume that an earlier one
becomes green, so that a chain of skills can fill a day; `review_plan` checks this again before it is served.
A stretch consists of

1. greens that left the warm-up, and an exercise on formulas that could not be followed;
2. due re-attempts and the checks that skills wait for, in at most half of the time, and some other checks;
3. new exercises: of the goal, or of the subjects in turn (`drill.gyr.new_exercises`), and class work in at
   most half of the time;
4. in the remaining time: other re-attempts, another exercise of a skill that blocks all others, further
   exercises of learned skills, checks;
5. other subjects (``besides``), if there is a goal.

`drill.gyr.new_exercises` puts them into the order of serving.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import inf
from typing import Literal, TypeAlias

from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId, clamp_due_day
from drill.gyr.new_exercises import (
    Candidate,
    course_of_goal,
    list_subjects,
    list_unclear,
    order_stretch,
    take_turns,
)
from drill.gyr.plan_ledger import DayFacts, Ledger, Planned, Reason, plan_strict_passes
from drill.gyr.progress import LEAST_MINUTES, minutes_of
from drill.gyr.skills import NOT_MET, Curriculum
from drill.gyr.state import NEVER_MET, ItemState, Standing, due

# Why an item leaves a plan before it was marked from it.
Leaving = Literal["marked", "not-servable", "green", "parked", "gone"]
# An item that comes again: the day since which it is due, the item, and the reason.
_Waiting: TypeAlias = "tuple[date, ItemId, Reason]"

# Max minutes of an exercise.
LONGEST_MINUTES = 60.0
# Reasons that lead to the goal; the others are for maintenance or for other subjects.
_ON_THE_WAY: Collection[Reason] = ("again", "goal", "paper")
# Min minutes that are worth filling.
WORTH_MINUTES = 1.0
# Minutes of an average exercise, to estimate the number of checks before the other exercises are chosen.
_USUAL_MINUTES = 2.2
# Max new rapid exercises a day on the short path to a paper, besides those of the warm-up.
MOST_RAPID = 3
# Max days until an exercise comes again while its skill on the path is not passed.
HELD_DAYS = timedelta(3)


@dataclass(frozen=True, slots=True)
class PlanReview:
    """A reviewed plan: the next item, the items that are kept, and why others leave.

    ``next`` is the first of ``kept`` that may be served now, if there is one.
    """

    next: Planned | None
    kept: tuple[Planned, ...]
    left: Mapping[ItemId, Leaving]


def plan_day(facts: DayFacts) -> list[Planned]:
    """Return the plan of a stretch of a study day, in the order of serving.

    Other subjects (``besides``) come last; the session ends before the first of them.
    """
    if facts.method.is_strict:
        return plan_strict_passes(facts)
    if _has_reached_goal(facts):
        facts = replace(facts, goal=None)
    plan = _Stretch(facts).plan()
    if any(planned.reason in _ON_THE_WAY for planned in plan) or facts.planned or _has_begun(facts):
        return plan
    # An exercise that takes longer than the whole day comes alone, because otherwise it would never come.
    without_limit = replace(facts, minutes=LONGEST_MINUTES, adds_others=False, checks=())
    for planned in _Stretch(without_limit).plan():
        if planned.reason in _ON_THE_WAY:
            return [planned]
    return plan


def plan_scope(facts: DayFacts, scope: Collection[ItemId], *, early: bool = False) -> list[Planned]:
    """Return the plan of a session over some exercises, and the notes of ``facts``, in the minutes.

    With ``early``, exercises that are not due and were not tried today come, too. Only prerequisites in the
    scope count, and in the end all its exercises come. The goal is ignored.
    """
    if facts.method.is_strict:
        return plan_strict_passes(facts, scope)
    entries = facts.curriculum.entries
    wanted = {*scope, *facts.notes}
    here = Curriculum({item: entries[item] for item in entries if item in wanted}, facts.curriculum.needs)
    return _Stretch(replace(facts, goal=None, curriculum=here), is_scope=True, is_early=early).plan()


def find_due(ledger: Ledger, *, is_early: bool = False) -> list[tuple[date, ItemId]]:
    """Return the re-attempts that are due today, the longest waiting first, without those skipped today.

    If it ``is_early``, all re-attempts are returned except for those tried today.

    While a skill on the path is not passed, its easiest exercise that waits and is not stubborn comes after
    at most three days.
    """
    facts = ledger.facts
    entries = ledger.curriculum.entries
    days: dict[ItemId, date] = {}
    easiest: dict[SkillId, Entry] = {}
    path = frozenset(facts.goal.skills) if facts.goal else None
    for item, state in ledger.open_states.items():
        entry = entries.get(item)
        if state.state not in ("yellow", "red") or entry is None:
            continue
        day = find_due_day(facts, state)
        if day is not None and item not in ledger.skipped:
            days[item] = day
        skill = entry.trains
        if skill and (path is None or skill in path) and not ledger.part(item).is_stubborn:
            other = easiest.get(skill)
            if other is None or entry.level < other.level:
                easiest[skill] = entry
    for skill, entry in easiest.items():
        tried_on = ledger.open_states[entry.item].study_day
        if tried_on is not None and entry.item in days and not ledger.is_passed(skill):
            days[entry.item] = min(days[entry.item], tried_on + HELD_DAYS)
    if is_early:
        return sorted(
            (day, item) for item, day in days.items() if ledger.open_states[item].study_day != facts.today
        )
    return sorted((day, item) for item, day in days.items() if day <= facts.today)


def find_due_day(facts: DayFacts, state: ItemState) -> date | None:
    """Return the day of the next try of an item: after the day of the last one, unless reopened since."""
    gaps = facts.method.gaps_in_force
    day = due(state, gaps)
    if day is None:
        return None
    if state.study_day == facts.today and state.passes:
        return max(day, facts.today + timedelta(1))
    return clamp_due_day(day, facts.today, gaps)


class _Stretch:
    """The planning of one stretch."""

    def __init__(self, facts: DayFacts, *, is_scope: bool = False, is_early: bool = False) -> None:
        """A scope is planned completely; with ``is_early``, re-attempts come before they are due."""
        self._facts = facts
        self._is_scope = is_scope
        self._is_early = is_early
        self._ledger = ledger = Ledger(facts)
        if facts.goal is None:
            self._courses = list_subjects(ledger, "goal")
        else:
            self._courses = [course_of_goal(ledger, facts.goal)]
        self._minutes_left = facts.minutes
        self._taken = {*facts.left_out, *(planned.item for planned in facts.planned)}
        self._again: list[Planned] = []
        self._checks: list[Planned] = []
        self._first: list[Planned] = []
        self._new: list[Planned] = []
        self._last: list[Planned] = []
        self._besides: list[Planned] = []
        # Whether an exercise did not fit into the remaining time; other subjects must not overtake it.
        self._has_longer = False
        self._rapid = 0
        self._most_rapid = _count_most_rapid(facts)
        self._has_rapid_limit = True
        ledger.count_on(facts.planned)

    def plan(self) -> list[Planned]:
        """Return the stretch in the order of serving."""
        facts = self._facts
        ledger = self._ledger
        if facts.catches_up:
            return self._plan_catching_up()
        for item in facts.notes:
            self._add(self._last, item, "paper")
        for item in facts.returns:
            self._add(self._first, item, "warm-up")
        later = self._add_again(self._find_waiting(), facts.minutes / 2)
        checks = self._add_some_checks()
        for candidate in list_unclear(ledger):
            self._add(self._first, candidate.entry.item, candidate.reason)
        ledger.count_on([*self._again, *self._checks, *self._first])
        self._fill_with_new()
        self._fill_in_rounds(self._list_unpassed, self._new)
        ledger.has_topic_limit = False
        self._fill_with_new()
        self._add_again(later, self._minutes_left)
        ledger.count_on(self._again)
        self._fill_in_rounds(self._list_unpassed, self._new)
        self._fill_in_rounds(self._list_new, self._new)
        ledger.has_level_limit = False
        self._fill_with_all_new()
        self._fill_in_rounds(self._list_deeper, self._new)
        for item in facts.class_work:
            self._add(self._new, item, "goal")
        for item in checks:
            self._add(self._checks, item, "check")
        if self._is_scope:
            for entry in filter(ledger.is_new, facts.curriculum.entries.values()):
                self._add(self._last, entry.item, "goal")
        self._add_skipped()
        if facts.goal is not None and facts.adds_others and self._has_time() and not self._has_longer:
            self._fill_besides()
        others = (*self._again, *self._checks)
        ordered = order_stretch(facts, [*self._first, *self._new], others, self._last)
        return [*ordered, *self._besides]

    def _plan_catching_up(self) -> list[Planned]:
        """Return what waits, the longest waiting first, with the checks; nothing new."""
        for item in self._facts.returns:
            self._add(self._first, item, "warm-up")
        self._add_again(self._find_waiting(), self._facts.minutes)
        for item in self._facts.checks:
            self._add(self._checks, item, "check")
        return order_stretch(self._facts, self._first, (*self._again, *self._checks), ())

    def _find_waiting(self) -> list[_Waiting]:
        """Return re-attempts and awaited checks, the longest waiting first."""
        due_items = find_due(self._ledger, is_early=self._is_early)
        waiting: list[_Waiting] = [(day, item, "again") for day, item in due_items]
        if self._is_scope:
            return waiting
        return sorted([*waiting, *self._find_awaited()])

    def _add(self, place: list[Planned], item: ItemId, reason: Reason) -> bool:
        """Plan an item if it is loaded, not yet planned, and fits into the time."""
        entry = self._facts.curriculum.entries.get(item)
        if entry is None or item in self._taken:
            return False
        minutes = minutes_of(entry, self._facts.speed)
        if minutes > self._minutes_left and not (reason == "again" and self._is_empty):
            self._has_longer = True
            return False
        self._taken.add(item)
        self._minutes_left -= minutes
        place.append(Planned(item, reason, minutes))
        return True

    @property
    def _is_empty(self) -> bool:
        """Whether nothing is planned or begun today, so that a re-attempt may be longer than the day."""
        is_first = self._minutes_left == self._facts.minutes and not self._facts.planned
        return is_first and not _has_begun(self._facts)

    def _has_time(self) -> bool:
        return self._minutes_left >= WORTH_MINUTES

    def _find_awaited(self) -> Iterator[_Waiting]:
        """Yield the checks that skills need to be learned, due on the day after the last try."""
        facts = self._facts
        begun: dict[SkillId, None] = {}  # a set in order
        for item, part in facts.parts.items():
            entry = facts.curriculum.entries.get(item)
            if part.state == "green" and entry is not None:
                begun[facts.curriculum.find_skill(entry)] = None
        excluded = {*facts.left_out}
        if facts.goal is not None:
            excluded |= {*facts.goal.excluded}
        for skill in begun:
            awaited = self._ledger.skill(skill).find_awaited(excluded) if skill else None
            if awaited is None:
                continue
            state = facts.states.get(awaited.item)
            if state is not None and state.study_day is not None and state.study_day < facts.today:
                yield state.study_day + timedelta(1), awaited.item, "check"

    def _add_again(self, waiting: Sequence[_Waiting], minutes: float) -> list[_Waiting]:
        """Plan re-attempts within ``minutes``, but at least one; return the remaining ones."""
        left: list[_Waiting] = []
        begun = self._minutes_left
        for day, item, reason in waiting:
            entry = self._facts.curriculum.entries[item]
            spent = begun - self._minutes_left + minutes_of(entry, self._facts.speed)
            fits = spent <= minutes or begun == self._minutes_left
            if not (fits and self._add(self._again, item, reason)) and item not in self._taken:
                left.append((day, item, reason))
        return left

    def _add_some_checks(self) -> Sequence[ItemId]:
        """Plan the most urgent checks, one per `between_checks` other exercises; return the other checks.

        If a stretch is too short for one check, one comes every few days.
        """
        facts = self._facts
        usual = _USUAL_MINUTES * facts.speed * (facts.between_checks + 1)
        number = len(facts.checks)
        if facts.minutes < usual * number:
            day = facts.today.toordinal()
            share = facts.minutes / usual
            number = int(share) or int(share * (day + 1)) - int(share * day)
        for item in facts.checks[:number]:
            self._add(self._checks, item, "check")
        return facts.checks[number:]

    def _fill_with_new(self) -> None:
        """Plan new exercises round by round, each assuming that the earlier ones become green.

        After that, they are planned without the limit on rapid ones.
        """
        self._fill_in_rounds(self._list_new, self._new)
        self._has_rapid_limit = False
        self._fill_in_rounds(self._list_new, self._new)

    def _fill_with_all_new(self) -> None:
        """Plan new exercises until none is left, as a begun skill may need one more before others begin."""
        before = -1
        while before < len(self._new):
            before = len(self._new)
            self._fill_in_rounds(self._list_new, self._new)
            self._fill_in_rounds(self._list_unpassed, self._new)

    def _fill_in_rounds(
        self, list_candidates: Callable[[], Iterable[Candidate]], place: list[Planned]
    ) -> None:
        """Plan candidates until the time or the candidates are used up, class work in turn with new ones.

        If an ordinary exercise does not fit any more, rapid ones still may.
        """
        while self._has_time():
            before = len(place)
            work = iter(self._facts.class_work if place is self._new else ())
            for candidate in list_candidates():
                if self._add_new(place, candidate):
                    any(self._add(place, item, "goal") for item in work)
                if self._minutes_left < LEAST_MINUTES * self._facts.speed:
                    break
            if len(place) == before:
                return
            self._ledger.count_on(place[before:])

    def _add_new(self, place: list[Planned], candidate: Candidate) -> bool:
        """Plan a new exercise, within the limits on rapid ones.

        At most every other one is rapid, except for those that open a skill, and a day has at most
        `MOST_RAPID`.
        """
        is_rapid = _is_limited_rapid(candidate.entry)
        is_limited = is_rapid and not candidate.is_opener and self._has_rapid_limit
        if is_limited and self._rapid >= (len(place) + 1) / 2:
            return False
        if is_rapid and self._rapid >= self._most_rapid:
            return False
        is_added = self._add(place, candidate.entry.item, candidate.reason)
        self._rapid += is_added and is_rapid
        return is_added

    def _list_new(self) -> Iterator[Candidate]:
        return take_turns(course.list_new() for course in self._courses)

    def _list_unpassed(self) -> Iterator[Candidate]:
        return take_turns(course.list_unpassed() for course in self._courses)

    def _list_deeper(self) -> Iterator[Candidate]:
        return take_turns(course.list_deeper() for course in self._courses)

    def _add_skipped(self) -> None:
        """Plan the items skipped today after all others."""
        for item in sorted(self._ledger.skipped):
            state = self._ledger.open_states[item]
            entry = self._facts.curriculum.entries.get(item)
            if entry is None:
                continue
            day = find_due_day(self._facts, state)
            if state.state == "unseen" and self._ledger.is_ready(entry):
                self._add(self._last, item, self._find_reason(entry))
            elif day is not None and day <= self._facts.today:
                self._add(self._last, item, "again")

    def _find_reason(self, entry: Entry) -> Reason:
        goal = self._facts.goal
        given = (*self._facts.class_work, *(goal.shared if goal else ()))
        if goal is None or entry.item in given or entry.trains in goal.skills:
            return "goal"
        if entry.item in goal.own or entry.item in self._facts.notes:
            return "paper"
        return "besides"

    def _fill_besides(self) -> None:
        self._courses = list_subjects(self._ledger, "besides")
        self._fill_in_rounds(self._list_new, self._besides)


def _has_reached_goal(facts: DayFacts) -> bool:
    """Return whether all skills and exercises of the goal are done."""
    if facts.goal is None:
        return False
    ledger = Ledger(facts)
    return all(map(ledger.is_mastered, facts.goal.skills)) and all(
        ledger.part(item).is_done for item in facts.goal.own if item in facts.curriculum.entries
    )


def _is_limited_rapid(entry: Entry) -> bool:
    return entry.is_rapid and not entry.in_file_order


def _count_most_rapid(facts: DayFacts) -> float:
    """Return the number of rapid exercises that may still be new today, besides the planned ones."""
    entries = facts.curriculum.entries
    parts = facts.parts
    goal = facts.goal
    if goal is None or not goal.takes_others_for_passed or goal.bank in facts.curriculum.subjects:
        return inf  # because two ordinary ones of each skill would take a fifth longer
    new = {item for item, part in parts.items() if part.met_on == facts.today}
    new |= {planned.item for planned in facts.planned if parts.get(planned.item, NOT_MET).met_on is None}
    return MOST_RAPID - sum(_is_limited_rapid(entries[item]) for item in new if item in entries)


def _has_begun(facts: DayFacts) -> bool:
    """Return whether anything was marked today."""
    today = facts.today
    is_new = any(today in (part.met_on, part.green_on, part.held_on) for part in facts.parts.values())
    return is_new or any(state.study_day == today for state in Standing.of(facts.states).others.values())


def review_plan(plan: Sequence[Planned], facts: DayFacts) -> PlanReview:
    """Review a plan after marks. ``planned``, ``checks`` and ``minutes`` of ``facts`` are ignored.

    Items leave if they wait for a green that will not come; items that are ``left_out`` are kept, but are not
    the next.
    """
    now = Ledger(facts)
    hoped = Ledger(facts)
    kept: list[Planned] = []
    left: dict[ItemId, Leaving] = {}
    following: Planned | None = None
    for planned in plan:
        entry = facts.curriculum.entries.get(planned.item)
        if entry is None:
            left[planned.item] = "gone"
            continue
        leaving = _find_leaving(hoped, planned, entry)
        if leaving is not None:
            left[planned.item] = leaving
            continue
        kept.append(planned)
        if following is None and entry.item not in facts.left_out and now.may_come(entry):
            following = planned
        hoped.make_green(entry)
    return PlanReview(following, tuple(kept), left)


def _find_leaving(hoped: Ledger, planned: Planned, entry: Entry) -> Leaving | None:
    """Return why an item leaves a plan, if it does; ``hoped`` assumes that all items before it get green."""
    facts = hoped.facts
    colour = facts.parts.get(entry.item, NOT_MET).state
    if colour == "parked":
        return "parked"
    if colour == "unseen":
        return None if hoped.is_ready(entry) else "not-servable"
    state = facts.states.get(entry.item, NEVER_MET)
    if colour == "green" and planned.reason == "check":
        return "marked" if state.study_day == facts.today else None
    if colour == "green":
        return None if planned.reason == "warm-up" else "green"
    day = find_due_day(facts, state)
    is_due = day is not None and day <= facts.today
    held = state.study_day is not None and state.study_day + HELD_DAYS <= facts.today
    if is_due or (held and planned.reason == "again"):
        return None
    return "marked"
