"""Indexes for disputed events and targets of events; counters are rebuilt after the last revision."""

from __future__ import annotations

import json
from typing import cast

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_GUARDS = ("UPDATE", "DELETE")
_PAGE = 1000


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
    _index("event_of_target", ["target"], "target IS NOT NULL")
    _index("event_disputed", ["learner", "disputed", "lamport"], "disputed IS NOT NULL")
    op.execute("DELETE FROM meta")


def _find_disputes() -> None:
    connection = op.get_bind()
    wanted = sa.text(
        "SELECT id, kind, ok, decided_by, more FROM event"
        " WHERE kind = 'override' OR decided_by = 'learner' OR more LIKE :seen"
    ).bindparams(seen='%"seen":true%')
    change = sa.text("UPDATE event SET disputed = :disputed WHERE id = :id")
    disputes = [
        {"id": row.id, "disputed": cause}
        for row in connection.execute(wanted)
        if (cause := _disputed(row.kind, row.decided_by, _parsed(row.more)))
    ]
    for start in range(0, len(disputes), _PAGE):
        connection.execute(change, disputes[start : start + _PAGE])


def _parsed(more: str) -> dict[str, object]:
    """Return the JSON of an event; an empty object if it cannot be read."""
    try:
        shape: object = json.loads(more)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", shape) if isinstance(shape, dict) else {}


def _disputed(kind: str, decided_by: str | None, more: dict[str, object]) -> str | None:
    if kind == "override":
        return "override"
    if more.get("seen") is True:
        return "seen"
    if decided_by != "learner" or not (more.get("code") or more.get("reason")):
        return None
    return "undecided" if more.get("code") == "undecided" else "overruled"


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "event", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
