"""The smaller and the larger of two numbers by the signs of lattices."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.params import read_domain
from drill.papers_first.kinds import code
from tests.papers_first.semantic import answer, drawn, made, only, paper_of, problems


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        (r"c = 1 \wedge \exp(u - v)", "min(1, exp(u - v))"),
        (r"r = \frac{p(y) q(x|y)}{p(x) q(y|x)} \wedge 1", "min(p*q/(p1*q1), 1)"),
        (r"d = \frac{s}{n \vee 1}", "s/max(n, 1)"),
        (r"e = 3 (1 \wedge \frac{s}{t}) + w", "3*min(1, s/t) + w"),
    ],
)
def test_beside_a_written_number_they_are_extremes(tmp_path: Path, formula: str, key: str) -> None:
    found = drawn(tmp_path, "", formula)
    assert found["answer"]["number"] == key  # type: ignore[index]
    assert "of the two." in str(found["prompt"])


@pytest.mark.parametrize(
    "formula",
    [
        r"a = \sum_{i=1}^{3} x_i \wedge 1",
        r"b = 2 + x \wedge 1",
        r"f = A \wedge B",
        r"g = 1 \wedge \exp u \vee 0",
        r"h = 1 \wedge a + b",
    ],
)
def test_how_far_they_reach_is_not_guessed(tmp_path: Path, formula: str) -> None:
    assert drawn(tmp_path, "", formula) == {}


def test_in_code_they_are_extremes_too(tmp_path: Path) -> None:
    draft = only(code.drafts(paper_of(tmp_path, "", r"c = 1 \wedge \exp(u - v)")))
    assert answer(draft)["code"] == "np.minimum(1, np.exp(u - v))"
    assert problems(made(iter([draft]))) == []


@pytest.mark.parametrize(
    ("formulas", "is_share"),
    [
        ((r"\beta(x, y) = \frac{h(y)}{h(x)} \wedge 1", r"h(x) = e^{-x^2}"), True),
        ((r"\beta(x, y) = \frac{h(y)}{h(x)} \vee 1", r"h(x) = e^{-x^2}"), False),
    ],
)
def test_what_is_no_larger_than_one_is_drawn_so(
    tmp_path: Path, formulas: tuple[str, ...], is_share: bool
) -> None:
    found = drawn(tmp_path, "", *formulas, r"k(x, y) = 3 \beta(x, y) + c(x)")
    values = [one.value for one in read_domain(found["params"]["bet"])]  # type: ignore[index]
    assert (max(values) <= 1) == is_share


def test_a_property_of_a_function_that_is_given_leads_nowhere_else(tmp_path: Path) -> None:
    words = r"It fulfils $a(s) = e^{s} a(-s)$."
    formulas = (r"a(s) = (1 + e^{-s})^{-1}", r"\beta(x) = a(\log h(x))", r"k(x) = 3 \beta(x) + c(x)")
    found = drawn(tmp_path, words, *formulas)
    assert max(one.value for one in read_domain(found["params"]["bet"])) <= 1  # type: ignore[index]
