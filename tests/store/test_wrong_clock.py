"""A clock in an impossible year: no mark is made at such a time, and those that were made once are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.gyr.events import Event, Note, Skip
from drill.store.merging import Placed
from tests.store.store_world import BANK, ITEM, World, begun, mark, undo, write


def dated(events: list[Event], year: int) -> list[Placed]:
    """The events as a clock in that year writes them."""
    return [
        Placed("log", number, replace(event, at=event.at.replace(year=year), study_day=date(year, 3, 2)))
        for number, event in enumerate(events, 1)
    ]


@pytest.mark.parametrize("year", [1901, 1970, 1999, 2200, 2999])
def test_nothing_is_kept_while_the_clock_cannot_be_right(world: World, file: Path, year: int) -> None:
    with world.open(file) as store:
        first = mark(store, False, True)
        store.save_open(begun(world))
        right, world.now = world.now, world.now.replace(year=year)
        assert store.today().skew == "impossible"
        for act in (
            lambda: mark(store, True, True),
            lambda: write(store, Skip()),
            lambda: undo(store, first.event.id),
            lambda: store.append(Note(field="overview", key="about", text="x"), item=ITEM),
        ):
            with pytest.raises(UsageError, match=f"clock says {year}-03-02") as told:
                act()
            assert "set the clock right" in told.value.hint
        assert list(store.history()) == [first.event]
        assert [each.item for each in store.open_attempts()] == [ITEM]
        world.now = right
        assert mark(store, True, True).event.lamport == 2


@pytest.mark.parametrize("year", [1970, 2300])
def test_marks_of_such_a_clock_are_merged_told_and_exported(
    world: World, file: Path, tmp_path: Path, year: int
) -> None:
    with world.open(tmp_path / "made.db", machine="without a battery") as made:
        mark(made, False, True)
        mark(made, True, True)
        old = dated(list(made.history()), year)
    with world.open(file) as store:
        mark(store, True, True, "calculus/chain")
        merged = store.merge(old, BANK)
        assert (merged.added, merged.misdated) == (2, 2)
        assert store.states(BANK)[ITEM].state == "green"
        found = store.check()
        assert found.is_sound
        assert found.notes == (
            f"2 events dated {year}, since a clock was wrong; they count, in the order of the log",
        )
        placed = [Placed("log", 1, event) for event in store.snapshot()]
        assert store.write_sound(tmp_path / "copy.db") == 0
    with world.open(tmp_path / "third.db", machine="third") as third:
        assert third.merge(placed, BANK).added == 3
        assert third.check().notes
        assert mark(third, True, True, "papers/adam/update").event.at.year == 2026


def test_a_clock_that_may_be_right_is_no_matter(world: World, file: Path) -> None:
    for year in (2000, 2199):
        world.now = datetime(year, 6, 1, tzinfo=UTC)
        with world.open(file.with_name(f"{year}.db")) as store:
            mark(store, True, True)
            assert not store.check().notes
