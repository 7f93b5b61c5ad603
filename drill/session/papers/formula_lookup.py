"""Facts about a formula without a paper: the moves whose form it has, their skills, and exercises.

A dictionary beside the PDF. A formula alone has no words around it, so nothing shows that it *is* a
softmax: it has the form of one, if its letters have the meanings of those of a softmax.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Literal

from drill.banks.models import Card
from drill.errors import UsageError
from drill.gyr.entry import group_by
from drill.gyr.events import SkillId
from drill.gyr.path import Mastered
from drill.latex import nodes as symbols
from drill.papers import (
    FamilyRow,
    FormulaForms,
    FormulaRow,
    Paper,
    SymbolRow,
    UnreadFormula,
    find_first,
    list_shipped_moves,
    rank_skills,
)
from drill.session.papers.workbook_views import Elsewhere
from drill.session.standing.formula_needs import rank_by_nearness
from drill.session.standing.paper_names import (
    last_opened,
    name_paper_bank,
    read_for_learner,
    read_intact,
    read_record,
    record_path,
)
from drill.session.standing.paper_notes import Notes, find_note_text, read_paper_notes
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.titles import skill_title, title_of
from drill.session.workspace import Workspace
from drill.text import clean_text, join_in_sentence

# The text of a formula that somebody pasted, before anything reads it: light.

# Max characters, and max depth of brackets.
MOST_CHARACTERS = 4_000
MOST_BRACKETS = 30
# The signs of a formula that a sentence lacks.
_SIGNS = frozenset("\\=^_")
_EXAMPLE = r"for example: drill about '\frac{1}{1 + e^{-z}}'"
# Words and the punctuation of a sentence; a formula has other signs, or numbers.
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*[,.;:!?]*(?:\s+|$)")
# Names of several letters in typed formulas, besides functions and Greek letters.
_NAMES = frozenset(
    ("softmax", "sigmoid", "relu", "grad", "trace", "rank", "var", "cov", "sqrt", "sum", "prod")
)
# Min letters of a word that is not a product of names; one of a sentence's smallest words proves it.
_SHORTEST_WORD = 3
_SMALL = frozenset(("a", "an", "the", "is", "are", "of", "this", "that", "what", "how", "why"))


def check_formula_text(text: str) -> str:
    """Return a pasted formula without control characters.

    Raises:
        UsageError: it is only words, too long, or its brackets are too deep in one another.
    """
    text = clean_text(text).strip()
    if not text:
        raise UsageError("a formula is missing", _EXAMPLE)
    if len(text) > MOST_CHARACTERS:
        raise UsageError(
            f"the formula has {len(text):,} characters: at most {MOST_CHARACTERS:,} are read",
            "ask about a part of it",
        )
    if _is_sentence(text):
        raise UsageError("these are words without a formula", _EXAMPLE)
    deepest = depth = 0
    for sign in text:
        depth = max(0, depth + (sign in "([{") - (sign in ")]}"))
        deepest = max(deepest, depth)
    if deepest > MOST_BRACKETS:
        raise UsageError(
            f"{deepest} brackets are open at once: at most {MOST_BRACKETS} are read", "ask about a part of it"
        )
    return text


def _is_sentence(text: str) -> bool:
    """Return whether a text is words: two that are not names, or one with a sentence's small words."""
    words = text.split()
    if "".join(match[0] for match in _WORDS.finditer(text)) != text:
        return False
    plain = [word.strip(",.;:!?").lower() for word in words]
    unknown = [word for word in plain if len(word) >= _SHORTEST_WORD and not _is_known_formula_name(word)]
    return len(unknown) > 1 or (len(unknown) == 1 and len(plain) > 2 and not _SMALL.isdisjoint(plain[:-1]))


def _is_known_formula_name(word: str) -> bool:
    known = (symbols.COMMANDS, symbols.FUNCTIONS, symbols.LIMIT_FUNCTIONS, _NAMES)
    return any(word in names or f"\\{word}" in names for names in known)


def is_like_formula(text: str) -> bool:
    """Return whether a text that was copied may be a formula, so that it is proposed."""
    return len(text) <= MOST_CHARACTERS and not _SIGNS.isdisjoint(text) and "://" not in text


# Max offered exercises, and max described moves.
MOST_EXERCISES = 4
MOST_MOVES = 4

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

    The texts of its row's roles give the meaning that each letter would need.
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
    """The parts of a formula that were read, the rest, and the exercises on its moves."""

    read: tuple[str, ...]
    unread: tuple[UnreadFormula, ...]
    moves: tuple[FormMove, ...]
    skills: tuple[SkillOfMove, ...]
    exercises: tuple[ExerciseOnMove, ...]


def describe_forms(workspace: Workspace, forms: FormulaForms) -> AboutFormula:
    """Return the knowledge about a formula whose forms a worker has found (`Workers.match_formula`)."""
    moves = forms.moves[:MOST_MOVES]
    skills = [*map(SkillId, rank_skills(moves))]
    has = find_learner_mastery(workspace)
    words = " ".join(move.words for move in moves)
    ranked = rank_by_nearness(workspace, skills, words, find_first(moves))
    by_skill = group_by(ranked, lambda entry: entry.trains)
    # the nearest exercise of each skill, then the next of each, until there are enough
    in_turn = (entry for entries in zip_longest(*by_skill.values()) for entry in entries if entry is not None)
    chosen = islice(in_turn, MOST_EXERCISES)
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
    """Return the knowledge about a formula in LaTeX, or as it is typed.

    Raises:
        UsageError: it is empty, too long or too deep.
        TimedOutError, CheckError: to compare it took too long.
    """
    return describe_forms(workspace, workspace.workers.match_formula(check_formula_text(text)))


def find_card(workspace: Workspace, skill: str) -> Card | None:
    """Return the card that teaches a skill."""
    bank = workspace.curriculum().find_subject(SkillId(skill))
    return workspace.catalogue.card(skill, bank) if bank is not None else None


def say_roles(move: FormMove) -> str:
    """Return the meaning that each letter would need, as Markdown; empty for a move without letters."""
    lines = [(f"${latex}$", name) for name, latex in move.row.roles.items()]
    if not lines:
        return ""
    (first, meaning), *others = lines
    parts = [f"if {first} denotes {meaning}", *(f"{latex} {name}" for latex, name in others)]
    return join_in_sentence(parts)


def say_papers(move: FormMove) -> str:
    """Return where the move is in the shipped papers: ``DPO (7); GAN (1)``; empty if it is in none."""
    named = ((paper.title, (name.strip("()") for name in paper.formulas)) for paper in move.papers)
    return "; ".join(f"{title} ({', '.join(names)})" for title, names in named)


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


# Other papers opened before: their meanings of a letter, and the learner's words on the same move.

# Max papers that are searched, those opened last, and max texts shown of them.
MOST_PAPERS = 5
MOST_SHOWN = 2


@dataclass(frozen=True, slots=True)
class OtherPaper:
    """A paper that was opened before, with the learner's notes on it."""

    record: Paper
    notes: Notes

    @property
    def title(self) -> str:
        """Its title up to a colon."""
        return self.record.title.partition(": ")[0]


def list_other_papers(workspace: Workspace, slug: str) -> Sequence[OtherPaper]:
    """Return the papers that were opened last but for one; those that cannot be read are passed over."""
    slugs = [other for other in last_opened(workspace.places) if other != slug][:MOST_PAPERS]
    records = ((other, _find_record(workspace, other)) for other in slugs)
    return [OtherPaper(record, read_paper_notes(workspace, other)) for other, record in records if record]


def _find_record(workspace: Workspace, slug: str) -> Paper | None:
    bank = workspace.catalogue.bank(name_paper_bank(slug))
    if bank is not None:
        return read_intact(read_for_learner, workspace.places, bank)
    return read_intact(read_record, record_path(workspace.places, slug))


def list_other_meanings(others: Sequence[OtherPaper], row: SymbolRow, meaning: str) -> tuple[Elsewhere, ...]:
    """Return a letter's meanings in other papers, where they differ from the one here."""
    return tuple(_list_meanings_elsewhere(others, row, meaning))[:MOST_SHOWN]


def _list_meanings_elsewhere(
    others: Sequence[OtherPaper], row: SymbolRow, meaning: str
) -> Iterator[Elsewhere]:
    for other in () if row.declared.endswith(": index") else others:
        rows = [each for each in other.record.symbols if each.symbol == row.symbol]
        texts = [find_note_text(other.notes, "meaning", row.symbol), *(each.means for each in rows)]
        text = next(filter(None, texts), "") if rows else ""
        if text and text.casefold() != meaning.casefold():
            yield Elsewhere(other.title, text)


def list_kindred_words(others: Sequence[OtherPaper], row: FormulaRow) -> tuple[Elsewhere, ...]:
    """Return the learner's own words on formulas of other papers that make a move of this one."""
    moves = _list_moves(row)
    return tuple(
        Elsewhere(f"{each.title_with_move}, {other.title}", words)
        for other in others
        for each in other.record.formulas
        if moves & _list_moves(each) and (words := find_note_text(other.notes, "words", each.id))
    )[:MOST_SHOWN]


def _list_moves(row: FormulaRow) -> set[str]:
    """Return the skills that a formula is linked to, by its moves or as they are written of it."""
    return {*row.skills, *row.linked}
