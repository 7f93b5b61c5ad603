"""Sources as their authors write them: every display is found as a reader sees it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drill.papers.source.document_reader import read_paper_document
from tests.papers.truth import CORPUS, missing, read_truth, shown

PAPERS = sorted(path for path in CORPUS.iterdir() if path.name not in ("truth", "README.md"))
_COMMAND = re.compile(r"\\([a-zA-Z]+)")


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_every_display_is_found_and_nothing_else(path: Path) -> None:
    document = read_paper_document(path)
    truth, found = read_truth(CORPUS / "truth" / f"{path.stem}.txt"), shown(document)
    assert missing(truth, found) == []
    assert missing(found, truth) == []
    assert {label for one in found for label in one.labels} == {
        label for one in truth for label in one.labels
    }


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_no_command_of_the_paper_is_left(path: Path) -> None:
    document = read_paper_document(path)
    commands = {name for formula in document.formulas for name in _COMMAND.findall(formula.latex)}
    assert not {
        name for name in commands & set(document.macros.commands) if not document.macros.commands[name].frozen
    }


def test_there_are_many_authors() -> None:
    assert len(PAPERS) >= 15
