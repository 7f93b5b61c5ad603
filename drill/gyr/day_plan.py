"""A day's plan: which exercises come, why, and in which order, as one list.

`plan_day` makes it of `DayFacts`, which hold all that it knows. What is planned may be served at once, or
counts on a green of something before it; at its turn it is looked at again by `review_plan`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.method import Method, Planned
from drill.gyr.path import GoalPath
from drill.gyr.skills import Parts
from drill.gyr.state import ItemState

# Why an item leaves a plan before it was marked from it.
Leaving = Literal["marked", "not-servable", "green", "parked", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """All that a stretch of a study day is planned from.

    Args:
        today: the study day.
        minutes: how much time the stretch has.
        entries: the loaded exercises that are part of the day, in the order of their banks, and the notes
            that are asked back.
        needs: what each skill rests on directly.
        states: the states of items with events, marks and reviews not needed; a `Standing` is read lazily.
        parts: what became of exercises, as far as their skills are concerned.
        known: the skills that a placement found known and that no mark put in doubt (`Mastered.known`).
        goal: the way to the goal; None without one.
        method: gaps, and the order of the subjects.
        speed: the learner's usual time for an exercise as a multiple of the usual one.
        checks: the greens to check, and new exercises that come in their place, the most urgent first; as
            many as the day has left. Checks that a skill waits for to be learned are found here, and need not
            be given.
        returns: greens that left the warm-up and come again, their card first.
        unclear: skills of formulas that could not be followed, each with the day on which that was said.
        class_work: what a teacher gave and whose date has not passed, the most urgent first.
        notes: the notes on papers that are asked back today, at most two.
        fluent: skills that became fluent of late, and when; something that rests on one comes first.
        left_out: what must not be planned: it is open in another window, could not be prepared, or was looked
            at today out of its turn.
        planned: what the day's list holds already and was not marked yet. It counts as green for what is
            planned after it, and is not planned again.
        has_warm_up: whether a set of the warm-up comes before the list, so that the beginning is easy.
        adds_others: whether other subjects fill what the goal leaves of the time.
    """

    today: date
    minutes: float
    entries: Mapping[ItemId, Entry]
    needs: Mapping[SkillId, Sequence[SkillId]]
    states: Mapping[ItemId, ItemState]
    parts: Parts
    known: Collection[SkillId] = ()
    goal: GoalPath | None = None
    method: Method = Method()
    speed: float = 1.0
    checks: Sequence[ItemId] = ()
    returns: Sequence[ItemId] = ()
    unclear: Mapping[SkillId, date] = field(default_factory=dict[SkillId, date])
    class_work: Sequence[ItemId] = ()
    notes: Sequence[ItemId] = ()
    fluent: Mapping[SkillId, date] = field(default_factory=dict[SkillId, date])
    left_out: Collection[ItemId] = ()
    planned: Sequence[Planned] = ()
    has_warm_up: bool = False
    adds_others: bool = True


@dataclass(frozen=True, slots=True)
class PlanReview:
    """A plan as it stands now: what comes next, what is kept, and why other items leave.

    ``next`` is the first of ``kept`` that may be served now; None where there is none.
    """

    next: Planned | None
    kept: tuple[Planned, ...]
    left: Mapping[ItemId, Leaving]


def plan_day(facts: DayFacts) -> list[Planned]:
    """Return what comes in a stretch of a study day, in the order of serving.

    What serves other subjects (``besides``) comes last; before the first of it the session ends.
    """
    raise NotImplementedError


def review_plan(plan: Sequence[Planned], facts: DayFacts) -> PlanReview:
    """Look at a plan again after marks: of ``facts``, ``planned``, ``checks`` and ``minutes`` are not read."""
    raise NotImplementedError


def plan_scope(
    facts: DayFacts, scope: Collection[ItemId], chosen: Sequence[ItemId] = (), *, early: bool = False
) -> list[Planned]:
    """Return what comes in a session over some exercises alone: ``chosen`` ones first, due or not.

    With ``early`` what is not due yet and was not met today comes, too. ``minutes`` bound it as they do a day.
    """
    raise NotImplementedError


def plan_strict_passes(facts: DayFacts, scope: Collection[ItemId] | None = None) -> list[Planned]:
    """Return what comes by the literal method: subject after subject, pass after pass, in their files' order."""
    raise NotImplementedError
