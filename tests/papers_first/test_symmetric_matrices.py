"""Matrices that the paper calls by a word for symmetric ones: answers that only hold for these are right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from drill.papers_first.kinds import code
from tests.asked import check
from tests.papers_first.semantic import answer, only, paper_of, problems

_FORMULA = r"\ell(r) = \log \left| I + \eta B \right|"
_TOLD = r"$\eta \in \mathbb{R}$ is the step size and $B \in \mathbb{R}^{d \times d}$ is the"


@pytest.mark.parametrize(
    ("meaning", "assumed"),
    [
        ("Hessian of the loss", ["B symmetric"]),
        ("covariance matrix of the noise", ["B positive definite"]),
        ("weight matrix", None),
        ("cross-covariance of the two views", None),
        ("transition matrix of the Hessian", None),
        ("root of the covariance", None),
    ],
)
def test_a_matrix_is_assumed_to_be_what_it_is_called(
    tmp_path: Path, meaning: str, assumed: list[str] | None
) -> None:
    draft = only(code.drafts(paper_of(tmp_path, f"Here {_TOLD} {meaning}.", _FORMULA)))
    assert draft.exercise.get("assume") == assumed
    assert problems([draft]) == []
    told = {name: draft.exercise[name] for name in ("vars", "assume") if name in draft.exercise}
    expect: Mapping[str, object] = {**answer(draft), **told}
    by_values = "np.sum(np.log(np.abs(1 + eta*np.linalg.eigvalsh(B))))"
    assert check(expect, by_values).verdict == ("correct" if assumed else "wrong")
    assert check(expect, by_values.replace("1 + ", "1 - ")).verdict == "wrong"
