"""Formulas of many fields are read as a mathematician reads them, written down by hand before."""

from __future__ import annotations

import pytest

from drill.latex import canonicalise_formula
from drill.notation import split_statements, to_tokens, walk_nodes
from drill.notation.tree import Div, Norm
from tests.notation.forms import REFUSE, read, rows


def test_most_rows_are_read_and_nearly_all_of_those_rightly() -> None:
    clear = [row for row in rows() if REFUSE not in row.readings]
    found = [(read(row.latex), row.readings) for row in clear]
    read_at_all = [(reading, due) for reading, due in found if reading != REFUSE]
    right = [reading for reading, due in read_at_all if reading in due]
    assert len(read_at_all) >= 0.95 * len(clear)
    assert len(right) >= 0.88 * len(read_at_all)


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        (r"L = \hat{\mathbb{E}}_t[r_t A_t]", "(= L (call hat:bb:E_t (* r_t A_t)))"),
        (r"y = \hat{\mathbf{E}} x", "(= y (* hat:bf:E x))"),
        (r"d_{ij} = x_i + y_j, \quad \forall i, j", "(= d_ij (+ x_i y_j))"),
        (r"L = \log \frac{1}{N} \sum_i x_i", "(= L (log (* (/ 1 N) (sum{i}{} x_i))))"),
        (r"d = r + \max_{a'} Q(s', a') - Q(s, a)", "(= d (+ r (max{a'}{} (call Q s' a')) (- (call Q s a))))"),
        (r"v = \sum_{s'} P(s') V(s') + R(s)", "(= v (+ (sum{s'}{} (* (call P s') (call V s'))) (call R s)))"),
        (r"v = \sum_s P(s) + R(s)", "(= v (sum{s}{} (+ (call P s) (call R s))))"),
        (r"y = \log p q + 1", "(= y (+ (log (* p q)) 1))"),
        (r"y = \log p f(x)", "(= y (* (log p) (call f x)))"),
        (r"L = \sum_i \log \frac{1}{N} x_i", "(= L (sum{i}{} (* (log (/ 1 N)) x_i)))"),
    ],
)
def test_what_an_operator_is_taken_of(latex: str, reading: str) -> None:
    assert read(latex) == reading


@pytest.mark.parametrize("order", ["*", "w,*", r"\mathbf{w},\ast", "2,1"])
def test_below_a_norm_stand_numbers_names_and_marks(order: str) -> None:
    latex = rf"f = \|X\|_{{{order}}} + \|Y\|_F"
    (parsed,) = split_statements(canonicalise_formula(latex))
    assert parsed.statement is not None, parsed.refused
    (norm, _) = (part for part in walk_nodes(parsed.statement) if isinstance(part, Norm))
    assert norm.order is not None
    assert to_tokens(parsed.statement) == list(parsed.tokens)


def test_a_numerator_ends_before_its_slash() -> None:
    (parsed,) = split_statements(canonicalise_formula(r"y = f(q \cdot k / \tau)"))
    assert parsed.statement is not None
    (top,) = (part.top for part in walk_nodes(parsed.statement) if isinstance(part, Div))
    assert parsed.tokens[slice(*top.span)] == ("q", "\\cdot", "k")
