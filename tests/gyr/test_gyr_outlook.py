"""What lies ahead, from counts alone: minutes due, minutes left, and a day with its band."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.fold import Cell
from drill.gyr.progress import (
    Finish,
    bucket_of,
    days_ahead,
    finish,
    minutes_left,
    pace,
    quantile,
    seconds_by_pass,
    seconds_of,
)

TODAY = date(2026, 11, 20)
GAPS = (1, 3, 7, 14)
MINUTE = {bucket_of(60): 20}
TIMES = {1: MINUTE, 2: {bucket_of(30): 20}}


@given(st.floats(1, 1e6))
def test_a_bucket_is_within_five_per_cent(seconds: float) -> None:
    assert abs(seconds_of(bucket_of(seconds)) / seconds - 1) < 0.05


@given(st.lists(st.floats(1, 3600), min_size=1, max_size=40), st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_a_quantile_of_buckets_is_one_of_the_values(seconds: list[float], share: float) -> None:
    told = quantile(Counter(map(bucket_of, seconds)), share)
    exact = sorted(seconds)[math.ceil(share * len(seconds) - 1e-9) - 1]
    assert told == pytest.approx(exact, rel=0.05)


def test_nothing_counted_has_no_quantile() -> None:
    assert quantile({}, 0.5) == 0.0
    assert quantile({bucket_of(10): 0, bucket_of(60): 4}, 0.0) == pytest.approx(60, rel=0.05)


def test_a_pass_with_few_attempts_takes_what_all_take() -> None:
    assert seconds_by_pass(TIMES, 1) == pytest.approx(60, rel=0.05)
    assert seconds_by_pass(TIMES, 2) == pytest.approx(30, rel=0.05)
    assert seconds_by_pass({1: MINUTE, 3: {bucket_of(500): 2}}, 3) == pytest.approx(60, rel=0.05)
    assert seconds_by_pass({}, 1) == 90
    halves = {1: {bucket_of(60): 5}, 2: {bucket_of(60): 5}}
    assert seconds_by_pass(halves, 1) == pytest.approx(60, rel=0.05)
    assert seconds_by_pass(halves | {2: {bucket_of(60): 4}}, 1) == 90
    assert seconds_by_pass({1: {bucket_of(60): 10}, 2: {bucket_of(500): 40}}, 1) == pytest.approx(
        60, rel=0.05
    )


def test_what_is_overdue_or_wild_comes_today() -> None:
    dues = [
        (TODAY - timedelta(3), 1, 2),
        (TODAY, 1, 1),
        (TODAY + timedelta(13), 2, 4),
        (TODAY + timedelta(14), 1, 8),
        (TODAY + timedelta(400), 1, 16),
    ]
    ahead = days_ahead(dues, TODAY, GAPS, TIMES)
    assert [day.items for day in ahead] == [2 + 1 + 16] + [0] * 12 + [4]
    assert ahead[0].minutes == pytest.approx(19, rel=0.05)
    assert ahead[13].minutes == pytest.approx(2, rel=0.05)
    assert [day.day for day in ahead] == [TODAY + timedelta(n) for n in range(14)]


def cell(pass_: int, column: str) -> Cell:
    return Cell(1, pass_, "first", column)  # type: ignore[arg-type]


def test_nothing_waiting_takes_nothing() -> None:
    assert minutes_left({}, TIMES) == 0
    assert minutes_left({cell(1, "green"): 5}, TIMES) == 0


def test_what_settles_at_once_takes_one_attempt() -> None:
    counts = {cell(1, "green"): 10_000, cell(1, "waiting"): 60}
    assert minutes_left(counts, {1: MINUTE}) == pytest.approx(60, rel=0.06)


def test_what_settles_half_the_time_takes_two_attempts() -> None:
    counts = {cell(1, "waiting"): 30}
    assert minutes_left(counts, {1: MINUTE}) == pytest.approx(60, rel=0.06)


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 6), st.sampled_from(["green", "yellow", "red", "parked", "waiting"])),
        st.integers(0, 50),
    )
)
def test_more_waiting_takes_longer(counts: dict[tuple[int, str], int]) -> None:
    cells = {cell(*place): n for place, n in counts.items()}
    for pass_ in range(1, 7):  # whatever parked was red
        cells[cell(pass_, "parked")] = min(counts.get((pass_, "parked"), 0), counts.get((pass_, "red"), 0))
    before = minutes_left(cells, TIMES)
    more = cells | {cell(1, "waiting"): cells.get(cell(1, "waiting"), 0) + 1}
    assert 0 <= before < minutes_left(more, TIMES)


def test_the_pace_counts_days_without_drill_from_the_first_on() -> None:
    day = TODAY - timedelta(3)
    assert pace({}, TODAY) == []
    assert pace({day: 20.0}, TODAY) == [20.0, 0.0, 0.0]
    assert pace({day: 20.0, TODAY: 10.0}, TODAY) == [20.0, 0.0, 0.0, 10.0]
    assert pace({TODAY - timedelta(100): 5.0, day: 20.0}, TODAY) == [0.0] * 11 + [20.0, 0.0, 0.0]
    assert pace({TODAY: 10.0}, TODAY) == [10.0]


def test_the_band_is_narrow_for_a_steady_learner() -> None:
    steady = finish(100, [10.0] * 14, TODAY)
    assert steady is not None
    assert steady.early == steady.day == steady.late == TODAY + timedelta(10)
    wavering = finish(100, [0.0, 20.0] * 7, TODAY)
    assert wavering is not None
    assert wavering.day == TODAY + timedelta(10)
    assert wavering.late is not None
    assert wavering.early < wavering.day < wavering.late


def test_after_one_day_the_pace_is_known_to_a_half() -> None:
    assert finish(100, [10.0], TODAY) == Finish(
        TODAY + timedelta(10), TODAY + timedelta(7), TODAY + timedelta(20)
    )


def test_no_pace_no_end() -> None:
    assert finish(100, [], TODAY) is None
    assert finish(100, [0.0, 0.0], TODAY) is None
    assert finish(1e9, [1.0] * 14, TODAY) is None
    once = finish(100, [40.0] + [0.0] * 13, TODAY)
    assert once is not None
    assert once.late is None
