"""How many members a list with dots has."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import made, only, paper_of, problems
from tests.papers_first.test_small_cases import key_at, prompt


@pytest.mark.parametrize(
    ("formula", "count"),
    [
        (r"G = (g_0, g_1, \ldots, g_{m-1})", 5),
        (r"\mathbf{U} = [\mathbf{u}_2, \ldots, \mathbf{u}_{m}]", 4),
        (r"G_n = \{g_{n m}, g_{n m + 1}, \dots, g_{n m + m - 1}\}", 5),
        (r"G = (g_n, \ldots, g_{n+m})", 6),
    ],
)
def test_both_ends_of_a_list_are_counted(tmp_path: Path, formula: str, count: int) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert "How many members are listed" in prompt(draft)
    assert key_at(draft, {"m": 5, "n": 3}) == count
    assert problems([draft]) == []


def test_a_list_is_no_longer_than_the_paper_says(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, r"We need $k < m$.", r"G = (g_{n m}, \ldots, g_{n m + k})")))
    assert "k < m" in str(draft.exercise["where"])


@pytest.mark.parametrize(
    "formula",
    [
        r"G = (g_1, \ldots, g_m)",  # as many as it says
        r"G = (g_1, g_3, \ldots, g_{2 m + 1})",
        r"G = (g_0, \ldots, g_m, u_0, \ldots, u_m)",
        r"G = (g_0, \ldots, u_m)",
        r"G = (g_{r_0}, \ldots, g_{r_m})",
    ],
)
def test_other_lists_are_left_alone(tmp_path: Path, formula: str) -> None:
    assert not made(drafts(paper_of(tmp_path, "", formula)))
