"""The app is driven on small banks alone, with one worker process for all tests."""

from __future__ import annotations

import pytest
from textual._compositor import Compositor
from textual.css import stylesheet
from textual.css.model import RuleSet

from drill.session import workspace
from drill.tui.screens.drilling import controller
from tests.homes import WORKERS
from tests.store.made_once import make_once
from tests.tui.headless import matched, parsed_once, unpainted

make_once()


@pytest.fixture(autouse=True)
def small_banks_and_one_worker(no_shipped_banks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "Workers", lambda processes: WORKERS)


@pytest.fixture(autouse=True)
def no_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every verdict is seen before it is marked: no moment has to pass where it is not what is tested."""
    monkeypatch.setattr(controller, "GUARD_S", 0.0)


@pytest.fixture(autouse=True)
def only_what_is_seen_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stylesheet.Stylesheet, "_parse_rules", parsed_once)
    monkeypatch.setattr(Compositor, "render_update", unpainted)
    monkeypatch.setattr(stylesheet, "_check_selectors", matched)
    monkeypatch.setattr(RuleSet, "__hash__", object.__hash__)  # the same, and not computed in Python
