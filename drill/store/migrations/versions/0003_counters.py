"""Indexes for disputed events and targets of events; counters are rebuilt after the last revision."""

from __future__ import annotations

from contextlib import suppress

import sqlalchemy as sa
from alembic import op

from drill.gyr.wire import EventError, from_columns, to_columns

revision = "0003"
down_revision = "0002"

_GUARDS = ("UPDATE", "DELETE")


def upgrade() -> None:
    """Add the new columns and indexes of the log, and drop the caches, which are rebuilt."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("event", sa.Column("disputed", sa.String(), nullable=True))
    if is_sqlite:
        for verb in _GUARDS:
            op.execute(f"DROP TRIGGER event_no_{verb.lower()}")
    _find_disputes()
    if is_sqlite:
        for verb in _GUARDS:
            op.execute(
                f"CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event "
                f"BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
            )
    _create_partial_index("event_of_target", ["target"], "target IS NOT NULL")
    _create_partial_index("event_disputed", ["learner", "disputed", "lamport"], "disputed IS NOT NULL")
    op.execute("DELETE FROM meta")


def _find_disputes() -> None:
    connection = op.get_bind()
    wanted = sa.text(
        "SELECT *, NULL AS placed FROM event WHERE kind = 'override' OR decided_by = 'learner'"
    ).columns(ok=sa.Boolean, why=sa.Boolean)
    change = sa.text("UPDATE event SET disputed = :disputed WHERE id = :id")
    for row in connection.execute(wanted).mappings().all():
        with suppress(EventError):  # what cannot be read is listed nowhere
            columns = to_columns(from_columns(row))
            connection.execute(change, {"disputed": columns["disputed"], "id": row["id"]})


def _create_partial_index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "event", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
