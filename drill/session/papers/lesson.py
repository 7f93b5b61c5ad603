"""A session on an imported paper: formula by formula, exercises on the skills that it needs, then its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drill.banks.catalogue import Bank
from drill.gyr.day_facts import DayFacts
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.method import Planned, Reason
from drill.gyr.new_exercises import ENOUGH_DAYS
from drill.gyr.path import Mastered, mastered
from drill.gyr.progress import minutes_of
from drill.gyr.skills import Parts, Skill
from drill.gyr.state import ItemState, due
from drill.papers import FormulaRow
from drill.session.papers.formula_needs import list_coming, list_needed_formulas
from drill.session.papers.linked_exercises import describe_formula, rank_exercises
from drill.session.papers.records import record_of
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

    def list_linked(self, row: FormulaRow, skills: Iterable[SkillId]) -> Sequence[Entry]:
        """Return an exercise of each skill that a formula needs and that is not learned, what is deepest first.

        It is one to be tried again, else the nearest to the formula. A skill that was drilled today waits.
        """
        curriculum, every = self.workspace.curriculum(), {*skills}
        chosen = dict[SkillId, Entry]()
        open_skills = [
            skill for skill in curriculum.list_before(every) if skill in every and self._goes_on(skill)
        ]
        for entry in rank_exercises(self.workspace, open_skills, describe_formula(row)):
            known = chosen.get(entry.trains)
            is_again = entry.item in self.states
            if self.may_come(entry) and (known is None or (is_again and known.item not in self.states)):
                chosen[entry.trains] = entry
        return [*chosen.values()]

    def _goes_on(self, skill_id: SkillId) -> bool:
        """Return whether another exercise of a skill may come today."""
        if skill_id in self.has or skill_id in self.has.set_aside:
            return False
        skill = Skill.of(self.workspace.curriculum().exercises[skill_id], self.parts)
        return skill.met_last_on != self.today


@dataclass(frozen=True, slots=True)
class Lesson:
    """What comes of a paper that was imported with families, to whoever begins with it by hand."""

    workspace: Workspace
    bank: Bank
    is_early: bool = False

    def plan(self, facts: DayFacts) -> Sequence[Planned]:
        """Return what comes in the minutes of ``facts``: at least one exercise, if there is any."""
        rows, left = dict[ItemId, Planned](), facts.minutes
        passed_over = {*facts.left_out, *(planned.item for planned in facts.planned)}
        for entry, reason in self._list_entries(facts):
            minutes = minutes_of(entry, facts.speed)
            if entry.item not in passed_over and entry.item not in rows and (minutes <= left or not rows):
                is_again = entry.item in facts.states
                rows[entry.item] = Planned(entry.item, "again" if is_again else reason, minutes)
                left -= minutes
        return (*rows.values(),)

    def _list_entries(self, facts: DayFacts) -> Iterator[tuple[Entry, Reason]]:
        workspace = self.workspace
        has = mastered(workspace.catalogue.entries, facts.parts, facts.known)
        here = Standpoint(workspace, facts.parts, facts.states, has, facts.today, self.is_early)
        begun = set[SkillId]()
        for formula in list_needed_formulas(workspace, self.bank):
            for entry in here.list_linked(formula.row, (s for s in formula.skills if s not in begun)):
                begun.add(entry.trains)
                yield entry, "goal"
            yield from ((entry, "paper") for entry in formula.entries if here.may_come(entry))
        record = record_of(workspace.places, self.bank)
        if record is not None:
            others = list_coming(workspace, record, self.bank)
            yield from ((entry, "paper") for entry in others if here.may_come(entry))
