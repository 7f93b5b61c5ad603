"""Text that a paper's own commands throw away is no part of the paper."""

from __future__ import annotations

from pathlib import Path

from drill.papers.glosses.glossary import glossary
from drill.papers.read import read_paper

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
