"""Means with weights, cross-entropies, spectrograms: drawn with the sign that what they are made of has."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.params import read_domain
from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import only, paper_of

_MASKED = r"\frac{\sum_i w_i %s}{D \sum_i w_i}"


def _least(tmp_path: Path, text: str, formula: str) -> dict[str, float]:
    params = only(evaluate.drafts(paper_of(tmp_path, text, formula))).exercise["params"]
    assert isinstance(params, dict)
    return {name: min(float(one.value) for one in read_domain(domain)) for name, domain in params.items()}


@pytest.mark.parametrize("body", [_MASKED % r"\|v_i - u_i\|_2^2", "-" + _MASKED % r"\log p(y_i \mid x_i)"])
def test_a_mean_of_squares_or_of_surprises_is_positive(tmp_path: Path, body: str) -> None:
    found = _least(tmp_path, "", rf"\mathcal{{J}} = \mathbb{{E}}\left[{body}\right]")
    assert all(found[name] > 0 for name in "abc")


def test_a_mean_of_anything_may_be_negative(tmp_path: Path) -> None:
    body = _MASKED % r"h(y_i \mid x_i)^3"
    found = _least(tmp_path, "", rf"\mathcal{{J}} = \mathbb{{E}}\left[{body}\right]")
    assert found["a"] < 0


def test_a_cross_entropy_is_positive(tmp_path: Path) -> None:
    formula = r"J = \sum_{k=1}^{2} \mathbb{E}_x\left[-\sum_{v \in V} p(v) \log q_k(v)\right]"
    assert min(_least(tmp_path, "", formula).values()) > 0


@pytest.mark.parametrize(
    ("words", "is_positive"), [("magnitude spectrogram", True), ("log-mel spectrogram", False)]
)
def test_a_spectrogram_is_positive_unless_it_is_a_logarithm(
    tmp_path: Path, words: str, is_positive: bool
) -> None:
    text = f"Here $Y$ is the {words} of the voice and $Z$ is the {words} of the drums."
    found = _least(tmp_path, text, "X = Y + Z")
    assert (min(found.values()) > 0) == is_positive
