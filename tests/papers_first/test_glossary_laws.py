"""Whatever a paper says, its glossary is made, and made in one pass."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.glosses.glossary import glossary
from drill.papers_first.glosses.inline import Inline
from drill.papers_first.glosses.references import absent
from drill.papers_first.source.document import Document, Paragraph
from drill.papers_first.source.manuscript import Place

_PIECES = (
    "$x$", "$\\alpha_t$", "$f(x)$", "$A \\in \\mathbb{R}^{n\\times m}$", "$n\\times m$", "$$L = 1$$",
    "$", "$$", "\\(", "\\)", "{", "}", "[", "]", "(", ")", "\\cite{a}", "\\cite[Eq. 3]{a}",
    "\\eqref{b}", "\\ref{", "\\item", "\\\\", "&", "|", ".", ",", ";", ":", "--", "'s", "-th", "the",
    "a", "this", "its", "is", "are", "denotes", "be", "let", "where", "and", "or", "of", "by", "for",
    "with", "in", "between", "if", "we", "write", "denoted", "denote", "to", "number", "rate",
    "learning", "small", "weights", "matrix", "updates", "scaled", "Equation", "update", "rule",
    "respectively", "parametrised", "$d$-dimensional", "\\begin{tabular}{ll}", "\\ensuremath{x}",
    "[paper](https://a.b)", "[12]", "é", "\\'e",
)  # fmt: skip


def _document(text: str) -> Document:
    middle = len(text) // 2
    lines = ((0, Place("a", 1)), (middle, Place("a", 2)))
    return Document("t", (), paragraphs=(Paragraph(text, Place("a", 1), 0, lines),))


def _holds(text: str) -> None:
    document = _document(text)
    for entry in glossary(document):
        assert entry.meaning.strip() == entry.meaning != ""
        assert entry.place.line in (1, 2)
        assert not parse_tokens(list(entry.symbol)).relations
    assert all(missing.what for missing in absent(document.paragraphs, frozenset()))


@given(st.lists(st.sampled_from(_PIECES), max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_words_make_a_glossary(pieces: list[str]) -> None:
    _holds(" ".join(pieces))
    _holds("".join(pieces))


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_makes_a_glossary(text: str) -> None:
    _holds(text)


@pytest.mark.parametrize(
    "piece",
    [
        "$x$, ", "$x$ is ", "the small ", "of the rate ", "\\cite{", "\\cite[", "\\ensuremath{",
        "$x_{", "the update rule of ", "\\ref{a} ", "[](", "Eq. (1) and ", "denoted by $x$ ", "(A",
        "a-", "let $x$ be a vector, ", "$$", "\\(", "a ($x$), ",
    ],
)  # fmt: skip
def test_what_never_ends_is_cut(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    lengths = [len(sentence) for sentence in Inline().sentences(_document(text).paragraphs[0])]
    assert max(lengths, default=0) <= 151
    _holds(text)
