"""A database that 0.4.0 brought up from the first version: its younger columns are appended."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from drill.gyr.events import Attempt, Event, ItemId, Override, SkillId
from drill.gyr.path import collect_skills
from drill.gyr.wire import to_json
from drill.store import Placed
from tests.store.store_world import BANK, ITEM, MIGRATED, World, exercise, mark, override


@pytest.fixture
def events(world: World, tmp_path: Path) -> list[Event]:
    """A log with every sort of dispute."""
    with world.open(tmp_path / "new" / "drill.db") as store:
        mark(store, True, False, decided_by="learner", code="sign")
        mark(store, False, False, seen=True, answer='"seen":true')
        wrong = mark(store, False, True, answer='{"seen":true}')
        override(store, wrong.event.id, True, True)
        mark(store, True, True, "calculus/chain", decided_by="learner")
        return list(store.history())


@pytest.fixture
def old(events: list[Event], world: World, tmp_path: Path) -> Path:
    """The same log in a database that was migrated."""
    file = tmp_path / "old" / "drill.db"
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(MIGRATED)
    with world.open(file) as store:
        store.merge([Placed("log", number, event) for number, event in enumerate(events, 1)], ())
    return file


def test_an_old_log_is_kept_and_its_numbers_made(old: Path, events: list[Event], world: World) -> None:
    with world.open(old) as store:
        assert [json.dumps(to_json(event)) for event in store.history()] == [
            json.dumps(to_json(event)) for event in events
        ]
        assert store.read_learner(BANK).states[ITEM].state == "green"
        assert store.check().is_sound
        total, found = store.disputes()
        assert total == 2
        assert [type(dispute.event.facts) for dispute in found] == [Override, Attempt]
        assert mark(store, False, True, "papers/adam/update").event.lamport == len(events) + 1
    with world.open(old) as again:
        assert again.check().is_sound


def test_what_the_former_rule_made_learned_stays_learned_and_makes_nothing_more_learned(
    old: Path, world: World, tmp_path: Path
) -> None:
    items = [ItemId("calculus/chain"), ITEM, ItemId("calculus/a"), ItemId("calculus/b")]
    bank = [exercise(item, skill="old" if number < 2 else "new") for number, item in enumerate(items)]
    with closing(sqlite3.connect(old)) as connection, connection:
        day = world.now.date().isoformat()
        connection.execute(
            "INSERT INTO meta SELECT learner, 'former rule until', ? FROM event LIMIT 1", [day]
        )
    world.days_later(1)
    with world.open(old) as store:
        for item in items[2:]:
            mark(store, True, True, item)
        parts = store.read_learner(bank).parts
    skills = collect_skills(bank, parts)
    # All of it was green on one day.
    assert {skill: progress.is_learned for skill, progress in skills.items()} == {"old": True, "new": False}
    with world.open(tmp_path / "new" / "drill.db") as store:
        assert not collect_skills(bank, store.read_learner(bank).parts)[SkillId("old")].is_learned
