"""Statements from declarations alone: every part has a type, and gaps are questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.errors import DrillError
from drill.latex import canonical
from drill.papers import parse_declaration
from drill.papers.sheet.declarations import printed
from drill.papers.sheet.solve import filled, table_of
from drill.papers.sheet.statement_types import typed_lines
from drill.papers.sheet.types import Typed
from tests.rows import sample

from .declared import lines_of, question_of, row_of, sheet_of, typed_paper


@pytest.mark.parametrize(
    ("formula", "declared", "about", "asks"),
    [
        ("H = X B", {"H": "_ in R^(n x n)"}, "X", "type"),
        ("y = f(x) + a", {"x": "_ in R^n"}, r"f(\cdot)", "function"),
    ],
)
def test_a_gap_is_a_question(formula: str, declared: dict[str, str], about: str, asks: str) -> None:
    (line,) = typed_paper([formula], *(row_of(symbol, said) for symbol, said in declared.items()))
    question = question_of(line)
    assert (question.about, question.asks) == (about, asks)


def test_quantities_stand_in_the_order_of_the_formula_without_what_runs() -> None:
    (line,) = typed_paper(
        [r"s_t = \sum_{i=1}^{n} w_i x_i + b"],
        *(
            row_of(symbol, said)
            for symbol, said in {"x_i": "_ in R^d", "w_i": "_ > 0", "b": "_ in R^d"}.items()
        ),
    )
    assert isinstance(line.typed, Typed)
    assert [one.typed for one in line.typed.quantities] == ["s_t", "n", "w_i", "x_i", "b"]


def test_another_step_is_another_quantity_of_the_same_row() -> None:
    (line,) = typed_paper([r"m_t = \beta m_{t-1} + (1 - \beta) g_t"], row_of("m_t", "_ in R^d"))
    assert isinstance(line.typed, Typed)
    rows = [one.key for one in line.typed.quantities if one.symbol.name.base == "m"]
    assert len(rows) == 2
    assert len(set(rows)) == 1


def is_canonical(latex: str) -> bool:
    try:
        return bool(canonical(latex))
    except DrillError:
        return False


READINGS = Path(__file__).parents[1] / "notation" / "readings"


@pytest.mark.parametrize("path", sample(sorted(READINGS.glob("*.txt"))[:6], 3), ids=lambda path: path.stem)
def test_every_formula_is_typed_or_asked_about_and_fills_a_sheet(path: Path) -> None:
    texts = [line for line in path.read_text("utf-8").splitlines() if line[:1] not in ("", " ", "#")]
    formulas = [text for text in texts if is_canonical(text)]
    sheet = sheet_of()
    lines = lines_of(sheet, formulas, [at // 10 for at in range(len(formulas))])
    table = table_of(sheet, lines)
    for line in typed_lines(lines, table):
        assert (line.typed is None) == (line.statement is None)
        if isinstance(line.typed, Typed):
            assert all(one.type is not None for one in line.typed.quantities)
    for row in filled(sheet, table).symbols:
        assert printed(parse_declaration(row.declared)) == row.declared
