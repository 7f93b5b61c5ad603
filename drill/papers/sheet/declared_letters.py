"""What a paper's sheet declares of its letters, found by symbol and section."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from drill.formulas import Function, Type
from drill.notation import spell_name
from drill.notation.tree import Ref
from drill.papers.model import SymbolRow
from drill.papers.sheet.symbol_keys import make_spelling_key, make_symbol_key, read_symbol


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
                or isinstance(_read_row_type(row.declared, row.typed, row.symbol), Function)
            )
        )
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
        is_believed = (
            _is_believed(row)
            if not is_said
            else (row.declared_from is None or row.declared_from.kind == "you")
        )
        return _read_row_type(row.declared, row.typed, row.symbol) if is_believed else None


def _is_believed(row: SymbolRow) -> bool:
    return row.declared_from is None or row.declared_from.kind in ("assistant", "said", "you")


@lru_cache(maxsize=4096)
def _read_row_type(declared: str, typed: str, symbol: str) -> Type | None:
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
