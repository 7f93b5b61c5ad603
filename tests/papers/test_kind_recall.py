"""Recalling a formula: what is asked for, and what the names to type do not give away."""

from __future__ import annotations

from pathlib import Path

from drill.papers.kinds.recall import drafts
from tests.papers.semantic import answer, only, paper_of, problems


def test_names_do_not_tell_how_a_formula_is_built(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"g_t = f(w x_t + b)")))
    assert "names" not in draft.exercise
    assert str(answer(draft)["formula"]).startswith("g_{t}=f(wx_{t}+b)")
    assert problems([draft]) == []


def test_what_is_no_equation_is_not_called_a_formula_for_its_left_side(tmp_path: Path) -> None:
    bounded = only(drafts(paper_of(tmp_path, "", r"0 < \beta < 1")))
    assert r"what the paper states of $\beta$" in str(bounded.exercise["prompt"])
