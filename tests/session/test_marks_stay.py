"""What becomes of marks where banks are renamed, imported, or meet a shipped one of their name."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks import load
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.starting import start_session
from drill.session.progress.progress_overview import bank_progress
from drill.session.standing.queueing import Request
from drill.session.today.today_view import upgrade_told
from tests.homes import Clock, bank, plant, sums, workspace_in
from tests.session.drilled import attempt

OWN = ("papers/vae-2013", "reading-code")


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of banks that come with the program; empty."""
    root = tmp_path / "shipped"
    for module in (load, load):
        monkeypatch.setattr(module, "shipped_banks", lambda: root)
    return root


def test_an_upgrade_changes_nothing_of_ones_own_banks(tmp_path: Path, shipped: Path) -> None:
    home, clock = tmp_path / "home", Clock()
    for name in OWN:
        plant(home, name, bank(sums(3), topic=f"{name.rpartition('/')[2]}.sums"))
    with workspace_in(home, clock) as before:
        for name in OWN:
            attempt(before, f"{name}/sum-1", ok=True, why=True)
            attempt(before, f"{name}/sum-2", ok=False, why=True)
        states, rows = before.states(), bank_progress(before, OWN)
        log = list(before.store.history())
        before.take_notices()
    for name in OWN:
        path = shipped / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(bank(sums(5, start=2), topic="shipped.sums"), encoding="utf-8")
    with workspace_in(home, clock) as after:
        told = after.take_notices()
        assert [
            any(line.startswith(f"a file of exercises called {name} now comes") for line in told)
            for name in OWN
        ]
        assert len(told) == len(OWN)
        assert (after.states(), bank_progress(after, OWN), list(after.store.history())) == (states, rows, log)
        assert not after.store.read_learner().orphans
        assert not after.catalogue.problems
        sitting = start_session(after, Request(scope=("reading-code",), items=1))
        assert isinstance(sitting, DrillSession)
        assert sitting.next().item == "reading-code/sum-3"  # type: ignore[union-attr]
        sitting.close()
    with workspace_in(home, clock) as later:
        assert later.take_notices() == []


def test_today_says_once_of_how_many_exercises_an_upgrade_changed_the_answer(
    tmp_path: Path, shipped: Path
) -> None:
    home, path = tmp_path / "home", shipped / "tiny.yaml"
    for folder in (home, shipped):
        folder.mkdir()
    path.write_text(bank(sums(3)), encoding="utf-8")
    with workspace_in(home) as before:
        for number in (1, 2):
            attempt(before, f"tiny/sum-{number}", ok=True, why=True)
        assert upgrade_told(before) == ()
    path.write_text(bank(sums(3).replace("b: [3]", "b: [4]")), encoding="utf-8")
    with workspace_in(home) as by_another_command:
        assert by_another_command.take_notices() == []
    with workspace_in(home) as after:
        assert "other answers to 2 exercises that you have done" in upgrade_told(after)[0]
        assert upgrade_told(after) == ()


def test_an_own_bank_under_another_name_keeps_its_marks_and_that_is_told_once(
    tmp_path: Path, shipped: Path
) -> None:
    plant(tmp_path, "mine", bank(sums(2)))
    with workspace_in(tmp_path) as workspace:
        for _ in range(2):
            attempt(workspace, "mine/sum-1", ok=False, why=True)
        attempt(workspace, "mine/sum-2", ok=False, why=True)
    (tmp_path / "banks" / "mine.yaml").unlink()
    text = sums(2)
    for number in (1, 2):
        text = text.replace(f"id: sum-{number}\n", f"id: sum-{number}\n  was: [mine/sum-{number}]\n")
    plant(tmp_path, "deck", bank(text))
    with workspace_in(tmp_path) as workspace:
        assert workspace.take_notices() == ["3 marks of `mine` now count for `deck`"]
        assert {state.state for state in workspace.states().values()} == {"yellow"}
    with workspace_in(tmp_path) as workspace:
        assert workspace.take_notices() == []


def test_a_bank_from_elsewhere_takes_over_no_marks(tmp_path: Path, shipped: Path) -> None:
    plant(tmp_path, "mine", bank(sums(1)))
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, "mine/sum-1", ok=True, why=True)
    (tmp_path / "banks" / "mine.yaml").unlink()
    head = "source: {title: notes.csv, fingerprint: 0123456789abcdef0123456789abcdef}\n"
    taking = sums(1).replace("id: sum-1\n", "id: sum-1\n  was: [mine/sum-1]\n")
    plant(tmp_path, "my/notes", head + bank(taking))
    with workspace_in(tmp_path) as workspace:
        assert workspace.store.read_learner().orphans == ["mine/sum-1"]
        assert not workspace.states()
        assert [each.states["unseen"] for each in bank_progress(workspace)] == [1]
