"""What the names of a paper are, where one sentence or one formula says less than all of them: vectors, rates
of change, members of a numbering, steps.
"""

from __future__ import annotations

from pathlib import Path

from drill.papers.kinds import code, shape
from tests.papers.semantic import answer, made, paper_of, problems
from tests.papers.test_fair_exercises import prompt

# --- what stands in an inner product is a vector, whatever number one case takes for it ---------------------


def test_a_case_of_one_dimension_does_not_make_a_vector_a_number(tmp_path: Path) -> None:
    words = (
        r"Here $\beta$ is the vector of weights, and $\beta_1$ a vector. In the case of coin flips,"
        r" $H(\beta) = e^\beta$ over $\beta \in \mathbb{R}$."
    )
    gap = r"V(\beta; \beta_1) = H(\beta) - H(\beta_1) - \langle \nabla H(\beta_1), \beta - \beta_1 \rangle"
    paper = paper_of(tmp_path, words, gap)
    assert all(entry.shape != "()" for entry in paper.entries)
    (draft,) = made(code.drafts(paper))
    arrays = answer(draft)["arrays"]
    assert isinstance(arrays, dict)
    assert sorted(arrays.values()) == [[], [], ["d"], ["d"], ["d"]]
    assert not any(r"$\beta$ is a number" in prompt(one) for one in made(shape.drafts(paper)))
    assert problems([draft]) == []


def test_a_number_that_no_inner_product_holds_stays_one(tmp_path: Path) -> None:
    paper = paper_of(
        tmp_path,
        r"The gain $\beta \in \mathbb{R}$ scales.",
        r"r = \beta \langle \mathbf{u}, \mathbf{v} \rangle",
    )
    (draft,) = made(code.drafts(paper))
    arrays = answer(draft)["arrays"]
    assert isinstance(arrays, dict)
    assert [] in arrays.values()


# --- a rate of change has the shape of what changes ---------------------------------------------------------


def test_a_rate_at_a_step_is_as_long_as_what_changes(tmp_path: Path) -> None:
    words = r"The matrix $G$ drives the vector $r_t$ of residuals."
    (draft,) = made(shape.drafts(paper_of(tmp_path, words, r"\dot{r}_t = -G r_t")))
    assert "`(d, d)`" in prompt(draft)
    assert problems([draft]) == []
