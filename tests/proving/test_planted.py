"""Faults that another author planted, and exercises beside them without one: each check finds nine of ten."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.load import find_at
from drill.proving import Finding, check_banks

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


def found(files: list[Path], codes: set[str], cache: Path) -> tuple[set[str], set[str]]:
    """All exercises of files, and those with a finding of these codes."""
    banks = [bank for file in files for bank in find_at(file)]
    checked = check_banks(banks, cache=cache, variants=VARIANTS)
    findings: list[Finding] = [finding for bank in checked for finding in bank.findings]
    items = {item.rpartition("/")[2] for bank in checked for item in bank.items}
    return items, {finding.exercise for finding in findings if finding.code in codes}


@pytest.mark.parametrize("name", CODES)
def test_nine_of_ten_planted_faults_are_found(name: str, tmp_path: Path) -> None:
    items, faulty = found([PLANTED / name / "faulty.yaml"], CODES[name], tmp_path)
    assert len(faulty) >= SHARE * len(items)


@pytest.mark.parametrize("name", [*CODES, "sisters-motion"])
def test_what_has_no_fault_is_left_alone(name: str, tmp_path: Path) -> None:
    codes = CODES.get(name, {"borrowed"})
    assert found([PLANTED / name / "clean.yaml"], codes, tmp_path)[1] == set()


def test_exercises_that_two_banks_ask_are_found(tmp_path: Path) -> None:
    files = [PLANTED / "twins" / "faulty" / f"{each}.yaml" for each in ("first", "second")]
    items, twins = found(files, {"near-twin"}, tmp_path)
    assert len(twins) >= SHARE * len(items) / 2


def test_exercises_on_one_subject_are_no_twins(tmp_path: Path) -> None:
    files = [PLANTED / "twins" / "clean" / f"{each}.yaml" for each in ("first", "second")]
    assert found(files, {"near-twin"}, tmp_path)[1] == set()
