"""Whether a SQLite database is still the file that was opened: what is written into another is not kept."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from drill.errors import StoreReplacedError
from drill.store.database_tables import has_event, read_newest_event
from drill.store.engine import open_database

# How many events a SQLite database was told, in a small file beside it: what the database lost then shows.
#
# Rows of the log are numbered as they come and never removed, so the number of the newest is how many there
# are. The file is written after each event, and the disk is waited for with every checkpoint: after a loss of
# power it may know of less than there was, never of more.

_MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a log: how many events it was told, the newest one's id, and what it lost since.

    A loss is a number of events, and the id of the newest of them.
    """

    events: int = 0
    newest: str = ""
    losses: tuple[tuple[int, str], ...] = ()


class Tally:
    """The file beside a database."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(f"{database.name}-marks")
        self._losses = self.read().losses

    def read(self) -> Told:
        """Return what is known; nothing where there is no such file, or it cannot be read."""
        try:
            with self.path.open("rb") as stream:
                known = json.loads(stream.read(_MOST_BYTES))
            losses = tuple((int(number), str(newest)) for number, newest in known["losses"])
            return Told(int(known["events"]), str(known["newest"]), losses)
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return Told()

    def note(self, number: int, newest: str) -> None:
        """Write down the newest event of the log, unless another window knows of a newer one."""
        if self.read().events < number:
            self._write(Told(number, newest, self._losses))

    def begin(self, session: Session) -> None:
        """Write down a log that took another's place: nothing of it is lost."""
        self._losses = ()
        self._write(Told(*read_newest_event(session)))
        self.wait_for_disk()

    def missing(self, session: Session) -> int:
        """Return how many events that it was told a log does not hold; 0 of one that cannot be asked."""
        told = self.read()
        try:
            losses = (*self._losses, (max(told.events - read_newest_event(session)[0], 1), told.newest))
            return sum(number for number, newest in losses if newest and not has_event(session, newest))
        except DBAPIError:
            return 0

    def note_loss(self, session: Session) -> None:
        """Write down whether a log is without its newest events, for as long as they are not there."""
        told, (number, newest) = self.read(), read_newest_event(session)
        if told.newest and not has_event(session, told.newest):
            self._losses = (*self._losses, (max(told.events - number, 1), told.newest))
        self._write(Told(number, newest, self._losses))
        self.wait_for_disk()

    def wait_for_disk(self) -> None:
        """Wait until the disk has what was written."""
        with suppress(OSError), self.path.open("r+b") as stream:
            os.fsync(stream.fileno())

    def _write(self, told: Told) -> None:
        """Overwrite the file in its place, if that can be: what was told counts without it, too."""
        shape = {"events": told.events, "newest": told.newest, "losses": told.losses}
        line = json.dumps(shape).encode() + b"\n"
        with suppress(OSError):
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            with os.fdopen(descriptor, "r+b", buffering=0) as stream:
                stream.write(line)
                stream.truncate()


def begin_anew(database: Path) -> None:
    """Write down a database that took another's place as it is."""
    with closing(open_database(database)) as opened, opened.reading() as session:
        Tally(database).begin(session)


_NEWEST = "SELECT id FROM event NOT INDEXED ORDER BY rowid DESC LIMIT 1"
_IS_THERE = "SELECT 1 FROM event WHERE id = ?"
_HAS_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'event'"
# While another window folds its log into the file, and until all of it is there, what is read of the file
# alone may be torn.
_TRIES, _PAUSE_S = 20, 0.05
_HINT = "this mark was not kept: run `drill doctor`, then start again"


class Identity:
    """Which file was opened, and the newest event that was in it then, its write-ahead log aside."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._about = self._look()
        self._newest = ""
        self._newest = self._read_newest()[0] or ""

    def refuse_other(self, session: Session) -> None:
        """Raise StoreReplacedError if another file took this one's place, or it was written over or cut off.

        ``session`` writes alone. A file that cannot be read alone is no reason: the log is folded into it,
        and it is looked at again, now or with the next write. It costs one look at the file's date and size
        while nothing was folded into it.
        """
        about = self._look()
        if about == self._about:
            return
        if about is None or self._about is None or about[:2] != self._about[:2]:
            happened = "is gone" if about is None else "was replaced by another file"
            raise StoreReplacedError(f"the database {happened} while it was open: {self.file}", _HINT)
        is_shorter = about[2] < self._about[2]
        for _ in range(_TRIES):
            newest, is_torn = self._read_newest()
            if newest is None and self._was_restored(session):
                self._newest = ""
                newest, is_torn = self._read_newest()
            if newest is None and is_torn and not is_shorter:
                if not self._fold_log() and has_event(session, self._newest):
                    return  # another window reads what the log replaces: the next write looks again
                newest, _ = self._read_newest()
            if newest is not None:
                self._about, self._newest = about, newest
                return
            time.sleep(_PAUSE_S)
        raise StoreReplacedError(
            f"the database was overwritten or cut short while it was open: {self.file}", _HINT
        )

    def _look(self) -> tuple[int, int, int, int] | None:
        try:
            about = self.file.stat()
        except OSError:
            return None
        return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns

    def _read_newest(self) -> tuple[str | None, bool]:
        """Return the file's newest event, ``None`` where it lacks the former newest, and whether it is torn.

        SQLite itself opens it: whoever else closes a file gives up the locks that SQLite holds on it.
        """
        known = self._newest
        address = f"{self.file.absolute().as_uri()}?immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as connection:
                if known and connection.execute(_IS_THERE, (known,)).fetchone() is None:
                    return None, False
                if not known and connection.execute(_HAS_TABLE).fetchone() is None:
                    return "", False  # just made: its tables are in the write-ahead log alone
                (newest,) = connection.execute(_NEWEST).fetchone() or ("",)
                return str(newest), False
        except sqlite3.Error:
            return None, True

    def _fold_log(self) -> bool:
        """Fold the log into the file while nobody else can write; return whether all of it is there."""
        try:
            with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
                is_busy, pages, folded = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                return not is_busy and pages == folded
        except sqlite3.Error:
            return True  # the file and its log do not belong together: looking at it again decides

    def _was_restored(self, session: Session) -> bool:
        """Return whether another window put a copy in place through SQLite, as its log tells."""
        told = Tally(self.file).read().newest
        return not has_event(session, self._newest) and (not told or has_event(session, told))
