"""What comes out, and what is counted beside it, is possible: information, members of sets, positions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.papers_first import semantic
from tests.papers_first.test_plausible_draws import numbers


def drawn(tmp_path: Path, words: str, *formulas: str) -> dict[str, Any]:
    """The exercise of the last formula, which is there."""
    found = semantic.drawn(tmp_path, words, *formulas)
    assert found
    return found


@pytest.mark.parametrize(
    "formula",
    [
        r"I(U; V) = H(U) - H(U | V)",
        r"I(U, V) = H(U) - H(U | V)",
        r"\mathbb{I}(U; V | W) = H(U | W) - H(U | V, W)",
    ],
)
def test_mutual_information_is_not_below_0(tmp_path: Path, formula: str) -> None:
    assert any(one.endswith(">= 0") for one in drawn(tmp_path, "", formula)["where"])


@pytest.mark.parametrize(("meaning", "is_kept"), [("", True), ("pointwise ", False)])
def test_what_is_called_mutual_information_is_not_below_0(
    tmp_path: Path, meaning: str, is_kept: bool
) -> None:
    words = f"Here $J$ is the {meaning}mutual information."
    where = drawn(tmp_path, words, r"J = a x - b").get("where", [])
    assert any(one.endswith(">= 0") for one in where) == is_kept


def test_what_two_have_together_is_no_less_than_what_either_has(tmp_path: Path) -> None:
    where = drawn(tmp_path, "", r"I(U; V) = H(U) + H(V) - H(U, V)")["where"]
    assert {"H <= H11", "H1 <= H11"} <= set(where) or {"H <= H2", "H1 <= H2"} <= set(where)


def test_what_is_shared_is_no_more_than_either_has(tmp_path: Path) -> None:
    where = drawn(tmp_path, "", r"R = \frac{2 I(U; V)}{H(U) + H(V)}")["where"]
    assert sum(one.startswith("I") and "<= H" in one for one in where) == 2


def test_a_bound_on_the_evidence_is_not_above_0(tmp_path: Path) -> None:
    formula = r"L(q) = \mathbb{E}_{q(u)}[\log p(w, u)] - \mathbb{E}_{q(u)}[\log q(u)]"
    assert drawn(tmp_path, "", formula)["where"] == ["E1 <= E11"]


def test_the_size_of_what_a_primed_letter_runs_over_is_how_many_there_are(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"D(u, a) = B(u) + (A(u, a) - \frac{1}{|\mathcal{A}|} \sum_{a'} A(u, a'))")
    assert ["3"] in exercise["params"].values()
    assert "Let $a$ be $a_{1}'$" in exercise["prompt"]
    assert sum(name.startswith("A") for name in exercise["params"]) == 3


def test_another_point_is_none_of_those_that_a_sum_runs_over(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"D = f(c) - \sum_{b} f(b)")
    assert "be $b_{1}$" not in exercise["prompt"]


@pytest.mark.parametrize("wave", [r"\sin", r"\cos"])
def test_waves_are_at_whole_positions_and_even_widths(tmp_path: Path, wave: str) -> None:
    exercise = drawn(tmp_path, "", rf"W_{{(pos,2i)}} = {wave}(pos / 5000^{{2i/d_{{\text{{wave}}}}}})")
    assert all(one % 1 == 0 for one in numbers(exercise, "pos"))
    assert all(one % 2 == 0 for one in numbers(exercise, "dwave"))
    assert exercise["where"] == ["2*i1 < dwave"]


def test_a_case_keeps_a_quotient_on_one_side_of_1(tmp_path: Path) -> None:
    words = "Here $c$ is the length of a song and $r$ is the length of its tape."
    cases = r"h = \begin{cases} 1 & \text{if } c > r \\ e^{1 - r / c} & \text{if } c \leq r \end{cases}"
    exercise = drawn(tmp_path, words, cases, r"y = x + h z")
    assert max(numbers(exercise, "h")) <= 1


def test_what_has_several_entries_is_no_number_in_one_dimension(tmp_path: Path) -> None:
    lists = (r"c = (\frac{a}{s^2}, -\frac{1}{2 s^2})", r"g(z) = (z, z^2)")
    assert semantic.drawn(tmp_path, "", *lists, r"h = u^\top c + b") == {}
    assert semantic.drawn(tmp_path, "", *lists, r"h = u^\top g(z) + b") == {}


def test_a_list_of_names_may_be_one_in_one_dimension(tmp_path: Path) -> None:
    assert "W" in drawn(tmp_path, "", r"c = (u, v)", r"h = W^\top c + b")["params"]


def test_what_is_akin_to_a_rate_comes_out_above_0(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"\beta_{\text{day}} = (1 + \alpha (M - E)) \beta_0")
    assert any(one.endswith("> 0") for one in exercise["where"])


def test_one_of_those_in_a_sum_of_another_letter_is_the_first(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"w(a|s) = \frac{e^{Q(s,a)}}{\sum_b e^{Q(s,b)}}")
    assert len(exercise["params"]) == 3
    assert "Let $a$ be $b_{1}$" in exercise["prompt"]


@pytest.mark.parametrize(
    ("divergence", "most"),
    [
        (r"D_{\mathrm{TV}}(p, q)", 1),
        (r"\|p - q\|_{TV}", 1),
        (r"\operatorname{JSD}(p \| q)", 0.694),
        (r"D_{\mathrm{KL}}(p \| \frac{p + q}{2})", 0.694),
        (r"D_{\mathrm{KL}}(p \| q)", 9),
        (r"D_{\mathrm{KL}}(p \| \frac{q + r}{2})", 9),
    ],
)
def test_divergences_are_no_more_than_they_can_be(tmp_path: Path, divergence: str, most: float) -> None:
    exercise = drawn(tmp_path, "", rf"y = b + c {divergence}")
    (name,) = set(exercise["params"]) - {"b", "c"}
    assert 0 < max(numbers(exercise, name)) <= most


def test_the_place_of_the_left_side_is_whole(tmp_path: Path) -> None:
    formula = r"u_i = (a^{1/\rho} + \frac{i}{N-1} (b^{1/\rho} - a^{1/\rho}))^\rho"
    assert all(one % 1 == 0 for one in numbers(drawn(tmp_path, "", formula), "i1"))


@pytest.mark.parametrize(("words", "is_there"), [("We go on.", True), (r"We take $\beta > 1$.", False)])
def test_a_running_product_of_shares_is_above_0(tmp_path: Path, words: str, is_there: bool) -> None:
    rows = (
        r"\alpha_t = 1 - \beta_t",
        r"\bar{\alpha}_t = \prod_{s=1}^t \alpha_s",
        r"y_t = \frac{1 - \bar{\alpha}_{t-1}}{1 - \bar{\alpha}_t} \beta_t",
    )
    found = semantic.drawn(tmp_path, words, *rows)
    assert bool(found) == is_there
