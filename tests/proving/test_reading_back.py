"""The one-line form of a formula reads as its LaTeX was meant."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drill.banks.variant_expansion import expand_variant
from drill.maths.maths_tree import Binary, Call, Node, Not, Num, Sym, find_symbols, walk_tree
from drill.maths.print import print_tree_latex
from drill.typeset import typeset_on_one_line
from tests.exercises.residue import TIERS, find_latex_formulas
from tests.homes import shipped_catalogue
from tests.maths.trees import STATEMENTS, VALUES
from tests.proving.reading_back import faults, outcome, texts
from tests.rows import sample

ONE_IN = 200
"""Of the shipped exercises; ``drill check`` looks at all of them."""


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        (r"\frac{{x - 3}}{T}", "(x−3)/T"),
        (r"\frac{{{x - 3}}}{T}", "(x−3)/T"),
        (r"\frac{T}{{x - 3}}", "T/(x−3)"),
        (r"\frac{{x - 3} y}{T}", "(x−3y)/T"),
        (r"{{a + b}}^2", "(a + b)²"),
        (r"\frac{{-7}}{T}", "−7/T"),
        (r"\frac{T}{{x}}", "T/x"),
    ],
)
def test_a_value_in_braces_keeps_its_brackets(latex: str, line: str) -> None:
    assert typeset_on_one_line(latex).lines == (line,)


def test_shipped_banks() -> None:
    catalogue = shipped_catalogue()
    items = sample(sorted(catalogue.entries), ONE_IN)
    variants = [expand_variant(catalogue.exercise(item), 5, item=item) for item in items]
    shown = {latex for variant in variants for text in texts(variant) for latex in find_latex_formulas(text)}
    assert shown
    assert {latex: told for latex in shown if (told := faults(latex))} == {}


@given(VALUES | STATEMENTS)
def test_what_a_tree_prints(node: Node) -> None:
    calls = [part for part in walk_tree(node) if isinstance(part, Call)]
    assume(all(find_symbols(call) for call in calls if call.name == "T"))  # a number is no matrix
    assume(all(isinstance(call.args[-1], Num | Sym | Binary) for call in calls if call.name == "log"))
    assume(
        not any(isinstance(part, Not) for part in walk_tree(node) if part is not node)
    )  # no value is "not"
    written = print_tree_latex(node)
    assume("pmatrix" not in written)  # is never set on one line
    assert "other" not in {outcome(written, tier) for tier in TIERS}


atoms = st.sampled_from(
    [*"abcxyzkn", "x_1", "\\beta", "\\theta_{12}", "\\pi", "e", "2", "3", "12", "0.5", "\\hat y"]
)
latex = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"\\frac{{{two[0]}}}{{{two[1]}}}"),
        st.tuples(inner, inner).map(lambda two: f"\\frac{{{{{two[0]}}}}}{{{{{two[1]}}}}}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} + {two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} - {{{two[1]}}}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} \\cdot {{{two[1]}}}"),
        st.tuples(inner, inner)
        .map(lambda two: f"{{{two[0]}}} {two[1]}")
        .filter(lambda one: "\\ln" not in one),
        st.tuples(inner, atoms).map(lambda two: f"{two[0]} / {two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"\\left({two[0]}\\right)^{{{two[1]}}}"),
        st.tuples(atoms, inner).map(lambda two: f"{two[0]}^{{{two[1]}}}"),
        inner.map(lambda one: f"\\left({one}\\right)"),
        # bars within bars alone are the sign of another norm
        inner.filter(lambda one: not one.lstrip("{").startswith("\\left|")).map(
            lambda one: f"\\left|{one}\\right|"
        ),
        inner.map(lambda one: f"\\sqrt{{{one}}}"),
        inner.map(lambda one: f"\\sqrt[3]{{{one}}}"),
        inner.map(lambda one: f"-{one}"),
        inner.map(lambda one: f"\\ln {one}"),
        inner.map(lambda one: f"\\sin\\left({one}\\right)"),
        inner.map(lambda one: f"{{{one}}}"),
    ),
    max_leaves=7,
)


@given(latex)
def test_what_authors_write(latex: str) -> None:
    assert faults(latex) == []
