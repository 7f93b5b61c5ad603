"""Environments inside of formulas: aligned lines, matrices and cases, lines under an operator."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

from drill.papers.formula.raw import RawTokens, RefusedError
from drill.papers.formula.units import parted
from drill.papers.formula.vocabulary import MATRICES

_STOPS: Final = frozenset((",", ".", ";"))
_ALIGNED: Final = frozenset(
    ("aligned", "split", "gathered", "equation", "equation*", "multlined", "alignedat")
)


class Environments(RawTokens, ABC):
    """Reads environments; what stands in them is the reader's."""

    @abstractmethod
    def inner(self, tokens: list[str]) -> list[str]:
        """A group's tokens in canonical spelling."""

    @abstractmethod
    def unit(self) -> list[str]:
        """The next token, group or command with its arguments, in canonical spelling."""

    def braced_array(self) -> list[str]:
        """``\\left\\{ \\begin{array} … \\end{array} \\right.`` is another way to write cases."""
        self.at += 1
        self.peek()
        table = self.unit()
        if self.peek() != "\\right":
            raise RefusedError("an array in an open brace")
        self.at += 1
        if self.peek() not in (".", None):
            raise RefusedError("an array in braces")
        self.at = min(self.at + 1, len(self.tokens))
        return ["\\begin{cases}", *table[1:-1], "\\end{cases}"]

    def stacked(self, raw: list[str]) -> list[str]:
        """Lines under an operator, parted by commas."""
        lines = [self.inner(line) for line in parted(raw, "\\\\")]
        return [token for index, line in enumerate(lines) for token in ([","] * (index > 0) + line)]

    def environment(self) -> list[str]:
        """The environment that was just begun."""
        name = "".join(self.raw_argument())
        if name in _ALIGNED:
            self.option()
            if name == "alignedat":
                self.raw_argument()
            return self.inner(self.until_end(name))
        if name == "subarray":
            self.raw_argument()
            return self.stacked(self.until_end(name))
        if name not in MATRICES:
            raise RefusedError(f"the environment {name} is not read")
        if name.startswith("array") or name.endswith("*"):
            self.option()
        if name.startswith("array"):
            self.raw_argument()
        cells = self.inner(self.until_end(name))
        while cells[-1:] == ["\\\\"]:
            cells.pop()
        ends = [
            index
            for index, token in enumerate(cells)
            if token in _STOPS and (index + 1 == len(cells) or cells[index + 1] in ("&", "\\\\"))
        ]
        kept = [token for index, token in enumerate(cells) if index not in ends]
        return [f"\\begin{{{name}}}", *kept, f"\\end{{{name}}}"]
