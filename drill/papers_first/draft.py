"""What generation hands to review: drafts of exercises, and what was left out with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.source.document import Formula

Kind = Literal[
    "recall", "blank", "spot-the-error", "symbol", "evaluate", "code", "shape", "special-case", "order",
    "which", "symbol-code", "referenced", "explain",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
Exercise = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Draft:
    """One exercise in the bank format, without its id; ``proved`` where its key was computed twice."""

    kind: Kind
    formula: Formula | None
    source: str
    """What the exercise was made of, in canonical spelling: the id is a hash of it."""
    slot: str
    """Tells drafts of one kind from one source apart."""
    exercise: Exercise
    proved: bool
    about: str = ""
    """What it is about where that is no formula: a symbol's LaTeX, an algorithm's id, an absent formula."""

    @property
    def id(self) -> str:
        """The same for the same formula, kind and slot, so that an import finds its exercises again."""
        digest = hashlib.sha256("\n".join((self.kind, self.slot, self.source)).encode()).hexdigest()
        return f"{self.kind}-{digest[:10]}"


@lru_cache(maxsize=1024)
def formula_id(formula: Formula) -> str:
    """The same for the same formula, however it is spaced: a hash of its canonical tokens."""
    return hashlib.sha256(" ".join(_spelled(formula)).encode()).hexdigest()[:12]


def _spelled(formula: Formula) -> Iterator[str]:
    for statement in formula.statements:
        try:
            yield from canonical(statement)
        except RefusedError:
            yield from statement.split()
        yield ";"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A formula or symbol of which a kind makes nothing."""

    kind: Kind
    what: str
    why: str
