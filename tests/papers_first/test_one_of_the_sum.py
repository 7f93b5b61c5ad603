"""What stands above a sum and is one of its terms is no number of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import made, paper_of


@pytest.mark.parametrize(
    ("formula", "is_asked"),
    [
        (r"L = -\log \frac{f(x_{\mathrm{pos}}, c)}{\sum_{i=1}^{N} f(x_i, c)}", False),
        (r"L = -\log \frac{\exp(q k_+)}{\sum_{i=0}^{K} \exp(q k_i)}", False),
        (r"L = -\log \frac{f(x_{t+k}, c)}{\sum_{j=1}^{N} f(x_j, c)}", False),
        (r"L = -\log \frac{\exp(q k^+)}{\sum_{i=1}^{K} \exp(q k_i^-)}", True),  # the others are named apart
        (r"p_j = \frac{\exp(z_j)}{\sum_{i=1}^{K} \exp(z_i)}", True),
    ],
)
def test_a_labelled_term_is_not_put_in_beside_all_terms(tmp_path: Path, formula: str, is_asked: bool) -> None:
    assert bool(made(evaluate.drafts(paper_of(tmp_path, "", formula)))) is is_asked
