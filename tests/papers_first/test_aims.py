"""What is sought before an equation of it, ``\\min_w L = a + b``: the equation says what L is."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.formula.printing import to_latex
from drill.papers_first.kinds import code
from tests.papers_first.semantic import drawn, made, paper_of


@pytest.mark.parametrize(
    ("formula", "reading"),
    [
        (r"\min_{\Theta_E} \mathcal{L}_E = \|z - E(G(z))\|_2", r"\mathcal{L}_{E}=\|z-E(G(z))\|_{2}"),
        (r"\min_w f(w) = a w^2 + b w", r"f(w)=aw^{2}+bw"),
        (r"\min L = a + b c", "L=a+bc"),
        (r"\arg\max_\pi J(\pi) := g(\pi) - \beta h(\pi)", r"J(\pi):=g(\pi)-\beta h(\pi)"),
        # extremes of their own
        (r"\min_x f(x) = 3", r"\min_{x}f(x)=3"),
        (r"\min_w \max_v f(w, v) = \max_v \min_w f(w, v)", r"\min_{w}\max_{v}f(w,v)=\max_{v}\min_{w}f(w,v)"),
    ],
)
def test_the_equation_is_read_without_its_aim(tmp_path: Path, formula: str, reading: str) -> None:
    (found,) = paper_of(tmp_path, "", formula).readings
    assert found.statement is not None
    assert to_latex(found.statement) == reading


def test_its_value_is_asked_for_under_its_name(tmp_path: Path) -> None:
    found = drawn(tmp_path, "", r"\min_w L = a w^2 + b c")
    assert found["answer"]["number"] == "a*w^2 + b*c"  # type: ignore[index]
    assert "Compute $L$" in str(found["prompt"])


def test_extremes_on_both_sides_agree_under_a_condition(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"\min_w \max_v f(w, v) = \max_v \min_w f(w, v)")
    assert made(code.drafts(paper)) == []
