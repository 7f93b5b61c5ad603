"""The types that a sheet declares, with lengths, and the numbers that symbols may be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from drill.formulas import Function as FormulasFunction
from drill.formulas import Type as FormulasType
from drill.notation import print_tokens_as_latex, spell_name
from drill.notation.tree import Ref
from drill.papers.model import SymbolRow
from drill.papers.sheet.symbol_keys import (
    canonical_tokens,
    make_spelling_key,
    make_symbol_key,
    read_name,
    read_symbol,
)

# A length by its name in the paper (``d``, ``n``, typed as a learner types it) or as a number.
Length: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Number:
    """One number."""


@dataclass(frozen=True, slots=True)
class Array:
    """A vector, matrix or tensor: one length for each axis. A row vector is a matrix ``(1, n)``."""

    axes: tuple[Length, ...]


@dataclass(frozen=True, slots=True)
class IndexType:
    """An index that runs."""


@dataclass(frozen=True, slots=True)
class Function:
    """A map; ``takes`` is empty if only its value is known; ``known`` names a well-known one."""

    takes: tuple[Type, ...]
    gives: Type
    known: str = ""


@dataclass(frozen=True, slots=True)
class SetType:
    """A set of things of one type, as far as it is known."""

    of: Type | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """A distribution."""


@dataclass(frozen=True, slots=True)
class Random:
    """A random variable of a type, with its declared distribution: ``N(0, 1)``; empty for any."""

    of: Type
    law: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A type that nobody stated and no formula shows."""


Type: TypeAlias = Number | Array | IndexType | Function | SetType | Law | Random | Unknown

Mark = Literal["", "simplex", "psd", "symmetric", "diagonal", "orthogonal", "one-hot"]


@dataclass(frozen=True, slots=True)
class Domain:
    """The numbers that a quantity, or each entry of it, may take: an interval, or ``values`` alone."""

    low: float = float("-inf")
    high: float = float("inf")
    is_low_open: bool = True
    is_high_open: bool = True
    is_whole: bool = False
    values: tuple[float, ...] = field(default=())
    # What holds of the array as a whole.
    mark: Mark = ""


REAL = Domain()


INF: Final = math.inf

UNIT: Final = Domain(0, 1, is_low_open=False, is_high_open=False)
INTEGER: Final = Domain(is_whole=True)
COUNT: Final = Domain(low=1, is_low_open=False, is_whole=True)
BINARY: Final = Domain(0, 1, is_low_open=False, is_high_open=False, is_whole=True, values=(0.0, 1.0))
SIMPLEX: Final = replace(UNIT, mark="simplex")
ONE_HOT: Final = replace(BINARY, mark="one-hot")


def filter_domain_values(values: tuple[float, ...], domain: Domain = REAL) -> Domain | None:
    """Return the domain of those of some numbers that lie in ``domain``; None if there is none."""
    members = tuple(sorted({float(value) for value in values if is_number_in_domain(domain, value)}))
    if not members:
        return None
    is_whole = all(value == math.floor(value) for value in members)
    return Domain(members[0], members[-1], False, False, is_whole, members, domain.mark)


def is_number_in_domain(domain: Domain, value: float) -> bool:
    """Return whether a number lies in a domain."""
    if domain.values and value not in domain.values:
        return False
    is_above = value > domain.low or (value == domain.low and not domain.is_low_open)
    is_below = value < domain.high or (value == domain.high and not domain.is_high_open)
    return is_above and is_below and (not domain.is_whole or value == math.floor(value))


def normalise_domain(domain: Domain) -> Domain | None:
    """Return the canonical form of a domain: integer ends belong to it; None if it is empty."""
    if domain.values:
        return filter_domain_values(domain.values, replace(domain, values=()))
    low, high = float(domain.low), float(domain.high)
    is_low_open, is_high_open = domain.is_low_open or low == -INF, domain.is_high_open or high == INF
    if domain.is_whole:
        if low > -INF:
            low = float(math.floor(low) + 1 if is_low_open else math.ceil(low))
        if high < INF:
            high = float(math.ceil(high) - 1 if is_high_open else math.floor(high))
        is_low_open, is_high_open = low == -INF, high == INF
    if low > high or (low == high and (is_low_open or is_high_open)) or math.isnan(low) or math.isnan(high):
        return None
    return Domain(low, high, is_low_open, is_high_open, domain.is_whole, (), domain.mark)


def intersect_number_domains(first: Domain, second: Domain) -> Domain | None:
    """Return the intersection of two domains; None if it is empty, or they are marked differently."""
    if first.mark and second.mark and first.mark != second.mark:
        return None
    low, is_low_open = max((first.low, first.is_low_open), (second.low, second.is_low_open))
    high, is_high_closed = min((first.high, not first.is_high_open), (second.high, not second.is_high_open))
    is_whole = first.is_whole or second.is_whole
    mark = first.mark or second.mark
    domain = Domain(low, high, is_low_open, not is_high_closed, is_whole, (), mark)
    if not first.values and not second.values:
        return normalise_domain(domain)
    values = tuple(
        value for value in first.values or second.values if not second.values or value in second.values
    )
    return filter_domain_values(values, domain) if values else None


# What a paper's sheet declares of its letters, found by symbol and section.


class DeclaredLetters:
    """The rows of a sheet by their symbols: what the paper, an assistant or the reader said they are.

    What earlier versions guessed is a suggestion alone, and declares nothing.
    """

    def __init__(self, symbols: Iterable[SymbolRow]) -> None:
        self._rows: dict[tuple[str, int | None], SymbolRow] = {}
        for row in symbols:
            self._rows.setdefault((make_spelling_key(row.name), row.scope), row)

    def list_functions(self) -> frozenset[str]:
        """Return the names that are declared as functions, as the reader of formulas spells them."""
        called = (
            row
            for row in self._rows.values()
            if row.declared
            and _is_believed(row)
            and (
                row.is_called
                or row.declared.endswith(": operator")
                or isinstance(_read_row_type(row.declared, row.typed, row.symbol), FormulasFunction)
            )
        )
        symbols = (read_symbol(row.name) for row in called)
        return frozenset(spell_name(symbol.name) for symbol in symbols if symbol is not None)

    def find_row(self, ref: Ref, section: int) -> SymbolRow | None:
        """Return the row of a symbol in a section, else in the whole paper; None where it has none."""
        key = make_symbol_key(ref)
        return self._rows.get((key, section)) or self._rows.get((key, None))

    def find_type(self, ref: Ref, section: int, *, is_said: bool = False) -> FormulasType | None:
        """Return what a symbol is declared to be; None where nothing says it that is believed.

        Where it has to be ``is_said``, the reader alone is believed.
        """
        row = self.find_row(ref, section)
        if row is None:
            return None
        is_believed = (
            _is_believed(row)
            if not is_said
            else (row.declared_from is None or row.declared_from.kind == "you")
        )
        return _read_row_type(row.declared, row.typed, row.symbol) if is_believed else None


def _is_believed(row: SymbolRow) -> bool:
    return row.declared_from is None or row.declared_from.kind in ("assistant", "said", "you")


@lru_cache(maxsize=4096)
def _read_row_type(declared: str, typed: str, symbol: str) -> FormulasType | None:
    """Return what a row declares: of its symbol, ``W in R^(m x n)``, or as a type alone, ``m, n``."""
    if not declared:
        return None
    from drill.formulas import RowError, read_declaration, read_type  # with NumPy

    is_statement = declared.partition(" ")[0].rstrip(":") in (typed, symbol)
    if not is_statement:
        try:
            return read_type(declared)
        except RowError:
            pass  # a range: ``0 < p < 1``
    return read_declaration(declared)


# The names in an inline formula, and what it says of them: ``$x, y \in \mathbb{R}^n$``.

# Characters of an inline formula that may name something.
_LONGEST: Final = 400
_OPENING: Final = frozenset(("{", "(", "[", "\\{", "\\langle"))
_CLOSING: Final = frozenset(("}", ")", "]", "\\}", "\\rangle"))
DOTS: Final = frozenset(("\\ldots", "\\cdots", "\\dots"))
RELATIONS: Final = frozenset((
    "=", ":=", ":", "<", ">", "\\in", "\\subset", "\\subseteq", "\\sim", "\\geq", "\\leq", "\\rightarrow",
    "\\to", "\\approx", "\\neq", "\\equiv", "\\triangleq", "\\propto", "\\ll", "\\gg", "\\leftarrow",
    "\\mapsto",
    "\\coloneqq", "\\notin", "\\succ", "\\succeq",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a formula begins with, as LaTeX, and the relation after them."""

    names: tuple[str, ...]
    relation: str = ""


@lru_cache(maxsize=8192)
def read_names_in_formula(latex: str) -> Names | None:
    """Return the names in a formula; None if it is another expression or cannot be read."""
    tokens = canonical_tokens(latex) if len(latex) <= _LONGEST else None
    if not tokens:
        return None
    parts, relations = split_at(tokens, RELATIONS)
    heads = [part for part in split_at_commas(parts[0]) if part[:1] and part[0] not in DOTS]
    names = [name for part in heads if (name := read_named_thing(part))]
    if not names or len(names) != len(heads):
        return None
    if len(heads) < len(split_at_commas(parts[0])):
        names = names[-1:]  # ``x_1, \\ldots, x_n`` is called by its last
    if not relations:
        return Names(tuple(names))
    if len(names) > 1 and relations[0] == "=":
        return Names(tuple(names[:-1]))  # ``x_i, i = 1, \\ldots, n``
    return Names(tuple(names), relations[0])


def read_named_thing(tokens: Sequence[str]) -> str:
    """Return the LaTeX of one named thing: a symbol, a call, a norm, a gradient; empty for none."""
    latex = print_tokens_as_latex(tokens)
    if latex in ("\\log", "\\exp", "\\ln", "\\max", "\\min"):
        return ""
    if read_name(latex) is not None:
        return latex if not latex[0].isdigit() else ""
    opening = next((index for index, token in enumerate(tokens) if token in ("(", "[")), len(tokens))
    is_called = 0 < opening < len(tokens) and _find_closing_token(tokens, opening) == len(tokens) - 1
    if is_called and (
        tokens[0] in ("\\Pr", "\\log") or read_name(print_tokens_as_latex(tokens[:opening])) is not None
    ):
        inside = tokens[opening + 1 : -1]
        is_open = list(inside) == ["\\cdot"]
        return print_tokens_as_latex(tokens[:opening]) if is_open else latex
    if tokens[0] == "\\nabla" and len(tokens) > 1:
        behind = tokens[1:]
        if behind[0] == "_" and (end := _find_closing_token(behind, 1)):
            behind = behind[end + 1 :]
        return latex if behind and read_named_thing(behind) else ""
    return ""


def split_at(tokens: Sequence[str], marks: frozenset[str]) -> tuple[list[list[str]], list[str]]:
    """Return the parts between separators outside of brackets, and the separators."""
    parts: list[list[str]] = [[]]
    separators: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth <= 0 and token in marks:
            separators.append(token)
            parts.append([])
        else:
            parts[-1].append(token)
    return parts, separators


def split_at_commas(tokens: Sequence[str]) -> list[list[str]]:
    """Return the parts between commas."""
    return [part for part in split_at(tokens, frozenset((",",)))[0] if part]


def is_balanced(tokens: Sequence[str]) -> bool:
    """Return whether every bracket is closed, and none before it opens."""
    depth = 0
    for token in tokens:
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth < 0:
            return False
    return depth == 0


def _find_closing_token(tokens: Sequence[str], opening: int) -> int:
    """Return where the bracket that opens at ``opening`` closes; 0 if it does not."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += (tokens[index] in _OPENING) - (tokens[index] in _CLOSING)
        if depth == 0:
            return index
    return 0


def inline_formulas(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the LaTeX of each inline formula of a paragraph."""
    pieces = text.split("$")
    offset = 0
    is_display = False
    for number, segment in enumerate(pieces):
        if number % 2 == 1 and segment and not is_display:
            yield offset, segment
        is_display ^= not segment and 0 < number < len(pieces) - 1
        offset += len(segment) + 1
