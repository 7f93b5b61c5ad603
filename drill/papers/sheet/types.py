"""What a symbol is: its type with lengths, the numbers it may take; statements with their symbols."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from drill.notation.tree import Ref, Statement

# A length by its name in the paper (``d``, ``n``, typed as a learner types it) or as a number.
Length: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Number:
    """One number."""


@dataclass(frozen=True, slots=True)
class Array:
    """A vector, matrix or tensor: one length for each axis. A row vector is a matrix ``(1, n)``."""

    axes: tuple[Length, ...]


@dataclass(frozen=True, slots=True)
class IndexType:
    """A letter that runs."""


@dataclass(frozen=True, slots=True)
class Function:
    """A map; ``takes`` is empty where only its value is known; ``known`` names one that everybody knows."""

    takes: tuple[Type, ...]
    gives: Type
    known: str = ""


@dataclass(frozen=True, slots=True)
class SetType:
    """A set of things of one type, as far as it is known."""

    of: Type | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """A distribution."""


@dataclass(frozen=True, slots=True)
class Random:
    """A random variable of a type, with its law as it was declared: ``N(0, 1)``; empty for any."""

    of: Type
    law: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What nobody has said and no formula tells."""


Type: TypeAlias = Number | Array | IndexType | Function | SetType | Law | Random | Unknown

Mark = Literal["", "simplex", "psd", "symmetric", "diagonal", "orthogonal", "one-hot"]


@dataclass(frozen=True, slots=True)
class Domain:
    """The numbers that a quantity, or each entry of it, may take: an interval, or ``values`` alone."""

    low: float = float("-inf")
    high: float = float("inf")
    is_low_open: bool = True
    is_high_open: bool = True
    is_whole: bool = False
    values: tuple[float, ...] = field(default=())
    # What holds of the array as a whole.
    mark: Mark = ""


REAL = Domain()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A symbol as a statement uses it; ``key`` is the symbol with its running indices open (``m_·``)."""

    key: str
    symbol: Ref
    typed: str
    type: Type
    domain: Domain
    means: str = ""
    # Whether the paper, or the formula itself, states the domain: numbers are drawn from no other.
    is_stated: bool = False
    # Whether it is a function whose values are chances or densities.
    is_law: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A statement with what its symbols are."""

    statement: Statement
    # Each symbol of the statement once, in the order in which it is written; the left side's, too.
    quantities: tuple[Quantity, ...]
