"""A home that the first edition made opens with the states, the queue and the notes that it had.

``first-edition/`` holds a store, settings, a bank and notes on a paper; ``expected.json`` is what the first
edition itself said of it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drill.gyr.events import ItemId
from drill.session.drilling.starting import Request, start_session
from drill.session.standing import paper_notes as paper_notes
from drill.session.workspace import Workspace
from tests.homes import workspace_in

KEPT = Path(__file__).parent / "first-edition"
EXPECTED: dict[str, Any] = json.loads((KEPT / "expected.json").read_text(encoding="utf-8"))
PAPER = "steps-that-remember"
OURS = ("mine/", f"papers/{PAPER}/")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(KEPT, tmp_path / "home")
    with workspace_in(tmp_path / "home") as workspace:
        yield workspace


def test_states_passes_and_exercises_are_as_they_were(home: Workspace) -> None:
    states = {
        str(item): [state.state, state.passes, state.next_pass]
        for item, state in home.bare_states().items()
        if item.startswith(OURS)
    }
    assert states == EXPECTED["states"]
    assert sorted(item for item in home.catalogue.entries if item.startswith(OURS)) == EXPECTED["entries"]


def test_its_notes_are_there(home: Workspace) -> None:
    notes = paper_notes.read_paper_notes(home, PAPER)
    assert "The buffer forgets by beta." in str(notes)
    assert "Why no bias correction?" in str(notes)


def test_an_attempt_left_at_its_verdict_is_taken_up_there(home: Workspace) -> None:
    assert [attempt.item for attempt in home.store.open_attempts()] == EXPECTED["open"]
    sitting = start_session(home, Request(scope=("mine/left-open",)))
    view = sitting.next()
    assert getattr(view, "item", "") == ItemId("mine/left-open")
    assert sitting.verdict is not None
    assert sitting.mark(True).effect.colour == "yellow"
    sitting.close()
