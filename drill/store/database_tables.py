"""The tables: the events, which alone are the truth, and the states of items, which can be made again."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, ClassVar, Final, cast

from sqlalchemy import BigInteger, Connection, Engine, Index, Table, insert, table, text
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session
from sqlmodel import Field, SQLModel

from drill.errors import UsageError

# The version of the schema, that of 0.4.0; also in the header of a SQLite file.
SCHEMA_VERSION = 9

# The due day (as an ordinal) of what is never queued: greens and parked items.
#
# A number, not NULL: SQLModel binds the values of ``IN``, so that SQLite would not use a partial index.
NEVER_DUE = 10_000_000

# The name of a fact: the last day on which skills could be learned by the former rule. Nobody has it whose
# first mark is younger.
FORMER_RULE_UNTIL = "former rule until"
# The name of a fact: the numbers that practice in another front end showed today.
SHOWN_ASIDE = "shown aside"

# The day on which a green begins to slip, before anybody asked: earlier than every day, so it is found.
NOT_COMPUTED = 0


class _Row(SQLModel):
    """The base of all tables: rows are never validated."""

    model_config: ClassVar[Any] = {"defer_build": True}


class EventRow(_Row, table=True):
    """One event of the log; the columns are the fields of its line in an export. Never changed."""

    __tablename__: ClassVar[Any] = "event"
    __table_args__ = (
        Index("event_of_item", "learner", "item", "lamport", "device", "id"),
        Index("event_in_order", "learner", "lamport", "device", "id"),
        Index("event_of_device", "learner", "device", "lamport"),
        Index("event_on_day", "learner", "study_day", "device", "at"),
        # Partial ones: what is asked of them is "is not NULL", or equality with a target, which implies it.
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
    # True of what was answered in a placement, else nothing.
    placed: bool | None = None
    # The other fields as JSON, with those that this version does not know.
    more: str = "{}"
    # Why the event is listed with the disputes; it follows from the others (`drill.store.queries`).
    disputed: str | None = None


class StateRow(_Row, table=True):
    """The fold of one item's events, for the content that is loaded."""

    __tablename__: ClassVar[Any] = "state"
    __table_args__ = (
        Index("state_due", "learner", "hidden", "due", "item"),
        Index("state_of_bank", "learner", "hidden", "bank", "due", "item"),
        Index("state_slipping", "learner", "hidden", "slips_on", "stability", "rested", "item"),
    )

    learner: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    bank: str
    topic: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # Whether the exercise is in no loaded bank; then no count and no plan includes it.
    hidden: bool = False
    # The content hashes that it was folded for, the loaded one first.
    basis: str
    state: str
    round: int
    round_id: str
    opened: str
    passes: int
    first_red: int
    yellows: int
    study_day: str | None = None
    due: int
    skips: int
    skipped_on: str | None = None
    parked_by_hand: bool
    parked_on: str | None = None
    reopened_on: str | None = None
    undoable: str | None = None
    overridable: str | None = None
    # The marks of the charts as JSON, a list of values each.
    marks: str
    # Study days, as ordinals, each with the first letter of the colour it told, ``e`` for a green at first
    # sight without hints: ``739000r 739001g``.
    reviews: str
    # The day (as an ordinal) from which a green slips at the highest retention that can be chosen, and so no
    # earlier at any other; `NEVER_DUE` for all others.
    slips_on: int
    # Of a green's memory, in days; ``None`` before anybody asked.
    stability: float | None = None
    # The day (as an ordinal) of a green's last review; ``None`` before anybody asked.
    rested: int | None = None


class OpenRow(_Row, table=True):
    """An attempt that was begun and is not marked yet."""

    __tablename__: ClassVar[Any] = "open_attempt"

    learner: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    # Rises with every save of this learner: the highest is the newest.
    saved: int = Field(sa_type=BigInteger)
    body: str


class FormerItem(_Row, table=True):
    """An earlier name of a loaded item; its events belong to that item."""

    __tablename__: ClassVar[Any] = "former_item"
    __table_args__ = (Index("former_item_of", "learner", "item"),)

    learner: str = Field(primary_key=True)
    was: str = Field(primary_key=True)
    item: str


class DeviceRow(_Row, table=True):
    """The random name of this machine and folder in the events written here."""

    __tablename__: ClassVar[Any] = "device"

    id: str = Field(primary_key=True)
    machine: str = Field(unique=True)


class MetaRow(_Row, table=True):
    """A single fact about the cache, by learner and name."""

    __tablename__: ClassVar[Any] = "meta"

    learner: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str


def table_of(model: type[SQLModel]) -> Table:
    """Return the table behind a model, for statements that need no objects."""
    # SQLModel makes it where a model has ``table=True``.
    return cast("Table", getattr(model, "__table__"))  # noqa: B009


# Of SQLite alone, so it is no model: a checksum of each event (`drill.store.checksums`).
_EVENT_SUM = "CREATE TABLE event_sum (id VARCHAR NOT NULL PRIMARY KEY, crc INTEGER NOT NULL) WITHOUT ROWID"


def create_tables(connection: Connection) -> None:
    """Make all tables of a fresh database and stamp them with the newest version."""
    if connection.dialect.name == "postgresql":
        narrow_indexes_for_postgresql()
    SQLModel.metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_EVENT_SUM)
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


def narrow_indexes_for_postgresql() -> None:
    """Make partial indexes partial in PostgreSQL too.

    Not said where they are defined: SQLAlchemy would load all of PostgreSQL for it, whatever the database is.
    """
    for index in table_of(EventRow).indexes:
        index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]


# The row that holds the day's list, beside the log.
#
# It is no event: it is never merged, a restored copy comes without it, and losing it costs a new plan.

NAME: Final = "day"


def read_day_row(session: Session, learner: str) -> str | None:
    """Return the text of the learner's row, ``None`` where there is none."""
    row = session.get(MetaRow, (learner, NAME))
    return None if row is None else str(row.value)


def write_day(session: Session, learner: str, text: str, before: str | None) -> str:
    """Write the row if it is still ``before``; return what it holds now: another window may have been first.

    Inside a writing session.
    """
    stands = read_day_row(session, learner)
    if stands is not None and stands != before:
        return stands
    session.merge(MetaRow(learner=learner, name=NAME, value=text))
    return text


# The newest event of a log, by which a database is known again.

_NEWEST = text("SELECT rowid, id FROM event NOT INDEXED ORDER BY rowid DESC LIMIT 1")
_IS_THERE = text("SELECT 1 FROM event WHERE id = :id")


def read_newest_event(session: Session) -> tuple[int, str]:
    """Return how many events a log has, and the id of the newest."""
    number, newest = session.connection().execute(_NEWEST).one_or_none() or (0, "")
    return number or 0, str(newest or "")


def has_event(session: Session, id_: str) -> bool:
    """Return whether a log holds an event."""
    return session.connection().execute(_IS_THERE, {"id": id_}).first() is not None


# The rights of a class on a server: its owner changes them, and keeps learners out meanwhile.

NO_CLASS = "there is no class of yours in this database"
_OWNS = "SELECT pg_get_userbyid(relowner) = session_user FROM pg_class WHERE oid = to_regclass('class_role')"
# Statements, each made by a question, since roles and databases are no values that a statement could bind.
_CLOSE = "SELECT format('REVOKE CONNECT ON DATABASE %I FROM %I', current_database(), class_learners())"
_OPEN = "SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), class_learners())"
# Only who has a role's rights may end its sessions.
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
        connection.execution_options(no_parameters=True).exec_driver_sql(script)


@contextmanager
def close_class(engine: Engine) -> Generator[None, None, None]:
    """Keep learners out of a class and end their sessions, so that they hold no lock on changed tables.

    Raises UsageError where not its owner opens it.
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
