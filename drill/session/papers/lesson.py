"""A session on an imported paper: formula by formula, exercises on the skills that it needs, then its own.

Exercises of the skills that the learner chose for the paper, and of those that joined beneath, come first,
then those that somebody wrote on it; last those linked to formulas that are not central.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from drill.banks.catalogue import Bank
from drill.gyr.entry import Entry, group_by
from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import ENOUGH_EXERCISES, Mastered, find_mastered_skills
from drill.gyr.plan_ledger import DayFacts, Planned, Reason
from drill.gyr.progress import minutes_of
from drill.gyr.skills import Parts, SkillProgress
from drill.gyr.state import ItemState, due
from drill.papers import FormulaRow, find_first, find_made_kind
from drill.session.progress.character_charts import describe_minutes
from drill.session.standing.formula_needs import (
    DEEPER,
    NeededFormula,
    find_linked_record,
    gather_formula_words,
    link_paper,
    list_chosen_skills,
    list_needed_formulas,
    list_skills_beside,
    rank_by_nearness,
)
from drill.session.standing.goals import GROUND, find_path_to_goal, find_way
from drill.session.standing.paper_names import record_of
from drill.session.standing.paper_notes import write_note
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.queueing import find_speed
from drill.session.standing.withheld_exercises import find_held_back, list_planned
from drill.session.workspace import Workspace
from drill.text import count

# In the place of a formula's id: exercises linked to formulas that are not central.
ALSO = "also"


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The states of exercises on a day; with ``is_early`` those not due yet may come, too."""

    workspace: Workspace
    parts: Parts
    states: Mapping[ItemId, ItemState]
    has: Mastered
    today: date
    is_early: bool = False

    def may_come(self, entry: Entry) -> bool:
        """Return whether an exercise was never met, or is to be tried again today."""
        state = self.states.get(entry.item)
        if state is None:
            return True
        if not state.is_open or (self.is_early and state.study_day == self.today):
            return False
        day = due(state, self.workspace.method().gaps_in_force)
        return self.is_early or day is None or day <= self.today

    def is_again(self, entry: Entry) -> bool:
        """Return whether an exercise was tried before."""
        state = self.states.get(entry.item)
        return state is not None and state.state != "unseen"

    def list_linked(
        self, skills: Sequence[SkillId], row: FormulaRow | None = None, begun: Container[SkillId] = ()
    ) -> Sequence[Entry]:
        """Return an exercise of each of these skills that is not learned, the deepest first.

        It is one to be tried again, else the nearest to the formula ``row`` that needs them. A skill that was
        drilled today waits; of those that have ``begun`` nothing comes.
        """
        chosen = dict[SkillId, Entry]()
        ranked = rank_linked(self.workspace, skills, row)
        trained = {entry.trains for entry in ranked}
        open_skills = {skill for skill in trained if skill not in begun and self._goes_on(skill)}
        for entry in ranked:
            known = chosen.get(entry.trains)
            is_sooner = known is None or (self.is_again(entry) and not self.is_again(known))
            if is_sooner and entry.trains in open_skills and self.may_come(entry):
                chosen[entry.trains] = entry
        return [*chosen.values()]

    def _goes_on(self, skill_id: SkillId) -> bool:
        """Return whether another exercise of a skill may come today."""
        if skill_id in self.has or skill_id in self.has.set_aside:
            return False
        skill = SkillProgress.of(self.workspace.curriculum().exercises[skill_id], self.parts)
        return skill.met_last_on != self.today


def rank_linked(
    workspace: Workspace, skills: Sequence[SkillId], row: FormulaRow | None = None
) -> Sequence[Entry]:
    """Return exercises of skills, the deepest first, in each the nearest first to the formula in need.

    Whatever serves the formula (a session on it, the paper's map, the day) takes the first of these that may
    come.
    """
    in_order = workspace.curriculum().list_before(skills)
    needs = [skill for skill in in_order if skill in skills]
    if row is None:
        return rank_by_nearness(workspace, needs, "", {})
    return rank_by_nearness(workspace, needs, gather_formula_words(row), find_first(row.families))


class LinkedOrder:
    """The exercises of each skill that a paper's formulas need, in the order of the first of these."""

    def __init__(self, workspace: Workspace, bank: Bank) -> None:
        self._workspace = workspace
        self._bank = bank
        self._ranked: dict[str, Mapping[SkillId, Sequence[Entry]]] = {}

    def list_items(self, skill: SkillId) -> Sequence[ItemId]:
        """Return the exercises of a skill that are not green, the nearest first; none of any other skill."""
        formula = self._formulas.get(skill)
        if formula is None:
            return ()
        by_skill = self._ranked.get(formula.id)
        if by_skill is None:
            ranked = rank_linked(self._workspace, formula.skills, formula.row)
            by_skill = self._ranked[formula.id] = group_by(ranked, lambda entry: entry.trains)
        return [entry.item for entry in by_skill.get(skill, ())]

    @cached_property
    def _formulas(self) -> Mapping[SkillId, NeededFormula]:
        formulas = list_needed_formulas(self._workspace, self._bank)
        return {skill: formula for formula in reversed(formulas) for skill in formula.skills}


class Turn(NamedTuple):
    """An exercise of a session, why it comes, and the id of the formula that it is for, if any."""

    entry: Entry
    reason: Reason
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The exercises of a paper imported with families, for a learner who begins with it by hand."""

    workspace: Workspace
    bank: Bank
    is_early: bool = False

    def plan(self, facts: DayFacts) -> Sequence[Planned]:
        """Return the exercises in the minutes of ``facts``: at least one, if there is any."""
        workspace = self.workspace
        rows = list[Planned]()
        left = facts.minutes
        has = find_mastered_skills(workspace.catalogue.entries, facts.parts, facts.known)
        here = Standpoint(workspace, facts.parts, facts.states, has, facts.today, self.is_early)
        passed_over = {*facts.left_out, *(planned.item for planned in facts.planned)}
        for entry, reason, _ in self.list_turns(here):
            minutes = minutes_of(entry, facts.speed)
            if entry.item not in passed_over and (minutes <= left or not rows):
                rows.append(Planned(entry.item, reason, minutes))
                left -= minutes
        return rows

    def list_turns(self, here: Standpoint) -> Sequence[Turn]:
        """Return everything that may come today, in order."""
        turns = dict[ItemId, Turn]()
        begun = set[SkillId]()

        def add(entries: Iterable[Entry], reason: Reason, formula: str = "") -> None:
            for entry in entries:
                why = "again" if here.is_again(entry) else reason
                turns.setdefault(entry.item, Turn(entry, why, formula))

        def add_linked(skills: Sequence[SkillId], row: FormulaRow | None = None) -> None:
            linked = here.list_linked(skills, row, begun)
            begun.update(entry.trains for entry in linked)
            add(linked, "goal", row.id if row is not None else "")

        linked = link_paper(self.workspace, self.bank, here.parts)
        beneath = () if linked is None else linked.beneath
        add_linked([*list_chosen_skills(self.workspace, self.bank), *beneath])
        standing = self.workspace.standing()
        held_back = find_held_back(self.workspace, standing, here.today, (self.bank.id,))

        def add_own(entries: Iterable[Entry], formula: str = "") -> None:
            coming = filter(here.may_come, entries)
            add((entry for entry in coming if entry.item not in held_back), "paper", formula)

        formulas = list_needed_formulas(self.workspace, self.bank)
        entries = self.workspace.catalogue.entries
        on_formula = {formula.id: [entries[item] for item in formula.items] for formula in formulas}
        for id_, own in on_formula.items():  # kept drafts come before those made by rule
            add_own((each for each in own if not find_made_kind(each.id)), id_)
        for formula in formulas:
            add(filter(here.may_come, (entries[item] for item in formula.shared)), "goal", formula.id)
            add_linked(formula.skills, formula.row)
            add_own(on_formula[formula.id], formula.id)
        record = record_of(self.workspace.places, self.bank)
        add_own(() if record is None else list_planned(self.bank, standing))
        for skill, row in list_skills_beside(self.workspace, self.bank).items():
            add(here.list_linked([skill], row, begun), "goal", ALSO)
        return [*turns.values()]


# Steps deeper on the way to a paper: the requirements of its skills join, and may leave again.
#
# Of an imported paper that is one level of them; of one that comes with the program it is all of them.


@dataclass(frozen=True, slots=True)
class DeeperStep:
    """The cost of a step deeper: skills that are neither learned nor known, and about how long they take."""

    skills: tuple[SkillId, ...]
    minutes: float
    # Whether it is all that the paper rests on, and not one level of it.
    is_whole: bool

    def __str__(self) -> str:
        """The step in words: ``3 more skills, about 40 min``."""
        return f"{count(len(self.skills), 'more skill')}, about {describe_minutes(self.minutes)}"


def find_deeper_step(workspace: Workspace, bank: Bank) -> DeeperStep | None:
    """Return the cost of a step deeper; ``None`` if nothing is left."""
    curriculum = workspace.curriculum()
    has = find_learner_mastery(workspace)
    path = find_path_to_goal(workspace, bank).skills
    is_linked = find_linked_record(workspace, bank) is not None
    below: Iterable[SkillId] = find_way(workspace, bank).skills
    if is_linked:
        below = (need for skill in path for need in curriculum.needs.get(skill, ()))
    fresh = [need for need in dict.fromkeys(below) if need not in path and need in curriculum.exercises]
    skills = tuple(need for need in fresh if need not in has)
    if not skills:
        return None
    speed = find_speed(workspace.catalogue, workspace.learner())

    minutes = 0.0
    for skill in skills:
        ordinary_first = sorted(curriculum.exercises[skill], key=lambda entry: (entry.is_rapid, entry.level))
        minutes += sum(minutes_of(entry, speed) for entry in ordinary_first[:ENOUGH_EXERCISES])
    return DeeperStep(skills, minutes, is_whole=not is_linked)


def take_deeper_step(workspace: Workspace, bank: Bank) -> DeeperStep | None:
    """Let the requirements of the skills on the way join, and return them; ``None`` if nothing is left."""
    step = find_deeper_step(workspace, bank)
    if step is not None:
        for skill in (GROUND,) if step.is_whole else step.skills:
            write_note(workspace, bank.id, "needs", skill, DEEPER)
    return step


def describe_other_ways(workspace: Workspace, bank: Bank) -> Mapping[str, str]:
    """Return other ways to a paper, in words: ``deeper`` the cost of a step, ``near`` the first way."""
    step = find_deeper_step(workspace, bank)
    ways = dict[str, str]()
    if step is not None:
        added = "all that it rests on" if step.is_whole else "what these rest on"
        ways["deeper"] = f"{added}: {step}"
    if list_chosen_skills(workspace, bank, deeper=True):
        ways["near"] = "only what it needs"
    return ways


def change_way(workspace: Workspace, bank: Bank, *, is_near: bool) -> str:
    """Take a step deeper, or all of them back, and return the report on it; no mark is lost."""
    if not is_near:
        step = take_deeper_step(workspace, bank)
        if step is None:
            return "Nothing that it rests on is left."
        return f"On the way now: {step}."
    for key in list_chosen_skills(workspace, bank, deeper=True):
        write_note(workspace, bank.id, "needs", key, "")
    return "Only what it needs is on the way. What you have learned stays learned."
