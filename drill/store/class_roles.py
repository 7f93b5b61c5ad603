"""A class on PostgreSQL, as its owner manages it: a login role for each learner, and assignments.

The rights of learners on the server are in ``class.sql``. Names are longer than PostgreSQL's identifiers, and
roles belong to the whole server, so a role has a random name, and a table maps roles to learners.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from drill.errors import StoreError, UsageError
from drill.store.database_tables import END_SESSIONS, NO_CLASS
from drill.store.engine import Database, open_database
from drill.store.faults import converting_to_store_errors
from drill.text import read_word_tables

_ROLE = re.compile(r"drill_[0-9a-f]{16}")
# Random bytes of a role's name, and of a password.
_ROLE_BYTES, _PASSWORD_BYTES = 8, 32
_NO_ROOM = "too many connections"
# Whether learners have a right that ``class_server.sql`` revokes.
_IS_UNGUARDED = """SELECT has_function_privilege(class_learners(), 'pg_catalog.lo_create(oid)', 'EXECUTE')
OR EXISTS (SELECT FROM pg_database WHERE datname IN ('postgres', 'template1')
  AND has_database_privilege(class_learners(), oid, 'CONNECT'))"""
# Max attempts to change a role, because its own sessions may prevent it.
_TRIES = 5
_OWNS_ELSEWHERE = """SELECT DISTINCT datname FROM pg_shdepend JOIN pg_database base ON base.oid = dbid
WHERE refobjid = to_regrole(:role) AND datname <> current_database()"""

T = TypeVar("T")


# Options that a token may set, because others name files of a machine, other servers, or code to load.
_SETTINGS = frozenset(
    ("channel_binding", "connect_timeout", "gssencmode", "sslmode", "sslnegotiation", "target_session_attrs")
)


@dataclass(frozen=True, slots=True)
class ClassAssignment:
    """An assignment for a class (a name as for ``drill start``), and its last day in ISO format."""

    what: str
    until: str | None


def read_class_assignments(database: Database) -> list[ClassAssignment]:
    """Return the assignments, the earliest last day first."""
    wanted = text("SELECT what, until::text FROM class_assignment ORDER BY until NULLS LAST, what")
    with database.reading() as session:
        return [ClassAssignment(*row) for row in session.execute(wanted)]


def admit_learner(pasted: str, server: str = "") -> tuple[str, str]:
    """Return the learner whom a token admits and the token, for ``server`` if given instead of its own.

    Raises:
        UsageError: the token is invalid, or no longer admits anybody.
        StoreError: the server cannot be reached, or refuses the token.
    """
    try:
        url = make_url(pasted.strip())
    except Exception:  # noqa: BLE001  its message may contain the password
        url = URL.create("none")
    if not _ROLE.fullmatch(url.username or "") or not url.password or url.get_backend_name() != "postgresql":
        raise UsageError("this is not a class token", "paste the line that drill class invite printed")
    if not server and (more := ", ".join(sorted(url.query.keys() - _SETTINGS))):
        raise UsageError(f"this token sets what no token may: {more}", "ask its owner for a new one")
    address = make_url(server).set(username=url.username, password=url.password) if server else url
    token = address.render_as_string(hide_password=False)
    database = open_database(token)
    database.close()
    if database.learner is None:
        raise UsageError("this token belongs to nobody in the class", "ask its owner for a new one")
    return database.learner, token


def is_refused(token: str) -> bool:
    """Return whether a token no longer admits its learner; an unreachable server refuses nobody."""
    try:
        admit_learner(token, token)
    except UsageError:
        return True
    except StoreError as error:
        # The driver gives no code, but in every language the server names the role that it refuses.
        message = str(error.__cause__)
        return f'"{make_url(token).username}"' in message and _NO_ROOM not in message
    return False


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The number of events of a learner, and the name of the role if it could not be removed."""

    events: int
    role_left: str


class Classroom:
    """A class's database, opened by its owner."""

    def __init__(self, database: Database, url: URL) -> None:
        self._database = database
        self._url = url

    @classmethod
    @contextmanager
    def opened(cls, target: str, act: str) -> Generator[Classroom, None, None]:
        """Open the database; ``init`` turns it into a class's first, ``upgrade`` renews its rights.

        Raises:
            UsageError: the database is not a class, or the user is not its owner.
            StoreError: the database cannot be opened.
        """
        database = open_database(target, arranges=act if act in ("init", "upgrade") else "")
        try:
            if not database.is_class or database.learner is not None:
                raise UsageError(NO_CLASS, "drill class init begins one")
            yield cls(database, make_url(target))
        finally:
            database.close()

    def invite(self, learner: str) -> str:
        """Invite a learner, or invite them again: return their new token, which is never shown again.

        Sessions that an earlier token opened are ended.
        """
        password = secrets.token_urlsafe(_PASSWORD_BYTES)

        def invited(session: Session) -> str:
            driver: Any = session.connection().connection.driver_connection
            # The server's log may contain the statement, so it gets a verifier, not the password.
            proof = driver.pgconn.encrypt_password(password.encode(), b"", b"scram-sha-256").decode()
            named = {"learner": learner, "role": f"drill_{secrets.token_hex(_ROLE_BYTES)}", "proof": proof}
            return session.scalar(text("SELECT class_invite(:learner, :role, :proof)"), named)

        role = self._change_role(learner, invited)
        url = self._url.set(username=role, password=password)
        return url.difference_update_query(url.query.keys() - _SETTINGS).render_as_string(hide_password=False)

    def assign(self, assignment: str, until: str | None, *, withdraws: bool = False) -> None:
        """Assign an exercise, topic or bank, change its last day, or withdraw it."""
        named = {"what": assignment, "until": until}
        with self._database.writing("") as session:
            session.execute(text("DELETE FROM class_assignment WHERE what = :what"), named)
            if not withdraws:
                session.execute(
                    text("INSERT INTO class_assignment VALUES (:what, CAST(:until AS date))"), named
                )

    def forget(self, learner: str) -> Forgotten:
        """Remove a learner's role, caches and log for good, and end their sessions first.

        Raises UsageError if nobody in the class has the name.
        """
        known = "SELECT role, to_regrole(quote_ident(role)) FROM class_role WHERE learner = :learner"
        rows = self._rows(known, learner=learner)
        if not rows:
            raise UsageError(f"nobody in the class is called {learner}", "drill class progress lists all")
        [(role, number)] = rows
        quoted = self._database.engine.dialect.identifier_preparer.quote(role)
        if number is not None:
            bar = text(f"ALTER ROLE {quoted} NOLOGIN PASSWORD NULL")
            self._change_role(learner, lambda session: session.execute(bar))
        with self._database.writing(learner) as session:
            events = session.scalar(text("SELECT class_forget(:learner)"), {"learner": learner})
        return Forgotten(events, "" if self._drops(quoted) else role)

    def free(self) -> Sequence[tuple[str, str]]:
        """End learners' sessions that block others; return their learners and locks."""
        return [tuple(row) for row in self._rows("SELECT ended, why FROM class_free()")]

    def bar(self, learner: str) -> None:
        """Prevent a learner from logging in until they are invited again, and end their sessions."""
        with converting_to_store_errors(self._database.place), self._database.engine.begin() as connection:
            connection.execute(text("SELECT class_bar(:learner)"), {"learner": learner})

    def script_for_superuser(self) -> Path | None:
        """Return the SQL that only a superuser may run against abuse; ``None`` after it was run."""
        [(is_allowed,)] = self._rows(_IS_UNGUARDED)
        if not is_allowed:
            return None
        return Path(str(files("drill.store").joinpath("class_server.sql")))

    def assignments(self) -> list[ClassAssignment]:
        """Return the assignments, the earliest last day first."""
        return read_class_assignments(self._database)

    def ask(
        self, question: Literal["learners", "red", "slips", "mistakes", "green"], **values: object
    ) -> Sequence[Any]:
        """Return the rows that answer a query of ``class_progress.txt``."""
        return self._rows(read_word_tables(__file__, "class_progress.txt")[question], **values)

    def _rows(self, question: str, **values: object) -> Sequence[Any]:
        with self._database.reading() as session:
            return session.execute(text(question), values).all()

    def _change_role(self, learner: str, change: Callable[[Session], T]) -> T:
        """Change a learner's role after ending the sessions that could prevent it."""
        tries = _TRIES
        while True:
            self._end_sessions(learner)
            try:
                with self._database.writing("") as session:
                    changed = change(session)
            except StoreError:
                if not (tries := tries - 1):
                    raise
            else:
                self._end_sessions(learner)
                return changed

    def _end_sessions(self, learner: str) -> None:
        with self._database.reading() as session:
            session.execute(END_SESSIONS, {"learner": learner})

    def _drops(self, role: str) -> bool:
        """Remove a role and its objects in other databases; return whether everything was removed."""
        url = self._database.engine.url
        for (name,) in self._rows(_OWNS_ELSEWHERE, role=role):
            elsewhere = create_engine(url.set(database=name))
            with suppress(DBAPIError), elsewhere.begin() as connection:
                connection.exec_driver_sql(f"DROP OWNED BY {role}")
            elsewhere.dispose()
        with suppress(StoreError), self._database.writing("") as session:
            session.execute(text(f"DROP ROLE IF EXISTS {role}"))
            return True
        return False
