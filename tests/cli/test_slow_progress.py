"""What is said on standard error while a command takes long."""

from __future__ import annotations

import time

import pytest

from drill.cli import output


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said, with pauses that a test can wait for."""
    lines: list[str] = []
    monkeypatch.setattr(output, "narrate_line", lines.append)
    monkeypatch.setattr(output, "_LINE_AFTER_S", 0.01)
    monkeypatch.setattr(output, "_LINE_OF_A_PIPE_AFTER_S", 0.01)
    return lines


def wait_for(lines: list[str], count: int) -> None:
    while len(lines) < count:
        time.sleep(0.01)


def test_what_is_quick_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    monkeypatch.setattr(output, "narrate_line", lines.append)
    with output.report_progress("{done} of {total}") as tell:
        tell(1, 2)
    assert lines == []


def test_the_count_is_said_again_while_one_file_takes_long(said: list[str]) -> None:
    with output.report_progress("reading, {done} of {total} files") as tell:
        tell(3, 109)
        wait_for(said, 2)
    count = len(said)
    time.sleep(0.05)
    assert said == ["drill: reading, 3 of 109 files …"] * count


@pytest.mark.parametrize("is_watched", [True, False])
def test_before_the_first_count_it_is_said_what_is_done(
    said: list[str], monkeypatch: pytest.MonkeyPatch, is_watched: bool
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_watched)
    with output.report_progress("{done} of {total}", "opening") as tell:
        wait_for(said, 1)
        assert said[0] == "drill: opening, 0 s …"
        tell(0, 1)
        wait_for(said, len(said) + 1)
    assert said[-1] == "drill: 0 of 1 …"


def test_where_nobody_watches_that_is_said_after_a_longer_silence(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "_LINE_OF_A_PIPE_AFTER_S", 3600)
    monkeypatch.setattr("sys.stderr.isatty", lambda: False)
    with output.report_progress("{done} of {total}", "opening") as tell:
        time.sleep(0.05)
        assert said == []
        tell(0, 1)
        wait_for(said, 1)
    assert said == ["drill: 0 of 1 …"]
