"""Numbers of parts beside that of the whole, confidences, likenesses and sizes are drawn as they can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.formula.tree import Symbol
from drill.papers_first.plausible.called import role_by_name, role_by_words
from tests.papers_first.semantic import drawn


def lets(exercise: dict[str, object]) -> list[object]:
    """What the other numbers of an exercise decide."""
    found = exercise.get("let", {})
    assert isinstance(found, dict)
    return list(found.values())


@pytest.mark.parametrize(
    ("words", "formula", "decided"),
    [
        ("Bins are weighed.", r"E = \sum_{m=1}^M \frac{|B_m|}{n} |a_m - c_m|", ["valB1 + valB2"]),
        ("Rooms are weighed.", r"f = \sum_{k=1}^K \frac{n_k}{n} F_k", ["n1 + n2 + n3"]),
        (r"Here $h = \sum_{k=1}^K s_k$.", r"f = \frac{1}{h} \sum_{k=1}^K s_k F_k", ["s1 + s2 + s3"]),
        ("Rooms are weighed.", r"f = \sum_{k=1}^K \frac{a_k}{b} F_k", []),
    ],
)
def test_the_whole_has_as_many_as_its_parts(
    tmp_path: Path, words: str, formula: str, decided: list[str]
) -> None:
    assert lets(drawn(tmp_path, words, formula)) == decided


def test_what_a_logarithm_is_taken_of_one_over_lies_below_1(tmp_path: Path) -> None:
    params = drawn(tmp_path, "Here is a bound.", r"e = r + \frac{\log(1/h)}{a - 1}")["params"]
    assert isinstance(params, dict)
    assert "0.1" in params["h"]
    assert "9" not in params["h"]


def test_no_coordinate_of_a_sum_is_larger_than_its_norm(tmp_path: Path) -> None:
    step = r"w = v - \eta \frac{u}{\|r + \lambda v\|} (r + \lambda v)"
    exercise = drawn(tmp_path, r"Here $r, v \in \mathbb{R}^d$ are vectors.", step)
    assert not exercise or "abs(r + lam*v) <= norm" in str(exercise["where"])


def test_sizes_are_above_0_and_estimates_of_chances_are_chances() -> None:
    assert role_by_words("noise precision") == role_by_words("noise multiplier") == "positive"
    assert role_by_name(Symbol("p", accents=("\\hat",))) == "probability"


def test_a_length_of_a_stated_shape_is_a_count(tmp_path: Path) -> None:
    words = r"Let $x_t \in \mathbb{R}^m$ and $y_t \in \mathbb{R}^h$. There are so many numbers:"
    params = drawn(tmp_path, words, r"P = 4 (h (m + h) + h)")["params"]
    assert isinstance(params, dict)
    assert params["h"] == params["m"] == "2..12"
