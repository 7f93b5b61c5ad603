"""Turns of phrase that say a thing before its symbol, and what looks like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers.test_glossary import sure


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"The height of the tree, i.e. $h$, is known.", "h", "height of the tree"),
        (r"The number of trees (i.e., $n$) is known.", "n", "number of trees"),
        (r"The total heat, which we denote by $Q$, is kept.", "Q", "total heat"),
        (r"The largest wave, which we will call $w$, breaks.", "w", "largest wave"),
        (r"Let the mean and covariance of $x$ be $m$ and $S$, respectively.", "m", "mean of $x$"),
        (r"Let the mean and covariance of $x$ be $m$ and $S$, respectively.", "S", "covariance of $x$"),
        (r"The length and the width of the hut are $l$ and $w$.", "w", "width of the hut"),
        (r"We use a dictionary size of $v$ there.", "v", "dictionary size"),
        (r"It has a growth rate of $r$, too.", "r", "growth rate"),
        (r"\begin{tabular}{ll} growth rate & $r$ & 2 \\ width of the hut & $w$ & 3 \end{tabular}", "w",
         "width of the hut"),
        (r"where $g \equiv a + b$ is the slope of the hill.", "g", "slope of the hill"),
        (r"It makes a new hill height $u \equiv (a, b)$ by steps.", "u", "new hill height"),
        (r"with the shifted river map $L = a + b = U V$, where", "L", "shifted river map"),
        (r"We want to create smooth tide features $O$ of it.", "O", "smooth tide features"),
        (r"It is known as the river product $\ast_\mathcal{R}$ there.", r"\ast_{\mathcal{R}}",
         "river product"),
    ],
)  # fmt: skip
def test_said_before(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "wrong"),
    [
        (r"It grows at the other ends, i.e. $a$, of it.", "a", "other ends"),
        (r"It is zero at the far bound, i.e. $a = 0$, of it.", "a", "far bound"),
        (r"The mean of the weights, which we set to $w$, is kept.", "w", "mean of the weights"),
        (r"It has a norm of $x$.", "x", "norm"),
        (r"A box has a mass of $b$.", "b", "mass"),
        (r"We have the two hill maps $f \equiv g$ there.", "f", "hill map"),
        (r"with the growth rates $a = b = 2$, where", "a", "growth rates"),
        (r"\begin{tabular}{ll} growth rate & $r$ & $s$ \\ 1 & 2 & 3 \end{tabular}", "r", "growth rate"),
        (r"Let the mean of the heights be $m$ and $v$.", "v", "mean of the heights"),
    ],
)
def test_not_said_before(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert (latex, wrong) not in sure(tmp_path, text)
