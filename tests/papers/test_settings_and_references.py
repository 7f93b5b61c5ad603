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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            r"We use batch size 64 with 4 workers and a learning rate of $10^{-3}$ for 50 epochs.",
            [("batch size", "64"), ("learning rate", "1e-3"), ("epochs", "50")],
        ),
        ("Dropout is 0.1.", [("dropout", "0.1")]),
        (
            r"We use Adam with $\beta_1 = 0.9$ and $\beta_{2} = 0.999$ and a learning rate of "
            r"$3\times10^{-4}$.",
            [("beta_1", "0.9"), ("beta_2", "0.999"), ("learning rate", "3e-4")],
        ),
        (
            r"We train for 100k steps with mini-batch size $B = 4{,}096$, weight decay 0.01, 0.9 momentum.",
            [
                ("training steps", "100000"),
                ("batch size", "4096"),
                ("weight decay", "0.01"),
                ("momentum", "0.9"),
            ],
        ),
        (
            r"AdamW with $(\beta_1, \beta_2) = (0.9, 0.95)$ is used; gradients are clipped at norm 1.0.",
            [("beta_1", "0.9"), ("beta_2", "0.95"), ("gradient clipping", "1.0")],
        ),
        (
            r"The learning rate for the critic is \textbf{1e-3}. The global batch size was 0.5M tokens.",
            [("learning rate for the critic", "1e-3"), ("global batch size", "500000 tokens")],
        ),
        (
            r"The discount factor $\gamma$ matters. In all runs we set $\gamma = 0.99$.",
            [("discount factor", "0.99")],
        ),
    ],
)
def test_a_value_beside_a_name_is_a_setting(tmp_path: Path, text: str, told: list[tuple[str, str]]) -> None:
    paper = read(tmp_path, text)
    assert pairs(paper) == told
    assert {row.line for row in paper.settings} == {2}
    assert parse_paper(print_paper(paper)).settings == paper.settings


@pytest.mark.parametrize(
    "text",
    [
        "We try batch sizes of 32, 64 and 128.",
        r"The learning rate is tuned over $\{0.1, 0.01\}$.",
        r"A learning rate in $\{0.1, 0.01\}$ is used.",
        "We decay the learning rate to 0.001 at the end.",
        "The learning rate and the weight decay are 0.1 and 0.01, respectively.",
        r"When $\beta_1 = 0$, Adam becomes RMSProp.",
        r"\citet{other} use a batch size of 128.",
        "A batch size larger than 64 helps, and dropout 3 is no share.",
        r"With $\gamma = 0.9$ the bound holds.",
        r"\begin{tabular}{lr} Method & Score \\ Dropout & 0.93 \\ Label smoothing & 0.94 \\ \end{tabular}",
        r"Images have a patch size of $16\times16$ and we tune a batch size of 32--64.",
    ],
)
def test_what_may_be_no_setting_is_passed_over(tmp_path: Path, text: str) -> None:
    assert pairs(read(tmp_path, text)) == []


def test_rows_and_columns_of_a_table_are_settings(tmp_path: Path) -> None:
    rows = r"""\begin{tabular}{@{}lr@{}}
\toprule Hyperparameter & Value \\ \midrule
Batch size & 256 \\
Learning rate ($\eta$) & $1\mathrm{e}{-4}$ \\
Adam $\beta_1$ & 0.9 \\
Optimizer & AdamW \\ \bottomrule
\end{tabular}"""
    paper = read(tmp_path, rows)
    told = [
        ("batch size", "256", 4),
        ("learning rate", "1e-4", 5),
        ("beta_1", "0.9", 6),
        ("optimizer", "AdamW", 7),
    ]
    assert [(row.name, row.value, row.line) for row in paper.settings] == told
    columns = r"""\begin{tabular}{lrr} & CIFAR-10 & ImageNet \\
Batch size & 256 & 1024 \\ Dropout & 0.1 & 0.3 \\
\end{tabular}

\begin{tabular}{lrr} Model & Learning rate & Warmup \\
{\small \texttt{large}} & 5e-4 & 10k \\ \end{tabular}"""
    assert pairs(read(tmp_path, columns)) == [
        ("batch size, CIFAR-10", "256"), ("batch size, ImageNet", "1024"), ("dropout, CIFAR-10", "0.1"),
        ("dropout, ImageNet", "0.3"), ("learning rate, large", "5e-4"), ("warm-up steps, large", "10000"),
    ]  # fmt: skip


def test_a_list_of_settings_has_further_ones(tmp_path: Path) -> None:
    items = r"""\begin{itemize}
\item LoRA \cite{lora} rank of 32, learning rate $\alpha$=4e-5.
\item Batch size of 10 (problems per batch). Group size $N=5$ for each prompt.
\item The crossover probability $p_{\text{crossover}}=0.2$; uncertainty bonus: $\lambda=2.0$, scale: 25/3.
\item We find that three works, which is better than 2. Accuracy of 93.
\end{itemize}"""
    assert pairs(read(tmp_path, items)) == [
        ("learning rate", "4e-5"), ("batch size", "10"), ("LoRA rank", "32"), ("group size", "5"),
        ("crossover probability", "0.2"), ("uncertainty bonus", "2.0"),
    ]  # fmt: skip
    results = r"\begin{itemize} \item Group size of 5. \item Batch size of 10. \end{itemize}"
    assert pairs(read(tmp_path, results)) == [("batch size", "10")]
    table = r"""\begin{tabular}{lr} Parameter & Value \\ Batch size & 256 \\ Dropout & 0.1 \\
Number of experts & 8 \\ Accuracy & 93 \\ Range & 25/3 \\ \end{tabular}"""
    told = [("batch size", "256"), ("dropout", "0.1"), ("number of experts", "8")]
    assert pairs(read(tmp_path, table)) == told


@QUIET
@given(
    before=st.integers(0, 6), between=st.sampled_from([" ", "\n", " % a remark\n"]), size=st.integers(1, 9999)
)
def test_a_setting_has_the_line_of_its_value(tmp_path: Path, before: int, between: str, size: int) -> None:
    body = "A line of words.\n" * before + f"We use a batch size{between}of {size} in each run."
    (row,) = read(tmp_path, body).settings
    assert (row.name, row.value) == ("batch size", f"{size}")
    assert row.line == 2 + before + between.count("\n")


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
If $z = u + v$ then it holds. The value $y = u - v$ is small. Let it go. So $x = u^2 + v$."""
    rows = [row.latex for row in read(tmp_path, body).formulas if row.part == "inline"]
    assert rows == [r"\rho_t = u_t / (v_t + w)", "q = u v + w"]
