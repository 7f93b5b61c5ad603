"""What a database defines besides drill's own tables touches no mark: refused in a copy, mended in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from drill.errors import StoreDamagedError
from drill.store import copy_database, restore_database
from tests.store.store_world import BANK, MIGRATED, World, begun, mark

FOREIGN = {
    "a trigger that drops marks": (
        "CREATE TRIGGER t BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END", "the trigger 't'"
    ),
    "a trigger that changes marks": (
        "DROP TRIGGER event_no_update; CREATE TRIGGER u AFTER INSERT ON event "
        "BEGIN UPDATE event SET why = 0 WHERE id = new.id; END", "the trigger 'u'"
    ),
    "a trigger that never ends": (
        "CREATE TRIGGER w AFTER INSERT ON state BEGIN INSERT INTO meta WITH RECURSIVE c(x) AS "
        "(VALUES(1) UNION ALL SELECT x + 1 FROM c) SELECT 'x', x, x FROM c; END", "the trigger 'w'"
    ),
    "a guard that guards nothing": (
        "DROP TRIGGER event_no_update; CREATE TRIGGER event_no_update BEFORE UPDATE ON event WHEN 0 "
        "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
        "the log's guard event_no_update is not as drill makes it",
    ),
    "a view": ("CREATE VIEW mine AS SELECT * FROM event", "the view 'mine'"),
    "a table": ("CREATE TABLE \"\x1b[31mmine\" (x)", "the table '\\x1b[31mmine'"),
    "an index that takes hours": (
        "DROP INDEX state_due; CREATE INDEX state_due ON state "
        "(instr(hex(zeroblob(length(item))), hex(zeroblob(12)) || '1'))",
        "the index state_due is not as drill makes it",
    ),
    "a table that ignores rows": (
        "DROP TABLE meta; CREATE TABLE meta (learner VARCHAR NOT NULL, name VARCHAR NOT NULL, "
        "value VARCHAR NOT NULL, PRIMARY KEY (learner, name), UNIQUE (learner) ON CONFLICT IGNORE)",
        "the table meta is not as drill makes it",
    ),
    "a computed column": (
        "ALTER TABLE meta ADD COLUMN more AS (hex(zeroblob(1000)))", "the table meta is not as drill makes it"
    ),
}  # fmt: skip


def change(file: Path, script: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)


@pytest.fixture
def copy(world: World, file: Path, tmp_path: Path) -> Path:
    """A copy of a database with three marks and an open attempt."""
    with world.open(file) as store:
        mark(store, False, True)
        mark(store, True, True, "calculus/chain")
        mark(store, True, True)
        store.save_open(begun(world, "papers/adam/update"))
        store.fold_for(BANK)
        store.tells_first("something")
    return copy_database(file, tmp_path / "backups", world.now)


@pytest.mark.parametrize("what", FOREIGN)
def test_a_copy_with_something_foreign_is_refused(world: World, file: Path, copy: Path, what: str) -> None:
    script, words = FOREIGN[what]
    change(copy, script)
    before = file.read_bytes()
    with pytest.raises(StoreDamagedError) as told:
        restore_database(copy, file, world.now)
    assert words in told.value.message
    assert "drill backup" in told.value.hint
    assert file.read_bytes() == before
    assert {path.name for path in file.parent.iterdir()} == {"drill.db"}


@pytest.mark.parametrize("what", FOREIGN)
def test_doctor_names_it_and_a_fresh_file_takes_the_place(
    world: World, file: Path, copy: Path, what: str
) -> None:
    script, words = FOREIGN[what]
    with world.open(copy) as store:
        events = list(store.history())
    change(file, script)
    with world.open(file) as store:
        found = store.check()
        assert any(words in line for line in found.broken)
        mended = store.mend(BANK)
        assert mended.left.is_sound
        assert mended.kept is not None
        assert list(store.history()) == events
        assert mark(store, True, True, "papers/adam/update").event in list(store.history())
        assert store.check().is_sound


@pytest.mark.parametrize(
    "log",
    [
        "ALTER TABLE event RENAME TO kept; CREATE VIEW event AS SELECT * FROM kept",
        "ALTER TABLE event ADD COLUMN extra AS (hex(zeroblob(1000)))",
        "CREATE TABLE other AS SELECT * FROM event; DROP TABLE event",
    ],
)
def test_a_log_that_is_no_table_of_drills_is_told(world: World, file: Path, copy: Path, log: str) -> None:
    change(file, log)
    change(copy, log)
    with pytest.raises(StoreDamagedError):
        restore_database(copy, file, world.now)
    with world.open(file) as store, pytest.raises(StoreDamagedError, match="nothing of the log"):
        store.check()


def test_only_rows_come_back(world: World, file: Path, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("ANALYZE")
        connection.execute("PRAGMA application_id = 7")
    with world.open(copy) as store:
        events = list(store.history())
    restore_database(copy, file, world.now)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] == 0
        order = [row[0] for row in connection.execute("SELECT id FROM event ORDER BY rowid")]
    with world.open(file) as store:
        store.fold_for(BANK)
        assert store.check().is_sound
        assert list(store.history()) == events
        assert order == [event.id for event in events], "in the order in which they were written"
        assert [each.item for each in store.open_attempts()] == ["papers/adam/update"]
        assert not store.tells_first("something")


def test_a_copy_with_appended_columns_is_restored(
    world: World, file: Path, copy: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.db"
    change(old, MIGRATED)
    restore_database(old, file, world.now)
    with world.open(file) as store:
        assert not list(store.history())
        assert store.check().is_sound
    change(old, "CREATE TRIGGER t BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END")
    with pytest.raises(StoreDamagedError, match="the trigger 't'"):
        restore_database(old, file, world.now)
