"""Of each worked formula one exercise comes a day: that of today, one that is due, else the next new one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from drill.gyr.events import ItemId
from drill.gyr.skills import ExerciseProgress
from drill.gyr.state import NEVER_MET, ItemState, Standing, due
from drill.session.standing.withheld_exercises import find_coming

TODAY = date(2026, 11, 20)
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)
GAPS = (1, 3, 7, 14)
ITEMS = [ItemId(f"papers/walk/numpy-0{number}") for number in range(3)]
RED = replace(NEVER_MET, state="red", passes=1, first_red=1)


def coming(states: dict[int, ItemState], parts: dict[int, ExerciseProgress]) -> int | None:
    standing = Standing.of({ITEMS[at]: state for at, state in states.items()})
    met = {ITEMS[at]: part for at, part in parts.items()}
    found = find_coming(ITEMS, standing, met, GAPS, TODAY)
    return None if found is None else ITEMS.index(found)


def met(on: date, **fields: Any) -> ExerciseProgress:
    return ExerciseProgress(state="green", met_on=on, **fields)


def test_the_first_comes_at_any_time_and_the_next_from_the_day_after_it() -> None:
    assert coming({}, {}) == 0
    assert coming({}, {0: met(YESTERDAY)}) == 1
    assert coming({}, {0: met(YESTERDAY), 1: met(YESTERDAY)}) == 2
    assert coming({}, {at: met(YESTERDAY) for at in range(3)}) is None
    assert coming({}, {0: met(TOMORROW)}) is None, "the clock went back"


@pytest.mark.parametrize("field", ["met_on", "green_on", "held_on"])
def test_what_came_today_is_that_of_today(field: str) -> None:
    part = replace(met(YESTERDAY), **{field: TODAY})
    assert coming({}, {1: part}) == 1
    assert coming({2: replace(RED, study_day=TODAY)}, {}) == 2


def test_what_is_due_comes_before_what_is_new() -> None:
    yesterday = replace(RED, study_day=YESTERDAY)
    assert due(yesterday, GAPS) == TODAY
    assert coming({1: yesterday}, {1: met(YESTERDAY)}) == 1
    rests = replace(RED, study_day=YESTERDAY, passes=2)
    day = due(rests, GAPS)
    assert day is not None
    assert day > TODAY
    assert coming({1: rests}, {0: met(YESTERDAY), 1: met(YESTERDAY)}) == 2
    overdue = replace(RED, study_day=TODAY - timedelta(9))
    assert coming({2: overdue}, {2: met(TODAY - timedelta(9))}) == 2
    parked = replace(yesterday, state="parked")
    assert coming({1: parked}, {1: met(YESTERDAY)}) == 0
