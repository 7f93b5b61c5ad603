"""Numbers that suit an exponent, a bounded name, a product in an exponential; functions that are meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.params import read_domain
from drill.papers_first.draft import Draft
from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import answer, made, only, paper_of, problems


def _numbers(draft: Draft, name: str) -> list[float]:
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    return [float(one.value) for one in read_domain(params[name])]


def _where(draft: Draft) -> list[str]:
    found = draft.exercise.get("where", [])
    assert isinstance(found, list)
    return found


def test_a_single_exponent_that_counts_nothing_has_decimals(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"y = 2^{x}")))
    assert 0.5 in _numbers(draft, "x")
    assert not problems([draft])


def test_an_exponent_that_is_one_at_most_has_decimals(tmp_path: Path) -> None:
    text = r"We take $\eta \leq 1$ everywhere."
    draft = only(evaluate.drafts(paper_of(tmp_path, text, r"y = (a / b)^{\eta}")))
    assert 0.5 in _numbers(draft, "eta")
    assert not problems([draft])


@pytest.mark.parametrize(
    ("words", "formula"), [("", r"y = 2^{n}"), (r"Here $v$ is the order of the norm.", r"y = 2^{v}")]
)
def test_a_single_exponent_that_counts_has_none(tmp_path: Path, words: str, formula: str) -> None:
    assert not made(evaluate.drafts(paper_of(tmp_path, words, formula)))


def test_a_name_is_drawn_above_what_its_formula_demands(tmp_path: Path) -> None:
    formula = r"V = \begin{cases} s^2 \frac{\nu}{\nu - 2} & \nu > 2 \\ \infty & \nu \le 2 \end{cases}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert "nu > 2" in draft.exercise["where"]  # type: ignore[operator]


def test_products_in_an_exponential_are_of_small_numbers(tmp_path: Path) -> None:
    words = r"Here $t$ is the number of turns."
    formula = (
        r"y = \frac{u e^{t u} + v e^{t v} + w e^{t w} + z e^{t z}}{e^{t u} + e^{t v} + e^{t w} + e^{t z}}"
    )
    draft = only(evaluate.drafts(paper_of(tmp_path, words, formula)))
    assert max(_numbers(draft, "u")) <= 1
    assert not problems([draft])


def test_a_part_is_no_more_than_the_whole(tmp_path: Path) -> None:
    words = r"Here $n_i$ is the number of items of class $i$ and $n$ is the number of items."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"h_i = 1 - c \frac{n_i}{n}")))
    assert any("<= n" in one for one in _where(draft))


def test_all_names_of_a_list_are_positive(tmp_path: Path) -> None:
    words = r"Here $u$, $v$ and $w$ are positive."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"h = u a + v b - w c")))
    assert all(min(_numbers(draft, name)) > 0 for name in ("u", "v", "w"))


@pytest.mark.parametrize("words", ["The swish activation gates its input.", "It is known as SiLU."])
def test_what_gates_itself_is_gated_by_the_sigmoid(tmp_path: Path, words: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"g(x) = x \cdot \sigma(x)")))
    assert answer(draft)["number"] == "x*sigmoid(x)"
    assert not problems([draft])


def test_a_sigmoid_that_is_said_is_computed_in_a_sum(tmp_path: Path) -> None:
    words = r"Here $\sigma$ is the sigmoid function. The noise has deviation $\sigma_0$."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"g = \sum_{i=1}^{N} (m_i - \sigma(w x_i)) x_i")))
    assert "sigmoid(w*x2)" in str(answer(draft)["number"])
    assert not problems([draft])


def test_a_mean_that_the_paper_computes_is_not_given_beside_what_decides_it(tmp_path: Path) -> None:
    mean = r"\mathbb{E}[X] = a b"
    paper = paper_of(tmp_path, "", mean, r"v = a b^2 + c - (\mathbb{E}[X])^2", r"u = c - (\mathbb{E}[X])^2")
    asked = [str(draft.exercise["prompt"]) for draft in made(evaluate.drafts(paper))]
    assert not any("Compute $v$" in prompt for prompt in asked)
    assert any("Compute $u$" in prompt for prompt in asked)


@pytest.mark.parametrize(
    ("formula", "least", "most"),
    [
        (r"F(x) = \frac{2}{c} \int_0^x e^{-t^2} dt", 0, 3),
        (r"F(x) = c \int_{-\infty}^x \frac{1}{2} e^{-t^2 / 2} dt", -2, 2),
        (r"F(x) = c \int_0^1 \frac{t^2}{2} e^{-3 t} dt", 0, 1),
    ],
)
def test_what_an_integral_runs_over_lies_between_its_ends(
    tmp_path: Path, formula: str, least: float, most: float
) -> None:
    (draft,) = made(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert "what is integrated" in str(draft.exercise["prompt"])
    assert least <= min(_numbers(draft, "t")) < max(_numbers(draft, "t")) <= most
    assert not problems([draft])


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        (r"c = (u + v) \bmod 2 w", "u + v - 2*w*floor((u + v)/(2*w))"),
        (r"X = (1 - U^{1/b})^{1/a}", "(1 - U1^(1/b))^(1/a)"),
        (r"y = \cos(x \sqrt{d}^{-(v - 1) / \sqrt{d}})", "cos(x*sqrt(d)^(-(v - 1)/sqrt(d)))"),
    ],
)
def test_remainders_and_powers_by_fractions_are_computed(tmp_path: Path, formula: str, key: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["number"] == key
    assert not problems([draft])


def test_a_sine_of_a_multiple_of_pi_is_not_always_0(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"y = 10 \sin(\pi u v) + 5 w")))
    assert "abs(sin(pi*u*v)) > 0.000001" in _where(draft)
    assert not problems([draft])


def test_what_a_law_leaves_of_one_is_above_0(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"F(x) = 1 - \exp(-c (\exp(x b) - 1))")))
    assert any("1 - exp(" in one and one.endswith("> 0") for one in _where(draft))


def test_under_a_root_counts_are_whole_and_chances_at_most_1(tmp_path: Path) -> None:
    counted = only(evaluate.drafts(paper_of(tmp_path, "", r"s = \frac{c}{\sqrt{n_{ij}}}")))
    assert min(_numbers(counted, "n")) >= 1
    formula = r"y = \frac{\sqrt{\mathrm{FPR}}}{\sqrt{\mathrm{TPR}} + \sqrt{\mathrm{FPR}}}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert max(_numbers(draft, "FPR")) <= 1


def test_a_mean_of_indicators_is_not_any_number(tmp_path: Path) -> None:
    formula = r"h = \mathbb{E}\left[\frac{1}{n} \sum_{i=1}^{n} \mathbb{I}[r_i \leq k]\right]"
    assert not made(evaluate.drafts(paper_of(tmp_path, "", formula)))


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        ("", r"v = \frac{1}{n^2} \sum_{i=1}^{n} \mathbb{V}[\mathbb{I}[r_i \leq k]]"),
        ("", r"r = \frac{\prod_{V_i \in A} f(V_i)}{\prod_{V_j \in B} f(V_j)} c"),
    ],
)
def test_what_no_numbers_suit_is_not_asked_for(tmp_path: Path, words: str, formula: str) -> None:
    assert not made(evaluate.drafts(paper_of(tmp_path, words, formula)))


def test_of_a_law_at_two_numbers_only_one_case_is_asked_for(tmp_path: Path) -> None:
    words = r"Here $G$ is the distribution function."
    formula = (
        r"F(x) = \begin{cases} G(x) & \text{if } x \leq a \\"
        r" G(a) + (1 - G(a)) H(x) & \text{if } x > a \end{cases}"
    )
    for draft in made(evaluate.drafts(paper_of(tmp_path, words, formula))):
        assert "Say that" in str(draft.exercise["prompt"])


def test_what_is_told_to_have_rows_and_columns_is_no_number(tmp_path: Path) -> None:
    words = r"Here $C$ is $n \times k$ and $E$ is $n \times k$."
    assert not made(evaluate.drafts(paper_of(tmp_path, words, r"B = C G + H")))


def test_a_barred_letter_is_the_mean_of_what_it_is_taken_away_from(tmp_path: Path) -> None:
    formula = r"c(w) = \frac{\sum_{t=1}^{T} (w(z_t) - \bar{w})^2}{(T - 1) \bar{w}^2}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert "/3" in str(draft.exercise["let"])
    assert not problems([draft])


@pytest.mark.parametrize(
    ("said", "is_two_valued"),
    [
        (r"$c_{kj} = \max_{u \in \mathcal{U}_k} I(u_j \neq 0)$", True),
        (r"$c_{kj} = I(u_k > 0) I(u_j > 0)$", True),
        (r"$c_{kj} = \max_{u \in \mathcal{U}_k} u_j$", False),
    ],
)
def test_the_largest_of_indicators_is_one(tmp_path: Path, said: str, is_two_valued: bool) -> None:
    formula = r"H = \sum_{j=1}^{J} \sum_{k=1}^{K} \frac{c_{kj}}{n_j} z_j"
    paper = paper_of(tmp_path, f"Let {said} for each pair.", formula)
    (draft,) = made(evaluate.drafts(paper))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    assert (params["c11"] == ["0", "1"]) is is_two_valued
