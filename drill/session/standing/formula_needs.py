"""The needs of a paper's formulas, and the exercises of it that come on their own.

Of a paper that was imported with families only the central formulas count. Each needs the first skill that a
move in it is drilled by, with those of the others that a word near the formula names, else those that
exercises on it name which a person or a second author wrote. The signs of a formula do not choose its
exercises, because they reveal too little of its subject.
Of any other paper, shipped ones among them, a formula needs the skills that the exercises on it name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from math import log, sqrt
from typing import TYPE_CHECKING

from drill.banks.catalogue import Bank
from drill.errors import BankError
from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.path import LinkedPaper, PathFormula, list_lacking
from drill.gyr.skills import NOT_MET, Parts
from drill.gyr.state import Standing, State
from drill.papers import (
    LINE_KIND,
    WORKED,
    FamilyRow,
    FormulaRow,
    Paper,
    find_made_kind,
    find_root,
    list_shipped_moves,
    list_words,
    rank_skills,
)
from drill.session.standing.paper_names import (
    find_paper_slug,
    former_ids,
    is_import,
    list_kept_beside,
    name_paper_bank,
    read_for_learner,
    read_intact,
    record_of,
)
from drill.session.standing.paper_notes import read_paper_notes
from drill.session.standing.prerequisites import is_named_by_card, state_in
from drill.session.standing.withheld_exercises import OWN_WORDS, FormulaCounts, comes_unasked, list_planned
from drill.session.titles import skill_title

if TYPE_CHECKING:
    from drill.session.workspace import Workspace

# The subjects' exercises on a formula's moves: skill by skill, inside a skill the nearest in words first.

# Parts of a prompt without a subject: templates, and commands of LaTeX.
_UNSPOKEN = re.compile(r"@\{[^}]*\}|@\w+|\\[A-Za-z]+")
# Letters of the shortest word that counts, and longer ones that are as empty.
_SHORTEST = 3
_PASSING = frozenset((
    "all", "also", "and", "any", "are", "both", "but", "can", "compute", "each", "find", "first", "for",
    "from", "given", "has", "have", "how", "its", "let", "many", "more", "not", "number", "one", "only",
    "other", "second", "show", "some", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "two", "value", "when", "where", "which", "with", "write",
))  # fmt: skip
# Roots of words in skills' titles that are too general to identify the subject of a formula.
_GENERAL_ROOTS = frozenset(map(find_root, (
    "families", "family", "finite", "form", "forms", "function", "functions", "infinite", "inside", "losses",
    "rule", "rules", "simple", "standard", "term", "terms", "through",
)))  # fmt: skip
# Weight of a word of a title, relative to one of a prompt.
_IN_TITLE = 2.0
# Number of steps up to the best overlap; exercises on the same step are equally near.
_STEPS = 4
# The level of a learner of whom nothing is known; each level beyond the next costs one such step.
_FIRST_LEVEL = 2
# Words of exercises that were read, by their content, because reading one takes a millisecond.
_READ: dict[tuple[ItemId, str, str], frozenset[str]] = {}


def rank_by_nearness(
    workspace: Workspace, skills: Sequence[SkillId], text: str, first: Mapping[str, str]
) -> Sequence[Entry]:
    """Return the subjects' ordinary exercises that train these skills and that are neither green nor parked.

    They come skill by skill in the given order. Inside a skill those come last that need what neither the
    given skills rest on nor the learner has passed; else those that ``first`` names by skill come first, then
    those nearest in words to ``text``, and of equally near ones the level next to the highest green of
    its topic. Higher levels have to be the nearer.
    """
    curriculum = workspace.curriculum()
    by_skill = _list_open_exercises(workspace, skills)
    passed = [
        curriculum.entries[item]
        for item, part in workspace.parts().items()
        if part.green_on is not None and item in curriculum.entries
    ]
    prepared = {*curriculum.list_before(by_skill), *(entry.trains for entry in passed)}
    reached: dict[TopicKey, int] = {}
    for entry in passed:
        reached[entry.topic_key] = max(reached.get(entry.topic_key, 0), entry.level)
    near = _measure_nearness(workspace, [entry for entries in by_skill.values() for entry in entries], text)

    def rank(entry: Entry, nearest: float) -> tuple[bool, bool, int, int, int]:
        is_beyond = not prepared.issuperset(curriculum.find_needs(entry))
        is_first = first.get(entry.trains) == entry.id
        overlap_steps = round(_STEPS * near[entry.item] / nearest) if nearest else 0
        levels_ahead = entry.level - max(reached.get(entry.topic_key, 0), _FIRST_LEVEL) - 1
        # Each level beyond the next one costs one step of overlap.
        cost = max(0, levels_ahead) - overlap_steps
        return is_beyond, not is_first, cost, abs(levels_ahead), entry.level

    ranked: list[Entry] = []
    for entries in by_skill.values():
        nearest = max((near[entry.item] for entry in entries), default=0.0)
        ranked += sorted(entries, key=partial(rank, nearest=nearest))
    return ranked


def _list_open_exercises(
    workspace: Workspace, skills: Sequence[SkillId]
) -> Mapping[SkillId, Sequence[Entry]]:
    """Return by skill the ordinary exercises that are neither green nor parked."""
    exercises = workspace.curriculum().exercises
    states = workspace.standing()
    return {
        skill: [
            entry
            for entry in exercises.get(skill, ())
            if not entry.is_rapid
            and not entry.in_file_order
            and state_in(states, entry.item) not in ("green", "parked")
        ]
        for skill in skills
    }


def is_near(title: str, text: str) -> bool:
    """Return whether a text contains a word of a skill's title, one that distinguishes it from others."""
    return not list_telling_roots(title).isdisjoint(_list_roots(text))


def list_telling_roots(text: str) -> frozenset[str]:
    """Return the roots of a text's words that distinguish its subject from others."""
    return _list_roots(text) - _GENERAL_ROOTS


def gather_formula_words(row: FormulaRow) -> str:
    """Return the words that choose the exercises on a formula: of its moves, and around it."""
    return " ".join((row.called, *(move.words for move in row.families), row.before, row.after))


def _measure_nearness(workspace: Workspace, entries: Iterable[Entry], text: str) -> Mapping[ItemId, float]:
    """Return by exercise the weights of the words that it shares with a text, those of its title doubled.

    A word weighs the more, the rarer it is in the titles of the exercise's subject, and in the texts of all
    these exercises. A long text shares words by chance, so the sum is taken over the root of its length.
    """
    wanted = _list_roots(text)
    texts = {entry.item: _read_roots(workspace, entry) for entry in entries}
    in_texts = Counter(root for roots in texts.values() for root in roots & wanted)
    in_titles: dict[str, Mapping[str, float]] = {}
    near: dict[ItemId, float] = {}
    for entry in entries:
        if entry.bank not in in_titles:
            bank = workspace.catalogue.bank(entry.bank)
            titles = [other.title for other in bank.entries] if bank is not None else []
            counts = Counter(root for title in titles for root in _list_roots(title) & wanted)
            in_titles[entry.bank] = {root: number / len(titles) for root, number in counts.items()}
        shares = in_titles[entry.bank]
        weight = sum(
            -log((shares.get(root, 0.0) + in_texts[root] / len(texts)) / 2)
            * (_IN_TITLE if root in _list_roots(entry.title) else 1.0)
            for root in wanted & texts[entry.item]
        )
        near[entry.item] = weight / sqrt(len(texts[entry.item]) or 1)
    return near


def _read_roots(workspace: Workspace, entry: Entry) -> frozenset[str]:
    """Return the roots of an exercise's words before its answer, and of the title of its card."""
    if (known := _READ.get(key := (entry.item, entry.maths, entry.wording))) is not None:
        return known
    texts = [entry.title]
    with suppress(BankError):  # its file has changed since
        for form in workspace.catalogue.read_exercise(entry).forms:
            card = skill_title(workspace, SkillId(form.card)) if form.card else ""
            texts += (form.setting, form.shape, form.motion, card, *(each.prompt for each in form.questions))
    roots = _READ[key] = _list_roots(" ".join(texts))
    return roots


@lru_cache(maxsize=4096)
def _list_roots(text: str) -> frozenset[str]:
    words = list_words(_UNSPOKEN.sub(" ", text))
    return frozenset(find_root(word) for word in words if len(word) >= _SHORTEST and word not in _PASSING)


# Skills that a formula of an import needs, at most: a paper of five leads to fifteen by itself.
MOST_SKILLS = 3
# The text of the note on a skill that came with a step deeper; on one that was chosen it is another.
DEEPER = "deeper"


@dataclass(frozen=True, slots=True)
class NeededFormula(PathFormula):
    """A formula with its row in the paper's record; the skills that it needs have the most telling first."""

    skills: tuple[SkillId, ...]
    row: FormulaRow = field(kw_only=True)


def find_linked_record(workspace: Workspace, bank: Bank) -> Paper | None:
    """Return the record of a paper that was imported with families; ``None`` of any other bank."""
    if not is_import(bank):
        return None
    record = read_intact(record_of, workspace.places, bank)
    return record if record is not None and record.is_linked else None


def list_needs(
    workspace: Workspace, record: Paper, row: FormulaRow, own: Sequence[Entry]
) -> tuple[SkillId, ...]:
    """Return the skills that a formula needs, the most telling first; ``own`` are the exercises on it."""
    named: Sequence[str] = [skill for entry in own for skill in entry.named_skills]
    if record.is_linked:
        by_hand = [skill for entry in own if not find_made_kind(entry.id) for skill in entry.named_skills]
        named = (_list_linked(workspace, row) or by_hand) if record.is_central(row) else ()
        named = [*dict.fromkeys(named)][:MOST_SKILLS]
    return tuple(dict.fromkeys(map(SkillId, named)))


def _list_linked(workspace: Workspace, row: FormulaRow) -> Sequence[str]:
    """Return of each move in a formula the first skill, and of the others those that are near the formula.

    Near are those that the move names an exercise of, and those with a title word around the formula.
    """

    def is_served(move: FamilyRow, skill: str) -> bool:
        around = " ".join((row.called, row.before, row.after, move.word))
        is_named = skill == move.skills[0] or skill in move.first
        return is_named or is_near(skill_title(workspace, SkillId(skill)), around)

    return rank_skills(
        [
            replace(move, skills=tuple(skill for skill in move.skills if is_served(move, skill)))
            for move in row.families
        ]
    )


def list_needed_formulas(
    workspace: Workspace, bank: Bank, standing: Standing | None = None
) -> list[NeededFormula]:
    """Return a paper's formulas in its order; none without a record that can be read.

    Of a paper that was imported with families that are the central ones. The ``standing`` is read where it is
    not given.
    """
    record = read_intact(read_for_learner, workspace.places, bank)
    if record is None:
        return []
    kept = list_kept_beside(workspace.catalogue, bank)
    about = _find_subjects(record, (*bank.entries, *kept))
    coming = [*list_planned(bank, workspace.standing() if standing is None else standing), *kept]
    formulas: list[NeededFormula] = []
    for row in record.formulas:
        if record.is_linked and not record.is_central(row):
            continue
        entries = [entry for entry in coming if row.id in about[entry.item]]
        needed = NeededFormula(
            row.title_with_move,
            list_needs(workspace, record, row, entries),
            tuple(entry.item for entry in entries),
            row.id,
            is_linked=record.is_linked,
            shared=_list_shared(workspace, row) if record.is_linked else (),
            row=row,
        )
        formulas.append(needed)
    return formulas


def count_formulas(workspace: Workspace, bank: Bank, parts: Parts) -> FormulaCounts:
    """Count the formulas on the map of a paper that was imported with families.

    One is done when an exercise on it is green, that in the reader's own words among them, or was when it was
    withheld; a missing part is recalled without being understood, and a question of a line that nobody
    confirmed does not count. One on which nothing can be done is not counted.
    """
    record = find_linked_record(workspace, bank)
    if record is None:
        return FormulaCounts()
    about = _find_subjects(record, bank.entries)
    states: dict[str, list[State]] = {}
    offered = [
        entry
        for entry in bank.entries
        if find_made_kind(entry.id) == OWN_WORDS or (comes_unasked(bank, entry) and not entry.has_gap)
    ]
    unconfirmed = {draft.id for draft in record.drafts if draft.kind == LINE_KIND and not draft.solved}
    for entry in (each for each in offered if each.id not in unconfirmed):
        for id_ in about[entry.item]:
            states.setdefault(id_, []).append(parts.get(entry.item, NOT_MET).state)
    for id_, withheld in list_withheld_states(workspace, record).items():
        if "green" in withheld:
            states.setdefault(id_, []).append("green")
    central = [row.id for row in record.formulas if record.is_central(row)]
    counted = [id_ for id_ in central if id_ in states]
    return FormulaCounts(len(counted), sum("green" in states.get(id_, ()) for id_ in counted))


def list_withheld_states(workspace: Workspace, record: Paper) -> Mapping[str, Sequence[State]]:
    """Return by formula the colours of the exercises on it that are left out."""
    withheld = workspace.withheld.get(BankId(record.bank), ())
    about = _find_subjects(record, [each.entry for each in withheld])
    states: dict[str, list[State]] = {}
    for each in withheld:
        for id_ in about[each.entry.item]:
            states.setdefault(id_, []).append(each.state)
    return states


def list_skills_beside(workspace: Workspace, bank: Bank) -> dict[SkillId, FormulaRow]:
    """Return the skills that only formulas which are not central are linked to, each with the first."""
    record = find_linked_record(workspace, bank)
    if record is None:
        return {}
    needed = {skill for formula in list_needed_formulas(workspace, bank) for skill in formula.skills}
    found: dict[SkillId, FormulaRow] = {}
    for row in record.formulas:
        for move in () if record.is_central(row) else row.families:
            skill = SkillId(move.skills[0]) if move.skills else SkillId("")
            if skill not in needed and skill in workspace.curriculum().exercises:
                found.setdefault(skill, row)
    return found


def _list_shared(workspace: Workspace, row: FormulaRow) -> tuple[ItemId, ...]:
    """Return of each move in a formula an exercise that a paper which comes with the program has on it.

    It is the lowest one of the first paper with the move in its formulas, and is not rapid.
    """
    found: dict[ItemId, None] = {}
    for move in row.families:
        for slug, names in list_shipped_moves().get(move.family, {}).items():
            bank = workspace.catalogue.bank(name_paper_bank(slug))
            on_move = () if bank is None else _list_on_formulas(workspace, bank, names)
            if on_move:
                lowest = min(on_move, key=lambda entry: entry.level)
                found.setdefault(lowest.item)
                break
    return tuple(found)


def _list_on_formulas(workspace: Workspace, bank: Bank, names: Collection[str]) -> Sequence[Entry]:
    record = read_intact(record_of, workspace.places, bank)
    if record is None:
        return ()
    about = _find_subjects(record, bank.entries)
    named = {row.id for row in record.formulas if row.short_name in names}
    return [entry for entry in bank.entries if not entry.is_rapid and not named.isdisjoint(about[entry.item])]


def _find_subjects(record: Paper, entries: Sequence[Entry]) -> Mapping[ItemId, Collection[str]]:
    """Return the ids of the subjects of each exercise of a paper."""
    about = {exercise.id: exercise.about for exercise in record.exercises}
    return {entry.item: {about.get(id_, "") for id_ in former_ids(entry)} for entry in entries}


def list_chosen_skills(workspace: Workspace, bank: Bank, *, deeper: bool = False) -> list[SkillId]:
    """Return the skills that the learner chose for a paper, or those that came with a step ``deeper``."""
    notes = read_paper_notes(workspace, find_paper_slug(bank.id))
    return [
        SkillId(key)
        for (field, key), note in notes.items()
        if field == "needs" and (note.text == DEEPER) == deeper
    ]


def link_paper(workspace: Workspace, bank: Bank, parts: Parts) -> LinkedPaper | None:
    """Return the requirements of a paper that was imported with families; ``None`` of any other bank.

    To the needs of its central formulas come the skills that the learner chose for it. Without any of these,
    the skills named by exercises that the importer did not make lead there. Those that it made need nothing.
    """
    record = find_linked_record(workspace, bank)
    if record is None:
        return None
    curriculum = workspace.curriculum()
    needs = dict[ItemId, tuple[SkillId, ...]]()
    skills = list_chosen_skills(workspace, bank)
    shared = dict[ItemId, None]()
    for formula in list_needed_formulas(workspace, bank):
        skills += formula.skills
        shared |= dict.fromkeys(formula.shared)
        for item in formula.items:
            needs.setdefault(item, formula.skills)
    own = [entry for entry in bank.entries if comes_unasked(bank, entry)]
    by_hand = [skill for entry in own if not find_made_kind(entry.id) for skill in entry.named_skills]
    known = tuple(dict.fromkeys(skill for skill in skills or by_hand if skill in curriculum.exercises))
    is_named = partial(is_named_by_card, workspace)
    deeper = [s for s in list_chosen_skills(workspace, bank, deeper=True) if s not in known]
    return LinkedPaper(
        known,
        (*deeper, *list_lacking(curriculum, (*known, *deeper), (), parts, is_named)),
        tuple(
            (
                entry.item,
                () if find_made_kind(entry.id) else needs.get(entry.item) or curriculum.find_needs(entry),
            )
            for entry in own
        ),
        (*shared,),
        any(find_made_kind(entry.id) in WORKED for entry in own),
    )
