"""An index for the reps of the warm-up; an older drill refuses a log that has them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add a partial index."""
    where = sa.text("kind = 'rep'")
    op.create_index("event_rep", "event", ["learner", "lamport"], sqlite_where=where, postgresql_where=where)
