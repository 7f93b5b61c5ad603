"""Which numbers one formula's quantities may have together, and what a paper says of them elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.draft import Draft
from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import made, only, paper_of, problems
from tests.papers_first.test_fair_exercises import FAR, least_and_most


def let(draft: Draft) -> dict[str, str]:
    found = draft.exercise.get("let", {})
    assert isinstance(found, dict)
    return found


def where(draft: Draft) -> list[str]:
    found = draft.exercise.get("where", [])
    assert isinstance(found, list)
    return found


# --- chances and shares -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        ("", r"u_i = P(r_i = \max_j r_j)"),
        ("The weights satisfy $\\sum_i u_i = 1$.", ""),
        ("All the numbers $u_i$ add up to one.", ""),
    ],
)
def test_weights_that_are_together_1_leave_the_last_one_no_choice(
    tmp_path: Path, words: str, formula: str
) -> None:
    paper = paper_of(tmp_path, words, *filter(None, (formula, r"h = \sum_{i=1}^M u_i a_i")))
    draft = next(one for one in made(evaluate.drafts(paper)) if "u1" in one.exercise["params"])  # type: ignore[operator]
    assert let(draft) == {"u3": "1 - u1 - u2"}
    low, high = least_and_most(draft, "u1")
    assert 0 < low < high < 1
    assert not problems([draft])


def test_what_others_leave_of_1_is_what_they_leave(tmp_path: Path) -> None:
    words = r"The other birds have $p_o = 1 - \sum_{j=1}^{n} p_{r_j}$."
    formula = r"s = -\sum_{k=1}^{n} \log \frac{p_{r_k}}{p_o + \sum_{j=k}^{n} p_{r_j}}"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert list(let(draft).values()) == ["1 - pr1 - pr2 - pr3"]
    assert not problems([draft])


def test_chances_of_being_the_largest_are_together_1(tmp_path: Path) -> None:
    formula = r"h = \sum_{i=1}^M a_i \int_{-\infty}^{\infty} g_i(x) \prod_{j \neq i} G_j(x) dx"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    (last,) = let(draft).values()
    assert last.startswith("1 - ")
    assert not problems([draft])


@pytest.mark.parametrize("name", [r"h_\pi", r"h_0", r"h"])
def test_what_sentences_call_a_distribution_has_chances_for_values(tmp_path: Path, name: str) -> None:
    words = f"We write the state-action distribution as ${name}(s, a)$."
    formula = rf"v = (1 - \gamma) {name}(s', a') + \gamma c"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    chance = next(one for one in draft.exercise["params"] if one not in ("gam", "c"))  # type: ignore[union-attr]
    low, high = least_and_most(draft, chance)
    assert 0 < low < high < 1


def test_a_distribution_over_all_states_and_actions_is_together_1(tmp_path: Path) -> None:
    words = "We write the state-action distribution as $h(s, a)$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"J = \sum_{s, a} h(s, a) r(s, a)")))
    (last,) = let(draft).values()
    assert last.count(" - ") == 3
    assert not problems([draft])


def test_an_expectation_under_a_condition_is_no_chance(tmp_path: Path) -> None:
    formula = r"u = \mathbb{E}[r \mid s] + \gamma \mathbb{E}[v \mid s]"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert any(least_and_most(draft, name)[0] < 0 for name in draft.exercise["params"])  # type: ignore[union-attr]


def test_what_stands_in_an_exponent_is_no_chance(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"c = a \exp(g(y \mid x))", r"S = g(u \mid x) - g(v \mid x)")
    *_, draft = made(evaluate.drafts(paper))
    assert all(least_and_most(draft, name)[0] < 0 for name in draft.exercise["params"])  # type: ignore[union-attr]


def test_the_mean_of_scores_of_a_law_is_0(tmp_path: Path) -> None:
    formula = r"u = \mathbb{E}_{q(z)}[ f(z) \frac{\partial}{\partial w} \log q(z) ]"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert let(draft)["slope2"] == "-(q1*slope1)/q2"
    assert not problems([draft])


def test_the_law_of_an_expectation_is_no_number_of_each_outcome(tmp_path: Path) -> None:
    formula = r"u = \mathbb{E}_{p_\theta}[ f(z) \nabla_\theta \log p_\theta(z) ]"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert "equally likely" not in str(draft.exercise["prompt"])
    assert not problems([draft])


def test_the_mean_of_scores_of_another_law_is_any_number(tmp_path: Path) -> None:
    formula = r"u = \mathbb{E}_{q(z)}[ f(z) \frac{\partial}{\partial w} \log p(z) ]"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert "slope2" not in let(draft)


@pytest.mark.parametrize(
    ("value", "is_free"), [("$t_i$ is set to $1/m$", False), ("to $c$", False), ("it is set to $1$", True)]
)
def test_what_a_sentence_sets_case_by_case_is_not_drawn(tmp_path: Path, value: str, is_free: bool) -> None:
    text = f"The weight $t_i$ is set to $0$ when no rule marks the word $i$, otherwise {value}."
    paper = paper_of(tmp_path, text, r"L = \sum_{i=1}^n t_i \log v_i")
    assert bool(made(evaluate.drafts(paper))) == is_free


def test_a_covariance_is_no_larger_than_its_variances_allow(tmp_path: Path) -> None:
    formula = r"s = \operatorname{Var}(A) + c^2 \operatorname{Var}(B) + 2 c \operatorname{Cov}(A, B)"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert "Cov^2 <= Var*Var1" in where(draft)


@pytest.mark.parametrize(
    ("formula", "demand"),
    [
        (r"r = \frac{k(x, y)}{\sqrt{k(x, x) k(y, y)}}", "k^2 <= k1*k2"),
        (r"d = k(x, x) - 2 k(x, y) + k(y, y)", "k1^2 <= k*k2"),
    ],
)
def test_what_compares_two_is_bounded_by_each_with_itself(tmp_path: Path, formula: str, demand: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert demand in where(draft)
    assert problems([draft]) == []
    assert not problems([draft])


# --- ranges that are said elsewhere -----------------------------------------------------------------------


def test_a_range_holds_at_every_step(tmp_path: Path) -> None:
    words = r"The output is $y_t \in [-1, 1]^{m}$ and the gate is $c \in [0, 1]^{m}$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"u_t = c_t y_{t-1} + b x_t")))
    assert least_and_most(draft, "y") == (-1, 1)
    assert least_and_most(draft, "c")[0] > 0
    assert least_and_most(draft, "c")[1] <= 1


def test_a_squashing_function_is_not_asked_where_it_is_flat(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"u = a \tanh(b x + c h)")))
    assert "abs(b*x + c*h) <= 4" in where(draft)


def test_what_is_a_size_wherever_it_is_named_counts_here_too(tmp_path: Path) -> None:
    words = f"Let $i$ denote the input size and $c$ the kernel size.{FAR}"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"o = (i - c) + 1")))
    assert least_and_most(draft, "c")[0] > 0
    assert "i1 - c + 1 >= 1" in where(draft)


@pytest.mark.parametrize(("meaning", "most"), [("momentum", 1), ("mean", 6)])
def test_what_is_a_rate_wherever_it_is_named_is_one_here_too(
    tmp_path: Path, meaning: str, most: float
) -> None:
    words = f"Let $w$ denote the {meaning}.{FAR}"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"u = (c - w) h")))
    low, high = least_and_most(draft, "w")
    assert (low > 0, high <= most) == (most == 1, True)


def test_signs_that_are_typed_compare(tmp_path: Path) -> None:
    formula = r"u = (1 - \alpha) (a + b)"
    draft = only(evaluate.drafts(paper_of(tmp_path, r"Here $0.5 < \alpha <= 1.0$.", formula)))
    low, high = least_and_most(draft, "alpha")
    assert 0.5 < low < high <= 1


def test_a_variable_of_momentum_is_no_rate(tmp_path: Path) -> None:
    words = "Let $v$ denote the momentum variable."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"u = v + c h")))
    assert least_and_most(draft, "v")[0] < 0


def test_a_mean_lies_where_what_it_is_of_lies(tmp_path: Path) -> None:
    words = r"All their widths satisfy $w_i \geq 0$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"u = b + c \bar{w}")))
    assert least_and_most(draft, "wbar")[0] >= 0
    assert least_and_most(draft, "b")[0] < 0


def test_a_quadratic_form_is_above_0(tmp_path: Path) -> None:
    formula = r"\frac{1}{N} \sum_i (x_i - m)^\top S_i (x_i - m) = b^2 - c"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert where(draft) == ["b^2 - c > 0"]


# --- what the paper says of the line itself ---------------------------------------------------------------


def test_a_bound_holds_on_the_numbers_that_are_drawn(tmp_path: Path) -> None:
    formula = r"h = \sum_{i=1}^D \log(1 - a \lambda_i) \geq \sum_{i=1}^D [-a \lambda_i - (a \lambda_i)^2]"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert any(" >= " in one for one in where(draft))
    assert not problems([draft])


@pytest.mark.parametrize(
    "words",
    [
        r"The expansion is valid if $a \lambda_i < 0.68$.",
        r"This holds as long as $a \lambda_i < 0.68$ for all of them.",
    ],
)
def test_a_condition_under_which_a_line_is_valid_is_kept(tmp_path: Path, words: str) -> None:
    formula = r"h = \sum_{i=1}^D \log(1 - a \lambda_i)"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert {f"a*lambda{place} < 0.68" for place in (1, 2, 3)} <= set(where(draft))
    assert not problems([draft])


@pytest.mark.parametrize(
    ("words", "demanded"),
    [
        (
            r"Let $g$ be the step size, where $3 < b < \frac{5}{g}$, and $c > 6 g^{0.5}$.",
            {"b < 5/g", "c > 6*g^0.5"},
        ),
        (r"Let $g$ be the step size, with $c > 6 g^{0.5}$ for both.", {"c > 6*g^0.5"}),
        (r"Let $g$ be the step size, slow where $c > 6 g^{0.5}$ when it rains.", set[str]()),
    ],
)
def test_what_names_are_compared_with_as_they_come_in_is_kept(
    tmp_path: Path, words: str, demanded: set[str]
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"R = b + c^2 g^{1.5}")))
    assert {one for one in where(draft) if "g" in one and one != "g > 0"} == demanded
    assert not problems([draft])


@pytest.mark.parametrize(
    ("words", "demanded"),
    [
        (r"Let $a \geq 0, b \geq 0$.", set[str]()),
        (r"Then for any $a \geq 0, b \geq c^2$ it holds.", {"a >= 0", "b >= c^2"}),
        (r"Let $c \geq b, b \geq 1$.", {"b <= c"}),
    ],
)
def test_behind_a_number_a_comma_ends_a_comparison(tmp_path: Path, words: str, demanded: set[str]) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, "h = a + 2 b - c")))
    assert {one for one in where(draft) if "=" in one} == demanded


def test_how_many_there_are_is_no_share_though_it_is_taken_from_one(tmp_path: Path) -> None:
    words = "Here $n$ is the number of owls."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, "h = 1 - n q")))
    assert least_and_most(draft, "n")[0] >= 1


def test_a_condition_of_another_thing_is_none_of_the_line(tmp_path: Path) -> None:
    formula = r"h = \sum_{i=1}^D \log(1 - a \lambda_i)"
    words = r"The iteration diverges if $a \lambda_i > 2$."
    said = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    unsaid = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert where(said) == where(unsaid)


def test_no_autocovariance_is_larger_than_the_variance(tmp_path: Path) -> None:
    words = "Here $C(T)$ is the autocovariance at lag $T$."
    formula = r"\tau = 1 + 2 \sum_{T=1}^{\infty} \frac{C(T)}{C(0)}"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert sum(one.startswith("abs(") for one in where(draft)) == 3
    assert not problems([draft])


@pytest.mark.parametrize(
    "formula",
    [
        r"v = h + \mathbb{E}_q[ \frac{p(x) p(z)}{q(z)} ]",
        r"v = h + \mathbb{E}_q[ g^2 + \|u\| ]",
        r"v = h + \mathbb{E}_q[ \exp(g) ]",
    ],
)
def test_the_mean_of_what_is_never_negative_is_not(tmp_path: Path, formula: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert any(least_and_most(draft, name)[0] > 0 for name in draft.exercise["params"])  # type: ignore[union-attr]


def test_what_a_sum_runs_over_is_no_number_to_put_in(tmp_path: Path) -> None:
    formula = r"P = \sum_{n=0}^{\infty} (n + 1) b_n"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert "$n = " not in str(draft.exercise["prompt"])


@pytest.mark.parametrize(
    "formula", [r"u = \operatorname{relu}(W_2 x + b_2)", r"u = \tanh(w x + b)", "u = W x + b"]
)
def test_weights_are_one_number_each_by_agreement(tmp_path: Path, formula: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    prompt = str(draft.exercise["prompt"])
    assert "as one number" in prompt or "one dimension" in prompt


def test_of_a_chain_no_bare_product_is_asked(tmp_path: Path) -> None:
    formula = r"y = g(L) x = \sum_{k=0}^{M-1} c_k h_k(L) x"
    assert not any("Put in $g(L)" in str(one.exercise["prompt"]) for one in _drafts(tmp_path, formula))
    assert _drafts(tmp_path, r"y = g(L) x")


def _drafts(tmp_path: Path, formula: str) -> list[Draft]:
    return made(evaluate.drafts(paper_of(tmp_path, "", formula)))


def test_two_rates_leave_something_of_1_for_a_third(tmp_path: Path) -> None:
    formula = r"h = \gamma a + \beta b + (1 - \gamma - \beta) c"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert "1 - gam - bet > 0" in where(draft)


@pytest.mark.parametrize("words", ["This holds for small $x$.", r"Let $x \ll 1$.", "Here $x$ is very small."])
def test_an_approximation_for_small_numbers_is_asked_for_such(tmp_path: Path, words: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"u \approx 1 + a x - \frac{x^2}{2}")))
    assert "abs(x) <= 1/2" in where(draft)
    assert not problems([draft])


# --- what papers number in order, and letters that they keep for laws ---------------------------------------


def test_what_sets_share_is_no_more_than_what_they_hold(tmp_path: Path) -> None:
    formula = r"w = \frac{\operatorname{card}(U \cap V)}{\operatorname{card}(U \cup V)}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert where(draft) == ["card <= card1"]
    assert not problems([draft])


def test_of_two_names_in_order_the_later_is_not_less(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "The incomes are $x_1 \\leq \\ldots \\leq x_n$.", r"q = (x_j + 3 x_{j+1}) / 4")
    assert any("<=" in one for one in where(only(evaluate.drafts(paper))))


@pytest.mark.parametrize(
    ("words", "formula", "expected"),
    [
        (
            r"The shares rise, $u_1 \leq u_2 \leq \cdots \leq u_n$.",
            r"\ell = \sum_{i=1}^3 u_i \log(1 + b_i)",
            ("u1", "<="),
        ),
        (
            r"The shares fall, $u_{r_1} \geq \cdots \geq u_{r_n}, r_1 > 0$.",
            r"\ell = \sum_{i=1}^3 u_{r_i} b_i",
            ("ur1", ">="),
        ),
    ],
)
def test_three_that_are_numbered_by_size_are_all_in_order(
    tmp_path: Path, words: str, formula: str, expected: tuple[str, str]
) -> None:
    first, sign = expected
    words += " Each $u_i$ and each $u_{r_i}$ is a learning rate."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    second, third = first[:-1] + "2", first[:-1] + "3"
    ordered = {f"{first} {sign} {second}", f"{second} {sign} {third}"}
    assert ordered <= set(where(draft)) or {first, second, third} & set(let(draft))
    assert not problems([draft])


def test_places_that_several_maps_lead_to_are_not_drawn_apart(tmp_path: Path) -> None:
    formula = r"q = \sum_{s=1}^2 \sum_{i=1}^2 w_i u_{\pi_s(i)}"
    assert not made(evaluate.drafts(paper_of(tmp_path, "", formula)))


def test_of_more_names_in_order_each_is_the_one_before_and_a_step(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "Here $x_1 > x_2 > \\dots > x_n$.", r"q = \sum_{i=1}^n i x_i")
    draft = only(evaluate.drafts(paper))
    assert let(draft) == {"x2": "x3 + up0", "x1": "x2 + up1"}
    assert not problems([draft])


def test_what_a_minimum_compares_is_in_no_order(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"r = c \min(\frac{t}{T}, 1)")))
    assert "where" not in draft.exercise
    assert where(only(evaluate.drafts(paper_of(tmp_path, "", r"r = c (1 - \frac{t}{T})"))))


def test_times_follow_each_other(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"v = 3 (t_{i+1} - t_i) + b")))
    assert any("t" in one and "<" in one for one in where(draft))


@pytest.mark.parametrize(
    ("words", "formula", "name", "low", "high"),
    [
        ("The distribution function is continuous.", r"v = G(c) + b F_\theta(x)", "F", 0, 1),
        ("The survival function falls.", r"v = c + 2 S(x)", "S", 0, 1),
        ("The hazard is constant.", r"v = c - h(x) b", "h", 0, 99),
        ("Here $w_i$ are the mixing proportions.", r"v = w_i b - c", "w", 0, 1),
        ("Here $w_i$ are the sampling weights.", r"v = w_i b - c", "w", 0, 99),
    ],
)
def test_letters_of_laws_have_values_of_such(
    tmp_path: Path, words: str, formula: str, name: str, low: float, high: float
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    typed = next(one for one in params if str(one).startswith(name))
    least, most = least_and_most(draft, typed)
    assert low < least
    assert most < high


def test_an_inner_product_is_no_larger_than_the_norms_allow(tmp_path: Path) -> None:
    formula = r"d = 1 - \frac{\langle u, v \rangle}{\|u\| \|v\|}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert any(one.startswith("abs(") and "*" in one for one in where(draft))


@pytest.mark.parametrize(
    ("meaning", "least", "most"),
    [
        ("the event indicator", 0, 1),
        ("a 0-1 indicator", 0, 1),
        ("the standardised weights", 1, 9),
        ("the weights", -9, -1),
    ],
)
def test_indicators_and_weights_of_cases_are_not_negative(
    tmp_path: Path, meaning: str, least: float, most: float
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, f"Here $d_i$ is {meaning}.", r"v = 3 d_i + c")))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    found = least_and_most(draft, next(str(one) for one in params if str(one).startswith("d")))
    assert least <= found[0] <= most


def test_a_name_of_negative_curvature_is_negative(tmp_path: Path) -> None:
    words = "It is a space of constant negative curvature $K$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"r = \sqrt{u^2 + \frac{1}{K}}")))
    assert least_and_most(draft, "K")[1] < 0
    assert not problems([draft])


def test_a_coordinate_of_a_difference_is_no_larger_than_its_norm(tmp_path: Path) -> None:
    formula = r"\mathbf{u} = c \frac{\mathbf{b} - \mathbf{a}}{\|\mathbf{b} - \mathbf{a}\| + r}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert any(one.startswith("abs(b - a) <=") for one in where(draft))
    assert "one coordinate" in str(draft.exercise["prompt"])
    assert not problems([draft])


@pytest.mark.parametrize(
    ("words", "formula", "name"),
    [
        ("", r"h_i = \exp(-\min_j \|\mathbf{u}_i - \mathbf{b}_j\| / \sigma_r)", "min"),
        (
            "Here $u_j$ are the distances.",
            r"h_j = \frac{\exp(-u_j / c)}{\sum_{j'=1}^{n} \exp(-u_{j'} / c)}",
            "u",
        ),
    ],
)
def test_least_norms_and_distances_under_another_index_are_not_negative(
    tmp_path: Path, words: str, formula: str, name: str
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    drawn = [str(one) for one in params if str(one).startswith(name)]
    assert drawn
    assert all(least_and_most(draft, one)[0] > 0 for one in drawn)


def test_what_bounds_a_size_is_not_negative(tmp_path: Path) -> None:
    bound, rate = r"\mathrm{E}[\| C(x) - x \|^2] \leq w \| x \|^2", r"g \leq (a + 4 w (2 w + 1))^{-1}"
    for draft in made(evaluate.drafts(paper_of(tmp_path, "Here $C$ is a coder.", bound, rate))):
        assert least_and_most(draft, "w")[0] > 0


def test_a_comparison_that_is_displayed_holds_of_what_is_drawn(tmp_path: Path) -> None:
    text = r"Let $q \in (0, 1]$ and $r \in [0, 1]$ be chances."
    found = made(evaluate.drafts(paper_of(tmp_path, text, r"r \leq q^2", r"y = a (1 - \frac{r}{q})")))
    (draft,) = (one for one in found if "equation (2)" in str(one.exercise["prompt"]))
    assert "r <= q^2" in where(draft)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("We see.", r"V = \frac{1}{m} \sum_{j=1}^{m} \| x_j - \frac{1}{m} \sum_{k=1}^{m} x_k \|^2"),
        (r"Here $\sigma$ is the softmax operation.", r"s_i = \sigma(f(x_i) / T)"),
    ],
)
def test_what_hangs_together_or_is_of_several_is_not_given_as_single_numbers(
    tmp_path: Path, text: str, formula: str
) -> None:
    assert made(evaluate.drafts(paper_of(tmp_path, text, formula))) == []


# --- what numbers may be by what they are -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "formula", "name", "least", "most"),
    [
        ("", r"S = 1 - a / \mathbb{E}_b[\cos(u_b, v_b)]", "E1", -1, 1),
        ("", r"p(z | m) = \frac{1}{p(m)} \int p(z, n, m) dn", "intp", 0, 1),
        ("where $r$ is the noise-to-signal ratio.", r"h = 2 r + a b", "r", 0, 99),
        ("where $g_0$ is the background noise.", r"h = g_0^2 + a b", "g0", 0, 99),
        ("where $w_i$ is the $i$th entry of the regularization parameter.", r"h = w_i a + b", "w", 0, 99),
    ],
)
def test_they_stay_between_their_bounds(
    tmp_path: Path, words: str, formula: str, name: str, least: float, most: float
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    low, high = least_and_most(draft, name)
    assert least < low < high < most
    assert not problems([draft])


def test_singular_vectors_are_no_numbers_in_one_dimension(tmp_path: Path) -> None:
    formula = r"\mathbf{Y} = \mathbf{U} \mathbf{S} \mathbf{V}^T"
    assert not made(evaluate.drafts(paper_of(tmp_path, "", formula)))


def test_every_side_of_a_chain_is_in_order_with_the_ends_put_in(tmp_path: Path) -> None:
    formula = r"v = \frac{1}{n^2} \sum_{j=1}^k u_j (1 - u_j) \leq \frac{k}{4 n^2} \leq \frac{1}{4 n}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "Here $u_j \\in (0, 1)$.", formula)))
    assert "3/(4*n^2) <= 1/(4*n)" in where(draft)
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("words", "is_kept"),
    [
        ("for $k = 1$, $2$, \\dots, $n$.", True),
        ("for all $k = 1, \\ldots, n$.", True),
        ("where $n$ is a number.", False),
    ],
)
def test_an_index_is_no_more_than_the_last_one_that_is_said_behind(
    tmp_path: Path, words: str, is_kept: bool
) -> None:
    body = f"\\begin{{equation}} c_k = \\frac{{1}}{{n}} \\sum_{{j=1}}^k u_j \\end{{equation}} {words}"
    draft = only(evaluate.drafts(paper_of(tmp_path, f"The sums are {body}")))
    assert ("3 <= n" in where(draft)) == is_kept


def test_a_law_of_counts_gives_chances(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"p(k | u) = \frac{u^k}{k!} \cdot \frac{a}{b}")))
    assert any(one.endswith("<= 1") for one in where(draft))
    assert problems([draft]) == []


def test_a_count_that_is_said_to_be_less_than_the_number_of_terms_is(tmp_path: Path) -> None:
    words = "Here $r$ is the number of wide rows and $m$ that of all rows. In some houses, $r < m$ holds."
    (draft, *_) = made(
        evaluate.drafts(paper_of(tmp_path, words, r"H = \frac{m - r}{2} s + \sum_{i=1}^{m} u_i"))
    )
    assert least_and_most(draft, "r") == (1, 2)
    assert "r < 3" in where(draft)
    assert problems([draft]) == []
