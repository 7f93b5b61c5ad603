"""A paper as it is kept: its sheet, which people read and edit, and beside it what was made of that.

What was made lies in ``<slug>.drafts.json``: drafts, questions, edits, how the bank was last written. It is
plain data, so that the paper's screens open without its source. Light.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from drill.codec import Written
from drill.errors import PaperError
from drill.papers.choice import CENTRAL
from drill.papers.sheet import model
from drill.text import clean

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# Raised when a record's fields change their meaning.
FORMAT: Final = 2
# Where what a second author wrote on a topic or on notes lies.
OWN_SHELF: Final = "my/"
# How the names of the files with what was made end.
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


def print_made(made: Made) -> str:
    """What was made as JSON text, small enough to look at, one entry a line."""
    plain = {"format": FORMAT, **{one.name: _plain(getattr(made, one.name)) for one in fields(made)}}
    lines = [
        f"{json.dumps(name)}: {_lines(value)}" for name, value in plain.items() if value not in ([], {}, "")
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def parse_made(text: str) -> Made:
    """Read what was made; texts are cleaned, names that it does not know passed over.

    Raises:
        PaperError: it is nothing of the kind, or of a newer version.
    """
    from pydantic import ValidationError

    try:
        data = _cleaned(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise PaperError(f"these are not drafts of a paper: {error}") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise PaperError("another version of drill wrote these drafts", "import the paper again")
    try:
        return _adapter().validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = " ".join(map(str, first["loc"]))
        raise PaperError(
            f"these drafts are damaged at {place}: {first['msg']}", "import the paper again"
        ) from error


@cache
def _adapter() -> TypeAdapter[Made]:
    """What makes records of plain data: built once, and not where records are only written."""
    from pydantic import TypeAdapter

    return TypeAdapter(Made)


def _plain(value: Any) -> Any:
    """Plain data of records; fields at their defaults are left out."""
    if isinstance(value, tuple):
        return [_plain(each) for each in cast("tuple[Any, ...]", value)]
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in cast("Mapping[str, Any]", value).items()}
    if hasattr(value, "__dataclass_fields__"):
        own = {one.name: (getattr(value, one.name), one.default) for one in fields(value)}
        return {name: _plain(each) for name, (each, default) in own.items() if each != default}
    return value


def _lines(value: Any) -> str:
    """JSON with a line for each entry of a list or mapping."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(_one_line(each) for each in cast("list[Any]", value)) + "\n]"
    if isinstance(value, dict):
        rows = (
            f"{json.dumps(name)}: {_one_line(each)}" for name, each in cast("dict[str, Any]", value).items()
        )
        return "{\n" + ",\n".join(rows) + "\n}"
    return _one_line(value)


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
