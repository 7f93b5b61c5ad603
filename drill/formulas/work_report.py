"""The report on a worked formula, as plain values, so that the code that shows them needs no NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class FoundBreak:
    """A misfit: the part, the place where it begins in the given formula (from 1), and the reason."""

    at: int
    part: str
    why: str


@dataclass(frozen=True, slots=True)
class PartValue:
    """A part of a formula with its value in one small world; several where something runs over it.

    It is an input, the result, or an intermediate value. ``over`` is the running name, ``values`` its values
    at each of the ``places``; ``letter`` can be moved. A ``line`` is one of a box, Markdown, which may have
    no value.
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
    """A look inside a formula: its parts in the world of a ``seed``; why a statement is left out."""

    parts: tuple[PartValue, ...]
    seed: int
    unfollowed: str = ""


@dataclass(frozen=True, slots=True)
class SpecialCase:
    """A case in LaTeX, and the rest of the formula there, as it is typed."""

    case: str
    left: str


@dataclass(frozen=True, slots=True)
class MissingDomain:
    """A question about values that are not finite, and the rows that replace others if the answer is yes."""

    question: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkedStatement:
    """One statement of a formula, worked with its letters.

    ``out`` is the result, empty if it is unknown; ``breaks`` the misfits, ``unfollowed`` the parts without a
    rule or a value in drill, ``asks`` the questions to a person; ``domains`` those of the questions whose
    answer is other rows.
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
