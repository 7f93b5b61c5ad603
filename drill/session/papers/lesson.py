"""A session on an imported paper: formula by formula, exercises on the skills that it needs, then its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from drill.banks.catalogue import Bank
from drill.gyr.day_facts import DayFacts
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.method import Planned, Reason
from drill.gyr.path import Mastered, mastered
from drill.gyr.progress import minutes_of
from drill.gyr.skills import Parts, Skill
from drill.gyr.state import ItemState, due
from drill.papers import FormulaRow, find_first
from drill.session.papers.formula_needs import list_needed_formulas
from drill.session.papers.linked_exercises import gather_formula_words, rank_exercises
from drill.session.papers.records import record_of
from drill.session.papers.unasked import list_planned
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What became of exercises up to a day; with ``is_early`` what is not due yet may come, too."""

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

    def list_linked(self, row: FormulaRow, skills: Iterable[SkillId]) -> Sequence[Entry]:
        """Return an exercise of each skill that a formula needs and that is not learned, the deepest first.

        It is one to be tried again, else the nearest to the formula. A skill that was drilled today waits.
        """
        needs, chosen = [*skills], dict[SkillId, Entry]()
        in_order = self.workspace.curriculum().list_before(needs)
        open_skills = [skill for skill in in_order if skill in needs and self._goes_on(skill)]
        words, first = gather_formula_words(row), find_first(row.families)
        for entry in rank_exercises(self.workspace, open_skills, words, first):
            known = chosen.get(entry.trains)
            is_sooner = known is None or (self.is_again(entry) and not self.is_again(known))
            if is_sooner and self.may_come(entry):
                chosen[entry.trains] = entry
        return [*chosen.values()]

    def _goes_on(self, skill_id: SkillId) -> bool:
        """Return whether another exercise of a skill may come today."""
        if skill_id in self.has or skill_id in self.has.set_aside:
            return False
        skill = Skill.of(self.workspace.curriculum().exercises[skill_id], self.parts)
        return skill.met_last_on != self.today


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
        has = mastered(workspace.catalogue.entries, facts.parts, facts.known)
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

        for formula in list_needed_formulas(self.workspace, self.bank):
            linked = here.list_linked(formula.row, [s for s in formula.skills if s not in begun])
            begun.update(entry.trains for entry in linked)
            add(linked, "goal", formula.row.id)
            add(filter(here.may_come, formula.entries), "paper", formula.row.id)
        record = record_of(self.workspace.places, self.bank)
        others = () if record is None else list_planned(self.bank, self.workspace.standing())
        add(filter(here.may_come, others), "paper")
        return [*turns.values()]
