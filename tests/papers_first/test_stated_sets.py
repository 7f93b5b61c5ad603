"""A set of whole numbers that the words keep a letter in binds what is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import made, only, paper_of, problems


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"Take another offset $a \in \{0, \ldots, s - 1\}$ of it.", {"a >= 0", "a <= s - 1"}),
        (r"Take another offset $a \in \{1, 2, \dots, h\}$ of it.", {"a >= 1", "a <= h"}),
        (r"Take another offset $a \in \{1, \dots, W\}$ of it.", {"a >= 1"}),
        (r"Take another offset $a$ of it.", set[str]()),
    ],
)
def test_the_ends_of_a_set_are_conditions(tmp_path: Path, words: str, expected: set[str]) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, "y = s h + a")))
    where = draft.exercise.get("where", [])
    assert isinstance(where, list)
    assert {one for one in map(str, where) if one.startswith("a ")} == expected
    assert problems([draft]) == []


def test_what_a_display_runs_over_binds_the_letter(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"y_m = \frac{m}{N}, \qquad m = 0, \ldots, N")))
    where = draft.exercise["where"]
    assert isinstance(where, list)
    assert {"m >= 0", "m <= N1"} <= set(map(str, where))
    assert problems([draft]) == []


def test_the_end_of_a_chain_keeps_all_that_it_sets_equal(tmp_path: Path) -> None:
    chain = r"c = f(r) \in (0, 1), \quad u = \log(1 + e^v) + h \in (0, \infty)"
    paper = paper_of(tmp_path, "", chain, "y = 3 (w - c)")
    first, second = made(evaluate.drafts(paper))
    assert "ln(1 + exp(v)) + h > 0" in first.exercise["where"]  # type: ignore[operator]
    params = second.exercise["params"]
    assert isinstance(params, dict)
    assert all(0 < float(one) < 1 for one in params["c"])
