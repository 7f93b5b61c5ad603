"""A bank that was made from a paper passes the check of banks like any other."""

from __future__ import annotations

from pathlib import Path

from drill.papers_first.bank.imported import import_source
from drill.papers_first.bank.write import write_bank
from drill.proving.bank_check import banks_at, check_banks
from tests.papers_first.averaging import PAPER, accept_rest


def test_every_exercise_of_a_paper_holds(tmp_path: Path) -> None:
    source = tmp_path / "averaged.tex"
    source.write_text(PAPER)
    record = accept_rest(import_source(source, {}, lambda stage, done, whole: None))
    bank = tmp_path / "averaged.yaml"
    bank.write_text(write_bank(record).text)
    (checked,) = check_banks(
        banks_at([bank], tmp_path),
        cache=tmp_path / "cache",
        variants=2,
        jobs=1,
        progress=lambda done, whole: None,
    )
    assert [str(finding) for finding in checked.findings] == []
    assert checked.summary.exercises == len(record.drafts) > 30
