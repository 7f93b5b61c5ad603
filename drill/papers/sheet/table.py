"""The sheet in memory: what is known of each symbol, in the whole paper and in each section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from drill.errors import PaperError
from drill.notation import spelled
from drill.notation.tree import Ref, Running
from drill.papers.sheet import types
from drill.papers.sheet.declarations import Declaration, parse_declaration
from drill.papers.sheet.model import RANK, Origin, Sheet
from drill.papers.sheet.symbols import CALLED, key_of, read_symbol, typed_name
from drill.papers.sheet.types import Quantity


def key_of_symbol(ref: Ref, is_called: bool = False) -> str:
    """A symbol's row: its name, its digits and its mark; running indices are open; a function has its own."""
    return f"{key_of(ref)}(·)" if is_called else key_of(ref)


@dataclass(frozen=True, slots=True)
class Told:
    """A declaration of the sheet that nobody computed: said, guessed from a noun, or yours."""

    symbol: Ref
    is_called: bool
    declaration: Declaration
    origin: Origin
    scope: int | None = None

    @property
    def key(self) -> str:
        """The symbol's row."""
        return key_of_symbol(self.symbol, self.is_called)


def told(sheet: Sheet) -> tuple[Told, ...]:
    """What the sheet declares, but for what was solved; a declaration that is not read says nothing."""
    found: list[Told] = []
    for row in sheet.symbols:
        origin = row.declared_from or Origin("you")
        symbol = read_symbol(row.symbol.removesuffix(CALLED))
        if not row.declared or symbol is None or origin.kind == "solved":
            continue
        try:
            declaration = parse_declaration(row.declared)
        except PaperError:  # who edits a sheet is told at once; what a text says may not fit together
            continue
        is_called = row.symbol.endswith(CALLED) or isinstance(declaration.type, types.Function)
        found.append(Told(symbol, is_called, declaration, origin, row.scope))
    return tuple(found)


def declared_functions(sheet: Sheet) -> frozenset[str]:
    """Names that the sheet declares as functions, as the reader of formulas spells them."""
    return frozenset(spelled(one.symbol.name) for one in told(sheet) if one.is_called)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one symbol, in one section or everywhere; ``type`` is None while nothing is.

    ``domain_from`` is None where nothing is known of the numbers it may take. ``is_law``: something writes it
    as a law, so that its values are chances or densities.
    """

    symbol: Ref
    is_called: bool
    typed: str
    type: types.Type | None
    domain: types.Domain = types.REAL
    means: str = ""
    type_from: Origin | None = None
    domain_from: Origin | None = None
    ends: tuple[str | int, str | int] | None = None
    is_law: bool = False

    @property
    def key(self) -> str:
        """The symbol's row."""
        return key_of_symbol(self.symbol, self.is_called)

    @property
    def is_type_sure(self) -> bool:
        """Whether its type is said, solved or yours."""
        return self.type_from is not None and self.type_from.kind != "guessed"

    @property
    def is_domain_sure(self) -> bool:
        """Whether its numbers are said, counted or yours, or need not be: of arrays, of calls."""
        value = self.type.of if isinstance(self.type, types.Random) else self.type
        return (
            (self.domain_from is not None and self.domain_from.kind != "guessed")
            or self.is_called
            or isinstance(value, types.Array | types.IndexType | types.SetType | types.Law)
        )

    @property
    def why(self) -> str:
        """Where a guess comes from; empty for what is sure."""
        found: list[str] = []
        if not self.is_type_sure:
            found.append(self.type_from.where if self.type_from else "nothing says what it is")
        if not self.is_domain_sure:
            nothing = "nothing says which numbers it may take"
            found.append(self.domain_from.where if self.domain_from else nothing)
        return "; ".join(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A symbol of which two things are known that cannot both hold."""

    symbol: Ref
    what: tuple[str, ...]
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Facts by key and section; None is the whole paper."""

    facts: Mapping[tuple[str, int | None], Fact] = field(default_factory=dict[tuple[str, int | None], Fact])
    contradictions: tuple[Contradiction, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """All names that learners type for the paper's symbols."""
        return frozenset(fact.typed for fact in self.facts.values())

    def fact(self, ref: Ref, section: int | None, is_called: bool = False) -> Fact | None:
        """What is known of a symbol, or of a function of that name, at a place."""
        key = key_of_symbol(ref, is_called)
        return self.facts.get((key, section)) or self.facts.get((key, None))

    def of(self, ref: Ref, section: int | None = None, is_called: bool = False) -> Quantity | None:
        """A symbol as it stands at a place; None where it is none of the paper's."""
        fact = self.fact(ref, section, is_called)
        if fact is None:
            return None
        return Quantity(
            key=fact.key,
            symbol=ref,
            typed=typed_at(fact, ref) if fact.type is not None else fact.typed,
            type=fact.type or types.Unknown(),
            domain=fact.domain,
            means=fact.means,
            is_sure=fact.is_type_sure and fact.is_domain_sure,
            why=fact.why,
            is_law=fact.is_law,
        )


def typed_at(fact: Fact, ref: Ref) -> str:
    """The name to type for a symbol at its place or step: ``m_t``, ``m_t_prev`` for ``m_{t-1}``."""
    own, first = typed_name(ref), typed_name(fact.symbol)
    if own == first:
        own = fact.typed
    elif fact.typed not in (first, first.split("_")[0]):
        own = fact.typed + own.removeprefix(first.split("_")[0])
    indices = (*ref.below, *ref.above)
    return own + "".join(_step(index.offset) for index in indices if isinstance(index, Running))


def _step(offset: int) -> str:
    """An offset as a part of a name: ``_prev``, ``_next``, ``_m2``."""
    words = {-1: "_prev", 0: "", 1: "_next"}
    return words[offset] if offset in words else f"_{'m' if offset < 0 else 'p'}{abs(offset)}"


def strongest(kinds: Iterable[Told]) -> list[Told]:
    """Of several declarations those whose origin is the strongest."""
    found = list(kinds)
    best = max((RANK[one.origin.kind] for one in found), default=0)
    return [one for one in found if RANK[one.origin.kind] == best]


def value_type(kind: types.Type | None) -> types.Type | None:
    """What a symbol's value is: of a random variable what it is of, of a running letter a number."""
    match kind:
        case types.Random(of):
            return of
        case types.IndexType():
            return types.Number()
        case _:
            return kind
