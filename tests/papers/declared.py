"""Small papers for tests: formulas in LaTeX with declarations, read and typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from drill.papers.sheet.solve import table_of
from drill.papers.sheet.statement_types import typed_lines
from drill.papers.sheet.table import Table

from drill.notation.tree import Ref
from drill.papers import FormulaRow, Origin, Sheet, SymbolRow
from drill.papers.draft import Line
from drill.papers.lowering.formula import read_formula
from drill.papers.lowering.inputs import RefusedError
from drill.papers.read import lines_of as read_lines
from drill.papers.sheet.model import OriginKind
from drill.papers.sheet.symbols import read_name, typed_name
from drill.papers.sheet.types import Question


def lines_of(sheet: Sheet, formulas: Iterable[str], sections: Sequence[int] = ()) -> tuple[Line, ...]:
    """The statements of displays, each in section 1 unless told."""
    rows = tuple(
        FormulaRow(f"f{at}", latex, number=str(at), section=sections[at - 1] if sections else 1)
        for at, latex in enumerate(formulas, 1)
    )
    return tuple(read_lines(replace(sheet, formulas=rows)))


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


def name(latex: str) -> Ref:
    found = read_name(latex)
    assert found is not None
    return found


def question_of(line: Line) -> Question:
    """What is asked about a line that is not computed."""
    assert line.typed is not None
    with pytest.raises(RefusedError) as refused:
        read_formula(line.typed.statement, line.typed.quantities)
    assert refused.value.question is not None
    return refused.value.question
