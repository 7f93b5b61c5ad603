"""Prerequisites: the skills that an exercise requires, the deepest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.standing import Standing
from drill.gyr.state import UNSEEN, BareState, State
from drill.session.titles import skill_title

if TYPE_CHECKING:
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


States = Mapping[ItemId, BareState]

_WORST_FIRST: tuple[State, ...] = ("red", "yellow", "unseen", "parked", "green")


def drill_first(workspace: Workspace, entry: Entry, states: States) -> tuple[SkillLine, ...]:
    """Return the skills that an exercise requires and that are not settled yet, deepest first."""
    return tuple(line for line in rests_on(workspace, entry, states) if line.left)


def rests_on(workspace: Workspace, entry: Entry, states: States) -> tuple[SkillLine, ...]:
    """Return all skills with exercises that an exercise requires, deepest first."""
    return standing_of(workspace, skills_before(workspace, [entry]), states)


def standing_of(workspace: Workspace, skills: Iterable[SkillId], states: States) -> tuple[SkillLine, ...]:
    """Return how far skills are drilled; those without exercises are left out."""
    exercises = workspace.catalogue.entries.by_skill
    return tuple(
        _make_skill_line(workspace, skill, exercises[skill], states) for skill in skills if skill in exercises
    )


def state_in(states: States, item: ItemId) -> State:
    """Return the state of an item; for a green the name is enough."""
    if isinstance(states, Standing) and item in states.greens:
        return "green"
    return states.get(item, UNSEEN).state


def find_worst_state(states: Iterable[State]) -> State:
    """Return the state that needs most work; ``unseen`` of nothing."""
    state_list = list(states)
    return min(state_list, key=_WORST_FIRST.index) if state_list else "unseen"


def skills_before(workspace: Workspace, targets: Sequence[Entry]) -> tuple[SkillId, ...]:
    """Return all skills that the exercises rest on, each after what it needs itself, without those they
    train.
    """
    own_skills = {entry.trains for entry in targets}
    direct = dict.fromkeys(skill for entry in targets for skill in entry.named_skills)
    return tuple(skill for skill in workspace.curriculum().list_before(direct) if skill not in own_skills)


def _make_skill_line(
    workspace: Workspace, skill: SkillId, entries: Iterable[Entry], states: States
) -> SkillLine:
    standing: list[State] = [state_in(states, entry.item) for entry in entries]
    return SkillLine(
        skill=skill,
        title=skill_title(workspace, skill),
        state=find_worst_state(standing),
        left=sum(state not in ("green", "parked") for state in standing),
        items=len(standing),
    )
