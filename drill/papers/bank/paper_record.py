"""A paper as it is kept, as the worker sends it and as screens read it: one record, one JSON form.

It lies in ``<slug>.paper.json``: what is known of the paper, its drafts, what was decided, and how the bank
was last written. Format 2 kept the sheet and the drafts in two files; both are still read. Light.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from drill.codec import Written
from drill.errors import PaperError
from drill.papers.choice import CENTRAL
from drill.papers.sheet import model
from drill.text import clean

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_Part = TypeVar("_Part")
# Raised when a record's fields change their meaning.
FORMAT: Final = 3
# Of the drafts that lay beside a sheet.
_FORMAT_OF_DRAFTS: Final = 2
# Where what a second author wrote on a topic or on notes lies.
OWN_SHELF: Final = "my/"
# How the names of papers' files end, and of the drafts that format 2 kept beside a sheet.
PAPER_SUFFIX: Final = ".paper.json"
DRAFTS_SUFFIX: Final = ".drafts.json"


@dataclass(frozen=True, slots=True)
class FormulaMade:
    """What the importer made of a formula: whether all of it was read, its skills, what it becomes."""

    is_read: bool = True
    skills: tuple[str, ...] = ()
    # Markdown with ``$…$``: ``$\nu_1 = \nu_2 = 1$: Adam``.
    special_cases: tuple[str, ...] = ()
    # What its symbols' rows are pointed at by, in the order in which they stand in it.
    symbols: tuple[str, ...] = ()
    # Ids of the formulas whose left sides stand in it.
    uses: tuple[str, ...] = ()
    # It in NumPy, an assignment a line; proved by loops.
    code: str = ""
    # Names in that code which no row has, and the LaTeX of what they are.
    code_names: tuple[tuple[str, str], ...] = ()
    # It in words, with the names of its symbols.
    spoken: str = ""
    # Its place among the most central ones, from 1; 0 where nobody ranked them.
    rank: int = 0


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """One drafted exercise, as a bank writes it."""

    id: str
    kind: str
    about: str
    exercise: Mapping[str, Written | int]
    proved: bool = False
    file: str = ""
    line: int = 0
    # What a reader should know before keeping it: a warning, or that its id was another's.
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SkippedRecord:
    """A formula or symbol of which a kind makes nothing, and why."""

    kind: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """An exercise of the bank, by its id there: its kind, and what it is about."""

    id: str
    kind: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class DraftDecision:
    """What the learner said of a draft; ``exercise`` is their own version of it, None where unchanged."""

    decision: model.Decision = "waiting"
    exercise: Mapping[str, Written | int] | None = None
    # What it said before that, to be taken back to; of that nothing earlier is kept.
    before: DraftDecision | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a sheet."""

    # Where the paper was read from: a way from here, or an arXiv id.
    source: str = ""
    # By the formula's id.
    formulas: Mapping[str, FormulaMade] = field(default_factory=dict[str, FormulaMade])
    # In the order of the lesson.
    drafts: tuple[DraftRecord, ...] = ()
    # Of how many formulas, the most central ones; 0 for all.
    drilled: int = CENTRAL
    skipped: tuple[SkippedRecord, ...] = ()
    # What the bank holds, in its order; empty until it is written.
    exercises: tuple[ExerciseRecord, ...] = ()
    # By the draft's id, the newest last.
    review: Mapping[str, DraftDecision] = field(default_factory=dict[str, DraftDecision])
    # A symbol as it was before the newest edit of it, to be taken back to.
    edited: tuple[model.SymbolRow, ...] = ()
    # Exercises as the bank was last written: id and hash, to tell what was edited by hand since.
    written: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A paper with all that belongs to it."""

    sheet: model.Sheet
    made: Made = Made()

    @property
    def slug(self) -> str:
        """The bank's name among the papers."""
        return self.sheet.slug

    @property
    def bank(self) -> str:
        """``papers/<slug>``; a second author's on something else is among your own, and named whole."""
        return self.slug if self.is_own else f"papers/{self.slug}"

    @property
    def is_own(self) -> bool:
        """Whether it is of no paper: what a second author wrote on a topic or on notes."""
        return self.slug.startswith(OWN_SHELF)

    @property
    def fingerprint(self) -> str:
        """Of the source's text."""
        return self.sheet.source.sha256[:32]

    @property
    def drafts(self) -> tuple[DraftRecord, ...]:
        """What was drafted, in the order of the lesson."""
        return self.made.drafts

    def formula_made(self, formula: model.FormulaRow) -> FormulaMade:
        """What was made of a formula."""
        return self.made.formulas.get(formula.id, FormulaMade())

    def draft_decision(self, draft: DraftRecord) -> DraftDecision:
        """What was decided on a draft; the sheet's word counts, since people edit it."""
        kept = self.made.review.get(draft.id, DraftDecision())
        said = self.sheet.decisions.get(draft.id, "waiting")
        return kept if kept.decision == said else replace(kept, decision=said)


def print_paper(record: PaperRecord) -> str:
    """Return a paper as JSON text with one line for each entry of a list or mapping."""
    plain = {"format": FORMAT, **_plain(record.sheet), "made": _plain(record.made)}
    return "{\n" + ",\n".join(_lines(plain)) + "\n}\n"


def parse_paper(text: str) -> PaperRecord:
    """Read a paper that `print_paper` wrote; texts are cleaned, unknown names passed over.

    Raises:
        PaperError: it is no paper, or another version wrote it.
    """
    data = _read(text, FORMAT)
    return PaperRecord(_typed(model.Sheet, data), _typed(Made, data.get("made", {})))


def parse_made(text: str) -> Made:
    """Read the drafts that format 2 kept beside a sheet; texts are cleaned, unknown names passed over.

    Raises:
        PaperError: they are no drafts, or another version wrote them.
    """
    return _typed(Made, _read(text, _FORMAT_OF_DRAFTS))


def _read(text: str, version: int) -> dict[str, Any]:
    try:
        data = _cleaned(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise PaperError(f"this is no paper: {error}") from error
    if not isinstance(data, dict) or data.get("format") != version:
        raise PaperError("another version of drill wrote this paper", "import the paper again")
    return cast("dict[str, Any]", data)


def _typed(of: type[_Part], data: object) -> _Part:
    from pydantic import ValidationError

    try:
        return _adapter(of).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = " ".join(map(str, first["loc"]))
        raise PaperError(
            f"this paper is damaged at {place}: {first['msg']}", "import the paper again"
        ) from error


@cache
def _adapter(of: type[_Part]) -> TypeAdapter[_Part]:
    """Return what makes records of plain data: built once, and not where records are only written."""
    from pydantic import TypeAdapter

    return TypeAdapter(of)


def _plain(value: Any) -> Any:
    """Plain data of records; fields at their defaults are left out."""
    if isinstance(value, tuple):
        return [_plain(each) for each in cast("tuple[Any, ...]", value)]
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in cast("Mapping[str, Any]", value).items()}
    if hasattr(value, "__dataclass_fields__"):
        own = {field_.name: (getattr(value, field_.name), field_.default) for field_ in fields(value)}
        return {name: _plain(each) for name, (each, default) in own.items() if each != default}
    return value


def _lines(plain: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Yield the entries of a mapping as JSON, lists and mappings with a line for each of their entries."""
    for name, value in plain.items():
        head = f"{indent}{json.dumps(name)}: "
        if value and name == "made":
            yield head + "{\n" + ",\n".join(_lines(value, " ")) + "\n}"
        elif value and isinstance(value, list):
            rows = ",\n".join(f"{indent} {_one_line(each)}" for each in cast("list[Any]", value))
            yield f"{head}[\n{rows}\n{indent}]"
        elif value and isinstance(value, dict):
            entries = cast("dict[str, Any]", value).items()
            rows = ",\n".join(f"{indent} {json.dumps(key)}: {_one_line(each)}" for key, each in entries)
            yield f"{head}{{\n{rows}\n{indent}}}"
        elif value not in ([], {}, ""):
            yield f"{head}{_one_line(value)}"


def _one_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(each) for each in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {clean(str(name)): _cleaned(each) for name, each in cast("dict[str, Any]", value).items()}
    return value
