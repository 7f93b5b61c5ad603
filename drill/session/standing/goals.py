"""The goal: a paper, textbook or subject to work towards, the exercises that lead there, and the progress."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from math import floor
from typing import TYPE_CHECKING

from drill.banks.catalogue import Bank, is_beside
from drill.errors import DrillError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId, TopicId
from drill.gyr.path import (
    GoalPath,
    LinkedPaper,
    Mastered,
    Path,
    PathFormula,
    find_goal_path,
    link_near,
    path_of,
)
from drill.gyr.skills import Parts
from drill.gyr.state import Standing
from drill.reading import read_typed, write_plain
from drill.session.standing.paper_names import is_import, is_paper, list_kept_beside
from drill.session.standing.prerequisites import find_learner_mastery, is_named_by_card
from drill.session.standing.withheld_exercises import (
    ExerciseCounts,
    FormulaCounts,
    comes_unasked,
    count_exercises,
)
from drill.session.titles import skill_title, title_of
from drill.text import count, name_number, name_some

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


# The key of the note ``needs`` on a shipped paper that the learner studies from the ground up.
GROUND = "*"
# Days that a skill of a paper takes by so many minutes a day: the median of `tests.bench.weeks`.
DAYS_A_SKILL, DAYS_MINUTES = 0.84, 25
# Max distance from a whole number of weeks that is still given as one number.
_NEAR_A_WEEK = 0.25
# Key in the store for a goal that was reached, followed by its name: how many own exercises it had, and the
# day.
GOAL_REACHED = "goal reached "


@dataclass(frozen=True, slots=True)
class Goal:
    """A possible goal: a bank (a paper, a textbook, a subject), a topic of a subject, a skill.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalView:
    """The progress towards a goal."""

    # Its name in the settings: a bank, a topic with its bank, or a skill.
    bank: str
    title: str
    # The skills that lead there, and how many of them are known, learned and left.
    path: Path
    # Its own exercises: of a paper, a textbook, a bank of one's own.
    own: ExerciseCounts
    # Of an import, its formulas on the map, and how many of them are done.
    formulas: FormulaCounts
    # Exercises on it that are left out, which were own ones when it may have been reached.
    withheld: int = 0
    # How many own exercises it had when it was reached; None before that.
    reached_with: int | None = None

    @property
    def added(self) -> int:
        """How many exercises came to it after it was reached: they open it again."""
        if self.reached_with is None:
            return 0
        return max(0, self.own.every + self.withheld - self.reached_with)

    @property
    def is_reached(self) -> bool:
        """Whether it was reached once and nothing came to it since, or nothing of it is left."""
        if self.reached_with is not None and not self.added:
            return True
        formulas = self.formulas
        open_ = formulas.every - formulas.done if formulas.every else self.own.left
        return not (self.path.left or open_)

    @property
    def own_told(self) -> str:
        """The progress in its own exercises, of an import in its formulas; empty if it has none."""
        if self.formulas.every:
            return f"{self.formulas.done} of its {count(self.formulas.every, 'formula')} done"
        if not self.own.every:
            return ""
        return f"{self.own.green} of its {count(self.own.every, 'exercise')} green"

    @property
    def told(self) -> str:
        """The progress in a line."""
        if self.is_reached:
            return f"Goal reached: {self.short_title}."
        parked = self.own.states["parked"]
        parts = [
            self.path.describe() if self.path.skills else "",
            self.own_told,
            f"{parked} parked" if parked else "",
        ]
        return f"Towards {self.short_title}: {', '.join(filter(None, parts))}"

    @property
    def short_title(self) -> str:
        """The goal's title up to a colon: ``DDPM``."""
        return self.title.partition(": ")[0]


def find_goal(workspace: Workspace, name: str) -> Goal | None:
    """Return the goal that a name in the settings means; ``None`` if no exercise is loaded for it, or a
    paper is linked to no skill.
    """
    goal = find_loaded_goal(workspace, name)
    if goal is None or (goal.is_bank and is_unlinked(workspace, goal.bank)):
        return None
    return goal


def find_loaded_goal(workspace: Workspace, name: str) -> Goal | None:
    """Return the goal that a name means by the loaded banks alone, linked or not, without asking the store.

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


def find_path_to_goal(workspace: Workspace, goal: Goal | Bank, parts: Parts | None = None) -> GoalPath:
    """Return the way to a goal: the skills that it requires, deepest first, and its own exercises.

    The way to a paper is near, unless the learner goes from the ground up, or the needs of its formulas are
    unknown. Own words on a paper, and kinds that imports made before, lead there and need not be done.
    ``parts`` are read where they are not given.
    """
    bank = workspace.catalogue.bank(goal.id)
    linked = None
    if bank is not None and is_paper(bank.id):
        parts = workspace.parts() if parts is None else parts
        linked = _link_import(workspace, bank, parts) if is_import(bank) else _link(workspace, bank, parts)
    return find_way(workspace, goal, linked)


def find_way(workspace: Workspace, goal: Goal | Bank, linked: LinkedPaper | None = None) -> GoalPath:
    """Return the way to a goal: from the ground up, or the skills it is ``linked`` to."""
    curriculum = workspace.curriculum()
    paths = workspace.goal_paths
    if (goal.id, linked) not in paths:
        bank = workspace.catalogue.bank(goal.id)
        own = [entry for entry in goal.entries if bank is None or comes_unasked(bank, entry)]
        paths[goal.id, linked] = find_goal_path(curriculum, goal.entries, own=own, linked=linked)
    return paths[goal.id, linked]


def is_unlinked(workspace: Workspace, bank: Bank) -> bool:
    """Return whether a bank is an imported paper's without any link, so that it cannot be a goal."""
    linked = _link_import(workspace, bank, {}) if is_import(bank) else None
    return linked is not None and not linked.is_linked


def _link_import(workspace: Workspace, bank: Bank, parts: Parts) -> LinkedPaper | None:
    from drill.session.standing.formula_needs import link_paper  # loads paper records

    return link_paper(workspace, bank, parts)


def _link(workspace: Workspace, bank: Bank, parts: Parts) -> LinkedPaper | None:
    """Return the near way to a shipped paper; ``None`` if the learner goes from the ground up.

    Exercises that became green while there was that way alone stay on it.
    """
    if ("needs", GROUND) in workspace.store.notes(ItemId(bank.id)):
        return None
    entries = workspace.catalogue.entries
    former = [item for item, part in parts.items() if part.is_former]
    greens = {entries[item].trains for item in former if item in entries}
    deep = find_way(workspace, bank).skills if greens else ()
    further = filter(greens.__contains__, deep)
    is_named = partial(is_named_by_card, workspace)
    return link_near(workspace.curriculum(), bank.entries, parts, further, is_named)


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
    need = "skill needs" if waiting == 1 else "skills need"
    return f"The path waits until tomorrow: {name_number(waiting)} {need} another day."


def goal_exercises(workspace: Workspace, goal: Goal) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Return the exercises that train the skills on a goal's path and count for it, and the goal's own.

    A subject, a topic and a skill have none of their own.
    """
    path = find_path_to_goal(workspace, goal)
    skills = frozenset(path.skills)
    entries = workspace.catalogue.entries.values()
    counted = [entry for entry in entries if entry.trains in skills and entry.item not in path.excluded]
    if not goal.entries[0].in_file_order:
        return counted, ()
    items = frozenset(path.own)
    own = [entry for entry in goal.entries if entry.item in items]
    return [entry for entry in counted if entry.bank != goal.bank.id], own


def goal_view(workspace: Workspace, parts: Parts, has: Mastered) -> GoalView | None:
    """Return the progress towards the goal, ``None`` without one."""
    goal = current_goal(workspace)
    return None if goal is None else count_goal(workspace, goal, parts, has)


def count_goal(workspace: Workspace, goal: Goal, parts: Parts, has: Mastered) -> GoalView:
    """Count the requirements of a goal, and those that are done."""
    way = find_path_to_goal(workspace, goal, parts)
    entries = workspace.catalogue.entries
    own = [entries[item] for item in way.own]
    formulas = FormulaCounts()
    if goal.is_bank and is_import(goal.bank):
        from drill.session.standing.formula_needs import count_formulas  # loads paper records

        formulas = count_formulas(workspace, goal.bank, parts)
    reached = workspace.store.read_fact(f"{GOAL_REACHED}{goal.id}")
    number = "" if reached is None else reached.partition(" ")[0]
    return GoalView(
        bank=goal.id,
        title=goal.title,
        path=path_of(way.skills, has),
        own=count_exercises(own, parts),
        formulas=formulas,
        withheld=len(workspace.withheld.get(goal.bank.id, ())),
        reached_with=None if reached is None else int(number) if number.isdecimal() else len(own),
    )


def estimate_weeks(goal: GoalView, minutes: float) -> float:
    """Return about how many weeks the skills left of a paper take, by so many ``minutes`` a day."""
    return len(goal.path.left) * DAYS_A_SKILL / 7 * DAYS_MINUTES / max(1, minutes)


def describe_goal_count(workspace: Workspace) -> str:
    """Return how many skills of the goal are done: ``8 of 30 for GRPO``; nothing without any."""
    parts = workspace.parts()
    view = goal_view(workspace, parts, find_learner_mastery(workspace, parts))
    if view is None or not view.path.skills:
        return ""
    return f"{view.path.done} of {view.path.skills} for {view.short_title}"


def tell_weeks(bank: Bank, goal: GoalView, minutes: float) -> str:
    """Return about how long the skills left of a shipped paper take by so many ``minutes`` a day: ``three to
    four weeks``.

    Nothing of one's own papers, which nobody measured, and of other banks.
    """
    if not (bank.shipped and goal.bank == bank.id and is_paper(bank.id) and goal.path.left):
        return ""
    weeks = estimate_weeks(goal, minutes)
    least = max(1, floor(weeks))
    if weeks - least < _NEAR_A_WEEK:
        return "one week" if least == 1 else f"{name_number(least)} weeks"
    if least + 1 - weeks < _NEAR_A_WEEK:
        return f"{name_number(least + 1)} weeks"
    return f"{name_number(least)} to {name_number(least + 1)} weeks"


def describe_growth(workspace: Workspace, standing: Standing, parts: Parts) -> str:
    """Return which skills joined the way today, and why.

    ``One more skill is on the way, because “Returns at sight” was red: Entropy and its maxima``.
    """
    goal = current_goal(workspace)
    today = workspace.study_day()
    entries = workspace.catalogue.entries
    if goal is None or not is_paper(goal.id):
        return ""
    red = [
        item
        for item, state in standing.others.items()
        if item in parts and item in entries and state.first_red_on == today
    ]
    if not red:
        return ""
    parts_before = {**parts, **{item: replace(parts[item], was_red=False) for item in red}}
    before = find_path_to_goal(workspace, goal, parts_before).skills
    joined = [skill for skill in find_path_to_goal(workspace, goal, parts).skills if skill not in before]
    if not joined:
        return ""
    find_needs = workspace.curriculum().find_needs
    needing = [item for item in red if not set(joined).isdisjoint(find_needs(entries[item]))]
    reds = name_some([f"“{title_of(workspace, item) or item}”" for item in needing], 1)
    was = "were" if needing[1:] else "was"
    skills = " · ".join(skill_title(workspace, skill) for skill in joined)
    number = name_number(len(joined)).capitalize()
    more = "skill is" if len(joined) == 1 else "skills are"
    return f"{number} more {more} on the way, because {reds} {was} red: {skills}"


# The fact with the skills that the goal had when it was seen.
_SEEN = "goal seen"
# Max named skills that the goal has lost.
_NAMED_LOST = 2


@dataclass(frozen=True, slots=True)
class _Seen:
    """A day on which a goal was seen, its finished skills then, and those of the day before that."""

    goal: str
    day: str
    done: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


def describe_setbacks(workspace: Workspace, goal: GoalView, standing: Standing) -> str:
    """Return which skills count no more that did on the last day on which the goal was seen, and why.

    ``One skill fewer than last time: Entropy and its maxima, because “Returns at sight” was not green``.
    """
    today = workspace.study_day().isoformat()
    text = workspace.store.read_fact(_SEEN)
    kept = None
    with suppress(ValueError, RecursionError, DrillError):  # what cannot be read is as good as none
        kept = read_typed(_Seen, json.loads(text)) if text else None
    before: tuple[str, ...] = ()
    if kept is not None and kept.goal == goal.bank:
        before = kept.before if kept.day == today else kept.done
    seen = _Seen(goal.bank, today, (*goal.path.known, *goal.path.learned), before)
    if seen != kept:
        with suppress(DrillError):  # in a store that cannot be written nothing is compared
            workspace.store.keep_fact(_SEEN, json.dumps(write_plain(seen)))
    lost = [SkillId(skill) for skill in before if skill in goal.path.left]
    if not lost:
        return ""
    entries = workspace.catalogue.entries
    items = [item for item in standing.others if item in entries and entries[item].trains in lost]
    items = [item for item in items if standing.others[item].state in ("yellow", "red")]
    names = name_some([skill_title(workspace, skill) for skill in lost], _NAMED_LOST, " · ")
    number = f"{name_number(len(lost)).capitalize()} {'skill' if len(lost) == 1 else 'skills'}"
    failed = name_some([f"“{title_of(workspace, item) or item}”" for item in items], 1)
    why = f", because {failed} {'were' if items[1:] else 'was'} not green" if items else ""
    return f"{number} fewer than last time: {names}{why}"


def paper_formulas(
    workspace: Workspace, bank: Bank, parts: Parts | None = None, standing: Standing | None = None
) -> list[PathFormula]:
    """Return a paper's formulas in its order, each with the skills that it needs.

    ``parts`` and the ``standing`` are read where they are not given.
    """
    # loads paper records
    from drill.session.standing.formula_needs import list_needed_formulas

    curriculum = workspace.curriculum()
    path = frozenset(find_path_to_goal(workspace, bank, parts).skills)
    return [
        replace(
            formula,
            skills=tuple(skill for skill in formula.skills if skill in curriculum.exercises),
            rests_on=curriculum.list_on_way(formula.skills, path),
        )
        for formula in list_needed_formulas(workspace, bank, standing)
    ]


@dataclass(frozen=True, slots=True)
class Purposes:
    """The formula of a paper that each of its exercises, and each skill on the way, is for.

    Of several the first in the paper's order: of an exercise the first that it is about, of a skill the first
    that rests on it and is not ready yet.
    """

    items: Mapping[ItemId, PathFormula]
    skills: Mapping[SkillId, PathFormula]

    def find(self, entry: Entry) -> PathFormula | None:
        """Return the formula that an exercise is for; ``None`` if it is for none."""
        return self.items.get(entry.item) or self.skills.get(entry.trains)


def find_purposes(workspace: Workspace, bank: Bank) -> Purposes:
    """Return the formula that each exercise and each skill on the way to a paper is for."""
    has = find_learner_mastery(workspace)
    items = dict[ItemId, PathFormula]()
    skills = dict[SkillId, PathFormula]()
    for formula in reversed(paper_formulas(workspace, bank)) if is_beside(bank.id) else ():
        items |= dict.fromkeys((*formula.items, *formula.shared), formula)
        if not formula.is_ready(has):
            skills |= dict.fromkeys(formula.rests_on, formula)
    return Purposes(items, skills)
