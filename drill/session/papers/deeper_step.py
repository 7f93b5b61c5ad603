"""A step deeper on the way to an imported paper: what its skills rest on joins, by one level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drill.banks.catalogue import Bank
from drill.gyr.events import SkillId
from drill.gyr.path import ENOUGH_EXERCISES
from drill.gyr.progress import minutes_of
from drill.session.drilling.queueing import find_speed
from drill.session.papers.formula_needs import DEEPER, find_linked_record
from drill.session.papers.paper_notes import write_note
from drill.session.progress.character_charts import describe_minutes
from drill.session.progress.mastery import find_learner_mastery
from drill.session.today.goals import find_path_to_goal
from drill.session.workspace import Workspace
from drill.text import count


@dataclass(frozen=True, slots=True)
class DeeperStep:
    """What a step deeper adds: skills that are neither learned nor known, and about how long they take."""

    skills: tuple[SkillId, ...]
    minutes: float

    def __str__(self) -> str:
        """The step in words: ``3 more skills, about 40 min``."""
        return f"{count(len(self.skills), 'more skill')}, about {describe_minutes(self.minutes)}"


def find_deeper_step(workspace: Workspace, bank: Bank) -> DeeperStep | None:
    """Return what a step deeper would add; ``None`` where nothing is left, or the paper is no import."""
    if find_linked_record(workspace, bank) is None:
        return None
    curriculum, has = workspace.curriculum(), find_learner_mastery(workspace)
    path = find_path_to_goal(workspace, bank).skills
    below = dict.fromkeys(
        need
        for skill in path
        for need in curriculum.needs.get(skill, ())
        if need not in path and need not in has and need in curriculum.exercises
    )
    if not below:
        return None
    speed = find_speed(workspace)

    def list_minutes(skill: SkillId) -> Iterator[float]:
        every = curriculum.exercises[skill]
        ordinary = [entry for entry in every if not entry.is_rapid] or every
        for entry in sorted(ordinary, key=lambda entry: entry.level)[:ENOUGH_EXERCISES]:
            yield minutes_of(entry, speed)

    return DeeperStep((*below,), sum(sum(list_minutes(skill)) for skill in below))


def take_deeper_step(workspace: Workspace, bank: Bank) -> DeeperStep | None:
    """Let what the skills on the way rest on join, and return it; ``None`` where nothing is left."""
    step = find_deeper_step(workspace, bank)
    for skill in step.skills if step is not None else ():
        write_note(workspace, bank.id, "needs", skill, DEEPER)
    return step
