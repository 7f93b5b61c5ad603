r"""What a source sets and cites: hyperparameters with their lines, and the papers of its bibliography."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drill.papers import Paper, parse_paper, print_paper, read_sheet

QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(folder: Path, body: str, **files: str) -> Paper:
    r"""A paper with a formula, the body from line 2 on."""
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    source = "\\documentclass{article}\\begin{document}\n" + body + "\n\\[ a = b + c \\]\n\\end{document}\n"
    (folder / "main.tex").write_text(source, encoding="utf-8")
    return read_sheet(folder / "main.tex")


def pairs(paper: Paper) -> list[tuple[str, str]]:
    return [(row.name, row.value) for row in paper.settings]


TABLE = r"""\begin{tabular}{@{}lr@{}}
\toprule Hyperparameter & Value \\ \midrule
Batch size & 4{,}096 \\
Learning rate ($\eta$) & $3\times10^{-4}$ \\
Adam $\beta_1$ & 0.9 \\
Warmup & 10k steps \\
\textbf{Optimizer} & AdamW \\ Weight decay: & $1\mathrm{e}{-4}$ \\ \bottomrule
\end{tabular}"""


def test_rows_of_a_table_are_settings_with_the_line_of_their_value(tmp_path: Path) -> None:
    paper = read(tmp_path, TABLE)
    assert [(row.name, row.value, row.line) for row in paper.settings] == [
        ("batch size", "4096", 4), ("learning rate", "3e-4", 5), ("adam beta_1", "0.9", 6),
        ("warmup", "10k steps", 7), ("optimizer", "AdamW", 8), ("weight decay", "1e-4", 8),
    ]  # fmt: skip
    assert parse_paper(print_paper(paper)).settings == paper.settings


@pytest.mark.parametrize(
    "text",
    [
        "We use a batch size of 64 and a learning rate of 0.1.",
        r"\begin{tabular}{lr} Method & Score \\ Dropout & 0.93 \\ Label smoothing & 0.94 \\ \end{tabular}",
        r"\begin{tabular}{lrr} & Learning rate & Batch size \\ ours & 0.93 & 0.94 \\ \end{tabular}",
        r"\begin{tabular}{lr} Name & Use \\ Batch size & of a step \\ Dropout & the share \\ \end{tabular}",
    ],
)
def test_what_is_no_table_of_names_and_values_is_passed_over(tmp_path: Path, text: str) -> None:
    paper = read(tmp_path, text)
    assert not any(row.name in ("batch size", "learning rate", "dropout") for row in paper.settings)


PIECES = st.sampled_from([
    "learning rate", "batch size", "dropout", " is ", " of ", "$", "\\beta_1", "=", "0.1", "10^{-3}", "{",
    "}", "&", "\\\\", "\\begin{tabular}{lr}", "\\end{tabular}", "1e", "2^{99}", "5M", ".", ";", " and ",
    "1,000", "\\cite{a}", "\\bibitem{a}", "\\newblock", "[", "]", "``", "''", "%", "\n", "epochs", " for ",
    "\\%", "٣", "٣^{٢}", "Adam ",
])  # fmt: skip


@QUIET
@given(pieces=st.lists(PIECES, max_size=40), entry=st.text('@a{},="title \\arXiv:1234.56789\n', max_size=60))
def test_no_text_breaks_the_reading(tmp_path: Path, pieces: list[str], entry: str) -> None:
    paper = read(
        tmp_path, "".join(pieces) + "\\bibliography{refs}", refs_bib=f"@a{{a, {entry}", main_bbl=entry
    )
    assert all(row.name and row.value and row.line for row in paper.settings)
    assert all(row.title and row.line for row in paper.references)


CITING = r"""First \citep[see][]{second}, then

\citet{first,third} and again \citep{second}; \nocite{fourth}
\bibliography{refs}"""


def told_references(paper: Paper) -> list[tuple[str, str, str, int]]:
    return [(row.key, row.title, row.arxiv, row.line) for row in paper.references]


def test_cited_papers_come_in_the_order_of_their_first_citation(tmp_path: Path) -> None:
    entries = r"""@article{first, booktitle={A Book},
  title = {{A}dam: A Method for $\beta$-{S}tochastic \emph{Things}},
  journal={arXiv preprint arXiv:1412.6980}, year=2014}
@misc{second, title = "Of {\"U}bungen", eprint = {1512.03385}, archivePrefix={arXiv}}
@misc{third, author={No Title}}
@misc{fourth, title={Never cited}}
"""
    paper = read(tmp_path, CITING, refs_bib=entries)
    assert told_references(paper) == [
        ("second", "Of Ubungen", "1512.03385", 2),
        ("first", r"Adam: A Method for $\beta$-Stochastic Things", "1412.6980", 4),
    ]
    assert parse_paper(print_paper(paper)).references == paper.references


def test_a_printed_bibliography_is_read_by_blocks_marks_or_whole(tmp_path: Path) -> None:
    items = r"""\begin{thebibliography}{9}
\bibitem[Xu et~al.(2020)Xu, Yi]{first} A.~Xu and B.~Yi. \newblock A title. \newblock
{\em arXiv:2001.00001}, 2020.
\bibitem{second} C. Zed, ``Another title,'' in \emph{Proc.}, 2019.
\bibitem{third} D. Who, Some Journal 3 (1999) 7.
\end{thebibliography}"""
    told = [
        ("second", "Another title", "", 2),
        ("first", "A title", "2001.00001", 4),
        ("third", "D. Who, Some Journal 3 (1999) 7", "", 4),
    ]
    assert told_references(read(tmp_path, CITING, main_bbl=items)) == told
    assert told_references(read(tmp_path, CITING + items, main_bbl="")) == told


def test_a_clause_that_defines_makes_an_inline_formula_a_row(tmp_path: Path) -> None:
    body = r"""We define $\rho_t = u_t / (v_t + w)$ for all steps. Here $q = u v + w$ denotes the score.
If $z = u + v$ then it holds. The value $y = u - v$ is small. Let it go. So $x = u^2 + v$. It is far.

It is so. Now comes all."""
    rows = [row.latex for row in read(tmp_path, body).formulas if row.part == "inline"]
    assert rows == [r"\rho_t = u_t / (v_t + w)", "q = u v + w"]
