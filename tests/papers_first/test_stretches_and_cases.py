"""Integrals by two stretches, and definitions by cases of which one is said to hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import answer, made, only, paper_of, problems


def prompt(draft: object) -> str:
    return str(draft.exercise["prompt"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("formula", "key", "said", "where"),
    [
        (r"m(t) = \int_0^t S(u) dR(u)", "a*p + b*q", "$R(u)$ grows by @p", "a > b"),
        (r"A(x) = \int_0^x g(r) dr", "a*p + b*q", "$r$ runs over a length of @p", "a != b"),
        (r"A(t) = \int_0^t \frac{dN(s)}{Y(s)}", "p/a + q/b", "$N(s)$ grows by @p", "a > b"),
    ],
)
def test_an_integral_of_what_is_not_known_is_a_sum_over_two_stretches(
    tmp_path: Path, formula: str, key: str, said: str, where: str
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["number"] == key
    assert said in prompt(draft)
    assert where in draft.exercise["where"]  # type: ignore[operator]
    assert problems([draft]) == []


def test_growth_against_a_whole_law_adds_up_to_one(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"m = \int h(x) dF(x)")))
    assert draft.exercise["let"] == {"q": "1 - p"}


def test_stretches_are_as_long_together_as_the_range(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"A = \int_{x=-1}^1 g(x) dx")))
    assert draft.exercise["let"] == {"q": "2 - p"}
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"A(x) = \int_0^x e^{-r} dr",  # has a value of its own
        r"A(x) = \int_0^x e^{-r} g(r) dr",  # is known in part
        r"1 = \int_0^c g(r) dr",  # says what g is
        r"A(t) = \int_0^t I(D > s) dN(s)",  # 0 or 1
    ],
)
def test_what_is_known_of_an_integral_is_not_given(tmp_path: Path, formula: str) -> None:
    assert not [one for one in made(drafts(paper_of(tmp_path, "", formula))) if "stretch" in prompt(one)]


def test_of_cases_that_name_sets_one_is_said_to_hold(tmp_path: Path) -> None:
    formula = r"h(s) = \begin{cases} g(s) & \text{if } s \in A \\ k(s) & \text{if } s \in B \end{cases}"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["number"] == "b"
    assert r"Say that $s\in B$, and put in $g(s) = @{a}$ and $k(s) = @{b}$" in prompt(draft)
    assert problems([draft]) == []


def test_the_case_with_most_to_compute_is_asked_for(tmp_path: Path) -> None:
    formula = r"h(s) = \begin{cases} a & \text{if } s \in A \\ a + 2 b & \text{otherwise} \end{cases}"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["number"] == "a + 2*b"
    assert "no condition of the other lines holds" in prompt(draft)


def test_a_condition_that_compares_sizes_binds_the_numbers(tmp_path: Path) -> None:
    formula = r"h = \begin{cases} x - c & \text{if } x > c, x \in A \\ x + c & \text{if } x \in B \end{cases}"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert "x > c" in draft.exercise["where"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("formula", "key", "said"),
    [
        (r"H(x_t) s = -g(x_t)", "(-g)/H", "solve it for $s$"),
        (r"0 = \frac{dy}{dt} + 2 y - z", "z - 2*y", r"solve it for $\frac{dy}{dt}$"),
        (r"a x + b = 0", "-a*x", "solve it for $b$"),
        (r"a x - 3 b = 2", "(a*x - 2)/3", "solve it for $b$"),
        (r"\sum_{i=1}^n g_i = 2", "2 - g1 - g2", "solve it for $g_{3}$"),
    ],
)
def test_an_equation_that_defines_no_name_is_solved(
    tmp_path: Path, formula: str, key: str, said: str
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["number"] == key
    assert said in prompt(draft)
    assert problems([draft]) == []


def test_of_shares_of_a_whole_the_last_is_above_zero(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"\sum_{i=1}^n v_i = 1")))
    assert answer(draft)["number"] == "1 - v1 - v2"
    assert "1 - v1 - v2 > 0" in draft.exercise["where"]  # type: ignore[operator]


@pytest.mark.parametrize(
    "formula",
    [
        r"\log m = a + b I(r = c) + c",  # a link: its left side is what is computed
        r"x^2 + a x = b",  # x stands there twice
        r"\sum_{t=1}^T q_t = \sum_{t=1}^T \sum_{i=1}^n q_t r_i",  # the other side has as many terms
        r"\sum_{i=1}^n q_i r_i = 0",  # which signs they have is not said
        r"a - b = 0",  # nothing to compute
    ],
)
def test_what_cannot_be_freed_is_not_solved(tmp_path: Path, formula: str) -> None:
    assert not [one for one in made(drafts(paper_of(tmp_path, "", formula))) if "solve it" in prompt(one)]


@pytest.mark.parametrize(
    "formula",
    [
        r"\bar{g} = \begin{cases} g & \text{if } \|g\| \leq C \\"
        r" \frac{C g}{\|g\|} & \text{otherwise} \end{cases}",
        r"\mathbf{e} = \begin{cases} \mathbf{0} & \text{if } \|\mathbf{u}\| \leq \eta \\"
        r" \mathbf{u} - \frac{\eta \mathbf{u}}{\|\mathbf{u}\|} & \text{otherwise} \end{cases}",
    ],
)
def test_in_cases_that_a_norm_decides_one_coordinate_is_computed(tmp_path: Path, formula: str) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert "of which one coordinate is given" in str(draft.exercise["prompt"])
    assert not problems([draft])


def test_what_decides_a_case_by_itself_is_more_than_one_coordinate_of_a_norm(tmp_path: Path) -> None:
    lines = r"0 & \text{if } u \leq \|u\| - h \\ \frac{h u}{\|u\|} & \text{otherwise}"
    formula = rf"e = \begin{{cases}} {lines} \end{{cases}}"
    assert not made(drafts(paper_of(tmp_path, "", formula)))
