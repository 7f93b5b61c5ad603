"""Back up and restore the database; since it may be broken, no workspace is opened."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from drill import locations
from drill.errors import SettingsError, StoreDamagedError, UsageError


def back_up(environ: Mapping[str, str], now: datetime) -> Path:
    """Copy the database into the folder of backups and return the copy.

    Raises:
        UsageError: the database is a server's.
        StoreError: there is none, it is broken, or the copy cannot be written.
    """
    from drill.store import back_up as copied

    places = locations.find(environ)
    return copied(_database(environ, places), places.backups, now)


def restore(environ: Mapping[str, str], copy: Path, now: datetime) -> Path | None:
    """Replace the database by a copy (a path, or a name in the folder of backups).

    Returns where what stood there is kept, ``None`` where there was nothing.

    Raises:
        UsageError: the database is a server's, or there is no such copy.
        StoreError: the copy cannot be used; the database is left as it is.
    """
    from drill.store import restore as restored

    places = locations.find(environ)
    named = places.backups / copy
    chosen = named if not copy.exists() and named.is_file() else copy
    return restored(chosen, _database(environ, places), now)


def shown_address(url: str) -> str:
    """Return a database's URL without its password."""
    from drill.store import masked

    return masked(url)


def refuse_emptied(environ: Mapping[str, str], places: locations.Locations) -> None:
    """Raise StoreDamagedError if the database is an empty file although copies exist: it is not new."""
    file = database_file(environ, places)
    if file is None or not file.is_file() or file.stat().st_size:
        return
    copies = [*places.backups.glob("*.db"), *file.parent.glob(f"{file.stem}-*.db")]
    if copies:
        newest = max(copies, key=lambda copy: copy.stat().st_mtime)
        raise StoreDamagedError(
            f"the database is empty, although there are backups of it: {file}",
            f"`drill restore {shlex.quote(str(newest))}` takes the newest; "
            "to start over, remove the empty file",
        )


def _database(environ: Mapping[str, str], places: locations.Locations) -> Path:
    file = database_file(environ, places)
    if file is None:
        raise UsageError(
            "the marks are in a server's database, not in a file", "pg_dump and pg_restore copy it"
        )
    return file


def database_at(environ: Mapping[str, str], places: locations.Locations) -> str | Path:
    """Return the database's file, or the URL of the environment or of the class that was joined.

    Raises SettingsError for what is no URL (as a path it would begin an empty log elsewhere), and for a token
    that others may read.
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


def database_file(environ: Mapping[str, str], places: locations.Locations) -> Path | None:
    """Return the file of the database, ``None`` where it is a server's.

    Raises SettingsError, StoreError for no database's URL.
    """
    address = database_at(environ, places)
    if isinstance(address, Path):
        return address
    from drill.store import file_at

    return file_at(address)
