"""What is computed of a statement that says no value: parameters of laws, entries, left sides of bounds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from drill.papers_first.draft import Draft
from drill.papers_first.kinds.evaluate import drafts
from drill.papers_first.kinds.symbol_code import drafts as sign_drafts
from tests.papers_first.semantic import answer, made, paper_of

TOLD = "Here $\\sigma$ is the sigmoid function."
KEYS: Mapping[str, str] = {
    r"\theta \mid y \sim \mathrm{Beta}(a + y, b + n - y)": "b + n - y",
    r"w_k \mid h \sim \mathrm{Gamma}\left(a + h, \tau + \sum_{i=1}^{m} c_i\right)": "tau + (c1 + c2 + c3)",
    r"r_i \sim \mathrm{Ber}(1/4)": "n*(1/4*(1 - 1/4))",
    r"u \sim \mathcal{U}[-1, 1]": "n*((1 - (-1))^2/12)",
    r"w \sim 0.3 N(a, s^2) + 0.7 N(a + b, s^2)": "0.3*a + 0.7*(a + b)",
    r"\mathbf{u} \sim N_m(\mathbf{m}, s^2 t^2 \mathbf{K})": "s^2*t^2*K",
    r"Q = \left[\begin{array}{cc} -a & a \\ b (1 - a) & -b \end{array}\right]": "b*(1 - a)",
    r"(a u + b)^3 - c \leq 0": "(a*u + b)^3 - c",
    r"\exp(a u) \frac{b}{c}": "exp(a*u)*(b/c)",
    r"L = \prod_{i=1}^n p_i^{y_i} (1 - p_i)^{1 - y_i}": (
        "p1^y1*(1 - p1)^(1 - y1)*(p2^y2*(1 - p2)^(1 - y2))*(p3^y3*(1 - p3)^(1 - y3))"
    ),
    r"s = \frac{\sum u_i w_i}{\sum u_i^2}": "(u1*w1 + u2*w2 + u3*w3)/(u1^2 + u2^2 + u3^2)",
    r"d = \frac{\sum_{i < j} g_{ij}}{\sum_{i < j} h_{ij}}": "(g12 + g13 + g23)/(h12 + h13 + h23)",
    r"c = \begin{cases} \frac{u^\alpha - 1}{\alpha} & \alpha \neq 0 \\ \log u & \alpha = 0 \end{cases}": (
        "pick(2 - ind(alpha != 0), (u^alpha - 1)/alpha, ln(u))"
    ),
    r"k = \frac{e^\theta - 1}{\theta}": "(exp(theta) - 1)/theta",
    r"p(y \mid d) = \int \int p(y \mid a, b_i) p(a, b_i \mid d) \, db_i \, da": "p1*p11 + p2*p21 + p3*p31",
    r"g = \sum_{j=1}^{m} u_j \int_{A_j} \kappa(y) \, dy": "u1*intkappa + u2*intkappa1 + u3*intkappa2",
    r"p(u_t) = \int p(u_t \mid w_0) p(w_0) \, dw_0": "p0*p01 + p02*p03 + p04*p05",
    r"h(u) = \int h(u \mid w) \frac{p(u \mid w) q(w)}{p(u)} \, dw": "h*(p*q/p1)",
    r"\bar{u}_i = \frac{1}{n} \sum u_{ij}": "1/3*(ui1 + ui2 + ui3)",
    r"r = \sigma(\mathbf{w}^\top \mathbf{u})": "sigmoid(w*u)",
}
LEFT_ALONE = (
    r"k \sim U(1, 100)",
    r"\mathbf{u} \sim U(0, 1)",
    r"w \sim 0.3 N(a, s^2) + 0.6 N(b, s^2)",
    r"x \sim q(a + b + 2)",
    r"u v",
    r"s = \sum u_i w_j",
    r"M = \begin{pmatrix} A + B C & 0 \\ 0 & D \end{pmatrix}",
    r"x \sim \mathrm{Normal}(0, \tau)",
    r"\operatorname{Tr}[H] = \mathbb{E}[r^\top H r]",
)


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Draft]:
    paper = paper_of(tmp_path_factory.mktemp("note"), TOLD, *KEYS, *LEFT_ALONE)
    return {draft.formula.latex.strip(): draft for draft in made(drafts(paper)) if draft.formula is not None}


@pytest.mark.parametrize("formula", KEYS)
def test_a_part_is_asked_for_where_the_whole_has_no_value(evaluated: dict[str, Draft], formula: str) -> None:
    assert answer(evaluated[formula])["number"] == KEYS[formula]


@pytest.mark.parametrize("formula", LEFT_ALONE)
def test_what_names_no_number_is_left_alone(evaluated: dict[str, Draft], formula: str) -> None:
    assert formula not in evaluated


def test_means_that_belong_together_are_drawn_so(tmp_path: Path) -> None:
    (draft,) = made(drafts(paper_of(tmp_path, "", r"v = \mathbb{E}[u^2] - \mathbb{E}[u]^2")))
    assert "E11^2 < E1" in draft.exercise["where"]  # type: ignore[operator]


def test_a_name_that_is_numbered_from_above_has_no_powers_there(tmp_path: Path) -> None:
    formulas = r"\alpha^{j} := \mathrm{Pr}[a = 1]", r"u_r = \log \frac{\alpha^r}{1 - \alpha^r}"
    assert made(drafts(paper_of(tmp_path, "", *formulas))) == []


def test_a_known_function_is_not_given_beside_what_it_is_taken_of(tmp_path: Path) -> None:
    assert made(drafts(paper_of(tmp_path, "", r"q = \frac{b^a}{\Gamma(a)} e^{-b}"))) == []


def test_chances_of_one_law_fit_together(tmp_path: Path) -> None:
    (draft,) = made(drafts(paper_of(tmp_path, "", r"h(y) = \frac{f(y)}{1 - f(0)}")))
    assert "f + f1 <= 1" in draft.exercise["where"]  # type: ignore[operator]


def test_a_hinge_is_seldom_0(tmp_path: Path) -> None:
    (draft,) = made(drafts(paper_of(tmp_path, "", r"h = \max(0, m - s_p + x_n)")))
    (condition,) = draft.exercise["where"]  # type: ignore[misc]
    assert str(condition).startswith("max(0, m - sp + x) > 0 or ")


def test_arrays_beside_a_formula_have_names_of_their_own(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"s = v^\top w + a")
    (draft,) = made(sign_drafts(paper))
    assert "`b` and `c`" in str(draft.exercise["prompt"])
    assert {"id": "right", "right": "`b @ c`"} in answer(draft)["choice"]  # type: ignore[operator]
