"""What a sheet declares of symbols; beside formulas nothing else tells their types and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from drill.errors import PaperError
from drill.notation import spelled
from drill.notation.tree import Ref
from drill.papers.sheet import types
from drill.papers.sheet.declarations import Declaration, parse_declaration
from drill.papers.sheet.model import Origin, Sheet
from drill.papers.sheet.symbols import CALLED, key_of, read_symbol


def key_of_symbol(ref: Ref, is_called: bool = False) -> str:
    """Return a symbol's key: its name, digits and mark; running indices are open; a function has its own."""
    return f"{key_of(ref)}(·)" if is_called else key_of(ref)


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration of the sheet; ``scope`` is the section in which alone it holds, None for the paper."""

    symbol: Ref
    is_called: bool
    declaration: Declaration
    origin: Origin
    scope: int | None = None

    @property
    def is_weak(self) -> bool:
        """Whether it says a range or a law alone, which arrays have, too."""
        kind = self.declaration.type
        return self.declaration.is_range or (isinstance(kind, types.Random) and kind.of == types.Number())


def declared_in(sheet: Sheet) -> tuple[Declared, ...]:
    """Return what the paper or the reader declares; a declaration that cannot be read declares nothing."""
    found: list[Declared] = []
    for row in sheet.symbols:
        origin = row.declared_from or Origin("you")
        symbol = read_symbol(row.symbol.removesuffix(CALLED))
        if not row.declared or symbol is None or origin.kind not in ("said", "you"):
            continue
        try:
            declaration = parse_declaration(row.declared)
        except PaperError:  # who edits a sheet is told at once; what a text says may not fit together
            continue
        is_called = row.symbol.endswith(CALLED) or isinstance(declaration.type, types.Function)
        found.append(Declared(symbol, is_called, declaration, origin, row.scope))
    return tuple(found)


def declared_functions(declared: tuple[Declared, ...]) -> frozenset[str]:
    """Return the names that are declared as functions, as the reader of formulas spells them."""
    return frozenset(spelled(declaration.symbol.name) for declaration in declared if declaration.is_called)
