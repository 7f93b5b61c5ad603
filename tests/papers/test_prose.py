"""Sentences of a paper as Markdown, and the formulas that they lean on and do not show."""

from __future__ import annotations

import pytest

from drill.papers import FormulaRow
from drill.papers.source.algorithms import (
    convert_prose_to_markdown,
    find_referenced_labels,
    list_absent_formulas,
    resolve_references,
)
from drill.papers.source.document import Paragraph, Place
from drill.papers.source.outline import split_sentences

NUMBERS = {"a": "1", "b": "2"}


def missing(text: str) -> list[str]:
    paragraph = Paragraph(text, Place("a.tex", 1))
    return [found.what for found in list_absent_formulas([paragraph], frozenset({"eq:known"}))]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (r"We use the update rule of \citet{polyak}.", "the update rule of polyak"),
        (
            r"It follows from the descent lemma in \cite[p.~3]{nesterov, two}.",
            "the descent lemma of nesterov",
        ),
        (r"The argument is close to Eq.~(7) of \citet{two}.", "Eq. (7) of two"),
        (r"It follows the formula given in \cite{v}.", "the formula of v"),
        (r"By \eqref{eq:gone} it falls.", "equation eq:gone"),
        (r"By Equation~(\ref{gone}) it falls.", "equation gone"),
        (r"By \cref{eq:known,eq:gone} it falls.", "equation eq:gone"),
    ],
)
def test_what_is_leaned_on(text: str, what: str) -> None:
    assert missing(text) == [what]


@pytest.mark.parametrize(
    "text",
    [
        r"We use Adam \cite{adam} with the settings of \citet{two}.",
        r"The authors of \citet{two} recommend it, as in \cite{three}.",
        r"See Figure~\ref{fig:gone} and Section~\ref{sec:gone}.",
        r"By \eqref{eq:known} it falls.",
        r"We use the update rule of \citet{polyak}, $$w = w - g$$ with care.",
        r"Our update rule is simpler. The loss falls \cite{a}.",
    ],
)
def test_what_is_not(text: str) -> None:
    assert missing(text) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"The \emph{gain} is $g_t$ of size 5\%.", r"The gain is $g_t$ of size 5%."),
        (r"In \cite{a} it rests, see \citet{b}.", "In […] it rests, see […]."),
        (r"\citet{a} show that it rests \citep{b}.", "[…] show that it rests."),
        (r"By Eq.~\eqref{a} and (\ref{b}), $x$ falls", "By Eq. (1) and equation (2), $x$ falls"),
        (
            r"\textbf{Setting} Each run is seeded, $$a = b$$ $$c = d$$ as ever.",
            "Each run is seeded, … as ever.",
        ),
        (r"\textbf{Sums} are short (see \citet{a},, and \citet{b}).", "Sums are short (see […], and […])."),
        (r"two * stars and a_name", r""),
        (r"the rate {\color{red}is} $\ensuremath{r}$", "the rate is $r$"),
        (r"\begin{tabular}{c} a \end{tabular}", ""),
    ],
)
def test_a_sentence_is_shown_whole_or_not_at_all(text: str, shown: str) -> None:
    assert convert_prose_to_markdown(text, NUMBERS) == shown


@pytest.mark.parametrize("short", ["s.t.", "w.r.t.", "i.e.", "Fig.", "a.s.", "i.i.d.", "al.", "vs.", "No."])
def test_an_abbreviation_ends_no_sentence(short: str) -> None:
    first, second = f"We fit {short} $w$ to it.", "$A$ is flat."
    assert split_sentences(f"{first} {second}") == [first, second]


def test_references_have_the_papers_numbers() -> None:
    assert resolve_references(r"the slope (Eq.~\ref{a}) of it", NUMBERS) == "the slope (Eq.~(1)) of it"
    assert resolve_references(r"it (\ref{a} again) holds", NUMBERS) == "it (equation (1) again) holds"
    assert resolve_references(r"in Equation equation~\ref{a} we", NUMBERS) == "in Equation~(1) we"
    assert find_referenced_labels(r"by \eqref{a}, \cref{b, gone}", NUMBERS) == ("a", "b")


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("Its gradient is", "The weights follow an average,", "Its gradient is (3)."),
        ("Its gradient is", "The weights follow it.", "Its gradient is (3). The weights follow it."),
        ("Its gradient is", "$t$ is the step.", "Its gradient is (3). $t$ is the step."),
        ("Its gradient is", ", where $t$ is the step.", "Its gradient is (3), where $t$ is the step."),
        ("A mean is", "of all gradients.", "A mean is (3) of all gradients."),
        ("All is said.", "Then it is used.", "All is said. Then it is used."),
        ("", "where $t$ is the step.", "where $t$ is the step."),
        ("Nothing is said.", "", "Nothing is said."),
    ],
)
def test_the_sentences_around_a_formula_have_its_number_in_its_place(
    before: str, after: str, whole: str
) -> None:
    assert FormulaRow("f", "x = y", number="3", before=before, after=after).sentences == whole


def test_a_formula_without_a_number_leaves_a_gap() -> None:
    row = FormulaRow("f", "x = y", before="A mean is", after="of all gradients.")
    assert row.sentences == "A mean is … of all gradients."
