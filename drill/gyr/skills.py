"""When a skill is learned, and when exercises that rest on it may begin.

A skill is **passed** once an ordinary exercise of it was green: exercises that rest on it may begin. It is
**learned** when two of its exercises were green on two study days, one of them ordinary; or when one ordinary
exercise was green and a check of the skill held on a later day. Nothing that happens later takes this back:
a failed check lowers an exercise, not its skill. Neither waits for an exercise that is parked, or
**stubborn**: not green after two of its passes.

Two exercises, because by simulation two of each skill keep as much at day 120 as one of every skill, and all
exercises of a skill keep 5 % less.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations

from drill.gyr.entry import Entry, TopicKey, group_by
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.state import ItemState, State

# By the former rule, min study days between the first meetings of two exercises.
DAYS_APART = timedelta(2)
# Passes without a green after which an exercise is stubborn.
STUBBORN_PASSES = 2


@dataclass(frozen=True, slots=True)
class ExerciseProgress:
    """The progress with one exercise, in terms of its skill.

    ``met_on`` is the study day of its first counted verdict, ``green_on`` that of its first green one;
    ``first_held_on`` and ``held_on`` are the first and the last day on which a check was green. ``passes``
    counts those of its current round. ``is_unaided`` is whether some green verdict was without hints,
    ``has_failed`` whether some verdict or check was not green, ``was_red`` whether one was red, ``is_former``
    whether it became green while the former rule was valid (`SkillProgress.learned_on`).
    """

    state: State = "unseen"
    met_on: date | None = None
    green_on: date | None = None
    held_on: date | None = None
    is_unaided: bool = False
    was_parked: bool = False
    has_failed: bool = False
    first_held_on: date | None = None
    passes: int = 0
    is_former: bool = False
    was_red: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether nothing waits for it: it was green once, or is parked."""
        return self.green_on is not None or self.state == "parked"

    @property
    def is_done(self) -> bool:
        """Whether it is green now, or parked, until a check fails."""
        return self.state in ("green", "parked")

    @property
    def is_settled(self) -> bool:
        """Whether its skill no longer waits for it, because it was green or parked once."""
        return self.green_on is not None or self.was_parked

    @property
    def is_stubborn(self) -> bool:
        """Whether it is not green after two of its passes: it stays in its pass, but blocks nothing."""
        return self.green_on is None and self.state in ("yellow", "red") and self.passes >= STUBBORN_PASSES

    @property
    def is_pending(self) -> bool:
        """Whether it was tried, was never green, and its skill waits for it."""
        return self.green_on is None and self.state in ("yellow", "red") and not self.is_stubborn

    def made_green(self, today: date) -> ExerciseProgress:
        """Return the part after one more green verdict or check without hints."""
        is_check = self.state == "green"
        met_on = self.met_on or today
        green_on = self.green_on or today
        part = replace(self, state="green", met_on=met_on, green_on=green_on, is_unaided=True)
        if is_check:
            return replace(part, held_on=today, first_held_on=self.first_held_on or today)
        return replace(part, passes=self.passes + 1)


NOT_MET = ExerciseProgress()


def part_of(state: ItemState, former_until: date | None = None) -> ExerciseProgress:
    """Return the part for a state.

    ``former_until`` is the last day on which the former rule was valid, if there were marks then.
    """
    was_parked = state.state == "parked" or state.reopened_on is not None
    if not state.marks:
        return ExerciseProgress(state=state.state, was_parked=was_parked)
    greens = [mark for mark in state.marks if mark.colour == "green"]
    green_on = greens[0].study_day if greens else None
    colours = {mark.colour for mark in state.marks}
    # The first counted attempt of a day is its review: a green one that is not a mark was a check.
    first_marks = {mark.study_day: mark.colour for mark in reversed(state.marks)}
    greens_of_days = (review.study_day for review in state.reviews if review.colour == "green")
    held = [day for day in greens_of_days if first_marks.get(day) != "green"]
    return ExerciseProgress(
        state=state.state,
        met_on=state.marks[0].study_day,
        green_on=green_on,
        held_on=max(held, default=None),
        is_unaided=any(not mark.helped for mark in greens),
        was_parked=was_parked or any(mark.parked for mark in state.marks),
        has_failed=colours != {"green"},
        first_held_on=min(held, default=None),
        passes=state.passes,
        is_former=green_on is not None and former_until is not None and green_on <= former_until,
        was_red="red" in colours,
    )


Parts = Mapping[ItemId, ExerciseProgress]


@dataclass(frozen=True)
class SkillProgress:
    """The progress of a skill: its exercises, each with its part."""

    every: tuple[tuple[Entry, ExerciseProgress], ...]

    @classmethod
    def of(cls, exercises: Iterable[Entry], parts: Parts) -> SkillProgress:
        """Return the skill that ``exercises`` train."""
        return cls(tuple((exercise, parts.get(exercise.item, NOT_MET)) for exercise in exercises))

    @cached_property
    def exercises(self) -> tuple[Entry, ...]:
        """Its ordinary exercises, or its rapid ones if it has no others."""
        return tuple(exercise for exercise, _ in self._counted)

    @cached_property
    def parts(self) -> tuple[ExerciseProgress, ...]:
        """The parts of ``exercises``."""
        return tuple(part for _, part in self._counted)

    @cached_property
    def rapid(self) -> tuple[ExerciseProgress, ...]:
        """The parts of its rapid exercises, if it has others."""
        counted = set(self.exercises)
        return tuple(part for exercise, part in self.every if exercise not in counted)

    @cached_property
    def begun_on(self) -> date | None:
        """The study day on which its first ordinary exercise was met."""
        return min((part.met_on for part in self.parts if part.met_on is not None), default=None)

    @cached_property
    def met_last_on(self) -> date | None:
        """The last study day on which a new exercise of it was met."""
        return max((part.met_on for _, part in self.every if part.met_on is not None), default=None)

    @cached_property
    def is_begun(self) -> bool:
        """Whether an exercise of it was met."""
        return self.met_last_on is not None

    @cached_property
    def is_learned(self) -> bool:
        """Whether it is learned."""
        return self.learned_on is not None

    @cached_property
    def is_set_aside(self) -> bool:
        """Whether all its exercises are parked: it is not learned, but blocks nothing."""
        return all(part.state == "parked" for _, part in self.every) and not self.is_learned

    @cached_property
    def learned_on(self) -> date | None:
        """The study day on which it was learned; ``None`` if it is not.

        Skills learned by the former rule from greens before an upgrade remain learned: by two exercises first
        met two days apart, one of them green without hints, or by all that were not parked.
        """
        greens = [
            (part.green_on, not exercise.is_rapid or self._has_only_rapid, part)
            for exercise, part in self.every
            if part.green_on is not None
        ]
        first = min((day for day, is_ordinary, _ in greens if is_ordinary), default=None)
        if first is None:
            return None
        pairs = (
            max(day, other_day)
            for (day, is_ordinary, _), (other_day, is_other_ordinary, _) in combinations(greens, 2)
            if day != other_day and (is_ordinary or is_other_ordinary)
        )
        held = (p.first_held_on for _, _, p in greens if p.first_held_on and p.first_held_on > first)
        return min((*pairs, *held, *self._list_former_days()), default=None)

    def _list_former_days(self) -> Iterator[date]:
        """Yield the days on which it was learned by the former rule."""
        greens = [
            (part.met_on, part.green_on, part)
            for part in self.parts
            if part.is_former and part.met_on is not None and part.green_on is not None
        ]
        for (met_on, green_on, part), (other_met_on, other_green_on, other) in combinations(greens, 2):
            is_apart = abs(met_on - other_met_on) >= DAYS_APART
            if is_apart and (part.is_unaided or other.is_unaided):
                yield max(green_on, other_green_on)
        if len(greens) > 1 and all(part.is_former or part.was_parked for part in self.parts):
            yield max(green_on for _, green_on, _ in greens)

    def is_ordinary(self, exercise: Entry) -> bool:
        """Return whether an exercise counts as ordinary: any does if all others were parked or rapid."""
        return not exercise.is_rapid or self._has_only_rapid

    def is_passed(self, excluded: Container[ItemId] = (), circular: Container[ItemId] = ()) -> bool:
        """Return whether exercises that rest on it may begin; ``excluded`` ones are not waited for.

        This needs an ordinary green, or that it is learned. Rapid greens are enough if there are no ordinary
        exercises to wait for: two of them (or all) if it has no others; one if all others are excluded,
        ``circular`` (they need a skill that rests on this one), or tried and stubborn or parked.
        """
        ordinary = [(e, part) for e, part in self.every if not e.is_rapid]
        rapid = [part for e, part in self.every if e.is_rapid]
        if self.is_learned or any(part.green_on for _, part in ordinary):
            return True
        green = sum(part.green_on is not None for part in rapid)
        if not ordinary:
            return green >= min(2, len(rapid)) or all(part.is_passed for part in rapid)
        counted = [(e, part) for e, part in ordinary if e.item not in excluded]
        if all(part.state == "parked" for _, part in counted) and (counted or self.is_set_aside):
            return True
        is_tried = all(part.state == "parked" or part.is_stubborn for _, part in counted)
        if is_tried and all(part.is_passed or part.is_stubborn for part in rapid):
            return True
        return green > 0 and (is_tried or all(e.item in circular for e, _ in counted))

    @cached_property
    def _has_only_rapid(self) -> bool:
        return all(exercise.is_rapid or part.was_parked for exercise, part in self.every)

    @cached_property
    def _counted(self) -> list[tuple[Entry, ExerciseProgress]]:
        ordinary = [(exercise, part) for exercise, part in self.every if not exercise.is_rapid]
        return ordinary or [*self.every]

    @cached_property
    def is_held_up(self) -> bool:
        """Return whether one of its exercises is to be tried again."""
        return any(part.state in ("yellow", "red") for part in (*self.parts, *self.rapid))

    def find_awaited(self, excluded: Container[ItemId] = ()) -> Entry | None:
        """Return the green exercise that makes it learned by a check, if no second green can come.

        ``excluded`` exercises do not come. Ordinary exercises are preferred to rapid ones.
        """
        if self.is_learned or not any(part.green_on and self.is_ordinary(e) for e, part in self.every):
            return None
        for exercise, part in self.every:
            if not (part.is_settled or part.is_stubborn or exercise.item in excluded):
                return None
        greens = [exercise for exercise, part in self.every if part.state == "green"]
        return min(greens, key=lambda exercise: exercise.is_rapid, default=None)


# The material to learn: exercises by skill, topic and subject, and their prerequisites.

Needs = Mapping[SkillId, Sequence[SkillId]]
_Named = tuple[SkillId, SkillId, tuple[SkillId, ...]]


def list_before(
    skills: Iterable[SkillId], needs: Needs, passed: Container[SkillId] = ()
) -> Iterable[SkillId]:
    """Return skills and all their prerequisites by ``needs``, each after its own.

    A skill without known needs has none; a circle is cut at its last link. What only ``passed`` skills rest
    on is left out with them.
    """
    done: dict[SkillId, None] = {}
    entered: set[SkillId] = set()
    stack = [(skill, False) for skill in reversed([*skills])]
    while stack:
        skill, is_left = stack.pop()
        if is_left:
            done[skill] = None
        elif skill not in entered and skill not in passed:
            entered.add(skill)
            stack.append((skill, True))
            stack.extend((need, False) for need in reversed(needs.get(skill, ())))
    return done


def find_all_below(skill: SkillId, needs: Needs) -> frozenset[SkillId]:
    """Return a skill and all its prerequisites, direct and indirect, by ``needs``."""
    below = {skill}
    queue = [skill]
    for upper in queue:  # grows in this loop
        fresh = [need for need in dict.fromkeys(needs.get(upper, ())) if need not in below]
        below.update(fresh)
        queue += fresh
    return frozenset(below)


class Curriculum:
    """All loaded exercises in the order of their banks, and the graph of skills; immutable.

    Everything is computed on first use and cached, because one value serves all plans of a session.
    """

    def __init__(self, entries: Mapping[ItemId, Entry], needs: Mapping[SkillId, Sequence[SkillId]]) -> None:
        """``needs`` are the direct prerequisites of each skill, in the order of the banks."""
        self.entries = entries
        self.needs = needs
        self._below: dict[SkillId, frozenset[SkillId]] = {}
        self._named_needs: dict[_Named, tuple[SkillId, ...]] = {}

    @cached_property
    def exercises(self) -> Mapping[SkillId, Sequence[Entry]]:
        """The exercises that train each skill, in order.

        A subject's exercise that names no skill is a skill of its own, named by its item.
        """
        return group_by(filter(self.find_skill, self.entries.values()), self.find_skill)

    @staticmethod
    def find_skill(entry: Entry) -> SkillId:
        """Return the skill that an exercise trains; empty for one of a paper or a textbook."""
        return entry.trains or (SkillId("") if entry.in_file_order else SkillId(entry.item))

    @cached_property
    def subjects(self) -> Mapping[BankId, Mapping[TopicKey, Sequence[SkillId]]]:
        """The skills of each topic of each subject, all in the order of their files."""
        place = {skill: index for index, skill in enumerate(self.needs)}
        first = {skill: entries[0] for skill, entries in self.exercises.items()}
        of_subjects = (skill for skill, entry in first.items() if not entry.in_file_order)
        found: dict[BankId, dict[TopicKey, Sequence[SkillId]]] = {}
        for key, skills in group_by(of_subjects, lambda skill: first[skill].topic_key).items():
            found.setdefault(key[0], {})[key] = sorted(skills, key=lambda skill: place.get(skill, 0))
        return found

    @cached_property
    def banks_in_order(self) -> Mapping[BankId, Sequence[Entry]]:
        """The exercises of each bank that is served in the order of its file."""
        in_order = (entry for entry in self.entries.values() if entry.in_file_order)
        return group_by(in_order, lambda entry: entry.bank)

    @cached_property
    def circular(self) -> frozenset[ItemId]:
        """The exercises that need a skill which rests on their own."""
        return frozenset(
            entry.item
            for entry in self.entries.values()
            if entry.trains and any(self.rests_on(need, entry.trains) for need in entry.needs)
        )

    def find_subject(self, skill: SkillId) -> BankId | None:
        """Return the bank that trains a skill; ``None`` if no exercise does."""
        entries = self.exercises.get(skill)
        return entries[0].bank if entries else None

    def list_before(self, skills: Iterable[SkillId]) -> tuple[SkillId, ...]:
        """Return skills and all their prerequisites, if they have exercises, each after its own.

        A circle is cut at its last link.
        """
        return tuple(skill for skill in list_before(skills, self.needs) if skill in self.exercises)

    def list_on_way(self, skills: Iterable[SkillId], way: Collection[SkillId]) -> tuple[SkillId, ...]:
        """Return the same as far as it is on a way: other skills are passed, with what only they rest on."""
        passed = self.exercises.keys() - frozenset(way)
        return tuple(skill for skill in list_before(skills, self.needs, passed) if skill in self.exercises)

    def rests_on(self, skill: SkillId, need: SkillId) -> bool:
        """Return whether a skill rests on another, directly or not, or is that skill."""
        if skill not in self._below:
            self._below[skill] = find_all_below(skill, self.needs)
        return need in self._below[skill]

    def find_needs(self, entry: Entry) -> tuple[SkillId, ...]:
        """Return the skills that have to be passed before an exercise: those of its skill, and its own.

        A need that rests on the exercise's own skill does not count, nor one without exercises. If every
        exercise of a skill waits in a circle, the need that closes the circle does not count either.
        """
        needs = self._find_named_needs(entry)
        if entry.trains and needs and entry.trains not in self.ways_in:
            return tuple(need for need in needs if need in self.ways_in)
        return needs

    @cached_property
    def ways_in(self) -> Mapping[SkillId, Entry]:
        """A first exercise of each skill whose needs are passed by the exercises before; none in a circle."""
        return self.find_ways_in(self.exercises, ())

    def find_ways_in(self, skills: Iterable[SkillId], excluded: Container[ItemId]) -> Mapping[SkillId, Entry]:
        """Return the same for some skills, without ``excluded`` exercises; others are assumed passed."""
        lacking: dict[ItemId, int] = {}
        waiting: dict[SkillId, list[Entry]] = {skill: [] for skill in skills}
        ready: list[Entry] = []
        for skill in waiting:
            every = self.exercises[skill]
            for entry in [each for each in every if not each.is_rapid] or every:
                needs = [need for need in self._find_named_needs(entry) if need in waiting]
                lacking[entry.item] = len(needs)
                for need in needs:
                    waiting[need].append(entry)
                if not needs and entry.item not in excluded:
                    ready.append(entry)
        found: dict[SkillId, Entry] = {}
        for entry in ready:  # grows in this loop
            if (skill := self.find_skill(entry)) in found:
                continue
            found[skill] = entry
            for other in waiting[skill]:
                lacking[other.item] -= 1
                if not lacking[other.item] and other.item not in excluded:
                    ready.append(other)
        return found

    def _find_named_needs(self, entry: Entry) -> tuple[SkillId, ...]:
        named = (entry.trains, entry.skill, entry.needs)
        needs = self._named_needs.get(named)
        if needs is None:
            skill = entry.trains
            further = (need for need in entry.needs if not (skill and self.rests_on(need, skill)))
            every = dict.fromkeys((*self.needs.get(entry.skill, ()), *further))
            needs = self._named_needs[named] = tuple(need for need in every if need in self.exercises)
        return needs
