"""The day of a green's last review, beside its memory: which slip most is asked of the database alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; what was computed without it is computed again when it is asked for."""
    op.add_column("state", sa.Column("rested", sa.Integer(), nullable=True))
    op.execute("UPDATE state SET slips_on = 0, stability = NULL WHERE state = 'green'")
    op.drop_index("state_slipping", "state")
    columns = ["learner", "hidden", "slips_on", "stability", "rested", "item"]
    op.create_index("state_slipping", "state", columns)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA user_version = 4")
