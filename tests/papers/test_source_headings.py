"""Headings of Markdown: which one is the title, and which sections they make."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.source.document_reader import read_paper_document

SUM = "\n\n$$ a = b + c $$\n\n"


def titles(folder: Path, name: str, text: str) -> tuple[str, list[str]]:
    """A source's title and its blocks' headings; its formulas stand on the lines they are written on."""
    (folder / name).write_text(text, encoding="utf-8")
    document = read_paper_document(folder / name)
    lines = text.split("\n")
    assert all("=" in lines[formula.place.line - 1] for formula in document.formulas)
    return document.paper.title, [block.title for block in document.paper.blocks]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"# On sums\n\n## One{SUM}", ("On sums", ["One"])),
        (f"On sums\n=======\n\nOne\n---{SUM}", ("On sums", ["One"])),
        (f"---\nauthor: us\n---\n\n# On sums\n\n## One{SUM}", ("On sums", ["One"])),
        (f"---\ntitle: Sums\n---\n\n# One{SUM}", ("Sums", ["One"])),
        (f"---\ntitle: Sums\n\nlang: en\n---\n\n# One{SUM}", ("Sums", ["One"])),
        (f"One\n---{SUM}Two\n---{SUM}", ("notes.md", ["One", "Two"])),
        (f"One\n---\n\nToo long for that\n---{SUM}", ("One", [""])),
        (f"# One{SUM}# Two{SUM}", ("notes.md", ["One", "Two"])),
        (f"Words before.\n\n# One{SUM}", ("notes.md", ["One"])),
        (f"```\n# no heading\n```\n\n## One{SUM}- item\n---\n\n| a |\n-----{SUM}", ("notes.md", ["One"])),
    ],
)
def test_headings_of_markdown(tmp_path: Path, text: str, found: tuple[str, list[str]]) -> None:
    assert titles(tmp_path, "notes.md", text) == found
