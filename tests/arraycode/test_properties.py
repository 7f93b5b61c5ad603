"""Replies to wrong code by what it breaks of the key's properties."""

from __future__ import annotations

import pytest

from drill.checking import check, spec_from

KEYS = {
    "rows": (
        "w = np.exp(S - np.max(S, axis=1, keepdims=True))\nw / np.sum(w, axis=1, keepdims=True)",
        {"S": ["n", "m"]},
    ),
    "norm": ("(x - np.mean(x)) / np.sqrt(np.var(x) + eps) + b", {"x": ["d"], "b": ["d"], "eps": []}),
}
ASSUME = {"rows": [], "norm": ["eps > 0"]}


def reply(name: str, answer: str) -> str:
    code, arrays = KEYS[name]
    verdict = check(spec_from({"code": code, "arrays": arrays, "assume": ASSUME[name]}), answer)
    return verdict.message


@pytest.mark.parametrize(
    ("name", "answer", "says"),
    [
        ("rows", "w = np.exp(S)\nw**2 / np.sum(w, axis=1, keepdims=True)", "The rows no longer sum to 1."),
        (
            "norm",
            "x / np.sqrt(np.var(x) + eps) + b",
            "Adding the same number to every entry of x changes your result",
        ),
        ("norm", "(x - np.mean(x)) / (np.var(x) + eps) + b", "Doubling x while multiplying by 4 eps changes"),
        (
            "norm",
            "(x - np.mean(x) + b) / np.sqrt(np.var(x) + eps)",
            "Adding the same number to every entry of b",
        ),
    ],
)
def test_the_property_that_breaks_is_named(name: str, answer: str, says: str) -> None:
    assert says in reply(name, answer)


def test_values_that_break_no_property_are_told_as_before() -> None:
    message = reply("norm", "(x - np.mean(x)) / np.sqrt(np.var(x) + 2 * eps) + b")
    assert "The shape is right, but the values are not." in message


def test_other_spellings_of_the_key_are_right() -> None:
    assert reply("rows", "np.exp(S) / np.exp(S).sum(1)[:, None]") == ""
    assert reply("norm", "b + (x - x.mean()) * (x.var() + eps)**-0.5") == ""
