"""The parts of a line with their values, as a worker sends them to a screen. Light."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinePart:
    """A part of a line with its value in one draw."""

    # In the letters of the paper, and as the line writes it.
    text: str
    code: str
    shape: tuple[int, ...]
    # The value as rows of numbers with two digits; of more than two axes the first entries.
    rows: tuple[tuple[str, ...], ...]
    # The declared name whose value it is; empty for a part that is computed.
    name: str = ""
    # Whether an input can be changed entry by entry.
    can_move: bool = False
    # Whether the change of an input changed it.
    has_changed: bool = False


@dataclass(frozen=True, slots=True)
class LineInside:
    """The parts of a line, inputs first and the value last, with the lengths of its axes."""

    sizes: Mapping[str, int]
    parts: tuple[LinePart, ...]
    # What followed from the changed input, and what did not; empty without a change.
    sentence: str = ""
