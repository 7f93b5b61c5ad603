"""What a kind of exercise takes, a paper with its sheet, and what it makes: drafts, or why there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, Protocol, get_args

from drill.banks import models
from drill.notation.tree import Statement
from drill.papers.sheet.model import FormulaRow, Sheet
from drill.papers.sheet.types import Typed

Kind = Literal["explain", "code", "derivative", "substitute", "scaling", "limit", "evaluate", "recall"]
# In the order in which a formula's exercises are met.
KINDS: tuple[Kind, ...] = get_args(Kind)
# Kinds that earlier editions made; banks still hold exercises of them.
FORMER_KINDS: Final = (
    "blank", "spot-the-error", "symbol", "shape", "special-case", "order", "which", "referenced", "solve",
    "direction", "trace",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a formula as the kinds see it.

    ``tokens`` are its canonical spelling; ``statement`` is None where it is not read, and ``refused`` says
    why; ``typed`` has what its symbols are. ``printed`` is its spelling before a reader corrected it.
    """

    formula: FormulaRow
    index: int
    tokens: tuple[str, ...]
    statement: Statement | None
    refused: str = ""
    typed: Typed | None = None
    printed: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Paper:
    """A sheet with its statements read and typed: all that a kind may look at."""

    sheet: Sheet
    lines: tuple[Line, ...]
    # Ids of the formulas that exercises are made of; None for all.
    about: frozenset[str] | None = None
    # What was made of the lines once for all kinds, by name.
    shared: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)

    @property
    def asked_lines(self) -> Iterator[Line]:
        """The lines that exercises are made of."""
        return (line for line in self.lines if self.about is None or line.formula.id in self.about)

    @cached_property
    def of_formula(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines of each formula, by its id."""
        found: dict[str, tuple[Line, ...]] = {}
        for line in self.lines:
            found[line.formula.id] = (*found.get(line.formula.id, ()), line)
        return found

    def is_cut(self, line: Line) -> bool:
        """Whether what stands behind a line in its formula is not read: the line may go on there."""
        behind = self.of_formula[line.formula.id][line.index + 1 :][:1]
        return any(one.statement is None for one in behind)


@dataclass(frozen=True, slots=True)
class Draft:
    """One exercise of one question; its own id is empty, for the draft's is given to it when it is written.

    ``source`` is what it was made of, in canonical spelling, and ``slot`` tells drafts of one kind from one
    source apart: the id is a hash of them. ``is_proved`` where its key was computed twice. ``about`` is the
    formula's id.
    """

    kind: Kind
    about: str
    source: str
    slot: str
    exercise: models.Exercise
    is_proved: bool

    @property
    def id(self) -> str:
        """The same for the same formula, kind and slot, so that an import finds its exercises again."""
        digest = hashlib.sha256("\n".join((self.kind, self.slot, self.source)).encode()).hexdigest()
        return f"{self.kind}-{digest[:10]}"

    @property
    def question(self) -> models.Question:
        """What it asks."""
        return self.exercise.forms[0].questions[0]


@dataclass(frozen=True, slots=True)
class Skipped:
    """What a kind makes nothing of, with one sentence why."""

    kind: Kind
    about: str
    why: str


class Maker(Protocol):
    """A kind of exercise: each module in `drill.papers.kinds` has this function."""

    def drafts(self, paper: Paper) -> Iterator[Draft | Skipped]:
        """Drafts of a paper, and what the kind makes nothing of."""
        ...
