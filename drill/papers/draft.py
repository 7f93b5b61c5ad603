"""The input of a kind of exercise, a line of a formula, and its output, drafts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from drill.banks import models
from drill.notation.tree import Ref, Statement
from drill.papers.model import FormulaRow, SymbolRow

if TYPE_CHECKING:
    from drill.formulas import Type
    from drill.papers.sheet.declared_letters import DeclaredLetters

Kind = Literal["explain", "work", "further", "memory"]
# In the order in which a formula's exercises are met.
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a formula, as the kinds of exercises get it.

    ``tokens`` are its canonical spelling; ``statement`` is None where it is not read, and ``refused`` says
    why. ``printed`` is its spelling before a reader corrected it. ``computed`` is the statement as one
    computes with it: letters above that may be indices are such. ``letters`` is what the sheet declares.
    """

    formula: FormulaRow
    index: int
    tokens: tuple[str, ...]
    statement: Statement | None
    refused: str = ""
    printed: tuple[str, ...] = ()
    computed: Statement | None = None
    letters: DeclaredLetters | None = field(default=None, compare=False)

    @property
    def is_case(self) -> bool:
        """Whether the statement is a row of cases, which holds where its condition does."""
        return self.statement is not None and self.statement.span[0] > 0

    @property
    def source(self) -> str:
        """Its canonical spelling as it is printed, of which ids are hashes."""
        return " ".join(self.printed or self.tokens)

    def find_row(self, ref: Ref) -> SymbolRow | None:
        """Return the sheet's row of a symbol that stands in it; None where it has none."""
        return None if self.letters is None else self.letters.find_row(ref, self.formula.section)

    def find_type(self, ref: Ref, *, is_said: bool = False) -> Type | None:
        """Return what a symbol is declared to be; by the reader alone where it has to be ``is_said``."""
        if self.letters is None:
            return None
        return self.letters.find_type(ref, self.formula.section, is_said=is_said)


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
