"""Statements whose sides contradict each other, or agree under a condition only, give no key."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.kinds import altered, code, evaluate
from tests.papers.semantic import made, paper_of

SET = r"b = \frac{u}{1 + u}"
"""What one of the letters below is set to."""


@pytest.mark.parametrize(
    ("right", "is_asked"),
    [
        (r"w = c (g + u v) = c (1 + u) ((1 - b) g + b v)", True),
        (r"w = c (g + u v) = \frac{c}{1 + u} ((1 - b) g + b v)", False),
    ],
)
def test_sides_are_compared_by_what_the_paper_sets_their_letters_to(
    tmp_path: Path, right: str, is_asked: bool
) -> None:
    for kind in (evaluate, altered):
        paper = paper_of(tmp_path, "Here is a rule.", right, SET)
        asked = {draft.source[:1] for draft in made(kind.drafts(paper))}
        assert ("w" in asked) is is_asked, kind


@pytest.mark.parametrize(
    ("right", "is_asked"),
    [
        (r"x_4 = x_3 - c g_3 - b c g_2 \Rightarrow v_4 = - c (g_3 + b g_2)", True),
        (r"x_4 = x_3 - c g_3 \Rightarrow v_4 = - c g_3", True),
        (r"x_4 = x_3 - c g_3 + b c g_2 \Rightarrow v_4 = - c (g_3 + b g_2)", False),
    ],
)
def test_what_follows_from_a_formula_has_its_signs(tmp_path: Path, right: str, is_asked: bool) -> None:
    assert bool(made(evaluate.drafts(paper_of(tmp_path, "Here is a rule.", right)))) is is_asked


@pytest.mark.parametrize(
    ("right", "is_asked"),
    [
        (r"m = h + 2 \lfloor k / 2 \rfloor - k + 1", True),
        (r"m = h + 2 \lfloor k / 2 \rfloor - k + 1 = h", False),
    ],
)
def test_a_chain_that_holds_of_odd_numbers_only_is_not_written_as_code(
    tmp_path: Path, right: str, is_asked: bool
) -> None:
    assert bool(made(code.drafts(paper_of(tmp_path, "It holds for $k$ odd.", right)))) is is_asked
