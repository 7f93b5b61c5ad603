"""Keys that are those of the formula: chains, sets that vary, signs that stand for one of several things."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.alteration.meanings import may_be_same
from drill.papers_first.kinds import altered, blank, code, evaluate, recall, symbol_code
from tests.papers_first.semantic import answer, made, only, paper_of, problems, why
from tests.papers_first.test_fair_exercises import least_and_most, prompt

FIRST = "1 + ind(b < a and b < c) + 2*ind(c < a and c < b)"
"""The place of the smallest of three."""

# --- chains that say what an operator is taken of ---------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        (r"u^* := \arg\min_u g(u) := a (u - c)^2 + 3 a", FIRST),
        (r"\hat{s} = \operatorname{argmin}_s h(s) = s^2 - 2 s", FIRST),
        (r"M := \max_{v} h(v) := r + 2 v", "max(a, b, c)"),
        (r"\ell = \sum_{i=1}^{n} \ell_i := (y_i - z_i)^2", "l1 + l2 + l3"),
        (r"u^* = \arg\min_u (u - c)^2 + a = c + 0 a", "c + 0*a"),
        (r"\hat{m} = \frac{1}{3} \sum_{i=1}^3 x_i = \max_{1 \leq j \leq n} h_j", "1/3*(x1 + x2 + x3)"),
    ],
)
def test_what_a_chain_says_of_the_objective_is_no_value_of_the_extremum(
    tmp_path: Path, formula: str, key: str
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["number"] == key
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"\mathcal{L} := \mathbb{E}_{x \sim p}[ \ell(x) ] := a x + b",
        r"m = \max_{1 \leq i \leq n} x_i = x_i + 2 c",
    ],
)
def test_nor_is_what_it_says_of_one_outcome_or_member(tmp_path: Path, formula: str) -> None:
    drafts = made(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert not any(put_in in prompt(draft) for draft in drafts for put_in in ("$x = @{x}$", "$x_{i} = @{x}$"))


# --- sets that are others at each place -------------------------------------------------------------------


@pytest.mark.parametrize(
    "formula",
    [
        r"S = \sum_{i=1}^{n} \max_{j \in N_i} (s_j - s_i)",
        r"P = \prod_{i=1}^{n} \prod_{j \in \mathrm{pa}(i)} p_j",
    ],
)
def test_a_sum_over_sets_that_another_sum_changes_is_left_alone(tmp_path: Path, formula: str) -> None:
    assert "another set" in why(evaluate.drafts(paper_of(tmp_path, "", formula)))


@pytest.mark.parametrize(
    "formula",
    [
        r"J = \frac{1}{N} \sum_{i=1}^{N} \sum_{j \in C_i} w_j x_i",
        r"J = \sum_{(i,k) \in E} \sum_{j \in \mathcal{S}_{ik}} w_j u_{ik}",
        r"J = \sum_{i=1}^N \sum_{j \in C^i} w_j x_i",
    ],
)
def test_of_such_a_sum_the_inner_one_is_asked_for_at_most(tmp_path: Path, formula: str) -> None:
    paper = paper_of(tmp_path, "", formula)
    assert all("for one choice of it" in prompt(draft) for draft in made(evaluate.drafts(paper)))
    assert made(code.drafts(paper)) == []


def test_what_an_extremum_runs_over_is_put_in_nowhere(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"S = \sum_{i=1}^{n} \max_{j} (s_j - s_i)")))
    assert "$j = 1$" not in prompt(draft)


# --- signs that are one of several things -----------------------------------------------------------------


@pytest.mark.parametrize(
    "formula",
    [
        r"\Delta^* = \min\{ \Delta \mid n(\Delta) \le k \}",
        r"\tau = \inf\{ t > 0 : X_t \ge b \}",
        r"T = \max\{ t : s_t > 0 \}",
        r"k = \max \left\{ j \in [n] \,\middle|\, p_j \le c \right\}",
        r"h = \min ( \{ l \mid c_l > 0 \} )",
        r"b = \arg\max \{ j : p_j \le c \}",
    ],
)
def test_the_least_of_those_for_which_something_holds_compares_no_two_arrays(
    tmp_path: Path, formula: str
) -> None:
    assert made(symbol_code.drafts(paper_of(tmp_path, "", formula))) == []


@pytest.mark.parametrize("formula", [r"r = \min(a, b)", r"r = \min\{ a, b + 1 \}"])
def test_the_less_of_two_does(tmp_path: Path, formula: str) -> None:
    draft = only(symbol_code.drafts(paper_of(tmp_path, "", formula)))
    assert "`np.minimum(v, w)`" in str(answer(draft))


def test_what_a_condition_lets_through_is_what_the_array_holds(tmp_path: Path) -> None:
    draft = only(symbol_code.drafts(paper_of(tmp_path, "", r"g = \sum_{i : y_i = c} w_i")))
    assert "that condition lets through" in prompt(draft)


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        ("", r"h = - p \log_2 p"),
        ("", r"h = \log_2 x + \log y"),
        ("All logarithms are in base 2.", r"h = - p \log p"),
        ("", r"b = \arg\max_{i : c_i > 0} s_i"),
    ],
)
def test_what_has_another_word_in_numpy_is_not_asked_for(tmp_path: Path, words: str, formula: str) -> None:
    assert made(symbol_code.drafts(paper_of(tmp_path, words, formula))) == []


def test_of_a_paper_with_logarithms_to_another_base_none_is_taken_for_the_natural_one(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "All logarithms are in base 2.", r"h = - \sum_{i=1}^n p_i \log p_i")
    assert "base" in why(evaluate.drafts(paper))
    assert "base" in why(code.drafts(paper))


def test_a_logarithm_of_no_base_is_the_natural_one(tmp_path: Path) -> None:
    draft = only(symbol_code.drafts(paper_of(tmp_path, "", r"h = - p \log p")))
    assert "`np.log(v)`" in str(answer(draft))


# --- what is 0 or 1 by what stands in it ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "formula", "reason"),
    [
        ("", r"g_{ij} = a \delta_{ij} + b x_i x_j", "two indices are one"),
        ("", r"u = p_i (\delta_{i,j} - p_j)", "two indices are one"),
        ("", r"u = p_i (\mathbb{1}[i = j] - p_j)", "two indices are one"),
        ("", r"s_i = \sum_{j=1}^{n} \delta_{ij} v_j", "settled by its indices"),
        ("", r"q = \delta(t) a + b", "what stands in it"),
        ("", r"o = \varepsilon_{ijk} u_j v_k + c", "permutations"),
        ("", r"f = x \mathbb{1}[x > 0] + c", "given beside it"),
        ("", r"f = a \mathbb{1}[x > 0] + b \mathbb{1}[x < 0]", "the same things"),
        ("", r"m = \sum_{i=1}^{n} \mathbb{1}[y_i \neq z_i] y_i", "given beside it"),
        ("Let $I_n$ be the identity matrix.", r"S = \sigma^2 I_n + b", "identity"),
        ("", r"S = \sigma^2 I_{d \times d} + b", "identity"),
        ("", r"S = a I_2 + b", "identity"),
        ("", r"y = (1 - t) \mathrm{id} + t b", "identity"),
        ("The identity map is denoted by $\\iota$.", r"y = (1 - t) \iota + t b", "identity"),
    ],
)
def test_what_others_settle_is_not_drawn(tmp_path: Path, words: str, formula: str, reason: str) -> None:
    assert reason in why(evaluate.drafts(paper_of(tmp_path, words, formula)))


@pytest.mark.parametrize(
    ("words", "formula", "name"),
    [
        ("", r"q_k = (1 - \epsilon) \delta_{k,y} + \epsilon / K", "delta"),
        ("", r"u = \chi_A(x) b + c", "chi"),
        ("", r"w = \mathbb{1}_A(x) c + d", "f"),
        ("", r"v = a (1 - \mathbf{1}[c \in T]) + b", "f"),
    ],
)
def test_an_indicator_beside_other_things_is_drawn_as_0_or_1(
    tmp_path: Path, words: str, formula: str, name: str
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert least_and_most(draft, name) == (0, 1)
    assert problems([draft]) == []


def test_a_delta_that_the_paper_says_is_something_else_is_any_number(tmp_path: Path) -> None:
    words = "Here $\\delta_{ij}$ is the residual of pair $(i, j)$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"r_{ij} = a \delta_{ij} + b x_i x_j")))
    assert least_and_most(draft, "delta")[0] < 0


def test_indicators_of_several_members_stand_side_by_side(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"g = \sum_{i=1}^{n} \mathbb{1}[y_i = c] w_i")))
    assert least_and_most(draft, "f1") == (0, 1)


def test_indicators_that_shut_each_other_out_are_not_drawn_together(tmp_path: Path) -> None:
    formula = r"g = a \mathbf{1}[c = u_1] + b \mathbf{1}[c = u_2]"
    assert "two indicators" in why(evaluate.drafts(paper_of(tmp_path, "", formula)))


def test_no_array_is_put_in_for_a_delta_of_two_indices(tmp_path: Path) -> None:
    assert "delta" in why(code.drafts(paper_of(tmp_path, "", r"s_i = \sum_{j=1}^{n} \delta_{ij} v_j")))


def test_currents_are_no_identities(tmp_path: Path) -> None:
    assert made(evaluate.drafts(paper_of(tmp_path, "", r"v = R_1 I_1 + R_2 I_2")))


def test_an_indicator_of_something_is_no_vector_of_ones(tmp_path: Path) -> None:
    drafts = made(code.drafts(paper_of(tmp_path, "", r"g = a \mathbf{1}_{A}(x) + b")))
    assert not any("vector of ones" in prompt(draft) for draft in drafts)


# --- prompts that would tell their answer -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        ("The rule for an update is $w_{t+1} = w_t - \\eta g_t$, written as", r"w_{t+1} = w_t - \eta g_t"),
        (
            "The slope of the curve $\\sigma (1 - \\sigma)$ reads",
            r"\frac{d \sigma}{d x} = \sigma (1 - \sigma)",
        ),
        ("What we call the ratio of the two, $a / b$, reads", r"\gamma = \frac{a}{b}"),
    ],
)
def test_words_that_hold_the_formula_do_not_lead_to_it(tmp_path: Path, words: str, formula: str) -> None:
    paper = paper_of(tmp_path, words, formula)
    found = [*made(recall.drafts(paper)), *made(altered.drafts(paper))]
    assert found
    assert not any("leads to it" in prompt(draft) for draft in found)


def test_other_words_do(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "The rule for an update of $w_t$ is written as", r"w_{t+1} = w_t - \eta g_t")
    assert "leads to it" in prompt(only(recall.drafts(paper)))


@pytest.mark.parametrize(
    "formula",
    [r"g_t = \nabla L(\theta_t)", r"u = - \frac{\partial V}{\partial q}", r"g = \nabla_w (L + \lambda R)"],
)
def test_no_list_of_names_holds_the_side_that_is_asked_for(tmp_path: Path, formula: str) -> None:
    assert "names" not in only(recall.drafts(paper_of(tmp_path, "", formula))).exercise


def test_a_hidden_derivative_has_no_name_in_a_list(tmp_path: Path) -> None:
    drafts = made(blank.drafts(paper_of(tmp_path, "", r"\frac{d x}{d t} = \frac{d x}{d s} \frac{d s}{d t}")))
    assert drafts
    assert all("names" not in draft.exercise for draft in drafts)


# --- letters that are no quantities -----------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Here $\\delta$ is a number.", "Let $\\delta > 0$."])
def test_where_the_paper_speaks_of_delta_it_is_a_factor(tmp_path: Path, words: str) -> None:
    assert made(evaluate.drafts(paper_of(tmp_path, words, r"z = x + \delta v")))


def test_a_difference_is_one_quantity(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"\frac{d \Delta A}{d t} = - k \Delta A")))
    assert r"\Delta A = @{Adiff}" in prompt(draft)


@pytest.mark.parametrize(
    "formula", [r"h = \imath a + b", r"h = a + \jmath b", r"h = a \, e^{i \omega t} + b"]
)
def test_the_imaginary_unit_is_no_number_to_put_in(tmp_path: Path, formula: str) -> None:
    paper = paper_of(tmp_path, "", formula)
    assert "imaginary" in why(evaluate.drafts(paper))
    assert made(code.drafts(paper)) == []


def test_an_integral_binds_what_it_runs_over_as_an_expectation_does(tmp_path: Path) -> None:
    first, last = r"\nabla_w \mathbb{E}_{c \sim q}[f(c)]", r"\mathbb{E}_{c \sim q}[f(c) \nabla_w \log q_w(c)]"
    formula = rf"\nabla_w G(w) = {first} = \nabla_w \int f(c) q_w(c) dc = {last}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert r"Compute $\nabla_{w}G(w)$" in prompt(draft)


# --- lengths ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "formula", [r"a_{ij} = h_i^\top W h_j", r"s(i, j) = \mathbf{h}_i^\top W \mathbf{h}_j"]
)
def test_vectors_of_one_family_are_as_long_as_each_other(tmp_path: Path, formula: str) -> None:
    draft = only(code.drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["arrays"] == {"hi": ["d"], "W": ["d", "d"], "hj": ["d"]}
    assert problems([draft]) == []


def test_capitals_and_the_words_that_they_begin_are_one_meaning() -> None:
    assert may_be_same("GPS term", "Global Passenger Score")
    assert not may_be_same("GPS term", "Global Vendor Total")
    assert may_be_same("dataset", "data")


def test_what_norms_are_taken_of_are_vectors(tmp_path: Path) -> None:
    norms = (r"\|g\|_2 \leq c", r"\|v_i\|_2 + \|w\|_2 \leq c")
    draft = only(code.drafts(paper_of(tmp_path, "", r"g = \sum_{i=1}^n a_i v_i", *norms)))
    assert answer(draft)["code"] == "np.sum(a[:, None]*v, axis=0)"
    assert not problems([draft])
    assert not made(code.drafts(paper_of(tmp_path, "", r"g = w + \sum_{i=1}^n a_i v_i", *norms)))


def test_an_array_is_no_blank(tmp_path: Path) -> None:
    formula = r"y = \sum_{i=1}^{t-1} c_i^\top \left[\begin{array}{c} 0 \\ 1 \end{array}\right]"
    hidden = [answer(one)["formula"] for one in made(blank.drafts(paper_of(tmp_path, "", formula)))]
    assert hidden == [r"c_{i}^{\top}"]


@pytest.mark.parametrize("operator", [r"\Pi_i", r"\mathcal{T}"])
def test_an_operator_before_a_function_is_no_factor(tmp_path: Path, operator: str) -> None:
    assert not made(evaluate.drafts(paper_of(tmp_path, "", rf"h(\cdot, a) = {operator} g(\cdot, a)")))
    assert made(evaluate.drafts(paper_of(tmp_path, "", r"h(\cdot, a) = \alpha g(\cdot, a)")))


# --- slopes by vectors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "by"),
    [("", r"\mathbf{v}"), (r"Let $v \in \mathbb{R}^p$ be the weights.", "v")],
)
def test_a_slope_by_a_vector_is_no_entry_of_an_array_of_numbers(tmp_path: Path, text: str, by: str) -> None:
    formula = rf"\frac{{d R}}{{d {by}}} = \frac{{1}}{{n}} \sum_{{j=1}}^n c_j \frac{{d q_j}}{{d {by}}}"
    assert "no entries" in why(code.drafts(paper_of(tmp_path, text, formula)))


def test_a_slope_by_a_number_is_one(tmp_path: Path) -> None:
    formula = r"\frac{d R}{d v} = \frac{1}{n} \sum_{j=1}^n c_j \frac{d q_j}{d v}"
    paper = paper_of(tmp_path, r"Let $v \in \mathbb{R}$ be the weight.", formula)
    assert answer(only(code.drafts(paper)))["arrays"] == {"c": ["n"], "dqjv": ["n"]}


def test_what_has_entries_in_square_brackets_is_no_number(tmp_path: Path) -> None:
    entries = r"B = \sum_{t=1}^T \sum_{j=1}^d v_t[j] g_t[j]^2"
    formula = r"C = \sum_{t=1}^T (v_t g_t - v^* g_t)"
    assert "'vstar': []" in str(answer(only(code.drafts(paper_of(tmp_path, "", formula)))))
    drafts = made(code.drafts(paper_of(tmp_path, "", entries, formula)))
    assert all("C =" not in prompt(draft) for draft in drafts)


# --- sides of a bound that are equal ----------------------------------------------------------------------


def test_a_bound_is_not_asked_for_where_it_equals_another_side_under_a_condition_only(tmp_path: Path) -> None:
    formula = r"g(z) \geq | \frac{-b}{c} (z - c) | = \frac{-b}{c} (c - z) \geq h(z)"
    assert "under a condition" in why(evaluate.drafts(paper_of(tmp_path, "", formula)))


def test_it_is_where_both_have_one_value(tmp_path: Path) -> None:
    formula = r"g(z) \geq \frac{-b}{c} (z - c) = \frac{b}{c} (c - z) \geq h(z)"
    assert "number" in answer(only(evaluate.drafts(paper_of(tmp_path, "", formula))))


def test_nothing_with_dots_is_hidden_and_dots_have_no_name(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "Here is a rate.", r"V = \frac{t^{n/2}}{\sqrt{c_1 \cdots c_n}}")
    drafts = [draft for kind in (blank, recall) for draft in made(kind.drafts(paper))]
    assert any(draft.kind == "blank" for draft in drafts)
    assert not any("\\cdots" in str(answer(draft)) for draft in drafts if draft.kind == "blank")
    assert not any("\\cdots" in str(draft.exercise.get("names")) for draft in drafts)


def test_what_a_rate_is_at_most_is_above_zero(tmp_path: Path) -> None:
    formula = r"b \leq \alpha \leq \frac{2}{\sup_{x \in D} h(x)}"
    paper = paper_of(tmp_path, r"The learning rate $\alpha$ is fixed.", formula)
    conditions = str(only(evaluate.drafts(paper)).exercise["where"])
    assert "2/suph > 0" in conditions


def test_no_name_is_typed_for_a_quantifier(tmp_path: Path) -> None:
    formula = r"\operatorname{Pr}(\forall j \in [n], |u_j| > \tau) \geq 1 - \frac{\sqrt{2} n \tau}{\rho}"
    named = [
        one.exercise["names"]
        for one in made(blank.drafts(paper_of(tmp_path, "", formula)))
        if "names" in one.exercise
    ]
    assert named
    assert not any("forall" in str(names) for names in named)
