"""The one model of a paper: as it is read, sent by the worker, stored, and shown by screens.

It is stored in ``<slug>.paper.json``. Light.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from itertools import zip_longest
from typing import Annotated, Any, Literal

from drill.formulas import Meaning
from drill.reading import Lone, MayBeEmpty, Whole, Written

# Number of drilled formulas by default.
CENTRAL = 8
# Marks a function's name in its row, if the name alone denotes something else.
CALLED = r"(\cdot)"
# Number of drilled formulas in records without this field, because earlier versions omitted their default.
_CENTRAL_BEFORE = 12
# Folder of a second author's exercises on a topic or on notes.
OWN_SHELF = "my/"
# Suffixes of the files of papers, and of people's notes on a paper.
PAPER_SUFFIX = ".paper.json"
SHEET_SUFFIX = ".sheet.yaml"
# Signs at the end of a complete sentence.
_ENDS = (".", "?", "!", ".)")
# The sources of a statement, from the weakest to the strongest.
OriginKind = Literal["guessed", "solved", "assistant", "said", "you"]
# Ranks of the sources; a higher one replaces a lower one.
RANK: Mapping[OriginKind, int] = {"guessed": 0, "solved": 1, "assistant": 2, "said": 3, "you": 4}
Decision = Literal["kept", "left", "waiting"]
# The type of line numbers, section numbers and other counts.
Count = Annotated[int, Whole(0, 999_999_999)]
# Lists of texts, of which people may write a single one without brackets.
_Texts = Annotated[tuple[str, ...], Lone()]


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a declaration: you; said, line 14; assistant; solved from (2); guessed: a rate."""

    kind: OriginKind
    where: str = ""


YOU = Origin("you")


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence of the paper that introduces a symbol, whole: Markdown with ``$…$``.

    ``section`` is the number of its section; 0 if it holds in the whole paper.
    """

    text: str
    file: str = ""
    line: Count = 0
    section: Count = 0
    # Whether the symbol is its subject or stands beside a comma; otherwise it only has a noun before it.
    is_definition: bool = True

    @property
    def quoted(self) -> str:
        """The sentence in quotation marks."""
        return f"“{self.text}”"


@dataclass(frozen=True, slots=True)
class SymbolRow:
    """One symbol, or one meaning of a symbol that has several.

    ``symbol`` is LaTeX, an index written as the paper writes it first (``\\theta_t``); ``typed`` the one name
    for it in every exercise of the paper; ``declared`` its type and domain in mathematics
    (``W in R^(m x n)``, ``0 <= beta < 1``), empty while unknown; ``scope`` a section's number where it holds
    there alone.
    """

    symbol: str
    typed: str
    declared: str = ""
    means: str = ""
    declared_from: Origin | None = None
    means_from: Origin | None = None
    scope: int | None = None
    line: Count = 0
    file: str = ""
    mentions: tuple[Mention, ...] = ()

    @property
    def is_called(self) -> bool:
        """Whether it is a function whose name alone is something else."""
        return self.symbol.endswith(CALLED)

    @property
    def name(self) -> str:
        """The LaTeX of its name, without what marks a function's."""
        return self.symbol.removesuffix(CALLED)

    @property
    def meaning(self) -> str:
        """What somebody wrote of it; else the sentence of the paper that says what it is, as a quote."""
        return self.means or next((mention.quoted for mention in self.mentions), "")

    @property
    def meaning_from(self) -> Origin | None:
        """Who wrote its meaning, or where the quote stands: said, main.tex:14; None without a meaning."""
        if self.means or not self.mentions:
            return self.means_from
        first = self.mentions[0]
        return Origin("said", f"{first.file}:{first.line}".lstrip(":"))

    @property
    def confirmed(self) -> str:
        """Its meaning as a person gave or confirmed it; a phrase cut out of the paper stays a proposal."""
        if self.means_from is not None and self.means_from.kind == "you":
            return self.means
        return ""


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family's move in a formula, with a word of it near: a link to skills that drill it."""

    # Its id.
    family: str
    title: str
    # Skills of the syllabus, the most telling first.
    skills: tuple[str, ...]
    # The matched part of the formula, and the content of each role in it, by its words: LaTeX.
    found: str = ""
    roles: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    word: str = ""
    # For some of the skills the id of the exercise that is served first.
    first: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)

    @property
    def words(self) -> str:
        """Return the words of its title and its roles, and the one that is near."""
        return " ".join((self.title, *self.roles, self.word))


def rank_skills(families: Sequence[FamilyRow]) -> tuple[str, ...]:
    """Return the skills of moves, each once: the most telling of each move, then the next of each."""
    in_turn = zip_longest(*(row.skills for row in families))
    return tuple(dict.fromkeys(skill for skills in in_turn for skill in skills if skill))


def find_first(families: Sequence[FamilyRow]) -> dict[str, str]:
    """Return by skill the id of the exercise that comes before the others, as its first move requires."""
    return {skill: id_ for row in reversed(families) for skill, id_ in row.first.items()}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """Another place where a paper prints the same formula."""

    label: str = ""
    number: str = ""
    file: str = ""
    line: Count = 0


@dataclass(frozen=True, slots=True)
class PrintedFormula:
    """A displayed formula as the source has it; ``id`` is the key of its notes and of its exercises."""

    id: str
    latex: str
    label: str = ""
    number: str = ""
    file: str = ""
    line: Count = 0
    block: Count = 0
    section: Count = 0
    # The sentence that leads to it: Markdown with ``$…$``.
    before: str = ""
    after: str = ""
    # Labels of other formulas that the sentences around it point at.
    referenced: tuple[str, ...] = ()
    # How many paragraphs point at it.
    cited: Count = 0
    # ``appendix``, ``proof`` or ``related work``; empty in the main part.
    part: str = ""
    # Where else the paper prints it.
    also: tuple[PlaceRow, ...] = ()
    # The nearby parts of the sentences beyond `before` and `after`, for the words of families.
    nearby: str = ""

    @property
    def name(self) -> str:
        """How people refer to it: its number in brackets, its label, or its line."""
        if self.number:
            return f"({self.number})"
        return self.label or f"line {self.line}"

    @property
    def sentences(self) -> str:
        """The paper's sentences around it, with its number in its place.

        A sentence behind it that leads to the next formula is left out.
        """
        after = self.after
        if after[:1].isupper() and not after.endswith(_ENDS):
            after = ""
        if not self.before or self.before.endswith(_ENDS):
            return f"{self.before} {after}".strip()
        place = f"({self.number})" if self.number else "…"
        if after.startswith((",", ";", ".", ":")):
            return f"{self.before} {place}{after}"
        if self.number and not after[:1].islower():
            place += "."
        return f"{self.before} {place} {after}".strip()

    @property
    def pointers(self) -> frozenset[str]:
        """The paper's references to it: its numbers and labels."""
        return frozenset(
            filter(None, (text for each in (self, *self.also) for text in (each.number, each.label)))
        )


@dataclass(frozen=True, slots=True)
class ExplainedFormula(PrintedFormula):
    """A formula with what people and chats have written about it."""

    # Its common name (``QHAdam``); empty without one.
    called: str = ""
    # This and the next three fields are a model answer to compare one's own with: Markdown with ``$…$``.
    input: str = ""
    process: str = ""
    output: str = ""
    words: str = ""
    # The formula as a reader corrected it: exercises use this, under the same id.
    corrected: str = ""
    # Its relation to formulas of other papers and cards, equal or special: Markdown with ``$…$``.
    relatives: tuple[str, ...] = ()
    # Whether it is one of the few that the paper rests on, as the author of the sheet decided.
    central: bool = False
    # Parts that the reader made one letter, ``a := \\log\\pi(y|x): < 0``, and what holds between its letters.
    parts: _Texts = ()
    holds: _Texts = ()
    # Whether its letters were declared for questions that drill made until 0.5.
    has_letters: bool = False
    # Its statements as NumPy expressions, as these letters leave them; none where a formula has no such line.
    numpy: _Texts = ()
    # The reader's answers on moves of its form without a word near it, by their family: whether it is one.
    moves_said: Mapping[str, bool] = field(default_factory=dict[str, bool], hash=False)

    @property
    def in_use(self) -> str:
        """The formula that exercises use: the correction, else the formula as printed."""
        return self.corrected or self.latex

    @property
    def short_name(self) -> str:
        """Its number in brackets, else its usual name: ``(7)``, ``GAN``; empty where it has neither."""
        return f"({self.number})" if self.number else self.called

    @property
    def title(self) -> str:
        """Its number and its usual name, ``(3) QHM``; its label or its line where it has neither."""
        number = f"({self.number})" if self.number else ""
        return " ".join(filter(None, (number, self.called))) or self.name


@dataclass(frozen=True, slots=True)
class FormulaRow(ExplainedFormula):
    """A formula with what an import has made of it: its own fields are derived anew by each."""

    # Whether all of it was read.
    is_read: bool = True
    # Skills of the syllabus that it requires, the most specific first.
    skills: tuple[str, ...] = ()
    # Markdown with ``$…$``: ``$\\nu_1 = \\nu_2 = 1$: Adam``.
    special_cases: tuple[str, ...] = ()
    # References to its symbols' rows, in the order of their occurrence.
    symbols: tuple[str, ...] = ()
    # Ids of the formulas whose left sides occur in it.
    uses: tuple[str, ...] = ()
    # The formula in words, with the names of its symbols.
    spoken: str = ""
    # Its place among the most central ones, from 1; 0 where nobody ranked them.
    rank: int = 0
    # The moves in it, the largest first.
    families: tuple[FamilyRow, ...] = ()
    # The move of its form without a word near it, for a question to the reader.
    asked_moves: tuple[FamilyRow, ...] = ()

    @property
    def linked(self) -> tuple[str, ...]:
        """The skills that its moves are drilled by, the most telling of each move first."""
        return rank_skills(self.families)

    @property
    def has_name(self) -> bool:
        """Whether it is called by a name, if it is only that of its move."""
        return bool(self.called or self.families)

    @property
    def title_with_move(self) -> str:
        """Its title; where nobody named it, with the largest move in it: ``(3) Moving average``."""
        if self.called or not self.families:
            return self.title
        move = self.families[0].title
        if self.number:
            return f"({self.number}) {move}"
        return f"{move}, {self.name}"


@dataclass(frozen=True, slots=True)
class BlockRow:
    """Formulas that build towards one result."""

    number: Count
    title: str = ""
    # The number of its section as the paper prints it; empty for a theorem, or where it prints none.
    printed: str = ""
    # The titles of the sections around it, the outermost first.
    within: str = ""


@dataclass(frozen=True, slots=True)
class AlgorithmRow:
    """A box of pseudo-code; steps are Markdown with ``$…$``, two blanks of indent a level."""

    id: str
    steps: tuple[Annotated[str, MayBeEmpty()], ...]
    label: str = ""
    caption: str = ""
    file: str = ""
    line: Count = 0


@dataclass(frozen=True, slots=True)
class AbsentRow:
    """A formula that the paper relies on and does not show."""

    what: str
    file: str = ""
    line: Count = 0


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A sentence on the paper as a whole; ``about`` is a line of the overview, ``part`` as a formula's."""

    about: str
    text: str
    file: str = ""
    line: Count = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class CaptionRow:
    """A figure's or table's caption as Markdown; ``id`` is the key of the note on it."""

    id: str
    kind: str
    text: str
    number: str = ""
    file: str = ""
    line: Count = 0


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A hyperparameter as the paper gives it, with the place of its value: ``batch size``, ``64``."""

    name: str
    value: str
    file: str = ""
    line: Count = 0


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A cited paper, by its key, with the place of its first citation; formulas of its title are ``$…$``."""

    key: str
    title: str
    arxiv: str = ""
    file: str = ""
    line: Count = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """A fact about a paper as a whole, in the author's own words: Markdown with ``$…$``."""

    why: _Texts = ()
    new: _Texts = ()
    claims: _Texts = ()
    architecture: _Texts = ()
    objective: _Texts = ()
    task: _Texts = ()
    data: _Texts = ()
    training: _Texts = ()
    # The settings, by their names: ``Adam``, ``learning rate``.
    optimiser: Mapping[str, str] = field(default_factory=dict[str, str])
    hardware: _Texts = ()
    metrics: _Texts = ()
    results: _Texts = ()
    limitations: _Texts = ()
    # Findings of later work.
    since: _Texts = ()

    def texts(self, about: str) -> tuple[str, ...]:
        """Return the facts on a line of the overview."""
        if about == "hyperparameters":
            return tuple(f"{name}: {value}" for name, value in self.optimiser.items())
        return () if about == "optimiser" else getattr(self, about, ())


# The kind of a link to the paper itself, or to its code.
LINK_TO_PAPER = "paper"
LINK_TO_CODE = "code"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A post, a video or code about the paper; ``minutes`` is its length, 0 if it is unknown."""

    url: str
    title: str
    minutes: Count = 0
    # Its kind, such as `LINK_TO_PAPER`; empty if it is unknown.
    what: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The content of a figure or table: its label, such as ``Figure 2``, and a description in words."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A remark for the reader of an import; ``code`` is a stable word."""

    code: str
    message: str
    file: str = ""
    line: Count = 0

    def __str__(self) -> str:
        if self.file:
            return f"{self.file}:{self.line}: {self.message}"
        return self.message


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that could not be read and was left out, with its place, lines and columns from 1."""

    message: str
    file: str
    line: Count
    column: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The file a paper was read from, and its fingerprint."""

    file: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """The row of one drafted exercise in a record.

    It holds the fields as a bank writes them, not an Exercise, because a kept one stays word for word and a
    reader may leave one that cannot be read yet.
    """

    id: str
    kind: str
    about: str
    exercise: Mapping[str, Written | int]
    proved: bool = False
    # For a second author's exercise: whether a solver who did not see its key got it right.
    solved: bool = False
    file: str = ""
    line: Count = 0
    # A remark for the reader before keeping it: a warning, or that its id was another's.
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """An exercise of the bank, by its id there: its kind, and its subject."""

    id: str
    kind: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class DraftDecision:
    """A learner's decision on a draft; ``exercise`` is their own version of it, None if unchanged."""

    decision: Decision = "waiting"
    exercise: Mapping[str, Written | int] | None = None
    # The decision before, so that this one can be undone; an earlier one is not kept.
    before: DraftDecision | None = None


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A paper as its source has it."""

    # The bank's name among the papers.
    slug: str
    title: str = ""
    abstract: str = ""
    source: SourceRow = SourceRow()
    blocks: tuple[BlockRow, ...] = ()
    algorithms: tuple[AlgorithmRow, ...] = ()
    absent: tuple[AbsentRow, ...] = ()
    notes: tuple[NoteRow, ...] = ()
    # Words before citations, each with the work's key in brackets.
    cited: tuple[AbsentRow, ...] = ()
    passages: tuple[PassageRow, ...] = ()
    captions: tuple[CaptionRow, ...] = ()
    settings: tuple[SettingRow, ...] = ()
    # In the order of their first citation.
    references: tuple[ReferenceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedPaper(PrintedPaper):
    """A paper with what people and chats have written about it."""

    authors: str = ""
    symbols: tuple[SymbolRow, ...] = ()
    formulas: tuple[FormulaRow, ...] = ()
    # Lines of code that formulas mean, as people wrote them.
    meanings: tuple[Meaning, ...] = ()
    # By the draft's id.
    decisions: Mapping[str, Decision] = field(default_factory=dict[str, Decision])
    # Questions on its letters that the reader answered yes, ``x_0 is a vector …: to each entry?``.
    meant: tuple[str, ...] = ()
    # A second author's quotes, which replace passages on the same line of the overview.
    quoted: tuple[PassageRow, ...] = ()
    # Written by hand, and never by an import.
    facts: Facts = Facts()
    links: tuple[LinkRow, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    # Rows that were left out when a sheet was read; no part of the paper as it is written.
    refused: tuple[RefusedRow, ...] = ()
    # Entries of a newer version's file, which are written again as they were.
    unread: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Paper(ExplainedPaper):
    """A paper's whole record, with what imports have made of it: its exercises, and the decisions on them."""

    # The origin: a relative path, or an arXiv id.
    read_from: str = ""
    # In the order of the lesson.
    drafts: tuple[DraftRecord, ...] = ()
    # The number of drilled formulas, the most central ones; 0 for all.
    drilled: int = _CENTRAL_BEFORE
    # The exercises of the bank, in its order; empty until it is written.
    exercises: tuple[ExerciseRecord, ...] = ()
    # By the draft's id, the newest last.
    review: Mapping[str, DraftDecision] = field(default_factory=dict[str, DraftDecision])
    # A symbol as it was before its newest edit, so that the edit can be undone.
    edited: tuple[SymbolRow, ...] = ()
    # Exercises as the bank was last written: id and hash, because later edits by hand must be kept.
    written: Mapping[str, str] = field(default_factory=dict[str, str])
    # Whether families were searched for in its formulas: not before version 0.4, nor in a shipped paper.
    is_linked: bool = False

    @property
    def bank(self) -> str:
        """The bank's id, ``papers/<slug>``; a second author's work on something else is among your own."""
        return self.slug if self.is_own else f"papers/{self.slug}"

    @property
    def is_own(self) -> bool:
        """Whether it is not about a paper: a second author wrote it on a topic or on notes."""
        return self.slug.startswith(OWN_SHELF)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the source's text."""
        return self.source.sha256[:32]

    def is_central(self, row: FormulaRow) -> bool:
        """Return whether a formula is one of the most central ones, which are drilled."""
        return row.rank > 0 and (not self.drilled or row.rank <= self.drilled)

    def find_draft(self, id_: str) -> DraftRecord | None:
        """Return the draft with an id."""
        return next((draft for draft in self.drafts if draft.id == id_), None)

    def find_formula(self, id_: str) -> FormulaRow | None:
        """Return the row of the formula with an id."""
        return next((row for row in self.formulas if row.id == id_), None)

    def with_formula(self, row: FormulaRow) -> Paper:
        """Return the paper with this row in place of the one with its id."""
        return replace(self, formulas=tuple(row if each.id == row.id else each for each in self.formulas))

    def draft_decision(self, draft: DraftRecord) -> DraftDecision:
        """Return the decision on a draft; ``decisions``, which people edit, overrules it."""
        reviewed = self.review.get(draft.id, DraftDecision())
        decision = self.decisions.get(draft.id, "waiting")
        if reviewed.decision == decision:
            return reviewed
        return replace(reviewed, decision=decision)

    def without_made(self) -> Paper:
        """Return the paper as its source has it, without data that an import derived."""
        rows = tuple(
            replace(row, **_list_field_defaults(FormulaRow, MADE_OF_FORMULA)) for row in self.formulas
        )
        return replace(self, formulas=rows, **_list_field_defaults(Paper, MADE))


# Names of the fields that an import makes, in their order.
MADE_OF_FORMULA = tuple(FormulaRow.__annotations__)
MADE = tuple(Paper.__annotations__)


def _list_field_defaults(of: type[Any], names: Container[str]) -> dict[str, Any]:
    """Return the defaults of some fields of a dataclass."""
    return {
        dataclass_field.name: dataclass_field.default if dataclass_field.default is not MISSING else {}
        for dataclass_field in fields(of)
        if dataclass_field.name in names
    }


# The ids of what an importer made, of whichever version: a kind and ten hexadecimal digits. Light.

_MADE = re.compile(r"([a-z]+(?:-[a-z]+)*)-[0-9a-f]{10}")

# Kinds of questions that versions before 0.6 made of a formula whose letters were declared.
LETTER_KINDS = ("work", "further")
# The kind of questions that a formula's line of NumPy answers.
LINE_KIND = "line"
# The kind of those that a learner's own line answers, which are practice alone.
OWN_LINE_KIND = "own-line"
# All kinds that are made of a formula and checked, in the order of a lesson.
WORKED = (*LETTER_KINDS, LINE_KIND, "numpy", "memory")


def find_made_kind(id_: str) -> str:
    """Return the kind of what an importer made; empty for any other exercise's id."""
    made = _MADE.fullmatch(id_)
    return made[1] if made else ""
