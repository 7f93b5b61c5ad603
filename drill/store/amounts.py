"""Rows of numbers that are added to; a row whose numbers are all zero is no row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Delete, Insert, Table, bindparam, delete, select
from sqlmodel import Session

from drill.store.faults import DAMAGED_HINT, CacheDamagedError

# The values of a row's primary key, in the order of the table.
Key = tuple[Any, ...]


def add_to_rows(session: Session, table: Table, changes: Mapping[Key, Mapping[str, int]]) -> None:
    """Add amounts, which may be negative, to columns of rows; rows that are missing are made."""
    if not changes:
        return
    add, drop = _statements(table, session.get_bind().dialect.name)
    names = [column.name for column in table.primary_key]
    untold = {column.name: 0 for column in table.columns if not column.primary_key}
    rows = [dict(zip(names, key, strict=True)) | untold | dict(more) for key, more in changes.items()]
    connection = session.connection()
    connection.execute(add, rows)
    lessened = [
        {f"of_{name}": row[name] for name in names} for row in rows if any(row[name] < 0 for name in untold)
    ]
    if lessened:
        connection.execute(drop, lessened)


def read_rows(
    session: Session, table: Table, learner: str, *where: ColumnElement[bool]
) -> list[tuple[Any, ...]]:
    """The rows of a learner (``where`` limits them) without the name: the rest of the key, then the numbers.

    Raises CacheDamagedError for a value that is not of its column's type: SQLite takes in anything.
    """
    _, *columns = table.columns
    rows = session.connection().execute(select(*columns).where(table.c.learner == learner, *where))
    found = [tuple(row) for row in rows]
    types = tuple(column.type.python_type for column in columns)
    if any(tuple(map(type, row)) != types for row in found):
        raise CacheDamagedError(f"the table {table.name} cannot be read", DAMAGED_HINT)
    return found


@cache
def _statements(table: Table, dialect: str) -> tuple[Insert, Delete]:
    # Built once a table: putting a statement together takes longer than running it.
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    amounts = [column for column in table.columns if not column.primary_key]
    add = insert(table)
    sums = {column.name: column + add.excluded[column.name] for column in amounts}
    there = [column == bindparam(f"of_{column.name}") for column in table.primary_key]
    return (
        add.on_conflict_do_update(index_elements=list(table.primary_key), set_=sums),
        delete(table).where(*there, *(column == 0 for column in amounts)),
    )
