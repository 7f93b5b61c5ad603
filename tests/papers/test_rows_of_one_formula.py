"""A formula that is broken over rows is one formula, however it is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.read import read_paper


def _statements(tmp_path: Path, display: str) -> list[str]:
    path = tmp_path / "paper.tex"
    path.write_text(f"\\documentclass{{article}}\n\\begin{{document}}\n{display}\n\\end{{document}}\n")
    return [
        "".join(statement.split())
        for formula in read_paper(path).formulas
        for statement in formula.statements
    ]


@pytest.mark.parametrize(
    ("display", "whole"),
    [
        (
            r"\begin{multline} F = -\mathbb{E}_{(a, b) \sim Q} \\ \left[ s(a) - s(b) \right] \end{multline}",
            r"F=-\mathbb{E}_{(a,b)\simQ}\left[s(a)-s(b)\right]",
        ),
        (
            r"\begin{multline*} G = u v \\ w z \\ \shoveright{\left( a + b \right)} \end{multline*}",
            r"G=uvwz{\left(a+b\right)}",
        ),
        (r"\begin{multline} G = h(a, \\ b, \\ c) + 1 \end{multline}", "G=h(a,b,c)+1"),
        (
            r"\begin{equation}\begin{multlined} y = a b \\ c d \end{multlined}\end{equation}",
            "y=abcd",
        ),
        (
            r"\begin{equation}\begin{split} y &=\sum_{i=1}^{n} \\ a_i \\ & (1 + x) \end{split}\end{equation}",
            r"y=\sum_{i=1}^{n}a_i(1+x)",
        ),
        (r"\begin{align} y &= A \\ & \bigl( 1 + x \bigr) \end{align}", r"y=A\bigl(1+x\bigr)"),
    ],
)
def test_rows_that_carry_on_are_one_statement(tmp_path: Path, display: str, whole: str) -> None:
    assert _statements(tmp_path, display) == [whole]


@pytest.mark.parametrize(
    ("display", "apart"),
    [
        (r"\begin{multline} u = v + w \\ q = r s \end{multline}", ["u=v+w", "q=rs"]),
        (r"\begin{align} u &= v \\ (a + b)^2 &= c \end{align}", ["u=v", "(a+b)^2=c"]),
        (r"\begin{gather} u = (1, 2) \\ (3, 4) \end{gather}", ["u=(1,2)", "(3,4)"]),
        (
            r"\begin{equation}\begin{aligned} (a, b) \\ (c + d) \end{aligned}\end{equation}",
            ["(a,b)", "(c+d)"],
        ),
    ],
)
def test_rows_that_say_something_alone_stay_apart(tmp_path: Path, display: str, apart: list[str]) -> None:
    assert _statements(tmp_path, display) == apart


@pytest.mark.parametrize(
    "words", [r"\rm{s.t.}&", r"&\text{subject to } ", r"\mathrm{s.t.}\quad &", r"\nonumber s.t. &"]
)
def test_a_constraint_belongs_to_what_it_limits(tmp_path: Path, words: str) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(
        "\\documentclass{article}\n\\begin{document}\n"
        f"\\begin{{eqnarray}} \\min_w& f(w) \\\\ {words} w > 0 \\end{{eqnarray}}\n\\end{{document}}\n"
    )
    (formula,) = read_paper(path).formulas
    assert len(formula.rows) == 2
    assert len(formula.statements) == 1
