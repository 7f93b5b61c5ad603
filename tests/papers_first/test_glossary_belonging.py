"""What a noun beside a symbol belongs to: the network's weights, the parameter that controls the width."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import said, sure


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"We train a linear probe with weights $W$ and biases $b$.", "W", "weights of the linear probe"),
        (r"We train a linear probe with weights $W$ and biases $b$.", "b", "biases of the linear probe"),
        (r"If the old oven has slope $a$, it is hot.", "a", "slope of the old oven"),
        (r"The sorter $f$ with parameters $w$ is fast.", "w", "parameters of the sorter"),
        (r"We write $p(a)$ for the probability of taking the road $a$ in winter.", "p(a)",
         "probability of taking the road $a$ in winter"),
        (r"Let $G$ be a graph with node set $V$ and edge set $E$.", "G", "graph"),
        (r"The coefficients $a, b$ control the width of the gate.", "a",
         "coefficients that control the width of the gate"),
        (r"The hyper-parameter $\kappa$ controlling the size of the step is small.", r"\kappa",
         "hyper-parameter controlling the size of the step"),
        (r"We add a bias $c_i$ for the row $i$.", "c_{i}", "bias for the row $i$"),
        (r"We find the bird $b$ whose wingspan $w_b$ is largest.", "w_{b}", "wingspan of the bird $b$"),
        (r"The number of lessons per week $n$ is fixed.", "n", "number of lessons per week"),
        (r"\begin{itemize}\item Size $M$ of the nests\item b\end{itemize}", "M", "size of the nests"),
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
        (r"Let $d_k$ denote the number of pears $x_i$ that lie in basket $k$.", "x_{i}",
         "number of pears that lie in basket $k$"),
        (r"We denote by $m$ the number of baskets $b_k$ that are full.", "b_{k}",
         "number of baskets that are full"),
        (r"Let $w$ be the sum $u + v$.", "w", "sum"),
        (r"We drop the superscript $k$ of the pear $x_k$.", "k", "superscript of the pear $x_k$"),
        (r"Let $w$ denote the composition $f \circ g$.", "w", "composition"),
    ],
)  # fmt: skip
def test_no_meaning_of_something_else(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert wrong not in {
        entry.meaning for entry in said(tmp_path, text) if entry.sure and entry.latex == latex
    }


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"We use a grid with $n$ rows and $m$ columns.", "m", "number of columns"),
        (r"where $j$ indexes the boxes.", "j", "index over boxes"),
        (r"where $i$ indexes over all stones in a basket of fruit.", "i",
         "index over stones in a basket of fruit"),
        (r"We use $l$ to index a shelf.", "l", "index of the shelf"),
        (r"The first seed $s_0$ is sampled from distribution $p_0$.", "p_{0}",
         "distribution of the first seed"),
        (r"Here $(u, V)$ are the mean and covariance of the waves.", "V", "covariance of the waves"),
        (r"where $a_e$ and $a_d$ are the vectors of encoder and decoder states, and so on", "a_{e}",
         "vector of encoder states"),
        (r"Let the smoothed values be $s_t$, and so on.", "s_{t}", "smoothed values"),
        (r"From the dynamics model $D$ we draw.", "D", "dynamics model"),
        (r"and $\tau > 1$ is the cooling rate.", r"\tau", "cooling rate"),
        (r"The cost is linear in $M$, the number of hidden drawers:", "M", "number of hidden drawers"),
        (r"Define $d_t = r_t - v_t$, i.e., the gap of the price at noon.", "d_{t}",
         "gap of the price at noon"),
    ],
)  # fmt: skip
def test_more_ways_to_say_it(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "wrong"),
    [
        (r"The subscript of $E$ indexes the variables.", "E", "index over variables"),
        (r"This raises $w$ to the power $t$.", "t", "power"),
        (r"a law which prevents $F$ from mixing", "F", "prevents"),
        (r"View $w$ and $t$ as states of a machine.", "w", "view"),
        (r"If $f$ is the identity mapping, $x \equiv y$, we are done.", "x", "identity mapping"),
        (r"It holds for nodes $j \in \mathcal{N}$, where $\mathcal{N}$ is the first neighborhood of it",
         r"\mathcal{N}", "set of nodes"),
    ],
)  # fmt: skip
def test_more_that_is_no_meaning(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert wrong not in {
        entry.meaning for entry in said(tmp_path, text) if entry.sure and entry.latex == latex
    }


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"We learn a distribution over the words $p(w)$.", "p(w)", "distribution over the words"),
        (r"where $\sigma$ is a smooth non-linearity.", r"\sigma", "smooth non-linearity"),
        (r"where $u$ and $v$ denote the preferred and rejected bid amongst $(a, b)$ respectively.",
         "v", "rejected bid"),
        (r"where $D$ is the distance beyond which all birds sing.", "D",
         "distance beyond which all birds sing"),
        (r"Define $P(i)$ as the probability that $g_i$ is nonzero, given a draw.", "P(i)",
         "probability that $g_i$ is nonzero"),
        (r"Here $r$ is the ratio between the new and the old price and $g$ the gain.", "r",
         "ratio between the new and the old price"),
    ],
)  # fmt: skip
def test_laws_and_longer_tails(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "wrong"),
    [
        (r"the law on the weights $q(w)$ that minimises the cost", "q(w)", "weights"),
        (r"It depends only on the difference of prices, $p = a - b$, so it cancels.", "p",
         "difference of prices"),
        (r"It is written with the reparameterization $r = a b$.", "r", "reparameterization"),
        (r"With $u = a - b$ the loss is small.", "u", "loss"),
        (r"The worth of a stone $s$ is the weight of it.", "s", "weight of it"),
        (r"hyperparameters $a, b$ of it", "a", "hyperparameters"),
        (r"The huber loss ($\delta = 10$) is robust.", r"\delta", "huber loss"),
        (r"A chain in the reverse direction is parameterized with $p(x) = a$.", "p(x)",
         "parameters of the reverse direction"),
        (r"where $l_j$ is the lengthscale of dimension $j$.", "j", "dimension of the lengthscale"),
        (r"The last term $T$ is small.", "T", "last term"),
        (r"We choose an act with noise $a \sim p + e$.", "a", "noise"),
    ],
)  # fmt: skip
def test_what_is_of_something_else(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert wrong not in {
        entry.meaning for entry in said(tmp_path, text) if entry.sure and entry.latex == latex
    }


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"A net $r_w$ sends the key $k$ to a code $c$ with weights $w$ of its own.", "w", "weights"),
        (
            r"A net $r$ sends the key $k$ to a gate $c$ with weights $w$ of its own.",
            "w",
            "weights of the gate",
        ),
        (r"It is a space of all maps $s$ with axes denoted $u_1$.", "u_{1}", "axes"),
        (r"Consider the volume of the set of wet towns $V$.", "V", "volume of the set of wet towns"),
        (r"The halls of equal height $h$ (our small halls) are old.", "h", "height"),
    ],
)
def test_it_belongs_to_what_its_name_or_its_letter_tells(
    tmp_path: Path, text: str, latex: str, meaning: str
) -> None:
    assert [one for one in sure(tmp_path, text) if one[0] == latex] == [(latex, meaning)]


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"This gives a rise in the price $\Delta p$ of bread.", r"\Delta p"),
        (r"The parts are the vectors $w_i$ for $1 \le i \le m$ and $w_i = 0$ for $i > m$.", "w_{i}"),
    ],
)
def test_neither_what_changes_nor_a_range_is_what_it_means(tmp_path: Path, text: str, latex: str) -> None:
    told = [meaning for name, meaning in sure(tmp_path, text) if name == latex]
    assert not any("price" in meaning or "for $" in meaning for meaning in told)
