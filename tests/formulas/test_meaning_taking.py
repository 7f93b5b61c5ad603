"""Meanings of formulas: which lines are taken, and what is said to those that are not."""

from __future__ import annotations

import re

import pytest

from drill.errors import CheckError
from drill.formulas import Meaning, read_array_row, take_meaning
from tests.formulas.misfits import MISFITS, Misfit
from tests.rows import each_row

LAYER_NORM = r"y = \gamma \odot \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta"
NORM = Meaning(
    "(3)",
    "g * (x - x.mean()) / np.sqrt(x.var() + eps) + b",
    {"x": ("d",), "g": ("d",), "b": ("d",), "eps": ()},
    ("eps > 0",),
    {"g": r"\gamma", "b": r"\beta", "eps": r"\epsilon"},
)


def meaning(code: str, assume: tuple[str, ...] = (), **arrays: str) -> Meaning:
    return Meaning("(1)", code, {name: tuple(axes.split()) for name, axes in arrays.items()}, assume)


@each_row("misfit", MISFITS)
def test_a_line_that_does_not_fit_is_refused_with_the_reason(misfit: Misfit) -> None:
    with pytest.raises(CheckError) as refused:
        take_meaning(misfit.meaning, misfit.latex)
    assert re.search(misfit.why, f"{refused.value.message}; {refused.value.hint}")


@each_row(
    ("code", "assume", "arrays", "axes"),
    [
        ("softmax(Q @ K.T / np.sqrt(d)) @ V", (), {"Q": "n d", "K": "m d", "V": "m e"}, ("n", "e")),
        ("softmax(S, axis=0)", (), {"S": "n m"}, ("n", "m")),
        ("e = torch.exp(x)\ne / e.sum(dim=0)", (), {"x": "k"}, ("k",)),
        ("logsumexp(x) - np.log(n)", (), {"x": "n"}, ()),
        ("np.stack([x, y])", (), {"x": "n", "y": "n"}, ("2", "n")),
        ("x[t] + x.sum() / norm(x)", ("t integer", "0 <= t < n"), {"x": "n", "t": ""}, ()),
        # A mask that the line writes itself may be infinite on the way, and in the value.
        ("softmax(np.where(np.tri(n) > 0, S, -np.inf))", (), {"S": "n n"}, ("n", "n")),
        ("softmax(np.where(np.tril(np.ones((n, n))) > 0, S, -np.inf))", (), {"S": "n n"}, ("n", "n")),
        ("np.where(np.eye(n) > 0, S, float('-inf'))", (), {"S": "n n"}, ("n", "n")),
        ("np.sin(theta) * x", ("0 < theta < pi",), {"x": "n", "theta": ""}, ("n",)),
        ("np.sqrt(b - a)", ("a < b",), {"a": "", "b": ""}, ()),
        ("np.log(np.abs(x) + 1)", (), {"x": "n 3"}, ("n", "3")),
    ],
)
def test_what_fits_is_taken(
    code: str, assume: tuple[str, ...], arrays: dict[str, str], axes: tuple[str, ...]
) -> None:
    line = meaning(code, assume, **arrays)
    taken = take_meaning(line)
    assert (taken.meaning, taken.axes, taken.notes) == (line, axes, ())


@each_row(
    ("code", "assume", "axes", "bounds"),
    [
        ("(r.sum() - r) / (k - 1)", (), "k", ("k > 1",)),
        ("np.var(r, axis=0, ddof=1)", (), "k m", ("k > 1",)),
        ("r / r.sum()", ("r binary", "r rows not zero"), "k", ()),
        ("(r.sum() - r) / (k - 1)", ("k > 2",), "k", ()),
        ("r - r.mean()", (), "k", ()),
    ],
)
def test_an_axis_without_a_value_at_length_one_counts_from_two_on(
    code: str, assume: tuple[str, ...], axes: str, bounds: tuple[str, ...]
) -> None:
    assert take_meaning(meaning(code, assume, r=axes)).meaning.assume == (*assume, *bounds)


def test_what_names_and_letters_leave_open_is_noted_and_not_refused() -> None:
    assert take_meaning(NORM, LAYER_NORM).notes == (
        "no array has the letter \\mu",
        "no array has the letter \\sigma",
    )
    other = Meaning("(3)", "lam * x", {"lam": (), "x": ("n",)}, ("tau > 0",), fixed=("v",))
    assert take_meaning(other, r"y = \lambda x").notes == (
        "assume: no array is called tau",
        "fixed: no array is called v",
        "lam is not a letter of the formula: letters says which one it is",
        "no array has the letter \\lambda",
    )


def test_letters_may_stand_for_names_that_the_line_assigns() -> None:
    line = Meaning("(3)", "mu = x.mean()\nx - mu", {"x": ("n",)}, letters={"mu": r"\mu_{B}", "x": "x_i^{k}"})
    assert take_meaning(line, r"x_i^{k\top} - \mu_B").meaning == line


@each_row(
    ("row", "name", "axes"),
    [
        ("x: d", "x", ("d",)),
        ("W: d k", "W", ("d", "k")),
        ("W: d, k", "W", ("d", "k")),
        ("y: t + 1 k * 2", "y", ("t + 1", "k * 2")),
        ("eps:", "eps", ()),
    ],
)
def test_arrays_are_declared_in_a_row(row: str, name: str, axes: tuple[str, ...]) -> None:
    assert read_array_row(row) == (name, axes)


def test_a_row_without_a_colon_is_refused() -> None:
    with pytest.raises(CheckError, match="does not declare an array"):
        read_array_row("x")
