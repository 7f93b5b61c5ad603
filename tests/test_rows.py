"""Tables inside one test: every row is tried, and what fails is told with its row."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests import rows
from tests.rows import each_row

SOME = [(1, 1), (2, 3), pytest.param(4, 5, marks=pytest.mark.xfail(strict=True)), (6, 7)]


def test_all_rows_that_fail_are_told() -> None:
    @each_row("one, other", SOME)
    def equal(one: int, other: int) -> None:
        assert one == other

    with pytest.raises(pytest.fail.Exception, match=r"2 of 4 rows fail") as told:
        equal()
    assert "one=2, other=3" in str(told.value)
    assert "one=6, other=7" in str(told.value)


def test_a_known_limit_that_holds_is_told() -> None:
    @each_row("one", [pytest.param(1, marks=pytest.mark.xfail(strict=True))])
    def is_one(one: int) -> None:
        assert one == 1

    with pytest.raises(pytest.fail.Exception, match="a known limit that holds by now"):
        is_one()


def test_of_a_large_table_the_same_seventh_is_tried_whatever_its_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rows, "tried_tables", {})

    def try_rows(table: Iterable[int], *, all_rows: bool) -> list[int]:
        monkeypatch.setattr(rows, "ALL_ROWS", all_rows)
        tried: list[int] = []

        @each_row("one", table, is_large=True)
        def look(one: int) -> None:
            tried.append(one)

        look()
        assert [*rows.tried_tables.values()] == [len(tried)]
        return tried

    seventh = try_rows(range(700), all_rows=False)
    assert 60 < len(seventh) < 140
    assert try_rows(reversed(range(350, 700)), all_rows=False) == [n for n in seventh if n >= 350][::-1]
    assert try_rows(range(700), all_rows=True) == [*range(700)]
