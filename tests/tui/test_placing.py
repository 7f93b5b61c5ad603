"""Placement in the app: from Today, without help, to the map on the page of topics; and a goal by its key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from drill.banks import catalogue
from drill.gyr.entry import Entry
from drill.session.drilling.starting import Request
from drill.session.standing import placement, prerequisites
from drill.session.workspace import Workspace
from tests.homes import bank, plant, sums
from tests.tui.driving import learner


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One's own bank stands in for a subject, which a placement asks of."""

    def subjects(workspace: Workspace, *_: object) -> list[Entry]:
        return [each._replace(in_file_order=False) for each in workspace.catalogue.entries.values()]

    monkeypatch.setattr(catalogue, "SUBJECTS", ("tiny", "other", "third"))
    monkeypatch.setattr(prerequisites, "of_subjects", subjects)
    monkeypatch.setattr(placement, "_asked_about", subjects)
    cards = sums(3)
    for skill in ("adding", "carrying", "counting"):
        cards = cards.replace("level: 1\n", f"level: 1 \n  skill: tiny.{skill}\n", 1)
    plant(tmp_path, "tiny", bank(cards))
    return tmp_path


async def test_without_a_goal_one_says_first_what_was_used_lately(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Sequence[str]] = []

    def about(workspace: Workspace, chosen: Sequence[str]) -> list[Entry]:
        asked.append(chosen)
        return [each._replace(in_file_order=False) for each in workspace.catalogue.entries.values()]

    monkeypatch.setattr(placement, "_asked_about", about)
    monkeypatch.setattr(placement, "SUBJECTS", ("tiny", "other", "third"))
    for name in ("other", "third"):
        plant(home, name, bank(sums(2), topic=f"{name}.sums", title=name.title()))
    (home / "drill.db").touch()
    async with learner(home) as person:
        await person.is_at("Today")
        await person.commands("begin placement", "placement")
        await person.sees("Which of these have you used in the last year?", "1 [ ] Other", "3 [ ] Sums")
        assert "enter begin" not in person.screen
        await person.press("enter", "1", "3", "1", "9")
        await person.sees("1 [ ] Other", "3 [✓] Sums", "enter begin")
        await person.press("2", "enter")
        await person.sees("placement, 1 of at most", "After a minute a question counts as not yet.")
    assert asked == [("third", "tiny")]


async def test_a_placement_offers_no_help_and_ends_in_a_map(home: Path) -> None:
    async with learner(home, Request(scope=("tiny/sum-1",))) as person:
        await person.answers("13", "right")
        await person.marks("y")
        await person.press("enter")
        await person.is_at("Today")
        await person.sees("2 new")
        await person.rests()
        await person.commands("begin placement", "placement")
        await person.sees("placement, 1 of at most 15", "esc s not yet", "esc q stop")
        assert "min" not in person.screen.splitlines()[0]
        for size in ((60, 18), (40, 12)):
            await person.resizes(*size)
            await person.sees("enter check", "esc commands", "After a minute", "yet.")
        await person.resizes(80, 24)
        assert "hint" not in person.screen
        assert "card" not in person.screen
        await person.press("escape")
        await person.sees("Press a letter")
        assert "hint" not in person.screen
        await person.press("escape", "enter")
        await person.sees("enter again says that you have not met this")
        await person.press("enter")
        await person.sees("Noted as not yet known; nothing is marked.")
        await person.answers("7", "wrong", "Nothing is marked.", "enter next question")
        assert "t card" not in person.screen
        assert "again tomorrow" not in person.screen
        assert "n not yet" not in person.screen
        await person.press("enter")
        await person.sees("What you know", "Begin with        Sums", "begin with today", "u undo  esc Today")
        await person.press("escape", "3")
        await person.sees("▸ Sums", "0 of 3 skills")
        await person.press("j", "j", "enter")
        await person.sees("▾ Sums")
        await person.press("g")
        await person.rests()
        assert person.app.settings.goal == "tiny"
        await person.press("1")
        await person.is_at("Today")
