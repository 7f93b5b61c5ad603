"""What a paper calls a distribution, a softmax, a propensity or a mean of 0 and 1 is drawn as chances."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.params import read_domain
from drill.papers_first.kinds import evaluate
from drill.papers_first.plausible.called import role_by_words
from tests.papers_first.semantic import made, paper_of, problems

LOSS = r"L = -\sum_{c \in C} t_a(c) \log u_a(c)"
SOFTMAX = r"\mathbf{u}_a = \operatorname{softmax}(M v)"
ENTROPY = r"H = \sum_i -t_i \log(y_i)"
SQUARES = r"S = \sum_i (t_i - y_i)^2"


def drawn(tmp_path: Path, words: str, *formulas: str) -> tuple[dict[str, list[float]], list[str]]:
    """By name what the first formula's numbers are drawn from, and what they must satisfy."""
    drafts = made(evaluate.drafts(paper_of(tmp_path, words, *formulas)))
    (draft,) = [one for one in drafts if "equation (1)" in str(one.exercise["prompt"])]
    assert problems([draft]) == []
    params: dict[str, str | list[str]] = dict(draft.exercise["params"])  # type: ignore[call-overload]
    ranges = {name: [float(one.value) for one in read_domain(text)] for name, text in params.items()}
    return ranges, list(draft.exercise.get("where", ()))  # type: ignore[call-overload]


def are_chances(ranges: dict[str, list[float]]) -> bool:
    return all(0 < one < 1 for numbers in ranges.values() for one in numbers)


@pytest.mark.parametrize(
    "words",
    [
        r"We fit the true distribution $t_a(\cdot)$ alone.",
        r"Here $t_a(\cdot)$ is the target distribution of topics.",
    ],
)
def test_values_of_distributions_are_shares_of_a_whole(tmp_path: Path, words: str) -> None:
    ranges, _ = drawn(tmp_path, words, LOSS, SOFTMAX)
    assert set(ranges) == {"t1", "u1", "t2", "u2"}
    assert are_chances(ranges)


def test_what_is_no_distribution_is_none(tmp_path: Path) -> None:
    words = r"Here $t_a(\cdot)$ is the mean of the distribution."
    assert not paper_of(tmp_path, words, LOSS).told.laws


def test_of_a_cross_entropy_both_are_shares(tmp_path: Path) -> None:
    ranges, _ = drawn(tmp_path, "The cross-entropy is as follows.", ENTROPY)
    assert set(ranges) == {"t1", "y1", "t2", "y2"}
    assert are_chances(ranges)
    ranges, _ = drawn(tmp_path, "A barrier keeps it inside.", r"H = \sum_i -w_i \log(y_i)")
    assert len(ranges) == 6
    assert not are_chances(ranges)


def test_targets_are_no_times(tmp_path: Path) -> None:
    _, where = drawn(tmp_path, r"Here $\mathbf{t}$ is the desired output.", SQUARES)
    assert not any("<" in one for one in where)


@pytest.mark.parametrize(
    ("words", "formulas"),
    [
        (r"Let $Y \in \{0, 1\}$.", (r"G = \frac{\mathbb{E}[Y]}{b} - c",)),
        ("", (r"G = p b - c", r"D \sim \mathrm{Bernoulli}(p)")),
    ],
)
def test_means_of_what_is_0_or_1_are_chances(tmp_path: Path, words: str, formulas: tuple[str, ...]) -> None:
    ranges, _ = drawn(tmp_path, words, *formulas)
    assert are_chances({name: numbers for name, numbers in ranges.items() if name in ("E1", "EY", "p")})


def test_what_is_a_chance_in_one_section_is_one_in_the_next(tmp_path: Path) -> None:
    words = r"\section{A} Here $\bar{b}_{u,i}$ is the propensity score. \section{B} We set this."
    ranges, _ = drawn(tmp_path, words, r"h = (w + \frac{1}{4})^{\bar{b}_{u,i}}")
    assert all(0 < one < 1 for one in ranges["bbarui"])


@pytest.mark.parametrize(
    "top",
    [
        r"\mathbf{x} \cdot \mathbf{y}",
        r"\mathbf{x}^\top \mathbf{y}",
        r"\langle \mathbf{x}, \mathbf{y} \rangle",
    ],
)
def test_a_similarity_that_is_set_to_a_cosine_is_between_ones(tmp_path: Path, top: str) -> None:
    cosine = rf"s(\mathbf{{x}}, \mathbf{{y}}) = \frac{{{top}}}{{\|\mathbf{{x}}\| \|\mathbf{{y}}\|}}"
    ranges, _ = drawn(tmp_path, "", r"G = a s(\mathbf{u}, \mathbf{v}) + b", cosine)
    assert all(-1 <= one <= 1 for one in ranges["s"])


def test_a_propensity_is_a_chance() -> None:
    assert role_by_words("propensity score") == role_by_words("propensity of a click") == "probability"
    assert role_by_words("score") == "value"
