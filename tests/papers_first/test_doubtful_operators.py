"""Signs that are factors, heads or operators: the rest of the paper may not settle them wrongly."""

from __future__ import annotations

import pytest

from drill.papers_first.formula.parser import parse
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Applied, Norm, Number, Power, Statement, Symbol
from drill.papers_first.formula.usage import usage_of


def read(row: str, *others: str) -> Statement | None:
    """A row among others of its paper; None where it is refused."""
    try:
        return parse(row, usage_of([canonical(one) for one in (row, *others)]))
    except RefusedError:
        return None


@pytest.mark.parametrize(
    ("row", "other"),
    [
        pytest.param(r"u^T A u \geq 0", r"u^{k+1} = u^k - a s^k", id="of the last step, or transposed"),
        pytest.param(r"A^H A = I", r"r = \lim_{k \to \infty} \|A^k\|^{1/k}", id="a power, or conjugated"),
        pytest.param(r"c = 2 b \delta(t - t')", r"b \delta_{ij} = s_{ij}", id="an impulse, or a number"),
        pytest.param(r"\dot{v} = -g_L (v - a_L)", r"c = g(v) + 1", id="a conductance, or a function"),
        pytest.param(
            r"y(s_0) = \sum_n w(s_n) \cdot x(s_0 + s_n)", r"z = h(x) + x \cdot (1 - x)", id="a map at a place"
        ),
        pytest.param(r"c = \nu(\nabla h(x)) - b", r"\nu \in \{0.1, 0.2\}", id="of a slope, or times it"),
        pytest.param(r"b = H(u - v)", r"c = H(p) + \| H^{-1} v \|", id="a matrix, or an entropy"),
        pytest.param(r"b = T(u + v)", r"c = T(x) + T s", id="a temperature, or a map"),
    ],
)
def test_what_another_row_seems_to_settle_stays_refused(row: str, other: str) -> None:
    assert read(row, other) is None


def test_what_is_called_and_never_a_factor_is_called_with_sums() -> None:
    assert read(r"b = T(u + v)", r"c = T(x) + s") is not None


def test_an_e_before_bars_takes_a_mean_where_another_row_has_its_argument_in_square_brackets() -> None:
    row = r"b \leq 3 E|U|^3 + c"
    assert read(row) is None
    found = read(row, r"h = r \cdot E[u_i - v] + s")
    assert found is not None
    cube = Power(Norm("|", Symbol("U")), Number("3"))
    assert Applied(Symbol("E"), cube) in walk(found)
