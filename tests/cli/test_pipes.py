"""Pipes and devices where a file is due: each command says so, and ends."""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.cli.main import main
from tests.cli.conftest import Drill
from tests.cli.test_families import plant_series
from tests.papers.averaging import SHORT
from tests.papers.families.test_links import AVERAGE
from tests.session.a_paper import plant_paper

PATIENCE_S = 60
"""A command that still reads then would read for ever."""
TOLD = "it is a pipe or a device, not a file"

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")


@pytest.fixture(autouse=True)
def nobody_waits_for_ever() -> Iterator[None]:
    def too_late(*_: object) -> None:
        raise TimeoutError("still reading")

    usual = signal.signal(signal.SIGALRM, too_late)
    signal.alarm(PATIENCE_S)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, usual)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("import", "table.csv"),
        ("import", "paper.tex"),
        ("import", "paper.tar.gz"),
        ("import", "bank.yaml --as book"),
        ("import", "mine.sheet.yaml"),
        ("merge", "log.jsonl"),
        ("check", "bank.yaml"),
    ],
)
def test_a_pipe_is_refused(drill: Drill, tmp_path: Path, command: str, name: str) -> None:
    name, *options = name.split()
    pipe = tmp_path / name
    os.mkfifo(pipe)
    ran = drill(command, pipe, *options)
    assert ran.code in (1, 2)
    assert TOLD in ran.out + ran.err


@pytest.mark.parametrize("command", ["import", "merge"])
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(drill: Drill, command: str, device: str) -> None:
    ran = drill(command, device)
    assert (ran.code, TOLD in ran.err) == (2, True)


def test_a_link_to_a_pipe_is_refused(drill: Drill, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "table.csv").symlink_to(tmp_path / "pipe")
    assert TOLD in drill("import", tmp_path / "table.csv").err


def test_a_sheet_of_a_paper_may_be_no_pipe(drill: Drill, tmp_path: Path) -> None:
    (tmp_path / "paper.tex").write_text(SHORT, encoding="utf-8")
    os.mkfifo(tmp_path / "mine.sheet.yaml")
    ran = drill("import", tmp_path / "paper.tex", "--sheet", tmp_path / "mine.sheet.yaml")
    assert (ran.code, TOLD in ran.err) == (2, True)


@pytest.mark.parametrize("name", ["paper.tex", "mine.paper.json"])
def test_a_paper_beside_a_family_may_be_no_pipe(drill: Drill, home: Path, tmp_path: Path, name: str) -> None:
    plant_series(home)
    (tmp_path / "average.yaml").write_text(AVERAGE, encoding="utf-8")
    os.mkfifo(tmp_path / name)
    ran = drill("check", tmp_path / "average.yaml", tmp_path / name)
    assert (ran.code, TOLD in ran.err) == (2, True)


def test_a_folder_is_read_past_its_pipes(drill: Drill, tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "paper.tex").write_text(SHORT, encoding="utf-8")
    os.mkfifo(folder / "a.tex")
    assert drill("import", folder, "--dry-run").code == 0


def test_a_books_list_may_be_no_pipe(drill: Drill, home: Path) -> None:
    (home / "banks" / "book").mkdir(parents=True)
    os.mkfifo(home / "banks" / "book" / "mine.yaml")
    ran = drill("add", "mine", "3.2: 1-4", "--title", "Mine")
    assert (ran.code, TOLD in ran.err) == (2, True)


def test_without_a_terminal_and_without_a_line_nobody_is_asked(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DRILL_HOME", str(home))
    with Path(os.devnull).open("rb") as ended:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(ended))
        with pytest.raises(SystemExit, match="2"):
            main([])
    assert "standard input is at its end" in capsys.readouterr().err


def test_a_pipe_is_no_database(drill: Drill, home: Path) -> None:
    os.mkfifo(home / "drill.db")
    ran = drill("today")
    assert ran.code == 3
    assert "a pipe or a device" in ran.err


def test_a_time_zone_that_no_clock_has_is_told(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "UTC+99")
        time.tzset()
        ran = drill("today")
    time.tzset()
    assert ran.code == 2
    assert "the time zone 'UTC+99' cannot be used" in ran.err


ENDLESS = [
    ("grade", "--jsonl", "-"), ("show", "--jsonl", "-"), ("show", "-"), ("take", "papers/walk", "-"),
    ("start", "tiny", "--jsonl"), ("start", "tiny", "--plain"),
]  # fmt: skip


class Endless(io.RawIOBase):
    """One line without an end; it counts what is read of it."""

    read_bytes = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """As much as is asked for."""
        self.read_bytes += len(buffer)
        assert self.read_bytes < 200_000_000, "it is read on and on"
        buffer[:] = b"1" * len(buffer)
        return len(buffer)


@pytest.mark.parametrize("command", ENDLESS, ids=" ".join)
def test_of_a_line_without_an_end_not_all_is_read(
    drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
) -> None:  # fmt: skip
    plant_paper(home)
    drill("today")  # the home of what follows
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    with pytest.raises(SystemExit) as left:
        main([*command])
    told = capsys.readouterr()
    assert left.value.code == (0 if "--plain" in command else 2)  # there it is told like any answer
    assert "too long" in told.out + told.err or "goes on after" in told.out + told.err


@pytest.mark.parametrize("command", ["grade", "show"])
def test_rows_do_not_come_from_a_pipe_with_a_name(drill: Drill, tmp_path: Path, command: str) -> None:
    os.mkfifo(tmp_path / "rows")
    ran = drill(command, "--jsonl", tmp_path / "rows")
    assert ran.code in (2, 3)
    assert TOLD in ran.err


def test_after_a_line_that_is_too_long_the_next_is_read(drill: Drill) -> None:
    ran = drill("show", "--jsonl", "-", lines=["1" * 5_000_000, '{"id": 1, "latex": "x"}'])
    assert [row["id"] for row in ran.lines] == [None, 1]
    assert "too long" in ran.lines[0]["error"]
