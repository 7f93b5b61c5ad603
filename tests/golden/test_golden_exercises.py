"""Frozen exercises keep their ids, hashes, draws and verdicts, whatever is rebuilt beneath them."""

from __future__ import annotations

from pathlib import Path

import pytest

import drill
from drill.cli import api
from tests.golden.exercise_rows import files, read_rows, rows_of
from tests.homes import WORKERS


@pytest.fixture(autouse=True)
def one_worker(no_shipped_banks: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(api, "Workers", lambda processes: WORKERS)
    monkeypatch.setenv("DRILL_HOME", str(tmp_path))


def test_rows_cover_every_frozen_bank() -> None:
    assert sorted(read_rows()) == [path.name for path in files()]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_ids_hashes_draws_and_verdicts_are_as_written_down(path: Path) -> None:
    with drill.Grader(1) as grader:
        rows = list(rows_of(path, grader))
    assert rows == read_rows()[path.name]
