"""Labels, references and citations of pandoc's Markdown, and titles in its YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.read import read_paper

NOTES = """---
title: >-
  On
  rates
---

We follow earlier work [see @poe1999, p. 3;
-@roe2001]: with $a$ as in [@Eq:rate] and by @eq:speed it holds that

$$
v = u + a t
$$ {#eq:speed}

for [a link](http://x.org/@me), a mark [x@y.org] and

$$a = v / t$$ {#eq:rate tag="2"}
"""


def test_what_it_cites_and_refers_to(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(NOTES)
    document = read_paper(tmp_path / "notes.md")
    assert document.title == "On rates"
    found = [(formula.latex, formula.label, formula.place.line) for formula in document.formulas]
    assert found == [("v = u + a t", "eq:speed", 10), ("a = v / t", "eq:rate", 16)]
    assert [mention.label for mention in document.mentions] == ["eq:rate", "eq:speed"]
    assert document.formulas[0].before.startswith("We follow earlier work")
    assert "@" not in document.formulas[0].before
    assert "mark [x@y.org]" in document.formulas[1].before


@pytest.mark.parametrize("head", ["title: |\n  Sums \\\n", "title: 'Sums'\n", "title: |\n\tSums\nlang: en\n"])
def test_titles_in_yaml(tmp_path: Path, head: str) -> None:
    (tmp_path / "notes.md").write_text(f"---\n{head}---\n\n# One\n\n$$a = b$$\n")
    assert read_paper(tmp_path / "notes.md").title == "Sums"
