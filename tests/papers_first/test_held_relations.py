"""Numbers that are put in hold what the paper says of them, in its sentences and its other formulas."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from drill.papers_first.kinds import code, evaluate
from tests.papers_first.semantic import made, only, paper_of, problems
from tests.papers_first.test_fair_draws import let, where
from tests.papers_first.test_fair_exercises import least_and_most

# --- sums that the paper names -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "formula", "decided"),
    [
        (
            "Let $M_k = \\sum_{i=1}^n c(z_{ik})$ be the mass of $k$.",
            r"m_k = \frac{1}{M_k} \sum_{i=1}^{n} c(z_{ik}) x_i",
            ["c1 + c2 + c3"],
        ),
        (
            "There are $n_k$ birds in nest $k$, and $\\sum_k n_k = N$.",
            r"s = \frac{1}{N} \sum_{k=1}^{K} n_k u_k^2",
            ["n1 + n2 + n3"],
        ),
    ],
)
def test_a_sum_that_has_a_name_is_not_drawn_beside_its_terms(
    tmp_path: Path, words: str, formula: str, decided: list[str]
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert list(let(draft).values()) == decided
    assert not problems([draft])


def test_shares_that_are_numbered_above_are_together_1(tmp_path: Path) -> None:
    shares = r"w_t^{(i)} = v_t^{(i)} \Big/ \sum_{j=1}^{N} v_t^{(j)}"
    paper = paper_of(tmp_path, "We weigh.", shares, r"h = \sum_{i=1}^{N} (w_t^{(i)})^2")
    draft = next(one for one in made(evaluate.drafts(paper)) if one.source.startswith("h"))
    assert list(let(draft).values()) == ["1 - wt1 - wt2"]
    assert "wt3 > 0" in where(draft)


def test_chances_of_what_is_at_several_times_are_summed_over_its_values(tmp_path: Path) -> None:
    formula = r"h = \sum p(y_{t+1}, y_t) \log \frac{p(y_{t+1} | y_t)}{p(y_{t+1})}"
    assert not made(evaluate.drafts(paper_of(tmp_path, "We measure it.", formula)))


def test_what_is_below_and_above_one_thing_is_in_order_at_each_place(tmp_path: Path) -> None:
    words = "The numbers are bounded, $a_i \\le X_i \\le b_i$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"h = \sum_{i=1}^{n} (b_i - a_i)^2")))
    assert {"a1 <= b1", "a2 <= b2"} <= set(where(draft))


@pytest.mark.parametrize("said", [r"\rho = \lambda / \mu < 1", r"\frac{\lambda}{\mu} < 1"])
def test_of_a_quotient_below_1_the_upper_number_is_less(tmp_path: Path, said: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, f"We need ${said}$.", r"w = \frac{1}{\mu - \lambda}")))
    assert "lam < mu" in where(draft)


def test_what_a_row_says_of_its_own_numbers_holds_for_its_first_formula(tmp_path: Path) -> None:
    row = r"s = c + \alpha u^2 + \beta v^2, \quad \alpha + \beta < 1"
    assert "alpha + bet < 1" in where(only(evaluate.drafts(paper_of(tmp_path, "It grows.", row))))


def test_a_term_of_a_sum_is_one_that_its_condition_allows(tmp_path: Path) -> None:
    formula = r"h(t) = c + \sum_{t_i < t} a e^{-b (t - t_i)}"
    assert "ti < t" in where(only(evaluate.drafts(paper_of(tmp_path, "It decays.", formula))))


def test_the_mean_of_a_square_in_angle_brackets_is_no_less_than_the_square_of_the_mean(
    tmp_path: Path,
) -> None:
    formula = r"\chi = 2 (\langle m^2 \rangle - \langle m \rangle^2)"
    assert "f1^2 < f" in where(only(evaluate.drafts(paper_of(tmp_path, "It fluctuates.", formula))))


def test_two_places_do_not_tell_one_number_twice(tmp_path: Path) -> None:
    rows = (r"v = \sum_{h=1}^{L} w_h^2 \frac{s_h}{N_h}", r"w_h = \frac{N_h}{N}")
    drafts = made(evaluate.drafts(paper_of(tmp_path, "We sample.", *rows)))
    assert not [one for one in drafts if one.source.startswith("v")]


@pytest.mark.parametrize(
    ("words", "formula", "demanded"),
    [
        (
            "There are $d_i$ events among $n_i$ at risk.",
            r"h = \prod_{i=1}^{m} (1 - \frac{d_i}{n_i})",
            "d1 <= n1",
        ),
        ("We saw $y$ successes in $n$ trials.", r"h = \frac{a + y}{a + b + n}", "y <= n"),
        ("We choose $k$ of them out of $m$ nests.", r"h = \frac{k}{m} u", "k <= m"),
    ],
)
def test_some_of_several_are_no_more_than_all(
    tmp_path: Path, words: str, formula: str, demanded: str
) -> None:
    assert demanded in where(only(evaluate.drafts(paper_of(tmp_path, words, formula))))


def test_spins_that_are_plus_or_minus_1_are_drawn_so(tmp_path: Path) -> None:
    words = "The spins are $s_i = \\pm 1$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"H = - J \sum_{i=1}^{N} s_i s_{i+1}")))
    assert {least_and_most(draft, name) for name in ("s1", "s2")} == {(-1, 1)}


def test_what_is_of_the_kind_of_correlations_is_one(tmp_path: Path) -> None:
    formula = r"\rho_{1} = \frac{\rho_{2} - \rho_{3} \rho_{4}}{\sqrt{1 - \rho_{3}^2} \sqrt{1 - \rho_{4}^2}}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "We part them.", formula)))
    assert any(one.startswith("abs((rho2") and one.endswith("<= 1") for one in where(draft))


def test_a_rank_correlation_lies_between_minus_1_and_1(tmp_path: Path) -> None:
    words = "Here $\\tau$ is Kendall's tau."
    assert made(evaluate.drafts(paper_of(tmp_path, "Here is a rule.", r"\tau = 4 c - 1")))
    assert not made(evaluate.drafts(paper_of(tmp_path, words, r"\tau = 4 c - 1")))


def test_a_list_with_dots_that_a_sum_makes_longer_is_not_put_in(tmp_path: Path) -> None:
    formula = r"H(X_1, \ldots, X_n) = \sum_{i=1}^{n} H(X_i | X_{i-1}, \ldots, X_1)"
    assert not made(evaluate.drafts(paper_of(tmp_path, "The chain rule:", formula)))


@pytest.mark.parametrize("kind", [evaluate, code])
def test_an_i_with_an_index_within_an_inverse_is_no_other_array(tmp_path: Path, kind: ModuleType) -> None:
    paper = paper_of(tmp_path, "We solve it.", r"a = (H + \lambda I_b)^{-1} h")
    assert not made(kind.drafts(paper))


def test_a_determinant_is_not_given_beside_its_matrix(tmp_path: Path) -> None:
    formula = r"h = |R|^{-1/2} \exp(-\frac{1}{2} \mathbf{x}^\top R^{-1} \mathbf{x})"
    words = "Here $R \\in \\mathbb{R}^{d \\times d}$ and $\\mathbf{x} \\in \\mathbb{R}^d$."
    drafts = made(code.drafts(paper_of(tmp_path, words, formula)))
    assert all("is $|R|$" not in str(draft.exercise["prompt"]) for draft in drafts)


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        ("", r"p_{t+1} = p_t - e \nabla U(q_t)"),
        ("Here $K \\in \\mathbb{R}^{n \\times m}$ and $u \\in \\mathbb{R}^n$.", r"v = \frac{b}{K^\top u}"),
    ],
)
def test_what_may_be_an_array_is_not_declared_a_number(tmp_path: Path, words: str, formula: str) -> None:
    drafts = made(code.drafts(paper_of(tmp_path, words, formula)))
    assert all("$p_{t}$, a number" not in str(draft.exercise["prompt"]) for draft in drafts)
    assert all("`b` is $b$, a number" not in str(draft.exercise["prompt"]) for draft in drafts)


def test_an_angle_by_its_cosine_is_at_most_pi(tmp_path: Path) -> None:
    rows = (r"k = a (\sin \theta + (\pi - \theta) \cos \theta)", r"\theta = \cos^{-1} (\frac{x \cdot y}{a})")
    draft = made(evaluate.drafts(paper_of(tmp_path, "We turn it.", *rows)))[0]
    low, high = least_and_most(draft, "theta")
    assert 0 <= low < high < 3.2


def test_one_of_the_terms_has_no_value_of_its_own(tmp_path: Path) -> None:
    formula = r"g_t(i) = \frac{a_t(i) u_t(i)}{\sum_{j=1}^{N} a_t(j) u_t(j)}"
    assert not made(evaluate.drafts(paper_of(tmp_path, "We choose.", formula)))


def test_one_of_the_terms_is_the_first_of_them(tmp_path: Path) -> None:
    formula = r"P(a) = \frac{e^{c Q(a)}}{\sum_b e^{c Q(b)}}"
    (draft,) = made(evaluate.drafts(paper_of(tmp_path, "We choose.", formula)))
    assert "Let $a$ be $b_{1}$" in str(draft.exercise["prompt"])
    assert "$Q(a) =" not in str(draft.exercise["prompt"])


def test_chances_of_the_values_of_one_thing_under_a_condition_are_together_1(tmp_path: Path) -> None:
    formula = r"h = -\sum_c p(y=c|x) \log p(y=c|x)"
    draft = only(evaluate.drafts(paper_of(tmp_path, "It is uncertain.", formula)))
    assert list(let(draft).values()) == ["1 - p1 - p2"]


def test_shares_may_be_numbered_by_any_letter(tmp_path: Path) -> None:
    rows = (r"h = \sum_{s=1}^{S} \bar{w}_s u_s", r"\bar{w}_s = \frac{v_s}{\sum_{r=1}^{S} v_r}")
    drafts = made(evaluate.drafts(paper_of(tmp_path, "We weigh.", *rows)))
    draft = next(one for one in drafts if one.source.startswith("h"))
    assert list(let(draft).values()) == ["1 - wbar1 - wbar2"]


@pytest.mark.parametrize("kind", [evaluate, code])
def test_what_a_stationary_law_has_to_be_is_not_computed(tmp_path: Path, kind: ModuleType) -> None:
    assert not made(kind.drafts(paper_of(tmp_path, "It stays.", r"\pi_j = \sum_i \pi_i p_{ij}")))
    assert made(kind.drafts(paper_of(tmp_path, "It moves.", r"\pi_j' = \sum_i \pi_i p_{ij}")))


@pytest.mark.parametrize(("first", "is_asked"), [("u_0 = 1", False), ("u_9 = 1", True)])
def test_a_first_value_is_the_one_that_is_shown(tmp_path: Path, first: str, is_asked: bool) -> None:
    rows = (r"h = a u_0 + b u_1 + c u_2", first)
    drafts = made(evaluate.drafts(paper_of(tmp_path, "It begins.", *rows)))
    assert any(one.source.startswith("h") for one in drafts) is is_asked


def test_a_term_is_no_more_than_the_sum_that_has_a_name(tmp_path: Path) -> None:
    words = "Here $N_c = \\sum_k N_{ck}$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"t_{ck} = \frac{N_{ck} + a}{N_c + b}")))
    assert "Nck <= Nc" in where(draft)


def test_the_mean_of_a_square_is_not_below_0(tmp_path: Path) -> None:
    formula = r"F = \frac{\langle (n - m)^2 \rangle}{2 u}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "It spreads.", formula)))
    assert least_and_most(draft, "f")[0] > 0


def test_values_of_a_function_that_is_a_probability_are_chances(tmp_path: Path) -> None:
    words = "Let $S(t) = P(T > t)$ be the survival."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"h(t) = \frac{f(t)}{S(t)} + c")))
    low, high = least_and_most(draft, "S")
    assert 0 < low < high < 1


def test_a_distance_that_is_squared_by_name_is_not_below_0(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "We move it.", r"h = a W_2^2(p, q) + b")))
    assert least_and_most(draft, "W2")[0] > 0


def test_what_an_entropy_weighs_its_logarithm_by_is_a_chance(tmp_path: Path) -> None:
    formula = r"h = -\sum_{i=1}^{n} \sum_{j=1}^{n} u_i B_{ij} \log B_{ij}"
    drafts = made(evaluate.drafts(paper_of(tmp_path, "It is uncertain.", formula)))
    found = [least_and_most(one, name) for one in drafts for name in one.exercise["params"] if "B" in name]  # type: ignore[union-attr]
    assert found
    assert all(0 < low < high < 1 for low, high in found)


def test_a_correlation_that_is_a_share_by_its_equation_is_not_below_0(tmp_path: Path) -> None:
    words = "The intraclass correlation is $\\rho = \\frac{\\sigma_b^2}{\\sigma_b^2 + \\sigma_w^2}$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"D = 1 + (m - 1) \rho")))
    assert least_and_most(draft, "rho")[0] > 0


def test_the_best_weights_are_together_1_as_all_are(tmp_path: Path) -> None:
    words = "The weights satisfy $\\sum_{j=2}^{J+1} w_j = 1$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"a = y_1 - \sum_{j=2}^{J+1} w_j^* y_j")))
    assert len(let(draft)) == 1


def test_a_square_i_with_an_index_is_no_other_matrix(tmp_path: Path) -> None:
    formula = r"\Sigma_{n+1} = \frac{n-1}{n} \Sigma_n + s (n x_n x_n^T + e I_d)"
    drafts = made(code.drafts(paper_of(tmp_path, "It adapts.", formula)))
    assert all("$I_{d}$ and has shape" not in str(draft.exercise["prompt"]) for draft in drafts)


def test_the_chance_of_the_other_value_is_the_rest(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "It is bounded.", r"h = u P(D=1) + v P(D=0)")))
    assert list(let(draft).values()) == ["1 - P1"]


def test_what_a_distribution_is_integrated_over_lies_between_the_ends(tmp_path: Path) -> None:
    formula = r"h = \int_0^1 |g(u) - u| \, dF(u)"
    draft = only(evaluate.drafts(paper_of(tmp_path, "It is off by", formula)))
    low, high = least_and_most(draft, "u")
    assert 0 < low < high < 1


def test_a_ratio_of_counts_may_be_below_1(tmp_path: Path) -> None:
    words = "There are $n_c$ hits, $n_t$ ties and $n_u$ pairs."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"C = \frac{n_c + 0.5 n_t}{n_u}")))
    assert not any(one.endswith(">= 1") for one in where(draft))


def test_one_of_the_primed_ones_is_the_first_of_them(tmp_path: Path) -> None:
    formula = (
        r"p(\hat{x} | x) = \frac{p(\hat{x}) q(x | \hat{x})}{\sum_{\hat{x}'} p(\hat{x}') q(x | \hat{x}')}"
    )
    draft = only(evaluate.drafts(paper_of(tmp_path, "We iterate.", formula)))
    prompt = str(draft.exercise["prompt"])
    assert r"Let $\hat{x}$ be $\hat{x}_{1}'$." in prompt
    assert r"$p(\hat{x}) = " not in prompt
    assert not problems([draft])


def test_shares_after_several_steps_are_shares(tmp_path: Path) -> None:
    words = "The chances of a step are $p_{ij}$ with $\\sum_j p_{ij} = 1$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"h = \sum_{k=1}^{n} p_{ik}^{(m)} u_k")))
    assert len(let(draft)) == 1


@pytest.mark.parametrize("said", ["need not sum to 1", "don't add up to one", "do not all add to 1"])
def test_what_need_not_add_up_to_1_is_no_share(tmp_path: Path, said: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, f"The $w_i$ {said}.", r"z = \sum_{i=1}^{n} w_i f(x_i)")))
    assert not let(draft)


def test_numbers_of_which_the_logarithms_are_added_up_are_no_shares(tmp_path: Path) -> None:
    formula = r"s = \exp\left(\frac{1}{4} \sum_{n=1}^{4} \log p_n\right)"
    assert not let(only(evaluate.drafts(paper_of(tmp_path, "", formula))))
