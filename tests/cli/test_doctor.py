"""What ``drill doctor`` finds and mends, and the ways out where it cannot."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Drill
from tests.homes import bank, plant, sums
from tests.rows import sample

ONE = ['{"do": "answer", "text": "13"}', '{"do": "mark", "why": true}']
TWO = ['{"do": "answer", "text": "23"}', '{"do": "mark", "why": true}']


@pytest.fixture
def drilled(drill: Drill) -> Drill:
    """Two marks in the log."""
    drill("start", "tiny/sum-1", "--jsonl", lines=ONE)
    drill("start", "tiny/sum-2", "--jsonl", lines=TWO)
    return drill


def spoil(home: Path, *statements: str) -> None:
    with closing(sqlite3.connect(home / "drill.db")) as connection, connection:
        for name in ("event_no_update", "event_no_delete"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def test_a_sound_store_is_told(drilled: Drill) -> None:
    assert drilled("doctor").out == "2 events on 2 exercises. Everything is sound.\n"
    assert drilled("doctor", "--json").json == {
        "sound": True,
        "events": 2,
        "items": 2,
        "broken": [],
        "rebuilt": [],
        "kept": None,
        "orphans": [],
    }


@pytest.mark.parametrize("table", sample(["state", "meta", "former_item", "day"], 4))
def test_what_is_missing_is_made_again_from_the_log(drilled: Drill, home: Path, table: str) -> None:
    spoil(home, f"DROP TABLE {table}")
    assert drilled("export", home / "log.jsonl").code == 0  # the way out is open meanwhile
    ran = drilled("doctor")
    assert ran.code == 0
    assert f"rebuilt: the table {table} is missing" in ran.out
    kept = next(line for line in ran.out.splitlines() if line.startswith("The damaged database is kept: "))
    assert Path(kept.partition(": ")[2]).is_file()
    banks = drilled("banks", "--json").json["banks"]
    assert next(bank["states"]["green"] for bank in banks if bank["bank"] == "tiny") == 2
    assert drilled("doctor").out == "2 events on 2 exercises. Everything is sound.\n"
    assert "Undone" in drilled("undo").out


def test_an_event_that_cannot_be_read_is_named_and_left_out_of_a_copy(drilled: Drill, home: Path) -> None:
    first, second = drilled("history", "--json").lines
    spoil(home, f"UPDATE event SET study_day = '202F-11-21' WHERE id = '{first['id']}'")
    for command in ("history", "today", "progress", "undo"):
        ran = drilled(command)
        assert ran.code == 3
        assert "fault of the program" not in ran.err
        assert "drill doctor" in ran.err
    ran = drilled("doctor")
    assert ran.code == 1
    assert f"the event {first['id']} of tiny/sum-1 cannot be read: study_day: " in ran.out
    assert "--without-broken" in ran.out
    copy = home / "sound.db"
    assert drilled("doctor", "--without-broken", copy, "--json").json == {"copy": str(copy), "left_out": 1}
    assert drilled("doctor", "--without-broken", copy).code == 2
    assert drilled("restore", copy).code == 0
    assert drilled("history", "--json").lines == [second]
    assert drilled("doctor").code == 0


def test_an_empty_database_is_told_where_there_are_copies(drilled: Drill, home: Path) -> None:
    copy = drilled("backup", "--json").json["backup"]
    (home / "drill.db").write_bytes(b"")
    for command in ("start", "history", "export", "doctor"):
        ran = drilled(*([command, home / "x.jsonl"] if command == "export" else [command]))
        assert ran.code == 3
        assert f"drill restore {copy}" in ran.err
    assert (home / "drill.db").stat().st_size == 0
    assert drilled("backup").code == 3
    assert drilled("restore", copy).code == 0
    assert len(drilled("history", "--json").lines) == 2


def test_an_empty_file_without_copies_is_begun(drill: Drill, home: Path) -> None:
    (home / "drill.db").write_bytes(b"")
    assert drill("history").code == 0


def test_where_copies_are_is_told_of_a_file_that_cannot_be_opened(drilled: Drill, home: Path) -> None:
    first, _ = drilled("history", "--json").lines
    copy = Path(drilled("backup").out.split()[-1])
    for number in (1, 3):
        drilled("start", f"tiny/sum-{number}", "--jsonl", "--again", lines=ONE)
    file = home / "drill.db"
    raw = file.read_bytes()
    for spoiled in (raw[:100], b"text" * 100, bytes(len(raw))):
        file.write_bytes(spoiled)
        for command in (["doctor"], ["doctor", "--json"], ["doctor", "--without-broken", home / "x.db"]):
            ran = drilled(*command)
            assert ran.code == 3
            assert "doctor` repairs" not in ran.err
            assert f"drill restore {copy}" in ran.err
            assert "with 2 marks" in ran.err
        assert file.read_bytes() == spoiled
    assert drilled("restore", copy.name).code == 0
    assert drilled("history", "--json").lines[0] == first
    assert drilled("doctor").code == 0


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("has_copy", [True, False])
def test_nothing_begins_anew_in_silence(drilled: Drill, home: Path, is_there: bool, has_copy: bool) -> None:
    copy = Path(drilled("backup").out.split()[-1]) if has_copy else None
    file = home / "drill.db"
    file.write_bytes(b"") if is_there else file.unlink()
    for command in (["history"], ["today"], ["doctor"], ["start", "tiny/sum-3", "--jsonl"]):
        ran = drilled(*command)
        assert ran.code == 3
        assert "it had marks on 2 exercises" in ran.err
        assert ("drill restore" in ran.err) == has_copy
    if copy is not None:
        assert drilled("restore", copy).code == 0
        assert len(drilled("history", "--json").lines) == 2
    for rest in (*home.glob("drill.db*"), home / "due.json"):
        rest.unlink(missing_ok=True)
    assert drilled("history").code == 0


def test_a_restored_copy_of_which_an_event_cannot_be_read_is_told(drilled: Drill, home: Path) -> None:
    copy = Path(drilled("backup").out.split()[-1])
    with closing(sqlite3.connect(copy)) as connection, connection:
        (guard,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'event_no_update'"
        ).fetchone()
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("UPDATE event SET study_day = '202F-11-21' WHERE rowid = 1")
        connection.execute(guard)
    ran = drilled("restore", copy)
    assert ran.code == 1
    assert "cannot be read: study_day: " in ran.out
    shape = drilled("restore", copy, "--json").json
    assert len(shape["broken"]) == 1


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"day": ' * 100_000, "\0" * 100, "[1]", '{"dues": 1, "page": [], "day": {}}']
)
def test_no_file_beside_the_log_stops_a_command(drilled: Drill, home: Path, text: str) -> None:
    names = ("due.json", "today.json", "papers/opened.json", "banks/got/.drill-origin.json")
    for name in names:
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    plant(home, "got/more", bank(sums(1)))
    for command in (["today", "--count"], ["today"], ["banks"], ["doctor"]):
        assert drilled(*command).code == 0, command
        for name in names:
            (home / name).write_text(text, encoding="utf-8")
    assert drilled("show", "--jsonl", "-", lines=[text]).code == 2
    assert len(drilled("history", "--json").lines) == 2


def test_a_file_of_dues_tells_that_there_were_marks(drilled: Drill, home: Path) -> None:
    for rest in home.glob("drill.db*"):
        rest.unlink()
    (home / "due.json").write_text(json.dumps({"database": "", "dues": [[739947, 1]], "met": 2}))
    ran = drilled("today")
    assert ran.code == 3
    assert "marks on 2 exercises" in ran.err
    assert "move" in ran.err
    assert "remove" not in ran.err


@pytest.mark.parametrize("version", ["ffff9999", "0099", "9" * 30])
def test_a_newer_version_of_the_tables_is_told_and_left_alone(
    drilled: Drill, home: Path, version: str
) -> None:
    file = home / "drill.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    before = file.read_bytes()
    for command in ("today", "doctor"):
        ran = drilled(command)
        assert ran.code == 3
        assert "a newer version of drill" in ran.err
        assert "install the newer version" in ran.err
    assert file.read_bytes() == before


def test_what_cannot_be_read_at_all_can_be_begun_anew(drilled: Drill, home: Path) -> None:
    (home / "drill.db").write_bytes(bytes(40960))
    ran = drilled("doctor")
    assert ran.code == 3
    assert "there is no backup of it" in ran.err
    assert "to start over, move" in ran.err


@pytest.mark.parametrize("name", ["drill.db", "drill.db-wal"])
def test_a_folder_in_the_place_of_a_file_is_named(drilled: Drill, home: Path, name: str) -> None:
    copy = Path(drilled("backup").out.split()[-1])
    (home / name).unlink(missing_ok=True)
    (home / name).mkdir()
    for command in (["today"], ["today", "--count"], ["doctor"], ["backup"], ["restore", copy]):
        ran = drilled(*command)
        assert ran.code == 3 or command == ["today", "--count"]
        if ran.code:
            assert f"a folder is in the place of the database: {home / name}" in ran.err


def test_marks_ahead_of_the_clock_are_named_and_undone_when_asked(drilled: Drill, home: Path) -> None:
    log = home / "log.jsonl"
    drilled("export", log)
    first, second = map(json.loads, log.read_text("utf-8").splitlines())
    log.write_text(json.dumps(second | {"at": "2199-03-02T09:00:00.000Z", "study_day": "2199-03-02"}))
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setenv("DRILL_HOME", str(home / "other"))
        refused = drilled("merge", log)
        assert (refused.code, "drill doctor --undo-ahead" in refused.err) == (2, True)
        assert drilled("merge", log, "--force").code == 0
        ran = drilled("doctor")
        assert ran.code == 1
        assert "1 mark dated 2199-03-02, and this computer's clock says" in ran.out
        assert "drill doctor --undo-ahead" in ran.out
        assert drilled("doctor", "--json").json["sound"] is False
        assert drilled("doctor", "--undo-ahead", "--json").json["undone"] == 1
        assert "Everything is sound." in drilled("doctor", "--undo-ahead").out
        drilled("export", log)
    log.write_text(log.read_text("utf-8").replace(second["id"], first["id"][:-4] + "0000"))
    assert drilled("merge", log).out == "2 new events; 0 already known.\n"
    assert "4 events" in drilled("doctor").out
