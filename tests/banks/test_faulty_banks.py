"""Every fault of a faulty bank is told, at its place and in its words."""

from __future__ import annotations

from tests.banks.faulty_banks import faults_of, rows
from tests.rows import each_row, sample


@each_row(("text", "faults"), lambda: sample(list(rows()), 6))
def test_all_that_is_wrong_is_told_where_it_is(text: str, faults: list[str]) -> None:
    assert faults_of(text) == faults
