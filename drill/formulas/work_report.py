"""What is reported of a formula that was worked, as plain values: who shows them needs no NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class FoundBreak:
    """What does not fit: the part, where it begins in the formula as it was given (from 1), and why."""

    at: int
    part: str
    why: str


@dataclass(frozen=True, slots=True)
class PartValue:
    """A part of a formula with its value in one small world; several where something runs over it.

    It goes in, comes out, or is made on the way. ``over`` is what runs, ``values`` what it has at each of the
    ``places``; ``letter`` can be moved. A ``line`` is one of a box, Markdown, which may have no value.
    """

    part: str
    value: str
    kind: Literal["input", "process", "output", "line"] = "process"
    over: str = ""
    places: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Inside:
    """A look inside a formula: its parts in the world of a ``seed``; of a statement left out, why."""

    parts: tuple[PartValue, ...]
    seed: int
    unfollowed: str = ""


@dataclass(frozen=True, slots=True)
class SpecialCase:
    """A case in LaTeX, and what is left of the formula there, as it is typed."""

    case: str
    left: str


@dataclass(frozen=True, slots=True)
class MissingDomain:
    """A question about values that are not finite, and the rows that a yes puts in the place of others."""

    question: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkedStatement:
    """One statement of a formula, worked with its letters.

    ``out`` is what comes out, empty where that is not known; ``breaks`` what does not fit, ``unfollowed``
    what drill has no rule or no value for, ``asks`` what a person has to say; ``domains`` says of which of
    these the answer is other rows.
    """

    statement: str
    out: str = ""
    fits: bool = False
    breaks: tuple[FoundBreak, ...] = ()
    unfollowed: str = ""
    asks: tuple[str, ...] = ()
    # One NumPy expression of the right side, which gave its value in three worlds; empty for none.
    numpy: str = ""
    inside: tuple[PartValue, ...] = ()
    special: tuple[SpecialCase, ...] = ()
    domains: tuple[MissingDomain, ...] = ()
