"""What stands right before a sum sign is a factor, where it can be no operator."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import code, evaluate
from tests.papers_first.semantic import answer, made, only, paper_of, problems


@pytest.mark.parametrize(
    ("formula", "number", "numpy"),
    [
        (r"y = \sigma_1^2 \sum_{i=1}^D a_i", "sigma1^2*(a1 + a2 + a3)", "sigma1**2*np.sum(a)"),
        (r"y = c \sum_{i=1}^D k_i(x_i, z_i)", "c*(k1 + k2 + k3)", "c*np.sum(k)"),
        (r"y = s^2 \prod_{i=1}^D k_i(x_i, z_i)", "s^2*(k1*k2*k3)", "s**2*np.prod(k)"),
    ],
)
def test_a_factor(tmp_path: Path, formula: str, number: str, numpy: str) -> None:
    paper = paper_of(tmp_path, "", formula)
    value, program = only(evaluate.drafts(paper)), only(code.drafts(paper))
    assert (answer(value)["number"], answer(program)["code"]) == (number, numpy)
    assert problems([value, program]) == []


@pytest.mark.parametrize("formula", [r"y = P \sum_{i=1}^D a_i", r"y = T^2 \sum_{i=1}^D a_i"])
def test_a_capital_may_be_an_operator(tmp_path: Path, formula: str) -> None:
    assert made(code.drafts(paper_of(tmp_path, "", formula))) == []


def test_seen_brackets_behind_a_power_may_hold_arguments(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"y = s^2 (a)")
    assert not made(evaluate.drafts(paper))
    assert not made(code.drafts(paper))
