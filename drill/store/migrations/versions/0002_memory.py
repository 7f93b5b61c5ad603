"""What every item's study days told about its memory, and when a green should be checked.

States are derived, so the table is made anew, empty: opening the banks fills it from the log.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of states with its new columns."""
    op.drop_table("state")
    op.create_table(
        "state",
        _text("learner"),
        _text("item"),
        _text("bank"),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        _text("basis"),
        _text("state"),
        _number("round"),
        _text("round_id"),
        _text("opened"),
        _number("passes"),
        _number("first_red"),
        _number("yellows"),
        _text("study_day", nullable=True),
        _number("due"),
        _number("skips"),
        _text("skipped_on", nullable=True),
        sa.Column("parked_by_hand", sa.Boolean(), nullable=False),
        _text("parked_on", nullable=True),
        _text("reopened_on", nullable=True),
        _text("undoable", nullable=True),
        _text("overridable", nullable=True),
        _text("marks"),
        _text("reviews"),
        _number("slips_on"),
        sa.Column("stability", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("learner", "item"),
    )
    op.create_index("state_due", "state", ["learner", "hidden", "due", "item"])
    op.create_index("state_of_bank", "state", ["learner", "hidden", "bank", "due", "item"])
    op.create_index("state_slipping", "state", ["learner", "hidden", "slips_on"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA user_version = 2")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)
