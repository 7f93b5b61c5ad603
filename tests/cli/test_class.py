"""``drill class`` from its owner's and its learners' side, against a server where one is installed."""

from __future__ import annotations

import csv
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Drill
from tests.homes import bank, plant, share_cache, sums
from tests.postgresql import Server

RIGHT = ['{"do": "answer", "text": "13"}', '{"do": "mark", "why": true}']
WRONG = ['{"do": "answer", "text": "99"}', '{"do": "mark", "why": false}']


@pytest.fixture
def owner(server: Server, request: pytest.FixtureRequest) -> str:
    return server.teacher(f"c{abs(hash(request.node.name))}")


def test_a_class_from_its_beginning_to_its_end(
    owner: str, drill: Drill, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_owner(*words: str, lines: list[str] | None = None) -> str:
        monkeypatch.setenv("DRILL_DATABASE_URL", owner)
        ran = drill("class", *words, lines=lines)
        monkeypatch.delenv("DRILL_DATABASE_URL")
        assert ran.code == 0, ran.err
        return ran.out

    as_owner("init")
    tokens = {name: as_owner("invite", name).strip() for name in ("ada", "bob")}
    as_owner("assign", "tiny", "--until", "2999-01-31")
    homes = {name: tmp_path / name for name in tokens}
    for name, token in tokens.items():
        share_cache(homes[name])
        plant(homes[name], "tiny", bank(sums(3)))
        monkeypatch.setenv("DRILL_HOME", str(homes[name]))
        joined = drill("class", "join", lines=[token])
        assert (joined.code, f"You are {name}" in joined.out) == (0, True), joined.err
        lines = RIGHT if name == "ada" else WRONG
        assert drill("start", "tiny/sum-1", "--jsonl", lines=lines).lines[-1]["type"] == "done"
        assert drill("today", "--count").code == 0
    assert not (homes["ada"] / "drill.db").exists()
    practised = drill("start", "tiny/sum-2", "--practice", "--jsonl", lines=WRONG).lines
    assert [line["attempts"] for line in practised if line["type"] == "done"] == [1]
    told = drill("today")
    assert "Assigned: Sums, 0 of 3 green, until 2999-01-31: drill start tiny" in told.out
    monkeypatch.setenv("DRILL_HOME", str(homes["ada"]))
    assert drill("today", "--json").json["assigned"] == [
        {"what": "tiny", "items": 3, "green": 1, "until": "2999-01-31"}
    ]
    assert len(drill("history").out.splitlines()) == 1
    assert drill("undo").code == 0
    assert drill("doctor").code == 0
    assert "pg_dump" in drill("backup").err
    # The token stands in its file and nowhere else.
    word = tokens["ada"].split(":")[2].split("@")[0]
    kept = [path for path in homes["ada"].rglob("*") if path.is_file() and word.encode() in path.read_bytes()]
    assert kept == [homes["ada"] / "class-token"]
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600
    assert word not in drill("where").out
    kept[0].chmod(0o644)
    assert "chmod 600" in drill("today").err
    kept[0].chmod(0o600)
    refused = drill("class", "invite", "eve")
    assert (refused.code, "DRILL_DATABASE_URL" in refused.err) == (2, True)
    monkeypatch.setenv("DRILL_DATABASE_URL", tokens["ada"])
    for act in (["invite", "eve"], ["upgrade"], ["init"], ["forget", "bob", "--yes"], ["progress"]):
        assert drill("class", *act).code in (2, 3), act
    monkeypatch.setenv("DRILL_HOME", str(home))
    table = list(csv.reader(as_owner("progress", "--csv").splitlines()))
    assert table[0][:4] == ["learner", "attempts", "last_day", "at"]
    assert table[0][4:] == ["green", "yellow", "red", "parked", "tiny"]
    assert [(row[0], row[1], row[3], *row[4:]) for row in table[1:]] == [
        ("ada", "0", "tiny", "0", "0", "0", "0", "0"),
        ("bob", "1", "tiny", "0", "0", "1", "0", "0"),
    ]
    shown = as_owner("progress")
    assert "Stays red:" in shown
    assert "1 exercise, 1 learner" in shown
    monkeypatch.setenv("DRILL_DATABASE_URL", owner)
    printed = drill("progress", "--class", "--json").json
    assert [each["learner"] for each in printed["learners"]] == ["ada", "bob"]
    assert (printed["red"][0]["times"], printed["red"][0]["learners"]) == (1, 1)
    assert drill("class", "forget", "bob", lines=["no"]).code == 2
    assert "cannot be a learner's name" in drill("class", "invite", "No Name").err
    assert "write it as 2027-01-31" in drill("class", "assign", "tiny", "--until", "soon").err
    assert "did you mean tiny" in drill("class", "assign", "tinny").err
    assert "bob is forgotten, with 2 events." in as_owner("forget", "bob", lines=["bob"])
    assert as_owner("assign", "tiny", "--remove") == ""
    monkeypatch.setenv("DRILL_HOME", str(homes["bob"]))
    gone = drill("today")
    assert (gone.code, "password authentication failed" in gone.err) == (3, True)


def test_names_are_printed_as_they_are(owner: str, drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRILL_DATABASE_URL", owner)
    drill("class", "init")
    for name in ("_", "drill_class_1"):
        drill("class", "invite", name)
    head, *lines = drill("class", "progress").out.partition("\n\n")[0].splitlines()
    assert head.startswith("learner        attempts  last day")
    assert [line.split()[0] for line in lines] == ["_", "drill_class_1"]


def test_a_watch_says_whose_session_it_ended(
    owner: str, drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    monkeypatch.setenv("DRILL_DATABASE_URL", owner)
    drill("class", "init")
    eve = drill("class", "invite", "eve").out.strip()
    command = [sys.executable, "-m", "drill.cli.main", "class", "watch"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watch,
        closing(psycopg.connect(eve, autocommit=True)) as hostile,
    ):
        assert watch.stdout is not None
        hostile.execute("SELECT count(pg_advisory_lock(1, i)) FROM generate_series(1, 2000) i")
        assert watch.stdout.readline() == "A session of eve was ended: it held 2000 locks.\n"
        watch.terminate()
    assert watch.returncode == 143


@pytest.mark.parametrize(
    ("words", "lines", "told"),
    [(["init"], [], "put its owner's URL"), (["join"], ["nonsense"], "this is not a class token")],
)
def test_what_makes_no_sense_is_told(drill: Drill, words: list[str], lines: list[str], told: str) -> None:
    ran = drill("class", *words, lines=lines)
    assert (ran.code, told in ran.err) == (2, True), ran.err


def test_no_class_is_begun_in_a_file(drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRILL_DATABASE_URL", f"sqlite:///{home}/other.db")
    assert "a database on PostgreSQL" in drill("class", "init").err
    assert not (home / "other.db").exists()


def test_nothing_of_a_class_is_loaded_where_there_is_none(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom drill.store import Repository\n"
        "import drill.session.today.today_view, drill.cli.main\n"
        f"assert Repository.open({str(tmp_path / 'drill.db')!r}).assignments() == ()\n"
        "print([name for name in sys.modules if 'class_' in name and 'drill' in name or 'psycopg' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_class_is_served_at_an_address(drill: Drill) -> None:
    for words in (["--class"], ["--at", "https://x.org"], ["--class", "--at", "http://x.org"]):
        assert "--class --at https://NAME" in drill("serve", *words).err
    assert "DRILL_DATABASE_URL" in drill("serve", "--class", "--at", "https://x.org").err
