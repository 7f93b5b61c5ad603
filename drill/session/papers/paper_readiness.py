"""How ready a learner is for papers, and which one to aim for next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drill.banks.catalogue import Bank
from drill.gyr.events import BankId
from drill.gyr.path import Mastered, Path, is_reached, path_of
from drill.gyr.skills import Parts
from drill.session.standing.goals import find_goal, find_path_to_goal
from drill.session.standing.last_opened import last_opened
from drill.session.standing.paper_names import find_paper_slug, paper_banks
from drill.session.standing.prerequisites import States, state_in

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready one is for a paper."""

    # The skills that it names and that have exercises.
    named: Path
    # How many of these are green in all exercises.
    green: int
    # All that it rests on, through prerequisites.
    path: Path


def measure_paper_readiness(
    workspace: Workspace, papers: Sequence[Bank], states: States, parts: Parts, has: Mastered
) -> Mapping[BankId, Readiness]:
    """Return how ready one is for papers, by what they require."""
    exercises = workspace.catalogue.entries.by_skill
    readiness_by_paper: dict[BankId, Readiness] = {}
    for paper in papers:
        goal_path = find_path_to_goal(workspace, paper, parts)
        skills = [skill for skill in goal_path.named if skill in exercises]
        green = sum(
            all(state_in(states, entry.item) == "green" for entry in exercises[skill]) for skill in skills
        )
        way = path_of(goal_path.skills, has)
        readiness_by_paper[paper.id] = Readiness(path_of(skills, has), green, way)
    return readiness_by_paper


def find_next_goal(workspace: Workspace, parts: Parts, has: Mastered) -> tuple[str, str] | None:
    """Return bank and title of the paper to aim for next: of those that the learner opened, if any is left,
    else of all, the one with the fewest skills left.
    """
    opened, left = last_opened(workspace.places), list[tuple[tuple[bool, int], str, str]]()
    for bank in paper_banks(workspace.catalogue):
        if bank.id != workspace.settings.goal and find_goal(workspace, bank.id) is not None:
            way = find_path_to_goal(workspace, bank, parts)
            path = path_of(way.skills, has)
            if not is_reached(path, way.own, parts):
                rank = (find_paper_slug(bank.id) not in opened, len(path.left))
                left.append((rank, bank.id, bank.title))
    return min(left, key=lambda each: each[0])[1:] if left else None
