"""Formulas that a paper leans on and does not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.glosses.references import absent
from drill.papers_first.read import read_paper
from drill.papers_first.source.document import Formula, Paragraph
from drill.papers_first.source.manuscript import Place
from drill.papers_first.wording import referring, sentence, shown


def missing(text: str) -> list[str]:
    paragraph = Paragraph(text, Place("a.tex", 1))
    return [found.what for found in absent([paragraph], frozenset({"eq:known"}))]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (r"We use the update rule of \citet{polyak}.", "the update rule of polyak"),
        (
            r"This follows from the descent lemma in \cite[p.~3]{nesterov, two}.",
            "the descent lemma in nesterov",
        ),
        (r"The argument is close to Eq.~(7) of \citet{two}.", "Eq. (7) of two"),
        (r"see equations (2.25) and (2.26) in \citet{rw}.", "equations (2.25) and (2.26) in rw"),
        (r"By Theorem 7.1 of \citet{ls}, this is tight.", "Theorem 7.1 of ls"),
        (r"Stokes' law [see Eq. (14) in Ref. \cite{b}].", "Eq. (14) in b"),
        (r"The bound is known \citep[Eq.~(3)]{smith}.", "Eq. (3) of smith"),
        (r"It follows the formula given in \cite{v}.", "the formula given in v"),
        (r"We start from the Bellman equation \cite{b}.", "the Bellman equation of b"),
        (r"See \citet{b} for the derivation.", "the derivation of b"),
        (r"The proof of detailed balance is given by \citet{b}.", "the proof of detailed balance given by b"),
        (r"the update of AdaGrad \cite{duchi}", "the update of AdaGrad (duchi)"),
        ("See equation 3 of [the WGAN paper](https://example.org).", "equation 3 of the WGAN paper"),
        ("The update rule of Nesterov's method, the recurrence in [12], holds.", "the recurrence in [12]"),
        (r"the update rule of Polyak [\ref{bib.bib12}12]", "the update rule of Polyak ([12])"),
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
        r"This bound of \citet{a} is loose.",
    ],
)
def test_what_is_not(text: str) -> None:
    assert missing(text) == []


def test_each_is_listed_once() -> None:
    assert missing(r"The lemma of \cite{a} and the lemma of \cite{a}.") == ["the lemma of a"]


def test_labels_behind_macros_are_known(tmp_path: Path) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(
        "\\newcommand{\\eql}[1]{\\label{eq:#1}}\n"
        "\\begin{equation}\\eql{a} x = 1\\end{equation}\nBy \\eqref{eq:a} it is one."
    )
    document = read_paper(path)
    assert [formula.label for formula in document.formulas] == ["eq:a"]
    assert [mention.label for mention in document.mentions] == ["eq:a"]
    assert not document.absent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"the slope (Eq.~\ref{a}) of it", "the slope (Eq.~(1)) of it"),
        (r"as (\ref{a}, \ref{b}) say", "as equation (1), equation (2) say"),
        (r"it (\ref{a} again) holds", "it (equation (1) again) holds"),
        (r"it (see \ref{a}) holds", "it (see equation (1)) holds"),
    ],
)
def test_brackets_around_more_than_references_stay(text: str, expected: str) -> None:
    assert referring(text, {"a": "1", "b": "2"}) == expected


def test_what_words_in_a_formula_point_at_is_left_open() -> None:
    row = r"u = \underbrace{v (w)}_{\text{Eq.~\eqref{a}}}"
    formula = Formula((row,), Place("paper.tex", 1), "equation", 0)
    assert shown(formula) == r"$$u = \underbrace{v (w)}_{\text{Eq.~(…)}}$$"


def test_a_work_that_a_sentence_begins_with_leaves_a_mark() -> None:
    assert sentence(r"In \cite{a} it rests, see \citet{b}.") == "In […] it rests, see […]."
    assert sentence(r"By {\citet[Th.~2]{a}} the sum is $1$.") == "By […] the sum is $1$."
    assert sentence(r"Then \cite{a, b} propose a sum.") == "Then […] propose a sum."
    assert sentence(r"\citet{a} show that it rests \citep{b}.") == "[…] show that it rests."
