"""What the names of a paper are, where one sentence or one formula says less than all of them: vectors, rates
of change, members of a numbering, steps.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import code, evaluate, shape
from tests.papers_first.semantic import answer, made, only, paper_of, problems
from tests.papers_first.test_fair_exercises import least_and_most, prompt

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


def test_a_vector_is_as_long_as_a_sum_counts_its_entries(tmp_path: Path) -> None:
    chain = r"r(y) = \frac{1}{J} \mathbf{u}^\top \mathbf{q}(y) = \frac{1}{J} \sum_{k=1}^J u_k q_k(y)"
    (draft,) = made(shape.drafts(paper_of(tmp_path, r"The vectors $\mathbf{u}$ and $\mathbf{q}(y)$.", chain)))
    assert r"$\mathbf{u}$ has shape `(J,)`" in prompt(draft)
    assert r"$\mathbf{q}(y)$ has shape `(J,)`" in prompt(draft)
    assert problems([draft]) == []


# --- a name stays in the interval that the paper keeps it in ------------------------------------------------


def test_an_interval_with_a_long_end_keeps_a_name_in_it(tmp_path: Path) -> None:
    words = (
        r"For any $\omega \in \Big[\frac{3}{4}\sqrt{\frac{5 u/v}{w}} + \frac{5 u/v}{w} + \frac{3}{4}"
        r"\frac{s^2_b}{v}, \frac{1}{2}\Big]$ we have this."
    )
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"g = 3 h + 4 \omega")))
    assert least_and_most(draft, "omega")[1] <= 0.5


@pytest.mark.parametrize("index", ["n", "*", "1"])
def test_a_name_at_an_index_is_on_the_side_of_zero_where_the_name_is(tmp_path: Path, index: str) -> None:
    words = r"We get the parameter $v = -\frac{1}{2 s^2} < 0$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, rf"r = 3 h + 2 v_{{{index}}}")))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    (name,) = set(params) - {"h"}
    assert least_and_most(draft, name)[1] < 0


@pytest.mark.parametrize(("words", "is_asked"), [("", True), (r"Here $\eta \leq 1/3$.", False)])
def test_nor_does_a_bound_on_a_chance_need_a_larger_deviation(
    tmp_path: Path, words: str, is_asked: bool
) -> None:
    bound = r"P(|Y| > \eta) \leq 2 e^{-\eta^2/2}"
    drafts = made(evaluate.drafts(paper_of(tmp_path, words, bound)))
    assert [least_and_most(draft, "eta")[1] > 1 for draft in drafts] == [True] * is_asked


def test_a_comma_between_arguments_parts_no_names(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, r"The distance $d_a(u, v) \geq 0$ is small.", r"r = d_a(u, v)")
    names = [("d", "_", "{", "a", "}", "(", "u", ",", "v", ")"), ("v", ")")]
    assert [paper.kept.interval(name, None) is None for name in names] == [False, True]


# --- rules that an exercise chooses -------------------------------------------------------------------------


@pytest.mark.parametrize("words", [r"Two samples $a, a' \in [m]$ meet.", r"Here $a, a' \in [m_{tr}]$."])
def test_a_table_at_two_places_is_given_by_no_rule(tmp_path: Path, words: str) -> None:
    table = r"\tilde{T}(a, a') = F(a, a')"
    assert made(evaluate.drafts(paper_of(tmp_path, words, table))) == []
    assert made(evaluate.drafts(paper_of(tmp_path, "", table))) != []


def test_what_is_out_of_a_numbering_is_whole(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, r"A layer $r \in [R]$.", r"g = 3 h + 2 r^2")))
    assert least_and_most(draft, "r")[0] >= 1


@pytest.mark.parametrize("left", [r"D_{\mathrm{KL}}(a \| b)", r"D_{\text{JS}}(a, b)"])
def test_nor_is_a_divergence_any_number(tmp_path: Path, left: str) -> None:
    assert made(evaluate.drafts(paper_of(tmp_path, "", rf"{left} = F(a; b)"))) == []


# --- how far a step goes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("called", ["step-size", "constant step-length", "step-size schedule", "step sizes"])
def test_a_step_is_short_however_its_size_is_typed(tmp_path: Path, called: str) -> None:
    paper = paper_of(tmp_path, rf"Here $\zeta$ is the {called}.", r"r' = r - \zeta h")
    assert least_and_most(only(evaluate.drafts(paper)), "zet")[1] < 1


def test_what_is_called_a_step_size_far_away_counts_nothing(tmp_path: Path) -> None:
    far = r"\end{equation}\section{C} Let $\zeta$ be a constant step-size. \begin{equation} s = s"
    paper = paper_of(tmp_path, "", rf"U(r) \leq 2 \zeta^2 h {far}")
    (draft,) = made(evaluate.drafts(paper))
    assert least_and_most(draft, "zet")[1] < 1


# --- what a name is not, whatever is said beside it ---------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name", "meanings"),
    [
        (r"This holds for a family of rough functions $h$.", "h", []),
        (r"We choose the class of rough functions $H$.", "H", ["class of rough functions"]),
        (r"The loss is $M$-smooth within a ball of radius $M$.", "M", []),
        (r"The loss is $M$-smooth with the constant $M$.", "M", ["constant"]),
        (r"The loss is defined within a ball of radius $M$.", "M", ["radius of the ball"]),
    ],
)
def test_neither_is_a_member_its_family_nor_a_constant_of_smoothness_a_radius(
    tmp_path: Path, words: str, name: str, meanings: list[str]
) -> None:
    paper = paper_of(tmp_path, words, rf"{name}(u) = 3 u")
    assert [one.meaning for one in paper.entries if one.symbol == (name,)] == meanings
