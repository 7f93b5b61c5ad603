"""Sources as their authors write them: every display is found as a reader sees it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.source.document_reader import read_paper_document
from tests.papers.truth import CORPUS, missing, read_truth, shown

PAPERS = sorted(path for path in CORPUS.iterdir() if path.name not in ("truth", "README.md"))


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_every_display_is_found_and_nothing_else(path: Path) -> None:
    document = read_paper_document(path)
    truth, found = read_truth(CORPUS / "truth" / f"{path.stem}.txt"), shown(document)
    assert missing(truth, found) == []
    assert missing(found, truth) == []
    assert {label for one in found for label in one.labels} == {
        label for one in truth for label in one.labels
    }


def test_there_are_many_authors() -> None:
    assert len(PAPERS) >= 15
