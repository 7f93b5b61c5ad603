"""Faults that another author planted, and exercises beside them without one: each check finds nine of ten."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.load import find_at, load_file, read_topic
from tests.exercises.style_check import check_style

PLANTED = Path(__file__).parent / "data" / "planted"
VARIANTS = 8
SHARE = 0.9
CODES = {
    "bare-step": {"bare-step"},
    "ceiling": {"ceiling"},
    "forbidden": {"forbidden"},
    "silent-condition": {"silent"},
    "stated": {"stated", "probabilities"},
    "tolerance": {"tolerance", "count"},
}


def found(files: list[Path], codes: set[str]) -> tuple[set[str], set[str]]:
    """All exercises of files, and those with a finding of these codes."""
    banks = [bank for file in files for bank in find_at(file)]
    items = {loaded.entry.id for file in files for loaded in load_file(file, read_topic).exercises}
    told = check_style(banks, variants=VARIANTS)
    return items, {finding.exercise for finding in told if finding.code in codes}


@pytest.mark.parametrize("name", CODES)
def test_nine_of_ten_planted_faults_are_found(name: str) -> None:
    items, faulty = found([PLANTED / name / "faulty.yaml"], CODES[name])
    assert len(faulty) >= SHARE * len(items)


@pytest.mark.parametrize("name", [*CODES, "sisters-motion"])
def test_what_has_no_fault_is_left_alone(name: str) -> None:
    codes = CODES.get(name, {"borrowed"})
    assert found([PLANTED / name / "clean.yaml"], codes)[1] == set()


def test_exercises_that_two_banks_ask_are_found() -> None:
    files = [PLANTED / "twins" / "faulty" / f"{each}.yaml" for each in ("first", "second")]
    items, twins = found(files, {"near-twin"})
    assert len(twins) >= SHARE * len(items) / 2


def test_exercises_on_one_subject_are_no_twins() -> None:
    files = [PLANTED / "twins" / "clean" / f"{each}.yaml" for each in ("first", "second")]
    assert found(files, {"near-twin"})[1] == set()
