"""``drill PAPER``: what is no command is a source or a paper's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.cli.paper_opening import is_source
from tests.cli.conftest import Drill

SOURCE = r"""\documentclass{article}\title{Tiny steps}\begin{document}\section{Method}
Let $v_t$ be an average of squares of the gradient $g_t$.
\begin{equation} v_t = \beta v_{t-1} + (1-\beta) g_t^2 \end{equation}
\end{document}"""


@pytest.mark.parametrize("name", ["adam", "papers/adam", "Adam"])
def test_a_papers_name_says_what_comes_next(drill: Drill, name: str) -> None:
    ran = drill(name)
    assert ran.code == 0
    assert [line.split("  ")[0] for line in ran.out.splitlines()] == [
        "drill start papers/adam", "drill goal papers/adam", "drill brief papers/adam",
    ]  # fmt: skip


def test_a_source_is_imported(drill: Drill, tmp_path: Path) -> None:
    (tmp_path / "steps.tex").write_text(SOURCE, encoding="utf-8")
    ran = drill(str(tmp_path / "steps.tex"))
    assert ran.code == 0
    assert "bank papers/tiny-steps" in ran.out
    assert drill("tiny-steps").code == 0


@pytest.mark.parametrize(
    ("word", "hint"), [("adm", "did you mean adam"), ("tody", "did you mean today"), ("fly", "drill --help")]
)
def test_anything_else_names_what_is_near(drill: Drill, word: str, hint: str) -> None:
    ran = drill(word)
    assert ran.code == 2
    assert hint in ran.err


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("paper.pdf", True), ("a.tex", True), ("2006.11239", True), ("arXiv:2006.11239v2", True),
        ("https://arxiv.org/abs/2006.11239", True), ("adam", False), ("1.5", False), ("today", False),
    ],
)  # fmt: skip
def test_a_source_has_a_path_or_the_form_of_one(word: str, expected: bool) -> None:
    assert is_source(word) == expected
