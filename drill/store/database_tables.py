"""The tables: the events, which are the only source of truth, and the states, which are derived."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, NamedTuple, cast

from sqlalchemy import BigInteger, Connection, Engine, Index, Row, Table, create_engine, insert, table, text
from sqlalchemy import column as sql_column
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlmodel import Field, SQLModel

from drill.errors import UsageError
from drill.gyr.wire import MERGE_BOUNDS
from drill.text import quote_for_message

# The version of the schema; also in the header of a SQLite file.
SCHEMA_VERSION = 10
# The version of the schema of 0.4.0, the only former schema that is converted.
FORMER_VERSION = 9

# The due day (as an ordinal) of items that are never queued: greens and parked ones.
#
# A number instead of NULL, because SQLModel binds the values of ``IN``, and SQLite would then not use a
# partial index.
NEVER_DUE = 10_000_000

# The name of a fact: the content and rules that states were folded for (`drill.store.states`).
FOLDED_FOR = "folded for"
# The name of a fact: the last day on which skills could be learned by the former rule. Learners whose first
# mark is later do not have it.
FORMER_RULE_UNTIL = "former rule until"
# The name of a fact: the numbers of today's practice in another front end.
SHOWN_ASIDE = "shown aside"


class _StoredRow(SQLModel):
    """The base of all tables: rows are never validated."""

    model_config: ClassVar[Any] = {"defer_build": True}


class EventRow(_StoredRow, table=True):
    """One event of the log; the columns are the fields of its line in an export. Never changed."""

    __tablename__: ClassVar[Any] = "event"
    __table_args__ = (
        Index("event_of_item", "learner", "item", "lamport", "device", "id"),
        Index("event_in_order", "learner", "lamport", "device", "id"),
        Index("event_of_device", "learner", "device", "lamport"),
        Index("event_on_day", "learner", "study_day", "device", "at"),
        # Partial indexes: queries use "is not NULL", or equality with a target, which implies it.
        Index("event_of_target", "target", sqlite_where=text("target IS NOT NULL")),
        Index("event_disputed", "learner", "disputed", "lamport", sqlite_where=text("disputed IS NOT NULL")),
        Index("event_placed", "learner", "placed", sqlite_where=text("placed IS NOT NULL")),
        Index("event_wrong", "learner", "lamport", sqlite_where=text("NOT ok")),
        Index("event_rep", "learner", "lamport", sqlite_where=text("kind = 'rep'")),
    )

    id: str = Field(primary_key=True)
    learner: str
    device: str
    lamport: int = Field(sa_type=BigInteger)
    at: str
    offset_minutes: int
    study_day: str
    kind: str
    item: str
    maths: str | None = None
    wording: str | None = None
    round: str | None = None
    pass_: int | None = Field(default=None, sa_column_kwargs={"name": "pass"})
    ok: bool | None = None
    why: bool | None = None
    decided_by: str | None = None
    seconds: float | None = None
    target: str | None = None
    # True for an answer in a placement, otherwise NULL.
    placed: bool | None = None
    # The other fields as JSON, including those that this version does not know.
    more: str = "{}"
    # Why the event is listed with the disputes; derived from the other columns (`drill.store.queries`).
    disputed: str | None = None


class StateRow(_StoredRow, table=True):
    """The fold of one item's events for the loaded content: a snapshot, which the log can restore."""

    __tablename__: ClassVar[Any] = "state"
    __table_args__ = (
        Index("state_due", "learner", "hidden", "due", "item"),
        Index("state_of_bank", "learner", "hidden", "bank", "due", "item"),
    )

    learner: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    bank: str
    topic: str
    state: str
    due: int
    # Whether the exercise is in no loaded bank, so that counts and plans exclude it.
    hidden: bool
    # The id of the last event that was folded, and the number of the rules of the fold.
    newest: str
    rules: int
    # The rest of the state as JSON (`drill.store.states`).
    body: str


class OpenRow(_StoredRow, table=True):
    """An attempt that was begun and is not marked yet."""

    __tablename__: ClassVar[Any] = "open_attempt"

    learner: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    # Increases with every save of this learner: the highest is the newest.
    saved: int = Field(sa_type=BigInteger)
    body: str


class FormerItem(_StoredRow, table=True):
    """An earlier name of a loaded item; its events belong to that item."""

    __tablename__: ClassVar[Any] = "former_item"
    __table_args__ = (Index("former_item_of", "learner", "item"),)

    learner: str = Field(primary_key=True)
    was: str = Field(primary_key=True)
    item: str


class DeviceRow(_StoredRow, table=True):
    """The random name of this machine and folder in the events written here."""

    __tablename__: ClassVar[Any] = "device"

    id: str = Field(primary_key=True)
    machine: str = Field(unique=True)


class MetaRow(_StoredRow, table=True):
    """A single fact about the cache, by learner and name."""

    __tablename__: ClassVar[Any] = "meta"

    learner: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str


def table_of(model: type[SQLModel]) -> Table:
    """Return the table behind a model, for statements that need no objects."""
    # SQLModel creates it for a model with ``table=True``.
    return cast("Table", getattr(model, "__table__"))  # noqa: B009


def create_tables(connection: Connection) -> None:
    """Make all tables of a fresh database and stamp them with the newest version."""
    if connection.dialect.name == "postgresql":
        narrow_indexes_for_postgresql()
    SQLModel.metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        for verb in ("DELETE", "UPDATE"):  # the log is append-only
            refusal = "SELECT RAISE(ABORT, 'events are never changed')"
            connection.exec_driver_sql(
                f"CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event BEGIN {refusal}; END"
            )
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    stamp = insert(table("alembic_version", sql_column("version_num")))
    connection.execute(stamp, {"version_num": f"{SCHEMA_VERSION:04d}"})
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


# The columns of 0.4.0 that are now in the body of a state.
_FORMER_COLUMNS = (
    "basis", "round", "round_id", "opened", "passes", "first_red", "yellows", "study_day", "skips",
    "skipped_on", "parked_on", "reopened_on", "undoable", "overridable", "reviews",
)  # fmt: skip


def convert_former_tables(connection: Connection) -> None:
    """Convert the tables of 0.4.0, in a writing transaction; the log stays as it is.

    States are kept, with 0 as the number of their rules, so that the next look folds them anew: no rules have
    that number. Checksums of events are no longer stored.
    """
    try:
        former = connection.exec_driver_sql("SELECT * FROM state").all()
    except DBAPIError:  # because they are derived, and made again
        former = ()
    states = table_of(StateRow)
    connection.exec_driver_sql("DROP TABLE IF EXISTS state")
    states.create(connection)
    if former:
        connection.execute(insert(states), list(map(_convert_former_state, former)))
    connection.exec_driver_sql("DELETE FROM meta WHERE name IN ('rules', 'gaps', 'loaded')")
    connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{SCHEMA_VERSION:04d}'")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE IF EXISTS event_sum")
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _convert_former_state(row: Row[Any]) -> dict[str, Any]:
    body = {name: getattr(row, name) for name in _FORMER_COLUMNS if getattr(row, name) is not None}
    body["parked_by_hand"] = bool(row.parked_by_hand)
    kept = {name: getattr(row, name) for name in ("learner", "item", "bank", "topic", "state", "due")}
    return {
        **kept,
        "hidden": bool(row.hidden),
        "newest": "",
        "rules": 0,
        "body": f'{json.dumps(body)[:-1]}, "marks": {row.marks}}}',
    }


def narrow_indexes_for_postgresql() -> None:
    """Make partial indexes partial in PostgreSQL too.

    It is separate from their definitions, because SQLAlchemy would load all of PostgreSQL for any database.
    """
    for index in table_of(EventRow).indexes:
        index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]


# Compare the definitions in a SQLite file with this program's, because a foreign trigger could change marks.

# The columns of a definition in SQLite's own table of tables.
DEFINITIONS = "SELECT type, name, sql FROM sqlite_master"
# The tables that ANALYZE makes.
_ANALYZED = frozenset(("sqlite_stat1", "sqlite_stat4"))
_CREATED = re.compile(r"CREATE TABLE \"?(\w+)\"? ?\((.*)\)([^()]*)", re.S)
_KINDS = {"table": "the table", "index": "the index", "trigger": "the log's guard"}
# The table of versions as Alembic wrote it, which older databases still have.
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
    """Return the pieces of a definition; for a table the set of those between commas, because migrations
    append columns.
    """
    text = " ".join((sql or "").split())
    match = _CREATED.fullmatch(text)
    if match is None or "--" in text or "/*" in text:
        return frozenset((text,))
    name, inner, end = match.groups()
    return frozenset((f"TABLE {name}", f"END {end.strip()}", *map(str.strip, inner.split(","))))


# The row of the day's list, stored next to the log.
#
# It is not an event: it is never merged, a restored copy comes without it, and without it a new plan is made.

DAY = "day"


def read_day_row(session: Session, learner: str) -> str | None:
    """Return the text of the learner's row, ``None`` if it does not exist."""
    row = session.get(MetaRow, (learner, DAY))
    return None if row is None else str(row.value)


def write_day(session: Session, learner: str, text: str, before: str | None) -> str:
    """Write the row if it is still ``before``, and return its present text: another window may be faster.

    It must be called inside a writing session.
    """
    stands = read_day_row(session, learner)
    if stands is not None and stands != before:
        return stands
    session.merge(MetaRow(learner=learner, name=DAY, value=text))
    return text


# The rights in a class on a server: its owner changes them, and locks learners out meanwhile.

NO_CLASS = "there is no class of yours in this database"
_OWNS = "SELECT pg_get_userbyid(relowner) = session_user FROM pg_class WHERE oid = to_regclass('class_role')"
# Queries that return statements, because roles and databases are names that a statement cannot bind.
_CLOSE = "SELECT format('REVOKE CONNECT ON DATABASE %I FROM %I', current_database(), class_learners())"
_OPEN = "SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), class_learners())"
# Sessions can be ended only with a role's rights.
_TAKE_CHARGE = """SELECT format('GRANT %I TO %I', role, session_user) FROM class_role
WHERE to_regrole(quote_ident(role)) IS NOT NULL AND NOT pg_has_role(session_user, role, 'USAGE')"""
END_SESSIONS = text("""SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
JOIN class_role ON role = usename WHERE CAST(:learner AS text) IN ('', learner)""")


def arrange_class(connection: Connection) -> None:
    """Turn a database into a class's, or update its rights to its tables, in its owner's transaction."""
    scripts = ["class.sql"]
    if connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = session_user")):
        scripts.append("class_server.sql")
    for name in scripts:
        script = files("drill.store").joinpath(name).read_text(encoding="utf-8")
        script = re.sub(r"\bMERGE_(\w+)", lambda bound: str(MERGE_BOUNDS[bound[1]]), script)
        connection.execution_options(no_parameters=True).exec_driver_sql(script)


@contextmanager
def shut_out_learners(engine: Engine) -> Generator[None, None, None]:
    """Keep learners out of a class and end their sessions, so that they hold no lock on changed tables.

    Raises UsageError if anybody but its owner opens it.
    """
    with engine.begin() as connection:
        if not connection.scalar(text(_OWNS)):
            raise UsageError(NO_CLASS, "drill class init begins one")
        run_made_statements(connection, _TAKE_CHARGE)
        run_made_statements(connection, _CLOSE)
    try:
        with engine.begin() as connection:
            connection.execute(END_SESSIONS, {"learner": ""})
        yield
    finally:
        with engine.begin() as connection:
            run_made_statements(connection, _OPEN)


def run_made_statements(connection: Connection, question: str) -> None:
    """Run the SQL statements that a query returns."""
    for statement in connection.scalars(text(question)).all():
        connection.exec_driver_sql(statement)
