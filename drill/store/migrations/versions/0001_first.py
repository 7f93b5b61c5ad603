"""The first schema: the log, what is derived from it, open attempts and devices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables, their indexes and the guards of the log."""
    _make_log()
    _make_derived()
    _make_others()
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event "
                f"BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
            )
        op.execute("PRAGMA user_version = 1")


def _make_log() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.String(), primary_key=True, nullable=False),
        _text("learner"),
        _text("device"),
        sa.Column("lamport", sa.BigInteger(), nullable=False),
        _text("at"),
        _number("offset_minutes"),
        _text("study_day"),
        _text("kind"),
        _text("item"),
        _text("maths", nullable=True),
        _text("wording", nullable=True),
        _text("round", nullable=True),
        sa.Column("pass", sa.Integer(), nullable=True),
        sa.Column("ok", sa.Boolean(), nullable=True),
        sa.Column("why", sa.Boolean(), nullable=True),
        _text("decided_by", nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        _text("target", nullable=True),
        _text("more"),
    )
    op.create_index("event_of_item", "event", ["learner", "item", "lamport", "device", "id"])
    op.create_index("event_in_order", "event", ["learner", "lamport", "device", "id"])
    op.create_index("event_of_device", "event", ["learner", "device", "lamport"])
    op.create_index("event_of_day", "event", ["learner", "device", "study_day", "at"])


def _make_derived() -> None:
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
        sa.PrimaryKeyConstraint("learner", "item"),
    )
    op.create_index("state_due", "state", ["learner", "hidden", "due", "item"])
    op.create_index("state_of_bank", "state", ["learner", "hidden", "bank", "due", "item"])
    op.create_table(
        "state_count",
        _text("learner"),
        _text("bank"),
        _text("state"),
        _number("n"),
        sa.PrimaryKeyConstraint("learner", "bank", "state"),
    )
    op.create_table(
        "pass_count",
        _text("learner"),
        _text("bank"),
        _number("round"),
        _number("pass"),
        _text("opened"),
        _text("colour"),
        _number("n"),
        sa.PrimaryKeyConstraint("learner", "bank", "round", "pass", "opened", "colour"),
    )
    op.create_table(
        "day",
        _text("learner"),
        _text("day"),
        _number("attempts"),
        _number("again"),
        _number("fresh"),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        _number("green"),
        _number("yellow"),
        _number("red"),
        sa.PrimaryKeyConstraint("learner", "day"),
    )
    op.create_table(
        "former_item",
        _text("learner"),
        _text("was"),
        _text("item"),
        sa.PrimaryKeyConstraint("learner", "was"),
    )
    op.create_index("former_item_of", "former_item", ["learner", "item"])
    op.create_table(
        "meta", _text("learner"), _text("name"), _text("value"), sa.PrimaryKeyConstraint("learner", "name")
    )


def _make_others() -> None:
    op.create_table(
        "open_attempt",
        _text("learner"),
        _text("item"),
        sa.Column("saved", sa.BigInteger(), nullable=False),
        _text("body"),
        sa.PrimaryKeyConstraint("learner", "item"),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(), primary_key=True, nullable=False),
        _text("machine"),
        sa.UniqueConstraint("machine"),
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)
