"""What one may work towards, with what it costs: papers, textbooks, subjects, topics, skills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from drill.banks.catalogue import Bank
from drill.banks.names import is_book
from drill.errors import UsageError
from drill.gyr.path import Path, path_of
from drill.session.goals import Goal, find_goal, find_path_to_goal
from drill.session.mastery import mastery
from drill.session.papers.names import is_paper, paper_banks
from drill.session.workspace import Workspace
from drill.settings import SUBJECTS
from drill.text import count, one_line

# So many names are told to somebody who mistyped one.
MOST_NEAREST = 3

GoalKind = Literal["paper", "textbook", "subject", "topic", "skill", "bank"]


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal to choose: its name in the settings, its title, what it is, and what it is a part of."""

    id: str
    title: str
    kind: GoalKind
    within: str = ""


@dataclass(frozen=True, slots=True)
class GoalCost:
    """What a goal costs: its skills that are neither learned nor known, and the exercises of its own left.

    ``rests_on`` names the subjects of these skills, of a topic the topics, with so many skills each.
    """

    skills: int
    own: int
    rests_on: tuple[tuple[str, int], ...]
    # A placement could tell what is known.
    is_mostly_new: bool

    def __str__(self) -> str:
        """The cost in words: ``80 skills``; where none is left, exercises."""
        if self.skills:
            return count(self.skills, "skill")
        return count(self.own, "exercise") if self.own else "nothing left"

    def tell_rests_on(self, cells: int) -> str:
        """Return what it rests on in words, as much as fits: ``calculus 31, linear algebra 20 …``."""
        words, named = "", [f"{title} {skills}" for title, skills in self.rests_on]
        for number, each in enumerate(named, 1):
            longer = f"{words}, {each}" if words else each
            if len(longer) + 2 * (number < len(named)) > cells:
                return f"{words} …" if words else ""
            words = longer
        return words


def list_goals(workspace: Workspace) -> tuple[GoalRow, ...]:
    """Return all goals but skills: papers, one's own first; subjects, each with its topics; other banks."""
    catalogue, rows = workspace.catalogue, list[GoalRow]()
    rows += [GoalRow(bank.id, bank.title, "paper") for bank in paper_banks(catalogue)]
    others = [bank for bank in catalogue.banks if not is_paper(bank.id)]
    for bank in sorted(others, key=lambda bank: (bank.id not in SUBJECTS, is_book(bank.id))):
        rows.append(GoalRow(bank.id, bank.title, _find_kind(bank)))
        if bank.id in SUBJECTS:
            used = {entry.topic for entry in bank.entries}
            topics = (topic for topic in bank.topics if topic.id in used)
            rows += [GoalRow(f"{bank.id}/{topic.id}", topic.title, "topic", bank.title) for topic in topics]
    return tuple(row for row in rows if row.kind == "topic" or _has_exercises(workspace, row.id))


def _has_exercises(workspace: Workspace, bank_id: str) -> bool:
    bank = workspace.catalogue.bank(bank_id)
    return bank is not None and bool(bank.entries)


def _find_kind(bank: Bank) -> GoalKind:
    if bank.id in SUBJECTS:
        return "subject"
    return "textbook" if is_book(bank.id) else "bank"


def find_costs(workspace: Workspace, goals: Iterable[str]) -> dict[str, GoalCost]:
    """Return what goals cost that are loaded, by their names."""
    has = mastery(workspace)
    parts = workspace.parts()
    costs: dict[str, GoalCost] = {}
    for name in goals:
        if (goal := find_goal(workspace, name)) is None:
            continue
        way = find_path_to_goal(workspace, goal)
        path = path_of(way.skills, has)
        own = sum(item not in parts or not parts[item].is_passed for item in way.own)
        skills = len(path.left) + len(path.set_aside)
        costs[name] = GoalCost(skills, own, _count_parts(workspace, goal, path), path.is_mostly_new)
    return costs


def _count_parts(workspace: Workspace, goal: Goal, path: Path) -> tuple[tuple[str, int], ...]:
    """Return the subjects of the skills that are left, within a subject the other topics; the most first."""
    curriculum, catalogue, counted = workspace.curriculum(), workspace.catalogue, Counter[str]()
    for skill in path.left:
        entry = curriculum.exercises[skill][0]
        if goal.is_bank and goal.bank.id != entry.bank:
            counted[entry.bank.replace("-", " ")] += 1
        elif (title := catalogue.topic(entry).title) != goal.title:
            counted[title] += 1
    return tuple(counted.most_common())


def resolve_goal(workspace: Workspace, word: str) -> Goal:
    """Return the goal that a word names: a bank, a topic or a skill, by its name or its title.

    Raises UsageError, with the nearest names, for a word that names none.
    """
    goals = {name: goal for name in workspace.goal_names() if (goal := find_goal(workspace, name))}
    names: dict[str, str] = {}
    for name, goal in goals.items():
        short = goal.title.partition(": ")[0].casefold()
        for called in (name, name.partition("/")[2], short, short.replace(" ", "-")):
            names.setdefault(called, name)
    for called in (word, word.casefold()):
        if called and called in names:
            return goals[names[called]]
    if word in workspace.catalogue.entries:
        raise UsageError(f"{word} is an exercise", "a paper, a subject, a topic or a skill may be a goal")
    near = get_close_matches(word.casefold(), [*filter(None, names)], n=8, cutoff=0.5)
    ids = list(dict.fromkeys(names[called] for called in near))[:MOST_NEAREST]
    hint = f"did you mean {' or '.join(ids)}?" if ids else "drill goal --list names them"
    raise UsageError(f"no paper, subject or topic is called {one_line(word)!r}", hint)
