"""What was told is known outside the database: what its write-ahead log lost is found again, or told."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import StoreError
from drill.gyr.events import Event
from drill.gyr.wire import to_columns
from drill.store import Placed, Repository, checksums, copy_database, restore_database
from tests.store.store_world import BANK, World, mark


def killed(world: World, file: Path, folder: Path, marks: int = 10) -> tuple[Path, list[Event]]:
    """The files as a process leaves them that is killed after some marks, and what it was told."""
    with world.open(file) as store:
        events = [mark(store, True, False, f"calculus/x{number}").event for number in range(marks)]
        left = folder / "killed"
        shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(file.parent, left)
    return left / file.name, events


@pytest.fixture
def left(world: World, file: Path, tmp_path: Path) -> tuple[Path, list[Event]]:
    return killed(world, file, tmp_path)


def log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def look(world: World, file: Path) -> tuple[int, list[Event]]:
    with world.open(file) as store:
        return store.missing, list(store.history())


FLIPS: dict[str, Callable[[bytearray], None]] = {
    "its first byte": lambda log: log.__setitem__(0, log[0] ^ 1),
    "its salt": lambda log: log.__setitem__(20, log[20] ^ 1),
    "its middle": lambda log: log.__setitem__(len(log) // 2, log[len(log) // 2] ^ 1),
    "a frame's head": lambda log: log.__setitem__(32 + 8, log[40] ^ 1),
}


@pytest.mark.parametrize("flip", FLIPS)
def test_a_bit_that_flips_in_the_log_loses_nothing(
    world: World, left: tuple[Path, list[Event]], flip: str
) -> None:
    file, events = left
    log = bytearray(log_of(file).read_bytes())
    FLIPS[flip](log)
    log_of(file).write_bytes(log)
    assert look(world, file) == (0, events)
    with world.open(file) as store:
        assert store.mend(BANK).left.is_sound
        assert mark(store, True, True, "calculus/new").event.lamport == len(events) + 1


@pytest.mark.parametrize("kept", [0, 1 / 3, None])
def test_what_a_cut_or_removed_log_lost_is_told_until_it_is_back(
    world: World, left: tuple[Path, list[Event]], tmp_path: Path, kept: float | None
) -> None:
    file, events = left
    log = log_of(file).read_bytes()
    log_of(file).unlink() if kept is None else log_of(file).write_bytes(log[: round(len(log) * kept)])
    missing, found = look(world, file)
    assert missing == len(events) - len(found) > 0
    with world.open(file) as store:
        mark(store, True, True, "calculus/new")
        assert store.check().missing == missing
        assert not store.mend(BANK).left.is_sound
        sound = tmp_path / "sound.db"
        assert store.write_sound(sound) == 0
    assert look(world, file)[0] == missing
    with world.open(file) as store:  # another machine has them
        store.merge([Placed("log", 1, event) for event in events[len(found) :]], BANK)
        assert store.check().missing == 0
    restore_database(sound, file, world.now)
    assert look(world, file)[0] == 0


def test_a_whole_log_is_never_called_short(world: World, file: Path, tmp_path: Path) -> None:
    with world.open(file) as first, world.open(file) as second:
        for number in range(30):
            mark((first, second)[number % 2], True, True, f"calculus/x{number}")
    copy = copy_database(file, tmp_path / "backups", world.now)
    with world.open(file) as store:
        mark(store, True, True, "calculus/later")
        assert store.check().missing == 0
    restore_database(copy, file, world.now)
    assert look(world, file)[0] == 0
    file.with_name(f"{file.name}-marks").write_text("{")  # no more than a help
    assert look(world, file)[0] == 0
    with world.open(file) as store:
        mark(store, True, True, "calculus/last")
    assert look(world, file)[0] == 0


@pytest.mark.parametrize("marks", [20, 45])
def test_after_twenty_marks_the_file_holds_them_without_its_log(
    world: World, file: Path, tmp_path: Path, marks: int
) -> None:
    left, events = killed(world, file, tmp_path, marks)
    log_of(left).unlink()
    assert look(world, left) == (marks % 20, events[: marks - marks % 20])


def test_in_a_pause_the_file_takes_in_its_log(world: World, file: Path, tmp_path: Path) -> None:
    with world.open(file) as store:
        event = mark(store, True, True).event
        store.settle()
        shutil.copy(file, tmp_path / "alone.db")
        mark(store, True, True, "calculus/chain")
    with Repository.open(tmp_path / "alone.db") as store:
        assert list(store.history()) == [event]


class Pages(NamedTuple):
    """A database with its bytes, and the events that were written into it."""

    damaged: Path
    raw: bytes
    events: dict[str, Event]

    def __repr__(self) -> str:
        return "made"  # an example is printed with what was drawn alone


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    folder = tmp_path_factory.mktemp("pages")
    with World().open(folder / "drill.db") as store:
        for number in range(40):
            mark(store, True, False, f"calculus/x{number}", answer="x + 1" * (1500 if number == 7 else 1))
        events = {str(event.id): event for event in store.history()}
    raw = (folder / "drill.db").read_bytes()
    assert len(checksums.read_pages(folder / "drill.db").rows) == len(events)
    return Pages(folder / "damaged.db", raw, events)


@given(
    cut=st.integers(0, 10**9),
    keeps_end=st.booleans(),
    changes=st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 255)), max_size=8),
)
def test_pages_tell_what_was_written_but_for_events_that_a_changed_byte_is_in(
    made: Pages, cut: int, keeps_end: bool, changes: list[tuple[int, int]]
) -> None:
    file, raw, events = made
    begin = cut % (len(raw) + 1)
    damaged = bytearray(raw[begin:] if keeps_end else raw[:begin])
    for place, byte in changes if damaged else ():
        damaged[place % len(damaged)] = byte
    file.write_bytes(damaged)
    changed = [
        row
        for row in checksums.read_pages(file).rows.values()
        if row["id"] not in events or to_columns(events[row["id"]]) != row
    ]
    assert len(changed) <= len(changes)  # where its checksum is gone as well, nothing shows that it changed


@pytest.mark.parametrize("rest", [None, b""])
def test_a_restored_copy_takes_nothing_from_the_log_of_what_is_gone(
    world: World, left: tuple[Path, list[Event]], tmp_path: Path, rest: bytes | None
) -> None:
    file, events = left
    with world.open(tmp_path / "other.db") as store:
        other = mark(store, False, True).event
    copy = copy_database(tmp_path / "other.db", tmp_path / "backups", world.now)
    log = log_of(file).read_bytes()
    file.unlink() if rest is None else file.write_bytes(rest)
    kept = restore_database(copy, file, world.now)
    assert kept is not None
    with world.open(file) as store:
        assert list(store.history()) == [other]
        assert store.check().is_sound
    former = kept if rest is not None else kept.with_name(kept.name.removesuffix("-wal"))
    assert log_of(former).read_bytes() == log
    assert len(checksums.read_pages(former).rows) == len(events)


def replace_by_rename(file: Path, other: Path) -> None:
    other.replace(file)


def write_over(file: Path, other: Path) -> None:
    file.write_bytes(other.read_bytes())


def cut_off(file: Path, _other: Path) -> None:
    file.write_bytes(file.read_bytes()[:40960])


def empty(file: Path, _other: Path) -> None:
    file.write_bytes(b"")


def remove(file: Path, _other: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("replace", [replace_by_rename, write_over, cut_off, empty, remove])
@pytest.mark.parametrize("settled", [True, False])
def test_no_mark_is_told_into_a_file_that_was_replaced(
    world: World, file: Path, tmp_path: Path, replace: Callable[[Path, Path], None], settled: bool
) -> None:
    with world.open(tmp_path / "other.db") as store:
        mark(store, True, True)
    with world.open(file) as store:
        mark(store, True, False)
    store = world.open(file)
    mark(store, True, False, "calculus/x0")
    if settled:
        store.settle()
        mark(store, True, False, "calculus/x2")
    replace(file, tmp_path / "other.db")
    with pytest.raises(StoreError, match="while it was open"):
        mark(store, True, False, "calculus/x1")
    with suppress(StoreError):
        store.close()


def test_what_windows_do_with_a_file_is_no_replacement(world: World, file: Path, tmp_path: Path) -> None:
    with world.open(file) as first, world.open(file) as second:
        copy = file
        for number in range(6):
            for store in (first, second):
                mark(store, True, False, f"calculus/x{number}")
                store.settle()
            copy = copy_database(file, tmp_path / "backups", world.now)
        for number in range(60):
            mark(second, True, False, f"calculus/y{number}")
        restore_database(copy, file, world.now)
        first.settle()
        mark(second, True, False, "calculus/z1")
        mark(first, True, False, "calculus/z2")
        first.settle()
        mark(second, True, False, "calculus/z3")
        assert len(list(first.history())) == 15
        assert first.check().is_sound


def test_a_new_file_whose_tables_are_in_its_log_alone_is_no_replacement(world: World, file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:  # reads while the tables are made
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM sqlite_master").fetchone()
        store = world.open(file)
    with store:
        with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as alone:
            assert alone.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
        os.utime(file, (1, 1))  # another window's first page reached the file
        event = mark(store, True, True).event
        assert list(store.history()) == [event]
    with world.open(file) as store:
        assert list(store.history()) == [event]
