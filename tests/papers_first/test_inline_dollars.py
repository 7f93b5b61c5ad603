"""Two dollars around a formula in running text: what Markdown of some writers means by them."""

from __future__ import annotations

from pathlib import Path

from drill.papers_first.paper import make_paper
from drill.papers_first.read import read_paper

POST = """---
title: "On steps"
---

## Sizes of $$\\alpha$$

Let $$u_0$$ be the start and let $$\\alpha$$ be the step size, where $$\\alpha > 0$$ is small:

$$
u_{k+1} = u_k - \\alpha g(u_k)
$$

- The step is $$v = \\alpha g$$;
- $$w = a v$$

as in $$w = v$$.
```
$$c = d$$ in code $$e$$
```
"""


def formulas(folder: Path, text: str) -> list[str]:
    (folder / "notes.md").write_text(text, encoding="utf-8")
    return [formula.latex for formula in read_paper(folder / "notes.md").formulas]


def test_within_sentences_they_show_nothing_apart(tmp_path: Path) -> None:
    assert formulas(tmp_path, POST) == ["u_{k+1} = u_k - \\alpha g(u_k)", "w = a v"]
    paper = make_paper("post", read_paper(tmp_path / "notes.md"))
    assert [section.title for section in paper.document.sections][-1] == r"Sizes of $\alpha$"
    assert "step size" in [entry.meaning for entry in paper.entries]


def test_beside_single_dollars_they_show_a_formula(tmp_path: Path) -> None:
    text = POST.replace("Let $$u_0$$", "Let $u_0$")
    assert len(formulas(tmp_path, text)) > 4


def test_few_of_them_show_formulas(tmp_path: Path) -> None:
    assert formulas(tmp_path, "# One\n\nThe loss is $$a = b c$$ in each step.\n") == ["a = b c"]
