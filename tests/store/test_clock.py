"""A study day never goes back, whatever the clock on the wall does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.store.store_world import World

# An hour before summer time ends, in UTC; of the last, where it never does, some time of the night.
CHANGES = {
    "Europe/Berlin": datetime(2026, 10, 25, tzinfo=UTC),
    "America/New_York": datetime(2026, 11, 1, 5, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 4, 4, 14, tzinfo=UTC),
    "Asia/Kathmandu": datetime(2026, 4, 3, 20, 30, tzinfo=UTC),
}


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("zone", CHANGES)
@pytest.mark.parametrize(
    "begins", [time_of_day(1, 30), time_of_day(2, 30), time_of_day(2, 59), time_of_day(4)]
)
def test_the_day_goes_forward_alone(
    world: World, tmp_path: Path, at_home: Callable[[str], None], zone: str, begins: time_of_day
) -> None:
    at_home(zone)
    moments = [CHANGES[zone] + timedelta(minutes=minutes) for minutes in range(-90, 300, 7)]
    with world.open(tmp_path / "drill.db", day_begins=begins) as store:
        for place in (None, ZoneInfo(zone)):  # as the machine tells the time, and as its zone does
            days: list[date] = []
            for moment in moments:
                world.now = moment.astimezone(place)
                days.append(store.today().study_day)
            assert days == sorted(days)
            assert len(set(days)) == 2


def test_a_clock_of_another_zone_keeps_its_own_days(
    world: World, tmp_path: Path, at_home: Callable[[str], None]
) -> None:
    at_home("Europe/Berlin")
    with world.open(tmp_path / "drill.db", day_begins=time_of_day(0, 30)) as store:
        for hour in range(24):
            world.now = datetime(2026, 10, 25, hour, 15, tzinfo=UTC)
            assert store.today().study_day == date(2026, 10, 25 if hour else 24)
