"""Counters by topic, of due days, times and words; what is disputed, and what an event aims at, indexed."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_GUARDS = ("UPDATE", "DELETE")
_PAGE = 1000


def upgrade() -> None:
    """Add what is new; the counters of before are emptied, since they are made again at the next start."""
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
        op.execute("PRAGMA user_version = 3")
    _index("event_of_target", ["target"], "target IS NOT NULL")
    _index("event_disputed", ["learner", "disputed", "lamport"], "disputed IS NOT NULL")
    op.add_column("state", sa.Column("topic", sa.String(), nullable=False, server_default=""))
    op.execute("DELETE FROM meta")  # whatever is derived is made again
    _make_counters()


def _find_disputes() -> None:
    connection = op.get_bind()
    wanted = sa.text(
        "SELECT id, kind, ok, decided_by, more FROM event"
        " WHERE kind = 'override' OR decided_by = 'learner' OR more LIKE :seen"
    ).bindparams(seen='%"seen":true%')
    change = sa.text("UPDATE event SET disputed = :disputed WHERE id = :id")
    found = [
        {"id": row.id, "disputed": told}
        for row in connection.execute(wanted)
        if (told := _disputed(row.kind, row.decided_by, json.loads(row.more)))
    ]
    for start in range(0, len(found), _PAGE):
        connection.execute(change, found[start : start + _PAGE])


def _disputed(kind: str, decided_by: str | None, more: dict[str, object]) -> str | None:
    if kind == "override":
        return "override"
    if more.get("seen") is True:
        return "seen"
    if decided_by != "learner" or not (more.get("code") or more.get("reason")):
        return None
    return "undecided" if more.get("code") == "undecided" else "overruled"


def _make_counters() -> None:
    for name in ("state_count", "pass_count", "day"):
        op.drop_table(name)
    _counter("state_count", [_text("bank"), _text("topic"), _text("state")])
    passes = [_number("round"), _number("pass"), _text("opened"), _text("colour")]
    _counter("pass_count", [_text("bank"), *passes])
    of_topic = [_text("bank"), _text("topic"), _number("pass")]
    _counter("topic_pass_count", of_topic, ("green", "yellow", "red", "parked"))
    _counter("due_count", [_number("due"), _number("pass")])
    _counter("time_count", [_number("pass"), _number("bucket")])
    _counter("word_count", [_boolean("ok"), _boolean("why"), _text("later"), _boolean("right")])
    columns = ("attempts", "again", "fresh", "green", "yellow", "red", "checks", "lapses")
    op.create_table(
        "day",
        _text("learner"),
        _text("day"),
        *(_number(name) for name in columns[:3]),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        *(_number(name) for name in columns[3:]),
        sa.PrimaryKeyConstraint("learner", "day"),
    )


def _counter(name: str, key: list[sa.Column[object]], amounts: tuple[str, ...] = ("n",)) -> None:
    names = ["learner", *(column.name for column in key)]
    numbers = (_number(amount) for amount in amounts)
    op.create_table(name, _text("learner"), *key, *numbers, sa.PrimaryKeyConstraint(*names))


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "event", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.String(), nullable=False)


def _number(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _boolean(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Boolean(), nullable=False)
