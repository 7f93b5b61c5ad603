"""Rows of numbers that are added to; a row whose numbers are all zero is no row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Delete, Insert, Table, Update, bindparam, delete, insert, update
from sqlmodel import Session, SQLModel

from drill.store.tables import table_of


def add_to_row(
    session: Session, model: type[SQLModel], key: Mapping[str, object], amounts: Mapping[str, int]
) -> None:
    """Add amounts, which may be negative, to columns of the row with that key, made where it is missing.

    The writer is alone, so nobody can make the row between the statements.
    """
    table = table_of(model)
    change, make, drop = _statements(table, tuple(key), tuple(amounts))
    connection = session.connection()
    of_key = {f"key_{name}": value for name, value in key.items()}
    changed = connection.execute(change, of_key | {f"by_{name}": n for name, n in amounts.items()})
    if changed.rowcount == 0:
        untold = {c.name: 0 for c in table.columns if c.name not in key}
        connection.execute(make, untold | dict(key) | dict(amounts))
    elif min(amounts.values(), default=0) < 0:
        connection.execute(drop, of_key)


@cache
def _statements(
    table: Table, key: tuple[str, ...], amounts: tuple[str, ...]
) -> tuple[Update, Insert, Delete]:
    # Built once a table: putting a statement together takes longer than running it.
    there = [table.c[name] == bindparam(f"key_{name}") for name in key]
    empty = [column == 0 for column in table.columns if column.name not in key]
    sums = {name: table.c[name] + bindparam(f"by_{name}") for name in amounts}
    return update(table).where(*there).values(sums), insert(table), delete(table).where(*there, *empty)
