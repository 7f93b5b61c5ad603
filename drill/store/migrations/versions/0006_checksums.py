"""A table for checksums of events, on SQLite; existing events get theirs after the last revision."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TABLE event_sum (id VARCHAR NOT NULL PRIMARY KEY, crc INTEGER NOT NULL) WITHOUT ROWID"
        )
