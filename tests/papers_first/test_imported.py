"""From a source to its record: what is kept of the paper's words, and of its special cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from drill.papers_first.bank.imported import import_source
from drill.papers_first.bank.record import PaperRecord
from drill.papers_first.bank.review import carried_over

SOURCE = r"""\documentclass{article}\title{Slow @home averages}
\begin{document}
\section{Cost $O(n^2)$ of *one* step}
Here $\beta$ is the decay rate, $m_t$ is the moving average and $g_t$ is the gradient @ step $t$.
We mail it to a@b.c, as
\begin{equation} m_{t+1} = \beta m_t + (1 - \beta) g_t \end{equation}
shows.
\begin{algorithm}\caption{One step @ $t$}\begin{algorithmic}
\State $m \gets \beta m$ \State call f @ once \State $m \gets m + g$ \State $t \gets t + 1$
\end{algorithmic}\end{algorithm}
\end{document}
"""


def read(folder: Path, text: str = SOURCE) -> PaperRecord:
    (folder / "main.tex").write_text(text, encoding="utf-8")
    return import_source(folder / "main.tex", {}, lambda stage, done, whole: None)


def test_a_record_holds_the_papers_words_as_they_are_shown(tmp_path: Path) -> None:
    record = read(tmp_path)
    assert record.blocks[0].title == r"Cost $O(n^2)$ of \*one\* step"
    assert record.formulas[0].before == "We mail it to a@b.c, as"
    assert record.algorithms[0].caption == "One step @ $t$"
    assert "call f @ once" in record.algorithms[0].steps


def test_a_formula_tells_what_it_becomes(tmp_path: Path) -> None:
    (formula,) = read(tmp_path).formulas
    assert set(formula.special_cases) == {r"$\beta = 0$: $g_{t}$", r"$\beta = 1$: $m_{t}$"}


def test_what_somebody_wrote_of_special_cases_stays(tmp_path: Path) -> None:
    fresh = read(tmp_path)
    (formula,) = fresh.formulas
    earlier = replace(fresh, formulas=(replace(formula, special_cases=(r"$\beta = 0$: descent",)),))
    assert carried_over(fresh, earlier).formulas[0].special_cases == (r"$\beta = 0$: descent",)
    unsaid = replace(fresh, formulas=(replace(formula, special_cases=()),))
    assert carried_over(fresh, unsaid).formulas == fresh.formulas
