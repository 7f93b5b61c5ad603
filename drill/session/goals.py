"""The goal: a paper, textbook or subject to work towards, the exercises that lead there, and the progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from drill.banks.catalogue import Bank
from drill.banks.names import is_beside
from drill.errors import DrillError
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.path import (
    Formula,
    GoalPath,
    Mastered,
    Path,
    Reading,
    find_goal_path,
    path_of,
    reading_of,
    skills_of,
)
from drill.gyr.skills import NOT_MET, Parts
from drill.session.mastery import mastery
from drill.session.prerequisites import Readiness, skills_before
from drill.session.workspace import Workspace
from drill.text import NUMBERS

# What the store keeps once the question for a goal was answered.
_GOAL_ASKED = "goal asked"


@dataclass(frozen=True, slots=True)
class GoalView:
    """The progress towards the goal."""

    bank: str
    title: str
    # The skills that lead there, and how many of them are known, learned and left.
    path: Path
    # Of a paper's or textbook's own exercises, rapid ones left out, those never green and not parked.
    own_left: int
    own: int
    # How many of those are begun.
    own_begun: int

    @property
    def is_reached(self) -> bool:
        """Whether no skill is left, and all its exercises were green once or are parked."""
        return not self.path.left and not self.own_left

    @property
    def told(self) -> str:
        """The progress in a line."""
        if self.is_reached:
            return f"Goal reached: {self.short_title}."
        own_progress = (
            ""
            if self.path.left or not self.own
            else f"{self.own - self.own_left} of its {self.own} exercises"
        )
        done = own_progress or self.path.told()
        return f"Towards {self.short_title}: {done}"

    @property
    def short_title(self) -> str:
        """The goal's title up to a colon: ``DDPM``."""
        return self.title.partition(": ")[0]


def goal_bank(workspace: Workspace) -> Bank | None:
    """Return the bank that is the goal; ``None`` without one, or where it is not loaded."""
    return workspace.catalogue.bank(workspace.settings.goal) if workspace.settings.goal else None


def asks_for_goal(workspace: Workspace) -> bool:
    """Return whether to ask for a goal: there is none, and the question was not answered or put off."""
    return goal_bank(workspace) is None and not workspace.store.was_told(_GOAL_ASKED)


def note_goal_asked(workspace: Workspace) -> None:
    """Remember that the question for a goal was answered or put off."""
    with suppress(DrillError):  # in a store that cannot be written nothing is kept
        workspace.store.tells_first(_GOAL_ASKED)


def find_path_to_goal(workspace: Workspace, bank: Bank) -> GoalPath:
    """Return what leads to a bank: the skills that it requires, deepest first, and its own exercises."""
    curriculum, paths = workspace.curriculum(), workspace.goal_paths
    if bank.id not in paths:
        paths[bank.id] = find_goal_path(curriculum, bank.entries)
    return paths[bank.id]


def tell_path_waits(workspace: Workspace, parts: Parts) -> str:
    """Return that nothing more of the goal may come today, and how many of its skills need another day."""
    bank = goal_bank(workspace)
    path = () if bank is None else find_path_to_goal(workspace, bank).skills
    skills = skills_of(workspace.catalogue.entries.values(), parts)
    begun = [skill for skill in path if skill in skills and skills[skill].begun_on is not None]
    waiting = sum(not skills[skill].is_learned for skill in begun)
    if not waiting:
        return "The path waits until tomorrow."
    number = NUMBERS[waiting] if waiting < len(NUMBERS) else str(waiting)
    need = "skill needs" if waiting == 1 else "skills need"
    return f"The path waits until tomorrow: {number.lower()} {need} another day."


def path_skills(workspace: Workspace, bank: Bank) -> tuple[SkillId, ...]:
    """Return all skills on the way to a bank, deepest first; of a subject also its own."""
    return find_path_to_goal(workspace, bank).skills


def goal_exercises(workspace: Workspace, bank: Bank) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Return the exercises that train the skills on a goal's path and count for it, and the goal's own."""
    path = find_path_to_goal(workspace, bank)
    skills, entries = frozenset(path.skills), workspace.catalogue.entries.values()
    counted = (entry for entry in entries if entry.trains in skills and entry.item not in path.excluded)
    return [entry for entry in counted if entry.bank != bank.id], bank.entries


def describe_skills(path: Path) -> str:
    """Return the counts of skills as text: ``61 learned, 19 of 80 left, 12 of them begun``."""
    counts = ((len(path.known), "known"), (len(path.learned), "learned"), (len(path.set_aside), "parked"))
    words = [f"{number} {word}" for number, word in counts if number]
    begun = [f"{len(path.begun)} of them begun"] if path.begun else []
    return ", ".join((*words, f"{len(path.left) or 'none'} of {path.skills} left", *begun))


def goal_view(workspace: Workspace, parts: Parts, has: Mastered) -> GoalView | None:
    """Return the progress towards the goal, ``None`` without one."""
    bank = goal_bank(workspace)
    if bank is None:
        return None
    way = find_path_to_goal(workspace, bank)
    path = path_of(way.skills, has)
    own_left = sum(not parts.get(item, NOT_MET).is_passed for item in way.own)
    own = [parts.get(item, NOT_MET) for item in way.own]
    own_begun = sum(part.met_on is not None and not part.is_passed for part in own)
    return GoalView(bank.id, bank.title, path, own_left, len(way.own), own_begun)


def own_exercises(bank: Bank) -> Sequence[Entry]:
    """Return the exercises of a goal that have to be green once: all but rapid ones."""
    return [entry for entry in bank.entries if not entry.pace]


def next_goal(workspace: Workspace, ready: Mapping[BankId, Readiness], parts: Parts) -> Bank | None:
    """Return the paper to aim for next: not done yet, and with the fewest skills left."""
    here = workspace.settings.goal

    def is_open(bank: Bank) -> bool:
        return (
            bank.id in ready
            and bank.id != here
            and any(not _was_green(parts, entry.item) for entry in own_exercises(bank))
        )

    papers = [bank for bank in workspace.catalogue.banks if is_open(bank)]
    return min(papers, key=lambda bank: len(ready[bank.id].path.left), default=None)


def paper_reading(workspace: Workspace, bank: Bank, parts: Parts, has: Mastered) -> Reading:
    """Return which of a paper's formulas are ready, and which are read; empty without a record of them.

    The record is read for it: not for the first picture of a screen.
    """
    green = greens_of(bank, parts)
    return reading_of(paper_formulas(workspace, bank), has, green)


def paper_formulas(workspace: Workspace, bank: Bank) -> list[Formula]:
    """Return a paper's formulas in its order, each with the skills that its exercises name."""
    from drill.session.papers.records import formulas_of  # with all that a paper is kept as

    return [
        Formula(
            formula.title,
            frozenset(skills_named(workspace, entries)),
            tuple(entry.item for entry in entries),
            formula.id,
            formula.central,
        )
        for formula, entries in formulas_of(workspace.places, bank)
    ]


def greens_of(bank: Bank, parts: Parts) -> frozenset[ItemId]:
    """Return the exercises of a bank that were green once."""
    return frozenset(entry.item for entry in bank.entries if _was_green(parts, entry.item))


def goal_reading(workspace: Workspace) -> Reading | None:
    """Return which of the goal's formulas are ready, and which are read, if the goal is a paper."""
    bank = goal_bank(workspace)
    if bank is None or not is_beside(bank.id):
        return None
    parts = workspace.parts()
    return paper_reading(workspace, bank, parts, mastery(workspace, parts))


def what_for(workspace: Workspace) -> Mapping[SkillId, str]:
    """Return what each skill of the goal's path leads to: ``DDPM: posterior mean``.

    That is the first formula that rests on it and is not ready yet; without one the goal alone.
    """
    bank = goal_bank(workspace)
    if bank is None:
        return {}
    title, has = bank.title.partition(": ")[0], mastery(workspace)
    leads_to = dict.fromkeys(path_skills(workspace, bank), title)
    for formula in reversed(paper_formulas(workspace, bank)) if is_beside(bank.id) else ():
        if not formula.is_ready(has):
            skills = skills_before(workspace, formula.skills)
            leads_to |= dict.fromkeys(skills, f"{title}: {formula.called}")
    return leads_to


def skills_named(workspace: Workspace, entries: Sequence[Entry]) -> Sequence[SkillId]:
    """Return the skills with exercises that exercises name."""
    trains = workspace.catalogue.entries.trained_skills
    return [skill for entry in entries for skill in entry.named_skills if skill in trains]


def _was_green(parts: Parts, item: ItemId) -> bool:
    return parts.get(item, NOT_MET).green_on is not None
