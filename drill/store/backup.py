"""Consistent copies of a SQLite database, and their restoration; other windows may have it open meanwhile."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from drill.errors import StoreDamagedError, StoreError, StoreOlderError, UsageError, describe_removal
from drill.store import database_tables
from drill.store.database_tables import DEFINITIONS, FOLDED_FOR, compare_definitions
from drill.store.doctor import copy_sound, survey_log
from drill.store.engine import (
    HALF,
    IN_USE,
    SIDE_FILES,
    Database,
    copy_into,
    find_free_name,
    is_any_there,
    look_at_header,
    make_temporary_database,
    open_database,
    refuse_folders,
    remove_database_files,
    remove_half_copies,
)
from drill.store.faults import DAMAGED_HINT, converting_to_store_errors

# The tables that are restored besides that of the states: the condition on their rows, and the order.
_KEPT = {
    "event": "ORDER BY rowid",
    "open_attempt": "",
    "former_item": "",
    # Without the record of folding, so that states are made again at the next start, and without the day's
    # list.
    "meta": f"WHERE name NOT IN ('{FOLDED_FOR}', '{database_tables.DAY}')",
}
# Seconds after which nobody is still making a copy.
_HALF_COPY_S = 3600.0
# Size of the header of a write-ahead log, in bytes.
_LOG_HEADER_BYTES = 32


def copy_database(database: Path, folder: Path, now: datetime) -> Path:
    """Copy ``database`` into ``folder`` as it is at one moment; returns the copy's path.

    Raises:
        StoreError: the database does not exist, or the copy cannot be written.
        StoreDamagedError: the database is broken; no copy is left behind.
    """
    refuse_folders(database)
    if not database.is_file() or not database.stat().st_size:
        raise StoreError(f"there is no database to copy: {database}", "the first mark creates it")
    with converting_to_store_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    remove_half_copies(folder, "drill", _HALF_COPY_S)
    copy = find_free_name(folder, f"drill-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    with make_temporary_database(copy.with_suffix(HALF)) as half, converting_to_store_errors(str(database)):
        copy_into(database, half)
        _refuse_broken(half)
        os.replace(half, copy)
    return copy


def restore_database(copy: Path, database: Path, now: datetime) -> Path | None:
    """Restore ``copy`` over ``database``; keep the former database next to it and return its path.

    The restored data get a new device id at their next write, because marks made after the copy may still
    come back from another machine, under the old one.

    Only rows are restored, into new tables, because triggers and the like in a copy could change marks.

    Raises:
        UsageError: the copy does not exist.
        StoreNewerError, StoreOlderError, StoreDamagedError: the copy cannot be used; the database is left as
            it is.
        StoreLockedError: another process is writing to the database.
    """
    if not copy.is_file():
        raise UsageError(f"there is no such copy: {copy}", "`drill where` names the folder of backups")
    refuse_folders(database)
    with converting_to_store_errors(str(database)):
        database.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            make_temporary_database(database.with_name(f"{database.name}.part")) as half,
            make_temporary_database(database.with_name(f"{database.name}.new")) as fresh,
        ):
            with converting_to_store_errors(str(copy)):
                copy_into(copy, half, _make_immutable_uri(copy))
                look_at_header(half)
                _refuse_broken(half)
                _refuse_empty(half, copy)
            open_database(half, keeps_former=False).close()
            open_database(fresh).close()
            with converting_to_store_errors(str(copy)):
                _refuse_foreign(half, copy)
                _copy_rows(half, fresh)
            with converting_to_store_errors(str(database)):
                return _put_in_place(fresh, database, now, "before-restore")
    except StoreOlderError as error:
        message = f"a version of drill before 0.4.0 made this copy: {copy}"
        raise StoreOlderError(message, describe_removal("kept", "copy")) from error
    except StoreDamagedError as error:
        hint = "nothing was restored: take another copy" if error.hint == DAMAGED_HINT else error.hint
        raise StoreDamagedError(error.message, hint) from error


class Copied(NamedTuple):
    """A copy that can be restored."""

    file: Path
    events: int


def copies_of(database: Path, folder: Path) -> list[Copied]:
    """Return the readable copies of a database in a folder and next to it, the newest first."""
    files = [*folder.glob("*.db"), *database.parent.glob(f"{database.stem}-*.db")]
    copies: list[Copied] = []
    for file in sorted(files, key=lambda file: file.stat().st_mtime, reverse=True):
        address = f"{file.absolute().as_uri()}?{_make_immutable_uri(file)}"
        with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as connection:
            copies.append(Copied(file, connection.execute("SELECT count(*) FROM event").fetchone()[0]))
    return copies


def log_of(database: Path) -> Path:
    """Return the path of a database's write-ahead log."""
    return database.with_name(f"{database.name}-wal")


def has_log(database: Path) -> bool:
    """Return whether a write-ahead log with content exists, whether its database does or not."""
    return log_of(database).is_file() and log_of(database).stat().st_size > _LOG_HEADER_BYTES


def list_unsound_events(database: Path) -> Sequence[str]:
    """Return descriptions of the events of a log that are unreadable or changed."""
    with closing(open_database(database)) as opened, opened.reading() as session:
        return survey_log(session).unreadable


@contextmanager
def _open_fresh_database(target: Path) -> Generator[Session]:
    """A session that writes a new database; none is left behind if it fails."""
    if is_any_there(target):
        raise UsageError(f"{target} or its log exists already", "name another file")
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent}", "name a file in a folder that is there")
    try:
        with closing(open_database(target)) as database, database.writing("") as session:
            yield session
    except BaseException:
        remove_database_files(target)
        raise


def copy_to_read(database: Path, copy: Path) -> None:
    """Copy a database that is only read, together with its write-ahead log.

    Raises StoreError if it cannot be read.
    """
    refuse_folders(database)
    with converting_to_store_errors(str(database)):
        try:
            # A process that may only read leaves SQLite's own files behind.
            may_write = os.access(database, os.W_OK) and os.access(database.parent, os.W_OK)
            copy_into(database, copy, IN_USE if may_write else "mode=ro")
        except sqlite3.OperationalError:  # SQLite needs a file of its own next to a log
            remove_database_files(copy)
            for side in ("", "-wal"):
                if os.path.exists(f"{database}{side}"):
                    shutil.copyfile(f"{database}{side}", f"{copy}{side}")
    open_database(copy, keeps_former=False).close()


def write_sound(database: Database, target: Path) -> int:
    """Write the readable and mergeable part of a database's log into a new file.

    Returns the number of events that are left out.

    Raises:
        UsageError: the file already exists, or its folder does not.
        StoreError: nothing can be read, or the file cannot be written; no file is left behind.
    """
    with _open_fresh_database(target) as fresh, database.reading() as session:
        return copy_sound(session, fresh)


def renew_damaged_database(database: Database, now: datetime) -> Path:
    """Replace a damaged file by a fresh database with the same log; return the path of the old one.

    Raises:
        StoreDamagedError: a part of the log would be left out; the file is unchanged.
        StoreError: it cannot be done; the file is unchanged.
    """
    file = database.file
    assert file is not None  # a server repairs its own pages
    with make_temporary_database(file.with_name(f"{file.name}.part")) as half:
        with database.writing(""):  # because other windows' events would be missing from the fresh one
            if write_sound(database, half):
                raise StoreDamagedError(f"not all of the log can be read: {file}", DAMAGED_HINT)
        database.engine.dispose()
        with converting_to_store_errors(str(file)):
            damaged_copy = _put_in_place(half, file, now, "damaged")
    assert damaged_copy is not None  # a file was damaged, so there is a copy of it
    return damaged_copy


def _make_immutable_uri(copy: Path) -> str:
    """Return the URI that reads a copy as immutable, so that SQLite creates no file next to it."""
    return "mode=ro" if Path(f"{copy}-wal").exists() else "immutable=1"


def _refuse_broken(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        first_line = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if first_line != "ok":
        raise StoreDamagedError(f"the database is damaged: {first_line}", DAMAGED_HINT)


def _refuse_empty(half: Path, copy: Path) -> None:
    """Refuse a copy without tables, such as a file of 0 bytes, which a full disk leaves."""
    with closing(sqlite3.connect(half)) as connection:
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StoreDamagedError(f"this copy is empty: {copy}", DAMAGED_HINT)


def _refuse_foreign(half: Path, copy: Path) -> None:
    """Refuse a copy with definitions that are not drill's."""
    with closing(sqlite3.connect(half)) as connection:
        foreign = compare_definitions(connection.execute(DEFINITIONS).fetchall()).foreign
    if foreign:
        more = f" (and {len(foreign) - 1} more)" if len(foreign) > 1 else ""
        raise StoreDamagedError(
            f"{copy} could change your marks: {foreign[0]}{more}",
            "nothing was restored: take a copy that `drill backup` made",
        )


def _copy_rows(half: Path, fresh: Path) -> None:
    """Copy all rows but the device's name: a restored database is a device of its own."""
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS copy", (str(half),))
        connection.execute("BEGIN IMMEDIATE")
        there = {name for (name,) in connection.execute("SELECT name FROM copy.sqlite_master")}
        wanted = {**_KEPT, **({"state": ""} if "state" in there else {})}
        for table, clause in wanted.items():
            names = [f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})")]
            columns = ", ".join(names)
            connection.execute(
                f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM copy.{table} {clause}"
            )
        connection.execute("COMMIT")


def _put_in_place(half: Path, database: Path, now: datetime, why: str) -> Path | None:
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    former = find_free_name(database.parent, f"{database.stem}-{why}-{stamp}")
    if not database.exists() or not database.stat().st_size:
        # SQLite would remove the log of an empty file on opening it, and read it into one that is put there.
        _move_aside(database, former)
        os.replace(half, database)
        return next((path for path in (former, log_of(former)) if path.exists()), None)
    try:
        copy_into(database, former)
        copy_into(half, database)  # windows that have it open see the state before or after
    except sqlite3.DatabaseError as error:
        remove_database_files(former)
        if (error.sqlite_errorcode & 0xFF) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        former = find_free_name(database.parent, f"{database.stem}-damaged-{stamp}")
        _move_aside(database, former)
        os.replace(half, database)
    return former


def _move_aside(database: Path, target: Path) -> None:
    # A broken file is moved together with its log, because the restored one would read a remaining log.
    for side in SIDE_FILES:
        with suppress(FileNotFoundError):
            os.replace(f"{database}{side}", f"{target}{side}")
