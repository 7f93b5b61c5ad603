"""A class on PostgreSQL, as its owner keeps it: a login role a learner, and what is assigned.

What the server lets learners do stands in ``class.sql``. Names are longer than PostgreSQL's identifiers, and
roles belong to the whole server: so a role is called at random, and a table says whose it is.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL, make_url

from drill.errors import UsageError
from drill.store.engine import Database, open_database
from drill.text import tables

_ROLE = re.compile(r"drill_[0-9a-f]{16}")
# As many random bytes as nobody guesses.
_ROLE_BYTES, _PASSWORD_BYTES = 8, 32


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a class is to drill (as it is named to ``start``), and the last day for it, as ISO has it."""

    what: str
    until: str | None


def assignments(database: Database) -> list[Assignment]:
    """What is assigned, the earliest day first."""
    wanted = text("SELECT what, until::text FROM class_assignment ORDER BY until NULLS LAST, what")
    with database.reading() as session:
        return [Assignment(*row) for row in session.execute(wanted)]


def arrange(connection: Connection) -> None:
    """Make a database a class's, or bring its rights up to its tables; inside its owner's transaction."""
    script = files("drill.store").joinpath("class.sql").read_text(encoding="utf-8")
    connection.execution_options(no_parameters=True).exec_driver_sql(script)


def admitted(given: str, server: str = "") -> tuple[str, str]:
    """The learner whom a token lets in, and the token, at a ``server`` if one is named, whatever its own is.

    Raises:
        UsageError: it is no token, or nobody's any more.
        StoreError: the server cannot be reached, or refuses it.
    """
    try:
        url = make_url(given.strip())
    except Exception:  # noqa: BLE001  its words may hold the password
        url = URL.create("none")
    if not _ROLE.fullmatch(url.username or "") or not url.password or url.get_backend_name() != "postgresql":
        raise UsageError("this is not a class token", "paste the line that drill class invite printed")
    at = make_url(server).set(username=url.username, password=url.password) if server else url
    token = at.render_as_string(hide_password=False)
    database = open_database(token)
    database.close()
    if database.learner is None:
        raise UsageError("this token belongs to nobody in the class", "ask its owner for a new one")
    return database.learner, token


class Classroom:
    """A class's database in its owner's hands."""

    def __init__(self, database: Database, url: URL) -> None:
        self._database = database
        self._url = url

    @classmethod
    @contextmanager
    def opened(cls, target: str, act: str) -> Generator[Classroom, None, None]:
        """Open it; the act ``init`` makes a class of a database first, ``upgrade`` brings one up to date.

        Raises:
            UsageError: it is no class, or not its owner opens it.
            StoreError: it cannot be opened.
        """
        database = open_database(target, arranges=act if act in ("init", "upgrade") else "")
        try:
            if not database.is_class or database.learner is not None:
                raise UsageError("there is no class of yours in this database", "drill class init begins one")
            yield cls(database, make_url(target))
        finally:
            database.close()

    def invite(self, learner: str) -> str:
        """Let a learner in, or in again: their new token, which nobody can print a second time."""
        password = secrets.token_urlsafe(_PASSWORD_BYTES)
        with self._database.writing("") as session:
            driver: Any = session.connection().connection.driver_connection
            # The server's log may hold the statement: it has what proves a password, not the password.
            proof = driver.pgconn.encrypt_password(password.encode(), b"", b"scram-sha-256").decode()
            named = {"learner": learner, "role": f"drill_{secrets.token_hex(_ROLE_BYTES)}", "proof": proof}
            role = session.scalar(text("SELECT class_invite(:learner, :role, :proof)"), named)
        return self._url.set(username=role, password=password).render_as_string(hide_password=False)

    def assign(self, what: str, until: str | None, *, withdraws: bool = False) -> None:
        """Assign it, or change its last day; or assign it no more."""
        named = {"what": what, "until": until}
        with self._database.writing("") as session:
            session.execute(text("DELETE FROM class_assignment WHERE what = :what"), named)
            if not withdraws:
                session.execute(
                    text("INSERT INTO class_assignment VALUES (:what, CAST(:until AS date))"), named
                )

    def forget(self, learner: str) -> int:
        """Remove a learner's role, caches and log for good; how many events there were.

        Raises UsageError where nobody of the class has the name.
        """
        with self._database.writing(learner) as session:
            events = session.scalar(text("SELECT class_forget(:learner)"), {"learner": learner})
            if events is None:
                raise UsageError(f"nobody in the class is called {learner}", "drill class progress lists all")
        return events

    def assignments(self) -> list[Assignment]:
        """What is assigned, the earliest day first."""
        return assignments(self._database)

    def ask(self, question: Literal["learners", "red", "slips", "green"], **values: object) -> Sequence[Any]:
        """The rows that answer a question of ``class_progress.txt``."""
        with self._database.reading() as session:
            return session.execute(text(tables(__file__, "class_progress.txt")[question]), values).all()
