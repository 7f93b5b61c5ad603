"""A session on an imported paper: formula by formula, exercises on the skills that it needs, then its own.

What drills the skills that the learner chose for the paper, and what joined beneath, comes first, then what
somebody wrote on it; last what formulas that are not central are linked to.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from drill.banks.catalogue import Bank
from drill.gyr.day_facts import DayFacts
from drill.gyr.entry import Entry, group_by
from drill.gyr.events import ItemId, SkillId
from drill.gyr.method import Planned, Reason
from drill.gyr.path import Mastered, find_mastered_skills
from drill.gyr.progress import minutes_of
from drill.gyr.skills import Parts, Skill
from drill.gyr.state import BareState, due
from drill.papers import FormulaRow, find_first, find_made_kind
from drill.session.standing.exercises_on_request import list_planned
from drill.session.standing.formula_needs import (
    NeededFormula,
    link_paper,
    list_chosen_skills,
    list_needed_formulas,
    list_skills_beside,
)
from drill.session.standing.linked_exercises import gather_formula_words, rank_exercises
from drill.session.standing.paper_records import record_of
from drill.session.standing.worked_formulas import find_held_back, list_asked_letters
from drill.session.workspace import Workspace

# In the place of a formula's id: what is linked to formulas that are not central.
ALSO = "also"


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What became of exercises up to a day; with ``is_early`` what is not due yet may come, too."""

    workspace: Workspace
    parts: Parts
    states: Mapping[ItemId, BareState]
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
        chosen, ranked = dict[SkillId, Entry](), rank_linked(self.workspace, skills, row)
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
        skill = Skill.of(self.workspace.curriculum().exercises[skill_id], self.parts)
        return skill.met_last_on != self.today


def rank_linked(
    workspace: Workspace, skills: Sequence[SkillId], row: FormulaRow | None = None
) -> Sequence[Entry]:
    """Return what drills skills, the deepest first, in each the nearest first to the formula that needs them.

    Of these takes the first that may come whatever serves the formula: a session on it, the paper's map, the
    day, a presentation.
    """
    in_order = workspace.curriculum().list_before(skills)
    needs = [skill for skill in in_order if skill in skills]
    if row is None:
        return rank_exercises(workspace, needs, "", {})
    return rank_exercises(workspace, needs, gather_formula_words(row), find_first(row.families))


class LinkedOrder:
    """The exercises of each skill that a paper's formulas need, in the order of the first of these."""

    def __init__(self, workspace: Workspace, bank: Bank) -> None:
        self._workspace, self._bank = workspace, bank
        self._ranked: dict[str, Mapping[SkillId, Sequence[Entry]]] = {}

    def list_items(self, skill: SkillId) -> Sequence[ItemId]:
        """Return the exercises of a skill that are not green, the nearest first; none of any other skill."""
        formula = self._formulas.get(skill)
        if formula is None:
            return ()
        by_skill = self._ranked.get(formula.row.id)
        if by_skill is None:
            ranked = rank_linked(self._workspace, formula.skills, formula.row)
            by_skill = self._ranked[formula.row.id] = group_by(ranked, lambda entry: entry.trains)
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
    """What comes of a paper that was imported with families, to whoever begins with it by hand."""

    workspace: Workspace
    bank: Bank
    is_early: bool = False

    def plan(self, facts: DayFacts) -> Sequence[Planned]:
        """Return what comes in the minutes of ``facts``: at least one exercise, if there is any."""
        workspace, rows, left = self.workspace, list[Planned](), facts.minutes
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
        turns, begun = dict[ItemId, Turn](), set[SkillId]()

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
        held_back = find_held_back(self.workspace, standing, here.today)

        def add_own(entries: Iterable[Entry], formula: str = "") -> None:
            coming = filter(here.may_come, entries)
            add((entry for entry in coming if entry.item not in held_back), "paper", formula)

        asked = {each.row.id: each.entry for each in list_asked_letters(self.workspace, self.bank)}
        formulas = list_needed_formulas(self.workspace, self.bank)
        for formula in formulas:  # what somebody kept comes before what was made by rule
            add_own((each for each in formula.entries if not find_made_kind(each.id)), formula.row.id)
        for formula in formulas:
            add_own([asked[formula.row.id]] if formula.row.id in asked else [], formula.row.id)
            add(filter(here.may_come, formula.shared), "goal", formula.row.id)
            add_linked(formula.skills, formula.row)
            add_own(formula.entries, formula.row.id)
        record = record_of(self.workspace.places, self.bank)
        add_own(() if record is None else list_planned(self.bank, standing))
        for skill, row in list_skills_beside(self.workspace, self.bank).items():
            add(here.list_linked([skill], row, begun), "goal", ALSO)
        return [*turns.values()]
