"""The numbers that a paper prints beside its displays."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Numbering:
    """The numbers that the paper prints, by the usual rules."""

    by_section: bool
    section: int = 0
    count: int = 0

    def next(self, tag: str, numbered: bool) -> str:
        """The number of the next row; empty where it has none."""
        if tag:
            return tag
        if not numbered:
            return ""
        self.count += 1
        return f"{self.section}.{self.count}" if self.by_section else str(self.count)

    def pass_sections(self, count: int) -> None:
        """Count the sections that began since the last display."""
        if count and self.by_section:
            self.section += count
            self.count = 0
