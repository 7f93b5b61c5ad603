"""A paper as the kinds of exercises see it: its formulas read, its symbols explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from itertools import pairwise
from typing import Any, Final, TypeVar

from drill.papers_first.formula.occurrences import whole_name
from drill.papers_first.formula.printing import join, to_tokens
from drill.papers_first.formula.tree import (
    Big,
    Node,
    Number,
    Statement,
    Sum,
    Symbol,
    children,
    symbols,
)
from drill.papers_first.formula.vocabulary import PLACES
from drill.papers_first.glosses.glossary import Entry, glossary
from drill.papers_first.glosses.memberships import memberships, shapes_in, value_shapes
from drill.papers_first.glosses.paired import paired_names, without_numbers
from drill.papers_first.glosses.scopes import Scopes, are_alike
from drill.papers_first.plausible.drawn_in import drawn_in
from drill.papers_first.plausible.kept import Kept
from drill.papers_first.plausible.named_constants import named_constants
from drill.papers_first.plausible.shares import CALLED_SHARES, families_of, family_of, parts_whole
from drill.papers_first.plausible.stated_intervals import Where, stated
from drill.papers_first.plausible.stated_ranges import BINARY, ENTRIES, SIGNS, excluded_ends, names_in
from drill.papers_first.plausible.told import Told
from drill.papers_first.reading import Reading, readings
from drill.papers_first.source.document import Block, Document, Formula

_PARAMETERS: Final = ("\\theta", "\\phi", "\\psi")
"""Letters that stay the same thing with and without a step's index."""
_TIME: Final = ("t", "\\tau")
_OF_TIME: Final = re.compile(r"\b(?:times?|horizon)$", re.IGNORECASE)
_STEP: Final = re.compile(
    r" (?:at|of|after|before|in|for) (?:the )?(?:current )?(?:time ?step|step|time|iteration|round|epoch)"
    r"(?: \$[^$]*\$)?$"
)
_NOW: Final = re.compile(
    r"^(?:the )?(?:current|present|previous|preceding|next|updated|latest)"
    r" (?=[a-z])(?!densit|intensit|source|clamp|through|in\b|of\b)"
)
"""What tells of which step something is; an electric current does not."""
_OTHER_BASE: Final = re.compile(
    r"\b(?:in|to|with|of|the) base[ -]?\$?(?:2|two|10|ten)\b|\bbase-(?:2|10) log"
    r"|\b(?:binary|decimal) logarithm|\bmeasured in bits\b",
    re.IGNORECASE,
)
_EQUALITIES: Final = frozenset(("=", ":=", "\\leftarrow"))


@dataclass(frozen=True)
class Paper:
    """A document, its readings and its glossary; ``slug`` names its bank, ``papers/<slug>``."""

    slug: str
    document: Document
    readings: tuple[Reading, ...]
    entries: tuple[Entry, ...]
    here: Formula | None = None
    """The formula that is spoken of; see ``at``."""

    def at(self, formula: Formula) -> Paper:
        """The paper as one reads it at a formula: a symbol means what holds there."""
        if formula == self.here:
            return self
        if formula in self._views:
            return self._views[formula]
        found = self._views[formula] = replace(self, here=formula)
        # what was gathered of the whole paper is not gathered again
        found.__dict__.update(
            _views=self._views,
            _scopes=self._scopes,
            weights=self.weights,
            told=self.told,
            _blocks=self._blocks,
            _used=self._used,
            _excluded=self._excluded,
            _binary=self._binary,
            _signs=self._signs,
            kept=self.kept,
            memberships=self.memberships,
            value_shapes=self.value_shapes,
            speaks_of_other_base=self.speaks_of_other_base,
        )
        return found

    @cached_property
    def findings(self) -> dict[object, Any]:
        """What was found out of the whole paper, by who found it; see ``once``."""
        return {}

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

        At a formula it is what holds there; of the paper as a whole what is said first.
        """
        if symbol not in self._meanings:
            self._meanings[symbol] = self._meaning(symbol)
        return self._meanings[symbol]

    def meanings(self, symbol: Symbol) -> tuple[Entry, ...]:
        """All that the paper says of a symbol as it stands, wherever it does."""
        return tuple(self._scopes.meanings(symbol))

    def _meaning(self, symbol: Symbol) -> Entry | None:
        for name in _at_other_times(symbol):
            if bool(name.sub) != bool(symbol.sub) and name in self._used and name.base not in _PARAMETERS:
                continue  # a quantity of its own beside the indexed one
            if entries := self._scopes.meanings(name):
                entry = self._scopes.meaning(name, self.here) if self.here else entries[0]
                if entry is None or (bool(name.sub) != bool(symbol.sub) and self._is_other(symbol, entry)):
                    return None
                if name == symbol:
                    return entry
                return replace(entry, meaning=_at_index(_timeless(entry.meaning), name, symbol))
        return None

    def _is_other(self, symbol: Symbol, lent: Entry) -> bool:
        """Whether the values of an indexed name are said to be another thing, ``the loss $D_t(w)$``, or a
        time would have a time for its index.
        """
        called = (*to_tokens(symbol), "(")
        is_timed = symbol.sub == ("t",) and _OF_TIME.search(lent.meaning) is not None
        return is_timed or any(
            entry.symbol[: len(called)] == called and not are_alike(entry, lent) for entry in self.entries
        )

    @cached_property
    def _views(self) -> dict[Formula, Paper]:
        """The paper at its formulas, as far as it was looked at there: every kind of exercise asks again."""
        return {}

    @cached_property
    def _meanings(self) -> dict[Symbol, Entry | None]:
        return {}

    @cached_property
    def _scopes(self) -> Scopes:
        return Scopes(self.document, self.readings, self.entries)

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
    def told(self) -> Told:
        """What it tells of the numbers that its names stand for."""
        return Told(
            tuple(self._statements()),
            tuple(paragraph.text for paragraph in self.document.paragraphs),
            self.entries,
            tuple(reading.tokens for reading in self.readings if reading.statement is None),
            tuple(paragraph.section for paragraph in self.document.paragraphs),
        )

    def is_share(self, symbol: Symbol) -> bool:
        """Whether a symbol with an index is a share: it is made one, or a weight that elsewhere is.

        Of ``w_i`` beside ``w_i^S = \\frac{f(i)}{\\sum_j f(j)}``, where both are called weights.
        """
        name = family_of(symbol)
        if name is None or any(one in self.told.shares for one in families_of(symbol)):
            return name is not None
        raised = (replace(symbol, mark=("(", letter, ")")) for letter in PLACES)
        below = (replace(symbol, sub=(*symbol.sub[:-1], letter)) for letter in PLACES)
        indexed = (symbol, *(below if symbol.sub else raised))
        said = next((entry.meaning for one in indexed if (entry := self.meaning(one)) is not None), "")
        if CALLED_SHARES.search(said) or parts_whole(said, indexed):
            return True
        return "weight" in said.lower() and any(replace(one, mark=()) == name for one in self.told.shares)

    @cached_property
    def speaks_of_other_base(self) -> bool:
        """Whether its words speak of logarithms to another base than e."""
        return any(_OTHER_BASE.search(paragraph.text) for paragraph in self.document.paragraphs)

    def excludes(self, symbol: Symbol, end: str) -> bool:
        """Whether the paper keeps a symbol from 0 or 1: by ``m \\in [0, 1)``, in words."""
        if end in self._excluded.get(tuple(to_tokens(symbol)), ()):
            return True
        entry = self.meaning(symbol)
        return end == "0" and entry is not None and "positive" in entry.meaning.lower().split()

    def is_binary(self, symbol: Symbol) -> bool:
        """Whether the paper says that a symbol is 0 or 1, or that all entries of its letter are."""
        whole = (*to_tokens(replace(symbol, sub=())), ENTRIES)
        return tuple(to_tokens(symbol)) in self._binary or (len(symbol.sub) == 1 and whole in self._binary)

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
        rows = (
            row
            for reading in self.readings
            for row in (reading.tokens, *reading.conditions, *_ranges(reading.statement))
        )
        return names_in(sets, (paragraph.text for paragraph in self.document.paragraphs), rows)

    @cached_property
    def _excluded(self) -> Mapping[tuple[str, ...], frozenset[str]]:
        """By a name's tokens which of 0 and 1 it never is."""
        rows = (row for reading in self.readings for row in (reading.tokens, *reading.conditions))
        return excluded_ends((paragraph.text for paragraph in self.document.paragraphs), rows)

    @cached_property
    def memberships(self) -> tuple[tuple[Symbol, str], ...]:
        """Symbols that sentences and displays say to have a shape, each as often as they do."""
        rows = (row for reading in self.readings for row in (reading.tokens, *reading.conditions))
        shown = (found for row in rows if "\\in" in row for found in shapes_in(join(row)))
        told = (*memberships(paragraph.text for paragraph in self.document.paragraphs), *shown)
        vectors = paired_names(self._statements())
        return tuple((name, shape) for name, shape in told if shape != "()" or name not in vectors)

    @cached_property
    def value_shapes(self) -> Mapping[Symbol, str]:
        """Functions whose values are said to have one shape, with axes: others may act on every entry."""
        found: dict[Symbol, set[str]] = {}
        for head, shape in value_shapes(paragraph.text for paragraph in self.document.paragraphs):
            found.setdefault(head, set()).add(shape)
        return {head: next(iter(said)) for head, said in found.items() if len(said) == 1 and "()" not in said}

    def is_said_array(self, symbol: Symbol) -> bool:
        """Whether a sentence says that a symbol has axes; of a matrix, which has two, a row has one.

        What is said of ``x_i`` is said of ``x_1``.
        """
        whole = without_index(symbol)
        is_numbered = len(symbol.sub) == 1 and symbol.sub[0].isdigit()
        return any(
            shape != "()"
            and (
                name == symbol
                or ("," in shape and name == whole)
                or (
                    is_numbered
                    and len(name.sub) == 1
                    and name.sub[0].isalpha()
                    and without_index(name) == whole
                )
            )
            for name, shape in self.memberships
        )

    @cached_property
    def kept(self) -> Kept:
        """In which numbers the paper keeps its names."""
        rows = (
            (row, Where(reading.formula.section, reading.formula.place))
            for reading in self.readings
            for row in (reading.tokens, *reading.conditions)
            if not {"\\begin", "&"} & set(row)
        )
        texts = [(each.text, Where(each.section, each.place)) for each in self.document.paragraphs]
        read = (
            (reading.statement, Where(reading.formula.section, reading.formula.place))
            for reading in self.readings
            if reading.statement is not None
        )
        return Kept((*stated(texts, rows), *named_constants(texts), *drawn_in(texts, read)))

    @property
    def where(self) -> Where | None:
        """The section and the line of the formula that is spoken of."""
        return None if self.here is None else Where(self.here.section, self.here.place)

    def _statements(self) -> Iterator[Statement]:
        return (reading.statement for reading in self.readings if reading.statement is not None)

    @cached_property
    def _used(self) -> frozenset[Symbol]:
        """Every symbol of the formulas that were read, and what the others are definitions of."""
        unread = (reading.tokens for reading in self.readings if reading.statement is None)
        sides = (tokens[: tokens.index("=")] for tokens in unread if "=" in tokens)
        named = (name for side in sides if (name := whole_name(side)) is not None and not name.above)
        defined = (replace(name.symbol, sub=name.sub) for name in named)
        read = (symbol for statement in self._statements() for symbol in symbols(statement))
        return frozenset((*read, *defined))

    @cached_property
    def _blocks(self) -> dict[int, Block]:
        return {block.number: block for block in self.document.blocks}


_Found = TypeVar("_Found")


def once(find: Callable[[Paper], _Found]) -> Callable[[Paper], _Found]:
    """What ``find`` finds in a paper, found once: one kind of exercises after the other asks for it."""

    @wraps(find)
    def kept(paper: Paper) -> _Found:
        if find not in paper.findings:
            paper.findings[find] = find(paper)
        return paper.findings[find]

    return kept


@dataclass(frozen=True, slots=True)
class Equation:
    """A reading that says ``left = right``; further right sides of a chain follow in ``sides``."""

    reading: Reading
    statement: Statement

    @property
    def formula(self) -> Formula:
        """Where it stands."""
        return self.reading.formula


def _ranges(statement: Statement | None) -> Iterator[tuple[str, ...]]:
    """What stands below its sums: ``r \\in \\{0, 1\\}^D``, also spelled ``s = \\{0, 1\\}``."""
    for part in () if statement is None else _parts(statement):
        if isinstance(part, Big) and ("\\in" in part.lower or ("=", "\\{") in pairwise(part.lower)):
            yield tuple("\\in" if token == "=" else token for token in part.lower)


def _timeless(meaning: str) -> str:
    """``the current output at step t`` without what holds of that step alone."""
    return _NOW.sub("", _STEP.sub("", meaning))


def _at_index(meaning: str, said: Symbol, symbol: Symbol) -> str:
    """``the $i$-th token`` as it is of ``x_{i+k}``, whose place is not i."""
    if len(said.sub) != 1 or not symbol.sub or said.sub == symbol.sub:
        return meaning
    letter, place = f"${said.sub[0]}$", join(symbol.sub)
    return meaning.replace(f"{letter}-th", f"$({place})$-th").replace(letter, f"${place}$")


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


def at_steps(symbol: Symbol) -> Iterator[Symbol]:
    """The same quantity at another step, or without one: of ``h_{t-1}`` that is ``h_t`` and ``h``."""
    if symbol.sub[:1] and symbol.sub[0] in _TIME:
        yield from (one for one in _at_other_times(symbol) if one != symbol)
        yield without_index(symbol)


def _parts(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from _parts(child)


def make_paper(slug: str, document: Document, *, entries: Iterable[Entry] | None = None) -> Paper:
    """Read the formulas and the glossary of ``document``; ``entries`` replace the glossary after a review."""
    read = readings(document)
    if entries is None:
        vectors = paired_names(reading.statement for reading in read if reading.statement is not None)
        entries = without_numbers(glossary(document), vectors)
    return Paper(slug, document, read, tuple(entries))


def _is_equation(statement: Statement) -> bool:
    return len(statement.sides) >= 2 and all(relation in _EQUALITIES for relation in statement.relations)
