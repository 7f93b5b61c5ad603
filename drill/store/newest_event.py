"""The newest event of a log, by which a database is known again."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

_NEWEST = text("SELECT rowid, id FROM event NOT INDEXED ORDER BY rowid DESC LIMIT 1")
_IS_THERE = text("SELECT 1 FROM event WHERE id = :id")


def read_newest_event(session: Session) -> tuple[int, str]:
    """Return how many events a log has, and the id of the newest."""
    number, newest = session.connection().execute(_NEWEST).one_or_none() or (0, "")
    return number or 0, str(newest or "")


def has_event(session: Session, id_: str) -> bool:
    """Return whether a log holds an event."""
    return session.connection().execute(_IS_THERE, {"id": id_}).first() is not None
