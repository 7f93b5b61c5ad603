"""The goal: a paper, textbook or subject to work towards, the exercises that lead there, and the progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from drill.banks.catalogue import Bank
from drill.banks.names import is_beside
from drill.errors import DrillError
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId, SkillId, TopicId
from drill.gyr.path import Formula, GoalPath, Mastered, Path, find_goal_path, path_of, skills_of
from drill.gyr.skills import NOT_MET, Parts
from drill.session.mastery import mastery
from drill.session.papers.unasked import comes_unasked
from drill.session.prerequisites import Readiness
from drill.session.titles import skill_title
from drill.session.workspace import Workspace
from drill.text import NUMBERS

# What the store keeps once the question for a goal was answered.
_GOAL_ASKED = "goal asked"


@dataclass(frozen=True, slots=True)
class Goal:
    """What one may work towards: a bank (a paper, a textbook, a subject), a topic of a subject, a skill.

    ``id`` is its name in the settings: that of the bank, the bank's with the topic's, or the skill's.
    """

    id: str
    title: str
    bank: Bank
    entries: tuple[Entry, ...]

    @property
    def is_bank(self) -> bool:
        """Whether it is a whole bank."""
        return self.id == self.bank.id


@dataclass(frozen=True, slots=True)
class GoalView:
    """The progress towards the goal."""

    # Its name in the settings: a bank, a topic with its bank, or a skill.
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


def find_goal(workspace: Workspace, name: str) -> Goal | None:
    """Return the goal that a name in the settings means; ``None`` where no exercise is loaded for it.

    Topics and skills are those of subjects: other banks are drilled as their files have them.
    """
    catalogue = workspace.catalogue
    if (bank := catalogue.bank(name)) is not None:
        return Goal(name, bank.title, bank, bank.entries) if bank.entries else None
    bank_id, _, topic = name.rpartition("/")
    if (bank := catalogue.bank(bank_id)) is not None:
        entries = [entry for entry in bank.entries if entry.topic == topic]
        title = catalogue.topics[bank.id, TopicId(topic)].title if entries else ""
    else:
        entries = [entry for entry in catalogue.entries.values() if entry.trains == name]
        bank = catalogue.bank(entries[0].bank) if entries else None
        title = skill_title(workspace, SkillId(name))
    if bank is None or not entries or entries[0].in_file_order:
        return None
    return Goal(name, title, bank, tuple(entries))


def current_goal(workspace: Workspace) -> Goal | None:
    """Return the goal; ``None`` without one, or where it is not loaded."""
    goal = workspace.settings.goal
    return find_goal(workspace, goal) if goal else None


def goal_bank(workspace: Workspace) -> Bank | None:
    """Return the bank that is the goal as a whole: a paper, a textbook, a subject."""
    goal = current_goal(workspace)
    return goal.bank if goal is not None and goal.is_bank else None


def asks_for_goal(workspace: Workspace) -> bool:
    """Return whether to ask for a goal: there is none, and the question was not answered or put off."""
    return current_goal(workspace) is None and not workspace.store.was_told(_GOAL_ASKED)


def note_goal_asked(workspace: Workspace) -> None:
    """Remember that the question for a goal was answered or put off."""
    with suppress(DrillError):  # in a store that cannot be written nothing is kept
        workspace.store.tells_first(_GOAL_ASKED)


def find_path_to_goal(workspace: Workspace, goal: Goal | Bank) -> GoalPath:
    """Return what leads to a goal: the skills that it requires, deepest first, and its own exercises.

    Own words on a paper, and kinds that imports made before, lead there and need not be done.
    """
    curriculum, paths = workspace.curriculum(), workspace.goal_paths
    if goal.id not in paths:
        bank = goal.bank if isinstance(goal, Goal) else goal
        own = [entry for entry in goal.entries if comes_unasked(bank, entry)]
        paths[goal.id] = find_goal_path(curriculum, goal.entries, own)
    return paths[goal.id]


def tell_path_waits(workspace: Workspace, parts: Parts) -> str:
    """Return that nothing more of the goal may come today, and how many of its skills need another day."""
    goal = current_goal(workspace)
    path = () if goal is None else find_path_to_goal(workspace, goal).skills
    skills = skills_of(workspace.catalogue.entries, parts)
    begun = [skill for skill in path if skill in skills and skills[skill].begun_on is not None]
    waiting = sum(not skills[skill].is_learned for skill in begun)
    if not waiting:
        return "The path waits until tomorrow."
    number = NUMBERS[waiting] if waiting < len(NUMBERS) else str(waiting)
    need = "skill needs" if waiting == 1 else "skills need"
    return f"The path waits until tomorrow: {number.lower()} {need} another day."


def path_skills(workspace: Workspace, goal: Goal | Bank) -> tuple[SkillId, ...]:
    """Return all skills on the way to a goal, deepest first; of a subject also its own."""
    return find_path_to_goal(workspace, goal).skills


def goal_exercises(workspace: Workspace, goal: Goal) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Return the exercises that train the skills on a goal's path and count for it, and the goal's own.

    A subject, a topic and a skill have none of their own.
    """
    path = find_path_to_goal(workspace, goal)
    skills, entries = frozenset(path.skills), workspace.catalogue.entries.values()
    counted = [entry for entry in entries if entry.trains in skills and entry.item not in path.excluded]
    if path.takes_others_for_passed:
        return counted, ()
    return [entry for entry in counted if entry.bank != goal.bank.id], goal.entries


def describe_skills(path: Path) -> str:
    """Return the counts of skills as text: ``61 learned, 19 of 80 left, 12 of them begun``."""
    counts = ((len(path.known), "known"), (len(path.learned), "learned"), (len(path.set_aside), "parked"))
    words = [f"{number} {word}" for number, word in counts if number]
    begun = [f"{len(path.begun)} of them begun"] if path.begun else []
    return ", ".join((*words, f"{len(path.left) or 'none'} of {path.skills} left", *begun))


def goal_view(workspace: Workspace, parts: Parts, has: Mastered) -> GoalView | None:
    """Return the progress towards the goal, ``None`` without one."""
    goal = current_goal(workspace)
    if goal is None:
        return None
    way = find_path_to_goal(workspace, goal)
    path = path_of(way.skills, has)
    own_left = sum(not parts.get(item, NOT_MET).is_passed for item in way.own)
    own = [parts.get(item, NOT_MET) for item in way.own]
    own_begun = sum(part.met_on is not None and not part.is_passed for part in own)
    return GoalView(goal.id, goal.title, path, own_left, len(way.own), own_begun)


def own_exercises(bank: Bank) -> Sequence[Entry]:
    """Return the exercises of a goal that have to be green once: all but rapid ones that come unasked."""
    return [entry for entry in bank.entries if not entry.pace and comes_unasked(bank, entry)]


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


def paper_formulas(workspace: Workspace, bank: Bank) -> list[Formula]:
    """Return a paper's formulas in its order, each with the skills that its exercises name."""
    from drill.session.papers.records import formulas_of  # with all that a paper is kept as

    trained, formulas = workspace.catalogue.entries.by_skill, list[Formula]()
    for row, entries in formulas_of(workspace.places, bank):
        named = [skill for entry in entries for skill in entry.named_skills]
        skills = frozenset(skill for skill in named if skill in trained)
        items = tuple(entry.item for entry in entries)
        rests_on = workspace.curriculum().list_before(named)
        formulas.append(Formula(row.title, skills, items, row.id, row.central, rests_on))
    return formulas


def greens_of(bank: Bank, parts: Parts) -> frozenset[ItemId]:
    """Return the exercises of a bank that were green once."""
    return frozenset(entry.item for entry in bank.entries if _was_green(parts, entry.item))


def what_for(workspace: Workspace) -> Mapping[SkillId, str]:
    """Return what each skill of the goal's path leads to: ``DDPM: posterior mean``.

    That is the first formula that rests on it and is not ready yet; without one the goal alone.
    """
    goal = current_goal(workspace)
    if goal is None:
        return {}
    title, has = goal.title.partition(": ")[0], mastery(workspace)
    leads_to = dict.fromkeys(path_skills(workspace, goal), title)
    for formula in reversed(paper_formulas(workspace, goal.bank)) if is_beside(goal.id) else ():
        if not formula.is_ready(has):
            leads_to |= dict.fromkeys(formula.rests_on, f"{title}: {formula.called}")
    return leads_to


def _was_green(parts: Parts, item: ItemId) -> bool:
    return parts.get(item, NOT_MET).green_on is not None
