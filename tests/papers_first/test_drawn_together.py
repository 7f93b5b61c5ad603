"""Numbers that a place or a paper ties to others: stabilisers, queries, ends of sums, numbers of marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import made, only, paper_of
from tests.papers_first.test_fair_draws import where
from tests.papers_first.test_fair_exercises import least_and_most


def test_what_keeps_a_quotient_finite_is_no_noise_whatever_has_its_letter(tmp_path: Path) -> None:
    text = "where $\\epsilon_i \\sim N(0, 1)$ is drawn for every bird."
    drafts = made(
        evaluate.drafts(paper_of(tmp_path, text, r"u = \frac{v}{s + \epsilon}", r"y = w + \epsilon_i"))
    )
    kept, noise = drafts
    assert least_and_most(kept, "epsilon")[0] > 0
    assert least_and_most(noise, "epsilon")[0] < 0


def test_what_clips_a_ratio_is_no_noise_whatever_has_its_letter(tmp_path: Path) -> None:
    text = "where $\\epsilon_i \\sim N(0, 1)$ is drawn for every bird."
    formula = r"L = \min(s a, \operatorname{clip}(s, 1-\epsilon, 1+\epsilon) a)"
    draft = made(evaluate.drafts(paper_of(tmp_path, text, formula, r"y = w + \epsilon_i")))[0]
    assert least_and_most(draft, "epsilon")[0] > 0


@pytest.mark.parametrize(
    ("beside", "least", "most"), [(r"z_{ij} = q_i^\top k_j", -9, -1), (r"z_i = u_i + b", 0.01, 1)]
)
def test_queries_are_no_chances(tmp_path: Path, beside: str, least: float, most: float) -> None:
    drafts = made(evaluate.drafts(paper_of(tmp_path, "", r"g = q_t a + c", beside)))
    assert least <= least_and_most(drafts[0], "q")[0] <= most


def test_weights_of_each_layer_are_weights_as_those_of_any(tmp_path: Path) -> None:
    displays = (
        r"a_{tj} = \operatorname{softmax}(z_t)_j",
        r"m_s = \frac{1}{3} \sum_{t=1}^3 a_{ts}^{\ell,h}",
    )
    draft = made(evaluate.drafts(paper_of(tmp_path, "", *displays)))[-1]
    assert least_and_most(draft, "a1s")[0] > 0


def test_what_a_sum_begins_with_is_no_more_than_what_it_ends_with(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"m = \frac{M}{T - s + 1} = b \sum_{t=s}^T x_t")))
    assert "s <= T1" in where(draft)
    assert least_and_most(draft, "s")[0] > 0


def test_what_less_one_divides_a_sum_over_others_is_how_many_there_are(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"c_i = r_i - \frac{1}{k-1} \sum_{j \ne i} r_j")))
    assert "$k = 3$" in str(draft.exercise["prompt"])


def test_how_many_are_marked_follows_from_the_marks(tmp_path: Path) -> None:
    text = r"Let $m_{i,t} \in \{0,1\}$ tell whether a bird sings, and let $n_i = \sum_t m_{i,t} > 0$."
    formula = r"L = \frac{\sum_{i,t} m_{i,t} c_{i,t}}{\sum_i n_i}"
    draft = only(evaluate.drafts(paper_of(tmp_path, text, formula)))
    assert draft.exercise["let"] == {"n1": "m11 + m12", "n2": "m21 + m22"}
    assert {"n1 > 0", "n2 > 0"} <= set(where(draft))


def test_what_a_share_is_compared_with_is_one(tmp_path: Path) -> None:
    formula = r"S = \frac{1}{n} \sum_{i=1}^n \mathbb{I}(a_i > \epsilon)"
    draft = only(evaluate.drafts(paper_of(tmp_path, r"We set $\epsilon=0.3$.", formula)))
    assert least_and_most(draft, "s")[1] < 1


@pytest.mark.parametrize(
    "words", ["It overflows for sufficiently negative $z$.", "It falls for negative $z$."]
)
def test_what_is_said_of_one_case_keeps_no_name_in_it(tmp_path: Path, words: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"v = \frac{1}{2} z^2 + c")))
    assert least_and_most(draft, "z")[1] > 0


def test_entries_of_a_table_are_no_times(tmp_path: Path) -> None:
    formula = r"L = \sum_{k=1}^2 \sum_{i=1}^2 t_{ki} u_{ki}"
    assert "let" not in only(evaluate.drafts(paper_of(tmp_path, "", formula))).exercise


def test_chances_of_all_values_add_up_to_one_where_the_law_names_the_value(tmp_path: Path) -> None:
    formula = r"e = \sum_{k=1}^{3} p_{y \sim f_k(x)}(y = k) u_k"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert draft.exercise["let"] == {"p3": "1 - p1 - p2"}


@pytest.mark.parametrize(("body", "sign"), [(r"-\|a - w\|", -1), (r"\|a - w\|", 1)])
def test_what_is_compared_has_the_sign_that_it_must_have(tmp_path: Path, body: str, sign: int) -> None:
    drafts = made(evaluate.drafts(paper_of(tmp_path, "", rf"v = \operatorname*{{argmax}}_{{w}} {body}")))
    least, most = least_and_most(drafts[0], "a")
    assert least * sign > 0
    assert most * sign > 0
