"""What a noun beside a symbol belongs to: the network's weights, the parameter that controls the width."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers.test_glossary import said, sure


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"We train a linear probe with weights $W$ and biases $b$.", "W", "weights of the linear probe"),
        (r"We train a linear probe with weights $W$ and biases $b$.", "b", "biases of the linear probe"),
        (r"If the old oven has slope $a$, it is hot.", "a", "slope of the old oven"),
        (r"The coefficients $a, b$ control the width of the gate.", "a",
         "coefficients that control the width of the gate"),
        (r"The hyper-parameter $\kappa$ controlling the size of the step is small.", r"\kappa",
         "hyper-parameter controlling the size of the step"),
        (r"We add a bias $c_i$ for the row $i$.", "c_{i}", "bias for the row $i$"),
        (r"We find the bird $b$ whose wingspan $w_b$ is largest.", "w_{b}", "wingspan of the bird $b$"),
        (r"The number of lessons per week $n$ is fixed.", "n", "number of lessons per week"),
        (r"The travel (also called trip) time $T(p)$ is known.", "T(p)", "travel time"),
    ],
)  # fmt: skip
def test_a_meaning_says_what_it_belongs_to(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "wrong"),
    [
        (r"a filter on top of the last layer with parameters $w$", "w", "parameters of the last layer"),
        (r"the filters up to their respective lower/upper layers with parameters $w$", "w",
         "parameters of the upper layers"),
        (r"The errors are independent normal with variance $v$.", "v", "variance of the independent normal"),
        (r"Consider a stage with a sigmoid function $z = g(w)$.", "z", "sigmoid function"),
        (r"It draws the action from the policy $a \sim p(a)$.", "a", "policy"),
        (r"The end of the sum, $N$, is large.", "N", "sum"),
        (r"We set an entry in its length $K$ label vector to one.", "K", "length"),
        (r"A batch is cheaper than $m$ single examples.", "m", "number of single examples"),
    ],
)  # fmt: skip
def test_no_meaning_of_something_else(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert wrong not in {
        entry.meaning for entry in said(tmp_path, text) if entry.sure and entry.latex == latex
    }
