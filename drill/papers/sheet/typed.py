"""A statement with what its symbols are, and what to ask where that is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from drill.notation.tree import Ref, Statement
from drill.papers.sheet.types import Domain, Type

Asks = Literal["type", "shape", "domain", "function"]


@dataclass(frozen=True, slots=True)
class Question:
    """What must be known before a statement can be computed with: ``asks`` of ``about``, its LaTeX."""

    about: str
    asks: Asks
    # Declarations to choose from, in mathematics.
    options: tuple[str, ...] = ()
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A symbol as a statement uses it: all rows of the table that hold at this place, put together.

    ``key`` is the symbol with its running indices open (``m_·``): one row of the sheet. ``is_sure`` says that
    type and domain are said, solved or yours; one that is guessed makes a draft wait.
    """

    key: str
    symbol: Ref
    typed: str
    type: Type
    domain: Domain
    means: str = ""
    is_sure: bool = False
    # Where a guess comes from: ``line 88 calls it a share``.
    why: str = ""
    # Whether it is a function whose values are chances or densities.
    is_law: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A statement with what its symbols are."""

    statement: Statement
    # Each symbol of the statement once, in the order in which it is written; the left side's, too.
    quantities: tuple[Quantity, ...]
