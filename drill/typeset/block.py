"""What typesetting returns: lines of text with a baseline, styled stretches, and what was not understood."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

# Which glyphs may be used: what the usual fonts of terminals have of Unicode, or ASCII alone.
Tier = Literal["unicode", "ascii"]

# The last three are parts of a program: numbers and texts, what is called, and signs and comments.
SpanStyle = Literal["bold", "italic", "code", "dim", "number", "call", "quiet"]


@dataclass(frozen=True, slots=True)
class Span:
    """Cells ``start`` (included) to ``end`` (excluded) of line ``row``, all from 0, have ``style``."""

    row: int
    start: int
    end: int
    style: SpanStyle


@dataclass(frozen=True, slots=True)
class Block:
    """Typeset text. ``baseline`` is the index of the line that neighbouring text continues.

    ``left_over`` names the commands that were not understood (they stay visible in ``lines``), or says
    why a formula is shown as its source.
    """

    lines: tuple[str, ...]
    baseline: int = 0
    spans: tuple[Span, ...] = ()
    left_over: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """The widest line, in cells."""
        return max((cell_width(line) for line in self.lines), default=0)

    @property
    def height(self) -> int:
        """The number of lines."""
        return len(self.lines)

    @property
    def one_line(self) -> str:
        """Its lines as one; `linear` makes several of a formula only where it shows its source."""
        return " ".join(self.lines)


def cell_width(text: str) -> int:
    """Return how many terminal cells ``text`` takes: 2 for wide characters, 0 for combining ones."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


@lru_cache(4096)
def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
