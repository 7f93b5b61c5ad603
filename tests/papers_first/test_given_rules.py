"""Functions of which nothing is said get rules from the exercise, one inside of the other and in sums."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import answer, made, only, paper_of, problems

_GATHERED = r"Here $\bigoplus$ denotes a permutation invariant function. Here $x_i$ are the node features."


def test_functions_inside_of_functions_are_computed(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"y = g(f(x), h(x))")))
    assert answer(draft)["number"] == "2*(2*x + 1) + 3*(2*x - 4)"
    assert "g(u,v) = 2u + 3v$, $f(u) = 2u + 1$ and $h(u) = 2u - 4$" in str(draft.exercise["prompt"])
    assert not problems([draft])


def test_what_is_gathered_in_an_open_way_is_summed(tmp_path: Path) -> None:
    formula = r"y_i = g(x_i, \bigoplus_{j \in \mathcal{N}(i)} f(x_i, x_j))"
    draft = only(evaluate.drafts(paper_of(tmp_path, _GATHERED, formula)))
    assert "be the sum" in str(draft.exercise["prompt"])
    assert not problems([draft])
    assert not made(evaluate.drafts(paper_of(tmp_path, "", formula)))


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        (r"Here $g$ is the loss.", r"y = g(f(x), h(x))"),
        (r"Here $x$ is the document.", r"y = g(f(x), h(x))"),
        ("", r"y_k = g(f(k), h(k))"),
        ("", r"y = g(f(x), f(x, z))"),
        ("", r"y = \operatorname{corr}(f(x), h(x))"),
        ("", r"\mathrm{KL}(p \| q) = B(u; v)"),
        ("", r"p(x) = g(f(x), h(x))"),
    ],
)
def test_what_is_no_free_choice_is_left_alone(tmp_path: Path, words: str, formula: str) -> None:
    assert not made(evaluate.drafts(paper_of(tmp_path, words, formula)))


@pytest.mark.parametrize("right", ["f(z(t))", "f(z(t), x, t)"])
def test_a_function_whose_slope_is_asked_for_gets_no_rule(tmp_path: Path, right: str) -> None:
    found = made(evaluate.drafts(paper_of(tmp_path, "", rf"\frac{{dz(t)}}{{dt}} = {right}")))
    assert not [one for one in found if "Say that here" in str(one.exercise["prompt"])]


@pytest.mark.parametrize("head", [r"\Re", r"\operatorname{Im}"])
def test_a_part_of_a_complex_number_gets_no_rule(tmp_path: Path, head: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", rf"y = {head}(b x)")))
    assert answer(draft)["number"] == "b*x"
    assert "is applied to" in str(draft.exercise["prompt"])
