"""Compare the definitions in a SQLite file with this program's: a foreign trigger could change marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import create_engine

from drill.store.database_tables import create_tables
from drill.text import quote_for_message

# What a definition is read of, in SQLite's own table of tables.
DEFINITIONS = "SELECT type, name, sql FROM sqlite_master"
# The tables that ANALYZE makes.
_ANALYZED = frozenset(("sqlite_stat1", "sqlite_stat4"))
_CREATED = re.compile(r"CREATE TABLE \"?(\w+)\"? ?\((.*)\)([^()]*)", re.S)
_KINDS = {"table": "the table", "index": "the index", "trigger": "the log's guard"}
# The table of versions as Alembic wrote it, which databases that it once made still have.
_VERSIONS = (
    "CREATE TABLE alembic_version "
    "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


class Differences(NamedTuple):
    """Definitions that are not this program's, and missing ones, in words."""

    foreign: list[str]
    missing: list[str]


def compare_definitions(definitions: Iterable[Sequence[Any]]) -> Differences:
    """Compare the definitions of a file with this version's."""
    known_definitions = _read_own_definitions()
    foreign: list[str] = []
    missing = dict.fromkeys(known_definitions)
    for kind, name, sql in definitions:
        missing.pop((kind, name), None)
        if _is_of_sqlite(kind, name, sql) or _split_definition(sql) == _split_definition(_VERSIONS):
            continue
        known = known_definitions.get((kind, name))
        if known is None:
            foreign.append(f"the {kind} {quote_for_message(name)} is not drill's")
        elif _split_definition(sql) != known:
            foreign.append(f"{_KINDS[kind]} {name} is not as drill makes it")
    return Differences(foreign, [f"{_KINDS[kind]} {name} is missing" for kind, name in missing])


@cache
def _read_own_definitions() -> Mapping[tuple[str, str], frozenset[str]]:
    """Return the parts of every definition of a new database, by type and name."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        create_tables(connection)
        rows = connection.exec_driver_sql(DEFINITIONS).all()
    engine.dispose()
    return {
        (kind, name): _split_definition(sql) for kind, name, sql in rows if not _is_of_sqlite(kind, name, sql)
    }


def _is_of_sqlite(kind: str, name: str, sql: str | None) -> bool:
    """Return whether SQLite made this by itself: the index of a key, or what ANALYZE counts."""
    return (sql is None and name.startswith("sqlite_autoindex_")) or (kind == "table" and name in _ANALYZED)


def _split_definition(sql: str | None) -> frozenset[str]:
    """Return the pieces of a definition: of a table those between commas as a set, since migrations append
    columns.
    """
    text = " ".join((sql or "").split())
    match = _CREATED.fullmatch(text)
    if match is None or "--" in text or "/*" in text:
        return frozenset((text,))
    name, inner, end = match.groups()
    return frozenset((f"TABLE {name}", f"END {end.strip()}", *map(str.strip, inner.split(","))))
