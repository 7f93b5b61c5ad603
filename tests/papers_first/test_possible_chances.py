"""Chances of several things, of each of them and of one given another are drawn as they can be together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drill.papers_first.evaluation.joint_chances import chance_of
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.tokens import canonical
from tests.papers_first import semantic
from tests.papers_first.test_fair_exercises import least_and_most
from tests.papers_first.test_plausible_draws import numbers


def drawn(tmp_path: Path, words: str, *formulas: str) -> dict[str, Any]:
    """The exercise of the last formula, which is there."""
    found = semantic.drawn(tmp_path, words, *formulas)
    assert found
    return found


def test_a_law_has_events_conditions_and_parameters() -> None:
    found = chance_of(parse_tokens(canonical(r"P(a, b \mid c, d; w)")).sides[0])
    assert found is not None
    assert [len(part) for part in found[1:]] == [2, 2, 1]


def test_values_of_one_thing_beside_another_are_no_more_than_1(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"S = c \sum_u p(u, w)")
    assert "p1 + p2 + p3 <= 1" in exercise["where"]
    assert "let" not in exercise


def test_values_of_two_things_are_all_that_there_is(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"S = \sum_u \sum_w p(u, w) f(u, w)")
    assert len(exercise["let"]) == 1
    assert max(numbers(exercise, "p11")) < 1


def test_outcomes_under_a_mean_are_no_more_than_1(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"R = \exp\{\mathbb{E}_{q(u)} \log P(w, u \mid v)\}")
    assert any(one.endswith("<= 1") and one.count("+") == 2 for one in exercise["where"])


def test_one_thing_twice_is_a_part_of_what_it_is_once(tmp_path: Path) -> None:
    words = "Let $p(u)$ be a distribution."
    exercise = drawn(tmp_path, words, r"S = \sum_u p(u, u) (-\log p(u))")
    assert list(exercise["let"]) == ["p31"]
    assert {"p1 <= p11", "p2 <= p21", "p3 <= p31"} <= set(exercise["where"])


def test_what_two_have_in_common_leaves_room_for_both(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"w = \log \frac{p(u, v)}{p(u) p(v)}")
    assert any(one.count("<= 1") and " - " in one for one in exercise["where"])


def test_marginals_that_the_joint_decides_are_not_compared_with_it(tmp_path: Path) -> None:
    formula = r"H = -\sum_u \sum_w p(u, w) \log \frac{p(u, w)}{p(u)}"
    assert all("<=" not in one for one in drawn(tmp_path, "", formula)["where"])


@pytest.mark.parametrize("given", ["", "| D", "; w"])
def test_by_bayes_nothing_leaves_more_than_the_others_allow(tmp_path: Path, given: str) -> None:
    behind = f", {given[2:]}" if given.startswith("|") else given
    formula = rf"Q = \frac{{P(B | A{behind}) P(A {given})}}{{P(B {given})}}"
    where = drawn(tmp_path, "", formula)["where"]
    assert len([one for one in where if " <= 1 - P" in one]) == 1


def test_chances_under_other_conditions_have_nothing_to_do_with_it(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"Q = \frac{P(B | A) P(A | D)}{P(B)}")
    assert all("<= 1 -" not in one for one in exercise.get("where", ()))


def test_entries_of_a_softmax_are_shares(tmp_path: Path) -> None:
    words = r"We set $g(x) = \operatorname{softmax}(W x)$."
    formulas = (r"g(x) = \operatorname{softmax}(h(x))", r"y = \sum_{i=1}^n g(x)_i f_i(x)")
    assert len(drawn(tmp_path, words, *formulas)["let"]) == 1


@pytest.mark.parametrize(("meaning", "count"), [("fraction of the total mass", 2), ("fraction in heap", 1)])
def test_fractions_beside_shares_are_shares(tmp_path: Path, meaning: str, count: int) -> None:
    words = rf"Here $f_i$ is the fraction of rows sent to heap $i$ and $P_i$ is the {meaning}."
    exercise = drawn(tmp_path, words, r"F = a \sum_{i=1}^n f_i P_i")
    assert len(exercise["let"]) == count


def test_what_a_chance_is_mixed_with_is_a_chance(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"p'(y|x) = (1 - \zeta) \delta_{y,z} + \zeta v(y)")
    assert max(numbers(exercise, "v")) < 1
    assert any(one.endswith("<= 1") for one in exercise["where"])


def test_factors_of_a_geometric_mean_are_no_shares(tmp_path: Path) -> None:
    exercise = drawn(tmp_path, "", r"G = b \exp\left(\sum_{i=1}^n w_i \log p_i\right)")
    assert "let" not in exercise


def test_what_is_called_a_probability_comes_out_as_one(tmp_path: Path) -> None:
    words = "Here $S$ is the success probability."
    where = drawn(tmp_path, words, r"S = a u + b")["where"]
    assert {one.split()[-2] for one in where if one.endswith(" 1")} == {"<="}


def test_what_is_called_a_count_is_no_chance_for_its_letter(tmp_path: Path) -> None:
    words = "Here $N(s, a)$ is the visit count."
    formula = r"U(s, a) = c P(s, a) \frac{\sqrt{\sum_b N(s, b)}}{1 + N(s, a)}"
    draft = drawn(tmp_path, words, formula)
    assert min(numbers(draft, "N1")) >= 1
    assert "N4" not in draft["params"]
    assert "Let $a$ be $b_{1}$" in draft["prompt"]


def test_means_of_negated_logarithms_of_chances_are_above_0(tmp_path: Path) -> None:
    drafts = semantic.made(
        semantic.evaluate.drafts(semantic.paper_of(tmp_path, "", r"y = a + c \mathbb{E}[-\log p(w | u)]"))
    )
    assert least_and_most(drafts[0], "E1")[0] > 0


def test_what_happens_together_may_be_joined_by_a_sign(tmp_path: Path) -> None:
    where = drawn(tmp_path, "", r"P(A \cup B) = P(A) + P(B) - P(A \cap B)")["where"]
    assert {"P12 <= P1", "P12 <= P11"} <= set(where)


@pytest.mark.parametrize(
    ("formula", "is_whole"),
    [
        (r"S = \sum_u p(u, u | x) f(u)", False),
        (r"S = \sum_u \sum_w p(u, w; \theta) f(u, w)", True),
        (r"S = \sum_{u, w} P(u, w) f(u, w)", True),
        (r"S = \sum_u \sum_w P(U = u, W = w) f(u, w)", True),
        (r"S = \sum_w P(U = u, W = w) f(w)", False),
        (r"S = \sum_{u'} P(u, u') f(u')", False),
    ],
)
def test_a_sum_over_all_that_a_law_is_of_makes_1(tmp_path: Path, formula: str, is_whole: bool) -> None:
    exercise = drawn(tmp_path, "", formula)
    assert ("let" in exercise) == is_whole
    assert is_whole or any(one.endswith("<= 1") for one in exercise["where"])
