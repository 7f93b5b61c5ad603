"""What makes an exercise fair: letters are what the paper says they are, numbers what they may be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drill.banks.params import read_domain
from drill.papers_first.alteration.likeness import says_nothing, says_the_same
from drill.papers_first.draft import Draft
from drill.papers_first.formula.parser import parse
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.kinds import blank, code, evaluate, special_case
from drill.papers_first.plausible.stated_ranges import excluded_ends
from drill.papers_first.wording import tall
from tests.papers_first.semantic import answer, made, only, paper_of, problems, why

FAR = "\n" * 60 + "\\section{Elsewhere}\n"
"""What is said before it is said of another section."""


def prompt(draft: Draft) -> str:
    return str(draft.exercise["prompt"])


def least_and_most(draft: Draft, name: str) -> tuple[float, float]:
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    values = [float(one.value) for one in read_domain(params[name])]
    return min(values), max(values)


# --- what is shown ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (r"g = \int dm \, f(m) h(m)", r"g=\int dm\,f(m)h(m)"),
        (r"g = \int_0^1 dx f(x)", r"g=\int_{0}^{1}dx\,f(x)"),
        (r"g = \int f(x) dx", r"g=\int f(x)dx"),
        (r"g = \int d\mathbf{x} f(\mathbf{x})", r"g=\int d\mathbf{x}\,f(\mathbf{x})"),
        (r"g = \int d\hat{\mathbf{x}} f(\hat{\mathbf{x}})", r"g=\int d\hat{\mathbf{x}}\,f(\hat{\mathbf{x}})"),
    ],
)
def test_a_differential_stands_apart_from_what_follows(formula: str, shown: str) -> None:
    assert tall(to_tokens(parse(formula))) == shown


def test_the_letters_of_a_word_above_a_name_are_no_indices(tmp_path: Path) -> None:
    (draft,) = made(evaluate.drafts(paper_of(tmp_path, "", r"J = \sum_{t=1}^{M} |y_t^{train} - c|")))
    assert "$y_{1}^{train} = " in prompt(draft)


def test_outcomes_of_several_are_not_those_of_the_first(tmp_path: Path) -> None:
    (joint,) = made(evaluate.drafts(paper_of(tmp_path, "", r"J = \mathbb{E}_{q(u, z)}[\log p(u)]")))
    (alone,) = made(evaluate.drafts(paper_of(tmp_path, "", r"J = \mathbb{E}_{q(u | z)}[\log p(u)]")))
    assert "times its probability" in prompt(alone)
    assert "times its probability" not in prompt(joint)


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (r"J = \frac{1}{2 M} \sum_{k=1}^{M} u_k", r"2\\cdot3"),
        (r"g = c M (a + \sum_{k=1}^{M} u_k)", r"c\\cdot3"),
    ],
)
def test_a_number_that_is_put_in_never_runs_together_with_a_factor(
    tmp_path: Path, formula: str, shown: str
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    text = json.dumps(draft.exercise)
    assert shown in text
    assert "23" not in text
    assert "c3" not in text
    assert problems([draft]) == []


def test_only_of_powers_is_it_said_that_they_are_none_of_products(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"w = \frac{(a + b)^{\frac{1}{c + h}}}{u}")))
    assert "by itself" not in json.dumps(draft.exercise)


# --- which numbers ----------------------------------------------------------------------------------------


def test_a_logistic_function_inside_of_a_mean_is_computed(tmp_path: Path) -> None:
    words = "Here $\\sigma$ is the logistic function, whose derivative is $\\sigma'(x)$."
    formula = r"J(w) = -\mathbb{E}_{(u, v) \sim \mathcal{D}} [ \log \sigma( f_w(u) - f_w(v) ) ]"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert "sigmoid(" in str(answer(draft)["number"])
    assert r"Take $\sigma(x) = 1/(1 + e^{-x})$" in prompt(draft)


def test_what_is_drawn_for_one_outcome_is_what_may_be_drawn_for_any(tmp_path: Path) -> None:
    formula = r"J = \mathbb{E}_{(u, v) \sim \mathcal{D}}[ Q(u, v) - \log \pi(u \mid v) ]"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert least_and_most(draft, "Q")[0] < -1
    low, high = least_and_most(draft, "pie")
    assert 0 < low < high < 1


def test_the_mean_of_a_logarithm_of_a_chance_is_not_above_0(tmp_path: Path) -> None:
    formula = r"J = \mathbb{E}_{q}[ \log P(X \mid w) ] - D"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert any(least_and_most(draft, name)[1] <= 0 for name in draft.exercise["params"])  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "formula", [r"m(c) = \mathbb{E}[u - c \mid u > c]", r"m(c) = \mathbb{E}[c - u \mid u \leq c]"]
)
def test_what_is_left_under_a_condition_is_drawn_as_it_says(tmp_path: Path, formula: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert least_and_most(draft, "a")[0] > 0


@pytest.mark.parametrize(
    ("words", "least"),
    [
        ("For every $c$, and if in addition $r > 1$,", 1),
        ("When $c > 0$ and $r \\geq 3$, we have", 3),
        ("It fails if $r > 1$. In general we have", 0),
    ],
)
def test_numbers_are_of_the_case_that_leads_to_a_formula(tmp_path: Path, words: str, least: int) -> None:
    formula = r"B < \frac{c}{2 (r - 1)} + c"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert least <= least_and_most(draft, "r")[0] <= least + 1


@pytest.mark.parametrize(
    ("words", "formula", "name", "low", "high"),
    [
        ("Let $w$ be the weight function.", r"u = \sum_{x \in L} w(x)", "w", 0, 1),
        (
            r"Let $\psi_A$ be the characteristic function of $A$.",
            r"\psi_B(t) = \psi_A(t)^2 + h",
            "psi",
            -1,
            1,
        ),
        ("Here $h$ is a non-negative parameter that is tuned.", r"w = a + h b - c", "h", 0, 100),
        ("Here $s$ is the pooled standard error.", r"w = \frac{a - b}{c + h s}", "s", 0, 100),
        (r"Let $u_{ij}$ be the distances between places.", r"w = \sum_{i} (u_{ij} - a)^2", "u1", 0, 100),
        ("", r"q(y) = b(y \mid m) \mathrm{pri}(m)", "pri", 0, 1),
        ("", r"c_t = \sigma(f_t) \odot c_{t-1} + \sigma(i_t) \odot \tanh(g_t)", "sigma", 0, 1),
        ("", r"P(D) = \prod_{i=1}^{3} p(a_i \mid w)^{n(i)}", "n", 0, 3),
        ("", r"J = \mathbb{E}_{u}[ \mathrm{KL}(q(z) \| p(z)) ]^2", "E", 0, 100),
        ("Let $g(i, j)$ be the log probability of reaching $j$.", r"w = g(i, j) + h", "g", -100, 0),
        (r"Let $\ell(u)$ be the log-likelihood function.", r"w = \ell(u) + h", "l", -100, 0),
        ("", r"w = h + \operatorname{card}(U)", "card", 0, 100),
        ("", r"w = h + \lambda_{\text{sparse}} u", "lambda", 0, 1),
    ],
)
def test_numbers_are_what_words_and_places_say(
    tmp_path: Path, words: str, formula: str, name: str, low: float, high: float
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    found = next(one for one in params if one.startswith(name))
    assert low <= least_and_most(draft, found)[0] <= least_and_most(draft, found)[1] <= high


@pytest.mark.parametrize(
    ("formula", "is_asked"),
    [
        (r"w = k(x, u) k(u, u)^{-1} k(u, x)", False),
        (r"w = k(x, u) k(u, u)^{-1} k(u, z)", True),
        (r"w = h(x, u) + 2 h(u, x)", True),
        (r"w = r(x, u) + 2 r(u, x)", False),
    ],
)
def test_a_kernel_has_one_value_in_either_order(tmp_path: Path, formula: str, is_asked: bool) -> None:
    words = "Let $r$ be the distance of two places."
    assert bool(made(evaluate.drafts(paper_of(tmp_path, words, formula)))) == is_asked


def test_what_may_be_complex_has_no_three_outcomes(tmp_path: Path) -> None:
    assert not made(evaluate.drafts(paper_of(tmp_path, "", r"\psi(t) = \mathbb{E}[e^{i t U}]")))


def test_chances_of_things_seen_one_by_one_need_not_add_up_to_1(tmp_path: Path) -> None:
    formula = r"J = -\frac{1}{M} \sum_{i=1}^{M} \log p_w(x^{(i)})"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert "let" not in draft.exercise


def test_what_is_0_or_1_is_drawn_so(tmp_path: Path) -> None:
    words = r"Each label is $h_i \in \{0, 1\}$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"u_i = (1 - h_i) a + h_i c")))
    assert least_and_most(draft, "h") == (0, 1)


def test_what_is_said_of_one_number_is_not_said_of_its_neighbour(tmp_path: Path) -> None:
    words = r"The parameters are searched over $h_2 \in \{0, 1\}$ and a grid of others."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"u = a + h_1 b + h_2 c")))
    assert least_and_most(draft, "h1")[1] > 1


def test_what_is_1_or_its_opposite_is_drawn_so(tmp_path: Path) -> None:
    words = r"Each label is $h_i \in \{\pm 1\}$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"u_i = h_i a + (1 + h_i) c")))
    assert draft.exercise["params"]["h"] == ["-1", "1"]  # type: ignore[index]


def test_what_keeps_a_root_away_from_0_is_small(tmp_path: Path) -> None:
    words = r"The symbol $\epsilon$ denotes a constant added for numerical stability."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"u = \frac{a}{\sqrt{h^2 + \epsilon}}")))
    assert least_and_most(draft, "epsilon")[1] <= 1


@pytest.mark.parametrize(("words", "is_asked"), [("", False), ("The symbol $c$ denotes the variance.", True)])
def test_what_cancels_where_it_is_positive_is_known_to_be(tmp_path: Path, words: str, is_asked: bool) -> None:
    formula = r"\frac{c a}{\sqrt{c^2 b}} = \frac{a}{\sqrt{b}}"
    assert bool(made(evaluate.drafts(paper_of(tmp_path, words, formula)))) is is_asked


def test_what_counts_the_members_of_a_set_is_their_number(tmp_path: Path) -> None:
    words = "The symbol $T$ denotes the number of tokens."
    formula = r"u = \frac{1}{T} \sum_{x \in \mathcal{B}} w(x)"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert least_and_most(draft, "T1") == (3, 3)
    assert problems([draft]) == []


def test_what_a_sum_without_a_range_is_divided_by_is_the_number_of_its_terms(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"u = \frac{1}{B} \sum_b w_b")))
    assert least_and_most(draft, "B") == (3, 3)
    assert problems([draft]) == []


def test_a_mean_is_the_mean_of_what_it_is_taken_away_from(tmp_path: Path) -> None:
    words = "The symbol $h$ denotes the batch mean."
    formula = r"u = \frac{1}{m} \sum_{i=1}^m (x_i - h)^3"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert draft.exercise["let"] == {"h": "(x1 + x2 + x3)/3"}
    assert problems([draft]) == []


# --- whose members ----------------------------------------------------------------------------------------


def test_a_label_is_no_index_of_what_a_sum_runs_over(tmp_path: Path) -> None:
    formula = r"J = \sum_j ( \log \frac{s_p}{s_j} + \frac{s_j^2}{2 s_p^2} )"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert "$p = 1$" not in prompt(draft)
    assert "$s_{p} = " in prompt(draft)


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"g_i = a ( \sum_{p \in U(i)} z_p h_p + \sum_{n \in V(i)} z_n h_n )", "different sets"),
        (r"J = -\log \frac{e^{a k_{+}}}{\sum_{i=0}^{K} e^{a k_i}}", "marked by a plus"),
        (r"J(x, y) = r(x, y) - b \log \sum_y e^{r(x, y)}", "one member"),
    ],
)
def test_members_are_told_apart_or_nothing_is_asked(tmp_path: Path, formula: str, reason: str) -> None:
    assert reason in why(evaluate.drafts(paper_of(tmp_path, "", formula)))


def test_members_that_have_names_are_not_numbered(tmp_path: Path) -> None:
    formula = r"J = \sum_{i \in \{u, v\}} a (t_i - s_i)^2"
    assert made(evaluate.drafts(paper_of(tmp_path, "", formula))) == []


def test_extrema_that_share_their_place_do_not_share_their_value(tmp_path: Path) -> None:
    formula = r"w^* = \max_{w} ( a w - b ) = \min_{w} ( b - a w )"
    assert made(evaluate.drafts(paper_of(tmp_path, "", formula))) == []


# --- what letters mean ------------------------------------------------------------------------------------


def test_a_function_is_not_called_what_the_bare_letter_is(tmp_path: Path) -> None:
    words = f"The symbol $p$ denotes the dropout rate.{FAR}"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"J = \log p(x) - \log q(x)")))
    assert "dropout" not in prompt(draft)


def test_what_a_display_defines_is_not_what_another_section_calls_so(tmp_path: Path) -> None:
    words = f"The symbol $G$ denotes the true gradient.{FAR}"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"G = \frac{a}{b + c}")))
    assert "gradient" not in prompt(draft)


def test_of_the_number_pi_nothing_is_said_that_is_said_of_a_name(tmp_path: Path) -> None:
    words = r"The symbol $\pi$ denotes the behaviour policy. The symbol $h$ denotes the capacity."
    formula = r"w(u) = \frac{h}{\sqrt{2 \pi} s} \exp( -\frac{u^2}{2 s^2} )"
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert "capacity" in prompt(draft)
    assert "policy" not in prompt(draft)


def test_a_meaning_that_is_said_beside_the_formula_is_shown(tmp_path: Path) -> None:
    words = "The symbol $G$ denotes the capacity and $b$ denotes the learning rate."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"G = \frac{a}{b + c}")))
    assert "capacity" in prompt(draft)
    assert "learning rate" in prompt(draft)


def test_a_definition_makes_nothing_new(tmp_path: Path) -> None:
    defined = only(code.drafts(paper_of(tmp_path, "", r"J := \sum_{i=1}^n x_i y_i")))
    assert "the new" not in prompt(defined)


# --- special cases ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "name", "ends"),
    [
        (r"with $m \in [0, 1)$", "m", {"1"}),
        (r"for $0 < m < 1$", "m", {"0", "1"}),
        (r"where $a, m > 0$", "m", {"0"}),
        (r"where $1 \geq m \geq 0$", "m", set[str]()),
        (r"where $m > 1$", "m", {"0", "1"}),
        (r"with $m \in (0, \infty)$", "m", {"0"}),
        (r"with $a > 0, m > 0$", "m", {"0"}),
    ],
)
def test_ends_that_are_ruled_out(said: str, name: str, ends: set[str]) -> None:
    assert set(excluded_ends([said], []).get((name,), ())) == ends


def test_a_weight_is_not_put_where_the_paper_says_it_never_is(tmp_path: Path) -> None:
    words = r"Let $\nu \in [0, 1)$ be the discount factor."
    found = made(special_case.drafts(paper_of(tmp_path, words, r"m_{t+1} = \nu m_t + (1-\nu) g_t")))
    assert {draft.slot for draft in found} == {"nu=0"}


def test_the_same_is_asked_twice_at_most(tmp_path: Path) -> None:
    words = "The symbol $\\nu$ denotes the discount factor."
    formulas = [rf"{left} = r + \nu {right}" for left, right in ("JA", "KB", "GC", "UV")]
    found = made(special_case.drafts(paper_of(tmp_path, words, *formulas)))
    assert [draft.slot for draft in found].count("nu=0") == 2


# --- options that are wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "other", "is_same"),
    [
        (r"h = |A \cap B|", r"h = |B \cap A|", True),
        (r"h = |A \setminus B|", r"h = |B \setminus A|", False),
        (r"h = \operatorname{huber}(a - b)", r"h = \operatorname{huber}(b - a)", True),
        (r"h = \operatorname{relu}(a - b)", r"h = \operatorname{relu}(b - a)", False),
    ],
)
def test_what_differs_by_an_order_alone_may_say_the_same(formula: str, other: str, is_same: bool) -> None:
    assert says_the_same(parse(formula), parse(other)) is is_same


def test_a_tautology_says_nothing() -> None:
    assert says_nothing(parse(r"f(w u) = f(w u)"))
    assert not says_nothing(parse(r"f(w u) = f(u)"))


# --- what the paper says of a name's numbers --------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("Here $c \\geq 2$.", 2, 99),
        ("Here $c < 0$ holds.", -99, -1e-9),
        ("Let $c \\in [-1, 0)$.", -1, -1e-9),
        ("Let $c \\in (0, \\frac{1}{2})$.", 0, 0.5),
        ("Let $-1 < c < 1$.", -1, 1),
        ("Let $0 < u \\leq c < 1$.", 0, 1),
        ("Let $|c| \\leq 2$.", -2, 2),
        ("Let $c \\in \\mathbb{R}_{\\geq 0}$.", 0, 99),
        ("Here $c$ is a nonpositive constant.", -99, 0),
        ("We take a negative $c$.", -99, -1e-9),
        ("The slope $c$ is strictly negative.", -99, -1e-9),
        ("Here $c$ lies between 2 and 5.", 2, 5),
        ("Here $c$ is an angle in $[0, \\pi]$.", 0, 3.15),
        ("The matrix $c \\succ 0$.", 0.01, 99),
        ("Let $c \\in \\{2, 4, 8\\}$.", 2, 8),
    ],
)
def test_numbers_are_what_the_paper_says_they_are(
    tmp_path: Path, words: str, low: float, high: float
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, "y = c x + w")))
    least, most = least_and_most(draft, "c")
    assert low <= least < most <= high
    assert problems([draft]) == []


def test_what_is_said_of_a_case_or_of_both_keeps_no_name(tmp_path: Path) -> None:
    for words in ("If $b < 0$, we stop.", "Either $b > 0$ here, or $b < 0$ there."):
        draft = only(evaluate.drafts(paper_of(tmp_path, words, "y = b x + w")))
        least, most = least_and_most(draft, "b")
        assert least < 0 < most


def test_what_another_section_says_of_another_thing_keeps_no_count(tmp_path: Path) -> None:
    words = f"Let $c \\in (0, 1)$ be a share.{FAR}Here $c$ is the number of samples."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, "y = c x + w")))
    assert least_and_most(draft, "c")[0] >= 2


def test_one_quantity_stays_below_another(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "We have $u < c$.", "y = c x + u")))
    assert "u < c" in draft.exercise["where"]  # type: ignore[operator]


# --- draws that leave something to decide -----------------------------------------------------------------


@pytest.mark.parametrize("formula", [r"z = \min(1, (h - 1)^2 + N)", r"z = \min(1, n x^2 + y^2)"])
def test_what_comes_to_one_number_nearly_always_is_not_asked(tmp_path: Path, formula: str) -> None:
    assert "too few numbers" in why(evaluate.drafts(paper_of(tmp_path, "", formula)))


def test_a_ratio_of_counts_that_is_cut_off_at_1_may_be_below_it(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"r = \min(1, \frac{n}{k})")))
    assert "where" not in draft.exercise


def test_a_margin_may_be_kept_and_missed(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"c = \max(0, 1 - y s)")))
    assert least_and_most(draft, "y")[1] > 1


def test_what_is_rounded_down_is_not_whole_already(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"m = \lfloor u \rfloor + c")))
    assert "step 0.1" in str(draft.exercise["params"])


def test_numbers_for_what_is_stated_to_be_an_array_are_one_coordinate_each(tmp_path: Path) -> None:
    words = "Let $E \\in \\mathbb{R}^{V \\times d}$ hold what was learned."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"z = E_{x} + c")))
    assert "Take every quantity as one number" in prompt(draft)


@pytest.mark.parametrize(
    ("words", "formula", "name", "low", "high"),
    [
        ("Here $d_0$ is the initial state distribution.", r"v = c d_0(s) + w", "f0", 0, 1),
        ("", r"v = c + \mathbb{E}[\frac{p(x) p(y)}{q(x)}]", "E1", 0, 99),
        ("Here $u$ is the dilation rate.", r"v = c + u w", "u", 2, 99),
    ],
)
def test_chances_are_chances_by_what_they_are_made_of_or_called(
    tmp_path: Path, words: str, formula: str, name: str, low: float, high: float
) -> None:
    least, most = least_and_most(only(evaluate.drafts(paper_of(tmp_path, words, formula))), name)
    assert low < least + 1e-9
    assert most <= high


def test_numbers_of_a_chain_with_a_transpose_are_one_coordinate_each(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"y = g(L) x + c = U g(S) U^\top x + c")))
    assert "one number" in prompt(draft)


def test_the_label_of_what_a_quantity_is_given_with_is_no_place(tmp_path: Path) -> None:
    shared = only(evaluate.drafts(paper_of(tmp_path, "", r"v = \sum_{i=1}^{M} p(u_i | w_i, w_s)")))
    assert "w_{1},w_{s}" in prompt(shared)
    assert "$s = 1$" not in prompt(shared)
    place = only(evaluate.drafts(paper_of(tmp_path, "", r"v = \frac{u_s}{\sum_{i=1}^{M} u_i}")))
    assert "$s = 1$" in prompt(place)


def test_a_name_in_two_dresses_is_not_given_two_values(tmp_path: Path) -> None:
    slipped = paper_of(tmp_path, "", r"v = c - \log h_{\mathbf{\theta}} + 2 h_\theta")
    assert not made(evaluate.drafts(slipped))
    assert not made(code.drafts(slipped))
    meant = paper_of(tmp_path, "", r"v = c - \log h_{\mathbf{\theta}} + 2 h_{\mathbf{\phi}}")
    assert made(evaluate.drafts(meant))


def test_no_bound_is_asked_for_of_a_quantity_by_itself(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"\mathbb{E}[R] \leq \mathbb{E}[R] \leq a + b c")
    assert answer(only(evaluate.drafts(paper)))["number"] == "a + b*c"


@pytest.mark.parametrize(
    ("words", "formula", "name"),
    [
        ("", r"v = c - \sum_{i=1}^{M} u_i N_i(T)", "N1"),
        ("Here $z$ is the gap between both means.", r"v = c + z w", "z"),
        ("Here $z$ is the cumulative regret.", r"v = c + z w", "z"),
        ("Here $m$ is an arbitrary round of the game.", r"v = c + m w", "m"),
        ("It has the exploration parameter $z$.", r"v = c + z w", "z"),
        ("", r"v = c + n_{m_i} w", "nmi"),
        ("Here $s_n$ is the noise level.", r"y \sim \mathcal{N}(f(x), s_n^2)", "s"),
    ],
)
def test_what_counts_or_measures_is_not_negative(tmp_path: Path, words: str, formula: str, name: str) -> None:
    least, _ = least_and_most(only(evaluate.drafts(paper_of(tmp_path, words, formula))), name)
    assert least > 0


def test_what_is_called_the_largest_is_not_below_a_member(tmp_path: Path) -> None:
    words = "The best of all is $b^* = \\max_i b_i$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"v = b^* T - \sum_{i=1}^{M} b_i")))
    assert {f"b{i} <= bstar" for i in (1, 2, 3)} <= set(draft.exercise["where"])  # type: ignore[arg-type]


def test_slopes_by_vectors_are_taken_of_one_number(tmp_path: Path) -> None:
    formula = r"\frac{\partial E}{\partial x_i} = \sum_{j=1}^n c_{i,j} \frac{\partial E}{\partial y_j}"
    words = r"Here $x_i \in \mathbb{R}^d$ and $E$ is a loss."
    assert "Take every quantity as one number" in prompt(
        only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    )
    words = r"Here $x_i \in \mathbb{R}$ and $E$ is a loss."
    assert "Take every quantity" not in prompt(only(evaluate.drafts(paper_of(tmp_path, words, formula))))


@pytest.mark.parametrize(
    ("formula", "is_asked"),
    [
        (r"w = \frac{1}{\|u - v\|}", False),
        (r"w = c (u - v)^2", False),
        (r"w = c \sqrt{u - v}", True),
        (r"w = a - \|V^\top U\|_F^2", False),
    ],
)
def test_what_has_the_same_size_the_other_way_round_is_no_blank(
    tmp_path: Path, formula: str, is_asked: bool
) -> None:
    hidden = {draft.slot for draft in made(blank.drafts(paper_of(tmp_path, "", formula)))}
    assert any("u-v" in one or r"V^{\top}U" in one for one in hidden) is is_asked


def test_no_blank_hides_what_another_side_of_the_chain_shows_in_other_letters(tmp_path: Path) -> None:
    formula = r"w = (S - p p^\top)^{-1} (p - q) = B^{-1} u"
    hidden = {draft.slot for draft in made(blank.drafts(paper_of(tmp_path, "", formula)))}
    assert not hidden & {"B^{-1}", "B", "u", "(p-q)", "p-q"}
    assert made(blank.drafts(paper_of(tmp_path, "", r"w = B^{-1} u")))


@pytest.mark.parametrize(
    ("elsewhere", "formula"),
    [
        (r"M = -g g^\top - h h^\top", r"D = A + M"),
        (r"M = \frac{1}{n} \sum_{i=1}^n g_i g_i^\top", r"D = A - M"),
        (r"A = g_a (g_a)^\top", r"u = g_a - h_a"),
        (r"M = \frac{1}{n} \sum_{i=1}^n g_i (g_i)^\top", r"D = A - M"),
    ],
)
def test_matrices_of_products_and_their_vectors_are_taken_as_one_number(
    tmp_path: Path, elsewhere: str, formula: str
) -> None:
    *_, draft = made(evaluate.drafts(paper_of(tmp_path, "", elsewhere, formula)))
    assert formula.split(" =")[0] in prompt(draft)
    assert "Take every quantity as one number" in prompt(draft)


def test_vectors_whose_product_is_bounded_are_no_numbers(tmp_path: Path) -> None:
    words = r"Here $w \in \mathbb{R}^d$ and $x \in \mathbb{R}^d$."
    assert not made(evaluate.drafts(paper_of(tmp_path, words, r"w \cdot x > c")))
    assert made(evaluate.drafts(paper_of(tmp_path, "", r"a < x < c")))


@pytest.mark.parametrize(
    ("formula", "hidden"),
    [
        (r"s = R[x][i] R[y][i] - \max(R[x][i], R[y][i])", "R[x][i]R[y][i]"),
        (r"a = \int e^{-k x} \nu(dx) + c", r"\nu(dx)"),
    ],
)
def test_nothing_is_hidden_that_may_be_written_in_another_order(
    tmp_path: Path, formula: str, hidden: str
) -> None:
    found = made(blank.drafts(paper_of(tmp_path, "", formula)))
    assert not [draft for draft in found if hidden in str(answer(draft)["formula"])]
