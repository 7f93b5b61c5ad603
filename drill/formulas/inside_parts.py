"""A look inside a formula as plain values, so that the code that shows them needs no NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
