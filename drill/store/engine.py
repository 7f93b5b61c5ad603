"""Opening a database: its pragmas, its locks and the version of its schema.

A file that is newer, damaged or another program's is reported and not changed by a byte: the first check
reads only its header, and nothing is written before its version is known.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from drill.errors import (
    SettingsError,
    StoreDamagedError,
    StoreError,
    StoreNewerError,
    StoreOlderError,
    UsageError,
    describe_removal,
)
from drill.files import number_names, refuse_endless
from drill.store.database_tables import FORMER_VERSION, SCHEMA_VERSION, convert_former_tables, create_tables
from drill.store.faults import DAMAGED_HINT, converting_to_store_errors
from drill.text import quote_for_message

# Max seconds that a write waits for another process before it fails because the store is locked.
WAIT_S = 5.0

# Max pages of the write-ahead log before SQLite folds it into the file: some 150 marks, or a merge.
_LOG_PAGES = 4000

# Min and max KiB of memory for a database; in between, the cache has the size of the database at opening.
_CACHE_KIB = (512, 32 * 1024)

# The endings of a database and of the files that SQLite keeps next to it.
SIDE_FILES = ("", "-wal", "-shm", "-journal")
# The ending of a copy that is being made.
HALF = ".part"
_FORMER_COPY = "-of-0.4.0"
# Mode for a database in use: it is only read, but its log is folded in at the end.
IN_USE = "mode=rw"

# The header of a SQLite file: its size, its first bytes, and the place of the user version.
_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\x00"
_USER_VERSION = slice(60, 64)
_WRITES = "drill_writes"
# The option of a session whose statements are transactions of their own.
_SINGLE = "drill_single"
# The number of a database's changes as a connection sees them: a file's counts the commits of all others.
_VERSION = "(SELECT CAST(data_version AS text) FROM pragma_data_version)"
_VERSION_OF_SERVER = "CAST(txid_current_snapshot() AS text)"
# Statements by which a session on PostgreSQL becomes the only writer for ``:learner``. In a class anybody can
# hold any advisory lock, so it locks a row that nobody else can; the owner needs nothing from an older class.
_HOLDS = "SELECT pg_advisory_xact_lock(hashtext(:learner))"
_HOLDS_IN_CLASS = "SELECT class_hold(:learner)"
_HOLDS_CLASS = "LOCK TABLE class_role IN SHARE UPDATE EXCLUSIVE MODE"
# PostgreSQL's message for a connection without a code if it has no memory for more locks.
_OUT_OF_LOCKS = "out of shared memory"
# Seconds before the next attempt.
_PAUSE_S = 0.05
# Max seconds until a server answers; a lost connection is noticed within a minute.
_PATIENCE = {
    "connect_timeout": "10",
    "keepalives_idle": "20",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "50000",
}
_DELETE = re.compile(r"\ADELETE FROM (\w+)")
_NEWER_HINT = "install the newer version; the database was left as it is"
_URLS = "write sqlite:////PATH or postgresql://USER@HOST/NAME"

T = TypeVar("T")
_Fault = TypeVar("_Fault", bound=Exception)


class Database:
    """One open database: sessions that read, and sessions that write one after the other."""

    def __init__(self, engine: Engine, location: str, wait_s: float) -> None:
        self.engine = engine
        self.place = location
        self._wait_s = wait_s
        self._writer = engine.execution_options(**{_WRITES: True})
        is_file = self.file is not None
        # Needed because otherwise each statement on PostgreSQL would see a different state.
        self._reader = engine if is_file else engine.execution_options(isolation_level="REPEATABLE READ")
        single = {_SINGLE: True} if is_file else {"isolation_level": "AUTOCOMMIT"}
        self._single = engine.execution_options(**single)
        # An expression in SQL.
        self.version = _VERSION if is_file else _VERSION_OF_SERVER
        # Number of writing sessions that ended: a connection's own commits do not change its version.
        self.writes = 0
        # The copy of a database of 0.4.0 from before its conversion.
        self.former_copy: Path | None = None
        self._numbers = count()
        self.is_class = False
        self.holds = "" if is_file else _HOLDS
        # The learner whose role opened a class's database; ``None`` for its owner, and without a class.
        self.learner: str | None = None

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database, else ``None``."""
        return file_of(self.engine.url)

    @contextmanager
    def reading(self) -> Generator[Session]:
        """A session that sees one state of the database and changes nothing."""
        with converting_to_store_errors(self.place), Session(self._reader, autoflush=False) as session:
            yield session

    @contextmanager
    def reading_once(self) -> Generator[Session]:
        """A session for a single statement, which needs no transaction around it."""
        with converting_to_store_errors(self.place), Session(self._single, autoflush=False) as session:
            yield session

    def number_connection(self, session: Session) -> int:
        """Return the number of a session's connection, of which no other has the versions."""
        return session.connection().info.setdefault("drill number", next(self._numbers))

    @contextmanager
    def writing(self, learner: str) -> Generator[Session]:
        """A session that is the only writer for ``learner`` until its durable commit."""
        with converting_to_store_errors(self.place), Session(self._writer, autoflush=False) as session:
            session.info["holds"] = self.holds
            _retry(
                self._wait_s, lambda: lock_learner_log(session, learner), DBAPIError, undo=session.rollback
            )
            try:
                yield session
                session.commit()
            finally:
                self.writes += 1

    def patiently(self, act: Callable[[], T]) -> T:
        """Run whole transactions, and retry for some seconds if a server has no memory for their locks."""
        return _retry(self._wait_s, act, StoreError)

    def fold_in(self) -> None:
        """Fold a file's write-ahead log into it, except for the part that another window reads."""
        with converting_to_store_errors(self.place):
            _run_alone(self, "PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Close every connection; SQLite then merges its write-ahead log into the file."""
        with converting_to_store_errors(self.place):
            self.engine.dispose()


def _is_out_of_locks(error: Exception) -> bool:
    """Return whether one session on PostgreSQL fills the memory for locks."""
    return _OUT_OF_LOCKS in str(error)


def _retry(
    wait_s: float,
    attempt: Callable[[], T],
    fault: type[_Fault],
    passes: Callable[[_Fault], bool] = _is_out_of_locks,
    undo: Callable[[], None] = lambda: None,
) -> T:
    """Retry an action for some seconds while its fault ``passes`` as temporary."""
    give_up = time.monotonic() + wait_s
    while True:
        try:
            return attempt()
        except fault as error:
            if not passes(error) or time.monotonic() >= give_up:
                raise
            undo()
            time.sleep(_PAUSE_S)


def lock_learner_log(session: Session, learner: str) -> None:
    """Let nobody else write for ``learner`` before the session ends; SQLite has only one writer anyway."""
    if holds := session.info["holds"]:
        session.execute(text(holds), {"learner": learner})


def open_database(
    target: str | Path, *, wait_s: float = WAIT_S, arranges: str = "", keeps_former: bool = True
) -> Database:
    """Open the database at ``target`` (a path or an SQLAlchemy URL), created if necessary.

    One of 0.4.0 is converted, after a file was copied next to itself (``keeps_former``). The owner of a class
    arranges it: ``init`` turns a database into a class's, ``upgrade`` renews the rights of learners in it.

    Raises:
        StoreNewerError: a newer version of the program wrote it.
        StoreOlderError: a version before 0.4.0 did, or 0.4.0 keeps a class.
        StoreDamagedError: the database is broken, or not one of this program.
        StoreLockedError: another process held it for ``wait_s`` seconds.
        StoreError: the database cannot be made, read or written.
        SettingsError: the URL is invalid.
    """
    with converting_to_store_errors("its address"):  # because the URL may contain a password
        url = _resolve_database_url(target)
    path = file_of(url)
    location = _render_url_without_secrets(url) if path is None else str(path)
    with converting_to_store_errors(location):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            look_at_header(path)
        database = Database(_create_database_engine(url, wait_s), location, wait_s)
        try:
            database.patiently(lambda: _prepare_schema(database, wait_s, arranges, keeps_former=keeps_former))
        except BaseException:
            database.engine.dispose()
            raise
        return database


def file_of(url: URL) -> Path | None:
    """Return the SQLite file behind an SQLAlchemy URL, else ``None``."""
    if url.get_backend_name() != "sqlite":
        return None
    return Path(url.database or "")


def file_at(target: str | Path) -> Path | None:
    """Return the SQLite file of a path or an SQLAlchemy URL, else ``None``. Raises as `open_database`."""
    with converting_to_store_errors("its address"):
        return file_of(_resolve_database_url(target))


def mask_database_url(url: str) -> str:
    """Return a database's URL without its password, for display."""
    try:
        return _render_url_without_secrets(make_url(url))
    except (ValueError, ArgumentError):
        return "a URL that cannot be read"


def _render_url_without_secrets(url: URL) -> str:
    secrets = [name for name in url.query if "password" in name]
    return url.difference_update_query(secrets).render_as_string(hide_password=True)


def _resolve_database_url(target: str | Path) -> URL:
    """Return the SQLAlchemy URL of a path, or of a URL's text.

    Raises:
        SettingsError: its port is not a number, or it names a database in memory.
        StoreError: the kind of database is not supported.
    """
    if not isinstance(target, str) or "://" not in target:
        return URL.create("sqlite", database=str(target))
    try:
        url = make_url(target)
    except ValueError:  # because the message may contain a part of the password
        raise SettingsError(
            "DRILL_DATABASE_URL: its port is not a number", "write postgresql://USER@HOST:5432/NAME"
        ) from None
    backend = url.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(
            f"the database cannot be used: {_render_url_without_secrets(url)}: marks are kept only in "
            "SQLite or PostgreSQL",
            "write postgresql:// instead of postgres://" if backend == "postgres" else _URLS,
        )
    if backend == "sqlite" and (":memory:" in (url.database or ":memory:") or "memory" in url.query.values()):
        raise SettingsError(
            "DRILL_DATABASE_URL names a database in memory, where every mark would be lost",
            "name a file: sqlite:////PATH",
        )
    if backend == "sqlite" and url.query:
        raise SettingsError("DRILL_DATABASE_URL: the address of a file takes nothing after a ?", _URLS)
    # The driver that the package names; SQLAlchemy's own choice differs from version to version.
    if url.drivername == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    return url


def _create_database_engine(url: URL, wait_s: float) -> Engine:
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url.set(query=_PATIENCE | dict(url.query)))

        @event.listens_for(engine, "connect")
        def bound_waiting(connection: Any, _record: object) -> None:
            connection.autocommit = True
            connection.execute(f"SET lock_timeout = {round(wait_s * 1000)}")
            connection.autocommit = False

        @event.listens_for(engine, "do_connect")
        def connect(
            dialect: Dialect, _record: object, arguments: Sequence[Any], named: Mapping[str, Any]
        ) -> Any:
            fault = dialect.loaded_dbapi.Error
            return _retry(wait_s, lambda: dialect.connect(*arguments, **named), fault)

        return engine
    engine = create_engine(url, connect_args={"timeout": wait_s})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own BEGIN comes too late (at the first write), so it is switched off here.
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        connection.execute(f"PRAGMA cache_size = -{_cache_kib(file_of(url))}")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get(_SINGLE, False):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES, False) else "BEGIN")

    return engine


def _cache_kib(file: Path | None) -> int:
    """Return the size of the cache of a database in memory: bounded, however large the file is."""
    least, most = _CACHE_KIB
    size = file.stat().st_size if file is not None and file.exists() else 0
    return min(max(least, size // 1024), most)


def _use_write_ahead_log(database: Database, wait_s: float) -> None:
    """Let readers continue while one connection writes. The file keeps this setting."""

    def is_busy(error: sqlite3.OperationalError) -> bool:
        # SQLite does not wait by itself when two processes switch a new file's journal at once.
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY

    switch = partial(_run_alone, database, "PRAGMA journal_mode = WAL")
    _retry(wait_s, switch, sqlite3.OperationalError, is_busy)


def _run_alone(database: Database, statement: str) -> None:
    """Run a statement outside of any transaction."""
    with closing(database.engine.raw_connection()) as connection:
        assert connection.driver_connection is not None
        connection.driver_connection.execute(statement)


def look_at_header(path: Path) -> None:
    """Refuse a file by its first bytes, so that nothing is written into one that is not ours.

    Raises StoreDamagedError for a file that is not a database, StoreNewerError and StoreOlderError for the
    database of another version.
    """
    refuse_folders(path)
    if not path.exists():
        return
    refuse_endless(path)
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:
        return  # made a moment ago, by this program or another window: nothing was written yet
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise StoreDamagedError(f"this is not a database: {path}", DAMAGED_HINT)
    version = int.from_bytes(header[_USER_VERSION], "big")
    _refuse_newer(version, str(path))
    _refuse_older(version, str(path), "database")


def _keep_former_database(database: Path) -> Path | None:
    """Copy a database before it is converted, and return the path of the copy, which is next to it.

    ``None`` if another window was faster: it keeps a copy, and removes all that are half made.
    """
    stem = f"{database.stem}{_FORMER_COPY}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    copy = find_free_name(database.parent, stem)
    with make_temporary_database(copy.with_suffix(HALF)) as half:
        copy_into(database, half)
        with suppress(FileNotFoundError):
            os.replace(half, copy)
    return copy if copy.exists() else None


def copy_into(source: Path, target: Path, mode: str = IN_USE) -> None:
    """Replace the content of one database by that of another, in one transaction."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?{mode}", uri=True, timeout=WAIT_S)) as read,
        closing(sqlite3.connect(target, timeout=WAIT_S)) as write,
    ):
        read.backup(write, progress=_refuse_locked)


def _refuse_locked(status: int, _left: int, _pages: int) -> None:
    """Give up if another process still writes after `WAIT_S`, because Python would retry for ever."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = status
        raise error


@contextmanager
def make_temporary_database(path: Path) -> Generator[Path]:
    """A path without a file, where neither a database nor its side files remain."""
    remove_database_files(path)
    try:
        yield path
    finally:
        remove_database_files(path)


def remove_half_copies(folder: Path, stem: str, least_age_s: float = 0.0) -> None:
    """Remove the copies that a process began and did not finish, by the stem of their names."""
    for half in folder.glob(f"{stem}-*{HALF}*"):
        with suppress(FileNotFoundError):
            if time.time() - half.stat().st_mtime >= least_age_s:
                half.unlink()


def find_free_name(folder: Path, stem: str) -> Path:
    """Return the path of a database that does not exist yet, named by a stem."""
    return next(path for name in number_names(stem) if not is_any_there(path := folder / f"{name}.db"))


def is_any_there(path: Path) -> bool:
    """Return whether a database or one of its side files exists."""
    return any(os.path.lexists(f"{path}{side}") for side in SIDE_FILES)


def remove_database_files(path: Path) -> None:
    """Remove a database and its side files, if they exist."""
    for side in SIDE_FILES:
        with suppress(FileNotFoundError):
            os.remove(f"{path}{side}")


def refuse_folders(path: Path) -> None:
    """Raise StoreError if there is a folder in place of a database or of one of its side files."""
    for place in (path.with_name(f"{path.name}{side}") for side in SIDE_FILES):
        if place.is_dir():
            raise StoreError(f"a folder is in the place of the database: {place}", "move it to another place")


def _refuse_newer(version: int, location: str) -> None:
    if version > SCHEMA_VERSION:
        raise StoreNewerError(
            f"a newer version of drill wrote this database (format {version}, this one knows "
            f"{SCHEMA_VERSION}): {location}",
            _NEWER_HINT,
        )


def _refuse_older(version: int, location: str, kept: str) -> None:
    if 0 < version < FORMER_VERSION:
        raise StoreOlderError(
            f"a version of drill before 0.4.0 wrote this database (format {version}, this one converts "
            f"{FORMER_VERSION} and reads {SCHEMA_VERSION}): {location}",
            describe_removal("kept", kept),
        )


def _prepare_schema(database: Database, wait_s: float, arranges: str, *, keeps_former: bool) -> None:
    with database.reading() as session:
        version = _read_schema_version(session.connection(), database.place)
        if database.file is None:
            _look_for_class(database, session.connection(), version, arranges)
    kept = "server" if database.file is None else "database"
    if database.is_class:
        kept = "class"
    _refuse_older(version, database.place, kept)
    if database.is_class and version == FORMER_VERSION and not arranges:
        raise StoreOlderError(
            f"version 0.4.0 keeps this class (format {version}, this one reads {SCHEMA_VERSION}): "
            f"{database.place}",
            "its owner converts it: drill class upgrade",
        )
    if database.file is not None:
        if version == FORMER_VERSION and keeps_former:
            database.former_copy = _keep_former_database(database.file)
        _use_write_ahead_log(database, wait_s)
    if version == SCHEMA_VERSION and not arranges:
        return
    alone = nullcontext()
    if database.is_class:
        from drill.store.database_tables import shut_out_learners  # only for classes

        alone = shut_out_learners(database.engine)
    with alone, database.writing("") as session:
        # Read again under the lock, because another window may have done it meanwhile.
        connection = session.connection()
        version = _read_schema_version(connection, database.place)
        if version == 0:
            create_tables(connection)
        elif version == FORMER_VERSION:
            convert_former_tables(connection)
            if database.file is not None:  # the number of marks is no longer stored
                database.file.with_name(f"{database.file.name}-marks").unlink(missing_ok=True)
                remove_half_copies(database.file.parent, f"{database.file.stem}{_FORMER_COPY}")
        if arranges:
            from drill.store.database_tables import arrange_class  # only for classes

            arrange_class(connection)
            database.is_class = True
            database.holds = _HOLDS_CLASS
    if database.file is not None:
        # From now on the version is in the header, where the first check finds it.
        _run_alone(database, "PRAGMA wal_checkpoint(TRUNCATE)")


def _look_for_class(database: Database, connection: Connection, version: int, arranges: str) -> None:
    """Determine whether a server's database is a class's, and which role opened it.

    Raises UsageError if there is no class to upgrade.
    """
    database.is_class = bool(connection.scalar(text("SELECT to_regclass('class_role') IS NOT NULL")))
    if not database.is_class:
        if arranges == "upgrade":
            raise UsageError("there is no class in this database", "drill class init begins one")
        return
    if version < SCHEMA_VERSION:  # because the tables of the queries below may be missing
        return
    if arranges:
        database.holds = _HOLDS_CLASS
        return
    database.holds = _HOLDS_IN_CLASS
    database.learner = connection.scalar(text("SELECT class_learner()"))
    if database.learner is not None:
        event.listen(database.engine, "before_cursor_execute", _delete_by_update, retval=True)


def _delete_by_update(
    _connection: object, _cursor: object, statement: str, values: object, *_more: object
) -> tuple[str, object]:
    """Rewrite the DELETE of a learner in a class as the equivalent UPDATE (see ``class.sql``).

    A role that may DELETE may also lock the whole table, for everybody.
    """
    return _DELETE.sub(r"UPDATE \1 SET learner = ''", statement), values


def _read_schema_version(connection: Connection, location: str) -> int:
    """Return the schema's version; 0 for a database without tables."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return 0
    if "alembic_version" not in tables:
        raise StoreDamagedError(f"this database belongs to another program: {location}", DAMAGED_HINT)
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if not version or set(str(version)) == {"0"}:
        raise StoreDamagedError(f"the database does not say its version: {location}", DAMAGED_HINT)
    if not re.fullmatch("[0-9]{1,9}", str(version)):  # the format of all versions up to this one
        raise StoreNewerError(
            f"a newer version of drill wrote this database (format {quote_for_message(str(version))}, "
            "this one knows "
            f"{SCHEMA_VERSION}): {location}",
            _NEWER_HINT,
        )
    _refuse_newer(int(version), location)
    return int(version)
