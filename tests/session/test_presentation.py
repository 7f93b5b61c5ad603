"""A paper that has to be presented on a day: its central formulas first, and what there is no time for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import UsageError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId
from drill.gyr.path import Formula
from drill.gyr.skills import Part
from drill.session.presentation import plan_presentation, read_day
from tests.entries import entry

TODAY = date(2026, 11, 25)  # a Wednesday


def formula(name: str, exercises: int, *, is_central: bool = False) -> Formula:
    items = tuple(ItemId(f"papers/p/{name}-{number}") for number in range(exercises))
    return Formula(name, frozenset(), items, name, is_central)


def entries_of(*formulas: Formula) -> dict[ItemId, Entry]:
    return {
        item: entry(item, level=1 + number) for each in formulas for number, item in enumerate(each.items)
    }


PAPER = (
    formula("loss", 1), formula("jump", 2, is_central=True), formula("bound", 4), formula("none", 0),
    formula("mean", 3, is_central=True),
)  # fmt: skip


def test_central_formulas_come_first_and_then_those_with_most_exercises() -> None:
    planned = plan_presentation(PAPER, entries_of(*PAPER), {}, days=3, minutes=40)
    assert planned.items == ("papers/p/jump-0", "papers/p/mean-0", "papers/p/bound-0", "papers/p/loss-0")
    assert planned.left_out == ("none",)
    assert planned.describe_left_out() == "Not covered: none."


def test_what_there_is_no_time_for_is_named_in_the_papers_order() -> None:
    planned = plan_presentation(PAPER, entries_of(*PAPER), {}, days=1, minutes=8)
    assert planned.items == planned.today == ("papers/p/jump-0", "papers/p/mean-0")
    assert planned.left_out == ("loss", "bound", "none")


def test_what_was_green_is_covered_and_what_was_tried_goes_on() -> None:
    tried = {
        ItemId("papers/p/jump-1"): Part("green", met_on=TODAY, green_on=TODAY),
        ItemId("papers/p/mean-2"): Part("red", met_on=TODAY),
        ItemId("papers/p/loss-0"): Part("parked", met_on=TODAY, was_parked=True),
    }
    planned = plan_presentation(PAPER, entries_of(*PAPER), tried, days=3, minutes=40)
    assert planned.items == ("papers/p/mean-2", "papers/p/bound-0")
    assert planned.left_out == ("loss", "none")


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=8), st.integers(1, 5), st.floats(1, 60))
def test_each_formula_is_covered_or_named_and_today_is_a_part(
    rows: list[tuple[int, bool]], days: int, minutes: float
) -> None:
    formulas = [formula(str(number), *row[:1], is_central=row[1]) for number, row in enumerate(rows)]
    planned = plan_presentation(formulas, entries_of(*formulas), {}, days=days, minutes=minutes)
    covered = {item.rpartition("/")[2].partition("-")[0] for item in planned.items}
    assert covered | {*planned.left_out} == {each.called for each in formulas}
    assert not covered & {*planned.left_out}
    assert {*planned.today} <= {*planned.items}
    assert bool(planned.today) == bool(planned.items)


@pytest.mark.parametrize(
    ("text", "days"),
    [("fri", 2), ("Friday", 2), ("wed", 0), ("tue", 6), ("today", 0), ("tomorrow", 1), ("2026-12-01", 6)],
)
def test_a_day_is_a_weekday_or_a_date(text: str, days: int) -> None:
    assert read_day(text, TODAY) == TODAY + timedelta(days)


@pytest.mark.parametrize("text", ["2026-11-24", "soon", "fr", "", "2026-13-01"])
def test_a_day_that_has_passed_or_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_day(text, TODAY)
