"""What a few values decide: the best candidate, the value of a game, a mean."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from drill.banks.building import exercise_from
from drill.banks.draws import draw
from drill.maths.names import Names
from drill.maths.numeric import evaluate as value_of
from drill.maths.plain import parse
from drill.papers_first.arrays.proof import as_body
from drill.papers_first.draft import Draft
from drill.papers_first.kinds.evaluate import drafts
from drill.papers_first.kinds.expected import values_of
from tests.papers_first.semantic import answer, made, only, paper_of, problems


def key_at(draft: Draft, **numbers: float) -> float:
    text = answer(draft)["number"]
    assert isinstance(text, str)
    names = Names(declared=frozenset(numbers), functions="bank")
    return float(value_of(parse(text, names), numbers).real)


def prompt(draft: Draft) -> str:
    return str(draft.exercise["prompt"])


@pytest.mark.parametrize(
    ("formula", "said", "place"),
    [
        (r"u^\star = \arg\min_u h(u; c)", "$u_{1}$, $u_{2}$ and $u_{3}$", 2),
        (r"\arg\max_w \mathcal{R}(\hat{g}_w)", "Which of them does it give?", 1),
        (r"\min_w \mathcal{R}(w)", "Which of them solves the problem?", 2),
        (r"w^* = \arg\min_w \rho(p, p_w)", "Which of them is $w^{*}$?", 2),
        (r"\hat{u}_t = \arg\max_{u_t \in U} P(u_t | u_{t-1})", "$u_{t}^{(1)}$", 1),
        (r"c^* = \arg\max_c p(c | u) = \arg\max_c \log p(c | u)", r"where $p(c|u)$ is @a", 1),
        (r"\min_{w, b} \mathcal{R}(w, b)", "$(w_{1},b_{1})$", 2),
        (
            r"u_t = \arg\max_{u \in U} (h_u(t) + b)",
            "$u^{(1)}$, $u^{(2)}$ and $u^{(3)}$, where $h_{u}(t)+b$ is",
            1,
        ),
    ],
)
def test_the_best_of_three_candidates(tmp_path: Path, formula: str, said: str, place: int) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert said in prompt(draft)
    assert key_at(draft, a=9, b=4, c=7) == place
    assert problems([draft]) == []


def test_a_candidate_that_breaks_a_condition_is_none(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"\max_\pi J(\pi) \quad \text{s.t.} \quad C(\pi) \leq d")))
    assert r"Candidate number @k does not satisfy the condition $C(\pi)\leq d$." in prompt(draft)
    assert key_at(draft, a=9, b=4, c=7, k=1) == 3
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "numbers", "value"),
    [
        (r"\min_\theta \max_\phi V(\theta, \phi)", (3, 8, 5, 6), 6),
        (r"g = \sup_u \inf_v f(u, v)", (3, 8, 5, 6), 5),
        (r"\theta^* = \arg\min_\theta \max_{\delta \in \Delta} L(\theta, x + \delta)", (3, 8, 5, 6), 2),
    ],
)
def test_an_inner_search_comes_first(
    tmp_path: Path, formula: str, numbers: tuple[float, ...], value: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, **dict(zip("abcd", numbers, strict=True))) == value
    assert problems([draft]) == []


def test_values_are_weighed_with_the_probabilities_of_their_outcomes(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"U = \mathbb{E}_{\theta \sim q}[R_d]")))
    assert key_at(draft, p=0.5, q=0.2, r=0.3, a=10, b=5, c=-10) == pytest.approx(3)
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"w^* = \arg\min_w a",  # nothing varies
        r"v = \max_w R(w) = \min_w S(w)",  # the value is shared under a condition only
        r"h = \mathbb{E}[\mathbb{1}[u > 0]]",
    ],
)
def test_what_no_table_can_tell_is_left_alone(tmp_path: Path, formula: str) -> None:
    assert not made(drafts(paper_of(tmp_path, "", formula)))


def test_what_only_numbers_other_things_is_a_number(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"m(S) = \max_i \hat\mu_i(S)")))
    assert "the candidates $i = 1$, $i = 2$ and $i = 3$" in prompt(draft)


def test_values_have_the_sign_that_the_formula_gives_them(tmp_path: Path) -> None:
    first, second = r"\mathbb{E}_{p(x)}[\log D(x; \phi)]", r"\mathbb{E}_{q(x; \theta)}[\log (1 - D(x; \phi))]"
    formula = rf"\min_\theta \max_\phi {first} + {second}"
    params = only(drafts(paper_of(tmp_path, "", formula))).exercise["params"]
    assert isinstance(params, dict)
    assert set(params.values()) == {"-40..-4"}
    words = "Here $\\ell_d$ is the loss."
    losses = only(drafts(paper_of(tmp_path, words, r"U = \mathbb{E}_{\theta \sim q}[\ell_d]"))).exercise[
        "params"
    ]
    assert isinstance(losses, dict)
    assert losses["a"] == "1..20"


@pytest.mark.parametrize(
    ("top", "values"),
    [
        (r"\sum_i m_i \|x_i - y_i\|^2", "1..20"),
        (r"\sum_i m_i \log q_i(x)", "-20..-1"),
        (r"\sum_i m_i x_i", "-9..12 !0"),
    ],
)
def test_a_weighted_mean_has_the_sign_of_what_is_averaged(tmp_path: Path, top: str, values: str) -> None:
    paper = paper_of(tmp_path, "", rf"u = \frac{{{top}}}{{n \sum_i m_i}}")
    statement = paper.readings[0].statement
    assert statement is not None
    assert values_of(paper, statement.sides[1]) == values


def test_an_array_alone_decides_its_trace(tmp_path: Path) -> None:
    formula = r"\mathrm{Tr}(H) = \mathbb{E}[\mathbf{r}^\top H \mathbf{r}]"
    assert made(drafts(paper_of(tmp_path, "", formula))) == []


def test_a_sign_before_an_expectation_counts(tmp_path: Path) -> None:
    formula = r"I(w) = -\mathbb{E}\left[\frac{\partial^2}{\partial w^2} \log p(u; w)\right]"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, p=0.5, q=0.2, r=0.3, a=-10, b=-5, c=10) == pytest.approx(3)
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (r"F_X(x) = P(X \leq x)", r"that $X\leq x$ holds in @m."),
        (r"e(x) = \mathbb{P}(W = 1 \mid X = x)", "@n cases in which $X=x$, all equally likely"),
        (r"r = P(W = 1 \mid X)", "@n cases under the condition $X$, all equally likely"),
        (r"\alpha = \Pr[\hat{y} \neq y]", r"that $\hat{y}\neq y$ holds"),
    ],
)
def test_the_probability_of_an_event_is_a_share_of_cases(tmp_path: Path, formula: str, said: str) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert said in prompt(draft)
    assert key_at(draft, n=20, m=5) == pytest.approx(0.25)
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "said", "factor"),
    [
        (r"c = \mathcal{O}(n s^2)", "$s$ becomes @m times as large and everything else stays the same", 81),
        (r"k = \tilde{O}(1 / \epsilon^2)", r"$\epsilon$ becomes @m times as large.", 1 / 81),
        (r"g(u_k) - g^* \leq O\left(\frac{r}{\sqrt{k}}\right)", "$k$ becomes", 1 / 3),
        (r"c = O(\sqrt{s} \log n)", "$s$ becomes", 3),
        (r"g(u) - h(u) \leq r_s + O\left(\frac{w - \log v}{k}\right)", "$k$ becomes", 1 / 9),
        (r"c = O\left(\frac{w}{u \sqrt{s}} + \frac{v^3}{\sqrt{s} u}\right)", "$u$ becomes", 1 / 9),
    ],
)
def test_an_order_of_growth_is_a_power(tmp_path: Path, formula: str, said: str, factor: float) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert said in prompt(draft)
    assert key_at(draft, m=9) == pytest.approx(factor)
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"c = O(n)",
        r"c = O(1)",
        r"c = O(K T)",
        r"y = u + \Omega(n^2)",
        r"c = O(n^2) + O(s)",
        r"c = O(n^u)",
    ],
)
def test_growth_that_is_no_power_is_left_alone(tmp_path: Path, formula: str) -> None:
    assert not made(drafts(paper_of(tmp_path, "", formula)))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (r"\mathcal{O}\left(w + \frac{v u y}{\sqrt{s}}\right)", 6 + 10 / 2),
        (r"k = O(w + u w^2 + v + x y)", 6 * 4 + 10 * 16 + 3 + 7),
    ],
)
def test_the_terms_of_an_order_grow_with_powers_of_their_own(
    tmp_path: Path, formula: str, value: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert "Say that at first" in prompt(draft)
    assert key_at(draft, a=6, b=10, c=3, d=7, m=4) == pytest.approx(value)
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "factor"),
    [
        (r"c = O(n \log n)", 5 * math.log(15) / math.log(3)),
        (r"\mathcal{O}(n^2 s + n s^2)", (225 * 2 + 15 * 4) / (9 * 2 + 3 * 4)),
        (r"c = O(n + \sqrt{n})", (15 + math.sqrt(15)) / (3 + math.sqrt(3))),
    ],
)
def test_growth_that_is_no_power_is_computed_at_given_values(
    tmp_path: Path, formula: str, factor: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, n=3, s=2, m=5) == pytest.approx(factor)
    assert problems([draft]) == []


def test_growth_is_asked_for_where_it_has_a_value_only(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"c = O(s^{-\frac{\log w}{\log \kappa}})")))
    assert "ln(kappa) != 0" in str(draft.exercise["where"])
    written = exercise_from({"id": "growth", "prompt": "", **as_body(draft.exercise)})
    assert {draw(written, seed).params["kappa"] == "1" for seed in range(40)} == {False}


def test_what_a_logarithm_in_an_exponent_is_of_is_no_exponent_itself(tmp_path: Path) -> None:
    text = r"With a discount factor $\gamma$, one goes on."
    draft = only(drafts(paper_of(tmp_path, text, r"c = O(K^{-2 \log(1 / \gamma)})")))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    (values,) = [values for name, values in params.items() if name.startswith("gam")]
    assert {float(value) < 1 for value in values} == {True}


def test_a_broken_power_has_multiples_that_are_powers(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"c = O(w n^{2/3})")))
    assert draft.exercise["let"] == {"m": "r^3"}
    assert key_at(draft, r=2) == pytest.approx(4)
    assert problems([draft]) == []


def test_an_exponent_of_which_the_range_is_said_is_given_with_what_grows(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, r"Here $\beta \in [0.5, 1]$ holds.", r"c = O(w n^{-2} k^\beta)")))
    assert r"Say that $\beta = 1/2$, and that $n$ becomes" in prompt(draft)
    assert key_at(draft, m=4) == pytest.approx(1 / 16)


@pytest.mark.parametrize(
    ("formula", "given"),
    [
        (r"g(A) = \mathbb{E}[A X^2 + X]", "$A = @"),
        (r"U(S_1) = \mathbb{E}[S_1 X^2 + X]", "$S_{1} = @"),
        (r"A B = \log \mathbb{E}[B X^2 + X]", "$B = @"),
    ],
)
def test_what_stands_outside_of_an_expectation_is_the_same_for_all_outcomes(
    tmp_path: Path, formula: str, given: str
) -> None:
    asked = prompt(only(drafts(paper_of(tmp_path, "", formula))))
    assert given in asked
    assert "$X^{(1)} = @" in asked


def test_what_a_variance_is_taken_of_is_random(tmp_path: Path) -> None:
    asked = prompt(only(drafts(paper_of(tmp_path, "", r"\mathrm{Var}(X) = \mathbb{E}[X^2 + X]"))))
    assert "$X^{(1)} = @" in asked


def test_what_is_said_to_be_a_chance_is_compared_as_one(tmp_path: Path) -> None:
    words = "Here $p_i$ is the probability that bird $i$ sings."
    params = only(drafts(paper_of(tmp_path, words, r"s = \max_{i \in C} p_i"))).exercise["params"]
    assert isinstance(params, dict)
    assert params["a"] == "0.02..0.32 step 0.02"


def test_values_of_states_and_actions_are_no_chances(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"\pi^\star(s) = \arg\max_a Q^\star(s, a)")))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    assert params["a"] == "4..40"
