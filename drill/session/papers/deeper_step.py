"""Steps deeper on the way to a paper: what its skills rest on joins, and may leave again.

That is one level of it, where the paper was imported; to one that comes with the program all of it, from the
ground up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drill.banks.catalogue import Bank
from drill.gyr.events import SkillId
from drill.gyr.path import ENOUGH_EXERCISES
from drill.gyr.progress import minutes_of
from drill.session.progress.character_charts import describe_minutes
from drill.session.standing.formula_needs import DEEPER, find_linked_record, list_chosen_skills
from drill.session.standing.goals import GROUND, find_path_to_goal, find_way
from drill.session.standing.mastery import find_learner_mastery
from drill.session.standing.paper_notes import write_note
from drill.session.standing.queueing import find_speed
from drill.session.workspace import Workspace
from drill.text import count


@dataclass(frozen=True, slots=True)
class DeeperStep:
    """What a step deeper adds: skills that are neither learned nor known, and about how long they take."""

    skills: tuple[SkillId, ...]
    minutes: float
    # What it is called.
    called: str

    def __str__(self) -> str:
        """The step in words: ``3 more skills, about 40 min``."""
        return f"{count(len(self.skills), 'more skill')}, about {describe_minutes(self.minutes)}"


def find_deeper_step(workspace: Workspace, bank: Bank) -> DeeperStep | None:
    """Return what a step deeper would add; ``None`` where nothing is left."""
    curriculum, has = workspace.curriculum(), find_learner_mastery(workspace)
    path = find_path_to_goal(workspace, bank).skills
    is_linked = find_linked_record(workspace, bank) is not None
    below: Iterable[SkillId] = find_way(workspace, bank).skills
    if is_linked:
        below = (need for skill in path for need in curriculum.needs.get(skill, ()))
    fresh = [need for need in dict.fromkeys(below) if need not in path and need in curriculum.exercises]
    skills = tuple(need for need in fresh if need not in has)
    if not skills:
        return None
    speed = find_speed(workspace)

    minutes = 0.0
    for skill in skills:
        ordinary_first = sorted(curriculum.exercises[skill], key=lambda entry: (entry.is_rapid, entry.level))
        minutes += sum(minutes_of(entry, speed) for entry in ordinary_first[:ENOUGH_EXERCISES])
    return DeeperStep(skills, minutes, DEEPER if is_linked else "from the ground up")


def take_deeper_step(workspace: Workspace, bank: Bank) -> DeeperStep | None:
    """Let what the skills on the way rest on join, and return it; ``None`` where nothing is left."""
    step = find_deeper_step(workspace, bank)
    if step is not None:
        for skill in step.skills if step.called == DEEPER else (GROUND,):
            write_note(workspace, bank.id, "needs", skill, DEEPER)
    return step


def describe_other_ways(workspace: Workspace, bank: Bank) -> Mapping[str, str]:
    """Return what may lead to a paper else, in words: ``deeper`` what a step adds, ``near`` the first way."""
    step, ways = find_deeper_step(workspace, bank), dict[str, str]()
    if step is not None:
        ways["deeper"] = f"{step.called}: {step}"
    if list_chosen_skills(workspace, bank, deeper=True):
        ways["near"] = "the near way again"
    return ways


def change_way(workspace: Workspace, bank: Bank, *, is_near: bool) -> str:
    """Take a step deeper, or all of them back, and return what to say of it; no mark is lost."""
    if not is_near:
        step = take_deeper_step(workspace, bank)
        return "Nothing deeper is left." if step is None else f"On the way now: {step}."
    for key in list_chosen_skills(workspace, bank, deeper=True):
        write_note(workspace, bank.id, "needs", key, "")
    return "The near way leads there. What you have learned stays learned."
