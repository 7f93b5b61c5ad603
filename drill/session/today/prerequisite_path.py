"""The way to an item, topic, skill or paper: open exercises of what it rests on, deepest first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from drill.banks.bank_names import is_beside
from drill.errors import UsageError
from drill.gyr.events import ItemId, SkillId
from drill.gyr.state import NEVER_MET
from drill.session import scope
from drill.session.standing.goals import find_path_to_goal
from drill.session.standing.mastery import find_learner_mastery
from drill.session.standing.paper_names import find_paper_slug
from drill.session.standing.prerequisites import States, skills_before

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


def path_to(workspace: Workspace, word: str, states: States, today: date) -> tuple[ItemId, ...]:
    """Return the way to an item, bank, topic or skill: open exercises of the required skills, deepest first.

    What is green, parked or was attempted today is left out. To a whole paper lead the skills on its path
    that are neither learned nor known, and those that the learner added.

    Raises:
        UsageError: the word names nothing, or rests on nothing that has exercises here.
    """
    exercises = workspace.catalogue.entries.by_skill
    skills = [skill for skill in find_skills_under(workspace, word) if skill in exercises]
    if not skills:
        raise UsageError(f"nothing that {word} rests on has exercises here")
    entries = [entry for skill in skills for entry in exercises[skill]]
    state_by_item = {entry.item: states.get(entry.item, NEVER_MET) for entry in entries}
    return tuple(item for item, state in state_by_item.items() if state.is_open and state.study_day != today)


def find_skills_under(workspace: Workspace, word: str) -> tuple[SkillId, ...]:
    """Return the skills under a skill, an item, a topic or a paper, deepest first."""
    if SkillId(word) in workspace.catalogue.skills:
        return tuple(s for s in workspace.curriculum().list_before([SkillId(word)]) if s != word)
    targets = scope.resolve(workspace.catalogue, [word]).entries
    if is_beside(word) and workspace.catalogue.bank(word) is not None:
        from drill.session.standing.paper_notes import read_paper_notes  # with all that a paper is kept as

        bank, has = workspace.catalogue.bank(word), find_learner_mastery(workspace)
        path = find_path_to_goal(workspace, bank).skills if bank is not None else ()
        added = [
            SkillId(key)
            for field, key in read_paper_notes(workspace, find_paper_slug(word))
            if field == "needs"
        ]
        return tuple(skill for skill in dict.fromkeys([*path, *added]) if skill not in has)
    return skills_before(workspace, targets)
