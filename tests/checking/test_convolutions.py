"""Stars between two things in formulas: what they join is convolved, and is no plain product."""

from __future__ import annotations

from tests.asked import check
from tests.rows import each_row

GATE = r"i = \sigma(W_{xi} \ast x_t + w_{ci} \odot c_{t-1} + b_i)"


@each_row(
    ("key", "answer", "verdict"),
    [
        (GATE, GATE, "correct"),
        (GATE, r"i = \sigma(W_{xi} * x_t + w_{ci} \odot c_{t-1} + b_i)", "correct"),
        (GATE, r"i = \sigma(W_{xi} x_t + w_{ci} \odot c_{t-1} + b_i)", "wrong"),
        (GATE, r"i = \sigma(W_{xi} \odot x_t + w_{ci} \odot c_{t-1} + b_i)", "wrong"),
        (r"y = (f \ast g)(x)", "y = (f*g)(x)", "correct"),
        (r"y = (f \ast g)(x)", "y = (f g)(x)", "wrong"),
        (r"y = f \ast g + h", "y = h + f*g", "correct"),
        (r"y = f \ast g + h", "y = f g + h", "wrong"),
        (r"\theta^\ast = \arg\min_\theta L(\theta)", "theta^* = argmin_theta L(theta)", "correct"),
        (r"\theta^{\ast} = a_\ast + 1", "theta^* = a_* + 1", "correct"),
    ],
)
def test_stars_in_formulas(key: str, answer: str, verdict: str) -> None:
    assert check({"formula": key}, answer).verdict == verdict
