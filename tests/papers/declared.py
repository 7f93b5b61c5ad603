"""Small papers for tests: formulas in LaTeX with declarations, read and typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from drill.latex import canonical
from drill.notation import Notation, notation_of, statements
from drill.papers.draft import Line
from drill.papers.sheet.model import FormulaRow, Origin, OriginKind, Sheet, SymbolRow
from drill.papers.sheet.solve import table_of
from drill.papers.sheet.statement_types import typed_lines
from drill.papers.sheet.symbols import read_name, typed_name
from drill.papers.sheet.table import Table, declared_functions


def lines_of(sheet: Sheet, formulas: Iterable[str], sections: Sequence[int] = ()) -> tuple[Line, ...]:
    """The statements of displays, each in section 1 unless told."""
    tokens = [canonical(latex) for latex in formulas]
    known = notation_of(tokens, Notation(functions=declared_functions(sheet)))
    found: list[Line] = []
    for at, display in enumerate(tokens):
        row = FormulaRow(f"f{at + 1}", "", number=str(at + 1), section=sections[at] if sections else 1)
        for index, parsed in enumerate(statements(display, known)):
            found.append(Line(row, index, parsed.tokens, parsed.statement, parsed.refused))
    return tuple(found)


def row_of(symbol: str, declared: str, kind: OriginKind = "you", scope: int | None = None) -> SymbolRow:
    """A row of a sheet; ``_`` in the declaration stands for the symbol's name."""
    name = read_name(symbol.removesuffix(r"(\cdot)"))
    assert name is not None
    typed = typed_name(name)
    return SymbolRow(
        symbol, typed, re.sub(r"\b_\b", typed, declared), declared_from=Origin(kind, "line 1"), scope=scope
    )


def sheet_of(*rows: SymbolRow) -> Sheet:
    """A sheet with symbols alone."""
    return Sheet("paper", symbols=rows)


def solved(formulas: Iterable[str], *rows: SymbolRow, sections: Sequence[int] = ()) -> Table:
    """The table of a small paper."""
    sheet = sheet_of(*rows)
    return table_of(sheet, lines_of(sheet, formulas, sections))


def typed_paper(formulas: Iterable[str], *rows: SymbolRow, sections: Sequence[int] = ()) -> tuple[Line, ...]:
    """The lines of a small paper, typed."""
    sheet = sheet_of(*rows)
    lines = lines_of(sheet, formulas, sections)
    return typed_lines(lines, table_of(sheet, lines))
