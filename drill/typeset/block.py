"""The result of typesetting: lines of text with a baseline, styled spans, and the unknown commands."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

# The available glyphs: the part of Unicode that common terminal fonts cover, or ASCII only.
Tier = Literal["unicode", "ascii"]

# ``number``, ``call`` and ``quiet`` highlight code: literals, called functions, and operators with comments.
# ``formula`` is a row of a formula on lines of its own.
SpanStyle = Literal["bold", "italic", "code", "dim", "number", "call", "quiet", "formula"]


@dataclass(frozen=True, slots=True)
class Span:
    """A style for the cells from ``start`` up to ``end`` (excluded) of line ``row``, all counted from 0."""

    row: int
    start: int
    end: int
    style: SpanStyle


@dataclass(frozen=True, slots=True)
class Block:
    """Typeset text. ``baseline`` is the index of the line that neighbouring text continues.

    ``left_over`` names the unknown commands (they stay visible in ``lines``), or gives the reason why a
    formula is shown as its source.
    """

    lines: tuple[str, ...]
    baseline: int = 0
    spans: tuple[Span, ...] = ()
    left_over: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """The width of the widest line, in cells."""
        return max(map(cell_width, self.lines), default=0)

    @property
    def height(self) -> int:
        """The number of lines."""
        return len(self.lines)

    @property
    def one_line(self) -> str:
        """The lines joined into one."""
        return " ".join(self.lines)


def cell_width(text: str) -> int:
    """Return the terminal cells of ``text``: 2 for a wide character, 0 for a combining one, else 1."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


@lru_cache(4096)
def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 1
