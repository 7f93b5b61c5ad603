"""The rights of a class on a server: its owner changes them, and keeps learners out meanwhile."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import files

from sqlalchemy import Connection, Engine, text

from drill.errors import UsageError

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
