"""The input of each kind of exercise, which is a line of a formula, and its output, which are drafts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from drill.banks import models
from drill.notation.tree import Statement
from drill.papers.model import FormulaRow

Kind = Literal["explain", "work", "further", "numpy", "memory"]
# Kinds in the order of a formula's exercises.
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a formula, as the kinds of exercises get it.

    ``tokens`` are its canonical spelling; ``statement`` is None if it is not read, with the reason in
    ``refused``. ``printed`` is its spelling before a reader corrected it.
    """

    formula: FormulaRow
    index: int
    tokens: tuple[str, ...]
    statement: Statement | None
    refused: str = ""
    printed: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Its canonical spelling as printed, the source of hashes for ids."""
        return " ".join(self.printed or self.tokens)


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted exercise; it gets an id when it is written.

    ``source`` is its origin, in canonical spelling, and ``slot`` separates drafts of one kind from one
    source: the id is a hash of them. ``is_proved`` where its key was computed twice. ``about`` is the
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
        """The id, equal for equal formula, kind and slot, so that a later import recognises its exercises."""
        digest = hashlib.sha256("\n".join((self.kind, self.slot, self.source)).encode()).hexdigest()
        return f"{self.kind}-{digest[:10]}"


def list_drafts_if_possible(make: Callable[[], Iterable[Draft]]) -> list[Draft]:
    """Return the drafts that ``make`` makes of one formula of an untrusted paper; none if it fails."""
    try:
        return [*make()]
    except Exception:  # noqa: BLE001  whatever one formula costs, it costs no other
        return []
