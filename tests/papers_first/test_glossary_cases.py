"""What holds in a case alone or is a verb is no meaning; lists, braces, bounds and acronyms tell meanings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import said, sure


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"A nest $N_w$ parameterised by $w$ is built.", "w", "parameters of the nest"),
        (r"where $r$ is a tree with leaves $l$ and $b$ is its bark.", "l", "leaves"),
        (r"Here $s$ is the scale, and $u$, $v$ the left and right widths.", "v", "right width"),
        (r"Let $n$ and $m$ be the numbers of nest and tree owners.", "m", "number of tree owners"),
        (r"We use $x$ for birds, $y$ for trees and $w$ for weights of nests.", "w", "weights of nests"),
        (r"We denote the height of the tree by $h$ and its width by $w$.", "w", "width"),
        (r"The height of the tree is $h_t$ and its width is $w_t$.", "w_{t}", "width"),
        (r"The map $A$, which we call the nesting matrix, is fixed.", "A", "nesting matrix"),
        (r"where $i$ runs over the trees.", "i", "index over trees"),
        (r"In each season, $K$ birds quickly find nests.", "K", "number of birds"),
        (r"Denote the probability of losing a feather by $p$.", "p", "probability of losing a feather"),
        (r"where $M_t$, $t \geq 0$, is the martingale of nests.", "M_{t}", "martingale of nests"),
        (r"where $S_k$ is the sum of the last $k$ rewards.", "S_{k}", "sum of the last $k$ rewards"),
        (r"Here $0 < g \leq 1$ is the growth rate.", "g", "growth rate"),
        (
            r"\begin{algorithmic}\STATE $L \leftarrow$ number of nests\end{algorithmic}",
            "L",
            "number of nests",
        ),
        (r"\[ a = \underbrace{L_a}_{\text{nesting loss}} + b \] It is so.", "L_{a}", "nesting loss"),
        (r"\[ a = \underbrace{-b}_{\text{Tidal energy $E[q]$}} \] It is so.", "E[q]", "tidal energy"),
        (r"where $\mathbb{1}[\cdot]$ is the indicator function.", r"\mathbb{1}[\cdot]", "indicator function"),
        (r"The \emph{bird-song error} (BSE) is $\text{BSE} = 2$.", r"\operatorname{BSE}", "bird-song error"),
        (r"We have a pool of birds $(X_k)_{k\ge 1}$ there.", r"(X_{k})_{k\geq1}", "pool of birds"),
        (r"where $|M|$ counts the birds.", "|M|", "number of birds"),
        (r"We use the norm of the gradient $g_t$ here.", "g_{t}", "gradient"),
        (
            r"where $e_i$ and $e_j$ are the heights of trees $i$ and $j$.",
            "e_{j}",
            "heights of trees $i$ and $j$",
        ),
        (r"It is a map with queries $Q$, keys $K$ and values $V$.", "V", "values"),
        (r"where $\hat{y}$ is predicted label.", r"\hat{y}", "predicted label"),
        (r"where $r$ is the nest type.", "r", "nest type"),
        (
            r"where $u$ and $v$ are the rates for the nest and the tree, respectively.",
            "v",
            "rate for the tree",
        ),
        (r"where $F$ is the harmonic mean of width and height.", "F", "harmonic mean of width and height"),
        (r"Here $v$ is the mean width in the $x$ direction.", "v", "mean width in the $x$ direction"),
        (r"where $L_b$ is the $\ell_1$ loss.", "L_{b}", r"$\ell_1$ loss"),
        (r"with $u$ and $v$ being the nest loss and the tree loss.", "v", "tree loss"),
        (r"Let $n$ be the number of times bird $b$ was seen.", "n", "number of times bird $b$ was seen"),
        (r"where $w$ is the mean of $u$ and $v$.", "w", "mean of $u$ and $v$"),
        (
            r"Let $d$ be the dimension of the nest and tree vectors.",
            "d",
            "dimension of the nest and tree vectors",
        ),
        (r"The weights $w$ of the loud and shy models are kept.", "w", "weights of the loud and shy models"),
        (r"where $x^\top W y$ is the similarity of nests.", r"x^{\top}Wy", "similarity of nests"),
        (
            r"A Tidal-Lunar (TL) divergence is $\mathrm{TL}(p)$.",
            r"\operatorname{TL}",
            "Tidal-Lunar divergence",
        ),
        (r"We use the loss of the nest $L$ here.", "L", "loss of the nest"),
        (r"The variance of the nest $\sigma^2$ is small.", r"\sigma^{2}", "variance of the nest"),
    ],
)
def test_meanings(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"For flat nests, $c$ is the mean of the birds.", "c"),
        (r"In the second case, $c$ is the mean of the birds.", "c"),
        (r"When $p = 1$, $d$ is the nest distance.", "d"),
        (r"If $h$ is the identity, nothing changes.", "h"),
        (r"For $k = 0$, the second and third terms of it cancel.", "k"),
        (r"where $g$ represents the first step to build the nest.", "g"),
        (r"The NestBuilder remaps $u_i$ based on its songs.", "u_{i}"),
        (r"We thank $X$, and tuning $Y$ is hard.", "X"),
        (r"We draw $u$ and return $z$.", "z"),
        (r"The LHS $L$ is larger than the right-hand side $R$.", "R"),
        (r"The LHS $L$ is larger than the right-hand side $R$.", "L"),
        (r"We take $a$ mod $b$ here.", "b"),
        (r"The distance between $p$ and $q$ is the mean of both.", "q"),
        (r"where $r$ is a tree with leaves $l$ and $b$ is its bark.", "b"),
        (r"We show that $H$ is low-rank.", "H"),
        (r"where $E$ is a smooth version of equation \ref{a}.", "E"),
        (r"The gains ($r = 2$, $s = 3$) are small.", "r"),
        (r"The price of the stock $S$ falls.", "S"),
        (r"The null hypothesis $b = c$ is kept.", "b"),
        (r"We introduce two weights, $u$ for the nest loss and $v$ for the tree loss.", "v"),
        (r"Seen from the tree (left), the dashed line marks $b$.", "b"),
        (r"If $a + b$ is the nest cost, it holds.", "a+b"),
        (r"Its square is of the nest order $n^2 + m$.", "n^{2}+m"),
        (r"then $Y \sim W(c)$ (Wishart distribution) holds.", "Y"),
        (r"The map $y$ is learned song by song.", "song"),
    ],
)
def test_no_meaning(tmp_path: Path, text: str, latex: str) -> None:
    shown = {(entry.latex, entry.meaning) for entry in said(tmp_path, text) if entry.is_shown}
    assert latex not in {symbol for symbol, meaning in shown if meaning != "bark"}


def test_the_papers_own_setting_is_no_case(tmp_path: Path) -> None:
    assert ("n", "width of the nest") in sure(tmp_path, r"In our setting, $n$ is the width of the nest.")
    assert ("n", "width of the nest") in sure(tmp_path, r"For simplicity, $n$ is the width of the nest.")
