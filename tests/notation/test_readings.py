"""Formulas of many fields are read as a mathematician reads them, written down by hand before."""

from __future__ import annotations

from tests.notation.forms import REFUSE, read, rows


def test_most_rows_are_read_and_nearly_all_of_those_rightly() -> None:
    clear = [row for row in rows() if REFUSE not in row.readings]
    found = [(read(row.latex), row.readings) for row in clear]
    read_at_all = [(reading, due) for reading, due in found if reading != REFUSE]
    right = [reading for reading, due in read_at_all if reading in due]
    assert len(read_at_all) >= 0.95 * len(clear)
    assert len(right) >= 0.88 * len(read_at_all)
