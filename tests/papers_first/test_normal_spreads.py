"""Second parameters of normal laws are drawn as variances, and what is said to be 0 or 1 as that."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import made, paper_of
from tests.papers_first.test_plausible_draws import numbers

STATE = r"The state moves by noise $\mathbf{n}_t \sim \mathcal{N}(\mathbf{0}, \mathbf{H}_t)$."
DIAGONAL = STATE + r" Here $\mathbf{H}_t = \operatorname{diag}(\mathbf{h}_t)$."
SCALED = STATE + r" For speed, $\mathbf{H}_t \approx g_t \mathbf{I}$."


def drawn(tmp_path: Path, words: str, formula: str) -> dict[str, object]:
    (draft, *_) = made(evaluate.drafts(paper_of(tmp_path, words, formula)))
    return dict(draft.exercise)


@pytest.mark.parametrize(
    ("words", "formula", "variance", "other"),
    [
        (STATE, r"\mathbf{F}_t = \mathbf{A}_t \mathbf{H}_{t-1} + \mathbf{U}_t", "H", "A"),
        (STATE, r"\mathbf{F}_t = \mathbf{A}_t \hat{\mathbf{H}}_t + \mathbf{U}_t", "Hhat", "A"),
        (DIAGONAL, r"\mathbf{f}_t = \mathbf{a}_t \odot \mathbf{h}_t + \mathbf{u}_t", "h", "a"),
        (SCALED, r"f_t = v_t g_{t-1} + u_t", "g", "v"),
        (SCALED, r"f_t = v_t g_{\min} + u_t", "gmin", "v"),
    ],
)
def test_a_spread_of_a_normal_law_is_above_zero(
    tmp_path: Path, words: str, formula: str, variance: str, other: str
) -> None:
    exercise = drawn(tmp_path, words, formula)
    assert min(numbers(exercise, variance)) > 0
    assert min(numbers(exercise, other)) < 0


def test_where_nothing_is_drawn_so_the_same_name_has_either_sign(tmp_path: Path) -> None:
    exercise = drawn(
        tmp_path,
        r"The state moves by $\mathbf{n}_t = \mathbf{H}_t \mathbf{e}_t$.",
        r"\mathbf{F}_t = \mathbf{A}_t \mathbf{H}_t + \mathbf{U}_t",
    )
    assert min(numbers(exercise, "H")) < 0


def test_a_mean_of_squares_is_not_below_zero(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"c_t = \frac{1}{d_x} \sum_{i=1}^{d_x} x_{t,i}^2", r"f_t = c_t u_t + v_t")
    exercise = dict(made(evaluate.drafts(paper))[-1].exercise)
    assert min(numbers(exercise, "c")) > 0
    assert min(numbers(exercise, "u")) < 0


def test_a_gate_that_a_sum_runs_over_zero_and_one_of_is_one_of_them(tmp_path: Path) -> None:
    paper = paper_of(
        tmp_path,
        "Here $g_i$ is the state of the gate.",
        r"Q = \sum_{g_i = \{0, 1\}} e^{a_i g_i}",
        r"f_i = a_i g_i + u_i",
    )
    exercise = dict(made(evaluate.drafts(paper))[-1].exercise)
    assert set(numbers(exercise, "g")) == {0, 1}
