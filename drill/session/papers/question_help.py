"""What may help with a question on what a paper takes for known, by the words of titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import log

from drill.papers import ReferenceRow
from drill.session.papers.workbook_views import FormulaView, NoteHelp
from drill.session.standing.formula_needs import list_telling_roots
from drill.session.standing.paper_names import is_paper
from drill.session.standing.paper_notes import Question
from drill.session.titles import skill_title
from drill.session.workspace import Workspace

# Min likeness of a title to a question, between 0 and 1, because a single common word proves nothing.
_LEAST_LIKENESS = 0.55
# The part of the likeness that the question decides, because a title may be longer than what is asked.
_SHARE_OF_QUESTION = 0.7
_NAMES = re.compile(r"\b[A-Z]{2}\b")
# Words that ask, and say nothing of the subject.
_ASKING = "what why how does mean means work works come comes called used use"
# Max lines between a formula and a citation beside it, and max citations that are named.
_LINES_BESIDE, _MOST_CITED = 3, 2


class QuestionHelp:
    """Finds a skill, an exercise and a paper with a title like a question; the titles are read at need."""

    def __init__(self, workspace: Workspace, references: Sequence[ReferenceRow]) -> None:
        self._workspace = workspace
        self._references = references

    def list_help(self, question: Question, formula: FormulaView | None) -> tuple[NoteHelp, ...]:
        """Return what may help with a question that was asked at a formula, or at none."""
        if question.answer or not question.kind:
            return ()
        if question.kind == "outside":
            return (*self._find_titles(question.text), *self._list_cited(question.text, formula))
        if formula is None or not any(exercise.comes for exercise in formula.exercises):
            return ()
        return (NoteHelp("formula", formula.row.id, formula.called),)

    def _find_titles(self, text: str) -> Iterator[NoteHelp]:
        wanted = _list_subjects(text)
        for of_kind in self._titles.values():
            best = max(of_kind, key=lambda each: self._measure(wanted, each.title), default=None)
            if best is not None and self._measure(wanted, best.title) >= _LEAST_LIKENESS:
                yield best

    def _list_cited(self, text: str, formula: FormulaView | None) -> Iterable[NoteHelp]:
        """Return the papers that are cited beside the formula, or whose titles are like the question."""
        wanted = _list_subjects(text)

        def is_near(row: ReferenceRow) -> bool:
            if formula is not None and row.line and row.file == formula.row.file:
                return abs(row.line - formula.row.line) <= _LINES_BESIDE
            return False

        cited = [
            row
            for row in self._references
            if is_near(row) or self._measure(wanted, row.title) >= _LEAST_LIKENESS
        ]
        return [NoteHelp("cited", row.key, row.title) for row in cited[:_MOST_CITED]]

    @cached_property
    def _titles(self) -> Mapping[str, Sequence[NoteHelp]]:
        """The titles of skills, of exercises of subjects, and of papers that come with the program."""
        catalogue = self._workspace.catalogue
        skills = self._workspace.curriculum().exercises
        entries = [entry for entry in catalogue.entries.values() if not entry.in_file_order]
        papers = [bank for bank in catalogue.banks if bank.shipped and is_paper(bank.id)]
        return {
            "skill": [NoteHelp("skill", skill, skill_title(self._workspace, skill)) for skill in skills],
            "exercise": [NoteHelp("exercise", entry.item, entry.title) for entry in entries],
            "paper": [NoteHelp("paper", bank.id, bank.title) for bank in papers],
        }

    @cached_property
    def _weigh(self) -> Callable[[Iterable[str]], float]:
        """Returns the weight of words: the rarer they are in titles, the more."""
        titles = [each.title for of_kind in self._titles.values() for each in of_kind]
        counts = Counter(root for title in titles for root in _list_subjects(title))
        return lambda roots: sum(log((1 + len(titles)) / (1 + counts[root])) for root in roots)

    def _measure(self, wanted: frozenset[str], title: str) -> float:
        """Return the likeness of a title to the words of a question: 1 if they are the same."""
        roots = _list_subjects(title)
        shared = self._weigh(roots & wanted)
        if not shared:
            return 0.0
        of_question, of_title = shared / self._weigh(wanted), shared / self._weigh(roots)
        return of_question**_SHARE_OF_QUESTION * of_title ** (1 - _SHARE_OF_QUESTION)


def _list_subjects(text: str) -> frozenset[str]:
    """Return the roots of a text's words, and its names of two capitals: ``KL``, ``EM``."""
    return (list_telling_roots(text) - list_telling_roots(_ASKING)) | {*_NAMES.findall(text)}
