"""Answers as people type them who do not know the checker: right ones in many spellings, and near misses."""

from __future__ import annotations

from typing import Any

import pytest

from drill.checking.check import check

X: dict[str, Any] = {"vars": ["x"]}
TOUCHING = {"inequality": "(x - 1)^2 > 0", **X}
IRRATIONAL = {"inequality": "(x^2 - 2)^2 > 0", **X}
IDENTITY = {"code": "x", "arrays": {"x": ["n"]}}


@pytest.mark.parametrize(
    ("expect", "answer", "verdict"),
    [
        *((TOUCHING, right, "correct") for right in ("x != 1", "x < 1 or x > 1", "|x - 1| > 0")),
        *((TOUCHING, wrong, "wrong") for wrong in ("x != 1.0000001", "x > 1", "(-inf, inf)", "x != -1")),
        *((IRRATIONAL, right, "correct") for right in ("|x| != sqrt 2", "x^2 != 2")),
        *((IRRATIONAL, wrong, "wrong") for wrong in ("x != sqrt 2", "(-inf, inf)", "(x^2 - 2)^2 >= 0")),
        ({"expression": "-1", **X}, "sign(-|x|)", "wrong"),  # another value at a single place
        ({"expression": "1", **X}, "sign(x^2)", "wrong"),
        ({"expression": "x", **X}, "x sign(x)^2", "correct"),
        *((IDENTITY, wrong, "wrong") for wrong in ("np.clip(x, -100, 100)", "np.minimum(x, 500)")),
        (
            {"code": "np.exp(z) / np.exp(z).sum()", "arrays": {"z": ["n"]}},
            "np.exp(z - np.log(np.sum(np.exp(z))))",  # overflows far out, as the key does
            "correct",
        ),
    ],
)
def test_near_misses(expect: dict[str, Any], answer: str, verdict: str) -> None:
    assert check(expect, answer).verdict == verdict
