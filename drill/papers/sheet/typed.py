"""A statement with what each of its parts is, or the one question whose answer would tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from drill.notation.tree import Node, Ref, Span, Statement
from drill.papers.sheet.types import Domain, Type

Asks = Literal["type", "shape", "domain", "mark", "function", "layout"]


@dataclass(frozen=True, slots=True)
class Question:
    """What must be known before a statement can be computed with: ``asks`` of ``about``, its LaTeX."""

    about: str
    asks: Asks
    options: tuple[str, ...] = ()
    """Declarations to choose from, in mathematics."""
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A symbol as a statement uses it: all rows of the table that hold at this place, put together.

    ``key`` is the symbol with its running indices open (``m_·``): one row of the sheet. ``runs`` are the axes
    over which it is a family here (``x_i`` under a sum over ``i``). ``is_sure`` says that type and domain are
    said, solved or yours; one that is guessed makes a draft wait.
    """

    key: str
    symbol: Ref
    typed: str
    type: Type
    domain: Domain
    means: str = ""
    runs: tuple[str, ...] = ()
    is_sure: bool = False
    why: str = ""
    """Where a guess comes from: ``line 88 calls it a share``."""


Place: TypeAlias = tuple[type, Span]


@dataclass(frozen=True, slots=True)
class Typed:
    """A statement whose every part has a type; ``types`` by the kind of the node and its span."""

    statement: Statement
    tokens: tuple[str, ...]
    types: Mapping[Place, Type]
    quantities: tuple[Quantity, ...]
    """Each symbol of the statement once, in the order in which it is written; the left side's, too."""

    def type_of(self, node: Node) -> Type:
        """What a part of the statement is."""
        return self.types[type(node), node.span]
