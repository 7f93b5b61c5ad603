"""Each bound, choice and comparison of a key shows in some trial, so that an answer without it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from drill.answers import judge

RATIOS: Mapping[str, Any] = {
    "code": "np.mean(np.minimum(r * A, np.clip(r, 1 - eps, 1 + eps) * A))",
    "arrays": {"r": ["n"], "A": ["n"], "eps": []},
    "assume": ["r > 0", "0 < eps < 1"],
}
LENGTHS: Mapping[str, Any] = {
    "code": "np.clip((16384 - n) / 4096, -1, 0)", "arrays": {"n": ["b"]}, "assume": ["n positive"],
}  # fmt: skip
SHARES: Mapping[str, Any] = {
    "code": "np.where(t > 40 * s, s, t)", "arrays": {"t": ["k"], "s": []}, "assume": ["t > 0", "s > 0"],
}  # fmt: skip
VOLUME: Mapping[str, Any] = {"code": "np.abs(np.linalg.det(A))", "arrays": {"A": ["n", "n"]}}


@pytest.mark.parametrize(
    ("expect", "answer"),
    [
        (RATIOS, "np.mean(np.minimum(r * A, np.maximum(r, 1 - eps) * A))"),
        (RATIOS, "np.mean(np.minimum(r * A, np.minimum(r, 1 + eps) * A))"),
        (RATIOS, "np.mean(r * A)"),
        (LENGTHS, "0 * n"),
        (LENGTHS, "np.maximum((16384 - n) / 4096, -1)"),
        (LENGTHS, "np.minimum((16384 - n) / 4096, 0)"),
        (SHARES, "t"),
        (SHARES, "s + 0 * t"),
        (VOLUME, "np.linalg.det(A)"),
    ],
)
def test_an_answer_without_a_branch_is_wrong(expect: Mapping[str, Any], answer: str) -> None:
    """What the key does beyond a bound is asked for, too, however rarely an array gets there."""
    assert judge(expect, answer).verdict == "wrong"


@pytest.mark.parametrize(
    ("expect", "answer"),
    [
        (RATIOS, "np.where(A > 0, np.minimum(r, 1 + eps), np.maximum(r, 1 - eps)).dot(A) / len(r)"),
        (LENGTHS, "-np.clip((n - 16384) / 4096, 0, 1)"),
        (SHARES, "t * (t <= 40 * s) + s * (t > 40 * s)"),
        (VOLUME, "np.sqrt(np.linalg.det(A) ** 2)"),
    ],
)
def test_other_right_code_stays_right(expect: Mapping[str, Any], answer: str) -> None:
    """The further trials call no right answer wrong."""
    assert judge(expect, answer).verdict == "correct"
