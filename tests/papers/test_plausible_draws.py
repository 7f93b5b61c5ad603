"""What is drawn is possible for what the paper says that it is: weights, errors, shares of a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.params import read_domain
from drill.papers.kinds import evaluate
from drill.papers.plausible.called import role_by_words
from tests.papers.semantic import made, paper_of, problems

SIGNED = "-4..6 !0"


def drawn(tmp_path: Path, words: str, *formulas: str) -> dict[str, object]:
    """The exercise of the last formula."""
    found = [
        draft
        for draft in made(evaluate.drafts(paper_of(tmp_path, words, *formulas)))
        if f"equation ({len(formulas)})" in str(draft.exercise["prompt"])
    ]
    assert problems(found) == []
    assert found
    return dict(found[0].exercise)


def numbers(exercise: dict[str, object], name: str) -> list[float]:
    """What a name of an exercise is drawn from."""
    params = exercise["params"]
    assert isinstance(params, dict)
    return [float(one.value) for one in read_domain(params[name])]


@pytest.mark.parametrize(
    ("meaning", "role"),
    [
        ("small stabilising constant", "tiny"),
        ("numerical floor", "tiny"),
        ("loss weights", "rate"),
        ("trade-off parameter", "rate"),
        ("hyperparameter that balances the two terms", "rate"),
        ("weights", "value"),
        ("recall", "probability"),
        ("mean accuracy", "probability"),
        ("friction coefficient", "positive"),
        ("divergence between two laws", "positive"),
        ("regression coefficient", None),
    ],
)
def test_what_is_called_so_is_drawn_so(meaning: str, role: str | None) -> None:
    assert role_by_words(meaning) == role


@pytest.mark.parametrize(
    ("words", "formula", "name"),
    [
        ("", r"y = a - \operatorname{softplus}(x, c)", "softplus1"),
        ("", r"\mathbf{y} = \mathbf{a} + \boldsymbol{\sigma}_\phi(\mathbf{x}) \odot \mathbf{u}", "sigma"),
        (r"Here $\mu$ is the friction coefficient.", r"F = G - \mu v", "mu"),
        (r"Here $h$ is a distance.", r"y = a - h(u, v)", "h"),
    ],
)
def test_what_is_never_negative_is_not_drawn_so(tmp_path: Path, words: str, formula: str, name: str) -> None:
    assert min(numbers(drawn(tmp_path, words, formula), name)) > 0
