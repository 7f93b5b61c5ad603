"""Reading the trees of an answer's key, in the language of answers or of banks."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from drill.checking.answer import Answer
from drill.errors import CheckError, ParseError
from drill.maths import tree
from drill.maths.names import Names
from drill.maths.plain import Mode, parse


class KeyReader:
    """Reads the texts of one answer; every method raises CheckError that names the field."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.latex = dict(answer.names)
        self._seen: set[str] = set()

    @property
    def names(self) -> Names:
        """The names for answers: the declared ones, or those of the key if none is declared."""
        return Names(frozenset((*self.answer.vars, *self.latex, *self._seen)))

    def key(self, mode: Mode = "value") -> tree.Node:
        """The tree of the kind's own value."""
        return self.read(self.answer.kind, self.answer.key, mode)

    def read(self, field: str, text: str, mode: Mode = "value", names: Names | None = None) -> tree.Node:
        """``text`` as a tree; what it names is declared where the exercise declares nothing."""
        if names is None:
            undeclared: Literal["refuse", "allow"] = "allow" if self.answer.is_open else "refuse"
            names = Names(frozenset((*self.answer.vars, *self.latex)), undeclared=undeclared)
        try:
            node = parse(text, names, mode)
        except ParseError as error:
            node = self._read_as_bank(field, text, mode, replace(names, functions="bank"), error)
        if self.answer.is_open:
            self._seen |= tree.symbols(node)
        return node

    def _read_as_bank(self, field: str, text: str, mode: Mode, names: Names, first: ParseError) -> tree.Node:
        try:
            return parse(text, names, mode)
        except ParseError:
            raise CheckError(f"{field}: {first}", f"in {text!r}") from None
