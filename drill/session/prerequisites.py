"""Prerequisites: the skills that an exercise requires, the deepest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drill.banks.catalogue import Bank
from drill.banks.names import is_beside
from drill.errors import UsageError
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.path import Mastered, Path, path_of
from drill.gyr.standing import Standing
from drill.gyr.state import NEVER_MET, ItemState, State
from drill.session import scope
from drill.session.titles import skill_title
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A prerequisite skill, and how far it is drilled."""

    skill: str
    title: str
    # The worst of its exercises' states.
    state: State
    # Exercises that are neither green nor parked.
    left: int
    items: int
    # It is learned or known, whatever of its exercises is left.
    is_learned: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready one is for a paper."""

    # The skills that it names and that have exercises.
    named: Path
    # How many of these are green in all exercises.
    green: int
    # All that it rests on, through prerequisites.
    path: Path


States = Mapping[ItemId, ItemState]

_WORST_FIRST: tuple[State, ...] = ("red", "yellow", "unseen", "parked", "green")


def drill_first(workspace: Workspace, entry: Entry, states: States) -> tuple[SkillLine, ...]:
    """Return the skills that an exercise requires and that are not settled yet, deepest first."""
    return tuple(line for line in rests_on(workspace, entry, states) if line.left)


def rests_on(workspace: Workspace, entry: Entry, states: States) -> tuple[SkillLine, ...]:
    """Return all skills with exercises that an exercise requires, deepest first."""
    return standing_of(workspace, _before(workspace, [entry]), states)


def standing_of(workspace: Workspace, skills: Iterable[SkillId], states: States) -> tuple[SkillLine, ...]:
    """Return how far skills are drilled; those without exercises are left out."""
    exercises = workspace.catalogue.entries.by_skill
    return tuple(_line(workspace, skill, exercises[skill], states) for skill in skills if skill in exercises)


def readiness(
    workspace: Workspace, papers: Sequence[Bank], states: States, has: Mastered
) -> Mapping[BankId, Readiness]:
    """Return how ready one is for papers, by what they require."""
    from drill.session.goals import find_path_to_goal  # which knows this module

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


def state_in(states: States, item: ItemId) -> State:
    """Return the state of an item; for a green the name is enough."""
    if isinstance(states, Standing) and item in states.greens:
        return "green"
    return states.get(item, NEVER_MET).state


def worst(states: Iterable[State]) -> State:
    """Return the state that needs most work; ``unseen`` of nothing."""
    state_list = list(states)
    return min(state_list, key=_WORST_FIRST.index) if state_list else "unseen"


def path_to(workspace: Workspace, word: str, states: States, today: date) -> tuple[ItemId, ...]:
    """Return the way to an item, bank, topic or skill: open exercises of the required skills, deepest first.

    What is green, parked or was attempted today is left out. To a whole paper lead the skills on its path
    that are neither learned nor known, and those that the learner added.

    Raises:
        UsageError: the word names nothing, or rests on nothing that has exercises here.
    """
    exercises = workspace.catalogue.entries.by_skill
    skills = [skill for skill in _resting_under(workspace, word, states) if skill in exercises]
    if not skills:
        raise UsageError(f"nothing that {word} rests on has exercises here")
    entries = [entry for skill in skills for entry in exercises[skill]]
    state_by_item = {entry.item: states.get(entry.item, NEVER_MET) for entry in entries}
    return tuple(item for item, state in state_by_item.items() if state.is_open and state.study_day != today)


def _resting_under(workspace: Workspace, word: str, states: States) -> tuple[SkillId, ...]:
    if SkillId(word) in workspace.catalogue.skills:
        return tuple(s for s in workspace.curriculum().list_before([SkillId(word)]) if s != word)
    targets = scope.resolve(workspace.catalogue, [word]).entries
    if is_beside(word) and workspace.catalogue.bank(word) is not None:
        from drill.session.goals import find_path_to_goal
        from drill.session.mastery import mastery
        from drill.session.papers.names import slug_of
        from drill.session.papers.notes import read_notes  # which know this module

        bank, has = workspace.catalogue.bank(word), mastery(workspace)
        path = find_path_to_goal(workspace, bank).skills if bank is not None else ()
        added = [SkillId(key) for field, key in read_notes(workspace, slug_of(word)) if field == "needs"]
        return tuple(skill for skill in dict.fromkeys([*path, *added]) if skill not in has)
    return _before(workspace, targets)


def _before(workspace: Workspace, targets: Sequence[Entry]) -> tuple[SkillId, ...]:
    """Return all skills that the exercises rest on, each after what it needs itself, without those they
    train.
    """
    own_skills = {entry.trains for entry in targets}
    direct = dict.fromkeys(skill for entry in targets for skill in entry.named_skills)
    return tuple(skill for skill in workspace.curriculum().list_before(direct) if skill not in own_skills)


def _line(workspace: Workspace, skill: SkillId, entries: Iterable[Entry], states: States) -> SkillLine:
    standing: list[State] = [state_in(states, entry.item) for entry in entries]
    return SkillLine(
        skill=skill,
        title=skill_title(workspace, skill),
        state=worst(standing),
        left=sum(state not in ("green", "parked") for state in standing),
        items=len(standing),
    )
