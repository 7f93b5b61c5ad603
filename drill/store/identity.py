"""Check that a SQLite database is still the file that was opened, because writes to another are lost."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from drill.errors import StoreReplacedError

_NEWEST = "SELECT id FROM event NOT INDEXED ORDER BY rowid DESC LIMIT 1"
_IS_THERE = "SELECT 1 FROM event WHERE id = ?"
_HAS_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'event'"
# Max retries, and seconds between them, because a file may look torn until another window has folded its
# whole log into it.
_TRIES, _PAUSE_S = 20, 0.05
_HINT = "this mark was not kept: run `drill doctor`, then start again"


class StoreIdentity:
    """The identity of the opened file, and its newest event at that time, without its write-ahead log."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._about = self._look()
        self._newest = ""
        self._newest = self._read_newest()[0] or ""

    def refuse_other(self, session: Session) -> None:
        """Raise StoreReplacedError if another file replaced this one, or it was overwritten or truncated.

        ``session`` is the only writer. A file that cannot be read alone is not refused: the log is folded
        into it, and the check is repeated now or at the next write. While nothing was folded into the file,
        it only compares date and size.
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
            if newest is None and not self._is_in_log(session):
                # Another window put a copy in place through SQLite.
                self._newest = ""
                newest, is_torn = self._read_newest()
            if newest is None and is_torn and not is_shorter:
                if not self._fold_log() and self._is_in_log(session):
                    return  # another window reads the part that the log replaces: the next write checks again
                newest, _ = self._read_newest()
            if newest is not None:
                self._about = about
                self._newest = newest
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
        """Return the file's newest event, ``None`` if it lacks the former newest, and whether it is torn.

        SQLite itself opens it, because closing the file elsewhere would release SQLite's locks on it.
        """
        known = self._newest
        address = f"{self.file.absolute().as_uri()}?immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as connection:
                if known and connection.execute(_IS_THERE, (known,)).fetchone() is None:
                    return None, False
                if not known and connection.execute(_HAS_TABLE).fetchone() is None:
                    return "", False  # just made: its tables are only in the write-ahead log
                (newest,) = connection.execute(_NEWEST).fetchone() or ("",)
                return str(newest), False
        except sqlite3.Error:
            return None, True

    def _fold_log(self) -> bool:
        """Fold the log into the file while nobody else can write; return whether it was folded completely."""
        try:
            with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
                is_busy, pages, folded = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                return not is_busy and pages == folded
        except sqlite3.Error:
            return True  # the file and its log do not belong together, which the next check decides

    def _is_in_log(self, session: Session) -> bool:
        """Return whether the newest known event is in the log, including the write-ahead log."""
        found = session.connection().execute(text("SELECT 1 FROM event WHERE id = :id"), {"id": self._newest})
        return found.first() is not None
