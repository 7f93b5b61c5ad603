"""What another machine put into the shared folder reaches Today, and marks reach the folder."""

from __future__ import annotations

import json
from pathlib import Path

from tests.homes import bank, configure, plant, sums, workspace_in
from tests.session.drilled import attempt
from tests.tui.driving import learner


async def test_today_shows_what_another_machine_gave_and_the_app_gives_its_marks(tmp_path: Path) -> None:
    home, shared = tmp_path / "home", tmp_path / "shared"
    (shared / "banks").mkdir(parents=True)
    plant(home, "tiny", bank(sums(2)))
    configure(home, f"sync = {json.dumps(str(shared))}\n")
    with workspace_in(home) as workspace:
        attempt(workspace, "tiny/sum-1", ok=False, why=True)
    (shared / "banks" / "tiny.yaml").write_text(bank(sums(3)), encoding="utf-8")
    async with learner(home) as person:
        await person.sees("banks/tiny.yaml was changed here and on another machine: yours stays")
    (log,) = shared.glob("drill-*.jsonl")
    assert json.loads(log.read_text(encoding="utf-8"))["item"] == "tiny/sum-1"
