"""Markdown that was copied from pages: rows torn apart, and numbers behind displays."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.read import read_paper


def _shown(folder: Path, text: str) -> list[tuple[str, str, int]]:
    """Each formula of a paper: its LaTeX without blanks, its number, its line."""
    path = folder / "page.md"
    path.write_text(f"# Tides\n\n{text}\n\n$$\nz = 1\n$$\n", encoding="utf-8")
    found = read_paper(path).formulas
    return [("".join(one.latex.split()), one.number, one.place.line) for one in found]


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("$$\n\\displaystyle a\n$$\n \n$$\n\\displaystyle=b+c\n$$", ["a=b+c"]),
        ("$$\na = b\n$$\n \n$$\n\\leq c\n$$\n \n$$\n\\quad + d\n$$", ["a=b\\leqc+d"]),
        ("$$\na\n$$\n \n$$\n=\n$$\n \n$$\nb\n$$", ["a=b"]),
        ("$$\na = b.\n$$\n\n$$\n= c\n$$", ["a=b", "=c"]),
        ("$$\na = b\n$$\n\nand\n\n$$\n= c\n$$", ["a=b", "=c"]),
        ("$$\na = b\n$$\n\n$$\nc = d\n$$", ["a=b", "c=d"]),
    ],
)
def test_a_display_that_begins_with_a_relation_goes_on_from_the_one_above(
    tmp_path: Path, text: str, latex: list[str]
) -> None:
    shown = _shown(tmp_path, text)
    assert [one.replace("\\displaystyle", "").replace("\\quad", "") for one, _, _ in shown[:-1]] == latex
    assert shown[-1][2] == text.count("\n") + 5


def test_a_number_in_brackets_behind_a_display_is_its_own(tmp_path: Path) -> None:
    shown = _shown(tmp_path, "$$a = b$$ (3)\n\n$$c = d,$$ (4a) $$e = f$$ (5) and\n\n$$g = h \\tag{6}$$ (7)")
    assert [(latex.rstrip(","), number) for latex, number, _ in shown[:-1]] == [
        ("a=b", "3"), ("c=d", "4a"), ("e=f", ""), ("g=h", "6"),
    ]  # fmt: skip
