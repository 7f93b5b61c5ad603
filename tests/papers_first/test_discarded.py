"""Text that a paper's own commands throw away is no part of the paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.glosses.glossary import glossary
from drill.papers_first.read import read_paper

_SOURCE = r"""
\documentclass{article}
\newcommand{\cut}[1]{}
\newcommand{\note}[2][red]{}
\newcommand{\keep}[1]{#1}
\newcommand{\hush}[1]{}
\renewcommand{\hush}[1]{\emph{#1}}
\begin{document}
The length
\cut{of the rope}
$\ell$ is \note[blue]{told by the weight $w$} known, and \keep{the mass $m$} is \hush{the load $q$}.
\cut{
Let $z$ be the depth of the well.
\begin{equation} z = \ell + 1 \end{equation}

It is long.
}
\begin{align}
\cut{
r &= 2, \\
}
s &= m \ell
\end{align}
\cut no braces \[ t = s + q \]
\end{document}
"""


def test_neither_words_nor_displays_of_it_are_read(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(_SOURCE.lstrip())
    document = read_paper(tmp_path)
    assert [formula.rows[0] for formula in document.formulas] == [r"s = m \ell", "t = s + q"]
    meanings = {(entry.latex, entry.meaning) for entry in glossary(document)}
    assert {("\\ell", "length"), ("m", "mass"), ("q", "load")} <= meanings
    assert not {symbol for symbol, _ in meanings} & {"z", "w", "r"}
    lines = _SOURCE.lstrip().splitlines()
    assert document.formulas[1].place.line == lines.index(r"\cut no braces \[ t = s + q \]") + 1


@pytest.mark.parametrize(
    ("preamble", "rows"), [("", ["b = c"]), (r"\newcommand{\comment}[1]{#1}", ["a = d", "b = c"])]
)
def test_what_is_commented_out_is_left_out_unless_the_paper_sets_it(
    tmp_path: Path, preamble: str, rows: list[str]
) -> None:
    body = r"\comment{Old: \[ a = d \]} \[ b = c \]"
    whole = rf"\documentclass{{article}}{preamble}\begin{{document}}{body}\end{{document}}"
    (tmp_path / "main.tex").write_text(whole)
    assert [formula.rows[0] for formula in read_paper(tmp_path).formulas] == rows
