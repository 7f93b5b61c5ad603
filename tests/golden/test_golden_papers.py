"""Papers that earlier editions imported keep their exercises, hashes and states when they are imported again.

Each folder of ``papers`` holds a source and what that edition made of it: the bank, and what lay beside it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from drill.session.papers.paper_import import import_paper_source, save_merged_paper
from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.session.drilled import attempt

KEPT = Path(__file__).with_name("papers")
PAPERS = sorted(folder.name for folder in KEPT.iterdir())


def home_with(slug: str, home: Path) -> Path:
    """Lay a home out as the earlier edition left it; return the source."""
    for name, folder in (
        (f"{slug}.yaml", home / "banks" / "papers"),
        (f"{slug}.paper.json", home / "papers"),
        (f"{slug}.tex", home),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(KEPT / slug / name, folder / name)
    return home / f"{slug}.tex"


def exercises_in(workspace: Workspace, slug: str) -> dict[str, tuple[str, str, object]]:
    """Return both hashes and the state of each exercise of a paper's bank, in the bank's order."""
    states = workspace.states()
    bank = workspace.catalogue.bank(f"papers/{slug}")
    assert bank is not None
    assert not bank.problems
    return {str(one.item): (one.maths, one.wording, states.get(one.item)) for one in bank.entries}


@pytest.mark.parametrize("slug", PAPERS)
def test_a_second_import_changes_no_exercise_that_the_bank_holds(slug: str, tmp_path: Path) -> None:
    source = home_with(slug, tmp_path)
    with workspace_in(tmp_path) as before:
        for place, item in enumerate(exercises_in(before, slug)):
            for number in range(1 + place % 4):
                attempt(before, item, ok=(place + number) % 3 > 0, why=place % 2 == 0)
        known = exercises_in(before, slug)
        save_merged_paper(import_paper_source(before.workers, before.places, str(source)), safe=True)
    with workspace_in(tmp_path) as after:
        now = exercises_in(after, slug)
        assert {item: now.get(item) for item in known} == known
        assert not after.store.read_learner().orphans
