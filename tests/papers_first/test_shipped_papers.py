"""The papers that come with the program: their banks are what their sources and our edits make of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from drill.banks.load import load_file
from drill.locations import shipped_banks
from drill.papers_first.bank.imported import import_source
from drill.papers_first.bank.record import PaperRecord, from_json
from drill.papers_first.bank.review import carried_over, waiting_symbols
from drill.papers_first.bank.write import Written, write_bank

SOURCES = Path(__file__).with_name("shipped")
PAPERS = sorted(path.stem for path in SOURCES.glob("*.tex"))


def bank_file(paper: str) -> Path:
    return shipped_banks() / "papers" / f"{paper}.yaml"


@cache
def kept(paper: str) -> PaperRecord:
    return from_json(bank_file(paper).with_suffix(".json").read_text(encoding="utf-8"))


@cache
def again(paper: str) -> tuple[PaperRecord, Written]:
    """The source imported once more: the record that comes of it, and the bank that would be written."""
    earlier = kept(paper)
    fresh = import_source(SOURCES / f"{paper}.tex", earlier.glossary, lambda stage, done, whole: None)
    record = carried_over(fresh, earlier)
    return record, write_bank(record, bank_file(paper).read_text(encoding="utf-8"))


@pytest.mark.parametrize("paper", PAPERS)
def test_importing_the_source_again_changes_nothing_in_the_bank(paper: str) -> None:
    _, written = again(paper)
    assert written.added == written.changed == written.retired == ()
    assert written.text == bank_file(paper).read_text(encoding="utf-8")


@pytest.mark.parametrize("paper", PAPERS)
def test_what_each_exercise_is_about_stays_on_record(paper: str) -> None:
    _, written = again(paper)
    assert written.record.exercises == kept(paper).exercises


@pytest.mark.parametrize("paper", PAPERS)
def test_the_record_is_of_the_source_and_of_the_bank(paper: str) -> None:
    record, _ = again(paper)
    shown = kept(paper)
    assert shown.bank == f"papers/{paper}"
    assert shown.source == f"{paper}.tex", "no place of one machine"
    assert shown.fingerprint == record.fingerprint
    assert [formula.id for formula in shown.formulas] == [formula.id for formula in record.formulas]
    assert [each.id for each in shown.exercises] == [
        each.id for each in load_file(bank_file(paper)).exercises
    ]
    assert not waiting_symbols(shown), "the glossary is reviewed"


@pytest.mark.parametrize("paper", PAPERS)
def test_every_formula_has_an_exercise_or_builds_towards_one(paper: str) -> None:
    shown = kept(paper)
    drilled = {each.about for each in shown.exercises}
    blocks = {formula.block for formula in shown.formulas if formula.id in drilled}
    assert blocks == {formula.block for formula in shown.formulas}
