"""Tables of chart numbers are dropped; the events of a study day get an index."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

_NUMBERS = ("state_count", "pass_count", "topic_pass_count", "due_count", "time_count", "word_count", "day")


def upgrade() -> None:
    """Drop the tables of numbers, and let the index of days begin with the day."""
    for name in _NUMBERS:
        op.execute(f"DROP TABLE IF EXISTS {name}")
    op.execute("DROP INDEX IF EXISTS event_of_day")
    op.create_index("event_on_day", "event", ["learner", "study_day", "device", "at"])
