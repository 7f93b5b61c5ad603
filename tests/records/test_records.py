"""Records tell of runs, and are written by them: nothing else counts for one."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from drill.banks.load import find_banks
from drill.files import shipped_banks
from drill.proving import read_check_record
from tests import records
from tests.records import PROOFS, PROVERS, TABLES, TEXTS, find_large_tables, read_sealed, write_sealed
from tests.records import __main__ as proving
from tests.rows import each_row

HOW = "nobody edits a record: run python -m tests.records"
EXERCISE = """\
- id: {id}
  params: {{a: 1..9, b: 1..9}}
  prompt: Add $@a$ and $@b$.
  answer: {{number: {key}}}
  witness: {{root: z - b - a, wrt: z, in: [-99, 99]}}
"""
FIRST_DRAW_PRINTS_ITS_KEY = """\
- id: by-chance
  params: {a: 1..4, b: 1..4}
  prompt: How high is the point right of $@a$?
  answer: {number: b}
  figure: {plot: [{y: x}], x: [0, 9], points: [{at: [a, b], name: '@{a + 1}'}], show: prompt, says: A point}
"""


def read_table_length(table: str) -> int:
    """The number of rows that a large table has now."""
    module, _, name = table.rpartition(".")
    rows = getattr(importlib.import_module(module), name).rows
    return len([*(rows() if callable(rows) else rows)])


def test_the_record_of_proofs_is_as_a_run_wrote_it() -> None:
    told = read_sealed(PROVERS, PROOFS.read_bytes())
    assert told, HOW
    rows = read_check_record(PROOFS)
    assert told["exercises"] == len(rows)
    assert all(row.variants >= told["draws"] for row in rows)
    banks = {bank.id for bank in find_banks(shipped_banks())}
    assert {row.item.rpartition("/")[0] for row in rows} <= banks, HOW


def test_the_record_of_texts_is_as_a_run_wrote_it() -> None:
    told = read_sealed(TEXTS)
    assert told.keys() <= {bank.id for bank in find_banks(shipped_banks())}
    assert told, "nobody edits a record: run python -m tests.exercises"


def test_the_record_of_tables_is_as_a_run_wrote_it() -> None:
    told = read_sealed(TABLES)
    assert told, HOW
    if told["sources"]["rows"] == records.hash_tables()["rows"]:
        assert told["rows"] == {table: read_table_length(table) for table in find_large_tables()}, HOW


def test_large_tables_lie_where_a_change_of_them_is_seen() -> None:
    assert find_large_tables()
    folders = [".".join(("tests", *place.relative_to(records.TESTS).parts)) for place in records.ROWS]
    assert all(any(table.startswith(f"{folder}.") for folder in folders) for table in find_large_tables())


@each_row("change", [('"draws": 1', '"draws": 2'), ('"aa"', '"bb"'), ("}", ', "more": 1}'), ("{", "")])
def test_what_somebody_changed_counts_for_nothing(
    change: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("record") / "told.json"
    told = {"sources": "aa", "draws": 1}
    write_sealed(path, told, b"rows")
    assert read_sealed(path, b"rows") == told
    assert read_sealed(path, b"other rows") == {}
    path.write_text(path.read_text().replace(*change))
    assert read_sealed(path, b"rows") == {}


def test_a_run_that_did_not_try_all_large_tables_writes_no_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "TABLES", tmp_path / "tables.json")
    tried = dict.fromkeys(find_large_tables(), 8)
    assert records.write_tables({"rows": "a"}, tried)
    assert read_sealed(tmp_path / "tables.json") == {"sources": {"rows": "a"}, "rows": tried}
    (tmp_path / "tables.json").unlink()
    tried.popitem()
    assert not records.write_tables({"rows": "a"}, tried)
    assert not (tmp_path / "tables.json").exists()


def test_where_code_or_rows_change_all_rows_are_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "TABLES", tmp_path / "tables.json")
    assert records.are_tables_due()
    records.write_tables(records.hash_tables(), dict.fromkeys(find_large_tables(), 8))
    assert not records.are_tables_due()
    for place in ("checking", "maths", "banks"):
        monkeypatch.setitem(records.JUDGING, place, (Path(__file__),))
        assert records.are_tables_due()
        monkeypatch.undo()
        monkeypatch.setattr(records, "TABLES", tmp_path / "tables.json")
    monkeypatch.setattr(records, "ROWS", (Path(__file__),))
    assert records.are_tables_due()


def test_exercises_are_proved_where_they_or_the_code_that_proves_have_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DRILL_HOME", str(tmp_path / "home"))
    bank, folder = tmp_path / "sums.yaml", tmp_path / "records"
    folder.mkdir()

    def write(*exercises: str) -> None:
        bank.write_text(f"topic: calc.diff\ntitle: T\nexercises:\n{''.join(exercises)}", encoding="utf-8")

    def prove_again() -> tuple[int, str, list[str]]:
        code = proving.prove([bank], folder)
        proved = [row.item for row in read_check_record(folder / PROOFS.name)]
        return code, capfd.readouterr().out, proved

    one, two = EXERCISE.format(id="one", key="a + b"), EXERCISE.format(id="two", key="a + b + 0")
    write(one)
    code, told, proved = prove_again()
    assert (code, proved) == (0, ["sums/one"])
    assert "proved: 1, as in the record: 0" in told
    code, told, proved = prove_again()
    assert (code, proved) == (0, ["sums/one"])
    assert "proved: 0, as in the record: 1" in told
    write(one, two)
    code, told, proved = prove_again()
    assert (code, proved) == (0, ["sums/one", "sums/two"])
    assert "proved: 1, as in the record: 1" in told
    write(one, FIRST_DRAW_PRINTS_ITS_KEY)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(proving, "DRAWS", 1)
        code, told, proved = prove_again()
    assert "only 16 distinct variants" in told, "it was tried by more draws"
    assert (code, proved) == (0, ["sums/by-chance", "sums/one"])
    write(one, two.replace("a + b + 0", "a - b"))
    code, told, proved = prove_again()
    assert (code, proved) == (1, ["sums/one"])
    monkeypatch.setitem(records.PROVING, "maths", (Path(__file__),))
    write(one)
    code, told, proved = prove_again()
    assert (code, proved) == (0, ["sums/one"])
    assert "proved: 1, as in the record: 0" in told
    assert read_sealed(folder / PROVERS.name, (folder / PROOFS.name).read_bytes())["draws"] == proving.DRAWS


def test_a_run_says_that_it_tries_a_part_of_a_large_table() -> None:
    run = [sys.executable, "-m", "pytest", "-n", "1", "tests/checking/test_decimals.py::test_typed_decimals"]
    environ = {**os.environ, "DRILL_TESTS": ""}
    ran = subprocess.run(run, cwd=records.TESTS.parent, env=environ, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    assert "tables: 1/7, DRILL_TESTS=all" in ran.stdout
