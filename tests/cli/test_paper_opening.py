"""``drill PAPER``: what is no command is a source or a paper's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Drill
from tests.papers.pdf_files import make_pdf

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


@pytest.mark.parametrize("word", ["gone.pdf", "gone.tex", "gone/paper.zip"])
def test_the_name_of_a_file_that_is_not_there_is_no_paper(drill: Drill, word: str) -> None:
    ran = drill(word)
    assert ran.code != 0
    assert word in ran.err
    assert "no command" not in ran.err


@pytest.mark.parametrize(
    ("name", "text", "number"),
    [
        ("steps.pdf", "arXiv:2405.99999v1 [cs.LG] 3 May 2024", "2405.99999"),
        ("2405.01234v2.pdf", "A step.", "2405.01234"),
        ("own.pdf", "A step as in the year 2024.", ""),
    ],
)
def test_a_pdf_says_where_its_source_is(
    drill: Drill, tmp_path: Path, name: str, text: str, number: str
) -> None:
    (tmp_path / name).write_bytes(make_pdf([text]))
    ran = drill(str(tmp_path / name))
    assert ran.code == 0
    assert (f"drill import {number}  " in ran.out) is bool(number)
    assert "drill brief" in ran.out
    assert "drill take" in ran.out
