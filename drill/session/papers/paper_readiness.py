"""How ready a learner is for papers, and which one to aim for next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drill.banks.catalogue import Bank
from drill.gyr.events import BankId, ItemId
from drill.gyr.path import Mastered, Path, path_of
from drill.gyr.skills import NOT_MET, Parts
from drill.session.library.prerequisites import States, state_in
from drill.session.today.goals import find_goal, find_path_to_goal

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
    workspace: Workspace, papers: Sequence[Bank], states: States, has: Mastered
) -> Mapping[BankId, Readiness]:
    """Return how ready one is for papers, by what they require."""
    exercises = workspace.catalogue.entries.by_skill
    readiness_by_paper: dict[BankId, Readiness] = {}
    for paper in papers:
        goal_path = find_path_to_goal(workspace, paper)
        skills = [skill for skill in goal_path.named if skill in exercises]
        green = sum(
            all(state_in(states, entry.item) == "green" for entry in exercises[skill]) for skill in skills
        )
        way = path_of(goal_path.skills, has)
        readiness_by_paper[paper.id] = Readiness(path_of(skills, has), green, way)
    return readiness_by_paper


def next_goal(workspace: Workspace, ready: Mapping[BankId, Readiness], parts: Parts) -> Bank | None:
    """Return the paper to aim for next: not done yet, and with the fewest skills left."""

    def is_open(bank: Bank) -> bool:
        if bank.id not in ready or find_goal(workspace, bank.id) is None:
            return False
        own = find_path_to_goal(workspace, bank).own
        is_left = any(not _was_green(parts, item) for item in own) if own else bool(ready[bank.id].path.left)
        return is_left and bank.id != workspace.settings.goal

    papers = [bank for bank in workspace.catalogue.banks if is_open(bank)]
    return min(papers, key=lambda bank: len(ready[bank.id].path.left), default=None)


def _was_green(parts: Parts, item: ItemId) -> bool:
    return parts.get(item, NOT_MET).green_on is not None
