"""A paper as the kinds of exercises see it: its formulas read, its symbols explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from drill.papers.formula.printing import to_tokens
from drill.papers.formula.tree import (
    Big,
    Call,
    Fraction,
    Node,
    Number,
    Product,
    Statement,
    Sum,
    Symbol,
    children,
    symbols,
)
from drill.papers.glosses.glossary import Entry, glossary
from drill.papers.plausible.stated_ranges import BINARY, SIGNS, excluded_ends, names_in
from drill.papers.reading import Reading, readings
from drill.papers.source.document import Block, Document, Formula
from drill.papers.source.manuscript import Place

_PARAMETERS: Final = ("\\theta", "\\phi", "\\psi")
"""Letters that stay the same thing with and without a step's index."""
_TIME: Final = ("t", "\\tau")
_STEP: Final = re.compile(
    r" (?:at|of|after|before|in|for) (?:the )?(?:current )?(?:time ?step|step|time|iteration|round|epoch)"
    r"(?: \$[^$]*\$)?$"
)
_COUNTING: Final = frozenset(map(Symbol, "ijkl"))
_PLACES: Final = ("i", "j", "k", "l", "n", "c")
_NEAR: Final = 25
"""Lines of the source."""
_EQUALITIES: Final = frozenset(("=", ":=", "\\leftarrow"))


@dataclass(frozen=True)
class Paper:
    """A document, its readings and its glossary; ``slug`` names its bank, ``papers/<slug>``."""

    slug: str
    document: Document
    readings: tuple[Reading, ...]
    entries: tuple[Entry, ...]
    here: Place | None = None
    """Where the formula stands that is spoken of; see ``at``."""

    def at(self, formula: Formula) -> Paper:
        """The paper as one reads it at a formula: of several meanings the one said nearest counts."""
        found = replace(self, here=formula.place)
        # what was gathered of the whole paper is not gathered again
        found.__dict__.update(
            _meanings=self._meanings,
            weights=self.weights,
            shares=self.shares,
            _blocks=self._blocks,
            _indices=self._indices,
            _used=self._used,
            _excluded=self._excluded,
            _binary=self._binary,
            _signs=self._signs,
        )
        return found

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
        """What a symbol means: said of it as it stands, or of it at another step of time.

        Of several meanings the one said nearest counts. What is said of a letter much later may be of another
        thing, and letters that count things are soon used for another count: theirs is to be said near by.
        """
        here = self.here
        for name in _at_other_times(symbol):
            if bool(name.sub) != bool(symbol.sub) and name in self._used and name.base not in _PARAMETERS:
                continue  # a quantity of its own beside the indexed one
            if entries := self._meanings.get(name):
                entry = min(entries, key=lambda one: _distance(one.place, here)) if here else entries[0]
                if here and not self._reaches(name, entry, here):
                    return None
                return entry if name == symbol else replace(entry, meaning=_STEP.sub("", entry.meaning))
        return None

    def _reaches(self, name: Symbol, entry: Entry, here: Place) -> bool:
        """Whether what is said of a name at one place holds at another: lone letters are used anew."""
        is_far = _distance(entry.place, here) > (False, _NEAR)
        is_later = entry.place.file == here.file and entry.place.line > here.line
        counts = name in _COUNTING and name.base in self._indices
        return not (is_far and (counts or (is_later and name == Symbol(name.base))))

    @cached_property
    def _indices(self) -> frozenset[str]:
        """Letters that count things somewhere: in subscripts, below sums."""
        parts = (part for statement in self._statements() for part in _parts(statement))
        return frozenset(
            token
            for part in parts
            for token in (
                part.sub if isinstance(part, Symbol) else part.lower if isinstance(part, Big) else ()
            )
        )

    @cached_property
    def weights(self) -> frozenset[Symbol]:
        """Symbols of which the paper takes what is left to 1: ``1 - \\beta``."""
        return frozenset(
            part.terms[1]
            for statement in self._statements()
            for part in _parts(statement)
            if isinstance(part, Sum)
            and (part.terms[0], part.signs) == (Number("1"), ("-",))
            and isinstance(part.terms[1], Symbol)
        )

    @cached_property
    def shares(self) -> frozenset[Symbol]:
        """Symbols without their indices that the paper sets to shares: by softmax, over their sum."""
        return frozenset(
            without_index(statement.sides[0])
            for statement in self._statements()
            if len(statement.sides) > 1
            and isinstance(statement.sides[0], Symbol)
            and statement.sides[0].sub
            and _is_share(statement.sides[-1])
        )

    def excludes(self, symbol: Symbol, end: str) -> bool:
        """Whether the paper keeps a symbol from 0 or 1: by ``m \\in [0, 1)``, in words."""
        if end in self._excluded.get(tuple(to_tokens(symbol)), ()):
            return True
        entry = self.meaning(symbol)
        return end == "0" and entry is not None and "positive" in entry.meaning.lower().split()

    def is_binary(self, symbol: Symbol) -> bool:
        """Whether the paper says that a symbol is 0 or 1."""
        return tuple(to_tokens(symbol)) in self._binary

    def is_sign(self, symbol: Symbol) -> bool:
        """Whether the paper says that a symbol is 1 or -1."""
        return tuple(to_tokens(symbol)) in self._signs

    @cached_property
    def _binary(self) -> frozenset[tuple[str, ...]]:
        return self._said_in(BINARY)

    @cached_property
    def _signs(self) -> frozenset[tuple[str, ...]]:
        return self._said_in(SIGNS)

    def _said_in(self, sets: tuple[tuple[str, ...], ...]) -> frozenset[tuple[str, ...]]:
        rows = (row for reading in self.readings for row in (reading.tokens, *reading.conditions))
        return names_in(sets, (paragraph.text for paragraph in self.document.paragraphs), rows)

    @cached_property
    def _excluded(self) -> Mapping[tuple[str, ...], frozenset[str]]:
        """By a name's tokens which of 0 and 1 it never is."""
        rows = (row for reading in self.readings for row in (reading.tokens, *reading.conditions))
        return excluded_ends((paragraph.text for paragraph in self.document.paragraphs), rows)

    def _statements(self) -> Iterator[Statement]:
        return (reading.statement for reading in self.readings if reading.statement is not None)

    @cached_property
    def _used(self) -> frozenset[Symbol]:
        """Every symbol of the formulas that were read."""
        return frozenset(symbol for statement in self._statements() for symbol in symbols(statement))

    @cached_property
    def _blocks(self) -> dict[int, Block]:
        return {block.number: block for block in self.document.blocks}

    @cached_property
    def _meanings(self) -> dict[Symbol, list[Entry]]:
        found: dict[Symbol, list[Entry]] = {}
        for entry in self.entries:
            if entry.name is not None and entry.sure:
                found.setdefault(entry.name, []).append(entry)
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


def _at_other_times(symbol: Symbol) -> Iterator[Symbol]:
    """The symbol, then those that are the same quantity at another step: ``x_{t+1}``, ``x_t``, ``x``."""
    yield symbol
    match symbol.sub:
        case (letter, "+" | "-", *_):
            yield replace(symbol, sub=(letter,))
            yield without_index(symbol)
        case (letter,) if letter in _TIME:
            yield without_index(symbol)
        case ():
            yield from (replace(symbol, sub=(letter,)) for letter in _TIME)
        case _:
            return


def _parts(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from _parts(child)


def _is_share(node: Node) -> bool:
    match node:
        case Call(Symbol(base)):
            return base.lower() == "softmax"
        case Fraction(top, Big("\\sum", (index, *_), _, body)):
            # an expression at one place over the sum of it at all places
            one, every = to_tokens(top), to_tokens(body)
            return any([at if token == index else token for token in every] == one for at in _PLACES)
        case Product((*before, Big("\\sum", (index, *_), _, body)), (*_, "/")):
            every = to_tokens(body)
            tops = [to_tokens(factor) for factor in before]
            return len(tops) == 1 and any(
                [at if token == index else token for token in every] == tops[0] for at in (index, *_PLACES)
            )
        case _:
            return False


def _distance(place: Place, other: Place) -> tuple[bool, int]:
    return (place.file != other.file, abs(place.line - other.line))


def make_paper(slug: str, document: Document, *, entries: Iterable[Entry] | None = None) -> Paper:
    """Read the formulas and the glossary of ``document``; ``entries`` replace the glossary after a review."""
    known = glossary(document) if entries is None else tuple(entries)
    return Paper(slug, document, readings(document), known)


def _is_equation(statement: Statement) -> bool:
    return len(statement.sides) >= 2 and all(relation in _EQUALITIES for relation in statement.relations)
