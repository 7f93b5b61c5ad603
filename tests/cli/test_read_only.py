"""A store that may only be read can be looked at and exported, and is told where it would be written."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from drill.banks.load import Loading
from tests.cli.conftest import Drill, Ran
from tests.cli.test_commands import RIGHT
from tests.rows import sample

Run = Callable[..., list[Ran]]
AS_OTHERS = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
"""Before a command: who may write everywhere obeys the permissions of files, as others do."""


RUNS_ALL = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from drill.cli.main import main
for arguments in json.loads(sys.argv[1]):
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        try:
            main(arguments)
        except SystemExit as left:
            code = left.code
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""


@pytest.fixture
def bound(drill: Drill, home: Path) -> Iterator[Run]:
    """Runs commands in a process that obeys the permissions of files, in a home with one mark."""
    is_root = os.geteuid() == 0
    if is_root and shutil.which(AS_OTHERS[0]) is None:
        pytest.skip("root obeys no permissions here")
    drill("start", "tiny/sum-1", "--jsonl", lines=RIGHT)

    def run(*commands: Sequence[str]) -> list[Ran]:
        program = [sys.executable, "-c", RUNS_ALL, json.dumps(commands)]
        ran = subprocess.run(
            [*(AS_OTHERS if is_root else []), *program], cwd=home.parent, capture_output=True, text=True
        )
        told = [Ran(*json.loads(line)) for line in ran.stdout.splitlines()]
        assert len(told) == len(commands), ran.stderr
        return told

    yield run
    for path in (home, home / "drill.db"):
        path.chmod(0o755)


@pytest.mark.parametrize("how", sample(["folder", "file", "with its log"], 3))
def test_what_may_only_be_read_is_read(
    bound: Run,
    home: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    if how == "with its log":
        leave_a_log(home / "drill.db")
    before = (home / "drill.db").read_bytes()
    (home / "drill.db").chmod(0o444)
    home.chmod(0o755 if how == "file" else 0o555)
    exported = elsewhere / "log.jsonl"
    looks = ["history", "progress", "banks", "today"] if how == "folder" else ["history"]
    *looked, export, undo, start = bound(
        *([look] for look in looks), ["export", str(exported)], ["undo"], ["start", "--plain"]
    )
    for ran in looked:
        assert (ran.code, ran.out != "") == (0, True), ran.err
        assert ran.err.startswith("drill: what follows is read from a copy of the marks: ")
    assert export.code == 0
    assert len(exported.read_text().splitlines()) == 1
    for ran in (undo, start):
        assert ran.code == 3, ran.err
        assert "is read-only" in ran.err
    assert (home / "drill.db").read_bytes() == before
    assert list(elsewhere.iterdir()) == [exported]


def leave_a_log(file: Path) -> None:
    """Have the database as a crash would leave it: the last mark only in its write-ahead log."""
    code = f"""
import os, sqlite3
connection = sqlite3.connect({str(file)!r})
connection.execute("PRAGMA wal_autocheckpoint = 0")
connection.execute("CREATE TABLE later (n)")
connection.commit()
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert Path(f"{file}-wal").stat().st_size


def test_what_cannot_be_written_is_told_with_3(bound: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("closed")
    out, source = str(folder / "out"), folder / "main.tex"
    source.write_text(r"\begin{document}\begin{equation}a = b + c\end{equation}\end{document}")
    folder.chmod(0o555)
    commands = [
        ["new", f"{out}.yaml"],
        ["import", str(source), "-o", f"{out}.yaml"],
        ["export", out],
        ["export", "--csv", out],
        ["progress", "--svg", out],
        ["notes", "papers/adam", "-o", out],
        ["doctor", "--without-broken", out],
    ]
    for command, ran in zip(commands, bound(*commands), strict=True):
        assert (ran.code, out in ran.err, "usage" in ran.err) == (3, True, False), (command, ran.err)
    folder.chmod(0o755)
    assert [path.name for path in folder.iterdir()] == ["main.tex"]


@pytest.mark.parametrize(
    "command",
    [
        ["show", "--jsonl", "OUT"],
        ["grade", "--jsonl", "OUT"],
        ["merge", "OUT"],
        ["restore", "OUT"],
        ["check", "OUT"],
        ["import", "OUT"],
    ],
    ids=lambda command: command[0],
)
def test_what_is_not_there_to_be_read_is_bad_input(drill: Drill, tmp_path: Path, command: list[str]) -> None:
    name = str(tmp_path / "nowhere" / "file.jsonl")
    ran = drill(*(name if word == "OUT" else word for word in command))
    assert ran.code == 2
    assert name in ran.err


def test_the_database_is_no_place_for_an_export(
    drill: Drill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "class" / "marks.db"
    monkeypatch.setenv("DRILL_DATABASE_URL", f"sqlite:///{file}")
    drill("start", "tiny/sum-1", "--jsonl", lines=RIGHT)
    ran = drill("export", file)
    assert ran.code == 2
    assert "the database itself" in ran.err
    assert len(drill("history", "--json").lines) == 1


def unwritable(home: Path) -> None:
    """Have a file where the folder of the cache would be."""
    (home / "cache").unlink()
    (home / "cache").write_text("")


def test_a_cache_that_cannot_be_written_is_told_once(drill: Drill, home: Path) -> None:
    unwritable(home)
    ran = drill("today")
    assert (ran.code, ran.err.count("cannot be kept in")) == (0, 1)
    assert str(home / "cache") in ran.err
    assert "Make room there, or make it writable" in ran.err


def test_what_is_due_is_counted_without_the_banks(
    drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert drill("today", "--count").out == "0\n"
    drill(
        "start",
        "tiny/sum-1",
        "--jsonl",
        lines=['{"do": "answer", "text": "99"}', '{"do": "mark", "why": false}'],
    )
    with sqlite3.connect(home / "drill.db") as connection:
        connection.execute("UPDATE state SET due = due - 5")
    connection.close()
    unwritable(home)
    monkeypatch.setattr(Loading, "catalogue", None)
    for number in range(2):
        (home / "due.json").unlink(missing_ok=number == 1)
        ran = drill("today", "--count")
        assert (ran.code, ran.out, ran.err) == (0, "1\n", "")
    assert drill("today", "--count").out == "1\n"  # as it was kept
