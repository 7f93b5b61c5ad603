"""The goal: a paper, textbook or subject to work towards, the exercises that lead there, and the progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from drill.banks.catalogue import Bank, is_beside
from drill.errors import DrillError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId, TopicId
from drill.gyr.path import Formula, GoalPath, LinkedPaper, Mastered, Path, find_goal_path, link_near, path_of
from drill.gyr.skills import NOT_MET, Parts
from drill.gyr.state import Standing
from drill.gyr.words import UNCOUNTED
from drill.session.standing.paper_names import is_import, is_letters_item, is_paper, list_kept_beside
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.withheld_exercises import comes_unasked
from drill.session.titles import skill_title
from drill.text import NUMBERS, count

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


# What the store keeps once the question for a goal was answered.
_GOAL_ASKED = "goal asked"
# The key of the note ``needs`` on a shipped paper to which the learner goes from the ground up.
GROUND = "*"


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
    # Of a paper's or textbook's own exercises, rapid ones left out, those neither green now nor parked.
    own_left: int
    own: int
    # How many of those were tried and never green, and how many a check turned.
    own_begun: int
    own_turned: int = 0
    # How many of its own are parked.
    own_parked: int = 0
    # Formulas of which letters are to be said before anything is asked.
    letters_left: int = 0
    # Whether its exercises wait for a proof by the present rules: until then they are not counted.
    is_uncounted: bool = False

    @property
    def own_green(self) -> int:
        """How many of its own exercises are green now."""
        return self.own - self.own_left - self.own_parked

    @property
    def is_reached(self) -> bool:
        """Whether no skill and no letter is left, and all its exercises are green or parked."""
        return not (self.path.left or self.own_left or self.letters_left or self.is_uncounted)

    @property
    def told(self) -> str:
        """The progress in a line."""
        if self.is_reached:
            return f"Goal reached: {self.short_title}."
        if self.is_uncounted:
            return f"Towards {self.short_title}: {UNCOUNTED}"
        parts = [self.path.told()] if self.path.skills else []
        parts += [f"{self.own_green} of its {count(self.own, 'exercise')} green"] if self.own else []
        parts += [f"{self.own_parked} parked"] if self.own_parked else []
        return f"Towards {self.short_title}: {', '.join(parts)}"

    @property
    def short_title(self) -> str:
        """The goal's title up to a colon: ``DDPM``."""
        return self.title.partition(": ")[0]


def find_goal(workspace: Workspace, name: str) -> Goal | None:
    """Return the goal that a name in the settings means; ``None`` where no exercise is loaded for it, or a
    paper is linked to no skill.
    """
    goal = find_loaded_goal(workspace, name)
    return None if goal is None or (goal.is_bank and is_unlinked(workspace, goal.bank)) else goal


def find_loaded_goal(workspace: Workspace, name: str) -> Goal | None:
    """Return the same by what is loaded alone, be it linked or not; the store is not asked.

    Topics and skills are those of subjects: other banks are drilled as their files have them.
    """
    catalogue = workspace.catalogue
    if (bank := catalogue.bank(name)) is not None:
        entries = (*bank.entries, *list_kept_beside(catalogue, bank))
        return Goal(name, bank.title, bank, entries) if entries else None
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


def find_path_to_goal(workspace: Workspace, goal: Goal | Bank, parts: Parts | None = None) -> GoalPath:
    """Return what leads to a goal: the skills that it requires, deepest first, and its own exercises.

    The way to a paper is near, unless the learner goes from the ground up, or nothing says what its formulas
    need. Own words on a paper, and kinds that imports made before, lead there and need not be done. Letters
    to be said come first, and need nothing. ``parts`` are read where they are not given.
    """
    bank = workspace.catalogue.bank(goal.id)
    linked = None
    if bank is not None and is_paper(bank.id):
        parts = workspace.parts() if parts is None else parts
        linked = _link_import(workspace, bank, parts) if is_import(bank) else _link(workspace, bank, parts)
    path = find_way(workspace, goal, linked)
    if linked is None or not linked.letters:
        return path
    needs: dict[ItemId, Sequence[SkillId]] = dict.fromkeys(linked.letters, ())
    return replace(path, own=(*linked.letters, *path.own), needs={**path.needs, **needs})


def find_way(workspace: Workspace, goal: Goal | Bank, linked: LinkedPaper | None = None) -> GoalPath:
    """Return what leads to a goal: from the ground up, or what it is ``linked`` to."""
    curriculum, paths = workspace.curriculum(), workspace.goal_paths
    if (goal.id, linked) not in paths:
        bank = workspace.catalogue.bank(goal.id)
        own = [entry for entry in goal.entries if bank is None or comes_unasked(bank, entry)]
        paths[goal.id, linked] = find_goal_path(curriculum, goal.entries, own=own, linked=linked)
    return paths[goal.id, linked]


def is_unlinked(workspace: Workspace, bank: Bank) -> bool:
    """Return whether a bank is an imported paper's in which nothing is linked: it cannot be a goal."""
    linked = _link_import(workspace, bank, {}) if is_import(bank) else None
    return linked is not None and not linked.is_linked


def _link_import(workspace: Workspace, bank: Bank, parts: Parts) -> LinkedPaper | None:
    from drill.session.standing.formula_needs import link_paper  # with all that a paper is kept as

    return link_paper(workspace, bank, parts)


def _link(workspace: Workspace, bank: Bank, parts: Parts) -> LinkedPaper | None:
    """Return the near way to a shipped paper; ``None`` where the learner goes from the ground up.

    What became green while there was that way alone stays on it.
    """
    if ("needs", GROUND) in workspace.store.notes(ItemId(bank.id)):
        return None
    entries, former = workspace.catalogue.entries, [item for item, part in parts.items() if part.is_former]
    greens = {entries[item].trains for item in former if item in entries}
    deep = find_way(workspace, bank).skills if greens else ()
    return link_near(workspace.curriculum(), bank.entries, parts, filter(greens.__contains__, deep))


def tell_path_waits(workspace: Workspace, parts: Parts) -> str:
    """Return why nothing more of the goal comes today: skills that need another day, or that none is left.

    Skills are counted as the goal's bar counts them, because both are read together.
    """
    goal = goal_view(workspace, parts, find_learner_mastery(workspace, parts))
    if goal is None or not goal.path.left:
        return "Nothing of the goal is left for today."
    waiting = len(goal.path.begun)
    if not waiting:
        return "The path waits until tomorrow."
    number = NUMBERS[waiting] if waiting < len(NUMBERS) else str(waiting)
    need = "skill needs" if waiting == 1 else "skills need"
    return f"The path waits until tomorrow: {number.lower()} {need} another day."


def goal_exercises(workspace: Workspace, goal: Goal) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Return the exercises that train the skills on a goal's path and count for it, and the goal's own.

    A subject, a topic and a skill have none of their own.
    """
    path = find_path_to_goal(workspace, goal)
    skills, entries = frozenset(path.skills), workspace.catalogue.entries.values()
    counted = [entry for entry in entries if entry.trains in skills and entry.item not in path.excluded]
    if not goal.entries[0].in_file_order:
        return counted, ()
    items = frozenset(path.own)
    own = [entry for entry in goal.entries if entry.is_rapid or entry.item in items]
    return [entry for entry in counted if entry.bank != goal.bank.id], own


def goal_view(workspace: Workspace, parts: Parts, has: Mastered) -> GoalView | None:
    """Return the progress towards the goal, ``None`` without one."""
    goal = current_goal(workspace)
    if goal is None:
        return None
    way = find_path_to_goal(workspace, goal, parts)
    path = path_of(way.skills, has)
    own = [parts.get(item, NOT_MET) for item in way.own if not is_letters_item(item)]
    left = [part for part in own if not part.is_done]
    turned = sum(part.green_on is not None for part in left)
    begun = sum(part.met_on is not None for part in left) - turned
    parked = sum(part.state == "parked" for part in own)
    return GoalView(
        goal.id, goal.title, path, len(left), len(own), begun, turned, parked, len(way.own) - len(own),
        goal.bank.id in workspace.withheld.pending,
    )  # fmt: skip


def paper_formulas(
    workspace: Workspace, bank: Bank, parts: Parts | None = None, standing: Standing | None = None
) -> list[Formula]:
    """Return a paper's formulas in its order, each with the skills that it needs.

    ``parts`` and the ``standing`` are read where they are not given.
    """
    # with all that a paper is kept as
    from drill.session.standing.formula_needs import list_needed_formulas

    curriculum = workspace.curriculum()
    path = frozenset(find_path_to_goal(workspace, bank, parts).skills)
    return [
        replace(
            formula,
            skills=tuple(skill for skill in formula.skills if skill in curriculum.exercises),
            rests_on=tuple(filter(path.__contains__, curriculum.list_before(formula.skills))),
        )
        for formula in list_needed_formulas(workspace, bank, standing)
    ]


@dataclass(frozen=True, slots=True)
class Purposes:
    """The formula of a paper that each of its exercises, and each skill on the way, is for.

    Of several the first in the paper's order: of an exercise the first that it is about, of a skill the first
    that rests on it and is not ready yet.
    """

    items: Mapping[ItemId, Formula]
    skills: Mapping[SkillId, Formula]

    def find(self, entry: Entry) -> Formula | None:
        """Return what an exercise is for; ``None`` where that is no formula."""
        return self.items.get(entry.item) or self.skills.get(entry.trains)


def find_purposes(workspace: Workspace, bank: Bank) -> Purposes:
    """Return what each exercise and each skill on the way to a paper is for."""
    has, items, skills = find_learner_mastery(workspace), dict[ItemId, Formula](), dict[SkillId, Formula]()
    for formula in reversed(paper_formulas(workspace, bank)) if is_beside(bank.id) else ():
        items |= dict.fromkeys((*formula.items, *formula.shared), formula)
        if not formula.is_ready(has):
            skills |= dict.fromkeys(formula.rests_on, formula)
    return Purposes(items, skills)


def what_for(workspace: Workspace, *, drilled: str = "") -> Mapping[SkillId, str]:
    """Return what each skill of the goal's path leads to: ``DDPM: posterior mean``; without a formula the
    goal alone.

    Of a paper that is ``drilled`` by hand, its path counts.
    """
    goal = find_goal(workspace, drilled) if is_paper(drilled) else current_goal(workspace)
    if goal is None:
        return {}
    title = goal.title.partition(": ")[0]
    leads_to = dict.fromkeys(find_path_to_goal(workspace, goal).skills, title)
    if goal.is_bank:
        found = find_purposes(workspace, goal.bank).skills
        leads_to |= {skill: f"{title}: {formula.called}" for skill, formula in found.items()}
    return leads_to
