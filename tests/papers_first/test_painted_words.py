"""Words on a coloured ground: the colour's name is none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.source.outline import plain_words
from drill.papers_first.wording import sentence
from tests.papers_first.test_glossary import sure


@pytest.mark.parametrize(
    "painted",
    [
        r"\colorbox{pale}{a small shift}",
        r"\fcolorbox{black}{pale}{a small shift}",
        r"\textcolor{pale}{a small shift}",
        r"\textcolor[rgb]{1,0,0}{a small shift}",
    ],
)
def test_a_colour_is_no_word(painted: str) -> None:
    latex = rf"The update, with {painted} of the mean, is given by"
    assert " ".join(plain_words(latex).split()) == "The update, with a small shift of the mean, is given by"
    assert sentence(latex) == "The update, with a small shift of the mean, is given by"


@pytest.mark.parametrize(
    "words",
    [
        r"Here $b$ is the \textcolor{red}{bias}.",
        r"Here \colorbox{pale}{$b$} is the bias.",
        r"Here \fcolorbox{black}{pale}{$b$} is the bias.",
    ],
)
def test_painted_words_say_what_they_say_without_colour(tmp_path: Path, words: str) -> None:
    assert ("b", "bias") in sure(tmp_path, words)
