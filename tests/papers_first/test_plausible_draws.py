"""What is drawn is possible for what the paper says that it is: weights, errors, shares of a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.params import read_domain
from drill.papers_first.kinds import evaluate
from drill.papers_first.plausible.called import role_by_words
from drill.papers_first.plausible.whole_names import whole_names
from tests.papers_first import semantic
from tests.papers_first.semantic import made, only, paper_of
from tests.papers_first.test_fair_exercises import least_and_most

SIGNED = "-4..6 !0"


def drawn(tmp_path: Path, words: str, *formulas: str) -> dict[str, object]:
    """The exercise of the last formula, which is there."""
    found = semantic.drawn(tmp_path, words, *formulas)
    assert found
    return found


def numbers(exercise: dict[str, object], name: str) -> list[float]:
    """What a name of an exercise is drawn from."""
    params = exercise["params"]
    assert isinstance(params, dict)
    return [float(one.value) for one in read_domain(params[name])]


@pytest.mark.parametrize(
    ("meaning", "role"),
    [
        ("small stabilising constant", "tiny"),
        ("numerical floor", "tiny"),
        ("loss weights", "rate"),
        ("trade-off parameter", "rate"),
        ("hyperparameter that balances the two terms", "rate"),
        ("weights", "value"),
        ("recall", "probability"),
        ("mean accuracy", "probability"),
        ("friction coefficient", "positive"),
        ("vector of positive coefficients", "positive"),
        ("vector of coefficients", "value"),
        ("divergence between two laws", "positive"),
        ("regression coefficient", None),
        ("cosine similarity between row $i$ and row $j$", "cosine"),
        ("normalized features", "cosine"),
        ("batch normalized features", None),
        ("external prior", "probability"),
        ("log prior", None),
        ("predicted speed", "positive"),
        ("waiting time", "positive"),
        ("look-ahead window", "positive"),
        ("query position", "count"),
        ("frame positions", "count"),
    ],
)
def test_what_is_called_so_is_drawn_so(meaning: str, role: str | None) -> None:
    assert role_by_words(meaning) == role


@pytest.mark.parametrize(
    ("words", "formula", "name"),
    [
        ("", r"y = a - \operatorname{softplus}(x, c)", "softplus1"),
        ("", r"\mathbf{y} = \mathbf{a} + \boldsymbol{\sigma}_\phi(\mathbf{x}) \odot \mathbf{u}", "sigma"),
        (r"Here $\mu$ is the friction coefficient.", r"F = G - \mu v", "mu"),
        (r"Here $u$ is the importance weight.", r"F_i = G_i - u_i v_i", "u"),
        (r"Here $h$ is a distance.", r"y = a - h(u, v)", "h"),
        (
            "",
            r"u = \operatorname{median}(\{\|x_i\|_2\}) + c \cdot \operatorname{MAD}(\{\|x_i\|_2\})",
            "median",
        ),
        ("", r"u = \operatorname{median}(\{\|x_i\|_2\}) + c \cdot \operatorname{MAD}(\{\|x_i\|_2\})", "MAD"),
        (
            r"Here $J^{\mathrm{a}}$ is the end-to-end control cost.",
            r"u = J^{\mathrm{a}}(x) - c J^{\mathrm{b}}(x)",
            "J1",
        ),
        (r"Let $t \in [0, 1]$ be the continuous time.", r"x_{j-1} = x_j + (t_{j-1} - t_j) v", "tj"),
        ("", r"u = h(w) + \lambda_a w - \lambda_b \|w - v\|_2^2", "lambdaa"),
        ("", r"y = \mathbb{E}[\mathbb{E}[u u^\top \mid w]] + c", "E1"),
        ("", r"y = \mathbb{E}\{\|u - v\|^2 + \frac{\lambda}{2} \|w\|^2\} + c", "E1"),
        ("", r"y = b \operatorname{tr}(A^{-1} B) + c", "tr1"),
        ("Here $L(f)$ is the loss.", r"y = c + b \max_{f \in F} L(f)", "maxL"),
        (r"The expected error $\mathcal{R}(h)$ is small.", r"y = b \hat{\mathcal{R}}(g) - c", "R"),
        (r"It holds for any $1 / 2 \geq \zeta \geq \sqrt{n / m} + k$.", r"y = b x - \zeta z", "zet"),
        (r"It holds for any $\zeta \leq 1 / 2$.", r"y = b x - \zeta z", "zet"),
        ("", r"y = b - \mathbb{E}_u \operatorname{CE}(r, s)", "E1"),
        ("", r"\mathcal{L} = \mathbb{E}_t[\sum_{j=1}^2 w_{t,j} \|u_j - v_j\|^2]", "wt11"),
    ],
)
def test_what_is_never_negative_is_not_drawn_so(tmp_path: Path, words: str, formula: str, name: str) -> None:
    assert min(numbers(drawn(tmp_path, words, formula), name)) > 0


@pytest.mark.parametrize(
    ("words", "elsewhere", "formula", "name", "least", "most"),
    [
        ("", r"d_j = \|x_j - z\|", r"y = c - \frac{d_2}{b}", "d2", 0, 40),
        ("", r"w_j = \exp(-\|x_j - z\| / \sigma)", r"y = w_1 a + w_2 b", "w1", 0, 1),
        ("", r"g_j = \tanh(\|x_j\| / \sigma)", r"y = g_1 a + b", "g1", 0, 1),
        ("", r"s = \operatorname{clip}(a b, -2, 2)", r"y = s x + b", "s", -2, 2),
        ("", r"\exists u, v > 0: \forall n \geq 1, \quad u \leq a_n", r"y = v x + b", "v", 0.001, 40),
        ("", r"h_t = \max(1 - t, 0.05)", r"v = \frac{F - z}{h_t}", "h", 0.05, 1),
        (
            r"Here $t$ is the shared clock. Later $t$ is the interpolation time.",
            r"h_t = \max(1 - t, 0.05)",
            r"v = \frac{F - z}{h_t}",
            "h",
            0.05,
            1,
        ),
        ("", r"m_k = \operatorname{sigmoid}(a_k)", r"S = m_k T + b", "m", 0, 1),
        ("", r"R_c = -\beta \|x\|", r"R = R_a + R_c", "Rc", -20, 0),
        ("", r"M = -g g^\top - h h^\top", r"D = A + M", "M", -20, 0),
        ("", r"M = -g_a (g_a)^\top - c^2", r"D = A + M", "M", -20, 0),
        ("", r"u = \frac{a}{b}", r"y = c + b s_{PCC}(x, z)", "s", -1, 1),
        (r"Here $u = (\cos\theta + 1) / 2$.", r"z = 2 x", r"r = 3 u - a", "u", 0, 1),
        (r"We take $\zeta_a = 0.3$.", r"z = 2 x", r"r = \zeta_a x + b", "zetaa", 0, 1),
        (r"The floor is $\zeta_m = 10^{-3}$.", r"z = 2 x", r"r = x + \zeta_m y", "zetam", 0, 0.5),
        ("", r"u_j = (1 - c) \|x_j\| + c \|z_j\|", r"y = u_1 a + b", "u1", 0, 40),
    ],
)
def test_what_equations_keep_in_a_span_is_drawn_from_it(
    tmp_path: Path, words: str, elsewhere: str, formula: str, name: str, least: float, most: float
) -> None:
    found = numbers(drawn(tmp_path, words, elsewhere, formula), name)
    assert least <= min(found) < max(found) <= most
    assert len(found) > 4


@pytest.mark.parametrize(
    ("words", "formula", "demand"),
    [
        (r"Suppose that $\zeta^2_b \leq \lambda$.", r"y = c - \zeta_b^2 / \lambda", "zetab^2 <= lam"),
        ("", r"y = \mathbb{E}[u u^\top] - c \mathbb{E}[u]", "E11^2 < E1"),
        ("", r"y = \frac{\operatorname{rank}(A)}{n} + c", "rank1 <= n"),
        ("", r"y = \frac{b_1}{n} + c b_n", "n != 1 or b = b1"),
    ],
)
def test_what_goes_together_is_demanded(tmp_path: Path, words: str, formula: str, demand: str) -> None:
    assert demand in drawn(tmp_path, words, formula)["where"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("factor", "is_said"),
    [
        (r"\mathbb{E}[w \mathbf{x}^\top]", True),
        (r"\mathbb{E}[u v]", False),
        (r"\operatorname{rank}(A)", False),
    ],
)
def test_given_means_of_arrays_are_said_to_be_numbers(tmp_path: Path, factor: str, is_said: bool) -> None:
    exercise = drawn(tmp_path, "Here $A$ is the kernel matrix.", f"y = {factor} + b c")
    assert ("as one number" in str(exercise["prompt"])) is is_said


@pytest.mark.parametrize(
    "elsewhere",
    [
        (r"u = \|x\|", r"u = x - z"),  # a letter used twice
        (r"u = a \|x\| + b", r"z = 2 x"),
        (r"u = u + \|x\|", r"z = 2 x"),  # it alone says nothing of where it starts
        (r"u = x h^2 + O(h^3)", r"z = 2 x"),
    ],
)
def test_what_no_equation_keeps_has_any_sign(tmp_path: Path, elsewhere: tuple[str, str]) -> None:
    params = drawn(tmp_path, "", *elsewhere, r"y = u + b g")["params"]
    assert params["u"] == SIGNED  # type: ignore[index]


def test_a_letter_that_is_said_to_have_any_sign_keeps_nothing_positive(tmp_path: Path) -> None:
    words = r"Here $\alpha$ is the logit."
    params = drawn(tmp_path, words, r"z_i = \alpha_i + \|x\|", r"y = z_1 - b")["params"]
    assert params["z1"] == SIGNED  # type: ignore[index]


def test_weights_of_losses_are_never_negative(tmp_path: Path) -> None:
    formula = r"\mathcal{L} = \mathcal{L}_a + w_1 \mathcal{L}_b + \beta(e) \lambda_3 \mathcal{L}_c"
    exercise = drawn(tmp_path, "", formula)
    params = exercise["params"]
    assert isinstance(params, dict)
    assert all(min(numbers(exercise, name)) > 0 for name in params)
    assert max(numbers(exercise, "w1")) < 1


def test_what_leads_a_term_of_no_loss_is_no_share(tmp_path: Path) -> None:
    assert max(numbers(drawn(tmp_path, "", r"y = \lambda_1 u + \lambda_2 v"), "lambda1")) > 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        r"w_i \propto \exp(s_i)",
        r"w_j = \frac{\exp(s_j)}{\sum_{j'=1}^{n} \exp(s_{j'})}",
        r"w_i = e^{s_i} / \sum_k e^{s_k}",
    ],
)
def test_what_is_scaled_to_a_whole_adds_up_to_1(tmp_path: Path, elsewhere: str) -> None:
    exercise = drawn(tmp_path, "", elsewhere, r"y = \sum_{i=1}^{3} w_i z_i")
    assert exercise["let"] == {"w3": "1 - w1 - w2"}


def test_growth_in_proportion_is_no_share(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"w_i \propto n_i^2", r"y = \sum_{i=1}^{3} w_i z_i")
    assert "let" not in exercise


@pytest.mark.parametrize("condition", [r"\{u < 0\}", r"u \in A", "u = v"])
def test_a_condition_below_makes_an_indicator(tmp_path: Path, condition: str) -> None:
    indicator = rf"\delta_{{{condition}}}"
    params = drawn(tmp_path, "", f"y = |a - {indicator}| + b")["params"]
    assert isinstance(params, dict)
    assert [values for name, values in params.items() if "delta" in name] == [["0", "1"]]
    assert not semantic.drawn(tmp_path, "", f"y = |a - {indicator}| u + b")


def test_what_is_clipped_to_1_is_not_beyond_it(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"y = a + b \operatorname{clip}(\frac{m}{\max(h, c)}, 1)")
    assert -1 <= min(numbers(exercise, "clip")) <= max(numbers(exercise, "clip")) <= 1


def test_what_is_set_to_0_or_1_by_cases_is_drawn_so(tmp_path: Path) -> None:
    cases = r"u_i = \begin{cases} 1 & \text{if } s_i > 2 \\ 0 & \text{otherwise} \end{cases}"
    assert set(numbers(drawn(tmp_path, "", cases, r"y = u_1 a + b"), "u1")) == {0, 1}


@pytest.mark.parametrize("name", ["y_{1:n}", "y"])
def test_all_labels_that_are_said_to_be_0_or_1_are_each_of_them(tmp_path: Path, name: str) -> None:
    words = rf"We are given labels ${name} \in \{{0, 1\}}^n$ of them."
    found = drawn(tmp_path, words, r"q = \sum_{i=1}^n y_i - u_i")
    assert numbers(found, "y2") == [0, 1]


def test_a_convex_function_lies_above_its_tangent(tmp_path: Path) -> None:
    found = drawn(tmp_path, "", r"B(u, v) = F(u) - F(v) - \langle \nabla F(v), u - v \rangle")
    assert "F - F1 - f > 0" in found["where"]  # type: ignore[operator]


def test_a_diagonal_matrix_is_no_number_of_any_sign(tmp_path: Path) -> None:
    assert not semantic.drawn(tmp_path, "", r"V(u) = a a^\top + \mathrm{Diag}(s^2)")


def test_a_schedule_is_kept_below_1_and_together(tmp_path: Path) -> None:
    words = r"Here $\bar{\alpha}_t = \prod_{s=1}^{t} \alpha_s$ and $\alpha_t = 1 - \beta_t$."
    formula = r"m = \frac{1}{\sqrt{\alpha_t}} (x - \frac{\beta_t}{\sqrt{1 - \bar{\alpha}_t}} u)"
    exercise = drawn(tmp_path, words, formula)
    assert exercise["let"] == {"alpha": "1 - bet"}
    assert "alphabar <= alpha" in exercise["where"]  # type: ignore[operator]


def test_under_a_root_a_share_is_no_square_beyond_1(tmp_path: Path) -> None:
    formula = r"x_t = \sqrt{1 - \bar{\alpha}_t} u + a"
    exercise = drawn(tmp_path, "", formula, r"y = \frac{z}{\sqrt{\alpha_t}}")
    assert max(numbers(exercise, "alpha")) < 1


def test_a_mean_that_the_paper_defines_is_that_of_the_numbers(tmp_path: Path) -> None:
    mean = r"m = \frac{1}{n} \sum_{i=1}^{n} s_i"
    exercise = drawn(tmp_path, "", mean, r"v = \frac{1}{n} \sum_{i=1}^{n} (s_i - m)^2")
    assert exercise["let"] == {"m": "(s1 + s2 + s3)/3"}


def test_a_mean_in_angle_brackets_is_drawn_as_what_it_is_of(tmp_path: Path) -> None:
    words = r"Here $f$ is the density function."
    exercise = drawn(tmp_path, words, r"c = (f(x) - \langle f \rangle) (f(y) - \langle f \rangle)")
    params = exercise["params"]
    assert isinstance(params, dict)
    assert len(set(map(tuple, params.values()))) == 1


def test_an_integral_over_a_part_is_no_more_than_that_over_all(tmp_path: Path) -> None:
    formula = r"g(u) = \frac{\int_0^u w(s) ds}{\int_0^{u_{\max}} w(s) ds}"
    (where,) = drawn(tmp_path, "", formula)["where"]  # type: ignore[misc]
    assert "<=" in where


def test_the_integral_of_a_decay_is_negative(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"v(t) = 1 + c e^{\int_0^t -\beta(s) ds}")
    assert max(numbers(exercise, "intbeta")) < 0


def test_what_exceeds_something_positive_is_positive(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"y = \max(0, u - \|x\|)")
    assert min(numbers(exercise, "u1" if "u1" in exercise["params"] else "u")) > 0  # type: ignore[operator]


def test_a_hinge_with_a_sign_before_it_draws_all_its_numbers(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"y = -\eta \max(0, \frac{a - b}{a})")
    assert any("< 0 or" in one for one in exercise["where"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "formula", "name", "least", "most"),
    [
        (r"Let $f$ be $\mu$-strongly convex.", r"b = \mu \|x\| + c", "mu", 0, 40),
        (r"Here $\omega_f \in [0, 1]$ for all $f$.", r"y = \tau_1 \omega - c", "omega", 0, 1),
        (r"Here $w > 0$.", r"y = w^* a - c", "wstar", 0, 40),
        ("", r"y = \ell(y, \hat{y}) - b", "l", 0, 40),
        ("", r"h = d(x_i, x_j) - b", "f", 0, 40),
    ],
)
def test_what_is_said_of_a_name_reaches_its_other_forms(
    tmp_path: Path, words: str, formula: str, name: str, least: float, most: float
) -> None:
    exercise = drawn(tmp_path, words, formula)
    params = exercise["params"]
    assert isinstance(params, dict)
    found = numbers(exercise, next(one for one in params if one.startswith(name)))
    assert least <= min(found) < max(found) <= most


def test_what_chooses_a_factor_elsewhere_is_0_or_1(tmp_path: Path) -> None:
    likelihood = r"a = \prod_{i=1}^{n} p_i^{y_i} (1 - p_i)^{1 - y_i}"
    exercise = drawn(tmp_path, "", likelihood, r"v = \frac{\sum_{i=1}^{n} m_i y_i}{\sum_{i=1}^{n} m_i}")
    assert set(numbers(exercise, "y1")) == {0, 1}
    assert any(one.endswith("!= 0") for one in exercise["where"])  # type: ignore[attr-defined]


def test_a_density_is_not_computed_below_0(tmp_path: Path) -> None:
    words = r"Here $f$ is the density of the steps."
    exercise = drawn(tmp_path, words, r"f(v) = z f(z)")
    assert any(one.endswith("> 0") for one in exercise["where"])  # type: ignore[attr-defined]


def test_what_counts_is_whole_in_a_comparison(tmp_path: Path) -> None:
    words = r"Here $k$ is the number of samples that are kept."
    exercise = drawn(tmp_path, words, r"1 \le k \le n")
    assert all(number % 1 == 0 for number in numbers(exercise, "x1"))


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        (r"Noise $\epsilon \sim \mathcal{N}(0, I)$ is added.", r"z = m + s \epsilon"),
        ("", r"z = m + s \epsilon, \quad \epsilon \sim \mathcal{N}(0, 1)"),
    ],
)
def test_noise_of_a_normal_law_has_either_sign(tmp_path: Path, words: str, formula: str) -> None:
    found = numbers(drawn(tmp_path, words, formula), "epsilon")
    assert -3 < min(found) < 0 < max(found) < 3


def test_attention_weights_add_up_to_1(tmp_path: Path) -> None:
    words = r"Here $a_{ij}$ are the attention weights."
    exercise = drawn(tmp_path, words, r"h_i = \sum_{j=1}^{3} a_{ij} v_j")
    assert exercise["let"] == {"ai3": "1 - ai1 - ai2"}


def test_what_a_sentence_sets_in_passing_does_not_reach_what_is_explained(tmp_path: Path) -> None:
    said = r"\section{Two classes} For two classes we set $y_i = \operatorname{sigmoid}(u_i)$."
    words = rf"Here $y_i$ are the responses. {said} \section{{Any responses}}"
    found = numbers(drawn(tmp_path, words, r"r = y_1 - b x"), "y1")
    assert min(found) < 0 < 1 < max(found)


def test_a_letter_that_chooses_may_count_elsewhere(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"p = q^k (1 - q)^{1 - k}", r"v = h k + b")
    assert numbers(exercise, "k") != [0, 1]


@pytest.mark.parametrize(
    ("words", "formula", "name", "least", "most"),
    [
        ("Here $c$ is the gradient variance.", r"y = a x^2 + c", "c", 0, 60),
        ("Here $c$ is an estimate of the error variance.", r"y = a x^2 + c", "c", 0, 60),
        ("Here $u$ is the momentum.", r"y = (1 + \sqrt{u})^2 / h", "u", 0, 1),
        ("Here $n_e$ is the effective dimension.", r"y = b^2 (1 - \frac{\mathbb{E}[n_e]}{a})", "E1", 0, 60),
        ("", r"y = a + b \mathbb{E}[(x - m)^\top A (x - m)]", "E1", 0, 60),
        ("", r"y = a + b \mathbb{E}[\|u\|^2 \mid A]", "E1", 0, 60),
    ],
)
def test_what_it_is_of_does_not_make_a_size_negative(
    tmp_path: Path, words: str, formula: str, name: str, least: float, most: float
) -> None:
    low, high = least_and_most(only(evaluate.drafts(paper_of(tmp_path, words, formula))), name)
    assert least <= low
    assert high <= most


def test_the_smallest_is_no_larger_than_the_largest(tmp_path: Path) -> None:
    formula = r"q = \frac{\sup_{x \in S} h(x)}{\inf_{x \in S} h(x)} + c"
    where = only(evaluate.drafts(paper_of(tmp_path, "", formula))).exercise["where"]
    assert {"infh <= suph", "infh > 0"} <= set(where)  # type: ignore[call-overload]


def test_a_pseudo_inverse_is_not_put_in_beside_what_its_matrix_is_made_of(tmp_path: Path) -> None:
    words = "Here $B^+$ is the Moore--Penrose pseudoinverse."
    rows = (r"B = \frac{1}{n} \sum_{i=1}^n A_i", r"c = B^+ \frac{1}{n} \sum_{i=1}^n A_i z_i")
    drafts = made(evaluate.drafts(paper_of(tmp_path, words, *rows)))
    assert not any("B^{+} = @" in str(draft.exercise["prompt"]) for draft in drafts)


def test_a_rank_is_not_beyond_what_it_is_divided_by(tmp_path: Path) -> None:
    formula = r"u_i = \left| \frac{\operatorname{rank}_i}{n - 1} - \frac{1}{2} \right|"
    where = drawn(tmp_path, "", formula)["where"]
    assert isinstance(where, list)
    assert [one for one in where if one.startswith("rank")] == ["ranki <= n - 1"]
    assert not any(">= 1" in one for one in where)


def test_what_shares_were_before_are_shares(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, r"As $\sum_i a_i = 1$, these are convex.", r"g = 2 c (a - a^{\mathrm{prev}})")
    assert 0 < min(numbers(exercise, "aprev")) < max(numbers(exercise, "aprev")) < 1


def test_all_of_a_list_of_integers_are_whole() -> None:
    text = "Fix integers $m \\geq 1$, $1 \\leq k \\leq m$ and $n$, and a width $w > 0$; here $u$ is high."
    found = {name for (name,), _ in whole_names(text) if name.isalpha()}
    assert found == {"m", "k", "n"}


BELIEFS = (
    "Here $B$ is the first belief, $B_k^c$ is the prior of it and $\\tilde{B}_k$ is the label distribution."
)


@pytest.mark.parametrize(
    ("words", "is_share"),
    [
        (BELIEFS, True),
        ("Here $B$ is the first belief.", False),
        (f"{BELIEFS} Here $B_s$ is the number of rows.", False),
        (f"{BELIEFS} It is sampled from $B(x)$.", True),
    ],
)
def test_a_letter_of_distributions_alone_is_a_share_wherever_it_stands(
    tmp_path: Path, words: str, is_share: bool
) -> None:
    exercise = drawn(tmp_path, words, r"u_k = 3 B_k^{\mathrm{new}} + c")
    found = numbers(exercise, next(name for name in exercise["params"] if name.startswith("B")))  # type: ignore[attr-defined]
    assert (0 < min(found) < max(found) < 1) == is_share


def test_an_entropy_is_of_shares_and_divided_by_the_logarithm_of_how_many_there_are(tmp_path: Path) -> None:
    words = "We measure how sure it is by an entropy."
    entropy = r"v_i = -\frac{1}{\log M} \sum_k W_{ik} \log(W_{ik} + \epsilon)"
    exercise = drawn(tmp_path, words, entropy)
    assert len(exercise["let"]) == 1  # type: ignore[arg-type]
    assert numbers(exercise, "M") == [3]
    exercise = drawn(tmp_path, words, entropy, "u_i = 2 + b v_i^2")
    assert 0 < min(numbers(exercise, "v")) < max(numbers(exercise, "v")) < 1
    assert "let" not in drawn(tmp_path, "", entropy)


def test_what_a_softmax_is_taken_of_is_what_it_is_called(tmp_path: Path) -> None:
    words = "Here $s_{ij}$ is the cosine similarity between row $i$ and row $j$."
    exercise = drawn(tmp_path, words, r"w_{ij} = \operatorname{softmax}_j(s_{ij} / r)")
    found = numbers(exercise, next(name for name in exercise["params"] if name.startswith("s")))  # type: ignore[attr-defined]
    assert -1 < min(found) < max(found) < 1


@pytest.mark.parametrize(
    "formula",
    [
        r"g = 2 \sqrt{n}",
        r"g = \frac{\sqrt{v} - 1}{\sqrt{v} + 1}",
        r"\mathbb{E}[g] \leq \frac{1}{2n} + \frac{2}{n(n - 2)}",
    ],
)
def test_what_stands_alone_is_drawn_from_more_numbers(tmp_path: Path, formula: str) -> None:
    exercise = drawn(tmp_path, "Here $n$ is the number of samples.", formula)
    (name,) = exercise["params"]  # type: ignore[misc, attr-defined]
    assert len(numbers(exercise, name)) >= 40
    assert min(numbers(exercise, name)) >= 1


@pytest.mark.parametrize(
    ("words", "formula", "name", "is_signed"),
    [
        ("", r"y = c_k x + b", "c", False),
        ("", r"y = S_i x + b", "S", False),
        ("", r"y = \operatorname{near}(x, u) v + b", "near", False),
        ("", r"y = c_k x + b", "x", True),
        ("", r"y = f(x) c + b", "f", True),
        (r"Here $c_k$ is the logit of the nest $k$.", r"y = c_k x + b", "c", True),
    ],
)
def test_what_is_of_no_known_kind_is_drawn_above_0(
    tmp_path: Path, words: str, formula: str, name: str, is_signed: bool
) -> None:
    exercise = drawn(tmp_path, words, formula)
    assert (min(numbers(exercise, name)) < 0) is is_signed


@pytest.mark.parametrize(
    ("formula", "is_said"),
    [
        (r"h_t = a_{ts} k_s + b", True),  # a key, for all that is said
        (r"c = a e^{k} + b^2", False),  # what stands in a power is a number
        (r"w_{ij} = a_{ij} v_{ij} + c", False),
    ],
)
def test_letters_that_are_mostly_arrays_are_said_to_be_numbers(
    tmp_path: Path, formula: str, is_said: bool
) -> None:
    assert ("as one number" in str(drawn(tmp_path, "", formula)["prompt"])) is is_said


@pytest.mark.parametrize(
    ("mean", "is_signed"),
    [
        (r"\mathbb{E}_{\pi}[\log \frac{\pi(y | x)}{\rho(y | x)}]", False),
        (r"\mathbb{E}[R_k]", False),
        (r"\mathbb{E}[x_k]", True),
    ],
)
def test_a_mean_is_below_0_where_what_it_is_of_may_be(tmp_path: Path, mean: str, is_signed: bool) -> None:
    params = drawn(tmp_path, "", f"y = c + {mean} n")["params"]
    assert any(str(one).startswith("-") for one in params.values()) is is_signed  # type: ignore[union-attr]


def test_what_means_are_taken_over_gives_chances(tmp_path: Path) -> None:
    mean = r"J = \mathbb{E}_{s \sim g_t} [c(s)]"
    paper = paper_of(tmp_path, "", mean, r"B = \frac{g_t(s)^2}{T^2} a")
    draft = made(evaluate.drafts(paper))[-1]
    assert least_and_most(draft, "g")[1] <= 1


@pytest.mark.parametrize("pair", ["kv", "k,v"])
def test_one_pair_of_what_is_said_of_all_pairs(tmp_path: Path, pair: str) -> None:
    words = rf"Let $G_{{{pair}}}$ be the probability that $G$ gives to a key and a value."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"L = \prod_{i=1}^n G_{k_i, v_i}")))
    assert least_and_most(draft, "Gk1v1")[1] <= 1


def test_what_falls_with_a_count_is_asked_for_too(tmp_path: Path) -> None:
    words = "Let $n$ be the number of rows."
    exercise = drawn(tmp_path, words, r"\Pr(\|u\| \geq 2a) \leq \exp(-\epsilon n/16)")
    assert {"exp(-epsilon*n/16) > 0", "exp(-epsilon*n/16) <= 1"} <= set(exercise["where"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("event", "opposite"),
    [
        (r"\Pr[A]", r"\Pr[\overline{A}]"),
        (r"P(A \mid B)", r"P(\bar{A} \mid B)"),
        (r"\mathbb{P}(A)", r"\mathbb{P}(A^c)"),
        (r"P(A)", r"P(\neg A)"),
        (r"P(X = 1)", r"P(X = 0)"),
    ],
)
def test_a_chance_and_that_of_the_opposite_make_1(tmp_path: Path, event: str, opposite: str) -> None:
    exercise = drawn(tmp_path, "", f"y = b {event} + c {opposite}")
    (decided,) = exercise["let"].values()  # type: ignore[attr-defined]
    assert decided.startswith("1 - ")
    assert len(exercise["params"]) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mean", "ends"),
    [
        (r"\mathbb{E}[\min(0, -1 + D(x))]", (-9, -1)),
        (r"\mathbb{E}[\max(0, 1 - D(x))]", (1, 9)),
    ],
)
def test_the_mean_of_what_is_cut_off_at_0_has_its_sign(
    tmp_path: Path, mean: str, ends: tuple[float, float]
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", rf"L = c - {mean}")))
    assert least_and_most(draft, "E1") == ends


def test_what_is_set_to_no_less_than_a_size_is_above_0(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"u_t = \max(\beta_2 u_{t-1}, |g_t|)")
    assert min(numbers(exercise, "u")) > 0


def test_a_product_of_shares_is_no_more_than_its_last_factor(tmp_path: Path) -> None:
    words = r"We write $\alpha_t = 1 - \beta_t$ and $\bar\alpha_t = \prod_{s=1}^t \alpha_s$."
    formula = r"y = \frac{1}{\sqrt{\alpha_t}} (x - \frac{1 - \alpha_t}{\sqrt{1 - \bar\alpha_t}} z)"
    exercise = drawn(tmp_path, words, formula)
    assert "alphabar <= alpha" in exercise["where"]  # type: ignore[operator]


def test_a_place_among_several_is_no_more_than_their_number(tmp_path: Path) -> None:
    words = "There are $N$ noise levels."
    exercise = drawn(tmp_path, words, r"\sigma_i = a + \frac{i}{N - 1} (b - a)")
    assert "i1 <= N1 - 1" in exercise["where"]  # type: ignore[operator]


def test_no_share_has_a_larger_number_taken_away(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"r = \sqrt{\frac{(\rho - 4) s}{\rho}}")
    assert max(numbers(exercise, "rho")) > 4


@pytest.mark.parametrize(("left", "is_kept"), [(r"\mathrm{MMD}^2(P, Q)", True), (r"\Delta", False)])
def test_a_sum_of_means_that_is_a_square_is_above_0(tmp_path: Path, left: str, is_kept: bool) -> None:
    exercise = drawn(
        tmp_path, "", rf"{left} = \mathbb{{E}}_{{x \sim P}}[k(x)] - 2 \mathbb{{E}}_{{y \sim Q}}[k(y)]"
    )
    assert any(str(demand).endswith("> 0") for demand in exercise["where"]) is is_kept  # type: ignore[attr-defined]


def test_the_sign_of_a_function_with_a_label_is_not_that_of_a_plain_letter(tmp_path: Path) -> None:
    score = r"f_r(h, t) = -\|h - t\|"
    exercise = drawn(tmp_path, "", score, r"y = 2 c + 3 f")
    assert min(numbers(exercise, "f")) > 0
    exercise = drawn(tmp_path, "", score, r"y = 2 c + 3 f_r(a, b)")
    assert max(numbers(exercise, "f")) < 0


def test_rademacher_variables_are_signs(tmp_path: Path) -> None:
    words = "The Rademacher complexity is defined as follows."
    formula = r"R = \mathbb{E}_\sigma \left[\sup_{f \in F} \frac{1}{m} \sum_{i=1}^m \sigma_i f(z_i)\right]"
    exercise = drawn(tmp_path, words, formula)
    assert set(numbers(exercise, "sigma1")) == {-1, 1}
