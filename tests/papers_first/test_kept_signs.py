"""Draws are on the side of 0 on which the rest of a paper keeps what they are of."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.params import read_domain
from drill.papers_first.plausible.given_roles import given_role
from drill.papers_first.plausible.said_equations import parsed
from tests.papers_first.semantic import drawn

SIGNED = "-4..6 !0"


@pytest.mark.parametrize(
    ("elsewhere", "formula", "name"),
    [
        (r"c \cdot X(u) = \sum_{i=1}^{3} 1 - \cos(u_i)", r"y = X(u) + b", "X"),
        (r"g^h(x) = [1 - w x]_+", r"y = g(x) + b", "g"),
        (r"g(x) = \log(1 + \exp(-w x))", r"y = g(x) + b", "g"),
        (r"u = (x - z)^2 + w^2", r"y = \frac{u}{z} + b", "u"),
        (r"u = \mathbf{v}^\top \Sigma \mathbf{v}", r"y = \frac{u}{z} + b", "u"),
        (r"v \propto \exp(u)", r"y = v + b", "v"),
    ],
)
def test_what_is_made_of_squares_elsewhere_is_not_negative(
    tmp_path: Path, elsewhere: str, formula: str, name: str
) -> None:
    alone = drawn(tmp_path, "", formula)["params"]
    beside = drawn(tmp_path, "", elsewhere, formula)["params"]
    assert alone[name] == SIGNED  # type: ignore[index]
    assert beside[name] == "1..9"  # type: ignore[index]


def test_what_one_member_is_not_made_of_squares_has_any_sign(tmp_path: Path) -> None:
    params = drawn(tmp_path, "", r"v_1 = x^2", r"v_2 = x - z", r"y = v_3 + b")["params"]
    assert params["v3"] == SIGNED  # type: ignore[index]


def test_a_name_that_is_a_logarithm_as_well_has_any_sign(tmp_path: Path) -> None:
    params = drawn(tmp_path, "", r"v = x^2", r"v = \log \frac{x}{z}", r"y = v + b")["params"]
    assert params["v"] == SIGNED  # type: ignore[index]


def test_means_of_mixtures_of_squares_are_above_0(tmp_path: Path) -> None:
    mean = r"\mathbb{E}[u \|x\|^2 / 64 + (1 - u) \|z\|^2 / 64]"
    params = drawn(tmp_path, "", rf"y = 5 {mean} + b")["params"]
    assert params["E1"] == "1..9"  # type: ignore[index]


def test_a_metric_is_positive_wherever_it_is_taken(tmp_path: Path) -> None:
    words = r"Lengths are taken in a metric $W(u) \succ 0$."
    formula = r"y = r^\top W(b) r + h"
    assert drawn(tmp_path, "", formula)["params"]["W"] == SIGNED  # type: ignore[index]
    assert not str(drawn(tmp_path, words, formula)["params"]["W"]).startswith("-")  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        (r"The gain $g \colon U \times V \to [0, 1]$ is bounded.", 0, 1),
        (r"The gain $g: U \times V \mapsto \mathbb{R}_+$ is bounded.", 0, 99),
        (r"Each gain has $g(\cdot) \in [-2, 0]$.", -2, 0),
        (r"The gain $g: [0, 1] \to U$ is bounded.", -99, 99),
    ],
)
def test_values_of_a_map_lie_in_the_set_that_it_leads_to(
    tmp_path: Path, words: str, least: float, most: float
) -> None:
    params = drawn(tmp_path, words, r"y = g(u, v) + b")["params"]
    values = [float(one.value) for one in read_domain(params["g"])]  # type: ignore[index]
    assert least <= min(values) <= max(values) <= most
    assert (min(values) < 0) == (least < 0)


@pytest.mark.parametrize(("other", "role"), [("g(v)", "positive"), ("h(v)", "value")])
def test_two_values_of_one_function_are_no_less_than_nothing_apart(other: str, role: str) -> None:
    said = parsed(f"d(g(u), {other})")
    assert said is not None
    assert given_role(said.sides[0]) == role


def test_a_policy_that_is_made_of_another_is_no_more_than_1(tmp_path: Path) -> None:
    formula = r"\pi_w(a | s) = \frac{\pi_0(a | s) \exp(r(s, a))}{Z_w(s)}"
    assert any(str(one).endswith(" <= 1") for one in drawn(tmp_path, "", formula)["where"])  # type: ignore[union-attr]


@pytest.mark.parametrize(("event", "is_whole"), [("V = v_k", True), ("V_k = v", False), ("V > v_k", False)])
def test_chances_of_the_values_of_one_thing_make_up_a_whole(
    tmp_path: Path, event: str, is_whole: bool
) -> None:
    body = drawn(tmp_path, "", rf"y = \sum_{{k=1}}^{{3}} a_k P({event})")
    assert ("1 - " in str(body.get("let", ""))) == is_whole


def test_logarithms_of_chances_are_negative(tmp_path: Path) -> None:
    rows = (r"g(y | x) = \operatorname{logsoftmax}(f(y | x))", r"s = g(y | x) - g(z | x)")
    params = drawn(tmp_path, "", *rows)["params"]
    assert set(map(str, params.values())) == {"-9..-1"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("entropy", "is_signed"),
    [
        (r"H = -\sum_{i} p_i \log p_i", False),
        (r"H = -\frac{1}{T} \sum_{t=1}^{T} \sum_{v \in V} p_t(v) \log p_t(v)", False),
        (r"H = -\sum_{i} p_i \log q_i + b", True),
        (r"H = -\sum_{i} a_i \log a_i", False),
    ],
)
def test_an_entropy_is_not_negative_where_it_is_put_in(tmp_path: Path, entropy: str, is_signed: bool) -> None:
    assert (drawn(tmp_path, "", entropy, r"y = b - c H")["params"]["H"] == SIGNED) is is_signed  # type: ignore[index]


def test_a_covariance_of_one_thing_is_above_0(tmp_path: Path) -> None:
    words = r"Here $\mathbf{C}$ is the covariance."
    formula = r"\mathbf{C} = \mathbf{A} - \frac{1}{m} (\mathbf{B} + \mathbf{B}^\top)"
    assert not any(str(one).endswith(" > 0") for one in drawn(tmp_path, "", formula).get("where", ()))  # type: ignore[attr-defined]
    assert any(str(one).endswith(" > 0") for one in drawn(tmp_path, words, formula)["where"])  # type: ignore[attr-defined]


def test_chances_of_several_outcomes_fit_together(tmp_path: Path) -> None:
    two = drawn(tmp_path, "", r"w = c (\pi(y_a | x) + \pi(y_b | x))")
    assert len(two["where"]) == 1  # type: ignore[arg-type]
    assert str(two["where"]).count("<= 1") == 1
    three = drawn(tmp_path, "", r"w = c (\pi(y_a | x) + \pi(y_b | x) + \pi(y_d | x))")
    assert str(three["where"]).count("<= 1") == 1
    assert "where" not in drawn(tmp_path, "", r"w = c (\pi(y_a | x) + \pi(y_b | z))")


def test_what_is_set_to_ones_is_not_chosen(tmp_path: Path) -> None:
    words = r"Here $\mathbf{j}$ is the vector of $K$ ones."
    rows = (r"\mathbf{m} = \mathbf{j}", r"\mathbf{y} = c \mathbf{m} + \mathbf{b}")
    assert drawn(tmp_path, "", *rows)
    assert not drawn(tmp_path, words, *rows)


@pytest.mark.parametrize(
    ("row", "is_signed"),
    [
        (r"E_L(f, g) = (\frac{\|max_V(g) f\|}{\|L f\|})^2", False),
        (r"E_L(f, g) = \|max_V(g) f\|", False),
        (r"E_L(f, g) = (max_V(g) f) - (b)^2", True),
        (r"E_L(f, g) = \|max_V(g)\| - \|b\|", True),
    ],
)
def test_a_square_of_what_cannot_be_read_is_none_the_less_not_negative(
    tmp_path: Path, row: str, is_signed: bool
) -> None:
    params = drawn(tmp_path, "", row, r"y = E_L(f, g) + b")["params"]
    assert (min(map(float, _ends(params))) < 0) is is_signed


def _ends(params: object) -> list[str]:
    """The first number of what the first name is drawn from."""
    assert isinstance(params, dict)
    return [str(next(iter(params.values()))).split("..", maxsplit=1)[0]]
