"""Names that an exercise declares, typed as they are shown rather than as they are listed."""

from __future__ import annotations

from tests.asked import check
from tests.rows import each_row

NAMES = {
    "h": "h_{t-1}",
    "f": r"f_{ts}(\mathbf{z})",
    "f1": r"f_{ts}(\mathbf{z}^{(n-1)})",
    "logitprime": "logit_{k}'",
}


@each_row(
    ("key", "answer", "verdict"),
    [
        ("h", "h_{t-1}", "correct"),
        ("h", "h_(t-1)", "correct"),
        ("2*h", "2 h_{t-1}", "correct"),
        ("2*h", "3 h_{t-1}", "wrong"),
        ("f", "f_ts(z)", "correct"),
        ("f - f1", "f_ts(z) - f_ts(z^(n-1))", "correct"),
        ("f - f1", "f_ts(z^(n-1)) - f_ts(z)", "wrong"),
        ("logitprime + h", "logit_k' + h_{t-1}", "correct"),
    ],
)
def test_names_as_they_are_shown(key: str, answer: str, verdict: str) -> None:
    assert check({"expression": key, "names": NAMES}, answer).verdict == verdict
