"""Days, times and words of an open window: whatever arrived since the last look is in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from drill.errors import StoreDamagedError
from drill.gyr.events import ItemId, LogLine
from drill.gyr.progress import Day, WordKey
from drill.store import Repository, copy_database, log, restore_database
from drill.store.merging import Placed
from tests.store.store_world import BANK, ITEM, World, exercise, mark, override, undo

Opened = Callable[..., Repository]
Numbers = tuple[list[Day], dict[int, dict[int, int]], dict[WordKey, int]]


def numbers(store: Repository) -> Numbers:
    totals = store.totals()
    return totals.days(), totals.count_verdicts_by_time(), totals.words()


def count_once(window: Repository, other: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mark in another window between a window's look at what arrived and its reading of the log."""
    read = log.lines_by_item

    def mark_and_read(session: Session, learner: str, **more: Any) -> Iterator[tuple[ItemId, list[LogLine]]]:
        mark(other, True, True, "calculus/chain")
        return read(session, learner, **more)

    with monkeypatch.context() as patched:
        patched.setattr(log, "lines_by_item", mark_and_read)
        window.totals()
    assert numbers(window) == numbers(other)


@pytest.fixture
def window(opened: Opened, world: World) -> Repository:
    """A window with some marks that has read its log."""
    window = opened()
    mark(window, False, True)
    mark(window, True, False)
    numbers(window)
    world.days_later(1)
    return window


def test_marks_of_another_window_are_counted_though_they_change_older_ones(
    window: Repository, opened: Opened
) -> None:
    other = opened()
    first = mark(other, True, True, "calculus/chain")
    assert numbers(window) == numbers(opened())
    over = override(other, first.event.id, False, True, "calculus/chain")
    assert numbers(window) == numbers(opened())
    undo(other, over.event.id, "calculus/chain")
    undo(other, first.event.id, "calculus/chain")
    assert numbers(window) == numbers(opened())


@pytest.mark.parametrize("most", [0, 1000])
def test_a_merge_into_an_open_window_brings_older_events(
    window: Repository, opened: Opened, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    most: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(log, "_MOST_NEWS", most)
    with world.open(tmp_path / "elsewhere.db", machine="elsewhere") as elsewhere:
        done = mark(elsewhere, True, True)
        undo(elsewhere, done.event.id)
        mark(elsewhere, False, False)
        came = [Placed("log", number, event) for number, event in enumerate(elsewhere.history(), 1)]
    assert opened().merge(came, BANK).added == 3
    assert came[0].event.lamport < mark(window, True, True).event.lamport
    assert numbers(window) == numbers(opened())


def test_what_arrives_while_the_log_is_read_is_counted_once(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, other = opened(), opened()
    mark(window, False, True)
    count_once(window, other, monkeypatch)


def test_a_copy_restored_under_an_open_window_is_read_anew(
    window: Repository, opened: Opened, world: World, file: Path, tmp_path: Path
) -> None:
    copy = copy_database(file, tmp_path, world.now)
    for _ in range(3):
        mark(window, False, True, "calculus/chain")
    numbers(window)
    restore_database(copy, file, world.now)
    assert numbers(window) == numbers(opened())
    mark(window, True, True, "papers/adam/update")
    assert numbers(window) == numbers(opened())


def test_marks_of_two_names_are_joined_once_the_exercise_is_renamed(
    window: Repository, opened: Opened
) -> None:
    mark(window, True, True, "calculus/new")
    window.fold_for(BANK)
    before = numbers(window)
    window.fold_for((exercise("calculus/new", was=(ITEM,)), *BANK[1:]))
    assert ITEM == "calculus/product"
    assert numbers(window) == numbers(opened()) != before


def test_the_last_days_are_read_without_the_whole_log(window: Repository, world: World) -> None:
    for _ in range(3):
        undone = mark(window, True, False, "calculus/chain")
        world.days_later(1)
    undo(window, undone.event.id, "calculus/chain")
    assert window.last_days(2) == window.totals().days()[-1:]
    assert window.last_days(14) == window.totals().days()


def test_a_day_of_many_exercises_is_read_by_few_statements(opened: Opened, world: World) -> None:
    """Each statement is prepared and kept: one per number of exercises would let the memory grow."""
    window = opened()
    bank = tuple(exercise(f"calculus/{number}") for number in range(40))
    window.fold_for(bank)
    statements = set[str]()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.add(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        for number, each in enumerate(bank, 1):
            mark(window, True, True, each.item)
            assert window.day(world.now.date()).fresh == number
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(statements) < len(bank)


def test_a_log_that_cannot_be_read_to_its_end_is_read_anew(
    window: Repository, opened: Opened, file: Path
) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("UPDATE event SET seconds = -1 WHERE lamport = 2")
        connection.execute("INSERT INTO event SELECT 'other', learner, device, 3, at, offset_minutes, "
                           "study_day, 'extra', item, maths, wording, round, pass, ok, why, decided_by, -1, "
                           "target, placed, more, disputed FROM event WHERE lamport = 1")  # fmt: skip
    for _ in range(2):
        with pytest.raises(StoreDamagedError, match="its seconds are not a time"):
            window.totals()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE event SET seconds = 1")
    assert numbers(window) == numbers(opened())
