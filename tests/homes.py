"""Homes with small banks, for tests that drive whole sessions."""

from __future__ import annotations

import atexit
import json
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.util import LRUCache

from drill.banks import load
from drill.banks.cache import Cache
from drill.banks.catalogue import Catalogue
from drill.banks.load import Loading, find_banks
from drill.exchange import read_file
from drill.files import lock_file_folder, shipped_banks
from drill.session import scope
from drill.session import workspace as workspaces
from drill.session.drilling import first_run
from drill.session.workspace import Workspace, open_workspace
from drill.settings import SUBJECTS
from drill.store import engine, repository
from drill.worker import Workers

Progress = Callable[[str, int, int], None]
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class _Kept(Workers):
    """A worker process that outlives whoever closes it: to start one takes half a second.

    It reads a paper once: the same bytes under the same name give the same sheet and drafts.
    """

    def __init__(self, processes: int) -> None:
        super().__init__(processes)
        self._read: dict[Hashable, tuple[str, list[tuple[str, int, int]]]] = {}

    def read_paper(self, path: str, **how: Any) -> str:
        file = Path(path)
        if not file.is_file():
            return super().read_paper(path, **how)
        return self._once((file.name, file.read_bytes()), super().read_paper, path, **how)

    def draft_paper(self, paper: str, *, formulas: int = 12, **how: Any) -> str:
        return self._once((paper, formulas), super().draft_paper, paper, formulas=formulas, **how)

    def _once(
        self,
        key: Hashable,
        ask: Callable[..., str],
        *asked: Any,
        progress: Progress = lambda stage, done, whole: None,
        is_cancelled: Callable[[], bool] = lambda: False,
        **fields: Any,
    ) -> str:
        if is_cancelled():
            return ask(*asked, progress=progress, is_cancelled=is_cancelled, **fields)
        if key not in self._read:
            told: list[tuple[str, int, int]] = []
            text = ask(
                *asked, progress=lambda *stage: told.append(stage), is_cancelled=is_cancelled, **fields
            )
            self._read[key] = text, told
        text, told = self._read[key]
        for stage in told:
            progress(*stage)
        return text

    def close(self) -> None:
        """Nothing: the next test asks the same process."""

    def end(self) -> None:
        """End the process."""
        super().close()


RUN = "CACHE_OF_THIS_RUN"
"""The environment has by this name the folder of compiled banks that all processes of a test run share."""
_OWN = tempfile.TemporaryDirectory()
WORKERS = _Kept(1)
"""One process for all tests that do not look at the process itself."""
atexit.register(WORKERS.end)

THEORY = "**Sums.** Add the units, then the tens."


def sums(count: int, *, parametrised: bool = False, start: int = 1) -> str:
    """Exercises ``sum-1`` …: fixed ones have the key 10 i + 3 and the known mistake 10 i - 3."""
    texts: list[str] = []
    for number in range(start, start + count):
        params = "{a: 11..99, b: 11..99}" if parametrised else f"{{a: [{10 * number}], b: [3]}}"
        texts.append(
            f"- id: sum-{number}\n  level: 1\n  params: {params}\n  prompt: Compute $@a + @b$.\n"
            "  answer: {number: a + b}\n  shape: a sum of two numbers\n  motion: units first, then tens\n"
            "  hints: [Add the units first., Then the tens.]\n  steps: ['The sum is $@{a + b}$.']\n"
            "  wrong:\n    - {answer: a - b, say: You subtracted.}\n"
        )
    return "".join(texts)


def bank(exercises: str, *, topic: str = "tiny.sums", title: str = "Sums") -> str:
    """A bank's text around exercises."""
    return f"topic: {topic}\ntitle: {title}\ntheory: |\n  {THEORY}\nexercises:\n{exercises}"


def plant(home: Path, name: str, text: str) -> None:
    """Write a bank into a home."""
    path = home / "banks" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def configure(home: Path, text: str) -> None:
    """Write the settings of a home."""
    (home / "config.toml").write_text(text, encoding="utf-8")


def set_assistant(home: Path, program: str, seconds: int = 60) -> None:
    """Let a home's assistant be a program in Python; it has imported ``sys`` and ``time``.

    It is asked what a learner asks, and reads no import by itself.
    """
    stub = home / "stub.py"
    stub.write_text(f"import sys, time\n{program}\n", encoding="utf-8")
    command = shlex.join([sys.executable, str(stub)])
    configure(
        home, f'assistant = {json.dumps(command)}\nassistant_seconds = {seconds}\nassistant_reads = "never"\n'
    )


class Clock:
    """A clock that a test sets; every look at it takes a second."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def pass_days(self, days: int) -> None:
        """Let days go by."""
        self.now += timedelta(days)


def compiled_folder() -> Path:
    """The cache that all homes of a test run share."""
    return Path(os.environ.get(RUN, _OWN.name))


@cache
def shipped_catalogue() -> Catalogue:
    """The banks that come with the program, read as the app reads them.

    Where they are not compiled yet, one process of a test run compiles them and the others wait for it.
    """
    loading = Loading(Cache(compiled_folder() / "banks"), read=read_file)
    with lock_file_folder(compiled_folder() / "banks"):
        return loading.catalogue(find_banks(shipped_banks()), Path(_OWN.name, "nowhere"), SUBJECTS)


@contextmanager
def planted_alone() -> Iterator[None]:
    """Homes have the banks that a test plants, and no other; their stores are copies of an empty one."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (first_run, load, scope, load):
            patched.setattr(module, "shipped_banks", lambda: Path(_OWN.name, "nowhere"))
        patched.setattr(repository, "open_database", _open_copied)
        yield


@contextmanager
def statements_compiled_once() -> Iterator[None]:
    """All stores in files share their compiled statements, since a new one compiles each of them again.

    They are looked up by statement and dialect, and so all dialects of SQLite are taken for one.
    """
    statements = LRUCache[Any, Any](1000)

    def create_sharing_engine(url: URL, **how: Any) -> Engine:
        made = create_engine(url, **how)
        if isinstance(made.dialect, SQLiteDialect):
            made._compiled_cache = statements
        return made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine, "create_engine", create_sharing_engine)
        patched.setattr(SQLiteDialect, "__hash__", lambda dialect: hash(type(dialect)))
        patched.setattr(SQLiteDialect, "__eq__", lambda dialect, other: type(dialect) is type(other))
        yield


@cache
def _empty_store() -> Path:
    """A store in which nothing was written yet: to make its tables takes twice as long as to open it."""
    file = Path(_OWN.name, "empty.db")
    engine.open_database(file).close()
    return file


def _open_copied(target: str | Path, **how: Any) -> engine.Database:
    """Open a database; one that is missing becomes a copy of the empty one."""
    if (
        isinstance(target, Path)
        and target.parent.is_dir()
        and (target.is_file() or not target.exists())
        and not (target.exists() and target.stat().st_size)
    ):
        shutil.copyfile(_empty_store(), target)
    return engine.open_database(target, **how)


def share_cache(home: Path) -> None:
    """Let a home have the compiled banks of all homes."""
    home.mkdir(parents=True, exist_ok=True)
    if not (there := home / "cache").exists():
        there.symlink_to(compiled_folder(), target_is_directory=True)


@contextmanager
def workspace_in(
    home: Path, clock: Callable[[], datetime] | None = None, **environ: str
) -> Iterator[Workspace]:
    """An open workspace; all homes share one worker and their compiled banks."""
    share_cache(home)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(workspaces, "Workers", lambda processes: WORKERS)
        workspace = open_workspace({"DRILL_HOME": str(home), **environ}, clock=clock or Clock())
    try:
        yield workspace
    finally:
        workspace.window.close()
        workspace.store.close()
