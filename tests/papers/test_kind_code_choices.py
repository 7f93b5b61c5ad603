"""NumPy: extremes over candidates, means over draws, and which of the candidates is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.kinds.code import drafts
from tests.papers.semantic import answer, made, only, paper_of, problems, why


@pytest.mark.parametrize(
    ("formula", "code", "arrays"),
    [
        (r"\theta^* = \arg\min_\theta J(\theta)", "np.argmin(J)", {"J": ["n"]}),
        (r"u^* \in \arg\max_u h(u; z)", "np.argmax(h)", {"h": ["n"]}),
        (
            r"\hat{w} = \arg\min_w C(w) + \lambda R(w)",
            "np.argmin(C1 + lam*R)",
            {"C1": ["n"], "lam": [], "R": ["n"]},
        ),
        (
            r"\hat{w} = \arg\max_w \sum_{i=1}^N \log p(x_i | w)",
            "np.argmax(np.sum(np.log(p), axis=1))",
            {"p": ["n", "m"]},
        ),
        (
            r"\min_w \frac{1}{N} \sum_{i=1}^N g(w; z_i)",
            "np.min(1/g.shape[1]*np.sum(g, axis=1))",
            {"g": ["n", "m"]},
        ),
        (
            r"\min_w \mathbb{E}_{z \sim p}[g(w, z)]",
            "np.min(np.mean(g, axis=1))",
            {"g": ["n", "m"]},
        ),
        (
            r"\min_u \max_{\|v\| \leq r} g(u, v)",
            "np.min(np.max(g, axis=1))",
            {"g": ["n", "m"]},
        ),
        (
            r"Q(s, a) = r(s, a) + \gamma \max_{a'} Q(s', a')",
            "r + gam*np.max(Q)",
            {"r": [], "gam": [], "Q": ["n"]},
        ),
        (r"d = \max_i |u_i - v_i|", "np.max(np.abs(u - v))", {"u": ["n"], "v": ["n"]}),
    ],
)
def test_choices_run_over_candidates(
    tmp_path: Path, formula: str, code: str, arrays: dict[str, list[str]]
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert draft.proved
    assert problems([draft]) == []


def test_what_is_drawn_from_the_chosen_law_is_given_whole(tmp_path: Path) -> None:
    formula = r"\phi^* = \arg\max_\phi \mathbb{E}_{q(z; \phi)}[h(z)]"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert len(answer(draft)["arrays"]) == 1  # type: ignore[arg-type]
    assert "for all candidates $\\phi$ and has shape `(n,)`" in str(draft.exercise["prompt"])


def test_a_prompt_says_what_the_axes_are_and_which_place_is_meant(tmp_path: Path) -> None:
    formula = r"\hat{w} = \arg\min_w \mathbb{E}_{z \sim p}[g(w, z)]"
    prompt = str(only(drafts(paper_of(tmp_path, "", formula))).exercise["prompt"])
    assert "Let $w$ run over finitely many candidates only, numbered from 0." in prompt
    assert "for all candidates $w$ and draws of $z$" in prompt
    assert "the number of the candidate that is $\\hat{w}$" in prompt


def test_the_smallest_value_is_told_from_its_place(tmp_path: Path) -> None:
    (draft,) = made(drafts(paper_of(tmp_path, "", r"\theta^* = \arg\min_\theta J(\theta)")))
    wrong = draft.exercise["wrong"]
    assert isinstance(wrong, list)
    assert {one["answer"] for one in wrong} == {"np.min(J)", "np.argmax(J)"}


@pytest.mark.parametrize(
    "formula",
    [
        r"\theta^* = \arg\min_\theta J(\phi)",
        r"\theta^* = 2 \arg\min_\theta J(\theta)",
        r"\theta^* = \arg\min_\theta \nabla J(\theta)",
        r"\theta^* = \arg\min_\theta \min_\theta J(\theta)",
    ],
)
def test_what_does_not_depend_on_the_choice_is_refused(tmp_path: Path, formula: str) -> None:
    assert why(drafts(paper_of(tmp_path, "", formula)))
