"""The app is driven on small banks alone, with one worker process for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks import load, shelf
from drill.session import workspace
from drill.tui.screens.drilling import controller
from tests.homes import WORKERS


@pytest.fixture(autouse=True)
def no_shipped_banks(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    empty: Path = tmp_path_factory.mktemp("shipped")
    for module in (load, shelf):
        monkeypatch.setattr(module, "shipped_banks", lambda: empty)


@pytest.fixture(autouse=True)
def one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "Workers", lambda processes: WORKERS)


@pytest.fixture(autouse=True)
def short_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every verdict is waited for: a third of the moment is enough where it is not what is tested."""
    monkeypatch.setattr(controller, "GUARD_S", 0.05)
