"""A formula at which a kind fails costs that formula's drafts, and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from drill.papers_first.draft import Draft
from drill.papers_first.generate import generate
from drill.papers_first.kinds import code, evaluate, shape, special_case
from tests.papers_first.semantic import paper_of

FORMULAS = (
    r"u = \beta m + (1-\beta) g",
    r"w = \beta r + (1-\beta) s",
    r"\mathbf{y} = \mathbf{A} \mathbf{x} + \mathbf{b}",
    r"\mathbf{z} = \mathbf{A} \mathbf{x} + \mathbf{c}",
)
WORDS = (
    r"Let $\beta \in [0, 1)$ be the momentum coefficient, $\mathbf{A} \in \mathbb{R}^{p \times q}$ a matrix, "
    r"$\mathbf{x} \in \mathbb{R}^q$, $\mathbf{b} \in \mathbb{R}^p$ and $\mathbf{c} \in \mathbb{R}^p$ vectors."
)


def failing_once(function: Callable[..., object]) -> Callable[..., object]:
    """``function``, but for its first call, which fails as code does that nobody foresaw."""
    calls: Iterator[int] = iter(range(10_000))

    def call(*arguments: object, **options: object) -> object:
        if next(calls) == 0:
            raise TypeError("nobody expected that")
        return function(*arguments, **options)

    return call


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (evaluate, "resources"),
        (code, "resources"),
        (shape, "resources"),
        (special_case, "typed_exercise"),
    ],
)
def test_a_failure_at_one_formula_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    paper = paper_of(tmp_path, WORDS, *FORMULAS)
    before = {one.id for one in module.drafts(paper) if isinstance(one, Draft)}
    assert len(before) > 1
    monkeypatch.setattr(module, name, failing_once(getattr(module, name)))
    made = generate(paper, kinds=[module.KIND])
    kept = before & {draft.id for draft in made.drafts}
    assert kept
    assert kept != before
    assert [one for one in made.skipped if one.why == "this formula gave up: TypeError: nobody expected that"]
