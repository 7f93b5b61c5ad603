"""What every new store of a test process would make again: its tables, and the text of its statements."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, util
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from drill.store import engine, tables

MOST_STATEMENTS = 2000
"""The store has some hundreds."""
_statements = util.LRUCache(MOST_STATEMENTS)
_tables: list[str] = []
_begin_engine = Engine.__init__


def _with_statements_of_all(self: Engine, *given: object, **named: object) -> None:
    """An engine that shares the compiled statements of those before it, as their dialects are equal."""
    _begin_engine(self, *given, **named)  # type: ignore[arg-type]
    self._compiled_cache = _statements


def _as_before(connection: Connection) -> None:
    """Make a store's tables by the statements that SQLite kept of the first ones."""
    raw = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or raw is None:
        tables.create_tables(connection)
    elif not _tables:
        tables.create_tables(connection)
        _tables.extend(text for (text,) in raw.execute("SELECT sql FROM sqlite_master WHERE sql <> ''"))
        _tables.append(f"INSERT INTO alembic_version VALUES ('{tables.SCHEMA_VERSION:04d}')")
        _tables.append(f"PRAGMA user_version = {tables.SCHEMA_VERSION}")
    else:
        for text in _tables:
            raw.execute(text)


def make_once() -> None:
    """Let all stores of this process share both."""
    SQLiteDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    SQLiteDialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
    Engine.__init__ = _with_statements_of_all  # type: ignore[method-assign]
    engine.create_tables = _as_before
