"""A server of PostgreSQL of one's own, where one is installed: for tests and for benchmarks."""

from __future__ import annotations

import os
import pwd
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
from typing import Any

PASSWORD = "of-the-server"


def program(name: str) -> str | None:
    """A program of the server; Debian keeps them out of the path."""
    found = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))]
    return shutil.which(name) or next(reversed(found), None)


def missing() -> str:
    """Why there can be no server here; empty where there can."""
    if find_spec("psycopg") is None:
        return "the driver of PostgreSQL is not installed"
    if program("initdb") is None or program("postgres") is None:
        return "no server of PostgreSQL is installed"
    if os.geteuid() == 0 and not any(user.pw_name == "postgres" for user in pwd.getpwall()):
        return "PostgreSQL does not run as root, and there is no user postgres"
    return ""


class Server:
    """A server on this machine; ``url`` is its superuser's, who has `PASSWORD`."""

    def __init__(self, folder: str, *settings: str) -> None:
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:  # the server refuses to run as root
            self._as = {"user": "postgres", "group": pwd.getpwnam("postgres").pw_gid, "extra_groups": []}
            shutil.chown(folder, "postgres")
        word = Path(folder) / "word"
        word.write_text(PASSWORD)
        word.chmod(0o644)
        self._folder, self._data = folder, f"{folder}/data"
        initdb = [program("initdb"), "-D", self._data, "-U", "drill", "-A", "scram-sha-256"]
        subprocess.run([*initdb, f"--pwfile={word}"], check=True, capture_output=True, **self._as)
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
            command = [str(program("postgres")), "-D", self._data, *self._settings]
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


@contextmanager
def serving(*settings: str) -> Iterator[Server]:
    """A server with these settings, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="drill-postgresql-") as folder:
        server = Server(folder, *settings)
        try:
            yield server
        finally:
            server.stop()
