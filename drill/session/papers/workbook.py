"""Papers for their screens: the list, and one paper with everything that belongs to it.

A paper is there when it has a bank or, before anything of it was kept, a record of its import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf

from drill.banks.catalogue import Bank
from drill.errors import PaperError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import Mastered, path_of
from drill.gyr.skills import Parts
from drill.gyr.state import Standing, State, due
from drill.papers import (
    KINDS,
    SECOND_AUTHOR,
    AlgorithmRow,
    FormulaRow,
    Paper,
    SymbolRow,
    find_made_kind,
    find_meant_formula,
    find_sheet_row_key,
    symbols_in_use,
)
from drill.session.papers import workbook_views as views
from drill.session.papers.box_lines import list_lines
from drill.session.papers.formula_lookup import (
    OtherPaper,
    list_kindred_words,
    list_other_meanings,
    list_other_papers,
)
from drill.session.papers.note_page import note_page
from drill.session.papers.paper_import import find_cited_banks
from drill.session.papers.question_help import QuestionHelp
from drill.session.standing.formula_needs import list_needs, list_withheld_states
from drill.session.standing.goals import find_path_to_goal, goal_bank
from drill.session.standing.paper_names import (
    find_paper_slug,
    find_paper_year,
    former_ids,
    is_paper,
    last_opened,
    list_kept_beside,
    name_paper_bank,
    paper_bank,
    paper_banks,
    read_for_learner,
    read_record,
    record_of,
    record_path,
    slugs_on_record,
)
from drill.session.standing.paper_notes import (
    FORMER_FIELDS,
    Notes,
    find_note_text,
    formula_notes,
    list_noted_questions,
    own_boxes,
    read_paper_notes,
)
from drill.session.standing.prerequisites import (
    SkillLine,
    find_learner_mastery,
    find_skill_theories,
    standing_of,
    state_in,
)
from drill.session.standing.withheld_exercises import count_bank, count_exercises, list_planned, read_beside
from drill.session.titles import Terms, normalise_term_words, skill_title, title_of
from drill.session.workspace import Workspace
from drill.text import join_in_sentence


def open_papers(workspace: Workspace) -> tuple[views.PaperRow, ...]:
    """Return all papers: imports that were never opened, the goal, then those opened last, the learner's own,
    the shipped ones, those without a bank.
    """
    states = workspace.standing()
    today = workspace.study_day()
    slugs = [find_paper_slug(bank.id) for bank in paper_banks(workspace.catalogue)]
    imported = slugs_on_record(workspace.places)
    books = [_open_workbook(workspace, slug, states) for slug in dict.fromkeys((*slugs, *imported))]
    parts = workspace.parts()
    goal = goal_bank(workspace)
    before = last_opened(workspace.places)

    def rank(book: _Book) -> tuple[bool, bool, int]:
        is_goal = goal is not None and book.name == goal.id
        is_new = book.slug in imported and book.slug not in before and not book.record.is_own
        place = before.index(book.slug) if book.slug in before else len(before)
        return not is_new, not is_goal, place

    books.sort(key=rank)
    has = find_learner_mastery(workspace, parts)
    return tuple(_make_paper_row(workspace, book, today, parts, has) for book in books)


def open_paper(workspace: Workspace, slug: str) -> views.PaperView:
    """Return one paper, by its slug, its bank or its short name.

    Raises:
        UsageError: there is no such paper.
    """
    book = _open_workbook(workspace, find_paper_slug(slug), workspace.standing())
    if book.bank is None and book.slug not in slugs_on_record(workspace.places):
        bank = paper_bank(workspace.catalogue, slug)  # raises with the papers of similar names
        book = _open_workbook(workspace, find_paper_slug(bank.id), workspace.standing())
    terms = workspace.terms()
    parts = workspace.parts()
    has = find_learner_mastery(workspace, parts)
    standing = {line.skill: line for line in standing_of(workspace, workspace.catalogue.skills, book.states)}
    return views.PaperView(
        row=_make_paper_row(workspace, book, workspace.study_day(), parts, has),
        blocks=book.blocks,
        algorithms=tuple(map(book.algorithm, (*book.record.algorithms, *own_boxes(book.notes)))),
        others=book.others,
        referenced=tuple(_list_referenced_views(book, terms, standing)),
        symbols=tuple(book.symbols_in_use),
        skills=_path_skills(workspace, book, parts, has),
        notes=note_page(
            book.notes,
            book.record,
            [formula for block in book.blocks for formula in block.formulas],
            find_cited_banks(workspace.catalogue, book.record.references),
            QuestionHelp(workspace, book.record.references).list_help,
        ),
        unplaced=tuple(book.unplaced),
        abstract=book.record.abstract,
    )


@dataclass(frozen=True)
class _Book:
    """The data of one paper, and the views made from it."""

    slug: str
    bank: Bank | None
    record: Paper
    problems: tuple[str, ...]
    states: Standing
    notes: Notes
    workspace: Workspace

    @property
    def name(self) -> str:
        """Its bank's."""
        return name_paper_bank(self.slug)

    @property
    def entries(self) -> Sequence[Entry]:
        """The exercises of its bank."""
        catalogue = self.workspace.catalogue
        if self.bank is None:
            return ()
        return (*self.bank.entries, *list_kept_beside(catalogue, self.bank, with_unsolved=True))

    @cached_property
    def coming(self) -> Set[ItemId]:
        """The exercises that come without being asked for."""
        if self.bank is None:
            return set()
        kept = list_kept_beside(self.workspace.catalogue, self.bank)
        return {entry.item for entry in (*list_planned(self.bank, self.states), *kept)}

    @cached_property
    def _needs(self) -> Mapping[str, tuple[SkillId, ...]]:
        """The skills that formulas need, by their ids."""
        entries = self.workspace.catalogue.entries

        def list_own(row: FormulaRow) -> list[Entry]:
            return [entries[ItemId(each.item)] for each in self.exercises(row.id) if each.comes]

        return {
            row.id: list_needs(self.workspace, self.record, row, list_own(row))
            for row in self.record.formulas
        }

    @cached_property
    def blocks(self) -> tuple[views.BlockView, ...]:
        """The formulas in their sections; those of none come last, without a heading."""
        titles = {block.number: block.title for block in self.record.blocks}
        labels = {block.number: block.printed for block in self.record.blocks}
        by_section: dict[int, list[views.FormulaView]] = {}
        for formula in self.record.formulas:
            number = formula.block if formula.block in titles else 0
            by_section.setdefault(number, []).append(self.formula(formula))
        return tuple(
            views.BlockView(number, titles.get(number, ""), tuple(by_section[number]), labels.get(number, ""))
            for number in sorted(by_section, key=lambda number: number or inf)
        )

    @property
    def others(self) -> tuple[views.PaperExercise, ...]:
        """Return the exercises that belong to nothing on record."""
        known = {
            *(formula.id for formula in self.record.formulas),
            *(row.symbol for row in self.record.symbols),
            *(algorithm.id for algorithm in self.record.algorithms),
            *(absent.what for absent in self.record.absent),
        }
        return tuple(
            exercise
            for about, exercises in self._by_subject.items()
            if about not in known
            for exercise in exercises
        )

    def formula(self, formula: FormulaRow) -> views.FormulaView:
        """Return a formula with its exercises and notes."""
        return views.FormulaView(
            row=formula, exercises=self.exercises(formula.id), notes=formula_notes(self.notes, formula.id),
            symbols=tuple(self.symbols[key] for key in formula.symbols if key in self.symbols),
            uses=self._names_of(formula.uses), used_by=self._names_of(self._users.get(formula.id, ())),
            needs=self._needs.get(formula.id, ()), is_of_import=self.record.is_linked,
            is_central=self.record.is_linked and self.record.is_central(formula),
            kindred=list_kindred_words(self._others, formula),
            withheld=self._withheld.get(formula.id, ()), has_line=formula.id in self._meant,
            own_line=find_note_text(self.notes, "line", formula.id),
        )  # fmt: skip

    @cached_property
    def _meant(self) -> frozenset[str]:
        """The ids of formulas for which the paper has a line of NumPy."""
        # with the numbers that a learner is not shown of a paper of the program
        record = (record_of(self.workspace.places, self.bank) if self.bank else None) or self.record
        found = (find_meant_formula(record.formulas, meaning.of) for meaning in record.meanings)
        return frozenset(row.id for row in found if row is not None)

    @cached_property
    def _withheld(self) -> Mapping[str, Sequence[State]]:
        return list_withheld_states(self.workspace, self.record)

    @cached_property
    def symbols(self) -> Mapping[str, views.SymbolView]:
        """The symbols by the keys that point at them."""
        return {find_sheet_row_key(row): self.symbol(row) for row in self.record.symbols}

    @property
    def symbols_in_use(self) -> Iterator[views.SymbolView]:
        """The symbols that are shown as a list; of an import those in use, and those the learner wrote on."""
        shown = {find_sheet_row_key(row) for row in symbols_in_use(self.record)}
        written_on = {key for name, key in self.notes if name == "meaning"}
        for key, symbol in self.symbols.items():
            if key in shown or symbol.row.symbol in written_on:
                yield symbol

    @cached_property
    def _users(self) -> Mapping[str, tuple[str, ...]]:
        """By a formula's id those of the formulas that use it, in the paper's order."""
        users_by_formula: dict[str, tuple[str, ...]] = {}
        for formula in self.record.formulas:
            for source in formula.uses:
                users_by_formula[source] = (*users_by_formula.get(source, ()), formula.id)
        return users_by_formula

    def _names_of(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Return the names of formulas, in the paper's order."""
        return tuple(formula.title for formula in self.record.formulas if formula.id in ids)

    def algorithm(self, algorithm: AlgorithmRow) -> views.AlgorithmView:
        """Return a box of pseudo-code with its exercises."""
        is_own = ("box", algorithm.id) in self.notes
        name = algorithm.caption or f"Box {1 + self.record.algorithms.index(algorithm)}"
        return views.AlgorithmView(
            row=algorithm, exercises=self.exercises(algorithm.id), called=name, is_own=is_own,
            lines=tuple(list_lines(self.notes, algorithm, is_own=is_own)),
        )  # fmt: skip

    def symbol(self, row: SymbolRow) -> views.SymbolView:
        """Return a symbol; the learner's own words about it come before the paper's."""
        own_words = find_note_text(self.notes, "meaning", row.symbol)
        meaning = own_words or row.meaning
        origin = row.meaning_from
        if not row.means and origin is not None and meaning == row.meaning:  # a quote, with its place
            meaning += f" ({origin.where})".replace("_", "\\_")
        return views.SymbolView(
            row=row,
            exercises=self.exercises(row.symbol),
            meaning=meaning,
            own_words=own_words,
            elsewhere=list_other_meanings(self._others, row, meaning),
        )

    @cached_property
    def _others(self) -> Sequence[OtherPaper]:
        return list_other_papers(self.workspace, self.slug)

    def exercises(self, about: str) -> tuple[views.PaperExercise, ...]:
        """Return the exercises on a formula, a symbol, ..."""
        return self._by_subject.get(about, ())

    @property
    def unplaced(self) -> Iterator[tuple[str, str, str]]:
        """Notes on formulas and symbols that are not on record, and notes in former fields."""
        formulas = {formula.id for formula in self.record.formulas}
        answered = {key for name, key in self.notes if name == "unknown"}
        symbols = {row.symbol for row in self.record.symbols}
        places: dict[str, Set[str]] = {
            **dict.fromkeys(("input", "process", "output", "line"), formulas),
            "words": formulas | answered, "meaning": symbols,
            "caption": {row.id for row in self.record.captions},
            "remark": {
                line.key
                for box in (*self.record.algorithms, *own_boxes(self.notes))
                for line in list_lines(self.notes, box)
            },
            **dict.fromkeys(FORMER_FIELDS, frozenset()),
        }  # fmt: skip
        for (name, key), note in self.notes.items():
            if key not in places.get(name, {key}):
                yield name, key, note.text

    @cached_property
    def _by_subject(self) -> Mapping[str, tuple[views.PaperExercise, ...]]:
        """The bank's exercises by their subjects; a former id finds its exercise as well."""
        recorded = {exercise.id: exercise for exercise in self.record.exercises}
        by_subject: dict[str, list[views.PaperExercise]] = {}
        for entry in self.entries:
            known = next(
                (recorded[former_id] for former_id in former_ids(entry) if former_id in recorded), None
            )
            kind = (known.kind if known else "") or _find_exercise_kind(entry)
            state = state_in(self.states, entry.item)
            by_subject.setdefault(known.about if known else "", []).append(
                views.PaperExercise(
                    entry.item, kind, state, entry.item in self.coming, title_of(self.workspace, entry.item)
                )
            )
        return {about: tuple(sorted(exercises, key=_by_kind)) for about, exercises in by_subject.items()}


def _open_workbook(workspace: Workspace, slug: str, states: Standing) -> _Book:
    bank = workspace.catalogue.bank(name_paper_bank(slug))
    problems = [str(problem) for problem in bank.problems] if bank else []
    record: Paper | None = None
    try:
        record = (
            read_for_learner(workspace.places, bank)
            if bank
            else read_record(record_path(workspace.places, slug))
        )
    except PaperError as error:
        problems.append(str(error))
    record = record or Paper(slug, title=bank.title if bank else slug)
    return _Book(slug, bank, record, tuple(problems), states, read_paper_notes(workspace, slug), workspace)


def _make_paper_row(
    workspace: Workspace, book: _Book, today: date, parts: Parts, has: Mastered
) -> views.PaperRow:
    gaps = workspace.method().gaps_in_force
    states_by_item = book.states.others
    dues = (due(states_by_item[entry.item], gaps) for entry in book.entries if entry.item in states_by_item)
    paper_questions = [note for note in list_noted_questions(book.notes) if note.is_question]
    record = book.record
    is_imported = book.slug in slugs_on_record(workspace.places)
    drafts = [draft for draft in record.drafts if is_imported and draft.kind == SECOND_AUTHOR]
    way = find_path_to_goal(workspace, book.bank, parts).skills if book.bank is not None else ()
    return views.PaperRow(
        slug=book.slug,
        bank=book.name,
        title=record.title or (book.bank.title if book.bank else book.slug),
        authors=record.authors,
        states=(count_bank(book.bank, parts) if book.bank else count_exercises((), parts)).states,
        has_exercises=bool(book.entries),
        due=sum(day is not None and day <= today for day in dues),
        path=path_of(way, has),
        questions=len(paper_questions),
        answered=sum(bool(question.answer) for question in paper_questions),
        is_imported=is_imported,
        drafts=len(drafts),
        drafts_waiting=sum(record.draft_decision(draft).decision == "waiting" for draft in drafts),
        unread=tuple(
            views.place_told(formula.file, formula.line) or formula.title
            for formula in record.formulas
            if not formula.is_read
        ),
        problems=book.problems,
        year=find_paper_year(book.bank) if book.bank is not None else "",
        is_beside=book.name in read_beside(workspace),
    )


def _path_skills(
    workspace: Workspace, book: _Book, parts: Parts, has: Mastered
) -> tuple[views.PathSkill, ...]:
    """Return all skills on the way to a paper, and those that the learner added."""
    way = find_path_to_goal(workspace, book.bank, parts).skills if book.bank is not None else ()
    added = [SkillId(key) for field, key in book.notes if field == "needs"]
    further = [skill for skill in added if skill in workspace.curriculum().exercises and skill not in way]
    theories = find_skill_theories(workspace.catalogue, {*way, *further})
    needed_by = dict[SkillId, list[str]]()
    for formula in (formula for block in book.blocks for formula in block.formulas):
        for skill in workspace.curriculum().list_on_way(formula.needs, (*way, *further)):
            needed_by.setdefault(skill, []).append(formula.called)
    return tuple(
        views.PathSkill(
            skill, skill_title(workspace, skill),
            is_left=skill not in has and skill not in has.set_aside, is_begun=skill in has.begun,
            needed_by=tuple(needed_by.get(skill, ["you"] if skill in added else [])),
            theory=theories.get(skill, ""),
        )
        for skill in (*way, *further)
    )  # fmt: skip


def _list_referenced_views(
    book: _Book, terms: Terms, standing: Mapping[str, SkillLine]
) -> Iterator[views.ReferencedView]:
    """Return the references that are not shown; of citations those with a skill or paper, each once."""
    absent = book.record.absent
    names_listed = set[str]()
    for row in (*absent, *book.record.cited):
        matches = [
            (name, about)
            for name, about in terms.named_in(row.what.partition(" [")[0])
            # a single word beside a citation, such as divergence, is too vague to identify one,
            # but one with a capital, such as LSTM, is a name
            if row in absent or " " in name or is_paper(about) or _is_capitalised_name(name, row.what)
        ]
        about_each = dict.fromkeys(about for _, about in matches)
        papers = tuple(about for about in about_each if is_paper(about) and about != book.name)
        skills = tuple(standing[about] for about in about_each if about in standing)
        name = matches[0][0] if matches and row not in absent else row.what
        if papers and row not in absent:
            banks = filter(None, map(terms.catalogue.bank, papers))
            titles = [bank.title.partition(":")[0] for bank in banks]
            name = f"{join_in_sentence(titles)}, which drill has"
        if name not in names_listed and (skills or papers or row in absent):
            names_listed.add(name)
            yield views.ReferencedView(
                row=row, exercises=book.exercises(row.what), called=name, skills=skills, papers=papers
            )


def _is_capitalised_name(word: str, text: str) -> bool:
    """Return whether a word is a name in a text: it has a capital, other than at the beginning."""
    return any(
        normalise_term_words(text_word) == (word,)
        and (text_word[1:] != text_word[1:].lower() or (index > 0 and text_word[0].isupper()))
        for index, text_word in enumerate(re.findall(r"\w+", text))
    )


def _find_exercise_kind(entry: Entry) -> str:
    """Return the importer's kind, which begins an exercise's id, else the kind of its answer."""
    fitting = (kind for kind in KINDS if entry.id.startswith(f"{kind}-"))
    return find_made_kind(entry.id) or next(fitting, entry.kind)


def _by_kind(exercise: views.PaperExercise) -> int:
    kinds: Sequence[str] = KINDS
    if exercise.kind in kinds:
        return kinds.index(exercise.kind)
    return len(kinds)
