"""How many events a SQLite database was told, in a small file beside it: what the database lost then shows.

Rows of the log are numbered as they come and never removed, so the number of the newest is how many there
are. The file is written after each event, and the disk is waited for with every checkpoint: after a loss of
power it may know of less than there was, never of more.
"""

from __future__ import annotations

import json
import os
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from drill.store.engine import open_database
from drill.store.newest_event import has_event, read_newest_event

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
