"""A reader's own line: the arrays that it needs are found from how it uses them, or declared behind it."""

from __future__ import annotations

import pytest

from drill.errors import CheckError
from drill.formulas import KnownLetter, Meaning, read_typed_line


def print_line(meaning: Meaning) -> str:
    rows = [f"{name}: {' '.join(axes)}".strip() for name, axes in meaning.arrays.items()]
    return f"{meaning.code} with {', '.join((*rows, *meaning.assume))}"


@pytest.mark.parametrize(
    ("typed", "declared"),
    [
        ("x @ W", "x: d, W: d k"),
        ("softmax(Q @ K.T / np.sqrt(c)) @ V", "Q: n d, K: m d, c:, V: m k, c > 0"),
        ("g * (x - x.mean()) / np.sqrt(x.var() + eps) + b", "g:, x: d, eps:, b:, eps > 0"),
        ("-np.sum(p * np.log(p))", "p: d, p > 0"),
        ("np.log(p)", "p:, p > 0"),
        ("A @ B @ x + c", "A: n d, B: d k, x: k, c:"),
        ("x[:, None] - y[None, :]", "x: d, y: k"),
        ("X / np.linalg.norm(X, axis=-1, keepdims=True)", "X: n d"),
        ("beta * m + (1 - beta) * g", "beta:, m:, g:"),
        ("logsumexp(s)", "s: d"),
    ],
)
def test_arrays_have_as_few_axes_as_the_line_needs(typed: str, declared: str) -> None:
    assert print_line(read_typed_line(typed, {}, "")) == f"{typed} with {declared}"


def test_what_is_declared_behind_a_line_counts() -> None:
    meaning = read_typed_line("softmax(a * x) with x: n, a:, a > 0", {}, "")
    assert (meaning.code, dict(meaning.arrays), meaning.assume) == (
        "softmax(a * x)", {"a": (), "x": ("n",)}, ("a > 0",),
    )  # fmt: skip
    assert read_typed_line(print_line(meaning), {}, "") == meaning


def test_a_sheet_tells_letters_and_axes_of_names() -> None:
    known = {
        "eps": KnownLetter(r"\epsilon", (), ("eps > 0",)),
        "x": KnownLetter("x", ("m",)),
        "y": KnownLetter("y", ("k",)),
    }
    meaning = read_typed_line("x / (np.linalg.norm(x) + eps)", known, r"y = \frac{x}{\|x\| + \epsilon}")
    assert dict(meaning.arrays) == {"x": ("m",), "eps": ()}
    assert (meaning.assume, dict(meaning.letters)) == (("eps > 0",), {"eps": r"\epsilon"})


@pytest.mark.parametrize(
    "typed", ["", "x +", "x = ", "def f(): pass", "x @ W with x", "x.nope()", "x @ W with x: d, W: k d"]
)
def test_a_line_that_does_not_run_is_refused(typed: str) -> None:
    with pytest.raises(CheckError):
        read_typed_line(typed, {}, "")
