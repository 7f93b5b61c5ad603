"""Study days over rollovers, time zones and clocks that are wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from drill.gyr.events import clamp_due_day, local_day, skew, study_day
from tests.gyr.gyr_log import held_day

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = date(2026, 3, 10)
GAPS = (1, 3, 7, 14)


@pytest.mark.parametrize(
    ("hour", "minute", "offset", "begins", "day"),
    [
        (3, 59, 0, time(4), date(2026, 3, 9)),
        (4, 0, 0, time(4), date(2026, 3, 10)),
        (23, 0, 60, time(4), date(2026, 3, 10)),
        (3, 0, 60, time(4), date(2026, 3, 10)),
        (2, 0, -480, time(4), date(2026, 3, 9)),
        (0, 10, 0, time(0), date(2026, 3, 10)),
        (5, 20, 0, time(5, 30), date(2026, 3, 9)),
    ],
)
def test_the_day_rolls_over_at_the_events_own_offset(
    hour: int, minute: int, offset: int, begins: time, day: date
) -> None:
    assert local_day(datetime(2026, 3, 10, hour, minute, tzinfo=UTC), offset, begins) == day


def test_a_clock_set_back_within_36_hours_does_not_repeat_a_day() -> None:
    own = [(NOON, TODAY)]
    for back, day in ((24, TODAY), (36, TODAY), (37, date(2026, 3, 8))):
        at = NOON - timedelta(hours=back)
        assert study_day(at, 0, held_day(at, own)) == day


def test_travelling_west_does_not_repeat_a_day() -> None:
    evening = datetime(2026, 3, 10, 20, tzinfo=UTC)
    tokyo = study_day(evening, 540, None)
    assert tokyo == date(2026, 3, 11)
    assert study_day(evening, -480, held_day(evening, [(evening, tokyo)])) == tokyo


def test_a_due_day_beyond_every_gap_counts_as_today() -> None:
    assert clamp_due_day(TODAY + timedelta(14), TODAY, GAPS) == TODAY + timedelta(14)
    assert clamp_due_day(TODAY + timedelta(15), TODAY, GAPS) == TODAY
    assert clamp_due_day(TODAY - timedelta(90), TODAY, GAPS) == TODAY - timedelta(90)


def test_skew_is_flagged_against_what_was_written_last() -> None:
    assert skew(NOON, None) == "none"
    assert skew(NOON, NOON + timedelta(minutes=5)) == "none"
    assert skew(NOON, NOON + timedelta(hours=1)) == "back"
    assert skew(NOON, NOON - timedelta(days=29)) == "none"
    assert skew(NOON, NOON - timedelta(days=31)) == "far-ahead"
