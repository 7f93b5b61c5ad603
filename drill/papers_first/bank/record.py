"""What is kept of an imported paper beside its bank: its outline, its drafts, and the review of them.

Plain data, written and read as JSON, so that the paper's screens open without its source. Light.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from drill.errors import PaperError
from drill.text import clean

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT: Final = 1
Decision = Literal["kept", "left-out", "waiting"]


@dataclass(frozen=True, slots=True)
class BlockRecord:
    """Formulas that build towards one result; ``title`` is the heading over them, possibly empty."""

    number: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class FormulaRecord:
    """One displayed formula; ``id`` is the key of its notes and of what was made of it."""

    id: str
    latex: str
    file: str = ""
    line: int = 0
    label: str = ""
    number: str = ""
    block: int = 0
    before: str = ""
    """The sentence that leads to it: Markdown with ``$…$``."""
    after: str = ""
    """The sentence that follows it: Markdown with ``$…$``."""
    referenced: tuple[str, ...] = ()
    """Labels of other formulas that the sentences around it point at."""
    skills: tuple[str, ...] = ()
    is_read: bool = True
    """Whether every statement of it was parsed."""
    called: str = ""
    """What people call it (``QHAdam``); empty where nobody has said."""
    special_cases: tuple[str, ...] = ()
    """What it becomes, a Markdown text with ``$…$`` each: ``$\\nu_1 = \\nu_2 = 1$: Adam``."""


@dataclass(frozen=True, slots=True)
class SymbolRecord:
    """One meaning of one symbol.

    ``sure`` ones count without review; ``likely`` ones are shown without it, and not asked about.
    """

    latex: str
    meaning: str
    shape: str = ""
    file: str = ""
    line: int = 0
    section: int = 0
    sure: bool = True
    likely: bool = False

    @property
    def key(self) -> str:
        """What a decision on it is kept by: one symbol may have several meanings."""
        return f"{self.latex} = {self.meaning}"


@dataclass(frozen=True, slots=True)
class AlgorithmRecord:
    """A box of pseudo-code; steps are Markdown with ``$…$``, two blanks of indent a level."""

    id: str
    steps: tuple[str, ...]
    label: str = ""
    caption: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class AbsentRecord:
    """What the paper leans on and does not show."""

    what: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """An exercise of the bank, by its id there: its kind, and what it is about.

    ``about`` is a formula's or an algorithm's id, a symbol's LaTeX, or an absent formula's words.
    """

    id: str
    kind: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """Something that a reader of the import should know; ``code`` is a stable word."""

    code: str
    message: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class SkippedRecord:
    """A formula or symbol of which a kind makes nothing, and why."""

    kind: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """One drafted exercise in the bank format, with its id; ``proved`` where its key was computed twice."""

    id: str
    kind: str
    about: str
    exercise: Mapping[str, object]
    proved: bool = False
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class SymbolDecision:
    """What the learner said of a glossary entry; texts are None where they stay as they were found."""

    decision: Decision = "waiting"
    meaning: str | None = None
    shape: str | None = None
    before: SymbolDecision | None = None
    """What it said before that, to be taken back to; of that nothing earlier is kept."""


@dataclass(frozen=True, slots=True)
class DraftDecision:
    """What the learner said of a draft; ``exercise`` is their own version of it, None where unchanged."""

    decision: Decision = "waiting"
    exercise: Mapping[str, object] | None = None
    before: DraftDecision | None = None
    """What it said before that, to be taken back to; of that nothing earlier is kept."""


@dataclass(frozen=True, slots=True)
class Retired:
    """An exercise that left the bank since its formula changed; its marks stay in the log."""

    id: str
    why: str
    exercise: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A paper as it is kept: ``bank`` is ``papers/<slug>``, ``source`` where it was read from."""

    bank: str
    title: str = ""
    authors: str = ""
    """As people cite it (``Ma, Yarats 2019``); empty where nobody has said."""
    fingerprint: str = ""
    source: str = ""
    blocks: tuple[BlockRecord, ...] = ()
    formulas: tuple[FormulaRecord, ...] = ()
    symbols: tuple[SymbolRecord, ...] = ()
    algorithms: tuple[AlgorithmRecord, ...] = ()
    absent: tuple[AbsentRecord, ...] = ()
    exercises: tuple[ExerciseRecord, ...] = ()
    """What the bank holds, in its order; empty until it is written."""
    notes: tuple[NoteRecord, ...] = ()
    skipped: tuple[SkippedRecord, ...] = ()
    drafts: tuple[DraftRecord, ...] = ()
    glossary: Mapping[str, SymbolDecision] = field(default_factory=dict)
    """Decisions by `SymbolRecord.key`."""
    review: Mapping[str, DraftDecision] = field(default_factory=dict)
    """Decisions by the draft's id."""
    written: Mapping[str, str] = field(default_factory=dict)
    """Exercises as the bank was last written: id and hash, to tell what was edited by hand since."""
    retired: tuple[Retired, ...] = ()

    @property
    def slug(self) -> str:
        """The bank's name among the papers."""
        return self.bank.removeprefix("papers/")

    def symbol_decision(self, symbol: SymbolRecord) -> SymbolDecision:
        """What was decided on a glossary entry; waiting where nothing was."""
        return self.glossary.get(symbol.key, SymbolDecision())

    def is_shown(self, symbol: SymbolRecord) -> bool:
        """Whether a glossary entry is shown: it was kept, or is shown until somebody decides on it."""
        decision = self.symbol_decision(symbol).decision
        return decision == "kept" or (decision == "waiting" and (symbol.sure or symbol.likely))

    def draft_decision(self, draft: DraftRecord) -> DraftDecision:
        """What was decided on a draft; waiting where nothing was."""
        return self.review.get(draft.id, DraftDecision())


def to_json(record: PaperRecord) -> str:
    """The record as JSON text, small enough to look at, one entry a line."""
    plain = {"format": FORMAT, **{one.name: _plain(getattr(record, one.name)) for one in fields(record)}}
    lines = [
        f"{json.dumps(name)}: {_lines(value)}" for name, value in plain.items() if value not in ([], {}, "")
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def from_json(text: str) -> PaperRecord:
    """Read a record; texts are cleaned, names that it does not know passed over.

    Raises:
        PaperError: it is no record of a paper, or one of a newer version.
    """
    from pydantic import ValidationError

    try:
        data = _cleaned(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise PaperError(f"this is no record of a paper: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("bank"), str):
        raise PaperError("this is no record of a paper", "import the paper again")
    if data.get("format", FORMAT) != FORMAT:
        raise PaperError("a newer version of drill wrote this record", "import the paper again")
    try:
        return _adapter().validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = " ".join(map(str, first["loc"]))
        raise PaperError(
            f"this record of a paper is damaged at {place}: {first['msg']}", "import the paper again"
        ) from error


@cache
def _adapter() -> TypeAdapter[PaperRecord]:
    """What makes records of plain data: built once, and not where records are only written."""
    from pydantic import TypeAdapter

    return TypeAdapter(PaperRecord)


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
