"""What to drill first: the skills that an exercise rests on, the deepest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from drill.banks.catalogue import Entry
from drill.errors import UsageError
from drill.gyr.events import ItemId, SkillId
from drill.gyr.state import NEVER_MET, ItemState, State
from drill.session import scope
from drill.session.views import SkillLine
from drill.session.workspace import Workspace

States = Mapping[ItemId, ItemState]

_WORST_FIRST: tuple[State, ...] = ("red", "yellow", "unseen", "parked", "green")


def drill_first(workspace: Workspace, entry: Entry, states: States) -> tuple[SkillLine, ...]:
    """The skills that an exercise rests on and that are not settled yet, the deepest first."""
    return tuple(line for line in rests_on(workspace, entry, states) if line.left)


def rests_on(workspace: Workspace, entry: Entry, states: States) -> tuple[SkillLine, ...]:
    """All skills with exercises that an exercise rests on, the deepest first."""
    exercises = _by_skill(workspace)
    skills = _before(workspace, [entry])
    return tuple(_line(workspace, skill, exercises[skill], states) for skill in skills if skill in exercises)


def path_to(workspace: Workspace, word: str, states: States, today: date) -> tuple[ItemId, ...]:
    """The way to an item, bank, topic or skill: what is open in the skills it rests on, the deepest first.

    What is green, parked or was attempted today is left out.

    Raises:
        UsageError: the word names nothing, or rests on nothing that has exercises here.
    """
    exercises = _by_skill(workspace)
    skills = [skill for skill in _resting_under(workspace, word) if skill in exercises]
    if not skills:
        raise UsageError(f"nothing that {word} rests on has exercises here")
    entries = [entry for skill in skills for entry in exercises[skill]]
    return tuple(entry.item for entry in entries if _is_open(states.get(entry.item, NEVER_MET), today))


def _resting_under(workspace: Workspace, word: str) -> tuple[SkillId, ...]:
    skills = workspace.catalogue.skills
    if SkillId(word) in skills:
        return tuple(skill for skill in skills.before([SkillId(word)]) if skill != word)
    return _before(workspace, scope.resolve(workspace.catalogue, [word]).entries)


def _before(workspace: Workspace, targets: Sequence[Entry]) -> tuple[SkillId, ...]:
    """All skills that the exercises rest on but their own, each after what it needs itself."""
    own = {entry.skill for entry in targets}
    direct = dict.fromkeys(need for entry in targets for need in (*entry.needs, entry.skill) if need)
    return tuple(skill for skill in workspace.catalogue.skills.before(direct) if skill not in own)


def _by_skill(workspace: Workspace) -> Mapping[SkillId, list[Entry]]:
    exercises: dict[SkillId, list[Entry]] = {}
    for entry in workspace.catalogue.entries.values():
        if entry.skill:
            exercises.setdefault(entry.skill, []).append(entry)
    return exercises


def _line(workspace: Workspace, skill: SkillId, entries: Iterable[Entry], states: States) -> SkillLine:
    standing: list[State] = [states.get(entry.item, NEVER_MET).state for entry in entries]
    known = workspace.catalogue.skills.get(skill)
    return SkillLine(
        skill=skill,
        title=known.title if known else skill,
        state=min(standing, key=_WORST_FIRST.index),
        left=sum(state not in ("green", "parked") for state in standing),
        items=len(standing),
    )


def _is_open(state: ItemState, today: date) -> bool:
    return state.is_open and state.study_day != today
