"""What drill knows about a formula without a paper: the moves whose form it has, their skills, and exercises.

A dictionary beside the PDF. A formula alone has no words around it, so that nothing says that it *is* a
softmax: it has the form of one, if its letters mean what those of a softmax do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, Literal

from drill.banks.models import Card
from drill.gyr.entry import Entry, group_by
from drill.gyr.events import SkillId
from drill.gyr.path import Mastered
from drill.papers import FamilyRow, FormulaForms, UnreadFormula, find_first, list_shipped_moves, rank_skills
from drill.session.papers.formula_text import check_formula_text
from drill.session.standing.linked_exercises import rank_exercises
from drill.session.standing.mastery import find_learner_mastery
from drill.session.standing.paper_names import name_paper_bank
from drill.session.titles import skill_title, title_of
from drill.session.workspace import Workspace
from drill.text import join_in_sentence

# So many exercises are offered, and so many moves are told.
MOST_EXERCISES: Final = 4
MOST_MOVES: Final = 4

Standing = Literal["learned", "known", "begun", "parked", "new"]


@dataclass(frozen=True, slots=True)
class SamePlace:
    """A shipped paper with the same move: its bank, how it is called, and the names of the formulas."""

    bank: str
    title: str
    formulas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormMove:
    """A move whose form the formula has, and the shipped papers with the same one.

    The roles of its row say by their words what each letter would have to mean.
    """

    row: FamilyRow
    papers: tuple[SamePlace, ...]


@dataclass(frozen=True, slots=True)
class SkillOfMove:
    """A skill that drills a move, and how far the learner is with it; a card may teach it."""

    skill: str
    title: str
    standing: Standing
    has_card: bool


@dataclass(frozen=True, slots=True)
class ExerciseOnMove:
    """An exercise to begin with."""

    item: str
    title: str
    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class AboutFormula:
    """What was read of a formula, what was not, and what drill has on its moves."""

    read: tuple[str, ...]
    unread: tuple[UnreadFormula, ...]
    moves: tuple[FormMove, ...]
    skills: tuple[SkillOfMove, ...]
    exercises: tuple[ExerciseOnMove, ...]


def describe_forms(workspace: Workspace, forms: FormulaForms) -> AboutFormula:
    """Return what is known about a formula whose forms a worker has found (`Workers.match_formula`)."""
    moves = forms.moves[:MOST_MOVES]
    skills = [*map(SkillId, rank_skills(moves))]
    has = find_learner_mastery(workspace)
    words = " ".join(move.words for move in moves)
    chosen = _choose_exercises(rank_exercises(workspace, skills, words, find_first(moves)))
    return AboutFormula(
        forms.read,
        forms.unread,
        tuple(FormMove(move, tuple(_list_papers(workspace, move.family))) for move in moves),
        tuple(_describe_skill(workspace, skill, has) for skill in skills),
        tuple(
            ExerciseOnMove(entry.item, title_of(workspace, entry.item) or entry.id, entry.trains, entry.level)
            for entry in chosen
        ),
    )


def look_up_formula(workspace: Workspace, text: str) -> AboutFormula:
    """Return what is known about a formula in LaTeX, or as it is typed.

    Raises:
        UsageError: there is none, or it is too long or too deep.
        TimedOutError, CheckError: to compare it took too long.
    """
    return describe_forms(workspace, workspace.workers.match_formula(check_formula_text(text)))


def find_card(workspace: Workspace, skill: str) -> Card | None:
    """Return the card that teaches a skill."""
    bank = workspace.curriculum().find_subject(SkillId(skill))
    return workspace.catalogue.card(skill, bank) if bank is not None else None


def say_roles(move: FormMove) -> str:
    """Return what each letter would have to mean, as Markdown; empty for a move without letters."""
    told = [(f"${latex}$", name) for name, latex in move.row.roles.items()]
    if not told:
        return ""
    (first, meaning), *others = told
    parts = [f"if {first} denotes {meaning}", *(f"{latex} {name}" for latex, name in others)]
    return join_in_sentence(parts)


def say_papers(move: FormMove) -> str:
    """Return where the move is in the shipped papers: ``DPO (7); GAN (1)``; empty where it is in none."""
    named = ((paper.title, (name.strip("()") for name in paper.formulas)) for paper in move.papers)
    return "; ".join(f"{title} ({', '.join(names)})" for title, names in named)


def _choose_exercises(ranked: Sequence[Entry]) -> Sequence[Entry]:
    """Return the nearest exercise of each skill, then the next of each, until there are enough."""
    by_skill = group_by(ranked, lambda entry: entry.trains)
    in_turn = (entry for entries in zip_longest(*by_skill.values()) for entry in entries if entry is not None)
    return [entry for entry, _ in zip(in_turn, range(MOST_EXERCISES), strict=False)]


def _list_papers(workspace: Workspace, family: str) -> Iterator[SamePlace]:
    for slug, formulas in list_shipped_moves().get(family, {}).items():
        if (bank := workspace.catalogue.bank(name_paper_bank(slug))) is not None:
            yield SamePlace(bank.id, bank.title.partition(":")[0], tuple(formulas))


def _describe_skill(workspace: Workspace, skill: SkillId, has: Mastered) -> SkillOfMove:
    standing: Standing = "new"
    if skill in has:
        standing = "learned" if skill in has.learned else "known"
    elif skill in has.begun:
        standing = "begun"
    elif skill in has.set_aside:
        standing = "parked"
    bank = workspace.curriculum().find_subject(skill)
    has_card = any(skill in each.cards for each in workspace.catalogue.banks if each.id == bank)
    return SkillOfMove(skill, skill_title(workspace, skill), standing, has_card)
