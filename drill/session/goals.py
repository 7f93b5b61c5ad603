"""A goal: a paper, textbook or subject to work towards, and what new exercises lead there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from drill.banks.catalogue import Bank
from drill.drawing.charts import hours
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.queue import Goal
from drill.gyr.standing import Standing
from drill.gyr.state import NEVER_MET, ItemState
from drill.session.bank_shelves import is_beside, trained
from drill.session.pace import Pace
from drill.session.prerequisites import Readiness, paper_skills
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class GoalLine:
    """How far one is towards the goal."""

    bank: str
    title: str
    # Skills that it rests on and that were green once, are parked or are presumed known.
    passed: int
    skills: int
    # Exercises until it is reached: one for each skill that is missing, and its own never green so far.
    left: int
    # Titles of the skills that are missing, the deepest first.
    path: tuple[str, ...] = ()

    @property
    def is_reached(self) -> bool:
        """Whether all its own exercises were green once."""
        return not self.left

    def told(self, pace: Pace) -> str:
        """Say it in a line."""
        if self.is_reached:
            return f"Goal reached: every exercise of {self.title} has been green once."
        skills = f"{self.passed} of {self.skills} skills, " if self.skills else ""
        return f"Goal: {self.title}, {skills}about {hours(pace.minutes({1: self.left}))} to go"


_GREEN = ItemState(state="green")


def goal_bank(workspace: Workspace) -> Bank | None:
    """Return the bank that is the goal; ``None`` without one, or where it is not loaded."""
    return workspace.catalogue.bank(workspace.settings.goal) if workspace.settings.goal else None


def way_to(workspace: Workspace, bank: Bank, standing: Standing) -> Goal:
    """Return what leads to a bank: the skills that it rests on, deepest first, then its own exercises."""
    return Goal(_skills_of(workspace, bank, standing), tuple(entry.item for entry in bank.entries))


def progress_to_goal(
    workspace: Workspace, standing: Standing, presumed: Collection[SkillId]
) -> GoalLine | None:
    """Say how far the goal is, ``None`` without one."""
    bank = goal_bank(workspace)
    return None if bank is None else goal_line(workspace, bank, standing, presumed)


def next_goal(workspace: Workspace, ready: Mapping[BankId, Readiness]) -> Bank | None:
    """Return the paper to aim for next: not all green yet, and of what it rests on least is missing.

    ``ready`` says of each paper how many of its skills are green.
    """
    counts, here = workspace.store.counts(), workspace.settings.goal

    def is_open(bank: Bank) -> bool:
        green = counts.get(bank.id, {}).get("green", 0)
        return bank.id in ready and bank.id != here and green < len(bank.entries)

    papers = [bank for bank in workspace.catalogue.banks if is_open(bank)]
    return min(papers, key=lambda bank: ready[bank.id].skills - ready[bank.id].green, default=None)


def goal_line(
    workspace: Workspace, bank: Bank, standing: Standing, presumed: Collection[SkillId]
) -> GoalLine:
    """Say how far one is towards a bank."""
    skills = _skills_of(workspace, bank, standing)
    entries = workspace.catalogue.entries.values()
    passed = {trained(entry) for entry in entries if _stood(standing, entry.item).is_passed} | {*presumed}
    known = sum(skill in passed for skill in skills)
    own = sum(not _stood(standing, entry.item).was_green for entry in bank.entries)
    known_skills = workspace.catalogue.skills
    path = tuple(
        known_skills[skill].title for skill in skills if skill not in passed and skill in known_skills
    )
    left = len(skills) - known + own if own else 0
    return GoalLine(bank.id, bank.title, known, len(skills), left, path if left else ())


def _stood(standing: Standing, item: ItemId) -> ItemState:
    """Where an item stands; of a green it is enough to know that it is one."""
    return _GREEN if item in standing.greens else standing.others.get(item, NEVER_MET)


def _skills_of(workspace: Workspace, bank: Bank, standing: Standing) -> tuple[SkillId, ...]:
    if not is_beside(bank.id):
        return ()
    return tuple(SkillId(row.skill) for row, _ in paper_skills(workspace, bank.entries, standing))
