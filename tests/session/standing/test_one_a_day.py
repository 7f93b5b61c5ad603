"""Of each worked formula one exercise comes a day, of a paper beside the goal two; and when a note comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from drill.gyr.events import ItemId
from drill.gyr.skills import ExerciseProgress
from drill.gyr.state import NEVER_MET, ItemState, Standing, due
from drill.session.standing.note_exercises import RESTS_DAYS, is_note_due
from drill.session.standing.withheld_exercises import choose_beside_goal, find_coming

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


def beside(
    states: dict[int, ItemState], parts: dict[int, ExerciseProgress], held_back: tuple[int, ...] = ()
) -> list[int]:
    standing = Standing.of({ITEMS[at]: state for at, state in states.items()})
    known = {ITEMS[at]: part for at, part in parts.items()}
    held = {ITEMS[at] for at in held_back}
    return [ITEMS.index(item) for item in choose_beside_goal(ITEMS, standing, known, held, GAPS, TODAY)]


def test_two_exercises_come_beside_the_goal_those_due_before_new_ones() -> None:
    assert beside({}, {}) == [0, 1]
    assert beside({}, {}, (0,)) == [1, 2]
    assert beside({}, {0: met(YESTERDAY)}) == [1, 2]
    yesterday = replace(RED, study_day=YESTERDAY)
    assert beside({2: yesterday}, {2: met(YESTERDAY)}) == [2, 0]
    assert beside({2: yesterday}, {2: met(YESTERDAY)}, (2,)) == [2, 0], "what was met comes again"
    rests = replace(RED, study_day=YESTERDAY, passes=2)
    assert beside({2: rests}, {2: met(YESTERDAY)}) == [0, 1]


def test_what_came_today_takes_its_place() -> None:
    assert beside({}, {0: met(TODAY)}) == [1]
    assert beside({}, {0: met(TODAY), 1: met(YESTERDAY, held_on=TODAY)}) == []
    assert beside({}, {at: met(TODAY) for at in range(3)}) == []
    assert beside({1: replace(RED, study_day=TODAY)}, {}) == [0]


RESTED = TODAY - timedelta(RESTS_DAYS)


@pytest.mark.parametrize(
    ("written_on", "state", "is_due"),
    [
        (RESTED, NEVER_MET, True),
        (RESTED + timedelta(1), NEVER_MET, False),
        (RESTED, replace(RED, study_day=YESTERDAY), True),
        (RESTED + timedelta(1), replace(RED, study_day=YESTERDAY), False),
        (RESTED, replace(RED, study_day=YESTERDAY, passes=2), False),
        (RESTED, replace(RED, study_day=TODAY - timedelta(3), passes=2), True),
        (RESTED, replace(NEVER_MET, study_day=TODAY), False),
        (RESTED, replace(RED, study_day=YESTERDAY, state="green"), False),
        (RESTED, replace(RED, study_day=YESTERDAY, state="parked"), False),
        (RESTED, replace(NEVER_MET, state="yellow"), True),
    ],
)
def test_a_note_rests_and_then_follows_its_marks(written_on: date, state: ItemState, is_due: bool) -> None:
    assert is_note_due(written_on, state, GAPS, TODAY) == is_due
