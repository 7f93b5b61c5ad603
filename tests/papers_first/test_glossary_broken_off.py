"""What a phrase breaks off of, what holds a verb, and what is only supposed: no meanings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import said, sure


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"Fair selection picks row $i$ with chance $p_i$.", "i", "row"),
        (r"Fair replay samples row $j$ with it.", "j", "row"),
        (
            r"Here $c_{a,b}$ denotes the chance of word type $w = a$ with a letter $l = b$.",
            "c_{a,b}",
            "chance of word type $w = a$ with a letter $l = b$",
        ),
        (r"The training samples matrix $X$ is wide.", "X", "training samples matrix"),
        (r"Here $v$ is the price of bread $b$ using coins.", "v", "price of bread $b$"),
        (r"Here $P$ is the law that is stable and is trained by birds.", "P", "law that is stable"),
        (r"\begin{algorithmic}\State Initial rows $r$ are kept\end{algorithmic}", "r", "initial rows"),
        (r"\[ y = \underbrace{u}_{\text{Returned loss}} \]", "u", "returned loss"),
        (r"It is the likelihood of an observation $(x, y)$ of it.", "(x,y)", "observation"),
        (r"where $k > 0$ is the price of bread.", "k", "price of bread"),
        (r"where $B \in F$ is a closed set of roads.", "B", "closed set of roads"),
        (r"where $u$ and $v$ are independent random variables.", "u", "independent random variables"),
    ],
)
def test_what_is_said(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"Here $c$ denotes the chance of word type $w = a$ containing a letter $l = b$, which is red.", "c"),
        (r"$P^*$ is the unique law that is stable and lies in the class of roads.", "P^{*}"),
        (r"Here $g$ is a rule that is also fair.", "g"),
        (r"Note that there may exist distinct but equally good rules $f$ of it.", "f"),
        (r"By way of contradiction, suppose that $p$ is the least costly protocol.", "p"),
        (r"So $q > p$, contradicting the assumption that $p$ was the least costly protocol.", "p"),
        (r"It holds for one or several specified values $y \in Y$.", "y"),
        (r"\begin{algorithmic}\State Freeze centres $c_t$; $n\gets 2$\end{algorithmic}", "c_{t}"),
        (r"We take the reply that agrees with human wishes ($y$) over the other.", "y"),
        (r"It allows row-level $b$ smoothing of it.", "b"),
        (r"\[ y = \underbrace{u}_{\text{Measures loss}} \]", "u"),
        (r"Then $C(f, g)$ is a convex set that contains $f \times g$.", "C(f,g)"),
        (r"Let $(X_i, d_i), i = 1, 2, 3,$ be wide road spaces.", "i"),
        (r"It is shown for $k < 1$: The price of bread is even.", "k"),
        (r"It is shown for $1 < k < 2$: The price of bread is even.", "k"),
        (r"We define the price generating process as $b \sim N(0, 1)$ there.", "b"),
        (r"It is taken over all priors $t \sim p$ and their likelihood $y \sim q$.", "y"),
        (r"It lies in the wide plane space $x \in S \subset R$ of roads.", "x"),
        (r"Let $X$ be Gaussian random variables $N(0, s^2)$.", "N(0,s^{2})"),
        (r"The first rounds use the reference ($n = n_r$) of it.", "n"),
        (r"The part after $m$ is the posterior price.", "m"),
        (r"One step towards bounding $m$ is a good bound on the tail.", "m"),
        (r"Find a net that covers $S$ of it.", "S"),
        (r"Next we upper and lower bound $c$ of it.", "c"),
        (r"It has a form, the so called Euler $e$ of it.", "e"),
        (r"where $g$ and $h$ are unit vectors with components \[ g_i = a \]", "g"),
        (r"It lies in the span of $Q$, the sums of $Q$'s rows, as said.", "Q"),
        (r"We compare it to the test statistic on the real birds data $T(x)$.", "T(x)"),
        (r"This implies that $f(x)$ and $z$ are independent random variables.", "z"),
        (r"We do not expect that we can find a map $f$ that is good.", "f"),
        (r"Here $g$ is the function that jointly minimizes the loss and is even.", "g"),
    ],
)
def test_what_is_not_shown(tmp_path: Path, text: str, latex: str) -> None:
    assert latex not in {entry.latex for entry in said(tmp_path, text) if entry.is_shown}


def test_what_would_be_given_is_no_second_meaning(tmp_path: Path) -> None:
    text = (
        r"Let $x$ be a string of letters. The system would assign each message $m$ a code $x$ of length $n$."
    )
    assert {meaning for latex, meaning in sure(tmp_path, text) if latex == "x"} == {"string of letters"}


def test_a_typical_use_is_an_example(tmp_path: Path) -> None:
    text = r"Here $x_t$ is the tide. The archetypal use being a town, we model a boat $x_{t+1}$ of it."
    assert "x_{t+1}" not in {entry.latex for entry in said(tmp_path, text) if entry.is_shown}


def test_any_given_one_is_one_of_many(tmp_path: Path) -> None:
    text = r"i.e. the number of roads any given node $i$ should be tied with."
    (entry,) = [entry for entry in said(tmp_path, text) if entry.latex == "i"]
    assert all(occasion.is_running for occasion in entry.occasions)
