"""What a paper's sheet declares of its letters, found by symbol and section."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from drill.notation import spell_name
from drill.notation.tree import Ref
from drill.papers.model import YOU, SymbolRow
from drill.papers.sheet.symbol_keys import make_spelling_key, make_symbol_key, read_symbol
from drill.types import Function, RowError, Type, read_said_type, read_type


def read_row_type(row: SymbolRow) -> Type | None:
    """Return what a sheet's row says that its symbol is; None where it says nothing that can be read."""
    return _read_type(row.declared, row.typed, row.symbol) if row.declared else None


@lru_cache(maxsize=4096)
def _read_type(declared: str, typed: str, symbol: str) -> Type | None:
    return read_said_type(declared, (typed, symbol))


def declare_type(row: SymbolRow, text: str) -> SymbolRow:
    """Return a row of which the reader says a type; as it is where the reader has said the same before.

    A type that reads as a statement about the letter, ``d > 0`` of ``d``, is kept behind its name.
    """
    try:
        kind = read_type(text)
    except RowError:
        return replace(row, declared=text, declared_from=YOU)
    if row.declared_from == YOU and read_row_type(row) == kind:
        return row
    is_alone = read_said_type(text, (row.typed, row.symbol)) == kind
    declared = text if is_alone else f"{row.typed or row.symbol}: {text}"
    return replace(row, declared=declared, declared_from=YOU)


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
        declared = [row for row in self._rows.values() if row.declared and _is_believed(row)]
        called = [row for row in declared if row.is_called or isinstance(read_row_type(row), Function)]
        symbols = (read_symbol(row.name) for row in called)
        return frozenset(spell_name(symbol.name) for symbol in symbols if symbol is not None)

    def find_row(self, ref: Ref, section: int) -> SymbolRow | None:
        """Return the row of a symbol in a section, else in the whole paper; None where it has none."""
        key = make_symbol_key(ref)
        return self._rows.get((key, section)) or self._rows.get((key, None))

    def find_type(self, ref: Ref, section: int, *, is_said: bool = False) -> Type | None:
        """Return what a symbol is declared to be; None where nothing says it that is believed.

        Where it has to be ``is_said``, the reader alone is believed.
        """
        row = self.find_row(ref, section)
        if row is None:
            return None
        is_yours = row.declared_from is None or row.declared_from.kind == "you"
        return read_row_type(row) if is_yours or (_is_believed(row) and not is_said) else None


def _is_believed(row: SymbolRow) -> bool:
    return row.declared_from is None or row.declared_from.kind in ("assistant", "said", "you")
