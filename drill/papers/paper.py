"""A paper as the kinds of exercises see it: its formulas read, its symbols explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from drill.papers.document import Block, Document, Formula
from drill.papers.formula.tree import Statement, Symbol
from drill.papers.glossary import Entry, glossary
from drill.papers.reading import Reading, readings

_EQUALITIES: Final = frozenset(("=", ":=", "\\leftarrow"))


@dataclass(frozen=True)
class Paper:
    """A document, its readings and its glossary; ``slug`` names its bank, ``papers/<slug>``."""

    slug: str
    document: Document
    readings: tuple[Reading, ...]
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """The paper's title."""
        return self.document.title

    def block(self, formula: Formula) -> Block | None:
        """The block that a formula stands in."""
        return self._blocks.get(formula.block)

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """Statements that set something equal to an expression, in the paper's order, each spelling once."""
        found: dict[tuple[str, ...], Equation] = {}
        for reading in self.readings:
            if reading.statement is not None and _is_equation(reading.statement):
                found.setdefault(reading.tokens, Equation(reading, reading.statement))
        return tuple(found.values())

    def meaning(self, symbol: Symbol) -> Entry | None:
        """What a symbol means: said of it as it stands, or of it without its running index."""
        for name in (symbol, without_index(symbol)):
            if entries := self._meanings.get(name):
                return entries[0]
        return None

    @cached_property
    def _blocks(self) -> dict[int, Block]:
        return {block.number: block for block in self.document.blocks}

    @cached_property
    def _meanings(self) -> dict[Symbol, list[Entry]]:
        found: dict[Symbol, list[Entry]] = {}
        for entry in self.entries:
            if entry.name is not None and entry.sure:
                for name in {entry.name, without_index(entry.name)}:
                    found.setdefault(name, []).append(entry)
        return found


@dataclass(frozen=True, slots=True)
class Equation:
    """A reading that says ``left = right``; further right sides of a chain follow in ``sides``."""

    reading: Reading
    statement: Statement

    @property
    def formula(self) -> Formula:
        """Where it stands."""
        return self.reading.formula


def without_index(symbol: Symbol) -> Symbol:
    """A symbol without its subscript; its font, accents and marks stay."""
    return replace(symbol, sub=())


def make_paper(slug: str, document: Document, *, entries: Iterable[Entry] | None = None) -> Paper:
    """Read the formulas and the glossary of ``document``; ``entries`` replace the glossary after a review."""
    known = glossary(document) if entries is None else tuple(entries)
    return Paper(slug, document, readings(document), known)


def _is_equation(statement: Statement) -> bool:
    return len(statement.sides) >= 2 and all(relation in _EQUALITIES for relation in statement.relations)
