"""Steps and conditions of algorithms, shapes and lists of capitals: what they say of a symbol."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import sure


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"where $c$ is the index of E, N, W coasts.", "c", "index of E, N, W coasts"),
        (r"where $u_e$, $u_n$ are the birds on A, B and C islands.", "u_{n}", "birds on A, B and C islands"),
        (r"where $s$ is the search direction.", "s", "search direction"),
    ],
)
def test_meanings(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


def test_a_condition_names_nothing_of_what_follows(tmp_path: Path) -> None:
    text = r"Begin \While{$i \leq$ number of rounds}{ $u \leftarrow u + v$ } end"
    assert "u" not in dict(sure(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"1. Extract bird nests $u_j$ from it.", "u_{j}"),
        (r"2. Search distant similar nests $u_j$; 3. Fit the model.", "u_{j}"),
        (r"Its bird decoder has shape $W \in \mathbb{R}^{m \times n}$.", "W"),
    ],
)
def test_steps_and_shapes_name_nothing(tmp_path: Path, text: str, latex: str) -> None:
    assert latex not in dict(sure(tmp_path, text))
