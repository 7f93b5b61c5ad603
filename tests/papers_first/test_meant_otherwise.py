"""Lines that mean something else than the arithmetic that stands there: no numbers are put in."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import made, only, paper_of
from tests.papers_first.test_fair_exercises import least_and_most


def asked(tmp_path: Path, words: str, *formulas: str) -> list[str]:
    """The prompts of a paper."""
    drafts = made(evaluate.drafts(paper_of(tmp_path, words, *formulas)))
    return [str(draft.exercise["prompt"]) for draft in drafts]


@pytest.mark.parametrize(
    "formula",
    [
        pytest.param(r"k^* = \arg\min_k d_k = (a - b)^2", id="the value is not the place"),
        pytest.param(r"C_{ij} = A_{ik} B_{kj} + d_{ij}", id="an index is summed over in silence"),
        pytest.param(r"u_i = A_{ij} x_j", id="a matrix times a vector, by its indices"),
    ],
)
def test_what_is_not_meant_is_not_computed(tmp_path: Path, formula: str) -> None:
    assert not asked(tmp_path, "", formula)


@pytest.mark.parametrize("formula", [r"C_{ij} = A_{ij} b_j + d_{ij}", r"C_{ij} = A_{it} b_t + d_{ij}"])
def test_an_index_on_the_left_or_of_time_is_not_summed_over(tmp_path: Path, formula: str) -> None:
    assert asked(tmp_path, "", formula)


def test_a_raised_t_that_is_no_quantity_is_a_transpose(tmp_path: Path) -> None:
    (prompt,) = asked(tmp_path, "", r"u = \nu_i^T \frac{\partial K}{\partial k} \nu_i")
    assert "a transpose changes nothing" in prompt
    assert "T =" not in prompt


def test_brackets_that_a_paper_defines_are_not_the_usual_ones(tmp_path: Path) -> None:
    own = r"\lfloor x \rfloor = x - 2\pi \lfloor \frac{x + \pi}{2\pi} \rfloor"
    formula = r"Q = \lfloor b \rfloor + c"
    assert asked(tmp_path, "", formula)
    assert not asked(tmp_path, "", own, formula)
    plain = r"Q = \lceil b \rceil + c"
    assert asked(tmp_path, "", own, plain)


@pytest.mark.parametrize(
    ("own", "is_usual"),
    [
        (r"\|x\|_1 = \sum_{i=1}^n |x_i|", True),
        (r"\|x\|_1 = \frac{1}{n} \sum_{i=1}^n |x_i|", False),
        (r"\|x\|_1 = \sum_{i=1}^n v_i |x_i|", False),
        (r"\|M\|_1 = \max_{j} \sum_{i=1}^n |M_{ij}|", True),
    ],
)
def test_norms_are_computed_with_where_they_are_defined_as_usual(
    tmp_path: Path, own: str, is_usual: bool
) -> None:
    prompts = asked(tmp_path, "", own, r"Q = \|b\|_1 + \|c\|_1 u")
    assert any("Compute $Q$" in prompt for prompt in prompts) is is_usual


@pytest.mark.parametrize(
    ("own", "is_usual"),
    [
        (r"\|M\| = \sup_{x \neq 0} \frac{\|M x\|}{\|x\|}", True),
        (r"\|M\| = \max_{\|x\| = 1} \|M x\|", True),
        (r"\|M\| = \sup_{x \neq 0} \frac{\|M x\|}{\|x\|_1}", False),
        (r"\|x\| = \max_i |x_i|", False),
    ],
)
def test_the_largest_stretch_is_the_usual_norm_of_a_matrix(tmp_path: Path, own: str, is_usual: bool) -> None:
    prompts = asked(tmp_path, "", own, r"Q = \|b\| + \|c\| u")
    assert any("Compute $Q$" in prompt for prompt in prompts) is is_usual


@pytest.mark.parametrize(
    ("own", "is_usual"),
    [
        (r"\|M\|_{2,1} = \sum_j \sqrt{\sum_i M_{ij}^2}", True),
        (r"\|M\|_{2,1} = \sum_j v_j \sqrt{\sum_i M_{ij}^2}", False),
    ],
)
def test_a_norm_with_a_label_has_no_weights_of_its_own(tmp_path: Path, own: str, is_usual: bool) -> None:
    prompts = asked(tmp_path, "", own, r"Q = \|b\|_{2,1} + \|c\|_{2,1} u")
    assert any("Compute $Q$" in prompt for prompt in prompts) is is_usual


@pytest.mark.parametrize(
    ("formula", "is_told"),
    [
        (r"u_s = \frac{1}{k} \sum u_s^{(i)}", True),
        (r"u_s = \frac{1}{k} \sum v_i u_s^{(i)}", True),
        (r"u_s^{(i)} = \frac{1}{k} \sum u_s^{(i)} + v", False),
    ],
)
def test_a_sum_that_names_no_index_runs_over_the_only_one_that_is_free(
    tmp_path: Path, formula: str, is_told: bool
) -> None:
    assert any("Let $i$ run over" in prompt for prompt in asked(tmp_path, "", formula)) is is_told


def test_a_mean_that_goes_to_a_limit_is_computed_before_the_arrow(tmp_path: Path) -> None:
    (prompt,) = asked(tmp_path, "", r"\frac{1}{n} \sum_{i=1}^n h(U_i)^2 \to \int h(u)^2 d\nu(u)")
    assert r"Look at what stands before $\rightarrow$" in prompt
    assert "Compute its value" in prompt
    assert not asked(tmp_path, "", r"\frac{1}{n} \sum_{i=1}^n h_i \to z")


def test_functions_that_are_set_one_by_the_one_before_are_not_drawn(tmp_path: Path) -> None:
    words = "Here $h_0(x) = 1$, $h_1(x) = x$ and $h_k(x) = 2 x h_{k-1}(x) - h_{k-2}(x)$."
    formula = r"g(x) = \sum_{k=0}^{M-1} c_k h_k(x)"
    assert asked(tmp_path, "", formula)
    assert not asked(tmp_path, words, formula)


def test_an_array_of_ones_is_no_number_to_choose(tmp_path: Path) -> None:
    formula = r"\mathbf{s} = m \mathbf{j} - \mathbf{m}"
    assert asked(tmp_path, "", formula)
    assert not asked(tmp_path, r"Here $\mathbf{j}$ is the vector of $K$ ones.", formula)


def test_of_an_expectation_over_nobody_says_what_noise_is_not_fixed(tmp_path: Path) -> None:
    formula = r"P = \mathbb{E}\left[ \frac{\epsilon^2 j_a}{(1 + \epsilon)^2} \right]"
    assert not any("equally likely" in prompt for prompt in asked(tmp_path, "", formula))


def test_what_is_set_like_what_is_drawn_is_not_drawn_with_it(tmp_path: Path) -> None:
    formula = r"C = \mathbb{E}_{\mathbf{w}}[\|\mathbf{s} - h(\mathbf{v})\|]"
    assert not any("equally likely" in prompt for prompt in asked(tmp_path, "", formula))


def test_an_average_of_squares_is_positive(tmp_path: Path) -> None:
    formula = r"s_{t+1} = \beta s_t + (1 - \beta) g_t^2"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert least_and_most(draft, "s")[0] > 0


def test_a_cross_entropy_is_of_chances_that_are_together_1(tmp_path: Path) -> None:
    formula = r"C = -\sum_{k=1}^2 y_k \log(\hat{y}_k)"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert draft.exercise["let"] == {"y2": "1 - y1", "yhat2": "1 - yhat1"}


def test_a_letter_of_a_number_before_brackets_may_be_a_factor(tmp_path: Path) -> None:
    formula = r"\Sigma = \frac{\alpha (s s - m m)}{u} + \frac{\beta (s s^\top)}{u}"
    assert not any(r"\beta(" in prompt.split("Put in")[-1] for prompt in asked(tmp_path, "", formula))


def test_an_index_that_one_side_of_a_chain_has_alone_is_no_quantity(tmp_path: Path) -> None:
    slip = r"\bar y = \sum_{j=0}^{1} (c_j + B_{i,j} w_j) = c (1 + r)"
    said = r"\bar y_i = \sum_{j=0}^{1} (c_j + B_{i,j} w_j) = c_i (1 + r)"
    alone = r"\bar y = \sum_{j=0}^{1} (c_j + B_{i,j} w_j)"
    assert not any("B_{i" in prompt.split("Put in")[-1] for prompt in asked(tmp_path, "", slip))
    assert asked(tmp_path, "", said)
    assert asked(tmp_path, "", alone)


@pytest.mark.parametrize(
    ("formula", "is_asked"),
    [
        (r"m = \mathbb{E}[f(x)] = \int x f(x) \, dx", False),
        (r"m = \mathbb{E}[f(x)] = \int f(x) p(x) \, dx", True),
        (r"m = \mathbb{E}[f(x)]", True),
    ],
)
def test_a_mean_whose_brackets_hold_the_density_is_not_taken_of_it(
    tmp_path: Path, formula: str, is_asked: bool
) -> None:
    prompts = asked(tmp_path, "", formula)
    assert any("three outcomes" in prompt for prompt in prompts) == is_asked


def test_a_chance_under_a_law_that_is_a_number_is_not_free(tmp_path: Path) -> None:
    assert not asked(tmp_path, "", r"b \leq P_{y \sim q}(y = 1) + |p - q|")
    assert asked(tmp_path, "", r"b \leq P_{y \sim q}(y = 1) + |p - r|")


@pytest.mark.parametrize(
    ("below", "are_both"),
    [
        (r"a \sim p(a \mid s), u \sim p(u \mid a)", True),
        (r"\substack{a \sim p(a \mid s), \\ u \sim \mathcal{N}(0, I)}", True),
        (r"a \sim p(a \mid s)", False),
    ],
)
def test_what_is_drawn_behind_another_differs_from_outcome_to_outcome(
    tmp_path: Path, below: str, are_both: bool
) -> None:
    prompts = asked(tmp_path, "", rf"v = \mathbb{{E}}_{{{below}}}[w(u) h(a)]")
    assert any("w^{(2)}(u)" in prompt for prompt in prompts) is are_both
    assert any("h^{(2)}(a)" in prompt for prompt in prompts)


def test_bars_round_a_derivative_are_given_whole(tmp_path: Path) -> None:
    formula = r"m(u) = \min\left\{ 1, \frac{a}{b} \left| \frac{\partial s'}{\partial s^T} \right| \right\}"
    (prompt,) = asked(tmp_path, "", formula)
    assert r"$|\frac{\partial s'}{\partial s^{T}}| = @" in prompt
