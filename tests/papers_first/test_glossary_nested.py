"""Which noun of several a symbol stands for, and what tells which function it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import sure


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"It sorts the eigenvalues of the mass matrix $M = A + B$ there.", "M", "mass matrix"),
        (r"It sorts the rows of the weight matrix $W$.", "W", "weight matrix"),
        (r"A plot of the tide time $\tau$ is shown.", r"\tau", "tide time"),
        (r"The mean of the tide prior $p(z)$ is zero.", "p(z)", "tide prior"),
        (r"The expected value of the tide sum is $E[S] = a + b$.", "E[S]", "expected value of the tide sum"),
        (r"It is split into two disjoint subsets $A$ and $B$.", "B", "disjoint subset"),
        (r"It follows the score function $\nabla_x \log p_t(x)$ there.", r"\nabla_{x}\log p_{t}(x)",
         "score function"),
        (r"It draws a batch of rows $B_t$ from it.", "B_{t}", "batch of rows"),
        (r"where $f(s)$ is a function independent of $\pi$.", "f(s)", r"function independent of $\pi$"),
        (r"where $c$ is a constant depending on $n$.", "c", "constant depending on $n$"),
        (r"where $g$ is a function defined according to $f(s)$.", "g",
         "function defined according to $f(s)$"),
        (r"where $n(s)$ is the number of times the bird $s$ has been seen.", "n(s)",
         "number of times the bird $s$ has been seen"),
        (r"where $j$ is the vector of $K$ ones.", "j", "vector of $K$ ones"),
        (r"Use the letter $g$ for the layers of the roof up to the top.", "g", "layers of the roof"),
    ],
)  # fmt: skip
def test_the_right_noun(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "wrong"),
    [
        (r"It sorts the rows of the weight matrix $R$.", "R", "weight matrix"),
        (r"It sorts the entries of the weight matrix $W_{ij}$.", "W_{ij}", "weight matrix"),
        (r"It finds the eigenvalues of the mass matrix $\lambda$.", r"\lambda", "mass matrix"),
        (r"The mean of the tide prior $\mu$ is zero.", r"\mu", "tide prior"),
        (r"The slope of the tide loss $g$ is zero.", "g", "tide loss"),
        (r"A sketch of the tide split $x$ update is shown.", "x", "tide split"),
        (r"It draws a batch of rows $b_i$ from it.", "b_{i}", "batch of rows"),
        (r"where $n$ is the number of times.", "n", "number of times"),
        (r"where $f(s)$ is a function of $\pi$.", "f(s)", r"function of $\pi$"),
    ],
)
def test_not_the_other_noun(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert (latex, wrong) not in sure(tmp_path, text)
