"""The app is driven on small banks alone, with one worker process for all tests."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from rich.console import RenderableType
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from drill.session import workspace
from drill.tui.screens import summary
from drill.tui.screens.drilling import controller, screen
from drill.tui.widgets import choice_field
from tests.homes import WORKERS
from tests.rows import EVERYTHING


@pytest.fixture(autouse=True)
def small_banks_and_one_worker(
    no_shipped_banks: None, key_at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "Workers", lambda processes: WORKERS)


@pytest.fixture(autouse=True)
def no_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is seen before a key answers it, and no text follows the answer: no moment has to pass
    where that is not tested."""
    monkeypatch.setattr(controller, "GUARD_S", 0.0)
    monkeypatch.setattr(choice_field, "GUARD_S", 0.0)
    monkeypatch.setattr(summary, "CALM_S", 0.0)
    monkeypatch.setattr(screen, "HOLD_S", 0.01)


@cache
def _parsed_rules() -> dict[object, list[RuleSet]]:
    """The rules of all apps, by their text and the theme's variables."""
    return {}


@pytest.fixture(autouse=True)
def styles_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All apps have the same styles, and to parse them is a seventh of what an app costs."""
    parse = Stylesheet._parse_rules

    def parse_once(sheet: Stylesheet, *source: Any, **how: Any) -> list[RuleSet]:
        variables = sheet._variables
        key = (source, frozenset(how.items()), *variables, *variables.values())
        rules = _parsed_rules().get(key)
        if rules is None:
            rules = _parsed_rules()[key] = parse(sheet, *source, **how)
        return rules

    monkeypatch.setattr(Stylesheet, "_parse_rules", parse_once)


@pytest.fixture(autouse=not EVERYTHING)
def frames_composed_when_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app without a terminal composes each frame and shows it to nobody: a fifth of what it costs.

    `Learner.screen` composes the frame that it reads. By night all are composed.
    """
    compose = Compositor.render_update

    def compose_whole(compositor: Compositor, full: bool = False, **how: Any) -> RenderableType | None:
        if full:
            return compose(compositor, full, **how)
        compositor._dirty_regions.clear()
        return None

    monkeypatch.setattr(Compositor, "render_update", compose_whole)
