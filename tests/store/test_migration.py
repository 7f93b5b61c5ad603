"""A database of the first version: its log is kept whole, and everything derived is made again."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from drill.gyr.events import Attempt, Event, ItemId, Override, SkillId
from drill.gyr.path import collect_skills
from drill.gyr.wire import to_columns, to_json
from drill.store.backup import upgrade_database
from tests.store.store_world import BANK, ITEM, VERSION_1, World, exercise, mark, override


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
def old(events: list[Event], tmp_path: Path) -> Path:
    """The same log in a database of version 1."""
    file = tmp_path / "old" / "drill.db"
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(VERSION_1)
        for event in events:
            row = {
                name: value for name, value in to_columns(event).items() if name not in ("disputed", "placed")
            }
            places = ", ".join(f":{name}" for name in row)
            connection.execute(f"INSERT INTO event ({', '.join(row)}) VALUES ({places})", row)
    return file


def test_an_old_log_is_kept_and_its_numbers_made(
    old: Path, events: list[Event], world: World, tmp_path: Path
) -> None:
    upgrade_database(old, tmp_path / "copies", world.now)
    with world.open(old) as store:
        assert [json.dumps(to_json(event)) for event in store.history()] == [
            json.dumps(to_json(event)) for event in events
        ]
        assert store.states(BANK)[ITEM].state == "green"
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
    upgrade_database(old, tmp_path / "copies", world.now)
    world.days_later(1)
    with world.open(old) as store:
        for item in items[2:]:
            mark(store, True, True, item)
        parts = store.parts(bank)
    skills = collect_skills(bank, parts)
    # All of it was green on one day.
    assert {skill: progress.is_learned for skill, progress in skills.items()} == {"old": True, "new": False}
    with world.open(tmp_path / "new" / "drill.db") as store:
        assert not collect_skills(bank, store.parts(bank))[SkillId("old")].is_learned
