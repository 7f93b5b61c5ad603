"""Copies: consistent, restored while a window is open, and under a new device."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from drill.errors import (
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreNewerError,
    StoreOlderError,
    UsageError,
)
from drill.gyr.wire import to_json
from drill.store import Repository, copy_database, engine, has_log, restore_database
from drill.store.event_writer import machine_hash, machine_id
from tests.store.store_world import BANK, ITEM, World, mark

STORES = Path(__file__).parents[1] / "golden" / "stores"
OLDER = STORES / "schema_7.sql"
"""One for all schemas before 0.4.0, which are refused alike."""


def test_a_copy_holds_what_the_open_store_holds(
    store: Repository, world: World, file: Path, tmp_path: Path
) -> None:
    done = mark(store, True, True)
    first = copy_database(file, tmp_path / "backups", world.now)
    second = copy_database(file, tmp_path / "backups", world.now)
    assert [path.name for path in (first, second)] == [
        "drill-20260302T083015Z.db",
        "drill-20260302T083015Z-2.db",
    ]
    assert {path.name for path in first.parent.iterdir()} == {first.name, second.name}
    with world.open(first) as copy:
        assert list(copy.history()) == [done.event]
        assert copy.check().is_sound


def test_a_restored_copy_is_seen_by_an_open_window(
    store: Repository, world: World, file: Path, tmp_path: Path
) -> None:
    kept = mark(store, False, True)
    copy = copy_database(file, tmp_path / "backups", world.now)
    lost = mark(store, True, True)
    before = restore_database(copy, file, world.now)
    assert before is not None
    assert list(store.history()) == [kept.event]
    with world.open(before) as former:
        assert list(former.history()) == [kept.event, lost.event]
    again = mark(store, True, True)
    assert again.event.lamport == lost.event.lamport
    assert again.event.device != lost.event.device
    assert store.check().is_sound


def test_a_log_that_is_not_there_or_holds_no_page_is_empty(tmp_path: Path) -> None:
    database, log = tmp_path / "drill.db", tmp_path / "drill.db-wal"
    assert not has_log(database)
    for size, holds_any in ((0, False), (32, False), (33, True)):  # its header has 32 bytes
        log.write_bytes(bytes(size))
        assert has_log(database) == holds_any, size


def test_a_copy_is_restored_where_nothing_is(world: World, file: Path, tmp_path: Path) -> None:
    with world.open(file) as store:
        mark(store, True, True)
    copy = copy_database(file, tmp_path / "backups", world.now)
    elsewhere = tmp_path / "new" / "drill.db"
    assert restore_database(copy, elsewhere, world.now) is None
    assert {path.name for path in elsewhere.parent.iterdir()} == {"drill.db"}
    with world.open(elsewhere) as store:
        assert set(store.read_learner(BANK).states) == {ITEM}


@pytest.mark.parametrize("statements", ["", "VACUUM", "CREATE TABLE t (a); DROP TABLE t"])
def test_a_copy_without_tables_replaces_nothing(
    store: Repository, world: World, file: Path, tmp_path: Path, statements: str
) -> None:
    done = mark(store, True, True)
    copy = tmp_path / "empty.db"
    copy.touch()
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript(statements)
    with pytest.raises(StoreDamagedError, match="empty"):
        restore_database(copy, file, world.now)
    assert list(store.history()) == [done.event]
    assert sorted(path.name for path in file.parent.glob("*.db")) == [file.name]


def test_what_a_killed_process_left_half_made_goes_with_the_next_copy(
    store: Repository, world: World, file: Path, tmp_path: Path
) -> None:
    mark(store, True, True)
    folder = tmp_path / "backups"
    folder.mkdir()
    old, new, other = (folder / name for name in ("drill-1.part", "drill-2.part-journal", "film-1.part"))
    for half in (old, new, other):
        half.touch()
    for half in (old, other):
        os.utime(half, (0, 0))
    copy = copy_database(file, folder, world.now)
    assert {*folder.iterdir()} == {copy, new, other}


def test_a_damaged_store_gives_way_and_is_kept(world: World, file: Path, tmp_path: Path) -> None:
    with world.open(file) as store:
        done = mark(store, True, True)
    copy = copy_database(file, tmp_path / "backups", world.now)
    file.write_bytes(b"rubbish" * 100)
    kept = restore_database(copy, file, world.now)
    assert kept is not None
    assert kept.read_bytes() == b"rubbish" * 100
    with world.open(file) as store:
        assert list(store.history()) == [done.event]


def test_what_is_no_copy_changes_nothing(world: World, file: Path, tmp_path: Path) -> None:
    with world.open(file) as store:
        mark(store, True, True)
    before = file.read_bytes()
    text = tmp_path / "notes.txt"
    text.write_text("not a database at all, yet long enough for a header of one hundred bytes" * 3)
    with pytest.raises(StoreDamagedError):
        restore_database(text, file, world.now)
    newer = copy_database(file, tmp_path / "backups", world.now)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 11")
    with pytest.raises(StoreNewerError):
        restore_database(newer, file, world.now)
    assert {path.name for path in newer.parent.iterdir()} == {newer.name}
    with pytest.raises(UsageError, match="no such copy"):
        restore_database(tmp_path / "nothing.db", file, world.now)
    assert file.read_bytes() == before
    assert {path.name for path in file.parent.iterdir()} == {"drill.db"}


def test_there_must_be_something_to_copy(world: World, file: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database to copy"):
        copy_database(file, tmp_path / "backups", world.now)
    file.parent.mkdir()
    file.write_bytes(b"rubbish" * 100)
    with pytest.raises(StoreDamagedError):
        copy_database(file, tmp_path / "backups", world.now)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_copy_does_not_return_while_another_program_writes(
    world: World, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_S", 0.05)
    with world.open(file) as store:
        done = mark(store, True, True)
    copy = copy_database(file, tmp_path / "backups", world.now)
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLockedError):
            restore_database(copy, file, world.now)
    assert {path.name for path in file.parent.iterdir()} == {"drill.db"}
    with world.open(file) as store:
        assert list(store.history()) == [done.event]


def test_a_copied_folder_is_another_device(world: World, file: Path, tmp_path: Path) -> None:
    with world.open(file) as store:
        here = mark(store, False, True).event.device
        assert mark(store, False, True).event.device == here
    copytree(file.parent, tmp_path / "copy")
    with world.open(tmp_path / "copy" / "drill.db") as copy:
        assert mark(copy, False, True).event.device != here
    with world.open(file, machine="another") as elsewhere:
        assert mark(elsewhere, False, True).event.device != here
    with world.open(file) as store:
        assert mark(store, False, True).event.device == here


def test_this_machine_has_a_lasting_name() -> None:
    assert machine_id() == machine_id() != ""
    assert machine_hash("a", "/home/x") != machine_hash("a", "/home/y")
    assert "home" not in machine_hash("a", "/home/x")


def test_a_copy_of_an_older_schema_is_refused(world: World, file: Path, tmp_path: Path) -> None:
    with world.open(file) as store:
        mark(store, True, True)
    copy, before = tmp_path / "copy.db", file.read_bytes()
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript(OLDER.read_text("utf-8"))
    with pytest.raises(StoreOlderError, match=re.escape(str(copy))) as told:
        restore_database(copy, file, world.now)
    assert re.search("git checkout 70e0ee58a.*drill restore COPY", told.value.hint)
    assert file.read_bytes() == before


def test_a_copy_of_0_4_0_comes_back_with_all_its_events(world: World, file: Path, tmp_path: Path) -> None:
    copy, dump = tmp_path / "copy.db", STORES / "schema_9.sql"
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript(dump.read_text("utf-8"))
    restore_database(copy, file, world.now)
    lines = [json.loads(line) for line in dump.with_suffix(".jsonl").read_text("utf-8").splitlines()]
    with world.open(file, learner="ada") as store:
        assert [to_json(event) for event in store.history()] == lines
        store.fold_for(BANK)
        assert replace(store.check(), ahead=()).is_sound  # its marks are of a later day than the test
