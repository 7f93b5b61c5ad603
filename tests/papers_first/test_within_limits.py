"""Displays that only say on which side of a limit something lies: in how many of five cases they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import answer, made, only, paper_of, problems


@pytest.mark.parametrize(
    ("formula", "row", "limit"),
    [
        (r"\|w - v\| \leq R_0", r"\|w-v\|", "R_{0}"),
        (r"\sup_{h} \Pr(h(u) \neq y) \leq \alpha", r"\sup_{h}\Pr(h(u)\neq y)", r"\alpha"),
        (r"\max_c p(c \mid u) \geq \tau", r"\max_{c}p(c\mid u)", r"\tau"),
        (r"\mathrm{rank}(H) < k", r"\operatorname{rank}(H)", "k"),
        (r"D_{KL}(p \| q) \leq \delta", r"D_{KL}(p\|q)", r"\delta"),
    ],
)
def test_what_is_given_whole_is_compared_with_its_limit(
    tmp_path: Path, formula: str, row: str, limit: str
) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    prompt = str(draft.exercise["prompt"])
    assert f"Say that in 5 cases ${row}$ is" in prompt
    assert f"put in ${limit} =" in prompt
    assert not problems([draft])


def test_the_sign_says_whether_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    weak = answer(only(evaluate.drafts(paper_of(tmp_path, "", r"\|w - v\| \leq r"))))["number"]
    strict = answer(only(evaluate.drafts(paper_of(tmp_path, "", r"k > \mathrm{rank}(H)"))))["number"]
    assert "ind(x1 <= r)" in str(weak)
    assert "ind(k > x1)" in str(strict)


@pytest.mark.parametrize(
    ("formula", "cases"),
    [
        (r"\|w\|_2 \leq 1", "0.2..1.8 step 0.1"),
        (r"\|w\|_2 \leq 4", "1..8"),
        (r"\operatorname{Cov}(Y, Z) < 0", "-8..8 !0"),
    ],
)
def test_cases_lie_on_both_sides_of_a_number(tmp_path: Path, formula: str, cases: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    assert params["x1"] == cases
    assert not problems([draft])


@pytest.mark.parametrize(
    "formula",
    [
        r"\|f\| < \infty",
        r"\|u\| \geq 0",
        r"p(u) \leq 1",
        r"P(t) < Q",  # perhaps matrices
        r"f(u) \leq \tau",  # of which nobody knows how large it is
        r"\|w_a\| \leq \|w_b\|",
        r"\|w\| \leq \max_i w_i",
    ],
)
def test_what_always_holds_or_has_no_limit_is_not_asked_for(tmp_path: Path, formula: str) -> None:
    drafts = made(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert not any("Say that in 5 cases" in str(draft.exercise["prompt"]) for draft in drafts)
