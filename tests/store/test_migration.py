"""A database of the first version: its log is kept whole, and everything derived is made again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from drill.gyr.events import Attempt, Event, Override
from drill.gyr.wire import to_json
from drill.store import migrate
from drill.store.rows import row_of
from tests.store.store_world import BANK, ITEM, World, mark, override

_SCRIPTS = Path(migrate.__file__).parent / "migrations"


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
    engine = create_engine(f"sqlite:///{file}")
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for event in events:
            row = {name: value for name, value in row_of(event).items() if name not in ("disputed", "placed")}
            names = ", ".join(row)
            connection.execute(
                text(f"INSERT INTO event ({names}) VALUES ({', '.join(f':{name}' for name in row)})"), row
            )
    engine.dispose()
    return file


def test_an_old_log_is_kept_and_its_numbers_made(old: Path, events: list[Event], world: World) -> None:
    with world.open(old) as store:
        assert [json.dumps(to_json(event)) for event in store.history()] == [
            json.dumps(to_json(event)) for event in events
        ]
        assert store.states(BANK)[ITEM].state == "green"
        assert store.check().is_sound
        total, found = store.disputes()
        assert total == 3
        assert isinstance(found[0].event.facts, Override)
        assert [isinstance(dispute.event.facts, Attempt) for dispute in found] == [False, True, True]
        assert mark(store, False, True, "papers/adam/update").event.lamport == len(events) + 1
    with world.open(old) as again:
        assert again.check().is_sound
