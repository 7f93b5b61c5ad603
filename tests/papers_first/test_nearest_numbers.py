"""What is nearest holds where a paper says several things of a letter; what stands beside is demanded."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.draft import Skipped
from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import made, only, paper_of, problems


def _values(exercise: object, name: str) -> set[float]:
    assert isinstance(exercise, dict)
    params = exercise["params"][name]
    return set(map(float, params)) if isinstance(params, list) else set()


@pytest.mark.parametrize(
    ("formula", "demand", "said"),
    [
        (r"m = \frac{c}{a - 1} \quad (a > 1)", "a > 1", "It holds for $a>1$."),
        (r"w = u^2 + v u \quad \text{for } u \geq 2", "u >= 2", r"It holds for $u\geq2$."),
        (r"h(y) = (1 - g) r(y) \quad \text{if } y > 0", None, "It holds for $y>0$."),
    ],
)
def test_a_condition_beside_a_formula_is_demanded_and_said(
    tmp_path: Path, formula: str, demand: str | None, said: str
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    where = draft.exercise.get("where", [])
    assert isinstance(where, list)
    assert demand is None or demand in where
    assert said in str(draft.exercise["prompt"])
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"m = c a + b \quad \text{if } a = b",
        r"m = c a + b \quad \text{for } a < z",
    ],
)
def test_another_condition_leaves_no_exercise(tmp_path: Path, formula: str) -> None:
    found = list(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert not made(iter(found))
    assert "it holds under a condition only" in {one.why for one in found if isinstance(one, Skipped)}


def test_what_contradicts_farther_away_is_left_aside(tmp_path: Path) -> None:
    words = r"The first tail needs $s < -1$." + "\n" * 9 + r"The second tail has $s > 2$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"m = \frac{c s}{s + 5}")))
    assert min(_values(draft.exercise, "s")) > 2


def test_more_numbers_are_drawn_of_what_few_would_repeat(tmp_path: Path) -> None:
    words = r"The ends satisfy $a > 0$, $b > 0$ and $a < b$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"m = (a + b) / 2")))
    assert len(_values(draft.exercise, "a")) > 6
    assert problems([draft]) == []


def test_a_letter_that_numbers_one_name_is_no_power_of_another(tmp_path: Path) -> None:
    formulas = (
        r"h_i^k = \sum_{j=1}^{3} \alpha_{ij}^k g_j^k",
        r"h_i = \frac{1}{K} \sum_{k=1}^{K} h_i^k",
        r"g_j^1, \ldots, g_j^K",
    )
    drafts = made(evaluate.drafts(paper_of(tmp_path, "The heads are $h_i^1, \\ldots, h_i^K$.", *formulas)))
    assert not any("^k" in str(draft.exercise["answer"]) for draft in drafts)
