"""Retired exercises: kept by whoever met them, met by nobody else."""

from __future__ import annotations

from pathlib import Path

from drill.gyr.events import ItemId, Note
from drill.session.workspace import Workspace
from tests.homes import Clock, bank, plant, sums, workspace_in
from tests.session.drilled import attempt, coming_items


def retire(text: str, *numbers: int) -> str:
    """Let exercises of a bank of sums be retired."""
    for number in numbers:
        text = text.replace(f"- id: sum-{number}\n", f"- id: sum-{number}\n  retired: true\n")
    return text


def loaded(workspace: Workspace) -> set[str]:
    return {entry.id for entry in workspace.catalogue.entries.values()}


def test_a_retired_exercise_stays_where_it_was_met(tmp_path: Path) -> None:
    clock = Clock()
    plant(tmp_path, "tiny", bank(sums(4)))
    with workspace_in(tmp_path, clock) as workspace:
        attempt(workspace, "tiny/sum-1", ok=False, why=True)
    plant(tmp_path, "tiny", bank(retire(sums(4), 1, 2)))
    clock.pass_days(1)
    with workspace_in(tmp_path, clock) as workspace:
        assert loaded(workspace) == {"sum-1", "sum-3", "sum-4"}
        entry = workspace.catalogue.entries[next(iter(workspace.catalogue.entries))]
        assert (entry.id, workspace.state(entry).state) == ("sum-1", "yellow")
        assert set(coming_items(workspace, "tiny")) == {"tiny/sum-1", "tiny/sum-3", "tiny/sum-4"}


def test_an_exercise_that_is_retired_while_the_program_is_open_leaves(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(3)))
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, "tiny/sum-3", ok=True, why=True)
        plant(tmp_path, "tiny", bank(retire(sums(3), 2, 3)))
        assert workspace.catch_up()
        assert loaded(workspace) == {"sum-1", "sum-3"}


def test_a_note_alone_keeps_it(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    with workspace_in(tmp_path) as workspace:
        entry = workspace.catalogue.entries[ItemId("tiny/sum-1")]
        workspace.append(entry, Note(field="remark", key="", text="carry the ten"))
    plant(tmp_path, "tiny", bank(retire(sums(2), 1, 2)))
    with workspace_in(tmp_path) as workspace:
        assert loaded(workspace) == {"sum-1"}


def test_a_renamed_exercise_that_was_met_under_its_former_name_stays(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    with workspace_in(tmp_path) as workspace:
        attempt(workspace, "tiny/sum-1", ok=False, why=True)
    renamed = "- id: total\n  was: tiny/sum-1\n  retired: true\n"
    plant(tmp_path, "tiny", bank(sums(2).replace("- id: sum-1\n", renamed)))
    with workspace_in(tmp_path) as workspace:
        assert loaded(workspace) == {"total", "sum-2"}
