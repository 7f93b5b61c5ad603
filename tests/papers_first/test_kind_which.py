"""Which equation a sentence uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import which
from tests.papers_first.semantic import made, paper_of


def test_of_an_equation_that_is_shown_again_with_its_label_the_last_is_meant(tmp_path: Path) -> None:
    rows = (r"a = \sum_k^M u_k", r"b = h / M", r"c = M v", r"d = M w + 1", r"b = h / M")
    shown = " ".join(rf"\begin{{equation}}\label{{eq:{row[0]}}} {row} \end{{equation}}" for row in rows)
    words = r"As the run grows longer and longer with $h$, in the end \eqref{eq:b} is all that holds."
    (draft,) = made(which.drafts(paper_of(tmp_path, f"{shown} {words}")))
    assert "points at equation (5)" in str(draft.exercise["steps"])


@pytest.mark.parametrize("word", ["Eq.~", "Eqn.~", "Equ.~", "Equation~", ""])
def test_no_word_before_the_gap_says_equation_again(tmp_path: Path, word: str) -> None:
    rows = (r"a = \sum_k^M u_k", r"b = h / M", r"c = M v", r"d = M w + 1")
    shown = " ".join(rf"\begin{{equation}}\label{{eq:{row[0]}}} {row} \end{{equation}}" for row in rows)
    words = rf"As the run grows longer and longer with $h$, in the end {word}\ref{{eq:b}} is all that holds."
    (draft,) = made(which.drafts(paper_of(tmp_path, f"{shown} {words}")))
    assert "in the end **equation (?)** is all" in str(draft.exercise["prompt"])
