"""What a footnote says is no part of the sentence around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.read import read_paper

_SOURCE = r"""\documentclass{article}
\newcommand{\vv}{\mathbf{v}}
\newcommand{\law}{p_{\textit{out}}}
\begin{document}
We call this the \emph{gain},%s
which we define as
\begin{equation} g = a + b \end{equation}
and use from now on.%s
\end{document}
"""


@pytest.mark.parametrize(
    "note",
    [
        r"\footnote{Others do not. Here we choose $\law(\vv \mid \vv')$. So it is $p(\vv)$.}",
        "\\footnote{Others do not. \\textbf{Here \\emph{we \\textsc{choose}}}.\n\nSo it is $c$.}",
        r"\footnotetext[2]{" + "Others do not. " * 100 + "So it is $c$.}",
    ],
)
def test_it_is_left_out_before_and_behind(tmp_path: Path, note: str) -> None:
    path = tmp_path / "note.tex"
    path.write_text(_SOURCE % (note, note), encoding="utf-8")
    document = read_paper(path)
    (formula,) = document.formulas
    assert " ".join(formula.before.split()) == r"We call this the \emph{gain}, which we define as"
    assert formula.after == "and use from now on."
    texts = [" ".join(paragraph.text.split()) for paragraph in document.paragraphs]
    (body,) = (text for text in texts if "gain" in text)
    assert "Others" not in body
    assert "So it is" not in body
    assert any("So it is" in text for text in texts)
