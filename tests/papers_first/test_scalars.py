"""Formulas as expressions of numbers, under names that can be typed."""

from __future__ import annotations

import pytest

from drill.maths.names import Names
from drill.maths.plain import parse as parse_plain
from drill.maths.print import to_plain
from drill.maths.tree import Sym
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.formula.naming import typed_names
from drill.papers_first.formula.parser import parse
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import symbols


def typed(latex: str) -> str:
    side = parse(latex).sides[-1]
    return to_plain(scalar_tree(side, typed_names(symbols(side))))


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"m_{t+1} = \beta_1 m_t + (1-\beta_1) g_t", "beta1*m + (1 - beta1)*g"),
        (r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}", "m/(1 - beta1^t)"),
        (r"L = -\log \hat{y}", "-ln(yhat)"),
        (r"\mu_t = \mu_0 (1 - t/S)", "mu0*(1 - t/S)"),
        (r"x = \sqrt{|a|} \cdot 2^n", "sqrt(abs(a))*2^n"),
        (r"d = s_t - s_{t-1}", "st - sprev"),
        (r"y = a \pm b", None),
        (r"y = f(x)", None),
        (r"y = \sum_i x_i", None),
    ],
)
def test_sides_are_typed(latex: str, plain: str | None) -> None:
    if plain is None:
        with pytest.raises(RefusedError):
            typed(latex)
    else:
        assert typed(latex) == plain


def test_names_differ_and_are_read_as_names() -> None:
    side = parse(
        r"\theta_t + \theta_{t-1} + \hat{\theta} + e + \beta + \beta_1 + x' + x + \mu^* + \mu"
        r" + \mathbf{w} + w + \hat{m}_1 + \hat{m}_2 + g_{t+2} + g_t + g_{t+1} + \gamma + \lambda"
    ).sides[0]
    names = typed_names(symbols(side))
    assert len(set(names.values())) == len(names)
    declared = Names(declared=frozenset(names.values()))
    for symbol, name in names.items():
        assert parse_plain(name, declared) == Sym(name), to_latex(symbol)
