"""Formulas whose sides are pairs: compared sign by sign, for pairs have no one value."""

from __future__ import annotations

import pytest

from tests.asked import check

CHAIN = r"\lambda = (\mu \sigma^{-2}, -\frac{1}{2} \sigma^{-2}) = (0, -\frac{1}{2})"


@pytest.mark.parametrize(
    ("key", "answer", "verdict"),
    [
        (CHAIN, "lambda = (mu sigma^(-2), -1/2 sigma^(-2)) = (0, -1/2)", "correct"),
        (CHAIN, "lambda = (mu sigma^(-2), -1/2 sigma^(-2)) = (1, -1/2)", "wrong"),
        (CHAIN, "lambda = (1, -1/2)", "wrong"),
        (CHAIN, "lambda = 0", "wrong"),
        ("x = (a, b)", "x = (a, b)", "correct"),
        ("x = (a, b)", "x = (b, a)", "wrong"),
        ("x = (2, 1)", "x = (4, 3)", "wrong"),
    ],
)
def test_pairs_are_compared_member_by_member(key: str, answer: str, verdict: str) -> None:
    assert check({"formula": key}, answer).verdict == verdict
