"""What a source says of the paper as a whole: passages by plain patterns, captions, what is cited."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers import Paper, parse_paper, print_paper, read_sheet

SOURCE = r"""\documentclass{article}\newcommand{\ours}{Walker}\begin{document}
\begin{abstract}We study how far a walker gets. We propose \ours, which has a memory of its own.\end{abstract}
\section{Training}
We train with Adam at a learning rate of $3\cdot10^{-4}$ and a batch size of 64 on 8 GPUs for 3 days.
We maximise the evidence lower bound \cite{kingma14}, as do \citet{others}.
\begin{equation}\label{eq:a} a = b + c \end{equation}
\begin{figure}[t]\begin{subfigure}{2cm}\caption{left}\end{subfigure}
\caption[short]{How far \ours{} gets\label{f}.}\end{figure}
\begin{table*}\caption{Results with $x_t$.}\end{table*}
\appendix\section{More}
In all runs of the appendix we used a batch size of 128 and dropout 0.1 for 30 epochs.
\end{document}"""


@pytest.fixture
def sheet(tmp_path: Path) -> Paper:
    (tmp_path / "main.tex").write_text(SOURCE, encoding="utf-8")
    return read_sheet(tmp_path / "main.tex")


def test_sentences_are_proposed_whole_with_their_lines(sheet: Paper) -> None:
    told = {(row.about, row.part): (row.text, row.line) for row in sheet.passages}
    assert told["about", ""] == ("We study how far a walker gets.", 2)
    assert told["new", ""] == ("We propose Walker, which has a memory of its own.", 2)
    for about in ("optimiser", "hyperparameters", "hardware"):
        assert told[about, ""][0].startswith("We train with Adam at a learning rate of $3")
        assert told[about, ""][1] == 4
    assert told["hyperparameters", "appendix"][1] == 11


def test_captions_are_numbered_and_keep_their_ids(sheet: Paper) -> None:
    told = [(row.kind, row.number, row.text, row.line) for row in sheet.captions]
    assert told == [
        ("figure", "1a", "left", 7),
        ("figure", "1", "How far Walker gets.", 8),
        ("table", "1", "Results with $x_t$.", 9),
    ]
    assert len({row.id for row in sheet.captions}) == 3
    assert parse_paper(print_paper(sheet)).captions == sheet.captions


def test_what_stands_before_a_citation_is_kept_with_its_key(sheet: Paper) -> None:
    assert [row.what for row in sheet.cited] == [
        "We maximise the evidence lower bound [kingma14]",
        "as do [others]",
    ]


OVERVIEW = r"""\documentclass{article}\begin{document}
\begin{abstract}We study series of any length.
We propose an encoder that reads sensors in one pass.\end{abstract}
\section{Introduction}
Our main contribution is a pooling that forgets nothing at all.
Our code is at \url{https://github.com/me/series}. See \href{https://example.org/post_1}{a post on \emph{it}}.
\section{Training}
Every series is cropped to 512 steps before the encoder reads it. Dropout is 0.1. We improve on all of them.
We train for 20 epochs with Adam. \State set the learning rate to 3 for all of the steps \State and go on
\begin{equation} a = b + c \end{equation}
\begin{thebibliography}{9}\bibitem{x} X. \url{https://other.org/x}.\end{thebibliography}
\end{document}"""


@pytest.fixture
def overview(tmp_path: Path) -> Paper:
    (tmp_path / "main.tex").write_text(OVERVIEW, encoding="utf-8")
    return read_sheet(tmp_path / "main.tex")


def test_a_sentence_of_the_abstract_is_told_once_and_leaves_room_for_others(overview: Paper) -> None:
    assert [row.text for row in overview.passages if row.about == "new"] == [
        "We propose an encoder that reads sensors in one pass.",
        "Our main contribution is a pooling that forgets nothing at all.",
    ]


def test_short_sentences_with_a_number_count_and_lines_of_code_do_not(overview: Paper) -> None:
    assert [row.text for row in overview.passages if row.about == "hyperparameters"] == [
        "Dropout is 0.1.",
        "We train for 20 epochs with Adam.",
    ]
    assert [row.text for row in overview.passages if row.about == "claims"] == []


def test_addresses_of_the_text_are_links_and_stay_when_it_is_read_again(overview: Paper) -> None:
    links = [(row.url, row.title) for row in overview.links]
    assert links == [
        ("https://github.com/me/series", "github.com/me/series"),
        ("https://example.org/post_1", "a post on it"),
    ]
    assert parse_paper(print_paper(overview)).links == overview.links


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (r"Code: \url{https://github.com/me/a_b}.", [("https://github.com/me/a_b", "code")]),
        (r"Code (https://gitlab.com/me/a\_b).", [("https://gitlab.com/me/a_b", "code")]),
        (r"At \texttt{https://huggingface.co/me/a}: it", [("https://huggingface.co/me/a", "code")]),
        ("See https://huggingface.co/datasets/me/a.", [("https://huggingface.co/datasets/me/a", "")]),
        ("See https://github.com/me, or it.", [("https://github.com/me", "")]),
        (r"See https://a.org/b~(as of May)\\ here.", [("https://a.org/b", "")]),
        (r"\href{https://a.org/b}{https://a.org}", [("https://a.org/b", "")]),
        (r"\url{https://a.org/b_(c)}, https:// and https://a", [("https://a.org/b_(c)", "")]),
        ("url={https://a.org/b} % https://c.org", []),
        (
            "https://a.org/b, https://github.com/c/d",
            [("https://github.com/c/d", "code"), ("https://a.org/b", "")],
        ),
    ],
)
def test_addresses_are_found_as_they_stand(tmp_path: Path, text: str, links: list[tuple[str, str]]) -> None:
    source = "\\documentclass{article}\\begin{document}\n" + text + "\n\\[a = b\\]\n\\end{document}"
    (tmp_path / "main.tex").write_text(source, encoding="utf-8")
    found = read_sheet(tmp_path / "main.tex").links
    assert [(row.url, row.what) for row in found] == links
    assert all(row.title for row in found)


def test_the_title_of_a_link_is_plain_words(tmp_path: Path) -> None:
    title = r"\href{https://a.org/b}{\textbf{my} code \& data of $x_1$, 5\%}"
    (tmp_path / "main.tex").write_text(f"\\begin{{document}}{title}\n\\[a = b\\]\n\\end{{document}}")
    assert [row.title for row in read_sheet(tmp_path / "main.tex").links] == ["my code & data of $x_1$, 5%"]


SETUP = r"""\documentclass{article}\begin{document}
\begin{abstract}We study series. We study the problem of telling two of them apart.\end{abstract}
\section{Setup} We train on the sensors of a well known benchmark. It fails on small data sets of any kind.
The learning rate is 0.001. The hidden dimension is 128. Weight decay is 0.01. We train for 20 epochs.
A limitation of our approach is that it needs all of the series.
The network is fine-tuned on each of the tasks.
\[ a = b + c \]
\section{Discussion and Limitations} However, the cost grows with the square of the length.
\section{Conclusion} However, others need all of the series, and more of them.
\appendix\section{More} Dropout is 0.1. Batch size is 32.
\end{document}"""


def test_a_line_of_the_overview_has_what_the_source_says_on_it(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(SETUP, encoding="utf-8")
    told: dict[str, list[str]] = {}
    for row in read_sheet(tmp_path / "main.tex").passages:
        told.setdefault(row.about, []).append(row.text)
    assert told["hyperparameters"] == [
        "The learning rate is 0.001.", "The hidden dimension is 128.", "Weight decay is 0.01.",
        "We train for 20 epochs.", "Dropout is 0.1.", "Batch size is 32.",
    ]  # fmt: skip
    assert told["task"] == ["We study the problem of telling two of them apart."]
    assert told["data"] == ["We train on the sensors of a well known benchmark."]
    assert told["training"] == ["The network is fine-tuned on each of the tasks."]
    assert told["limitations"] == [
        "A limitation of our approach is that it needs all of the series.",
        "However, the cost grows with the square of the length.",
    ]
    assert told["why"] == ["However, others need all of the series, and more of them."]
