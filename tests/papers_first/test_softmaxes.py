"""Softmax: one entry of it computed, where what it runs over is told."""

from __future__ import annotations

from math import exp, log
from pathlib import Path

import pytest

from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import made, only, paper_of, problems
from tests.papers_first.test_small_cases import key_at, prompt

SHARE = exp(2) / (exp(2) + exp(1) + exp(-1))


@pytest.mark.parametrize(
    ("formula", "numbers", "value"),
    [
        (r"p_i = \mathrm{softmax}(z)_i", {"z1": 2, "z2": 1, "z3": -1}, SHARE),
        (r"p_i = \mathrm{softmax}(z / \tau)_i", {"z1": 4, "z2": 2, "z3": -2, "tau": 2}, SHARE),
        (r"a_{ij} = \mathrm{softmax}_j(e_{ij})", {"ei1": 2, "ei2": 1, "ei3": -1}, SHARE),
        (r"\pi(a | s) = \mathrm{softmax}(Q(s, a))", {"Q1": 2, "Q2": 1, "Q3": -1}, SHARE),
        (r"q(y | x) = \mathrm{logsoftmax}(f(y, x))", {"f1": 2, "f2": 1, "f3": -1}, log(SHARE)),
        (r"w = \mathrm{softmax}([c u, v])", {"c": 2, "u": 1, "v": 0}, exp(2) / (exp(2) + 1)),
        (
            r"w = \mathrm{softmax}(\begin{bmatrix} u \\ v \end{bmatrix})",
            {"u": 2, "v": 0},
            exp(2) / (exp(2) + 1),
        ),
        (r"g_i = \mathrm{softmax}(z)_i - y_i", {"z1": 2, "z2": 1, "z3": -1, "y1": 0.5}, SHARE - 0.5),
        (
            r"\frac{\partial C}{\partial u} = \mathrm{Softmax}([n u, 0]) - y_i",
            {"n": 2, "u": 1, "y1": 0.5},
            exp(2) / (exp(2) + 1) - 0.5,
        ),
        (r"c = \mathrm{LSE}(u, v)", {"u": 2, "v": 0}, log(exp(2) + 1)),
    ],
)
def test_one_entry_is_computed(tmp_path: Path, formula: str, numbers: dict[str, float], value: float) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, numbers) == pytest.approx(value)
    assert problems([draft]) == []


def test_which_entry_is_meant_is_said(tmp_path: Path) -> None:
    text = prompt(only(drafts(paper_of(tmp_path, "", r"\pi(a | s) = \mathrm{softmax}(Q(s, a))"))))
    assert "Let $a$ be one of $a_{1}$, $a_{2}$, $a_{3}$" in text
    assert r"Compute $\pi(a_{1}|s)$" in text


@pytest.mark.parametrize(
    "formula",
    [
        r"w_i = \mathrm{softmax}(z_i)",  # over i, or over the entries of a vector of each i
        r"q = \mathrm{softmax}(W x + b)",
        r"w = \mathrm{softmax}([\mathbf{a}; \mathbf{b}])",  # vectors one behind the other
        r"p(y | x) = \mathrm{softmax}(f(x))",
    ],
)
def test_a_softmax_of_what_is_not_told_is_left_alone(tmp_path: Path, formula: str) -> None:
    assert made(drafts(paper_of(tmp_path, "", formula))) == []


def test_a_nought_before_an_index_is_an_index(tmp_path: Path) -> None:
    formula = r"p_c = \frac{\exp(b_{0c} + a_c x)}{\sum_{k=1}^K \exp(b_{0k} + a_k x)}"
    found = made(drafts(paper_of(tmp_path, "", formula)))
    assert any("b_{02}" in str(draft.exercise["prompt"]) for draft in found)
