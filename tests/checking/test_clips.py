"""An answer that is the key only up to a clip or a threshold is wrong; honest forms of the key are right."""

from __future__ import annotations

import pytest

from drill.checking import check, spec_from

VECTOR = {"x": ["n"]}
TABLE = {"X": ["n", "d"]}
SQUARE = {"S": ["n", "n"], "x": ["n"]}
DEFINITE = ["S positive definite"]


@pytest.mark.parametrize(
    ("expect", "right", "wrong"),
    [
        ({"matrix-expression": "norm(x)", "shapes": VECTOR}, "sqrt(x^T x)", "max(norm(x), 0.5)"),
        ({"matrix-expression": "norm(x)", "shapes": VECTOR}, "norm(-x)", "min(norm(x), 100)"),
        ({"matrix-expression": "x/norm(x)", "shapes": VECTOR}, "x/sqrt(x^T x)", "x/max(norm(x), 0.1)"),
        ({"matrix-expression": "x^T x", "shapes": VECTOR}, "norm(x)^2", "min(x^T x, 1000)"),
        (
            {"matrix-expression": "p x", "vars": ["p"], "assume": ["0 < p < 1"], "shapes": VECTOR},
            "abs(p) x",
            "min(p, 0.9) x",
        ),
        (
            {"matrix-expression": "x^T S x", "shapes": SQUARE, "assume": DEFINITE},
            "abs(x^T S x)",
            "max(1, x^T S x)",
        ),
        (
            {"matrix-expression": "trace(S)", "shapes": SQUARE, "assume": DEFINITE},
            "tr(S^T)",
            "max(tr(S), 0.5)",
        ),
        ({"matrix-expression": "rank(X)", "shapes": TABLE}, "rank(X X^T)", "min(n, d)"),
        ({"matrix-expression": "d - rank(X)", "shapes": TABLE}, "d - rank(X^T X)", "max(d - n, 0)"),
        ({"code": "np.sign(x)", "arrays": VECTOR}, "(x > 0) * 1.0 - (x < 0)", "np.tanh(1e9 * x)"),
        ({"code": "np.sign(x)", "arrays": VECTOR}, "np.sign(3 * x)", "np.clip(x * 1e6, -1, 1)"),
        ({"code": "x >= 0", "arrays": VECTOR}, "~(x < 0)", "x > -1e-9"),
        ({"code": "np.maximum(x, 0)", "arrays": VECTOR}, "x * (x > 0)", "x * (x > 1e-3)"),
        (
            {"code": "np.maximum(x, 0)", "arrays": VECTOR},
            "(x + np.abs(x)) / 2",
            "np.logaddexp(0, 1e5 * x) / 1e5",
        ),
        (
            {"code": "np.where(x > 0, x, np.exp(x) - 1)", "arrays": VECTOR},
            "np.maximum(x, 0) + np.expm1(np.minimum(x, 0))",
            "np.where(x > 1e-2, x, 0)",
        ),
    ],
)
def test_a_clip_far_out_or_near_a_threshold_is_seen(
    expect: dict[str, object], right: str, wrong: str
) -> None:
    spec = spec_from(expect)
    assert check(spec, right).verdict == "correct"
    verdict = check(spec, wrong)
    assert verdict.verdict == "wrong"
    assert "transpose" not in verdict.message
    assert "order" not in verdict.message
