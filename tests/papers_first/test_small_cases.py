"""Small cases of sums over sets, cases, objectives and named functions: keys by worked numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.maths.plain import parse
from drill.papers_first.draft import Draft
from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import answer, only, paper_of, problems

Numbers = Mapping[str, float]


def key_at(draft: Draft, numbers: Numbers) -> float:
    """The key of a draft where its parameters are these numbers."""
    declared = Names(declared=frozenset(numbers), functions="bank")
    found = evaluate(parse(str(answer(draft)["number"]), declared), dict(numbers))
    assert isinstance(found, float)
    return found


def prompt(draft: Draft) -> str:
    return str(draft.exercise["prompt"])


@pytest.mark.parametrize(
    ("formula", "numbers", "result"),
    [
        # all of three but the first: 2*(5 - 1) and 4*(5 - 3)
        (
            r"F_i = \sum_{j \neq i} J_{ij} (x_i - x_j)",
            {"J12": 2, "J13": 4, "x1": 5, "x2": 1, "x3": 3},
            16,
        ),
        # an inner sum leaves the outer index out: 3 + 7, once each
        (
            r"c = \sum_{i} \sum_{j \neq i} A_{ij}",
            {"A12": 3, "A13": 1, "A21": 7, "A23": 0, "A31": 2, "A32": 4},
            17,
        ),
        (r"E = \sum_i \sum_{j > i} w_{ij} a_j", {"w12": 2, "w13": 3, "w23": 5, "a2": 1, "a3": 10}, 82),
        # four terms, the first of them left out by the indicator
        (
            r"s_i = \frac{a_i}{\sum_{k=1}^{2 N} \mathbb{1}_{[k \neq i]} a_k}",
            {"a1": 3, "a2": 1, "a3": 2, "a4": 3},
            0.5,
        ),
        (r"z_i = \sum_{j < i} A_{ij} x_j", {"A31": 2, "A32": 3, "x1": 5, "x2": 7}, 31),
        (r"z_i = \sum_{j \leq i} x_j", {"x1": 5, "x2": 7, "x3": 1}, 13),
        (r"G_t = \sum_{k=t+1}^{T} \gamma^{k-t-1} R_k", {"gam": 0.5, "R2": 3, "R3": 8}, 7),
        (r"S = \sum_{n=0}^\infty \rho^n c_n", {"rho": 0.5, "c0": 1, "c1": 2, "c2": 4}, 3),
        (r"z = \sum_{(i,j) \in E} w_{ij}", {"w12": 1, "w23": 2, "w34": 4}, 7),
        (r"b = \frac{1}{|S|} \sum_{i \in S} x_i", {"x1": 1, "x2": 2, "x3": 6}, 3),
        (
            r"h_v = \sum_{u \in \mathcal{N}(v)} a_{uv} x_u",
            {"a1v": 1, "a2v": 2, "a3v": 3, "x1": 4, "x2": 5, "x3": 6},
            32,
        ),
        (
            r"\ell = \frac{1}{N} \sum_{k=1}^N [d_{2k-1,2k} + d_{2k,2k-1}]",
            {"d12": 1, "d21": 2, "d34": 3, "d43": 4, "d56": 5, "d65": 6},
            7,
        ),
        (r"f = \sum_{n=0}^\infty \frac{z^n}{n!}", {"z": 2}, 5),
        (r"f = c + \sum_{k=1}^{\infty} \frac{a^k}{k}", {"c": 1, "a": 3}, 17.5),
        (r"r = \lfloor x / s \rceil", {"x": 7, "s": 4}, 2),
        (r"u = \operatorname{clip}(x, a, b)", {"x": 9, "a": 1, "b": 4}, 4),
        (r"I = - \log_2 p", {"p": 0.125}, 3),
        (r"\langle f \rangle = \langle a, b \rangle + 2 \langle a, c \rangle", {"f": 1, "f1": 3}, 7),
        (r"\sigma^2 = \mathbb{E}[Y_i^2 \mid X = x]", {"Yi1": 1, "Yi2": 2, "Yi3": 4}, 7),
    ],
)
def test_small_cases_have_the_value_that_a_hand_finds(
    tmp_path: Path, formula: str, numbers: Numbers, result: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, numbers) == pytest.approx(result)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (r"F_i = \sum_{j \neq i} k_{ij} x_j", ["Of 1, 2, 3 let $j$ run over", "$i = 1$", "Compute $F_{1}$"]),
        (r"S = \sum_{n=0}^\infty \rho^n c_n", ["Let $c_{3}$ and all later ones be 0"]),
        (r"b = \frac{1}{|S|} \sum_{i \in S} x_i", ["$|S| = 3$", "Let $i$ run over 1, 2, 3"]),
        (r"p = \sum_{\tau} P(\tau) R(\tau)", [r"Let $\tau$ be one of $\tau_{1}, \tau_{2}, \tau_{3}$"]),
        (
            r"f = \sum_{n=0}^\infty \frac{z^n}{n!}",
            ["only the terms with $n = 0, 1, 2$", "the right side with these terms only"],
        ),
        (r"z = \sum_{(i,j) \in E} w_{ij}", ["Let $(i, j)$ run over (1, 2), (2, 3), (3, 4)"]),
        (r"u = \operatorname{clip}(\lfloor x \rceil, a, b)", ["nearest to $x$", "not below $a$"]),
        (r"J = \max_\theta \left( a \theta - b \right)", [r"Compare only the candidates $\theta_{1}$"]),
        (r"\sup_f \left( a_f - 2 b_f \right)", ["Compute what is maximised, for one choice"]),
        (r"y = \operatorname{MLP}(a x + b)", [r"Compute what $\operatorname{MLP}$ is applied to"]),
    ],
)
def test_what_is_taken_for_granted_is_said(tmp_path: Path, formula: str, said: list[str]) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert all(part in prompt(draft) for part in said), prompt(draft)
    assert problems([draft]) == []


HUBER = (
    r"L(a) = \begin{cases} \frac{1}{2} a^2 & \text{if } |a| \leq \delta \\ "
    r"\delta |a| - \frac{1}{2} \delta^2 & \text{otherwise} \end{cases}"
)
STEPS = (
    r"A_{nk} = - \begin{cases} 2 n + 1 & \text{if } n > k \\ n + 1 & \text{if } n = k \\ "
    r"0 & \text{if } n < k \end{cases}"
)


@pytest.mark.parametrize(
    ("formula", "numbers", "result"),
    [
        (HUBER, {"a": -2, "delta": 3}, 2),
        (HUBER, {"a": -5, "delta": 2}, 8),
        (STEPS, {"n": 4, "k": 2}, -9),
        (STEPS, {"n": 4, "k": 4}, -5),
        (STEPS, {"n": 2, "k": 4}, 0),
        (
            r"g(z) = \begin{cases} 4 z & z \in [1, a] \\ 0 & \text{otherwise} \end{cases}",
            {"z": 3, "a": 3},
            12,
        ),
    ],
)
def test_conditions_decide_which_line_counts(
    tmp_path: Path, formula: str, numbers: Numbers, result: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, numbers) == result
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "numbers", "result"),
    [
        (r"z \sim \mathcal{N}(0, 1)", {"z": 0}, 0.3989422804),
        (r"x \sim \mathcal{N}(\mu, \sigma^2)", {"x": 3, "mu": 1, "sigma": 2}, 0.1209853623),
        (r"k \sim \operatorname{Poisson}(r)", {"k": 2, "r": 1}, 0.1839397206),
    ],
)
def test_what_is_drawn_has_a_density(tmp_path: Path, formula: str, numbers: Numbers, result: float) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, numbers) == pytest.approx(result)
    assert "of this" in prompt(draft)
    assert problems([draft]) == []


def test_a_nonlinearity_is_the_one_that_the_paper_names(tmp_path: Path) -> None:
    words = "Here $\\sigma$ is the logistic function."
    draft = only(drafts(paper_of(tmp_path, words, r"p = \sigma(x) + \sigma(a x - b)")))
    assert key_at(draft, {"a": 1, "x": 0, "b": 0}) == 1
    assert r"Take $\sigma(x) = 1/(1 + e^{-x})$." in prompt(draft)
    assert problems([draft]) == []


def test_pi_is_the_number_where_it_is_nothing_else(tmp_path: Path) -> None:
    formula = r"w = \sin\left(\frac{n \pi}{6}\right) + \pi r"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, {"n": 1, "r": 0}) == pytest.approx(0.5)


@pytest.mark.parametrize("other", [r"a = \pi(x) + b", r"a = \pi_k b + c", r"V^{\pi}(s) = 2 b + c"])
def test_pi_is_a_name_where_a_paper_uses_it_as_one(tmp_path: Path, other: str) -> None:
    found = list(drafts(paper_of(tmp_path, "", r"v = \pi r + 1", other)))
    assert "π may be the number or a name" in str(found[0])


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"z = \sum_{i=1}^n x_{2i}", "reads in two ways"),
        (r"z = \sum_{i=1}^n a_i + b_i + c", "reaches|behind the sum"),
        (r"z = \sum_{(x, y) \in D} x y", "no index"),
        (r"f = \begin{cases} a & \text{if it rains} \\ b & \text{otherwise} \end{cases}", "no condition"),
        (r"f = \begin{cases} a & x > 9 \\ b & x < 3 \end{cases}", "no value|exclude"),
        (r"y = w (x + 1) + w", "alone and before brackets|factor"),
        (r"Z = a \mathcal{S}(:, 1) + b \mathcal{S}(:, 2)", "slice"),
    ],
)
def test_what_is_not_clear_is_left_alone(tmp_path: Path, formula: str, reason: str) -> None:
    found = str(list(drafts(paper_of(tmp_path, "", formula))))
    assert any(part in found for part in reason.split("|")) or "statement" in found or found == "[]", found


def test_numbers_of_one_formula_belong_together(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"s = \frac{\max(X) - \min(X)}{2^b - 1}")))
    assert "minX < maxX" in draft.exercise["where"]  # type: ignore[operator]
    policy = only(drafts(paper_of(tmp_path, "", r"Z(x) = \sum_{y} \pi(y \mid x) \exp(r(x, y))")))
    assert policy.exercise["let"] == {"pi3": "1 - pi1 - pi2"}
    shared = r"I = \sum_{x,y} p(x,y) \log \frac{p(x,y)}{p(x) p(y)}"
    lets = only(drafts(paper_of(tmp_path, "", shared))).exercise["let"]
    assert isinstance(lets, dict)
    assert sorted(lets.values()) == [
        "1 - p1 - p13 - p21",
        "p1 + p13",
        "p1 + p21",
        "p13 + p23",
        "p21 + p23",
    ]
    ratio = only(drafts(paper_of(tmp_path, "", r"L = \operatorname{clip}(r(\theta), 1 - c, 1 + c) A")))
    assert dict(ratio.exercise["params"])["r"] == "0.4..1.6 step 0.1"  # type: ignore[call-overload]
    independent = only(drafts(paper_of(tmp_path, "", r"w = \prod_{i=1}^m (1 - p_i)")))
    assert "let" not in independent.exercise


def test_exact_numbers_stay_exact(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"b = \frac{1}{n} \sum_{i=1}^n x_i")))
    assert answer(draft)["form"] == "exact"
    assert Fraction(1, 3) == Fraction(key_at(draft, {"x1": 0, "x2": 0, "x3": 1})).limit_denominator(100)


def test_a_sum_ends_in_every_outcome_alike(tmp_path: Path) -> None:
    formula = r"V(x_t) = \mathbb{E}_{x_{t+1:\infty}}\left[\sum_{l=0}^\infty c_{t+l}\right]"
    said = prompt(only(drafts(paper_of(tmp_path, "", formula))))
    assert "and all later ones be 0 in every outcome" in said
    assert "}^{(3)}$ and all later" not in said


def test_a_window_is_as_long_as_it_is_said_to_be(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"u_t = \sum_{j=t-K+1}^{t} a_j b_j")))
    assert "$t = 3$, $K = 3$" in prompt(draft)
    assert key_at(draft, {"a1": 2, "b1": 3, "a2": 5, "b2": 7, "a3": 1, "b3": 4}) == 45
    assert not problems([draft])
