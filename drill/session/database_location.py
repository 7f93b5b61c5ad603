"""Which database a home, its class or the environment names."""

from __future__ import annotations

import os
import secrets
import shlex
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from weakref import finalize

from drill import files as locations
from drill.errors import DrillError, SettingsError, StoreDamagedError, UsageError
from drill.files import hold_file
from drill.session.due_file import exercises_known
from drill.text import count


def database_at(environ: Mapping[str, str], places: locations.Locations) -> str | Path:
    """Return the database's file, or the URL of the environment or of the class that was joined.

    Raises SettingsError for a text that is not a URL (as a path it would begin an empty log elsewhere), and
    for a token that others may read.
    """
    url = environ.get("DRILL_DATABASE_URL")
    if url and "://" not in url:
        raise SettingsError(
            "DRILL_DATABASE_URL cannot be read: it is not a URL",
            "write sqlite:////PATH or postgresql://USER@HOST/NAME",
        )
    if url or not places.class_token.is_file():
        return url or places.database
    if os.name == "posix" and places.class_token.stat().st_mode & 0o077:
        raise SettingsError(
            "others can read the token that lets you into your class", f"chmod 600 {places.class_token}"
        )
    return places.class_token.read_text(encoding="utf-8").strip()


def find_database_file(environ: Mapping[str, str], places: locations.Locations) -> Path | None:
    """Return the file of the database; None if a server holds it.

    Raises SettingsError as `database_at` does, and StoreError if its URL is not that of a database.
    """
    address = database_at(environ, places)
    if isinstance(address, Path):
        return address
    from drill.store import file_at

    return file_at(address)


# Windows of the program: which of them is open, so that no two have the same exercise at hand.
#
# A window holds a file locked as long as it is open; the lock ends with its process, however that ends.
# Whether a window on another machine is open is unknown, so it counts as closed.

_NAME_BYTES = 8
# Seconds without a key after which a window no longer blocks others.
IDLE_WINDOW_S = 1800.0
# Seconds after which the time of the last key is written down again.
_NOTED_EVERY_S = 60.0


class Window:
    """A window of the program; its name is that of the file it holds, empty if it can write none."""

    def __init__(self, data: Path) -> None:
        self.name = ""
        self._noted = time.monotonic()
        self._file = _locate_windows(data) / secrets.token_hex(_NAME_BYTES)
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch()
            if (held := hold_file(self._file)) is not None:
                self._let_go = finalize(self, _let_go, held, self._file)
                self.name = self._file.name

    def note_use(self) -> None:
        """Write down that a key came, as the time of the window's file; once a minute is enough."""
        now = time.monotonic()
        if self.name and now - self._noted >= _NOTED_EVERY_S:
            self._noted = now
            with suppress(OSError):
                os.utime(self._file)

    def close(self) -> None:
        """Release the file, and remove it."""
        if self.name:
            self._let_go()


def is_live(data: Path, window: str) -> bool:
    """Return whether a window of this machine is open; the file of one that crashed is removed."""
    if not window or not window.isalnum():
        return False
    file = _locate_windows(data) / window
    with suppress(OSError):
        if (held := hold_file(file)) is None:
            return True
        _let_go(held, file)
    return False


def is_window_recently_used(data: Path, window: str) -> bool:
    """Return whether a window of this machine was opened or had a key within half an hour, and is open."""
    if not is_live(data, window):
        return False
    try:
        used = (_locate_windows(data) / window).stat().st_mtime
    except OSError:
        return False
    return time.time() - used < IDLE_WINDOW_S


def _let_go(held: int, file: Path) -> None:
    os.close(held)
    with suppress(OSError):
        file.unlink()


def _locate_windows(data: Path) -> Path:
    return data / "windows"


# An end for loops that ask a store until it agrees, so that an endless one is reported instead of hanging.

# Max times that a loop may come to the same place, because another window may write in between.
MOST_ROUNDS = 50


class Rounds:
    """Counts how often a loop came to each place."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._times = Counter[str]()

    def come_to(self, place: str) -> None:
        """Count one more round at a place. Raises DrillError if it goes round without an end."""
        self._times[place] += 1
        if self._times[place] > MOST_ROUNDS:
            sentence = f"{self._doing} came back to {place or 'nothing'} {MOST_ROUNDS} times"
            raise DrillError(sentence, "that is a fault of drill: start again, and please report it")


# Back up and restore the database; since it may be broken, no workspace is opened.

# Copies that a message names.
_NAMED = 3


def back_up_marks(environ: Mapping[str, str], now: datetime) -> Path:
    """Copy the database into the folder of backups and return the copy.

    Raises:
        UsageError: the database is a server's.
        StoreError: the database is missing or broken, or the copy cannot be written.
    """
    from drill.store import copy_database as copied

    places = locations.find(environ)
    return copied(_require_database_file(environ, places), places.backups, now)


def restore_backup(
    environ: Mapping[str, str], copy: Path, now: datetime
) -> tuple[Path | None, Sequence[str]]:
    """Replace the database by a copy (a path, or a name in the folder of backups).

    Returns the place of the database that was replaced, ``None`` without one, and the parts of the copy's
    log that cannot be read or are not as they were written.

    Raises:
        UsageError: the database is a server's, or the copy does not exist.
        StoreError: the copy cannot be used; the database is left as it is.
    """
    from drill.store import list_unsound_events
    from drill.store import restore_database as restored

    places = locations.find(environ)
    named = places.backups / copy
    chosen = named if not copy.exists() and named.is_file() else copy
    database = _require_database_file(environ, places)
    kept = restored(chosen, database, now)
    return kept, list_unsound_events(database)


def shown_address(url: str) -> str:
    """Return a database's URL without its password."""
    from drill.store import mask_database_url

    return mask_database_url(url)


def refuse_emptied(environ: Mapping[str, str], places: locations.Locations) -> None:
    """Raise StoreDamagedError if the database is empty or gone although there were marks: it is not new."""
    file = find_database_file(environ, places)
    if file is None or file.is_dir() or (file.is_file() and file.stat().st_size):
        return
    from drill.store import copies_of, has_log

    is_there = file.is_file()
    has_left_log = has_log(file)
    exercises = exercises_known(environ, places)
    if exercises or has_left_log or (is_there and copies_of(file, places.backups)):
        if exercises:
            marks = f"it had marks on {count(exercises, 'exercise')}"
        else:
            marks = "its log is still there" if has_left_log else "there are backups of it"
        raise StoreDamagedError(
            f"the database is {'empty' if is_there else 'gone'}, although {marks}: {file}",
            f"{copies_told(environ)}; {way_to_start_over(environ)}",
        )


def way_to_start_over(environ: Mapping[str, str]) -> str:
    """Return how to begin anew without removing anything: the log of a database may still hold marks."""
    places = locations.find(environ)
    files = f"{_require_database_file(environ, places)}*"
    return f"to start over, move {files} and {places.data / 'due.json'} to another folder"


def copies_told(environ: Mapping[str, str]) -> str:
    """Return how to go back to the newest copies of the database, with the date and the marks of each."""
    from drill.store import copies_of

    places = locations.find(environ)
    lines = [
        f"`drill restore {shlex.quote(str(copy))}` "
        f"takes the copy of {datetime.fromtimestamp(copy.stat().st_mtime):%Y-%m-%d %H:%M} "
        f"with {count(events, 'mark')}"
        for copy, events in copies_of(_require_database_file(environ, places), places.backups)[:_NAMED]
    ]
    return ", ".join(lines) or "there is no backup of it"


def _require_database_file(environ: Mapping[str, str], places: locations.Locations) -> Path:
    file = find_database_file(environ, places)
    if file is None:
        raise UsageError(
            "the marks are in a server's database, not in a file", "pg_dump and pg_restore copy it"
        )
    return file
