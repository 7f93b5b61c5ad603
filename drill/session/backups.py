"""Back up and restore the database; since it may be broken, no workspace is opened."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from drill import locations
from drill.errors import StoreDamagedError, UsageError
from drill.session.database_location import database_file
from drill.session.due_file import exercises_known
from drill.text import count

if TYPE_CHECKING:
    from drill.store import Salvaged

# Copies that a message names.
_NAMED = 3


def back_up_marks(environ: Mapping[str, str], now: datetime) -> Path:
    """Copy the database into the folder of backups and return the copy.

    Raises:
        UsageError: the database is a server's.
        StoreError: there is none, it is broken, or the copy cannot be written.
    """
    from drill.store import copy_database as copied

    places = locations.find(environ)
    return copied(_require_database_file(environ, places), places.backups, now)


def restore_backup(
    environ: Mapping[str, str], copy: Path, now: datetime
) -> tuple[Path | None, Sequence[str]]:
    """Replace the database by a copy (a path, or a name in the folder of backups).

    Returns where what stood there is kept, ``None`` where there was nothing, and what of the copy's log
    cannot be read or is not as it was written.

    Raises:
        UsageError: the database is a server's, or there is no such copy.
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
    file = database_file(environ, places)
    if file is None or file.is_dir() or (file.is_file() and file.stat().st_size):
        return
    from drill.store import copies_of, events_on_pages, events_told, has_log

    told, is_there, has_left_log = events_told(file), file.is_file(), has_log(file)
    exercises = exercises_known(environ, places)
    if told or exercises or has_left_log or (is_there and copies_of(file, places.backups)):
        readable = events_on_pages(file) if has_left_log else 0
        if told:
            marks = f"it had {count(told, 'mark')}"
        elif exercises:
            marks = f"it had marks on {count(exercises, 'exercise')}"
        else:
            marks = "its log is still there" if has_left_log else "there are backups of it"
        raise StoreDamagedError(
            f"the database is {'empty' if is_there else 'gone'}, although {marks}: {file}",
            f"{count(readable, 'mark')} can still be read: `drill doctor` says how to keep them"
            if readable
            else f"{copies_told(environ)}; {way_to_start_over(environ)}",
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
    told = [
        f"`drill restore {shlex.quote(str(copy))}` "
        f"takes the copy of {datetime.fromtimestamp(copy.stat().st_mtime):%Y-%m-%d %H:%M} "
        f"with {count(events, 'mark')}"
        for copy, events in copies_of(_require_database_file(environ, places), places.backups)[:_NAMED]
    ]
    return ", ".join(told) or "there is no backup of it"


def missing_told(marks: int) -> str:
    """Return that so many marks are missing."""
    return f"{count(marks, 'mark')} {'is' if marks == 1 else 'are'} missing"


def salvage_marks(
    environ: Mapping[str, str], now: datetime, target: Path | None, readable: int = 0
) -> Salvaged:
    """Read the events of a damaged database from its pages, and write them, into ``target`` if it is named,
    else in its place, if all are there, and more than are ``readable`` without.

    Raises:
        UsageError: the database is a server's, or the target cannot be.
        StoreError: it cannot be done.
    """
    from drill.store import salvage_pages

    return salvage_pages(_require_database_file(environ, locations.find(environ)), now, target, readable)


def _require_database_file(environ: Mapping[str, str], places: locations.Locations) -> Path:
    file = database_file(environ, places)
    if file is None:
        raise UsageError(
            "the marks are in a server's database, not in a file", "pg_dump and pg_restore copy it"
        )
    return file
