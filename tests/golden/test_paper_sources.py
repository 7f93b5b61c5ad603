"""What each source of the corpus gives: its formulas by id and number, and hashes of all else that is read.

``python -m tests.golden.test_paper_sources`` writes it down anew, after a change that somebody looked at.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from drill.papers import read_sheet
from drill.reading import write_plain
from drill.text import hash_text
from tests.papers.test_source_corpus import PAPERS

WRITTEN = Path(__file__).with_name("paper_sources.json")
FIELDS = (
    "title", "abstract", "blocks", "symbols", "algorithms", "absent", "cited", "passages", "captions",
    "settings", "references", "links", "notes",
)  # fmt: skip


def describe(path: Path) -> dict[str, Any]:
    """Return the formulas of a source, and the hashes of what else is read from it."""
    paper: dict[str, Any] = write_plain(read_sheet(path))
    formulas = [
        " ".join((row["id"], row.get("number", ""), row.get("label", ""), str(row["line"])))
        for row in paper["formulas"]
    ]
    around = [
        [row.get(name, "") for name in ("before", "after", "nearby", "part")] for row in paper["formulas"]
    ]
    told = {"around": around, **{name: paper.get(name, []) for name in FIELDS}}
    hashes = {name: hash_text(json.dumps(rows, ensure_ascii=False)) for name, rows in told.items() if rows}
    return {"formulas": formulas, **hashes}


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_a_source_gives_what_it_gave(path: Path) -> None:
    written = json.loads(WRITTEN.read_text(encoding="utf-8"))[path.name]
    assert describe(path) == written


if __name__ == "__main__":
    found = {path.name: describe(path) for path in PAPERS}
    WRITTEN.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
