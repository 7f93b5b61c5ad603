"""The app is driven on small banks alone, with one worker process for all tests."""

from __future__ import annotations

from typing import Any

import pytest
from textual._compositor import Compositor
from textual._context import visible_screen_stack

from drill.session import workspace
from drill.tui.screens.drilling import controller
from tests.homes import WORKERS


@pytest.fixture(autouse=True)
def small_banks_and_one_worker(no_shipped_banks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "Workers", lambda processes: WORKERS)


@pytest.fixture(autouse=True)
def no_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every verdict is seen before it is marked: no moment has to pass where it is not what is tested."""
    monkeypatch.setattr(controller, "GUARD_S", 0.0)


@pytest.fixture(autouse=True)
def painted_when_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn for the terminal that is not there: a screen is drawn whenever a test looks at it."""

    paint = Compositor.render_update

    def cleared(
        compositor: Compositor,
        full: bool = False,
        screen_stack: list[Any] | None = None,
        simplify: bool = False,
    ) -> Any:
        if full:  # a picture of the screen
            return paint(compositor, full, screen_stack, simplify)
        visible_screen_stack.set(screen_stack or [])
        compositor._dirty_regions.clear()
        return None

    monkeypatch.setattr(Compositor, "render_update", cleared)
