"""A checksum for every event of a SQLite log, in a table of its own: the log is never rewritten.

A bit that flips in a text or a number leaves an event that reads well and says something else. PostgreSQL has
checksums of its own.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, column, insert, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from drill.store.database_tables import EventRow, table_of

# What an event says: every column but those that follow from others.
_SUMMED: tuple[str, ...] = tuple(
    column.name for column in table_of(EventRow).columns if column.name != "disputed"
)
_SUMS = table("event_sum", column("id"), column("crc"))
_INSERT_EVENTS = insert(table_of(EventRow))
_INSERT_SUMS = insert(_SUMS)
_SUMS_OF = select(_SUMS.c.id, _SUMS.c.crc).where(_SUMS.c.id.in_(bindparam("ids", expanding=True)))
# By the rows themselves: the index of the ids keeps what an id was before a bit of it flipped. SQLite would
# take that index for an ``IN``, whatever NOT INDEXED says, if the inner query named the column alone.
_UNSUMMED = text("SELECT count(*) FROM event NOT INDEXED WHERE id NOT IN (SELECT id FROM event_sum)")
_WITHOUT_EVENTS = text("SELECT id FROM event_sum WHERE id NOT IN (SELECT id || '' FROM event NOT INDEXED)")


def insert_events(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows into the log, on SQLite with their checksums."""
    connection.execute(_INSERT_EVENTS, rows)
    if has_checksums(connection):
        connection.execute(
            _INSERT_SUMS, [{"id": row["id"], "crc": compute_event_checksum(row)} for row in rows]
        )


def has_checksums(connection: Connection) -> bool:
    """Return whether this kind of database keeps checksums of events."""
    return connection.dialect.name == "sqlite"


def compute_event_checksum(row: Mapping[Any, Any]) -> int:
    """Return the CRC-32 of an event's columns.

    Empty columns are left out, so that a column that is added later changes no earlier checksum.
    """
    values = [[name, _as_stored(name, row[name])] for name in _SUMMED if row[name] is not None]
    return zlib.crc32(json.dumps(values, default=repr, separators=(",", ":")).encode("ascii"))


def insert_checksums(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> None:
    """Insert the checksums of events that have none."""
    if rows:
        connection.execute(
            _INSERT_SUMS, [{"id": row["id"], "crc": compute_event_checksum(row)} for row in rows]
        )


def checksums_of(session: Session, ids: Sequence[object]) -> dict[object, int]:
    """Return the checksums kept of these events; none where their table is damaged."""
    return dict(readable_rows(session, _SUMS_OF, {"ids": ids}))


def events_missing(session: Session) -> list[object]:
    """Return the ids of events that have a checksum and are not in the log."""
    return [id_ for (id_,) in readable_rows(session, _WITHOUT_EVENTS)]


def events_unsummed(session: Session) -> int:
    """Return how many events have no checksum: an older version's window wrote them."""
    rows = readable_rows(session, _UNSUMMED) if has_checksums(session.connection()) else ()
    return sum(number for (number,) in rows)


def readable_rows(session: Session, wanted: Executable, values: Mapping[str, Any] = {}) -> Sequence[Any]:
    """Return the rows of a query; none where what it reads is damaged."""
    try:
        return session.connection().execute(wanted, values).all()
    except DBAPIError:
        return ()


def _as_stored(name: str, value: object) -> object:
    """Return the value as SQLite returns it: seconds are floats, and a zero has no sign."""
    return float(value) + 0.0 if name == "seconds" and isinstance(value, int | float) else value
