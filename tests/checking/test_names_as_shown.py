"""Names that an exercise declares, typed as they are shown rather than as they are listed."""

from __future__ import annotations

from drill.checking import names_to_explain, spec_from
from tests.asked import check
from tests.rows import each_row

NAMES = {
    "h": "h_{t-1}",
    "x": "x_{i,t}",
    "f": r"f_{ts}(\mathbf{z})",
    "f1": r"f_{ts}(\mathbf{z}^{(n-1)})",
    "logitprime": "logit_{k}'",
}


@each_row(
    ("name", "latex", "is_explained"),
    [
        ("n1", "n", False), ("w", "x_t", False), ("q", "f'", False), ("a", "n_{wc}", False),
        ("lam", r"\lambda", True), ("y", r"\hat x", True), ("gnext", "g_{t+1}", True), ("n", "m", False),
    ],
)  # fmt: skip
def test_only_names_that_are_typed_otherwise_than_shown_are_explained(
    name: str, latex: str, is_explained: bool
) -> None:
    spec = spec_from({"expression": f"2*{name}", "names": {name: latex}})
    assert names_to_explain(spec) == [(name, latex)] * is_explained
    if not is_explained:
        assert check({"expression": f"2*{name}", "names": {name: latex}}, f"2 {latex}").verdict == "correct"


def test_a_name_that_is_shown_as_another_one_is_explained() -> None:
    assert names_to_explain(spec_from({"expression": "G1 + G", "names": {"G1": "G", "G": r"\Gamma"}})) == [
        ("G1", "G"), ("G", r"\Gamma"),
    ]  # fmt: skip


@each_row(
    ("key", "answer", "verdict"),
    [
        ("h", "h_{t-1}", "correct"),
        ("h", "h_(t-1)", "correct"),
        ("h", "hₜ₋₁", "correct"),
        ("x - 2*h", "xᵢ,ₜ - 2hₜ₋₁", "correct"),
        ("x - 2*h", "xᵢ,ₜ - 3hₜ₋₁", "wrong"),
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
