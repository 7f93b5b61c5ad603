"""What the tests of a class share: its server, its owner, and psql in anybody's hands."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from drill.store import Classroom
from tests.postgresql import Server, program, skip

_NUMBERS = itertools.count()

# ``ask(url, statement, …)``: the exit code and all that psql prints; a script goes on after an error.
Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def owner(server: Server) -> str:
    """The URL of the owner of a new class."""
    url = server.teacher(f"class_{next(_NUMBERS)}")
    with Classroom.opened(url, "init"):
        return url


@pytest.fixture
def psql() -> Ask:
    client = program("psql")
    if client is None:
        skip("psql is not installed")

    def run(url: str, *statements: str) -> tuple[int, str]:
        command = [client, "-X", "-A", "-t", url]
        if len(statements) > 1 or "\n" not in statements[0]:
            command += ["-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(
            command,
            input=";\n".join(statements) + ";\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={"PATH": os.environ["PATH"]},
        )
        return done.returncode, done.stdout

    return run


def invited(owner: str, *learners: str) -> list[str]:
    """The tokens of learners who are let in."""
    with Classroom.opened(owner, "") as room:
        return [room.invite(learner) for learner in learners]


@contextmanager
def session(url: str, *statements: str) -> Iterator[Any]:
    """A session that stays open in a transaction; statements that the server refuses are left out."""
    import psycopg

    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute("BEGIN")
        for number, statement in enumerate(statements):
            connection.execute(f"SAVEPOINT before_{number}")
            try:
                connection.execute(statement.encode())
            except psycopg.Error:
                connection.execute(f"ROLLBACK TO before_{number}")
        yield connection
