"""Signs that papers use beside the plain ones: ``[x]_+``, a typed star."""

from __future__ import annotations

from math import log
from pathlib import Path

import pytest

from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import made, only, paper_of, problems
from tests.papers_first.test_small_cases import key_at, prompt


@pytest.mark.parametrize(
    ("formula", "numbers", "value"),
    [
        (r"L = [m - s + u]_+", {"m": 1, "s": 5, "u": 7}, 3),
        (r"L = [m - s + u]_+", {"m": 1, "s": 9, "u": 7}, 0),
        (r"q = (a x - b)_+^2", {"a": 2, "x": 3, "b": 4}, 4),
        (r"L = w * \log(p) + (1 - w) * \log(q)", {"w": 0.5, "p": 2, "q": 3}, log(6) / 2),
        (r"J = 0.5 * c + a * b", {"a": 2, "b": 3, "c": 4}, 8),
    ],
)
def test_what_they_say_is_computed(
    tmp_path: Path, formula: str, numbers: dict[str, float], value: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, numbers) == pytest.approx(value)
    assert problems([draft]) == []


def test_the_positive_part_is_explained(tmp_path: Path) -> None:
    text = prompt(only(drafts(paper_of(tmp_path, "", r"L = \sum_i [1 - y_i s_i]_+"))))
    assert "Here $[x]_{+}$ is $x$ where that is positive, else 0." in text


def test_a_star_between_letters_may_be_a_convolution(tmp_path: Path) -> None:
    assert made(drafts(paper_of(tmp_path, "", r"y = k * x + b"))) == []


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"E\bigl[ x \,\bigm|\, y \bigr]", r"E [ x \mid y ]"),
        (r"P(a \Bigm\vert b)", r"P ( a \mid b )"),
        (r"f \bigm\| g", r"f \| g"),
        (r"a \bigm/ b", "a / b"),
    ],
)
def test_a_sign_in_the_middle_is_one_with_its_size(latex: str, plain: str) -> None:
    assert canonical(latex) == plain.split()


@pytest.mark.parametrize(
    ("latex", "plain"),
    [(r"i = 1, 2,.., n", r"i = 1 , 2 , \ldots , n"), (r"a, . ., b", r"a , \ldots , b"), ("a..b", "a . . b")],
)
def test_two_dots_between_commas_are_dots(latex: str, plain: str) -> None:
    assert canonical(latex) == plain.split()


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"\boldsymbol{\upmu}_k", r"\mathbf { \mu } _ { k }"),
        (r"\setlength{\abovedisplayskip}{3pt} y = b", "y = b"),
        (r"\accentset{*}{\mu}_d", r"\mu _ { d } ^ { * }"),
        (r"\Tilde{x} + \Hat{b}", r"\tilde { x } + \hat { b }"),
        (r"\softmax(x)", r"\operatorname{softmax} ( x )"),
        (r"\underset{q}{\mathrm{LRVar}}(x)", r"\operatorname{LRVar} _ { q } ( x )"),
    ],
)
def test_signs_of_packages_are_plain_ones(latex: str, plain: str) -> None:
    assert canonical(latex) == plain.split()


@pytest.mark.parametrize("latex", [r"\accentset{o}{x}", r"\underset{\text{by (3)}}{\mathrm{LRVar}}(x)"])
def test_what_is_drawn_over_or_below_says_more_elsewhere(latex: str) -> None:
    with pytest.raises(RefusedError):
        canonical(latex)


def test_the_logarithm_of_one_over_something_is_of_all_of_it(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"n = c \log 1/\delta + b")))
    assert key_at(draft, {"c": 2, "delta": 4, "b": 1}) == pytest.approx(1 - 2 * log(4))
    assert made(drafts(paper_of(tmp_path, "", r"n = \log 2/\delta"))) == []
    assert made(drafts(paper_of(tmp_path, "", r"n = \log 1/\delta x"))) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"r = 10 \log_{10}(a / b)\ \text{dB}",
        r"t = \frac{n}{f}\,\mathrm{ms}.",
        r"c = -\frac{p - 1}{2 p}\ \text{cells}",
        r"v = a + 5\,\text{px}",
    ],
)
def test_a_unit_of_measure_is_no_factor(formula: str) -> None:
    with pytest.raises(RefusedError, match="units of measure"):
        canonical(formula)


@pytest.mark.parametrize(
    "formula",
    [
        r"J = \lambda\ \text{loss}",
        r"c = a \cdot \text{bits}",
        r"c = \text{pixels} + b",
        r"h = a\ \text{ms}(y)",
        r"c = a\,\text{tokens}",
    ],
)
def test_a_word_that_is_computed_with_is_none(formula: str) -> None:
    assert any(token.startswith("\\operatorname") for token in canonical(formula))
