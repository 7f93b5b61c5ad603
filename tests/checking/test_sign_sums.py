"""A formula in one order, and in plainer form, has the value that it had."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from drill.checking.signs.groups import Sign
from drill.checking.signs.spelled import orders_of
from drill.checking.signs.sums import in_one_order
from drill.checking.signs.tokens import signs_of
from drill.errors import UndefinedError
from drill.maths.latex import read_latex
from drill.maths.names import Names
from drill.maths.numeric import evaluate

VALUES = {"a": 2.0, "b": 3.25, "c": 5.5, "f": 7.125}
NAMES = Names(declared=frozenset(VALUES))

_NUMBER_BEHIND = re.compile(r"[\w)}] \d")

letters = st.sampled_from("abcf")
products = st.lists(letters, min_size=1, max_size=3).map(" ".join)
formulas = st.recursive(
    products,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-"), inner).map(" ".join),
        st.tuples(products, inner).map(lambda two: f"{two[0]} / ({two[1]})"),
        st.tuples(inner, letters).map(lambda two: f"({two[0]}) / {two[1]}"),
        st.tuples(letters, inner).map(lambda two: rf"{two[0]} \left({two[1]}\right)^2"),
        st.tuples(inner, inner).map(lambda two: rf"\frac{{{two[0]}}}{{{two[1]}}}"),
        st.tuples(letters, inner, products).map(lambda of: rf"{of[0]} \frac{{{of[1]}}}{{{of[2]}}} c"),
        st.tuples(inner, letters).map(lambda two: rf"\left(\frac{{{two[0]}}}{{{two[1]}}}\right) b"),
        st.tuples(letters, letters).map(lambda two: f"{two[0]} {two[1]} / a^2"),
        st.tuples(inner, letters).map(lambda two: f"{two[0]} |a - {two[1]}|"),
        inner.map(lambda one: f"-{one}"),
        st.tuples(letters, letters, inner).map(lambda of: f"{of[0]}/{of[1]} * ({of[2]})"),
        st.tuples(st.sampled_from(["0.5", "1/2 *", "3 *"]), letters).map(lambda of: f"{of[0]} ({of[1]})^2"),
        inner.map(lambda one: rf"\sqrt{{({one})^2}}"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) ({two[1]})"),
        st.tuples(letters, letters, inner).map(lambda of: f"({of[0]} {of[1]})^2 (-{of[2]})"),
        st.tuples(letters, letters, letters).map(lambda of: rf"-\log({of[0]}/{of[1]}) {of[2]}"),
        st.tuples(letters, letters).map(lambda two: rf"a (\log({two[0]}) - \log({two[1]}))"),
        st.tuples(letters, inner).map(lambda two: rf"\exp({two[0]}) ({two[1]})"),
        st.tuples(inner, letters).map(lambda two: rf"\frac{{{two[0]}}}{two[1]} {two[1]} {two[1]}"),
    ),
    max_leaves=6,
)


def value(latex: str) -> float:
    try:
        found = evaluate(read_latex(latex, NAMES, {}, "value"), VALUES)
    except UndefinedError:
        return math.nan
    assert isinstance(found, float)
    return found


def written(signs: Sequence[Sign]) -> str:
    """Signs as LaTeX."""
    return " ".join(sign.text for sign in signs).replace("l o g", r"\log")


def are_close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9) or (math.isnan(one) and math.isnan(other))


@given(formulas)
def test_one_order_of_summands_changes_no_value(text: str) -> None:
    signs = signs_of(text)
    before = value(written(signs))
    after = value(written(in_one_order(signs)))
    assert are_close(before, after)
    assert are_close(value(text), after)


@given(formulas, st.booleans())
def test_plainer_forms_change_no_value(text: str, commutes: bool) -> None:
    signs = signs_of(text)
    before = value(written(signs))
    for form in map(written, orders_of(signs, commutes=commutes)):
        if not _NUMBER_BEHIND.search(form):  # which is not read
            assert are_close(before, value(form))
