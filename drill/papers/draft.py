"""The input of a kind of exercise, a line of a formula, and its output: drafts, or why there is none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

from drill.banks import models
from drill.notation.tree import Statement
from drill.papers.model import FormulaRow
from drill.papers.sheet.types import Typed

Kind = Literal["explain", "properties", "code", "recall", "work", "further"]
# What is made of a formula once its letters are said, in the order in which it is met.
WORKED_KINDS: tuple[Kind, ...] = ("work", "further")
# What an import makes of a formula, in the order in which it is met.
KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind not in WORKED_KINDS)


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a formula, as the kinds of exercises get it.

    ``tokens`` are its canonical spelling; ``statement`` is None where it is not read, and ``refused`` says
    why; ``typed`` has what its symbols are. ``printed`` is its spelling before a reader corrected it.
    ``computed`` is the statement as one computes with it: letters above that may be indices are such.
    ``doubt`` says what in it reads in two ways, so that nothing is computed from it.
    """

    formula: FormulaRow
    index: int
    tokens: tuple[str, ...]
    statement: Statement | None
    refused: str = ""
    typed: Typed | None = None
    printed: tuple[str, ...] = ()
    computed: Statement | None = None
    doubt: str = ""

    @property
    def is_case(self) -> bool:
        """Whether the statement is a row of cases, which holds where its condition does."""
        return self.statement is not None and self.statement.span[0] > 0

    @property
    def source(self) -> str:
        """Its canonical spelling as it is printed, of which ids are hashes."""
        return " ".join(self.printed or self.tokens)


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted exercise; it gets an id when it is written.

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
        """What it asks, first where it asks several things."""
        return self.exercise.forms[0].questions[0]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A formula of which a kind makes nothing, with one sentence why."""

    kind: Kind
    about: str
    why: str
