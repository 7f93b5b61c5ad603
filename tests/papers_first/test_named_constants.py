"""Constants of functions that words name are above 0, and an identity of a stated size is no number."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import made, paper_of
from tests.papers_first.test_fair_exercises import least_and_most


@pytest.mark.parametrize(
    "words",
    [
        r"It has strong convexity $\mu$.",
        r"Its smoothness constant $\mu$ is given.",
        r"Take the Lipschitz constant $\mu$ of it.",
    ],
)
def test_above_zero(tmp_path: Path, words: str) -> None:
    (draft,) = made(evaluate.drafts(paper_of(tmp_path, words, r"r = (1 - \frac{\mu}{3}) c - b")))
    assert least_and_most(draft, "mu")[0] > 0


def test_an_identity_of_a_stated_size_is_not_drawn(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"v = t^{-1} I_D + m^T m - a^T b")
    assert made(evaluate.drafts(paper)) == []


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (r"For all $t \geq 0$ and $\kappa = 3 - 5\ln(2)$ it holds that", -0.4657),
        (r"Here $\kappa = \sqrt{2}/3$.", 0.4714),
        (r"We write $\kappa = -\exp(-1)$ for short.", -0.3679),
    ],
)
def test_what_is_set_to_roots_and_logarithms_is_that_number(tmp_path: Path, words: str, value: float) -> None:
    (draft,) = made(evaluate.drafts(paper_of(tmp_path, words, r"g(t) \geq t + \kappa t^2")))
    assert least_and_most(draft, "kappa") == (value, value)


def test_what_is_set_to_a_plain_number_may_be_set_to_others(tmp_path: Path) -> None:
    (draft,) = made(
        evaluate.drafts(paper_of(tmp_path, r"We use $\kappa = 0.5$.", r"g(t) \geq t + \kappa t^2"))
    )
    least, most = least_and_most(draft, "kappa")
    assert least < most
