"""Statements whose sides contradict each other, or agree under a condition only, give no key."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.arithmetic.opened import opened
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.tokens import canonical
from drill.papers_first.kinds import altered, code, evaluate
from tests.papers_first.semantic import made, paper_of

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


@pytest.mark.parametrize(
    ("right", "is_asked"),
    [
        (r"d = \|B\|_F^2", False),  # the array's own shape would tell
        (r"s = \|B\|_F^2", True),
        (r"s = \|B^\top C\|_F^2 = d - k", False),
        (r"\|B B^\top - C C^\top\|_F^2 = d + k - 2 \|B^\top C\|_F^2", False),
        (r"\|B^\top C\|_F^2 = \operatorname{tr}((B^\top C)^\top B^\top C)", True),
    ],
)
def test_what_arrays_with_orthonormal_columns_agree_in_is_not_written_as_code(
    tmp_path: Path, right: str, is_asked: bool
) -> None:
    shapes = "Let $B \\in \\mathbb{R}^{n \\times d}$ and $C \\in \\mathbb{R}^{n \\times k}$ be bases."
    assert bool(made(code.drafts(paper_of(tmp_path, shapes, right)))) is is_asked


def test_a_left_side_of_the_given_numbers_is_compared_with_as_many_terms(tmp_path: Path) -> None:
    left = (
        r"\frac{1}{n} \sum_{i=1}^n (\mathbf{u} - \mathbf{z}_i)^\top \mathbf{A}_i (\mathbf{u} - \mathbf{z}_i)"
    )
    first = r"(\mathbf{u} - \mathbf{c})^\top \mathbf{B} (\mathbf{u} - \mathbf{c})"
    second = left.replace(r"\mathbf{u}", r"\mathbf{c}")
    drafts = made(evaluate.drafts(paper_of(tmp_path, "", f"{left} = {first} + {second}")))
    assert all("solve it for" in str(draft.exercise["prompt"]) for draft in drafts)  # it holds for one c only
    assert len(made(evaluate.drafts(paper_of(tmp_path, "", f"R = {first} + {second}")))) == 1


def test_no_letter_of_a_formula_counts_outcomes() -> None:
    left, right = parse_tokens(canonical(r"R = E_{x \sim D}[ g(x) ]")).sides
    beside = parse_tokens(canonical(r"R = \sum_{i=0}^{k-1} b_i")).sides
    for shown, name in (((), "x_{k}"), (beside, "x_{j}")):
        found = opened(right, 3, left, shown)
        assert found is not None
        assert name in found.says
