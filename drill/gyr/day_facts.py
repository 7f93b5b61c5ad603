"""All that a stretch of a study day is planned from, as one value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from drill.gyr.curriculum import Curriculum
from drill.gyr.events import ItemId, SkillId
from drill.gyr.method import Method, Planned
from drill.gyr.path import GoalPath
from drill.gyr.skills import Parts
from drill.gyr.state import BareState

# So many other exercises come between two checks.
BETWEEN_CHECKS = 5


def _rank_nothing(_skill: SkillId) -> Sequence[ItemId]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """All that a stretch of a study day is planned from.

    Args:
        today: the study day.
        minutes: how much time the stretch has.
        curriculum: the loaded exercises that are part of the day, in the order of their banks, and the notes
            that are asked back; what skills rest on. It is kept for all plans of a session.
        states: the states of items with events; a `Standing` is read lazily.
        parts: what became of exercises, as far as their skills are concerned.
        known: the skills that a placement found known and that no mark put in doubt (`Mastered.known`).
        goal: the way to the goal (`find_goal_path`); None without one.
        method: the gaps, and the order of the subjects.
        speed: the learner's usual time for an exercise as a multiple of that of `minutes_of`.
        checks: greens to check, and new exercises that come in their place, the most urgent first; as many as
            the day has left. The check that a skill waits for to be learned is found here.
        between_checks: at least so many other exercises come for each check.
        returns: greens that left the warm-up and come again, their card first.
        unclear: skills of formulas that could not be followed, each with the day on which that was said.
        class_work: what a teacher gave and whose date has not passed, the most urgent first.
        notes: the notes on papers that are asked back today, at most two.
        fluent: skills that became fluent of late, and when; what rests on one comes first.
        left_out: what must not be planned: it is open in another window, could not be prepared, or was shown
            today out of its turn.
        held_back: exercises that wait for another day, since one of the same formula comes today.
        planned: what the day's list holds already and was not marked yet. It counts as green for what is
            planned after it, and is not planned again.
        has_warm_up: whether a set of the warm-up comes before the list, so that the beginning is easy.
        adds_others: whether other subjects fill what the goal leaves of the time.
        rank_linked: the exercises of a skill that a formula of the goal is linked to, the nearest first; none
            of any other skill.
    """

    today: date
    minutes: float
    curriculum: Curriculum
    states: Mapping[ItemId, BareState]
    parts: Parts
    known: Collection[SkillId] = ()
    goal: GoalPath | None = None
    method: Method = Method()  # noqa: RUF009  it is frozen
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
    adds_others: bool = True
    rank_linked: Callable[[SkillId], Sequence[ItemId]] = _rank_nothing
