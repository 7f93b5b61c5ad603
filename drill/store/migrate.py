"""Bringing an older schema up to date; the only module that imports Alembic, imported for that alone."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from drill.errors import StoreDamagedError
from drill.store.database_tables import stamp_header
from drill.store.faults import DAMAGED_HINT
from drill.store.salvage import add_checksums

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate_schema(connection: Connection) -> None:
    """Run all missing revisions in the connection's transaction, and create the tables they dropped.

    Raises:
        StoreDamagedError: the database names a version that never was.
    """
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreDamagedError(
            f"the database cannot be brought up to date: {error}", DAMAGED_HINT
        ) from error
    SQLModel.metadata.create_all(connection)
    add_checksums(Session(connection))
    stamp_header(connection)
