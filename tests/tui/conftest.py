"""The app is driven on small banks alone, with one worker process for all tests."""

from __future__ import annotations

import pytest

from drill.session import workspace
from drill.tui.screens.drilling import controller
from drill.tui.widgets import choice_field
from tests.homes import WORKERS


@pytest.fixture(autouse=True)
def small_banks_and_one_worker(
    no_shipped_banks: None, key_at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "Workers", lambda processes: WORKERS)


@pytest.fixture(autouse=True)
def no_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is seen before a key answers it: no moment has to pass where that is not tested."""
    monkeypatch.setattr(controller, "GUARD_S", 0.0)
    monkeypatch.setattr(choice_field, "GUARD_S", 0.0)
