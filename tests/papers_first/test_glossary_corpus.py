"""The glossary on short papers in many styles, each with what a reader would list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drill.papers_first.read import read_paper
from tests.bench.papers_glossary import Result, measure, source_of

CORPUS = Path(__file__).parent / "glossary_corpus"


@pytest.mark.parametrize(("half", "precision", "recall"), [("dev", 0.98, 0.92), ("held", 0.96, 0.84)])
def test_what_is_shown_is_right_and_most_is_found(half: str, precision: float, recall: float) -> None:
    total = Result()
    for path in sorted((CORPUS / half / "truth").glob("*.json")):
        source = source_of(path)
        assert source is not None
        total.add(measure(read_paper(source), json.loads(path.read_text(encoding="utf-8"))))
    assert total.precision >= precision, total.wrong
    assert total.recall >= recall, total.missed
    assert total.absent_wrong == []
