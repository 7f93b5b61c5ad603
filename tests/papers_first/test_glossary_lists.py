"""Several symbols and their words: joined, gapped, between slashes, gathered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import said, sure


def test_steps_of_a_path_are_not_the_path(tmp_path: Path) -> None:
    found = sure(tmp_path, r"We keep the path $u_1, \ldots, u_T$. We keep the weights $w_1, \ldots, w_T$.")
    assert {latex[0] for latex, _ in found} == {"w"}


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"where $a$ and $b$ are the upper and the lower mask.", "a", "upper mask"),
        (r"where $a$ and $b$ are the upper and the lower mask.", "b", "lower mask"),
        (r"Here $u_l$ and $u_r$ denote the left/right wing matrices.", "u_{l}", "left wing matrix"),
        (r"Here $u_l$ and $u_r$ denote the left/right wing matrices.", "u_{r}", "right wing matrix"),
        (r"Let $p$ and $q$ be two densities on the line.", "p", "density on the line"),
        (r"a good pair of houses $(i, j)$", "(i,j)", "good pair of houses"),
        (r"The number of seeds $n_i$ that fall on plot $i$ is small.", "n_{i}",
         "number of seeds that fall on plot $i$"),
        (r"where $u_i$ is the $i$th element of $u$.", "u_{i}", "$i$th element of $u$"),
        (r"where $w$ is a global freely learnable parameter.", "w", "global freely learnable parameter"),
        (r"where each entry $y_i$ is a noisy copy of the price.", "y_{i}", "noisy copy of the price"),
        (r"The gap is $z$, and $a$ and $b$ are weights for good and bad fruit.", "a",
         "weights for good and bad fruit"),
        (r"The hyper-parameter $\alpha$ is the learning rate.", r"\alpha", "learning rate"),
        (r"where $T$ is the set of the top-$k$ places.", "T", "set of the top-$k$ places"),
        (r"Given a $D$ dimensional input $x$ we stop.", "D", "dimension of the input"),
        (r"where $\log p(y)$ is the log-density of it", r"\log p(y)", "log-density"),
        (r"where $|R(i)|$ is the cardinality of $R(i)$.", "|R(i)|", "cardinality of $R(i)$"),
        (r"The total cost is computed as the sum over all days, \[ C = a + b. \]", "C", "total cost"),
    ],
)  # fmt: skip
def test_lists(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "wrong"),
    [
        (r"a pair of houses $h_i$", "h_{i}", "pair of houses"),
        (r"The machine runs $k$ jobs.", "k", "machine runs"),
        (r"Each machine runs $k$ local jobs.", "k", "machine runs"),
        (r"where $x$ is a minimiser and $f$ its value", "f", "value"),
        (r"The hyper-parameter $\alpha$ is the learning rate.", r"\alpha", "hyper-parameter"),
        (r"The total change is \[ \log p(z) = a. \]", r"\log p(z)", "total change"),
        (r"The bound is clear where the cost is low and so on \[ C = a + b. \]", "C", "bound"),
        (r"where $x$ is an element of it", "x", "element"),
        ("It has\n$a$: the wing span,\n$b$: the tail length,\n$c$: the age.", "b", "wing span"),
        (r"where $n$ is the number of seeds in the upper/lower box", "n", "number of seeds in the upper"),
    ],
)
def test_lists_say_no_more(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert wrong not in {
        entry.meaning for entry in said(tmp_path, text) if entry.sure and entry.latex == latex
    }


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"where $u$ and $v$ are the predicted and true prices of the house.", "u",
         "predicted price of the house"),
        (r"The number of lamps ($n$) is small.", "n", "number of lamps"),
        (r"where $s$ is the product between $l$ normalized $u$ and $v$.", "s",
         "product between $l$ normalized $u$ and $v$"),
    ],
)  # fmt: skip
def test_shared_heads_and_counts(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "wrong"),
    [
        (r"It keeps the mean of the price ($m$) and the gain ($v$).", "m", "price"),
        (r"It keeps the mean of the price ($m$) and the gain ($v$).", "v", "gain"),
        (r"the number of times bird $j$ sings", "j", "number of times bird"),
        (r"at the roots of unity $w_k$", "w_{k}", "unity"),
        (r"a sequence of positive scales $s_1 < s_2 < s_n$", "s_{1}", "sequence of positive scales"),
        (r"The state space model maps $x$ to $y$.", "x", "state space model maps"),
    ],
)
def test_one_noun_of_several(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert wrong not in {
        entry.meaning for entry in said(tmp_path, text) if entry.sure and entry.latex == latex
    }


@pytest.mark.parametrize(
    ("text", "latex", "wrong"),
    [
        (r"where $u$ and $v$ are the second pair of left and right shoe boxes.", "u", "second pair of left"),
        (r"They state their likes, denoted as $y_w \succ y_l$.", "y_{w}", "likes"),
        (r"We use the reparameterization $r = a \pi$ for a model.", "r", "reparameterization for a model"),
        (r"We call the width of a row $w_r$.", "w_{r}", "row"),
        (r"The huber loss ($\delta = 10^{-3}$) is robust.", r"\delta", "huber loss"),
        (
            r"Compute the weight $I_t$ for every stone in the heap.",
            "I_{t}",
            "weight for every stone in the heap",
        ),
        (r"At each step we compute advantages $a$.", "a", "compute advantages"),
    ],
)
def test_what_only_seems_to_be_one(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert wrong not in {
        entry.meaning for entry in said(tmp_path, text) if entry.sure and entry.latex == latex
    }


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"We call the width of a row $w_r$.", "w_{r}", "width of a row"),
        (r"where $C$ is the training compute.", "C", "training compute"),
        (r"The vector $u$ contains values of the map at the points.", "u", "values of the map at the points"),
        (
            r"in terms of the generalized harmonic number $H_n$.",
            "H_{n}",
            "generalized harmonic number",
        ),
        (r"Let the initial state be $x_0 = 0$.", "x_{0}", "initial state"),
    ],
)
def test_more_that_is_one(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            r"where $u, v, w$ is the mean of prices, costs and late gains.",
            {("u", "mean of prices"), ("v", "mean of costs"), ("w", "mean of late gains")},
        ),
        (
            r"where $u$ and $v$ are frame rates for parrot and pigeon eyes respectively.",
            {("u", "frame rate for parrot eyes"), ("v", "frame rate for pigeon eyes")},
        ),
        (
            r"where $u$ and $v$ are the weights of the nest and the biases, respectively.",
            {("u", "weights of the nest"), ("v", "biases")},
        ),
        (r"It is the sum of the optimal weights $w$ and a shift.", {("w", "optimal weights")}),
        (r"It is added to the main loss with a weight, $w$, to obtain the cost.", set()),
        (r"It is a moving average with decay rate, $w$, of the past.", {("w", "decay rate")}),
        (r"It is a network with two layers, $w$, in the end.", {("w", "network with two layers")}),
        (r"The row is represented by the uppercase $i$.", set()),
        (r"It takes $a = f(c)$, while the coder network outputs $u = g(v)$ from it.", set()),
        (r"Let $a = (u, v, w)$ denote the egg, bird, and nest colours.", set()),
        (r"where $a = (u, v, w)$ is the output sequence, read and kept.", {("a", "output sequence")}),
        (r"The final score uses the share of the nest: \[ s = a b. \]", set()),
        (r"Our method uses the loss of the nest: \[ s = a b. \]", {("s", "loss of the nest")}),
    ],
)
def test_what_belongs_to_each_of_a_list_or_to_another(
    tmp_path: Path, text: str, expected: set[tuple[str, str]]
) -> None:
    assert {(latex, meaning) for latex, meaning in sure(tmp_path, text)} == expected
