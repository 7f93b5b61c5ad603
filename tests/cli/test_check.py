"""``drill check``: how far it is, what ctrl+c leaves, and what it names as slow."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from drill import worker
from drill.cli import output
from drill.proving import ExerciseReport, Task, verify_here
from tests.cli.conftest import Drill
from tests.homes import bank, sums


def test_ctrl_c_says_what_is_kept_and_the_same_command_goes_on(
    drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(home / "banks" / "tiny.yaml")

    def broken_off(
        _workers: Any, tasks: Sequence[Task], **_options: Any
    ) -> Generator[tuple[int, ExerciseReport]]:
        yield from verify_here(tasks[:2])
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(worker, "verify_tasks", broken_off)
    ran = drill("check", path, "--variants", "2")
    assert (ran.code, ran.out) == (130, "")
    assert "proved 2 of 3 exercises. The proofs are kept" in ran.err
    assert "Traceback" not in ran.err
    monkeypatch.setattr(worker, "verify_tasks", lambda _workers, tasks, **_options: verify_here(tasks))
    assert "(2 unchanged since the last check)" in drill("check", path, "--variants", "2").out


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_ctrl_c_leaves_no_worker_behind(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(bank(sums(100)), encoding="utf-8")
    environment = {**os.environ, "DRILL_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "drill.cli.main", "check", path, "--jobs", "2"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True)
    children: set[int] = set()
    until = time.monotonic() + 60
    while not any((tmp_path / "cache" / "checked" / "proved").glob("*.json")) and time.monotonic() < until:
        time.sleep(0.05)
        children |= children_of(process.pid)
    children |= children_of(process.pid)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "of 100 exercises. The proofs are kept" in said
    assert children
    until = time.monotonic() + 10
    while (left := {pid for pid in children if Path(f"/proc/{pid}").exists()}) and time.monotonic() < until:
        time.sleep(0.05)
    assert not left


def children_of(pid: int) -> set[int]:
    """The processes that a process has started, on Linux."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return set()
    return set(map(int, listed.split()))


def test_the_slowest_exercises_are_named_with_their_parts(drill: Drill, home: Path) -> None:
    path = str(home / "banks" / "tiny.yaml")
    named = drill("check", path, "--variants", "2", "--slowest", "2").out.splitlines()
    begun = named.index("Processor time in seconds, slowest first:")
    assert len(named) - begun - 1 == 2
    assert all(line.startswith(f"{path}:") for line in named[begun + 1 :])
    slowest = drill("check", path, "--variants", "2", "--json").json["slowest"]
    assert len(slowest) == 3
    seconds = [each["seconds"] for each in slowest]
    assert seconds == sorted(seconds, reverse=True)
    assert all(each["bank"] == "tiny" and each["parts"] for each in slowest)
    # a path behind the option is a path
    assert "tiny: 3 exercises" in drill("check", "--variants", "2", "--slowest", path).out
    assert drill("check", path, "--slowest", "0").code == 2


def test_since_a_record_the_changed_exercise_alone_is_proved(drill: Drill, home: Path) -> None:
    path, record = home / "banks" / "tiny.yaml", home / "proved.txt"
    command = "check", str(path), "--variants", "2"
    assert drill(*command, "--record", str(record)).code == 0
    assert len(record.read_text(encoding="utf-8").splitlines()) == 3
    path.write_text(path.read_text(encoding="utf-8").replace("You subtracted.", "That is less.", 1), "utf-8")
    ran = drill(*command, "--changed", str(record))
    assert ran.code == 0
    assert "tiny: 1 exercise," in ran.out
    assert "(2 more as in the record, not proved again)" in ran.out
    (bank_told,) = drill(*command, "--changed", str(record), "--json").json["banks"]
    assert (bank_told["exercises"], bank_told["recorded"]) == (1, 2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "the record cannot be read: No such file"),
        (b"\xff\xfe", "it is not text in UTF-8"),
        (
            b"tiny/sum-1 0123456789abcdef 0123456789abcdef 20\ntopic: x\n",
            ":2: this is not a line of a record of a check",
        ),
        (b"a " + b"f" * 17 + b" " + b"0" * 16, ":1: this is not a line"),
    ],
)
def test_what_is_no_record_is_refused_before_anything_is_proved(
    drill: Drill, home: Path, content: bytes | None, words: str
) -> None:
    file = home / "other.txt"
    if content is not None:
        file.write_bytes(content)
    options = ["--changed"] if content is None else ["--changed", "--record"]
    for option in options:
        ran = drill("check", str(home / "banks" / "tiny.yaml"), option, str(file))
        assert (ran.code, ran.out) == (2, "")
        assert f"{file}" in ran.err
        assert words in ran.err
        assert "drill check --record FILE" in ran.err
    if content is not None:
        assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (("reading the source", 0, 0), "reading the source"),
        (("drafting: code", 3, 12), "drafting: code 3 of 12"),
    ],
)
def test_where_nobody_watches_a_line_comes_now_and_then(
    step: tuple[str, int, int], line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(output, "_SOON_S", 0)
    told = ""
    with output.ProgressLine() as bar:
        bar.show(*step)
        patience = time.monotonic() + 60
        while not told and time.monotonic() < patience:  # until the thread has come to it
            time.sleep(0.01)
            told = capsys.readouterr().err
    assert told.splitlines()[0] == f"drill: {line}"


def test_what_begins_later_is_said_without_the_pause_between_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The process that reads a paper may take a while to start."""
    for name, pause_s in (("_SOON_S", 0), ("_SILENCE_S", 0.01), ("_SILENCE_OF_A_PIPE_S", 3600)):
        monkeypatch.setattr(output, name, pause_s)
    told = ""
    with output.ProgressLine() as bar:
        time.sleep(0.1)
        bar.show("reading the source", 0, 0)
        patience = time.monotonic() + 20
        while not told and time.monotonic() < patience:
            time.sleep(0.01)
            told = capsys.readouterr().err
    assert told == "drill: reading the source\n"
