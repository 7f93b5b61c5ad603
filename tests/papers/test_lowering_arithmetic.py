"""Formulas with numbers put in: what is drawn, what the key is, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from drill.papers.lowering.arithmetic import arithmetic
from drill.papers.lowering.inputs import RefusedError
from tests.papers.typed_formulas import formula_of


def test_a_number_is_one_parameter_and_the_key_is_the_formula() -> None:
    found = arithmetic(
        formula_of(
            r"\hat m_t = \frac{m_t}{1 - \beta_1^t}", "m in R", "beta1 in (0, 1)", "t in N", "mhat in R"
        )
    )
    assert found.text == "m/(1 - beta1^t)"
    assert all(0 < choice < 1 for choice in found.draws.parameters[1].choices)
    assert all(choice >= 1 for choice in found.draws.parameters[2].choices)


def test_a_sum_is_written_out_and_its_length_is_fixed() -> None:
    found = arithmetic(formula_of(r"s = \frac{1}{n} \sum_{i=1}^n x_i^2", "x in R", "n in N"))
    assert found.text == "1/3*(x1^2 + x2^2 + x3^2)"
    assert found.is_exact


def test_ends_of_a_sum_are_fixed_numbers() -> None:
    found = arithmetic(formula_of(r"R = \sum_{k=0}^{T} \gamma^k r_k", "gamma in [0, 1)", "r in R", "T in N"))
    assert found.text == "gamma^0*r1 + gamma^1*r2 + gamma^2*r3"
    assert found.fixed == {"T": 2}


def test_small_arrays_are_drawn_entry_by_entry() -> None:
    found = arithmetic(formula_of(r"y = W x + b", "W in R^(m x n)", "x in R^n", "b in R^m", "y in R^m"))
    assert found.sizes == (2,)
    assert found.text == "[W11*x1 + W12*x2 + b1, W21*x1 + W22*x2 + b2]"


def test_a_law_sums_to_one() -> None:
    found = arithmetic(formula_of(r"H = -\sum_{x} p(x) \log p(x)", "p(.) in [0, 1]", "H in R", functions="p"))
    assert found.draws.lets
    assert "p3 > 0" in found.draws.where
    for values in found.samples:
        assert sum(values[name] for name in ("p1", "p2", "p3")) == Fraction(1)


@pytest.mark.parametrize(
    ("latex", "declared"),
    [
        (r"y = x - x \cdot 1 + z - z", ("x in R", "z in R")),
        (r"y = \sqrt{-x^2 - 1} z", ("x in R", "z in R")),
        (r"y = A B", ("A in R^(3 x 3)", "B in R^(3 x 3)")),
        (r"D = \sqrt{x^\top \Sigma^{-1} x}", ("x in R^d", "Sigma in R^(d x d) psd", "D in R")),
        (r"L = \|x - e\|^2 + z", ("x in R", "z in R")),
        (r"g = h(b) - c(b) + \mathbb{E}_{p(b)}[c(b)]", ("h(.) in R", "c(.) in R", "p(.) in [0, 1]")),
    ],
)
def test_what_has_no_value_of_its_own_is_refused(latex: str, declared: tuple[str, ...]) -> None:
    with pytest.raises(RefusedError):
        arithmetic(formula_of(latex, *declared))


def test_one_name_is_no_function_and_quantity_in_one() -> None:
    with pytest.raises(RefusedError, match="a function and a quantity"):
        arithmetic(formula_of(r"s = a(\frac{b}{a})^i", "a in R", "b in R", "i in N", functions="a"))


def test_a_function_of_two_random_things_is_not_drawn_once() -> None:
    latex = r"L = \mathbb{E}_{\tilde x \sim q(\tilde x)}[D(\tilde x)] - \mathbb{E}_{x \sim p(x)}[D(x)]"
    with pytest.raises(RefusedError, match="something else in another place"):
        formula_of(latex, "D(.) in R", "p(.) in [0, 1]", "q(.) in [0, 1]", functions="D p q")


@pytest.mark.parametrize(
    ("latex", "declared", "functions"),
    [
        (r"v = V(x) + \delta V + c", ("V in R", "delta in R", "c in R"), "V"),
        (r"R = \sum_{k=0}^{n-1} \gamma_k R_{t+k+1}", ("gamma in R", "R in R", "n in N"), ""),
        (r"L = \sum_{i=1}^{m} x_i c_{y_i}", ("x in R", "c in R", "m in N"), ""),
        (r"L = \sum_{k \in P} e^{-S_k} + \sum_{k \in N} e^{S_k}", ("S in R", "P: set", "N: set"), ""),
        (r"q = \frac{1}{|\mathcal{A}|} \sum_{a} V(a) + v", ("A in R", "V in R", "v in R"), "V"),
        (r"\mu = \frac{1}{m} \sum_{k \in S} x_k", ("m in N", "x in R", "S: set"), ""),
        (r"p = \frac{e^{H(a)}}{\sum_{b} e^{H(b)}}", ("H in R", "a in R", "b in R"), "H"),
        (r"c = \sum_{i=1}^{m} \delta(y_i = j) x_i", ("delta in R", "x in R", "m in N"), r"\delta"),
    ],
)
def test_what_would_be_drawn_otherwise_than_it_is_meant_is_refused(
    latex: str, declared: tuple[str, ...], functions: str
) -> None:
    with pytest.raises(RefusedError):
        arithmetic(formula_of(latex, *declared, functions=functions))


def test_a_least_value_stays_below_the_largest() -> None:
    found = arithmetic(
        formula_of(
            r"\eta = \eta_{min} + (\eta_{max} - \eta_{min}) c", "etamin > 0", "etamax > 0", "c in (0, 1)"
        )
    )
    assert "etamin <= etamax" in found.draws.where


def test_a_value_of_actions_is_no_chance() -> None:
    found = arithmetic(
        formula_of(r"y = r + \gamma Q(s, a)", "r in R", "gamma in [0, 1]", "Q in R", functions="Q")
    )
    assert min(found.draws.parameters[2].choices) < 0


def test_a_policy_is_a_chance() -> None:
    found = arithmetic(formula_of(r"y = \mu(a \mid x) r + c", "mu > 0", "r in R", "c in R", functions=r"\mu"))
    assert max(found.draws.parameters[0].choices) < 1
