"""When a skill is learned, and which of its exercises comes next.

A skill is learned when two of its exercises have been green, first met at least two study days apart, one of
them without hints; or when all of them have been green. Where no second exercise can be met, a check of the
green one that held two study days later counts as the second. Nothing that happens later takes this back: a
failed check lowers an exercise, not its skill.

Why two: by simulation, two exercises of a skill keep as much at day 120 as one exercise of every skill, and
all exercises of a skill keep 5 % less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations

from drill.gyr.entry import Entry
from drill.gyr.events import ItemId
from drill.gyr.state import ItemState, State

# Study days from the first meeting of a skill to that of its second exercise.
DAYS_APART = timedelta(2)
# Exercises of this level are never asked as a skill's second one.
HARDEST_LEVEL = 5


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one exercise, as far as its skill is concerned.

    ``met_on`` is the study day of its first counted verdict, ``green_on`` that of its first green one;
    ``held_on`` the last on which a check found it green. ``is_at_once`` says that the first verdict was green
    without hints, ``is_unaided`` that some green one was without hints, ``has_failed`` that some verdict or
    check was not green.
    """

    state: State = "unseen"
    met_on: date | None = None
    green_on: date | None = None
    held_on: date | None = None
    is_at_once: bool = False
    is_unaided: bool = False
    was_parked: bool = False
    has_failed: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether exercises that require it may come: it was green once, or is parked."""
        return self.green_on is not None or self.state == "parked"

    @property
    def is_settled(self) -> bool:
        """Whether its skill no longer waits for it: it was green or parked once."""
        return self.green_on is not None or self.was_parked

    def made_green(self, today: date) -> Part:
        """Return the part after one more green verdict, or check, without hints."""
        return Part(
            state="green",
            met_on=self.met_on or today,
            green_on=self.green_on or today,
            held_on=today if self.state == "green" else self.held_on,
            is_at_once=self.is_at_once or self.met_on is None,
            is_unaided=True,
            was_parked=self.was_parked,
            has_failed=self.has_failed,
        )


NOT_MET = Part()


def part_of(state: ItemState) -> Part:
    """Return the part that a state describes; a state without marks counts as met once."""
    first = state.marks[0] if state.marks else None
    greens = [mark for mark in state.marks if mark.colour == "green"]
    was_parked = state.state == "parked" or state.reopened_on is not None
    if first is None:
        green_on = state.study_day if state.was_green else None
        is_at_once = green_on is not None and state.passes == state.round == 1
        is_green = green_on is not None
        failed = state.passes > (state.state == "green") or (state.study_day is not None and state.round > 1)
        return Part(state.state, state.study_day, green_on, None, is_at_once, is_green, was_parked, failed)
    # The first counted attempt of a day is its review: where that is green and no mark, it was a check.
    first_marks = {mark.study_day: mark.colour for mark in reversed(state.marks)}
    greens_of_days = (review.study_day for review in state.reviews if review.colour == "green")
    held = [day for day in greens_of_days if first_marks.get(day) != "green"]
    return Part(
        state=state.state,
        met_on=first.study_day,
        green_on=greens[0].study_day if greens else None,
        held_on=max(held, default=None),
        is_at_once=first.colour == "green" and not first.helped,
        is_unaided=any(not mark.helped for mark in greens),
        was_parked=was_parked or any(mark.parked for mark in state.marks),
        has_failed=any(mark.colour != "green" for mark in state.marks),
    )


Parts = Mapping[ItemId, Part]


@dataclass(frozen=True)
class Skill:
    """The progress of a skill: its exercises and their parts, rapid ones apart if there are others."""

    exercises: tuple[Entry, ...]
    parts: tuple[Part, ...]
    rapid: tuple[Part, ...] = ()

    @classmethod
    def of(cls, exercises: Iterable[Entry], parts: Parts) -> Skill:
        """Return the skill that ``exercises`` train."""
        every = tuple(exercises)
        counted = tuple(exercise for exercise in every if not exercise.is_rapid) or every
        rapid = tuple(parts.get(exercise.item, NOT_MET) for exercise in every if exercise not in counted)
        return cls(counted, tuple(parts.get(exercise.item, NOT_MET) for exercise in counted), rapid)

    @cached_property
    def begun_on(self) -> date | None:
        """The study day on which its first exercise was met."""
        return min((part.met_on for part in self.parts if part.met_on is not None), default=None)

    @cached_property
    def rapid_met_on(self) -> date | None:
        """The last study day on which a rapid exercise of it was met."""
        return max((part.met_on for part in self.rapid if part.met_on is not None), default=None)

    @cached_property
    def is_learned(self) -> bool:
        """Whether it is learned."""
        return self.learned_on is not None

    @cached_property
    def learned_on(self) -> date | None:
        """The study day on which it was learned; ``None`` where it is not."""
        greens = [(part.green_on, part) for part in self.parts if part.green_on is not None]
        pairs = (
            max(day, other_day)
            for (day, part), (other_day, other_part) in combinations(greens, 2)
            if _make_a_pair(part, other_part)
        )
        if (learned_on := min(pairs, default=None)) is not None:
            return learned_on
        if not self._left and len(greens) > 1:
            return max(day for day, _ in greens)
        if any(map(self.is_in_reach, self._left)):
            return None
        return min((part.held_on for _, part in greens if part.held_on and _held(part)), default=None)

    @cached_property
    def is_held_up(self) -> bool:
        """Whether one of its exercises must be tried again before the next is begun."""
        return any(part.state in ("yellow", "red") for part in (*self.parts, *self.rapid))

    @cached_property
    def awaits_check(self) -> bool:
        """Whether only a check of a green exercise can make it learned."""
        is_begun = any(part.green_on is not None for part in self.parts)
        return is_begun and not self.is_learned and not any(map(self.is_in_reach, self._left))

    def is_in_reach(self, exercise: Entry) -> bool:
        """Return whether an exercise may come as the second one."""
        return exercise.level < HARDEST_LEVEL and exercise.level <= self._first_level + 1

    def second(self, waiting: Sequence[Entry]) -> Entry | None:
        """Return which of the waiting exercises comes next, ``None`` if none is in reach.

        ``waiting`` are in the order of their bank. It is a rapid one if there is one; else one of the next
        level where the first was green at once without hints, else one of the lowest level left.
        """
        begun = self.begun_on
        is_at_once = any(part.is_at_once for part in self.parts if part.met_on == begun)
        wanted = self._first_level + 1 if is_at_once else 0
        in_reach = [entry for entry in waiting if begun is None or self.is_in_reach(entry)]
        return min(
            in_reach, key=lambda entry: (not entry.is_rapid, entry.level != wanted, entry.level), default=None
        )

    @cached_property
    def _left(self) -> list[Entry]:
        return [
            exercise for exercise, part in zip(self.exercises, self.parts, strict=True) if not part.is_settled
        ]

    @cached_property
    def _first_level(self) -> int:
        """The level of the exercise that was met first; of several on one day the lowest."""
        begun = self.begun_on
        levels = (e.level for e, part in zip(self.exercises, self.parts, strict=True) if part.met_on == begun)
        return min(levels, default=0)


def _make_a_pair(first: Part, second: Part) -> bool:
    """Return whether two greens were met far enough apart, one of them without hints."""
    if first.met_on is None or second.met_on is None:
        return False
    return abs(first.met_on - second.met_on) >= DAYS_APART and (first.is_unaided or second.is_unaided)


def _held(part: Part) -> bool:
    """Return whether a check, long enough after a green, found it green again."""
    if part.held_on is None or part.green_on is None:
        return False
    return part.held_on - part.green_on >= DAYS_APART
