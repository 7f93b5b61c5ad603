"""Altered formulas: each is proved to say something else, and each says what was changed."""

from __future__ import annotations

import pytest

from drill.papers.alter import alterations, distinct
from drill.papers.formula.parser import parse_tokens
from drill.papers.formula.points import differ
from drill.papers.formula.printing import to_latex
from drill.papers.formula.tokens import canonical
from drill.papers.formula.tree import Node, Symbol, symbols


def side(latex: str) -> Node:
    return parse_tokens(canonical(latex)).sides[-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a + b", "b + a"),
        ("a (b + c)", "a b + a c"),
        (r"\frac{a}{b} c", r"\frac{a c}{b}"),
        (r"\|x - y\|", r"\|y - x\|"),
        ("f(x, y)", "f(y, x)"),
        (r"\mathrm{Var}(x - y)", r"\mathrm{Var}(y - x)"),
        (r"\sum_i (a_i + b_i)", r"\sum_i (b_i + a_i)"),
        (r"\mathbb{E}[a - b]", r"-\mathbb{E}[b - a]"),
        (r"\log(a b)", r"\log(a) + \log(b)"),
        (r"z_i^\top z_j", r"z_j^\top z_i"),
        (r"x^\top A y", r"y^\top A x"),
        (r"\langle u, v \rangle", r"\langle v, u \rangle"),
        (r"\max(a, b)", r"\max(b, a)"),
        (r"\mathrm{JS}(p \| q)", r"\mathrm{JS}(q \| p)"),
        (r"\mathcal{N}(x; \mu, \Sigma)", r"\mathcal{N}(\mu; x, \Sigma)"),
        (r"\arg\max_x \frac{1}{2} f(x)", r"\arg\max_x f(x)"),
        (r"\arg\min_x \|A x - b\|^2", r"\arg\min_x \|A x - b\|"),
        (r"\arg\max_x (\log f(x) + \log c)", r"\arg\max_x \log f(x)"),
        (r"\nabla_x (f(x) + g(y))", r"\nabla_x f(x)"),
    ],
)
def test_what_is_the_same_is_not_called_different(one: str, other: str) -> None:
    assert not differ(side(one), side(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a - b", "b - a"),
        (r"p(x \mid y)", r"p(y \mid x)"),
        ("f(x)", "f(y)"),
        (r"\nabla f(x)", r"\nabla f(y)"),
        (r"\sqrt{v} + \epsilon", r"\sqrt{v + \epsilon}"),
        ("x_t", "x_{t+1}"),
        (r"\sum_i a_i b_i", r"\sum_i a_i"),
        (r"\arg\min_x f(x) + \lambda g(x)", r"\arg\min_x f(x)"),
        (r"\mathrm{KL}(p \| q)", r"\mathrm{KL}(q \| p)"),
    ],
)
def test_what_differs_is_proved_to(one: str, other: str) -> None:
    assert differ(side(one), side(other))


def test_indices_that_run_over_the_same_are_not_exchanged() -> None:
    double = side(r"\sum_{i} \sum_{j} x_i \log x_j")
    assert "exchanged" not in {altered.kind for altered in alterations(double)}


def test_what_has_no_value_proves_nothing() -> None:
    assert not differ(side(r"\log(a - a)"), side("b"))
    assert not differ(side(r"a \pm b"), side("a - b"))


@pytest.mark.parametrize(
    ("latex", "changed", "say"),
    [
        (r"\beta m_t + (1-\beta) g_t", r"(1-\beta)m_{t}+\beta g_{t}", "exchanged"),
        (r"\sqrt{v} + \epsilon", r"\sqrt{v+\epsilon}", "outside of the root"),
        ("a - b", "a+b", "sign"),
        (r"\frac{a}{b}", r"\frac{b}{a}", "upside down"),
        (r"\beta^{t+1} x", r"\beta x", "exponent"),
        ("a m_t", "am_{t+1}", "index"),
        (r"p(x \mid y)", r"p(y\mid x)", "exchanged"),
        (r"L(w, \lambda)", "L(w)", "argument"),
        (r"\max_i x_i", r"\min_{i}x_{i}", "max"),
        ("a b c", "bc", "factor"),
        ("a + b + c", "a+c", "term"),
    ],
)
def test_slips_of_memory(latex: str, changed: str, say: str) -> None:
    found = [(to_latex(altered.node), altered.say) for altered in alterations(side(latex))]
    assert any(text == changed and say in told for text, told in found)


def test_each_is_another_formula_and_all_differ_from_each_other() -> None:
    whole = side(r"\theta_t - \alpha \frac{(1-\nu) g_t + \nu m_t}{\sqrt{v_t} + \epsilon}")
    chosen = distinct(whole, 4)
    assert len(chosen) == 4
    for place, altered in enumerate(chosen):
        assert differ(whole, altered.node)
        assert all(differ(altered.node, other.node) for other in chosen[place + 1 :])
        assert altered.say.endswith(".")


def test_a_relative_stands_in_for_a_symbol() -> None:
    other = Symbol("\\beta", sub=("1",))
    found = [altered for altered in alterations(side(r"\beta_2 v"), [other]) if altered.kind == "relative"]
    assert [to_latex(altered.node) for altered in found] == [r"\beta_{1}v"]


def test_commuting_changes_and_bound_names_are_no_alterations() -> None:
    assert not list(alterations(side("x + x")))[3:]
    for altered in alterations(side(r"\sum_{i} x_i y_i")):
        assert altered.kind != "exchanged" or "i" not in {symbol.base for symbol in symbols(altered.node)}


def test_a_mean_is_not_left_out_of_deviations() -> None:
    covariance = side(r"\sum_i (x_i - \bar{x}) (y_i - \bar{y})")
    assert not {"sign", "term"} & {altered.kind for altered in alterations(covariance)}
