"""The values that the papers' screens show: plain, with nothing left to look up.

Formulas are LaTeX without dollars; the learner's text is as typed; ``item`` is ``bank/exercise-id``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Generic, Literal, TypeVar

from drill.gyr.events import SkillId
from drill.gyr.path import Path
from drill.gyr.state import State
from drill.papers import LINK_TO_PAPER, AbsentRow, AlgorithmRow, FormulaRow, SymbolRow, find_sheet_row_key
from drill.session.standing.paper_notes import QUESTION_KINDS, QuestionKind
from drill.session.standing.prerequisites import SkillLine, find_worst_state

RowT = TypeVar("RowT")
# The heading of notes of no kind below those that have one.
_OTHER_NOTES = "Open questions and notes"
# Between the author of a declaration and its place; a comma for all others.
_ORIGIN_LINKS = {"guessed": ": ", "solved": " from "}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of the list."""

    slug: str
    # ``papers/<slug>``; a paper whose drafts nobody has kept yet has no bank of that name.
    bank: str
    title: str
    # Empty if unknown.
    authors: str
    # Exercises that come without being asked for by state, every state named.
    states: Mapping[State, int]
    # Whether its bank has any exercise at all.
    has_exercises: bool
    # Exercises that come back by today.
    due: int
    # The skills on the way to it.
    path: Path
    questions: int
    answered: int
    # Whether its record is the learner's own, so that formulas can be corrected and symbols declared.
    is_imported: bool
    # A second author's drafts; 0 where nothing is under review.
    drafts: int
    drafts_waiting: int
    # Places of formulas that could not be parsed, ``main.tex:212``.
    unread: tuple[str, ...]
    # Lines for the learner: exercises left out, an outline that cannot be read.
    problems: tuple[str, ...] = ()
    # The year of publication; empty if it is unknown.
    year: str = ""
    # Whether two of its exercises come a day beside the goal.
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A text from another paper, or on it: its title, or that of one of its formulas, and the text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperExercise:
    """An exercise of a paper, and its state."""

    item: str
    # The importer's kind (``recall``, ``special-case``), of a hand-written one how it is answered.
    kind: str
    state: State
    # Whether it comes without being asked for.
    comes: bool = True
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled(Generic[RowT]):
    """An element of a paper with exercises: its row of the sheet, and the state of the exercises."""

    row: RowT
    # By kind, in the order of the kinds.
    exercises: tuple[PaperExercise, ...]

    @property
    def state(self) -> State:
        """The worst state of its exercises that were met; ``unseen`` without any."""
        return find_worst_state(exercise.state for exercise in self.exercises if exercise.state != "unseen")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencedView(Drilled[AbsentRow]):
    """A formula that the paper relies on and does not show."""

    # The term in it, or the papers here; of a formula that is referred to its words.
    called: str
    # Those that train it.
    skills: tuple[SkillLine, ...] = ()
    # Banks of papers here that show it; without these and skills it is still to be tracked down.
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaView(Drilled[FormulaRow]):
    """A formula with its exercises and notes, which are kept under the row's id."""

    # The learner's texts about it, by the names of its lines; only those with a text.
    notes: Mapping[str, str]
    # Its symbols, in its order.
    symbols: tuple[SymbolView, ...]
    # The formulas whose left sides occur in it, as they are called.
    uses: tuple[str, ...]
    # The formulas that contain its left side.
    used_by: tuple[str, ...]
    # The skills that it needs, the most telling first.
    needs: tuple[SkillId, ...] = ()
    # Whether its paper was imported with families, and it is one of the central formulas then.
    is_of_import: bool = False
    is_central: bool = False
    # The learner's own words on formulas of other papers that make the same move.
    kindred: tuple[Elsewhere, ...] = ()
    # The colours of exercises on it that are left out, because they were made of its letters.
    withheld: Sequence[State] = ()
    # Whether the paper has a line of NumPy for it, and the learner's own line as it is typed.
    has_line: bool = False
    own_line: str = ""

    @property
    def may_look_inside(self) -> bool:
        """Whether there is a line of NumPy for it, the paper's or the learner's own."""
        return self.has_line or bool(self.own_line)

    @property
    def is_listed(self) -> bool:
        """Whether the map lists it at first: it has a name or exercises; of an import, it is central."""
        if self.is_of_import:
            return self.is_central
        return bool(self.row.called or self.exercises)

    @property
    def can_be_ready(self) -> bool:
        """Whether it has exercises; of an import, whether it needs any skill."""
        return bool(self.needs if self.is_of_import else self.exercises)

    @property
    def called(self) -> str:
        """Its name for people: ``(3) QHM``, its label, or its line; without a name, that of its move."""
        return self.row.title_with_move

    @property
    def model(self) -> tuple[tuple[str, str], ...]:
        """The texts to compare notes with, as Markdown by name: model answers, else the paper's sentences.

        Empty until some are written.
        """
        names = ("input", "process", "output", "words") if self.notes else ()
        written = tuple((name, text) for name in names if (text := getattr(self.row, name)))
        said = self.row.sentences if names and not written else ""
        return written or ((("the paper", said),) if said else ())


@dataclass(frozen=True, slots=True)
class BlockView:
    """The formulas of a section, in the paper's order."""

    number: int
    # Markdown with ``$…$``, empty if the paper has no heading there.
    title: str
    formulas: tuple[FormulaView, ...]
    # The section's number as the paper prints it, or its place where the paper prints none at all.
    label: str = ""


@dataclass(frozen=True, slots=True)
class BoxLine:
    """A line of a box, Markdown as its steps are, with the learner's remark on it."""

    # The key of its note.
    key: str
    text: str
    # Levels of indent.
    depth: int = 0
    # ``written`` or ``borrowed``; empty if unknown.
    origin: str = ""
    # In the learner's letters, and why.
    words: str = ""

    @property
    def remark(self) -> str:
        """The remark as it was typed, with where the line is from."""
        return ": ".join(filter(None, (self.origin, self.words)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AlgorithmView(Drilled[AlgorithmRow]):
    """A box of pseudo-code."""

    # Markdown with ``$…$``, as its steps are.
    called: str
    lines: tuple[BoxLine, ...] = ()
    # Whether the learner wrote it, in which case its steps are the learner's words.
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolView(Drilled[SymbolRow]):
    """A symbol's meaning in this paper; its LaTeX is the key of the learner's own."""

    # The learner's own words if there are any, else the paper's; empty if neither is known.
    meaning: str
    # The learner's note on it alone.
    own_words: str = ""
    # Its meaning in other papers that were opened, if it differs.
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def key(self) -> str:
        """The key by which it is edited, because one symbol may have several meanings."""
        return find_sheet_row_key(self.row)

    @property
    def declared_from(self) -> str:
        """The source of its declaration, in words: ``said, line 14``; empty for the learner's own."""
        origin = self.row.declared_from
        if origin is None or origin.kind == "you":
            return ""
        if not origin.where:
            return origin.kind
        return f"{origin.kind}{_ORIGIN_LINKS.get(origin.kind, ', ')}{origin.where}"


@dataclass(frozen=True, slots=True)
class PathSkill:
    """A skill on the way to a paper, and the formulas that need it."""

    skill: SkillId
    title: str
    # Whether it is neither learned nor known, nor set aside; and whether an exercise of it was met.
    is_left: bool
    is_begun: bool
    # As `FormulaView.called`, in the paper's order; ``you`` alone for one that the learner added.
    needed_by: tuple[str, ...]
    # The theory of the topic that trains it, as Markdown; empty if none is written.
    theory: str = ""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line that the learner may write: its name, its label, the present text, a hint."""

    name: str
    label: str
    text: str = ""
    hint: str = ""
    # Whether its text may have several lines.
    has_lines: bool = False
    # Its possible kinds, which ``tab`` cycles where it is alone, and the chosen one: none at first.
    kinds: tuple[str, ...] = ()
    kind: str = ""
    # What a digit chooses, from 1 on, if that is all that may be typed; the text is the digit then.
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteHelp:
    """Something that may help with a question: its name, by which it is found, and its title."""

    # ``cited`` is a paper that the source cites; of a formula there are exercises.
    kind: Literal["skill", "exercise", "paper", "formula", "cited"]
    # A skill, an item, a bank, a formula's id, a citation's key.
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class NoteHeading:
    """One heading of the notes: its key, and the text below it."""

    # The kind of note: ``overview``, ``formula`` for its four, ``box``, ``unknown``, ``link``, ``caption``;
    # for what the paper names ``known-link`` or ``cited``.
    kind: str
    # Empty for one that is to be added.
    key: str
    title: str
    # Its lines; all empty if nothing is written.
    lines: tuple[OwnLine, ...]
    # The source's sentences on it, as Markdown, with their place.
    quotes: tuple[tuple[str, str], ...] = ()
    # Texts on it written by hand in the paper's sheet, as Markdown, which are not words of the source.
    facts: tuple[str, ...] = ()
    # The places of the facts that the source gives; none if somebody wrote them by hand.
    places: tuple[str, ...] = ()
    # A web address that can be opened, or the bank of a paper that drill has.
    address: str = ""
    bank: str = ""
    # The kind of its target, such as `LINK_TO_PAPER`; empty if unknown.
    what: str = ""
    # Whether it is offered while nothing is written below it, and the source has no sentence on it.
    is_offered: bool = True
    # Of a question its kind, the formula at which it was asked with its place, and what may help.
    question_kind: QuestionKind = ""
    asked_at: str = ""
    helps: tuple[NoteHelp, ...] = ()

    @property
    def id(self) -> str:
        """The id that selects the heading."""
        return f"{self.kind}/{self.key}"

    @property
    def is_written(self) -> bool:
        """Whether there is any text below it."""
        return any(line.text for line in self.lines)

    @property
    def is_filled(self) -> bool:
        """Whether it has any text below it: the learner's, somebody's on the paper, or the paper's own."""
        is_quoted = bool(self.quotes) and self.kind in ("overview", "caption")
        return bool(self.key) and (self.is_written or is_quoted or bool(self.facts or self.address))

    @property
    def settings(self) -> tuple[tuple[str, str, str], ...]:
        """Hyperparameters as name, value and place, one's own before those of the paper."""
        if (self.kind, self.key) != ("overview", "hyperparameters"):
            return ()
        own_lines = [text for line in self.lines for text in line.text.split("\n") if text.strip()]
        texts = zip_longest((*own_lines, *self.facts), (*("" for _ in own_lines), *self.places), fillvalue="")
        rows: list[tuple[str, str, str]] = []
        for text, place in texts:
            name, _, value = text.partition(":")
            rows.append((name.strip(), value.strip(), place))
        return tuple(rows)

    @property
    def is_paper(self) -> bool:
        """Whether its address is that of the paper itself."""
        return self.what == LINK_TO_PAPER

    @property
    def is_open(self) -> bool:
        """Whether it is a question without an answer."""
        return any(line.name == "answer" and not line.text for line in self.lines)

    @property
    def is_own(self) -> bool:
        """Whether the heading itself is the learner's, and is removed with its text."""
        return bool(self.key) and self.kind in ("box", "unknown", "link")


@dataclass(frozen=True, slots=True)
class NotePart:
    """A part of the notes, such as the paper as a whole, its formulas, or the questions."""

    title: str
    headings: tuple[NoteHeading, ...]

    def list_by_kind(self) -> Sequence[tuple[str, Sequence[NoteHeading]]]:
        """Return written questions below the names of their kinds, and the other notes below no name.

        Questions on what the paper takes for known come first, and those of no kind after all others.
        """
        written = [heading for heading in self.headings if heading.is_filled]
        groups = [
            (words[:1].upper() + words[1:], [each for each in written if each.question_kind == kind])
            for kind, words in {**QUESTION_KINDS, "": ""}.items()
        ]
        found = [(name, headings) for name, headings in groups if headings]
        return [(name or _OTHER_NOTES * (len(found) > 1), headings) for name, headings in found]


def place_told(file: str, line: int) -> str:
    """Return a place in a paper's source: ``main.tex:131``; empty if it is not known."""
    return f"{file}:{line}" if file and line else file


@dataclass(frozen=True, slots=True)
class PaperView:
    """An opened paper: formulas in their blocks, the notes on them, the open questions."""

    row: PaperRow
    blocks: tuple[BlockView, ...]
    algorithms: tuple[AlgorithmView, ...]
    # Exercises that belong to nothing in the outline; all of them where it is empty.
    others: tuple[PaperExercise, ...]
    referenced: tuple[ReferencedView, ...]
    symbols: tuple[SymbolView, ...]
    # All on the way to it, deepest first, then those that the learner added.
    skills: tuple[PathSkill, ...]
    # All that the learner wrote and may write, by heading.
    notes: tuple[NotePart, ...] = ()
    # Notes on formulas and symbols that the paper no longer has, and in former fields: field, key, text.
    unplaced: tuple[tuple[str, str, str], ...] = ()
    # Markdown; empty if it is not on record, as of the papers that are shipped.
    abstract: str = ""

    @property
    def formulas(self) -> tuple[FormulaView, ...]:
        """All formulas, block by block."""
        return tuple(formula for block in self.blocks for formula in block.formulas)


# What the row that leads to more exercises says of a page that was copied, and of exercises to be checked.
WAITING, TO_CHECK = "copied, waiting", "wants a check by a new chat"


@dataclass(frozen=True, slots=True)
class AuthorRow:
    """The row of a paper's page that leads to more exercises: its words, and whether it comes first."""

    sentence: str = ""
    is_first: bool = False

    def describe(self, *, has_assistant: bool) -> str:
        """Return the words of the row: what waits, else how more exercises come about."""
        if self.sentence:
            return f"more exercises: {self.sentence}"
        if has_assistant:
            return "more exercises: your assistant writes six, about two minutes"
        if self.is_first:
            return "a chat can write exercises: enter copies a page, 5 minutes, two answers"
        return "more exercises: a chat writes them, drill checks them"
