"""The length of an axis as a declaration of arrays writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """The length of an axis: a letter, taken ``times`` and with a whole number added, or a number alone."""

    letter: str = ""
    offset: int = 0
    times: int = 1

    def __str__(self) -> str:
        if not self.letter:
            return str(self.offset)
        text = self.letter if self.times == 1 else f"{self.letter} * {self.times}"
        if self.offset > 0:
            text += f" + {self.offset}"
        elif self.offset < 0:
            text += f" - {-self.offset}"
        return text

    def measure(self, sizes: Mapping[str, int]) -> int:
        """Return the length, at least 0, where letters have these sizes."""
        if not self.letter:
            return self.offset
        return max(sizes[self.letter] * self.times + self.offset, 0)
