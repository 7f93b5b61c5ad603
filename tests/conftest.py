"""What holds for all tests."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.homes import RUN, planted_alone, shipped_catalogue, statements_compiled_once
from tests.postgresql import server
from tests.records import hash_tables, write_tables
from tests.rows import ALL_ROWS, EVERYTHING, ONE_ROW_IN, tried_tables

__all__ = ["server"]  # a fixture

EXAMPLES = 200 if EVERYTHING else 25
"""Examples of a property. What is too slow for so many is a property of something smaller."""

QUICK = frozenset(("arraycode", "drawing", "exchange", "gyr", "latex", "maths", "notation", "typeset"))
"""Packages whose tests are marked ``quick``: they compute, and start no process and no app. One that does
otherwise, or takes seconds, is marked ``slow``."""

MEMORY = Path("/dev/shm")
"""A disk in memory. Each store waits some fifty times until a real one has written."""
SPACE_BYTES = 2 * 1024**3
"""What the homes of a run may need; a container often has less there."""

SEARCHED_AFTER = 20_000
"""Objects that are made between two searches for garbage; they take some megabytes."""

SOURCES = pytest.StashKey[dict[str, str]]()
"""The hashes of the large tables, and of what judges them, when a run began."""

# No test asserts a time: a busy machine fails none.
settings.register_profile(
    "drill", max_examples=EXAMPLES, deadline=None, suppress_health_check=(HealthCheck.too_slow,)
)
settings.load_profile("drill")


def pytest_configure(config: pytest.Config) -> None:
    """Have banks compiled once for all runs and their processes, and modules where Python keeps them nowhere.

    Compiling takes most of the time of a process that answers one command. Homes lie in memory, which is
    fast.
    """
    if "TMPDIR" not in os.environ and _holds_homes(MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
    if ALL_ROWS and not hasattr(config, "workerinput"):
        config.stash[SOURCES] = hash_tables()
    cache = getattr(config, "cache", None)
    if RUN not in os.environ:
        if cache is not None:
            os.environ[RUN] = str(cache.mkdir("banks"))
        else:
            os.environ[RUN] = folder = tempfile.mkdtemp()
            config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
    if cache is not None and sys.dont_write_bytecode and sys.pycache_prefix is None:
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(cache.mkdir("bytecode"))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False


def _holds_homes(folder: Path) -> bool:
    """Return whether the folder exists, has enough space, and lets programs run."""
    if not folder.is_dir():
        return False
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize > SPACE_BYTES and not disk.f_flag & os.ST_NOEXEC


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With ``-m quick``, do not even import the tests of other packages."""
    is_package = collection_path.is_dir() and collection_path.parent == Path(__file__).parent
    is_slow = is_package and collection_path.name not in QUICK | {"laws"}  # of these some are marked
    return True if is_slow and config.option.markexpr == "quick" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is quick."""
    for item in items:
        if item.path.parent.name in QUICK and item.get_closest_marker("slow") is None:
            item.add_marker("quick")


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay out of every garbage collection: a pass over them takes as long
    as an answer may, and would be counted as the checker's own computing. What tests leave is searched
    for seldom: the search took a twentieth of their time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(SEARCHED_AFTER, 10, 10)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write down that all rows of all large tables were tried, where they were and every test passed."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["tried_tables"] = tried_tables
    elif exitstatus == pytest.ExitCode.OK and SOURCES in session.config.stash:
        write_tables(session.config.stash[SOURCES], tried_tables)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over which large tables a process of the run has tried."""
    tried_tables.update(getattr(node, "workeroutput", {}).get("tried_tables", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that only a part of the large tables was tried."""
    if tried_tables and not ALL_ROWS:
        terminalreporter.write_line(f"tables: 1/{ONE_ROW_IN}, DRILL_TESTS=all")


@pytest.fixture(scope="session", autouse=True)
def shared_statements() -> Iterator[None]:
    """Stores are opened by the thousand, and to compile their statements was a third of a session's test."""
    with statements_compiled_once():
        yield


@pytest.fixture
def key_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong answer shows its key, unless a test is marked ``second_try``."""
    if request.node.get_closest_marker("second_try") is None:
        session = "drill.session.drilling.sitting.Sitting"
        monkeypatch.setattr(f"{session}._before_key", lambda self, text, verdict: "")


@pytest.fixture
def no_shipped_banks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Homes have the banks that a test plants, and no other, unless it is marked ``shipped``.

    Five hundred exercises are read and planned with at every opening, and almost no test looks at them.
    """
    if request.node.get_closest_marker("shipped"):
        shipped_catalogue()  # else each process of the run compiles them
        yield
    else:
        with planted_alone():
            yield
