"""Commands on the whole log: export, merge, copies, completions, and what left the banks."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from drill.cli import output
from tests.cli.conftest import Drill
from tests.homes import bank, plant, sums

WRONG = ['{"do": "answer", "text": "7"}', '{"do": "mark", "why": false}']


def drilled(drill: Drill, item: str = "tiny/sum-1", lines: list[str] = WRONG) -> None:
    assert drill("start", item, "--jsonl", lines=lines).code == 0


def test_a_log_goes_out_and_comes_back(drill: Drill, tmp_path: Path) -> None:
    drilled(drill)
    file = tmp_path / "mine.jsonl"
    assert drill("export", file, "--json").json == {"file": str(file), "events": 1}
    assert file.read_text() == drill("history", "--json").out
    ran = drill("merge", file, "--json")
    assert ran.json == {"read": 1, "new": 0, "learners": []}
    shutil.copy(file, tmp_path / "theirs.jsonl")
    event = json.loads(file.read_text())
    event["id"] = event["id"][:-4] + "0000"
    event |= {"item": "tiny/sum-2", "learner": "ada"}
    (tmp_path / "theirs.jsonl").write_text(json.dumps(event) + "\n")
    assert drill("merge", tmp_path / "theirs.jsonl").out == "1 new event; 0 already known.\n"
    assert len(drill("history", "--json").lines) == 1
    everyone = tmp_path / "all.jsonl"
    drill("export", everyone, "--all")
    assert [json.loads(line)["learner"] for line in everyone.read_text().splitlines()] == ["ada", "me"]


class PatientEvent(threading.Event):
    """An end that waits until whoever looks out for it has looked twice: in between, a line was said."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = threading.Semaphore(0)

    def wait(self, timeout: float | None = None) -> bool:
        self.looks.release()
        return super().wait(timeout)

    def set(self) -> None:
        for _ in range(2):
            self.looks.acquire()
        super().set()


def test_what_is_done_with_the_whole_log_is_said_while_it_takes_long(
    drill: Drill, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drilled(drill)
    copy = Path(drill("backup").out.split()[-1])
    for name in ("_LINE_AFTER_S", "_LINE_OF_A_PIPE_AFTER_S"):
        monkeypatch.setattr(output, name, 0.0001)
    monkeypatch.setattr(output, "threading", SimpleNamespace(Event=PatientEvent, Thread=threading.Thread))
    for command, doing in (
        (["export", tmp_path / "mine.jsonl"], "writing the events"),
        (["merge", tmp_path / "mine.jsonl"], "merging the events"),
        (["doctor"], "examining the database"),
        (["restore", copy], "restoring the database"),
    ):
        ran = drill(*command)
        assert (ran.code, f"drill: {doing}, 0 s …" in ran.err) == (0, True), ran.err


def test_marks_of_a_clock_without_a_battery_are_taken_in_and_explained(drill: Drill, tmp_path: Path) -> None:
    drilled(drill)
    file = tmp_path / "mine.jsonl"
    drill("export", file)
    event = json.loads(file.read_text())
    event |= {"id": event["id"][:-4] + "0000", "at": "1970-01-01T00:01:02.003Z", "study_day": "1970-01-01"}
    file.write_text(json.dumps(event) + "\n")
    ran = drill("merge", file)
    assert (ran.code, ran.out) == (0, "1 new event; 0 already known.\n")
    assert "1 new event bears an impossible date: a clock was wrong" in ran.err
    assert drill("export", file, "--json").json["events"] == 2
    assert drill("merge", file, "--json").json["new"] == 0
    ran = drill("doctor")
    assert ran.code == 0
    assert "1 event dated 1970, since a clock was wrong; they count" in ran.out
    assert len(drill("doctor", "--json").json["notes"]) == 1


def unguarded(home: Path, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(home / "drill.db")) as connection, connection:
        connection.execute("DROP TRIGGER IF EXISTS event_no_update")
        connection.execute(statement, values)


DEEP = '{"answer":' + "[" * 100_000
LATER = "more = substr(more, 1, length(more) - 1) || ?"


@pytest.mark.parametrize(
    ("change", "value", "why"),
    [
        ("id = ?", "not-a-uuid", "a UUID in small letters is expected"),
        ("more = ?", DEEP, "nested deeper than 20"),
        (LATER, ',"later":' + "[" * 900 + "]" * 900 + "}", "nested deeper than 20"),
        ("more = ?", "[[[[", "Expecting value"),
        ("seconds = ?", "-1.5e300", "a finite number of seconds"),
        ("study_day = ?", "2026-13-01", "study_day"),
    ],
)
def test_an_event_that_cannot_be_read_stops_no_export(
    drill: Drill, home: Path, tmp_path: Path, change: str, value: str, why: str
) -> None:
    drilled(drill)
    drilled(drill, "tiny/sum-2")
    _, second = drill("history", "--json").lines
    unguarded(home, f"UPDATE event SET {change} WHERE item = 'tiny/sum-1'", value)
    file = tmp_path / "all.jsonl"
    for everyone in ((), ("--all",)):
        ran = drill("export", file, *everyone, "--json")
        assert (ran.code, ran.json) == (1, {"file": str(file), "events": 1, "left_out": 1})
        assert "left out: the event " in ran.err
        assert why in ran.err
        assert [json.loads(line) for line in file.read_text().splitlines()] == [second]
        ran = drill("export", file, *everyone, "--csv")
        assert ran.code == 1
        assert "1 mark in" in ran.err
    ran = drill("doctor")
    assert ran.code == 1
    assert why in ran.out
    for command in (("history",), ("today",), ("progress",), ("banks",), ("override", "tiny/sum-1")):
        assert "fault of the program" not in drill(*command).err
    copy = tmp_path / "sound.db"
    assert drill("doctor", "--without-broken", copy, "--json").json["left_out"] == 1
    assert drill("restore", copy).code == 0
    assert drill("history", "--json").lines == [second]


def test_marks_go_out_as_a_table(drill: Drill, tmp_path: Path) -> None:
    drilled(drill)
    drill("override", "tiny/sum-1", "--right", "--why", "--reason", "a slip, of mine")
    table = tmp_path / "marks.csv"
    drill("export", table, "--csv", "--all")
    (row,) = csv.DictReader(table.read_text().splitlines())
    told = [row[name] for name in ("item", "kind", "mark", "ok", "why", "counts", "answer", "code")]
    assert told == ["tiny/sum-1", "verdict", "green", "yes", "yes", "yes", "7", row["code"]]


def test_an_export_replaces_a_file_whole_or_not_at_all(drill: Drill, home: Path, tmp_path: Path) -> None:
    drilled(drill)
    file = tmp_path / "log.jsonl"
    file.write_text("before")
    file.chmod(0o600)
    assert drill("export", file).code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert drill("export", tmp_path).code == 2
    assert "database itself" in drill("export", home / "drill.db").err
    assert drill("history", "--json").code == 0
    assert drill("export", tmp_path / "no" / "folder.jsonl").code == 3
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("line", ["{}", "x", "[]"])
def test_a_merge_that_is_refused_names_the_place(drill: Drill, tmp_path: Path, line: str) -> None:
    drilled(drill)
    file = tmp_path / "log.jsonl"
    drill("export", file)
    file.write_text(file.read_text() + line)
    ran = drill("merge", file)
    assert ran.code == 2
    assert f"{file}:2: " in ran.err
    assert len(drill("history", "--json").lines) == 1


def test_copies_are_made_and_restored(drill: Drill, home: Path) -> None:
    assert drill("backup").code == 3
    drilled(drill)
    copy = Path(drill("backup", "--json").json["backup"])
    drilled(drill, "tiny/sum-2", ['{"do": "answer", "text": "23"}', '{"do": "mark", "why": true}'])
    ran = drill("restore", copy.name)
    assert len(drill("history", "--json").lines) == 1
    kept = Path(ran.out.splitlines()[-1].partition(": ")[2])
    assert len((drill("restore", kept, "--json")).json) == 2
    assert len(drill("history", "--json").lines) == 2
    missing = drill("restore", "nowhere.db")
    assert missing.code == 2
    assert "no such copy" in missing.err


def test_a_server_is_not_copied(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRILL_DATABASE_URL", "postgresql://localhost/class")
    ran = drill("backup")
    assert ran.code == 2
    assert "pg_dump" in ran.err


def test_what_left_the_banks_is_listed_and_can_be_undone(drill: Drill, home: Path) -> None:
    drilled(drill)
    plant(home, "tiny", bank(sums(2, start=2)))
    assert drill("doctor", "--json").json["orphans"] == ["tiny/sum-1"]
    assert len(drill("history", "tiny/sum-1", "--json").lines) == 1
    assert drill("override", "tiny/sum-1", "--right", "--why", "--json").json["state"] == "green"
    assert drill("undo", "--json").json == {"item": "tiny/sum-1", "undone": "override", "state": "red"}
    assert drill("undo", "--json").json["undone"] == "verdict"
    plant(home, "tiny", bank(sums(3)))
    report = drill("doctor", "--json").json
    assert (report["orphans"], report["sound"], report["rebuilt"]) == ([], True, [])
