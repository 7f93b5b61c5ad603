"""What a placement on a goal's path asks: the question whose answer decides most."""

from __future__ import annotations

from collections.abc import Callable, Collection

from drill.gyr.curriculum import Curriculum
from drill.gyr.entry import Entry
from drill.gyr.events import SkillId
from drill.gyr.path import GoalPath


def choose_question(
    curriculum: Curriculum,
    goal: GoalPath,
    known: Collection[SkillId],
    refuted: Collection[SkillId],
    may_ask: Callable[[Entry], bool] = lambda _: True,
) -> Entry | None:
    """Return the easiest exercise of the skill that splits best what is undecided; None where nothing is.

    Undecided are path skills that are not ``known`` (or learned) and rest on no skill that was answered
    wrongly (``refuted``). The best has as many of them below it as above it. ``may_ask`` says which exercises
    may be asked.
    """
    undecided = [skill for skill in goal.skills if skill not in known]
    open_skills = [
        skill for skill in undecided if not any(curriculum.rests_on(skill, other) for other in refuted)
    ]
    best: tuple[int, int] | None = None
    chosen: Entry | None = None
    for skill in open_skills:
        entries = [entry for entry in curriculum.exercises[skill] if may_ask(entry)]
        if not entries:
            continue
        easiest = min(entries, key=lambda entry: (entry.is_rapid, entry.level))
        below = sum(curriculum.rests_on(skill, other) for other in undecided)
        above = sum(curriculum.rests_on(other, skill) for other in open_skills)
        rank = (min(below, above), -easiest.level)
        if best is None or rank > best:
            best, chosen = rank, easiest
    return chosen
