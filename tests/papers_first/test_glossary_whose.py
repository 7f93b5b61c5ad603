"""Whose meaning a phrase is: what it is of, what it bounds, what a list deals out, what goes on with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import said, sure

COUNTED = "Let\n\n\\begin{equation} V_a(m) = u \\end{equation}\n\n\\noindent\nbe the number of visits."


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (COUNTED, "V_{a}(m)", "number of visits"),
        (r"Runs begin with $a$, and $R(x)$ the sum of gains, for short.", "R(x)", "sum of gains"),
        (r"Let us denote the proportion of ripe nuts $k$ as follows.", "k", "proportion of ripe nuts"),
        (r"Here $t$ is the time, $s > 0$ the noise scale, and so on.", "s", "noise scale"),
        (r"where $w$ is a gap between the height of the wall and of the door.", "w", "gap"),
        (r"where $w$ is a gap between the wall and the door.", "w", "gap between the wall and the door"),
        (r"Let $R \resizebox{1em}{1ex}{:=} a$ be the roof height of it.", "R", "roof height"),
    ],
)
def test_meanings(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"Rows that start with $a$, and $R(x)$ the sum of gains.", "a"),
        (r"We change the upper bounds for the expected gains $U_a$ so that they hold.", "U_{a}"),
        (r"For any $p$ the function $q \rightarrow d(p, q)$ is convex.", "q"),
        (
            r"Here $a_1$ and $a_2$ denote the mean of the rows $u$ on the wall $S$ and the roof $D$,"
            r" respectively.",
            "a_{2}",
        ),
        (r"It gives the old step since $w(x) = 1$, which means the new rule covers all.", "w(x)"),
        (r"If the wall is flat, then for $a \leq 1$ and $r > 1$ the random gain is bounded by it.", "r"),
        (r"In this example $p$, $q$ are flat hills with $m = 0$.", "q"),
        (r"Draw $u$, then set $y = u$ and sample $x \sim r_u$.", "x"),
        (r"Sample index $k$ with a chance that is told.", "k"),
        (r"where $p$ is the law output by the coder.", "p"),
        (r"Compute the gains of each road $\{c_i\}_{i=1}^n$.", r"\{c_{i}\}_{i=1}^{n}"),
        (r"We take the moment of it $v$ which is key to the fit.", "v"),
        (
            r"The squared size of the nests $\mathbb{E}_{x \sim p}[g(x)]$ is high.",
            r"\mathbb{E}_{x\sim p}[g(x)]",
        ),
        (r"\begin{figure} \caption{$G$-IS Sampler} \end{figure}", "G"),
    ],
)
def test_other_things(tmp_path: Path, text: str, latex: str) -> None:
    assert latex not in {entry.latex for entry in said(tmp_path, text) if entry.is_shown}


def test_one_of_a_family_is_in_braces_too(tmp_path: Path) -> None:
    assert (r"\{i\}", "singleton nest") in sure(tmp_path, r"We visit each singleton nest $\{i\}$ of it.")
