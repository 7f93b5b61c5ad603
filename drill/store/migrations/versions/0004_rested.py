"""The day of a green's last review; derived tables are dropped, and rebuilt after the last revision."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

_DERIVED = (
    "state", "state_count", "pass_count", "topic_pass_count", "due_count", "time_count", "word_count", "day",
)  # fmt: skip


def upgrade() -> None:
    """Drop the derived tables."""
    for name in _DERIVED:
        op.execute(f"DROP TABLE IF EXISTS {name}")
    op.execute("DELETE FROM meta WHERE name = 'rules'")
