"""Formulas of many fields are read as a mathematician reads them, or refused: never otherwise."""

from __future__ import annotations

import pytest

from tests.papers_first.forms import REFUSE, Row, read, rows

ROWS = tuple(rows())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.latex[:60])
def test_a_row_is_read_rightly_or_refused(row: Row) -> None:
    assert read(row.latex) in (*row.readings, REFUSE)


def test_most_rows_with_one_reading_are_read() -> None:
    clear = [row for row in ROWS if REFUSE not in row.readings]
    assert len(ROWS) >= 300
    assert sum(read(row.latex) != REFUSE for row in clear) >= 0.97 * len(clear)
