"""Consistent copies of a SQLite database, and their return; both while other windows may have it open."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from drill.errors import StoreDamagedError, StoreError
from drill.store.engine import WAIT_S, open_database
from drill.store.faults import DAMAGED_HINT, told_as_store_errors

_SIDE_FILES = ("", "-wal", "-shm")
_LIVE = "mode=rw"  # a database that is in use; it is read alone, but its log is folded in at the end


def back_up(database: Path, folder: Path, now: datetime) -> Path:
    """Copy ``database`` into ``folder`` as it is at one moment; returns the copy's path.

    Raises:
        StoreError: there is no database, or the copy cannot be written.
        StoreDamagedError: the database is broken; no copy is left behind.
    """
    if not database.is_file():
        raise StoreError(f"there is no database to copy: {database}", "it comes with the first mark")
    with told_as_store_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    copy = _free_name(folder, f"drill-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    half = copy.with_suffix(".part")
    try:
        with told_as_store_errors(str(database)):
            _copy_pages(database, half)
            _refuse_broken(half)
            os.replace(half, copy)
    finally:
        _remove(half)
    return copy


def restore(copy: Path, database: Path, now: datetime) -> Path | None:
    """Put ``copy`` in the place of ``database``; what stood there is kept beside it, its path returned.

    The restored data get a new device id at their next write: what was drilled since the copy was made may
    still come back from another machine, under the old one.

    Raises:
        StoreNewerError, StoreDamagedError: the copy cannot be used; the database is left as it is.
        StoreLockedError: another process is writing to the database.
    """
    if not copy.is_file():
        raise StoreError(f"there is no such copy: {copy}", "`drill where` names the folder of backups")
    half = database.with_name(f"{database.name}.part")
    with told_as_store_errors(str(database)):
        database.parent.mkdir(parents=True, exist_ok=True)
    try:
        with told_as_store_errors(str(copy)):
            _copy_pages(copy, half, _still(copy))
            _refuse_broken(half)
        _prepare_for_return(half)
        with told_as_store_errors(str(database)):
            return _put_in_place(half, database, now)
    finally:
        _remove(half)


def _copy_pages(source: Path, target: Path, mode: str = _LIVE) -> None:
    _remove(target)
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?{mode}", uri=True, timeout=WAIT_S)) as read,
        closing(sqlite3.connect(target, timeout=WAIT_S)) as write,
    ):
        read.backup(write)


def _still(copy: Path) -> str:
    """How to read a copy that nobody writes to, so that no file comes to stand beside it."""
    return "mode=ro" if Path(f"{copy}-wal").exists() else "immutable=1"


def _refuse_broken(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreDamagedError(f"the database is damaged: {found}", DAMAGED_HINT)


def _prepare_for_return(half: Path) -> None:
    """Bring a copy to this version's schema, and forget the device that it was made on."""
    open_database(half).close()
    with told_as_store_errors(str(half)), closing(sqlite3.connect(half)) as connection, connection:
        connection.execute("DELETE FROM device")


def _put_in_place(half: Path, database: Path, now: datetime) -> Path | None:
    if not database.exists():
        os.replace(half, database)
        return None
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    kept = _free_name(database.parent, f"{database.stem}-before-restore-{stamp}")
    try:
        _copy_pages(database, kept)
        with (
            closing(sqlite3.connect(half)) as read,
            closing(sqlite3.connect(database, timeout=WAIT_S)) as write,
        ):
            # One transaction: windows that have it open see one state or the other.
            read.backup(write)
    except sqlite3.DatabaseError as error:
        if (error.sqlite_errorcode & 0xFF) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        _remove(kept)
        kept = _free_name(database.parent, f"{database.stem}-damaged-{stamp}")
        _move_aside(database, kept)
        os.replace(half, database)
    return kept


def _move_aside(database: Path, kept: Path) -> None:
    # A broken file goes with its log: a log that is left behind would be read into the restored one.
    for side in _SIDE_FILES:
        with suppress(FileNotFoundError):
            os.replace(f"{database}{side}", f"{kept}{side}")


def _free_name(folder: Path, stem: str) -> Path:
    path = folder / f"{stem}.db"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.db"
    return path


def _remove(path: Path) -> None:
    for side in _SIDE_FILES:
        with suppress(FileNotFoundError):
            os.remove(f"{path}{side}")
