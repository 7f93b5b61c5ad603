"""Equations with the plain side on the right, and signs that stand for two."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import code, evaluate
from tests.papers_first.semantic import answer, made, only, paper_of, problems, why
from tests.papers_first.test_one_dimension import key_at
from tests.papers_first.test_plausible_draws import numbers


def test_an_equation_tells_what_stands_on_its_right(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"(r + s^2) u_1 + e^{-h} u_2 = f_1")))
    assert "Compute $f_{1}$" in str(draft.exercise["prompt"])
    assert key_at(draft, r=1, s=2, u1=3, h=0, u2=5) == pytest.approx(20)
    assert not problems([draft])


def test_a_linear_system_is_a_product(tmp_path: Path) -> None:
    text = r"Let $M \in \mathbb{R}^{n \times n}$ and $\mathbf{v} \in \mathbb{R}^n$."
    paper = paper_of(tmp_path, text, r"M \mathbf{v} = \mathbf{b}")
    draft = only(code.drafts(paper))
    assert answer(draft)["code"] == "M @ v"
    assert r"Write $\mathbf{b}$ in NumPy" in str(draft.exercise["prompt"])
    assert "nothing to compute" in why(evaluate.drafts(paper))
    assert not problems([draft])


@pytest.mark.parametrize(
    "formula",
    [
        r"U^\top U = I",  # a condition, no value
        r"M_a^\top C M_a = I_{r_a}",
        r"\mathbf{I}_k = P^{-1} G P",
        r"a x + b y = \text{const}",
        r"(g(x))^{-1} = h(x)",  # perhaps an inverse function
        r"f(x) = y",
    ],
)
def test_what_is_no_value_is_not_asked_for(tmp_path: Path, formula: str) -> None:
    paper = paper_of(tmp_path, "", formula)
    assert not made(evaluate.drafts(paper))
    assert not made(code.drafts(paper))


def test_of_two_signs_the_upper_ones_are_taken(tmp_path: Path) -> None:
    formula = r"w_{\pm} = \frac{c \mp h}{c \pm g}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert r"Take the upper signs, $+$ for $\pm$ and $-$ for $\mp$." in str(draft.exercise["prompt"])
    assert key_at(draft, c=2, h=3, g=5) == pytest.approx(-1 / 7)
    assert not problems([draft])


def test_two_signs_in_numpy(tmp_path: Path) -> None:
    text = r"Let $\mathbf{a} \in \mathbb{R}^n$ and $\mathbf{b} \in \mathbb{R}^n$."
    draft = only(code.drafts(paper_of(tmp_path, text, r"\mathbf{y} = \mathbf{a} \mp \mathbf{b}")))
    assert answer(draft)["code"] == "a - b"
    assert "Take the upper signs" in str(draft.exercise["prompt"])


def test_an_amplitude_does_not_make_the_number_pi_a_name(tmp_path: Path) -> None:
    text = r"The period is $P_k = 2\,\pi/w_k$."
    draft = only(evaluate.drafts(paper_of(tmp_path, text, r"h = \sqrt{\frac{3}{\pi}} a")))
    assert key_at(draft, a=2) == pytest.approx(2 * (3 / 3.141592653589793) ** 0.5)


@pytest.mark.parametrize("unit", [r"\mathbf{i}", r"\mathrm{i}", "i"])
def test_an_imaginary_unit_beside_pi_is_no_number(tmp_path: Path, unit: str) -> None:
    paper = paper_of(tmp_path, r"The area is $2\pi r$.", rf"c_m = a + {unit} \pi m")
    assert "imaginary" in why(evaluate.drafts(paper))


COUNTS = "Here $K$ is the number of arms and $T$ is the number of rounds."


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        ("Here $K$ is the number of arms.", r"b = 3 \sqrt{K T} + K"),
        ("Here $K$ is the kernel and $T$ is the number of rounds.", r"b = 3 \sqrt{K T} + T"),
        (f"{COUNTS} The KT bound is old.", r"b = 3 \sqrt{K T} + K"),
        ("Here $K$ is the number of keys and $L$ is the number of layers.", r"b = 3 \sqrt{K L} + K"),
    ],
)
def test_capitals_side_by_side_may_be_one_name(tmp_path: Path, words: str, formula: str) -> None:
    assert not made(evaluate.drafts(paper_of(tmp_path, words, formula)))


def test_capitals_that_both_count_something_are_a_product(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, COUNTS, r"\mathbb{E}[R] \leq 3 \sqrt{K T} + K")))
    assert key_at(draft, K=2, T1=8) == pytest.approx(3 * 4 + 2)
    assert not problems([draft])


def test_a_side_with_a_fraction_as_its_limit_is_computed(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"\frac{u w + v}{v} \leq \frac{3}{2}")))
    assert key_at(draft, u=2, w=3, v=4) == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("formula", "least", "most"),
    [
        (r"P(|\bar{V} - m| \geq t) \leq 2 \exp(-2 n t^2)", 0.1, 0.8),
        (r"P(|V| > t) \leq 2 e^{-t^2/2}", 1.2, 3),
    ],
)
def test_a_bound_on_the_chance_of_a_deviation_is_a_chance(
    tmp_path: Path, formula: str, least: float, most: float
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert min(numbers(dict(draft.exercise), "t")) == pytest.approx(least)
    assert max(numbers(dict(draft.exercise), "t")) == pytest.approx(most)
    assert not problems([draft])


def test_ten_quantities_are_put_in_where_nothing_smaller_can_be(tmp_path: Path) -> None:
    formula = r"a = b_1 (u_1 - v_1) + b_2 (u_2 - v_2) + b_3 (u_1 - v_1) (u_2 - v_2) + h |w|"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    values = {"b1": 1, "b2": 2, "b3": 3, "u1": 5, "v1": 3, "u2": 2, "v2": 1, "h": 2, "w": -1}
    assert key_at(draft, **values) == pytest.approx(2 + 2 + 6 + 2)


def test_one_coordinate_stands_beside_the_norm_of_the_whole(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"\mathbf{u} = \frac{\mathbf{v}}{\|\mathbf{v}\|_2}")))
    prompt = str(draft.exercise["prompt"])
    assert r"$\|\mathbf{v}\|_{2}$ is that of all of $\mathbf{v}$, of which one coordinate is given" in prompt
    assert key_at(draft, v=3, normv=5) == pytest.approx(0.6)
    assert draft.exercise["where"] == ["abs(v) <= normv"]
    assert not problems([draft])


@pytest.mark.parametrize(
    "formula",
    [
        r"c = \frac{a \cdot b}{\|a\| \|b\|}",
        r"c = \frac{A x}{\|x\|}",  # a matrix, perhaps
        r"c = \frac{w x}{\|x\|}",  # a product of two vectors, perhaps
        r"c = \frac{x^2}{\|x\|}",
    ],
)
def test_a_norm_beside_more_than_multiples_of_its_vector_is_left_alone(tmp_path: Path, formula: str) -> None:
    assert "norm" in why(evaluate.drafts(paper_of(tmp_path, "", formula)))


def test_what_a_root_is_taken_of_under_a_minus_is_negative(tmp_path: Path) -> None:
    formula = r"\ell = \frac{1}{\sqrt{-K}} \operatorname{arcosh}(-K r)"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    # arcosh(5/4) = log 2
    assert key_at(draft, K=-4, r=5 / 16) == pytest.approx(0.5 * 0.6931471805599453)
    assert not problems([draft])


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (r"y = -a_0 b_0 + a_1 b_1 + \dots + a_n b_n", -2 * 3 + 5 * 7 + 11 * 13 + 17 * 19),
        (r"y = c + a_1 b_1 + a_2 b_2 + \cdots + a_n b_n - 1", 4 + 5 * 7 + 11 * 13 + 17 * 19 - 1),
    ],
)
def test_dots_between_terms_of_one_pattern_are_a_sum(tmp_path: Path, formula: str, value: float) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    prompt = str(draft.exercise["prompt"])
    assert r"The dots are those of $\sum_{i=1}^{n}a_{i}b_{i}$." in prompt
    assert "$n = 3$" in prompt
    assert key_at(draft, c=4, a0=2, b0=3, a1=5, b1=7, a2=11, b2=13, a3=17, b3=19) == pytest.approx(value)
    assert not problems([draft])


def test_dots_between_factors_are_a_product(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"h = r_1 r_2 \cdots r_m")))
    assert key_at(draft, r1=2, r2=3, r3=5) == pytest.approx(30)


@pytest.mark.parametrize(
    "formula",
    [
        r"y = a_1 + a_2 + \cdots",  # no end
        r"y = a_1 - a_2 + \cdots + a_n",  # perhaps of changing signs
        r"y = a_1 + a_3 + \cdots + a_n b",
        r"y = a_1 + a_2 + \cdots - a_n",
    ],
)
def test_dots_without_one_pattern_are_left_alone(tmp_path: Path, formula: str) -> None:
    assert not made(evaluate.drafts(paper_of(tmp_path, "", formula)))


def test_what_is_proportional_is_scaled_to_add_up_to_one(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"q_j \propto \exp(-j / s)")))
    prompt = str(draft.exercise["prompt"])
    assert "Let $j$ run over 1, 2 and 3, and let these $q_{j}$ add up to 1." in prompt
    assert "Compute $q_{2}$" in prompt
    # shares of 1, 1/2, 1/4 from e^{-1/s} = 1/2 on
    assert key_at(draft, s=1 / 0.6931471805599453) == pytest.approx(2 / 7)
    assert not problems([draft])


def test_what_an_inverse_hyperbolic_cosine_is_taken_of_is_above_one(tmp_path: Path) -> None:
    formula = r"v = \frac{\operatorname{arccosh}(\alpha)}{\sqrt{\alpha^2 - 1}} (h - \alpha g)"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    # cosh(log 2) = 5/4 and sinh(log 2) = 3/4
    assert key_at(draft, alpha=1.25, h=5, g=2) == pytest.approx(0.6931471805599453 / 0.75 * 2.5)
    assert not problems([draft])


def test_an_inner_product_behind_a_letter_is_a_factor(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"m = b + C \langle p, q \rangle")))
    assert len(dict(draft.exercise["params"])) == 3  # type: ignore[call-overload]


def test_of_a_move_what_it_leads_to_is_computed(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"u \mapsto v = a u + b")))
    assert answer(draft)["number"] == "a*u + b"
    assert "Compute $v$" in str(draft.exercise["prompt"])


def test_what_shifts_a_series_is_no_number(tmp_path: Path) -> None:
    row = r"u = (1 - a B) v"
    assert made(evaluate.drafts(paper_of(tmp_path, "The constant $B$ is known.", row)))
    assert not made(evaluate.drafts(paper_of(tmp_path, "Here $B$ is the backshift operator.", row)))
    other = r"u = 2 L + 3 v"
    assert made(evaluate.drafts(paper_of(tmp_path, "Here $B$ is the backshift operator.", other)))
    assert not made(evaluate.drafts(paper_of(tmp_path, "The lag operator is used.", other)))
