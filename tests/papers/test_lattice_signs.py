"""The smaller and the larger of two numbers by the signs of lattices."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.kinds import code
from tests.papers.semantic import answer, drawn, made, only, paper_of, problems


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        (r"c = 1 \wedge \exp(u - v)", "min(1, exp(u - v))"),
        (r"r = \frac{p(y) q(x|y)}{p(x) q(y|x)} \wedge 1", "min(p*q/(p1*q1), 1)"),
        (r"d = \frac{s}{n \vee 1}", "s/max(n, 1)"),
        (r"e = 3 (1 \wedge \frac{s}{t}) + w", "3*min(1, s/t) + w"),
    ],
)
def test_beside_a_written_number_they_are_extremes(tmp_path: Path, formula: str, key: str) -> None:
    found = drawn(tmp_path, "", formula)
    assert found["answer"]["number"] == key  # type: ignore[index]
    assert "of the two." in str(found["prompt"])


@pytest.mark.parametrize(
    "formula",
    [
        r"a = \sum_{i=1}^{3} x_i \wedge 1",
        r"b = 2 + x \wedge 1",
        r"f = A \wedge B",
        r"g = 1 \wedge \exp u \vee 0",
        r"h = 1 \wedge a + b",
    ],
)
def test_how_far_they_reach_is_not_guessed(tmp_path: Path, formula: str) -> None:
    assert drawn(tmp_path, "", formula) == {}


def test_in_code_they_are_extremes_too(tmp_path: Path) -> None:
    draft = only(code.drafts(paper_of(tmp_path, "", r"c = 1 \wedge \exp(u - v)")))
    assert answer(draft)["code"] == "np.minimum(1, np.exp(u - v))"
    assert problems(made(iter([draft]))) == []
