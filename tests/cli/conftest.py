"""Running commands in this process, in a home of their own."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from drill import worker
from drill.cli.commands import about, grade, preview, work
from drill.cli.main import main
from drill.session import workspace
from tests.homes import WORKERS, bank, plant, share_cache, sums


@dataclass
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Drill = Callable[..., Ran]


@pytest.fixture(autouse=True)
def small_banks_and_one_worker(
    no_shipped_banks: None, key_at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (workspace, worker, about, preview, work):  # of `worker` others take it when they run
        monkeypatch.setattr(module, "Workers", lambda processes, **how: WORKERS)
    several = grade.Workers
    monkeypatch.setattr(grade, "Workers", lambda jobs: WORKERS if jobs == 1 else several(jobs))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    share_cache(tmp_path)
    plant(tmp_path, "tiny", bank(sums(3)))
    return tmp_path


@pytest.fixture
def drill(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Drill:
    """``drill("banks", "--json")`` with that home, and lines on standard input."""
    monkeypatch.setenv("DRILL_HOME", str(home))
    monkeypatch.delenv("DRILL_LEARNER", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 1)  # a check in processes of its own starts SymPy in each

    def run(*arguments: str, lines: list[str] | None = None) -> Ran:
        text = "".join(f"{line}\n" for line in lines or [])
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(int(left.value.code or 0), printed.out, printed.err)

    return run
