"""Opening: what is made, and what is told and left byte for byte alone."""

from __future__ import annotations

import os
import re
import resource
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex

from drill.errors import (
    DrillError,
    SettingsError,
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreNewerError,
    StoreOlderError,
)
from drill.store import Repository, mask_database_url
from drill.store.database_tables import EventRow, create_tables, narrow_indexes_for_postgresql, table_of
from drill.store.engine import open_database
from tests.guards.test_imports import loaded_after
from tests.store.store_world import BANK, ITEM, MIGRATED, World, mark

STORES = Path(__file__).parents[1] / "golden" / "stores"
OLDER = STORES / "schema_7.sql"
"""One for all schemas before 0.4.0, which are refused alike."""


def everything_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def drilled(world: World, file: Path) -> None:
    with world.open(file) as store:
        mark(store, True, True)


def test_a_store_is_made_with_its_folder(world: World, file: Path) -> None:
    drilled(world, file)
    assert everything_in(file.parent).keys() == {"drill.db"}
    with world.open(file) as store:
        assert [event.item for event in store.history()] == [ITEM]
        assert store.check().is_sound


def test_pragmas_hold(world: World, file: Path) -> None:
    database = open_database(file)
    with database.reading() as session:
        raw = session.connection().exec_driver_sql
        names = ("journal_mode", "synchronous", "foreign_keys")
        found = {name: raw(f"PRAGMA {name}").scalar_one() for name in names}
    database.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_an_url_names_a_store_too(world: World, file: Path) -> None:
    drilled(world, file)
    with Repository.open(f"sqlite:///{file}") as store:
        assert len(list(store.history())) == 1


@pytest.mark.parametrize(
    "url", ["nonsense://x/y", "sqlite+nonsense:///x", "://", "postgresql://nobody@localhost:1/x"]
)
def test_an_url_that_leads_nowhere_is_told(url: str) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        Repository.open(url)


@pytest.mark.parametrize(
    ("url", "kind", "words"),
    [
        ("postgresql://u:secret@localhost:abc/x", SettingsError, "port"),
        ("postgres://u:secret@localhost/x", StoreError, "postgresql://"),
        ("mysql://u:secret@localhost/x", StoreError, "SQLite or PostgreSQL"),
        ("oracle+oracledb://u:secret@localhost/x", StoreError, "SQLite or PostgreSQL"),
        ("nonsense://u:secret@localhost/x", StoreError, "SQLite or PostgreSQL"),
        ("postgresql+asyncpg://u:secret@localhost/x", StoreError, "postgresql+psycopg://"),
        ("sqlite://", SettingsError, "name a file"),
        ("sqlite:///:memory:", SettingsError, "name a file"),
        ("sqlite:///file::memory:?uri=true", SettingsError, "name a file"),
        ("sqlite:///file:marks?mode=memory&uri=true", SettingsError, "name a file"),
        ("sqlite:////nowhere/marks.db?password=secret", SettingsError, "nothing after a ?"),
    ],
)
def test_an_url_that_cannot_serve_is_told_with_its_mend(
    url: str, kind: type[DrillError], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(kind) as told:
        Repository.open(url)
    assert words in str(told.value)
    assert "secret" not in str(told.value)


def test_a_missing_driver_is_told_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError) as told:
        Repository.open("postgresql://u:secret@localhost/x")
    assert told.value.hint.startswith("pip install 'gyr-drill[postgres]' installs the driver")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:secret@h:5432/x", "postgresql://u:***@h:5432/x"),
        ("postgresql://h/x?user=u&password=secret", "postgresql://h/x?user=u"),
        ("sqlite:////srv/marks.db", "sqlite:////srv/marks.db"),
        ("postgresql://u:secret@h:abc/x", "a URL that cannot be read"),
        ("secret", "a URL that cannot be read"),
    ],
)
def test_an_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert mask_database_url(url) == shown


def schema_of(file: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        stamp = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    # Two ways of writing the same statement differ in blanks, brackets and the order of words.
    words = {name: sorted(re.findall(r"[\w']+", sql)) for name, sql in rows if name != "alembic_version"}
    return {(name, " ".join(told)) for name, told in words.items()} | {("version", f"{version} {stamp}")}


def test_what_was_migrated_has_the_tables_of_the_models(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "migrated")) as old:
        old.executescript(MIGRATED)
    open_database(tmp_path / "migrated").close()
    database = create_engine(f"sqlite:///{tmp_path / 'made'}")
    with database.begin() as connection:
        create_tables(connection)
    database.dispose()
    assert schema_of(tmp_path / "made") == schema_of(tmp_path / "migrated")


def test_a_schema_before_0_4_0_is_refused_with_the_commands_that_convert_it(world: World, file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(OLDER.read_text("utf-8"))
    before = everything_in(file.parent)
    with pytest.raises(StoreOlderError, match=r"before 0\.4\.0") as told:
        world.open(file)
    assert re.search("git clone .* git checkout 70e0ee58a.*drill upgrade", told.value.hint)
    assert everything_in(file.parent) == before


def test_a_file_is_opened_without_postgresql(file: Path) -> None:
    opened = f"Repository.open({str(file)!r}).close()"
    left = ("sqlalchemy.dialects.postgresql",)
    assert loaded_after(f"from drill.store.repository import Repository\n{opened}; {opened}", left) == []


def test_partial_indexes_are_partial_in_postgresql() -> None:
    narrow_indexes_for_postgresql()
    made = {
        str(index.name): str(CreateIndex(index).compile(dialect=postgresql.dialect()))
        for index in table_of(EventRow).indexes
    }
    assert made["event_of_target"].endswith("WHERE target IS NOT NULL")
    assert "WHERE" not in made["event_of_item"]


def spoilt(file: Path, how: str) -> None:
    whole = file.read_bytes()
    if how == "text":
        file.write_text("not a database, but long enough to hold a header of one hundred bytes. " * 4)
    elif how == "short":
        file.write_bytes(whole[:60])
    elif how == "half":
        file.write_bytes(whole[: len(whole) // 2])
    elif how == "zeros":
        file.write_bytes(whole[:100] + bytes(len(whole) - 100))
    else:
        file.unlink()
        table = "notes (text)" if how == "another" else "alembic_version (version_num)"
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(f"CREATE TABLE {table}")


@pytest.mark.parametrize("how", ["text", "short", "half", "zeros", "another", "unstamped"])
def test_what_is_damaged_is_left_alone(world: World, file: Path, how: str) -> None:
    drilled(world, file)
    spoilt(file, how)
    before = file.read_bytes()
    with pytest.raises(StoreDamagedError) as told:
        world.open(file)
    assert str(file) in told.value.message
    assert told.value.hint
    assert file.read_bytes() == before


def test_damage_further_in_is_told(world: World, file: Path) -> None:
    drilled(world, file)
    whole = file.read_bytes()
    page = int.from_bytes(whole[16:18], "big")
    file.write_bytes(whole[: 2 * page] + b"\xff" * (len(whole) - 2 * page))
    before = file.read_bytes()
    with pytest.raises(StoreDamagedError), world.open(file) as store:
        mark(store, True, True)
    assert file.read_bytes() == before


def test_what_is_newer_is_left_alone(world: World, file: Path) -> None:
    drilled(world, file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA user_version = 11")
        connection.execute("UPDATE alembic_version SET version_num = '0011'")
    before = everything_in(file.parent)
    with pytest.raises(StoreNewerError, match="format 11") as told:
        world.open(file)
    assert "newer version" in told.value.hint
    assert everything_in(file.parent) == before


def test_a_newer_version_still_in_the_log_is_seen(world: World, file: Path) -> None:
    drilled(world, file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0011'")
        connection.commit()
        with pytest.raises(StoreNewerError):
            world.open(file)


def test_what_is_locked_is_told(world: World, file: Path) -> None:
    drilled(world, file)
    with world.open(file, wait_s=0.1) as store, closing(sqlite3.connect(file)) as other:
        store.fold_for(BANK)
        other.execute("BEGIN IMMEDIATE")
        before = file.read_bytes()
        with pytest.raises(StoreLockedError, match="locked") as told:
            mark(store, True, True, "calculus/chain")
        assert "close it" in told.value.hint
        assert file.read_bytes() == before
        assert len(store.read_learner(BANK).states) == 1  # reading goes on
        other.rollback()
        assert mark(store, True, True, "calculus/chain").after.state == "green"


def test_a_new_file_that_another_program_holds_is_told(world: World, file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLockedError):
            world.open(file, wait_s=0.05)
    world.open(file).close()


def test_a_full_disk_is_told_and_nothing_is_half_kept(world: World, file: Path) -> None:
    with world.open(file) as store:
        mark(store, False, True)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(f"{file}-wal") + 1000, limits[1]))
        try:
            with pytest.raises(StoreError, match="cannot be used"):
                mark(store, True, True, answer="x" * 500_000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert len(list(store.history())) == 1
        assert store.check().is_sound
        assert mark(store, True, True).after.passes == 2


def test_a_folder_that_cannot_be_made_is_told(world: World, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match="cannot be used"):
        world.open(tmp_path / "data" / "drill.db")
    with pytest.raises(StoreError):
        world.open(tmp_path)


def test_a_broken_row_is_told(world: World, file: Path) -> None:
    drilled(world, file)
    with closing(sqlite3.connect(file)) as connection:
        for trigger in ("event_no_update", "event_no_delete"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE event SET more = '{'")
        connection.commit()
    with world.open(file) as store, pytest.raises(StoreDamagedError):
        list(store.history())
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("""UPDATE event SET more = '{"answer": 7}'""")
        connection.commit()
    with world.open(file) as store, pytest.raises(StoreDamagedError, match="broken event"):
        list(store.history())
