"""A clock in an impossible year: no mark is made at such a time, and those that were made once are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from drill.errors import LogError, UsageError
from drill.gyr.events import Event, ItemId, Note, Rep, Skip, make_uuid7
from drill.gyr.wire import as_line
from drill.store import Repository, read_placed_events
from drill.store.merging import Placed
from tests.store.class_world import invited
from tests.store.store_world import BANK, ITEM, World, begun, mark, override, undo, write


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


def test_marks_of_such_a_clock_are_merged_told_and_exported(world: World, file: Path, tmp_path: Path) -> None:
    with world.open(tmp_path / "made.db", machine="without a battery") as made:
        mark(made, False, True)
        mark(made, True, True)
        old = dated(list(made.history()), 1970)
    with world.open(file) as store:
        mark(store, True, True, "calculus/chain")
        merged = store.merge(old, BANK)
        assert (merged.added, merged.misdated) == (2, 2)
        assert store.read_learner(BANK).states[ITEM].state == "green"
        found = store.check()
        assert found.is_sound
        assert found.notes == (
            "2 events dated 1970, since a clock was wrong; they count, in the order of the log",
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


REP = Rep(set_=make_uuid7(1, 1), ok=True, decided_by="checker", answer="2x", seconds=3.0, first=1.0)


def with_marks_of_next_year(world: World, store: Repository) -> None:
    """A red mark of today; with the clock a year ahead a mark and its override, a skip, a rep and a note."""
    mark(store, False, False, "calculus/chain")
    world.days_later(365)
    done = mark(store, True, True)
    override(store, done.event.id, False, False)
    write(store, Skip(), "papers/adam/update")
    write(store, REP)
    store.append(Note(field="line", key="1", text="kept"), item=ITEM)
    world.days_later(1)
    mark(store, True, True, "calculus/chain")
    world.days_later(-366)


@pytest.mark.parametrize("place", ["file", "server", "class"])
def test_marks_ahead_of_the_clock_are_named_and_undone_when_asked(
    world: World, tmp_path: Path, request: pytest.FixtureRequest, place: str
) -> None:
    target: str | Path = tmp_path / "home" / "drill.db"
    if place == "server":
        target = request.getfixturevalue("url")
    if place == "class":
        [target] = invited(request.getfixturevalue("owner"), "ada")
    with world.open(target) as store:
        with_marks_of_next_year(world, store)
        before = list(store.history())
        assert store.check().ahead == (
            "4 marks dated 2027-03-02, and this computer's clock says 2026-03-02: one is wrong",
            "1 mark dated 2027-03-03, and this computer's clock says 2026-03-02: one is wrong",
        )
        assert not store.mend(BANK).left.is_sound
        assert store.undo_ahead(BANK) == 5
        assert store.undo_ahead(BANK) == 0
        assert store.check().is_sound
        assert list(store.history())[: len(before)] == before
        states = store.read_learner(BANK).states
        assert (states[ITEM].state, states[ItemId("calculus/chain")].state) == ("unseen", "red")
        assert [day.day for day in store.totals().days()] == [date(2026, 3, 2)]
        assert not store.read_learner().has_reps
        assert store.notes(ITEM) == {("line", "1"): "kept"}
        counts = store.read_learner().counts()
        store.rebuild(BANK)
        assert store.read_learner().counts() == counts
        world.days_later(1)
        assert mark(store, True, True, "calculus/chain").after.passes == 2


def test_a_merge_takes_a_log_whose_marks_ahead_are_undone(world: World, file: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"

    def exported() -> list[Path]:
        log.write_text("".join(f"{as_line(event)}\n" for event in store.history()))
        return [log]

    with world.open(file) as store, world.open(tmp_path / "other.db", machine="other") as other:
        with_marks_of_next_year(world, store)
        with pytest.raises(LogError, match=r":2: at: it is more than 48 hours ahead") as told:
            other.merge(read_placed_events(exported(), world.now), BANK)
        assert "drill doctor --undo-ahead" in told.value.hint
        assert list(other.history()) == []
        store.undo_ahead(BANK)
        assert other.merge(read_placed_events(exported(), world.now), BANK).added == 12
        assert other.check().is_sound
        assert other.read_learner(BANK).states == store.read_learner(BANK).states


def test_with_an_impossible_clock_nothing_is_undone(world: World, file: Path) -> None:
    with world.open(file) as store:
        mark(store, True, True)
        world.now = world.now.replace(year=1970)
        with pytest.raises(UsageError, match="clock says 1970"):
            store.undo_ahead(BANK)
        assert len(list(store.history())) == 1
