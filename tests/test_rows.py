"""Tables inside one test: every row is tried, and what fails is told with its row."""

from __future__ import annotations

import pytest

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
