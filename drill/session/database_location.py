"""Which database a home, its class or the environment names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from drill import locations
from drill.errors import SettingsError


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
