"""Laws with a name: the density or probability that is asked for, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import mpmath
import pytest

from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.maths.plain import parse
from drill.papers_first.draft import Draft
from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import answer, made, only, paper_of, problems

NORMAL = float(mpmath.npdf(2, 1, 2))
"""The density of 2 where the mean is 1 and the variance 4."""


def key_at(draft: Draft, **numbers: float) -> float:
    text = answer(draft)["number"]
    assert isinstance(text, str)
    names = Names(declared=frozenset(numbers), functions="bank")
    return float(evaluate(parse(text, names), numbers).real)


@pytest.mark.parametrize(
    ("formula", "numbers", "value"),
    [
        (r"q(z | x) = \mathcal{N}(\mu_w(x), \sigma_w^2(x) I)", {"z": 2, "mu": 1, "sigma": 4}, NORMAL),
        (r"q(z | x) = \mathcal{N}(z; m(x), \mathrm{diag}(s^2))", {"z": 2, "m": 1, "s": 2}, NORMAL),
        (r"p(h_s) = \mathcal{N}(h_s | \nu_s, \Sigma_s)", {"h": 2, "nu": 1, "Sigma": 4}, NORMAL),
        (r"u \mid a \sim \mathcal{N}(\mathbf{B} a, Q)", {"u": 2, "B": 0.5, "a": 2, "Q": 4}, NORMAL),
        (r"u_1, \ldots, u_n \sim \mathcal{N}(m, v I)", {"u1": 2, "m": 1, "v": 4}, NORMAL),
        (r"g(a) \sim \mathcal{GP}(m(a), k(a, b))", {"g": 2, "m": 1, "k": 4}, NORMAL),
        (r"p(h(U)) \sim \mathcal{N}(m, k(U, U))", {"h": 2, "m": 1, "k": 4}, NORMAL),
        (r"g \sim \mathcal{GP}(0, k)", {"g": 2, "k": 4}, float(mpmath.npdf(2, 0, 2))),
        (r"p(y) = \mathcal{N}(y | 1, \mathbf{W} \mathbf{W}^\top + v I)", {"y": 2, "W": 1, "v": 3}, NORMAL),
        (r"u \sim \mathrm{MVN}(m, G)", {"u": 2, "m": 1, "G": 4}, NORMAL),
        (r"\mathrm{vec}(B) = u \sim \mathcal{N}(m, A^{-1})", {"u": 2, "m": 1, "A": 0.25}, NORMAL),
        (r"u \sim \mathcal{N}(m, s^2 t^2)", {"u": 2, "m": 1, "s": 4, "t": 0.5}, NORMAL),
        (r"\mathbf{u} \sim \mathcal{N}(\mathbf{m}, \pmb{\Sigma})", {"u": 2, "m": 1, "Sigma": 4}, NORMAL),
        (r"\vec u \sim \mathcal{N}(\vec m, v \mathcal{I})", {"uvec": 2, "mvec": 1, "v": 4}, NORMAL),
        (r"u_t | u_0 \sim \mathcal{N}(u_0, v (1 - a))", {"u": 2, "u0": 1, "v": 8, "a": 0.5}, NORMAL),
        (r"u \sim \mathrm{Unif}(a, b)", {"a": 1, "b": 5}, 0.25),
        (r"u \sim \mathrm{Uniform}(-a, a)", {"a": 5}, 0.1),
        (r"u \sim \mathrm{Exp}(\lambda)", {"u": 2, "lam": 0.5}, float(mpmath.exp(-1) / 2)),
        (r"u \sim \mathrm{Cauchy}(m, s)", {"u": 3, "m": 1, "s": 2}, float(1 / (4 * mpmath.pi))),
        (
            r"h \sim \mathrm{Dirichlet}(a)",
            {"h1": 0.5, "h2": 0.25, "a1": 2, "a2": 1, "a3": 3},
            60 * 0.5 * 0.25**2,
        ),
        (r"h \sim \mathrm{Dir}(a \mathbf{1}_K)", {"h1": 0.5, "h2": 0.25, "a": 2}, 120 * 0.5 * 0.25**2),
        (r"c_i \sim \mathrm{Bernoulli}(p_i)", {"c": 0, "p": 0.3}, 0.7),
        (r"p(c | a) = \mathrm{Ber}(c | \mathrm{logit}^{-1}(a))", {"c": 1, "a": 0}, 0.5),
        (r"c \sim \mathrm{Binomial}(n, p)", {"c": 2, "n": 3, "p": 0.5}, 0.375),
        (r"u \sim \mathrm{Laplace}(m, b)", {"u": 1, "m": 3, "b": 2}, float(mpmath.exp(-1) / 4)),
        (r"u \sim \mathrm{Beta}(a, b)", {"u": 0.5, "a": 2, "b": 3}, 1.5),
        (r"p(v) = \mathrm{InverseGamma}(v | a, b)", {"v": 2, "a": 3, "b": 4}, float(2 * mpmath.exp(-2))),
        (r"u \sim \mathrm{LogNormal}(m, s^2)", {"u": 1, "m": 1, "s": 2}, float(mpmath.npdf(0, 1, 2))),
    ],
)  # fmt: skip
def test_the_density_or_probability_at_a_value(
    tmp_path: Path, formula: str, numbers: dict[str, float], value: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, **numbers) == pytest.approx(value)
    assert not problems([draft])


@pytest.mark.parametrize(
    "formula",
    [
        r"u \sim \mathcal{N}(m, s)",  # a deviation as well as a variance
        r"u \sim \mathcal{N}(m, \sigma I)",
        r"u \sim \mathcal{N}(0, 10)",
        r"u \sim \mathcal{N}(m, \sigma (1 - a))",
        r"u \sim \mathrm{Gamma}(a, b)",  # b is a rate or a scale
        r"u \sim \mathrm{Exp}(b)",
        r"p(u, w) = \mathcal{N}(m, \Sigma)",  # of two at once
        r"p(u, w) \sim \mathcal{N}(m, \Sigma)",
        r"a \sim \pi(\cdot | s)",
    ],
)
def test_a_law_that_reads_in_two_ways_is_left_alone(tmp_path: Path, formula: str) -> None:
    assert not made(drafts(paper_of(tmp_path, "", formula)))


def test_a_label_is_0_or_1_and_its_chance_between_them(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"c \sim \mathrm{Bernoulli}(h(a))")))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    assert params["c"] == ["0", "1"]
    assert params["h"] == "0.05..0.95 step 0.05"
    assert "the probability of this" in str(draft.exercise["prompt"])


@pytest.mark.parametrize(
    ("law", "values"), [("1000^2", "-2000..2000 step 100 !0"), ("0.1^2", "-0.2..0.2 step 0.01 !0")]
)
def test_a_value_lies_where_its_density_differs(tmp_path: Path, law: str, values: str) -> None:
    draft = only(drafts(paper_of(tmp_path, "", rf"u \sim \mathcal{{N}}(0, {law})")))
    assert draft.exercise["params"] == {"u": values}
    assert not problems([draft])
