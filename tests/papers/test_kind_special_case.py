"""Special cases: what a weight at its end leaves, and which other formula of the paper that is."""

from __future__ import annotations

from pathlib import Path

from drill.papers.kinds.special_case import drafts
from tests.papers.semantic import answer, made, paper_of, problems

WORDS = "The symbol $\\nu$ denotes the immediate discount factor. Let $\\alpha$ be the learning rate."
MIXED = r"\theta_{t+1} = \theta_t - \alpha [ (1 - \nu) l_t + \nu m_t ]"
PLAIN = r"\theta_{t+1} = \theta_t - \alpha m_t"


def test_a_weight_at_its_end_gives_another_formula_of_the_paper(tmp_path: Path) -> None:
    found = made(drafts(paper_of(tmp_path, WORDS, PLAIN, MIXED)))
    first = found[0]
    assert answer(first)["expression"] == "theta - alpha*m"
    assert first.slot == "nu=1"
    assert "another formula of the paper" in str(first.exercise["prompt"])
    assert "equation (1)" in str(first.exercise["steps"])
    assert first.proved
    assert problems(found) == []


def test_both_ends_of_a_weight_and_what_the_other_end_would_be(tmp_path: Path) -> None:
    found = made(drafts(paper_of(tmp_path, WORDS, r"m_{t+1} = \nu m_t + (1-\nu) g_t")))
    assert {str(answer(draft)["expression"]) for draft in found} == {"m", "g"}
    assert "other end" in str(found[0].exercise["wrong"])


def test_two_weights_at_once_are_asked_for_where_they_give_another_formula(tmp_path: Path) -> None:
    general = r"y = \frac{(1-\nu_1) g + \nu_1 m}{\sqrt{(1-\nu_2) g^2 + \nu_2 v} + \epsilon}"
    plain = r"y = \frac{m}{\sqrt{v} + \epsilon}"
    found = made(drafts(paper_of(tmp_path, "", general, plain)))
    assert ("nu1=1,nu2=1", "m/(sqrt(v) + epsilon)") in {
        (draft.slot, str(answer(draft)["expression"])) for draft in found
    }


def test_roots_of_squares_keep_their_sign(tmp_path: Path) -> None:
    found = made(drafts(paper_of(tmp_path, "", r"y = g + \sqrt{(1-\nu) x^2 + \nu v}")))
    assert "g + abs(x)" in {str(answer(draft)["expression"]) for draft in found}


def test_nothing_is_asked_where_nothing_becomes_simpler_or_zero_is_divided_by(tmp_path: Path) -> None:
    assert made(drafts(paper_of(tmp_path, "", r"y = a + b"))) == []
    cases = made(drafts(paper_of(tmp_path, "", r"y = \frac{a}{1-\nu} + \nu b")))
    assert {draft.slot for draft in cases} <= {"nu=0"}
