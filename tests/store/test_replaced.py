"""A file that was replaced while it is open takes no mark, and a copy of the file alone has every mark."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from drill.errors import StoreError
from drill.store import copy_database, restore_database
from tests.store.store_world import BANK, World, mark


@pytest.mark.parametrize("takes", ["the file alone", "the file and its log", "a backup"])
def test_a_copy_after_any_write_has_every_mark_before_it(
    world: World, file: Path, tmp_path: Path, takes: str
) -> None:
    copy = tmp_path / "copy" / "drill.db"
    with world.open(file) as store:
        for number in range(12):
            mark(store, True, False, f"calculus/x{number}")
            store.tells_first(str(number))
            shutil.rmtree(copy.parent, ignore_errors=True)
            copy.parent.mkdir()
            if takes == "a backup":
                copy_database(file, copy.parent, world.now).rename(copy)
            else:
                shutil.copy(file, copy)
            if takes == "the file and its log":
                shutil.copy(f"{file}-wal", f"{copy}-wal")
            with world.open(copy) as other:
                assert list(other.history()) == list(store.history())
                assert set(other.read_learner(BANK).states) == set(store.read_learner(BANK).states)
                assert other.check().is_sound


@pytest.mark.parametrize("rest", [None, b""])
def test_a_restored_copy_takes_nothing_from_the_log_of_what_is_gone(
    world: World, file: Path, tmp_path: Path, rest: bytes | None
) -> None:
    with world.open(file) as store:
        mark(store, True, False)
        log = Path(f"{file}-wal").read_bytes()
    Path(f"{file}-wal").write_bytes(log)
    with world.open(tmp_path / "other.db") as store:
        other = mark(store, False, True).event
    copy = copy_database(tmp_path / "other.db", tmp_path / "backups", world.now)
    file.unlink() if rest is None else file.write_bytes(rest)
    kept = restore_database(copy, file, world.now)
    assert kept is not None
    with world.open(file) as store:
        assert list(store.history()) == [other]
        assert store.check().is_sound
    former = kept if rest is not None else kept.with_name(kept.name.removesuffix("-wal"))
    assert Path(f"{former}-wal").read_bytes() == log


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
def test_no_mark_is_told_into_a_file_that_was_replaced(
    world: World, file: Path, tmp_path: Path, replace: Callable[[Path, Path], None]
) -> None:
    with world.open(tmp_path / "other.db") as store:
        mark(store, True, True)
    with world.open(file) as store:
        mark(store, True, False)
    store = world.open(file)
    mark(store, True, False, "calculus/x0")
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
            copy = copy_database(file, tmp_path / "backups", world.now)
        for number in range(60):
            mark(second, True, False, f"calculus/y{number}")
        restore_database(copy, file, world.now)
        mark(second, True, False, "calculus/z1")
        mark(first, True, False, "calculus/z2")
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
