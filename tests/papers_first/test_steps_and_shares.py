"""Numbers put into differential equations, chain rules, shares of counts and powers by letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import answer, made, only, paper_of, problems
from tests.papers_first.test_one_dimension import key_at


def test_an_equation_between_differentials_is_one_step(tmp_path: Path) -> None:
    formula = r"\mathrm{d} y = a(y) \, \mathrm{d} t + c(t) \, \mathrm{d} b"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    prompt = str(draft.exercise["prompt"])
    assert r"$\Delta t$ in the place of $\mathrm{d}t$" in prompt
    assert r"Compute $\Delta y$" in prompt
    # a drift of 3 over a step of 0.5, a noise of 2 times -1
    assert key_at(draft, a=3, tdiff=0.5, c=2, bdiff=-1) == pytest.approx(-0.5)
    assert not problems([draft])


@pytest.mark.parametrize(
    ("formula", "factors"),
    [
        (r"\frac{\partial C}{\partial a} = \frac{\partial C}{\partial b} \frac{\partial b}{\partial a}", 2),
        (r"\frac{\partial C}{\partial a} = \frac{\partial C}{\partial b} (1 + r)", 2),
        (r"\frac{\partial C}{\partial w} = \sum_{i=1}^m \frac{\partial C}{\partial u_i}", 3),
    ],
)
def test_chain_rules_take_derivatives_as_numbers(tmp_path: Path, formula: str, factors: int) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert len(dict(draft.exercise["params"])) == factors  # type: ignore[call-overload]
    assert not problems([draft])


def test_an_operator_before_brackets_is_no_factor(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"y = \frac{\partial}{\partial x} (a + b) + c")))
    assert answer(draft)["number"] == "slope + c"


def test_shares_of_counts_are_below_one(tmp_path: Path) -> None:
    words = r"Let $h$ be the number of hits, $m$ the number of misses and $f$ the number of false alarms."
    draft = only(drafts(paper_of(tmp_path, words, r"J = \frac{h}{h + m + f}")))
    assert answer(draft)["number"] == "h/(h + m + f)"
    assert not problems([draft])


def test_a_letter_below_zero_in_the_place_of_a_power_is_a_power(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"\hat{L} = c + a N^{-\alpha} + b D^{-\beta}")))
    text = answer(draft)["number"]
    assert isinstance(text, str)
    assert "^(-alpha)" in text
    assert not problems([draft])


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        (r"p = \frac{u_1}{\sum_j^N u_j}", "u1/(u1 + u2 + u3)"),
        (r"p = \frac{u_1}{\sum_{c'=1}^N u_{c'}}", "u1/(u1 + u2 + u3)"),
    ],
)
def test_sums_say_where_they_begin_in_several_ways(tmp_path: Path, formula: str, key: str) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["number"] == key
    assert not problems([draft])


def test_outputs_of_a_softmax_and_two_hot_weights_add_up_to_one(tmp_path: Path) -> None:
    words = r"where $w_i$ are the two-hot weights and $\hat{q}_i$ are the softmax probabilities."
    draft = only(drafts(paper_of(tmp_path, words, r"J = -\sum_i w_i \log \hat{q}_i")))
    assert len(dict(draft.exercise["let"])) == 2  # type: ignore[call-overload]  # the last is what is left
    assert not problems([draft])


def test_shares_numbered_above_are_parts_of_one(tmp_path: Path) -> None:
    share = r"a^{(k)} = \frac{\exp(h(z^{(k)}) / c)}{\sum_j \exp(h(z^{(j)}) / c)}"
    mean, one = made(drafts(paper_of(tmp_path, "", r"m = \sum_{k=1}^K a^{(k)} v^{(k)}", share)))
    assert len(mean.exercise["let"]) == 1  # type: ignore[arg-type]
    assert "Put in $k = 1$" in str(one.exercise["prompt"])
    assert problems([mean, one]) == []


def test_shares_over_a_part_add_up_to_their_named_total(tmp_path: Path) -> None:
    words = r"As $\sum_i a_i = 1$, these are convex."
    total, mean = r"q = \sum_{i \in M} a_i", r"g = (1 - q) h + \sum_{i \in M} a_i v_i"
    _, draft = made(drafts(paper_of(tmp_path, words, total, mean)))
    assert draft.exercise["let"] == {"q": "a1 + a2 + a3"}
    assert "a1 + a2 + a3 <= 1" in draft.exercise["where"]  # type: ignore[operator]
    assert problems([draft]) == []


def test_members_of_a_softmax_are_shares_by_their_short_names(tmp_path: Path) -> None:
    words = r"Take \[ h(u)_i = \frac{\exp(u_i)}{\sum_{k=1}^M \exp(u_k)} \] and write $h_i$ for $h_i(u)$."
    (draft,) = (
        one for one in made(drafts(paper_of(tmp_path, words, r"Q = \sum_{i=1}^M h_i^2"))) if "Q" in str(one)
    )
    assert draft.exercise["let"] == {"h3": "1 - h1 - h2"}
