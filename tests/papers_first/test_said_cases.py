"""What a sentence sets to 0 in some cases and to 1 in all others is drawn as 0 or 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.formula.printing import to_latex
from drill.papers_first.kinds import evaluate
from drill.papers_first.plausible.said_cases import said_zero_or_one
from tests.papers_first.semantic import made, paper_of, problems


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (r"Let $z_i = 1$ if the test succeeds and 0 otherwise.", ["z_{i}"]),
        (r"Here $z_i$ is one when it rains, zero otherwise.", ["z_{i}"]),
        (
            r"Its entries are $\mathbf{Z}_{ij} = 0$ for $i > j$, and $1$ otherwise.",
            ["\\mathbf{Z}_{ij}", "\\mathbf{Z}"],
        ),
        (r"Let $z_i = 1$ if the test succeeds and $0.5$ otherwise.", []),
        (r"Let $z_i = 1$ if the test succeeds and $-1$ otherwise.", []),
        (r"Let $z = 0$ when $a = 1$. It is 1 otherwise.", []),
        (r"Let $z = 0$ when it rains and $y = 1$ otherwise.", []),
    ],
)
def test_cases_in_words(words: str, names: list[str]) -> None:
    assert [to_latex(name) for name in said_zero_or_one([words])] == names


def test_they_are_drawn_so(tmp_path: Path) -> None:
    words = r"Here $w_i$ is the weight, and $m_i = 0$ if a value is missing and $1$ otherwise."
    (draft,) = made(evaluate.drafts(paper_of(tmp_path, words, r"s = \frac{m_i x + c}{b}")))
    assert problems([draft]) == []
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    assert params["m"] in (["0", "1"], "0..1")
