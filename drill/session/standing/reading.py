"""Reading a paper: which formulas are ready, drilled and read, and which could not be followed.

A formula counts as read by the learner's own word, after "Could you follow?". Today asks once about each of
the goal that became ready; its paper asks whenever it is opened to be read. The answer is a note ``reading``
on the paper, under the formula's id: ``followed``, ``unclear``, or ``asked`` where this one has no answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from drill.banks.catalogue import Bank
from drill.gyr.events import ItemId, Note, NoteField, SkillId
from drill.gyr.path import Mastered, PaperReading, PathFormula, is_to_read, reading_of
from drill.gyr.skills import Parts
from drill.gyr.state import Standing
from drill.session.standing.goals import goal_bank, paper_formulas
from drill.session.standing.paper_names import find_paper_slug, is_paper
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.workspace import Workspace
from drill.text import NUMBERS, count, name_some

FIELD: NoteField = "reading"
# Beginnings of a name that needs no article.
_DETERMINERS = ("the", "a", "an", "one", "its", "what")
Followed = Literal["followed", "unclear", "asked"]


@dataclass(frozen=True, slots=True)
class Invitation:
    """The formulas of a paper that became ready, in its order, and were not asked about yet."""

    bank: str
    # Up to a colon.
    title: str
    formulas: tuple[PathFormula, ...]
    # How many of them have a parked exercise.
    parked: int = 0

    @property
    def slug(self) -> str:
        """The paper's slug."""
        return find_paper_slug(self.bank)

    @property
    def announcement(self) -> str:
        """The invitation in words: ``Two formulas of DDPM can be read now: the jump and 1 more.``."""
        number = len(self.formulas)
        counted = NUMBERS[number] if number < len(NUMBERS) else f"{number}"
        both = " and ".join(name_formula(formula.called) for formula in self.formulas)
        names = both if number == 2 else self.named
        formulas = "formula" if number == 1 else "formulas"
        parked = f"; {self.parked} with a parked exercise" if self.parked else ""
        return f"{counted} {formulas} of {self.title} can be read now: {names}{parked}."

    @property
    def question(self) -> str:
        """The question whose yes covers all of them: ``Could you follow all 7?``."""
        number = len(self.formulas)
        all_of_them = f"all {number}" if number > 2 else "both" if number > 1 else "it"
        return f"Could you follow {all_of_them}?"

    @property
    def named(self) -> str:
        """The first of them, and how many more: ``the posterior mean and 2 more``."""
        return name_some([name_formula(formula.called) for formula in self.formulas], 1)


def name_formula(called: str) -> str:
    """Return a formula's name as a part of a sentence: ``the posterior mean``."""
    first, *further = called.split() or [""]
    if first == "line" or (first.startswith("(") and not further):
        return f"the formula at {called}" if further else f"equation {called}"
    is_phrase = called[:1].islower() and called.replace(" ", "").isalpha()
    if is_phrase and first not in _DETERMINERS:
        return f"the {called}"
    return called


def make_reading_invitation(workspace: Workspace) -> Invitation | None:
    """Return the invitation to read; ``None`` if nothing became ready since the last time.

    That are the formulas of the goal that rest on something, may be read, and have no answer yet.
    """
    bank = goal_bank(workspace)
    if bank is None:
        return None
    answered = _read_formula_answers(workspace, bank.id)
    new = tuple(f for f in list_readable(workspace) if f.skills and f.id not in answered)
    if not new:
        return None
    parts = workspace.parts()
    parked = sum("parked" in formula.list_states(parts) for formula in new)
    return Invitation(bank.id, bank.title.partition(": ")[0], new, parked)


def list_readable(workspace: Workspace) -> Sequence[PathFormula]:
    """Return the formulas of the goal that are to be read next, in the paper's order."""
    bank = goal_bank(workspace)
    if bank is None or not is_paper(bank.id):
        return ()
    parts = workspace.parts()
    followed = formulas_followed(workspace, bank.id)
    has = find_learner_mastery(workspace, parts)
    return [
        formula
        for formula in paper_formulas(workspace, bank, parts)
        if formula.is_counted
        and is_to_read(
            formula.list_states(parts), is_ready=formula.is_ready(has), is_read=formula.id in followed
        )
    ]


def paper_reading(
    workspace: Workspace, bank: Bank, parts: Parts, has: Mastered, standing: Standing | None = None
) -> PaperReading:
    """Return which formulas of a paper are ready, drilled and read; empty without a record of them.

    The record is read for it: not for the first picture of a screen. The ``standing`` is read where it is not
    given.
    """
    formulas = paper_formulas(workspace, bank, parts, standing)
    return reading_of(formulas, has, parts, formulas_followed(workspace, bank.id))


def formulas_followed(workspace: Workspace, bank: str) -> frozenset[str]:
    """Return the ids of the formulas of a paper, by its bank, that the learner read, and could follow."""
    answers = _read_formula_answers(workspace, bank)
    return frozenset(id_ for id_, (answer, _) in answers.items() if answer == "followed")


def note_reading(
    workspace: Workspace, bank: str, formulas: Mapping[str, str], *, followed: bool, unclear: str = ""
) -> str:
    """Save whether formulas of a paper could be followed, durably before this returns the confirmation.

    ``formulas`` are their names by their ids. ``followed`` means that all of them could be followed,
    ``unclear`` is the id of one that could not.
    """
    for formula in formulas:
        answer: Followed = "followed" if followed else "unclear" if formula == unclear else "asked"
        workspace.store.append(Note(field=FIELD, key=formula, text=answer), item=ItemId(bank))
    if followed:
        names = [*map(name_formula, formulas.values())]
        return f"You have read {names[0] if len(names) == 1 else count(len(names), 'formula')}."
    if unclear not in formulas:
        return ""
    name = name_formula(formulas[unclear])
    when = "in the next list" if bank == workspace.settings.goal else "once this paper is your goal"
    return f"The skills of {name} come first {when}."


def unclear_skills(workspace: Workspace, bank: Bank | None) -> Mapping[SkillId, date]:
    """Return the skills of the formulas of a paper that could not be followed, and the day of that answer."""
    if bank is None or not is_paper(bank.id):
        return {}
    said_on = {
        id_: day
        for id_, (answer, day) in _read_formula_answers(workspace, bank.id).items()
        if answer == "unclear"
    }
    if not said_on:  # the paper's record is not read then
        return {}
    unclear: dict[SkillId, date] = {}
    for formula in paper_formulas(workspace, bank):
        if formula.id in said_on:
            for skill in formula.skills:
                unclear[skill] = max(unclear.get(skill, date.min), said_on[formula.id])
    return unclear


def _read_formula_answers(workspace: Workspace, bank: str) -> dict[str, tuple[str, date]]:
    """Return the newest answer on each formula of a paper, with its day."""
    return {
        event.facts.key: (event.facts.text, event.study_day)
        for event in workspace.store.history(ItemId(bank))
        if isinstance(event.facts, Note) and event.facts.field == FIELD and event.facts.text
    }
