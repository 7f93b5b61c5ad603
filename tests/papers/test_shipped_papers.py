"""The papers that come with the program: each sheet belongs to its source and its bank, and asks nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from drill.locations import find, shipped_banks
from drill.papers.generate import generate
from drill.papers.read import paper_of
from drill.papers.sheet.declarations import read as declared
from drill.papers.sheet.model import Sheet
from drill.papers.sheet.spelling import symbol_key
from drill.session.papers import importing
from drill.session.papers.records import beside_bank, read_record
from tests.homes import WORKERS

SOURCES = sorted((Path(__file__).parent / "shipped").glob("*.tex"))
SHELF = shipped_banks() / "papers"
papers = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)


def sheet_of(source: Path) -> Sheet:
    record = read_record(beside_bank(SHELF / f"{source.stem}.yaml"))
    assert record is not None
    return record.sheet


@papers
def test_its_sheet_says_what_every_symbol_is_and_means(source: Path) -> None:
    sheet = sheet_of(source)
    typed: dict[str, str] = {}
    for row in sheet.symbols:
        assert row.means, row.symbol
        origins = {origin.kind for origin in (row.declared_from, row.means_from) if origin}
        assert origins <= {"you", "said", "solved"}, row.symbol
        if row.declared:
            assert declared(row.declared).name == row.typed
            assert typed.setdefault(row.typed, symbol_key(row.symbol)) == symbol_key(row.symbol)
    assert not sheet.notes


@papers
def test_its_sheet_leaves_no_question_open(source: Path) -> None:
    made = generate(paper_of(sheet_of(source)))
    assert [question.about for question in made.questions] == []
    assert not any(draft.guesses for draft in made.drafts)


@papers
def test_importing_it_again_changes_neither_bank_nor_sheet(source: Path, tmp_path: Path) -> None:
    for file in SHELF.glob(f"{source.stem}.*"):
        shutil.copy(file, tmp_path)
    before = {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()}
    places = find({"DRILL_HOME": str(tmp_path / "home")})
    bank = tmp_path / f"{source.stem}.yaml"
    found = importing.read_source(WORKERS, places, str(source), out=bank)
    importing.keep_read(found, rest=False)
    assert {file.name: file.read_text("utf-8") for file in tmp_path.glob("*.*")} == before


@papers
def test_every_formula_has_an_exercise_or_builds_towards_one(source: Path) -> None:
    record = read_record(beside_bank(SHELF / f"{source.stem}.yaml"))
    assert record is not None
    asked = {exercise.about for exercise in record.made.exercises}
    formulas = {formula.id: formula for formula in record.sheet.formulas}
    blocks = {formulas[id_].block for id_ in asked if id_ in formulas}
    assert [formula.name for formula in record.sheet.formulas if formula.block not in blocks] == []


@papers
def test_its_record_knows_every_exercise_of_the_bank(source: Path) -> None:
    record = read_record(beside_bank(SHELF / f"{source.stem}.yaml"))
    assert record is not None
    in_bank = re.findall(r"^- id: (\S+)$", (SHELF / f"{source.stem}.yaml").read_text("utf-8"), re.MULTILINE)
    assert [exercise.id for exercise in record.made.exercises] == in_bank
    assert all(exercise.about for exercise in record.made.exercises)
