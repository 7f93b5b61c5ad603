"""The numbers that a paper prints beside its displays."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Final

_COUNTER: Final = "\\theequation"


@dataclass(slots=True)
class Numbering:
    """The numbers that the paper prints, by the usual rules."""

    by_section: bool
    section: int = 0
    count: int = 0
    in_appendix: bool = False

    def next(self, tag: str, numbered: bool) -> str:
        """The number of the next row; empty where it has none."""
        counts = _COUNTER in tag  # in place of a number of its own
        if tag and not counts:
            return tag
        if not (numbered or counts):
            return ""
        self.count += 1
        return f"{self._section_mark}.{self.count}" if self.by_section else str(self.count)

    @property
    def _section_mark(self) -> str:
        """The number of a section, which is a letter in the appendix."""
        is_lettered = self.in_appendix and 1 <= self.section <= len(ascii_uppercase)
        return ascii_uppercase[self.section - 1] if is_lettered else str(self.section)

    def begin_appendix(self) -> None:
        """From here on sections are counted anew, with letters; so are the displays of each."""
        self.in_appendix = True
        self.section = 0

    def pass_sections(self, count: int) -> None:
        """Count the sections that began since the last display."""
        if count and self.by_section:
            self.section += count
            self.count = 0
