"""Answers given in a placement, and wrong answers, get indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column, empty in all existing rows, and two partial indexes."""
    op.add_column("event", sa.Column("placed", sa.Boolean(), nullable=True))
    for name, column, where in (
        ("event_placed", "placed", sa.text("placed IS NOT NULL")),
        ("event_wrong", "lamport", sa.text("NOT ok")),
    ):
        op.create_index(name, "event", ["learner", column], sqlite_where=where, postgresql_where=where)
