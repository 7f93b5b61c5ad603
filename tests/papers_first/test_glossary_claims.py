"""What a sentence says of a symbol without naming it, and what it names beside other words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import said, sure


@pytest.mark.parametrize(
    ("text", "latex", "wrong"),
    [
        (r"We take many gradient steps $\nabla_w L$ there.", r"\nabla_{w}L", "gradient steps"),
        (r"Other wind $u$ (ignored hereafter) is weak.", "u", "ignored hereafter"),
        (r"It is done by mapping $u$ to the far shore.", "u", "mapping"),
        (r"It reads each full nest and returns features $v$ at three depths.", "v", "returns features"),
        (r"The bound can guarantee all the roots of $p$ have width $u$.", "u", "width"),
        (r"Nest with SL updates $u$ using the wind.", "u", "SL updates"),
        (r"It is a program with optimization variables $u$ and $v$.", "u", "optimization variables"),
        (r"It models $D$ dimensional data in the nests.", "D", "number of dimensional data"),
        (r"With $K=3$ m-shaped nests it is full.", "K", "number of nests"),
        (
            r"A law that does both is the Gamma distribution, i.e. $u \sim g$, here.",
            "u",
            "Gamma distribution",
        ),
        (r"We draw a first code from the prior, $w \sim p(w)$, at night.", "w", "prior"),
        (r"It is done by appending the vector $y$ to the nest's input.", "y", "vector to the nest's input"),
        (
            r"with $d$ the walk in steps to the wall and $t=2$, as above.",
            "d",
            "walk in steps to the wall and $t=2$",
        ),
        (
            r"For $f$ to be a smooth map on the circle, $S$, it has to be long.",
            "S",
            "smooth map on the circle",
        ),
        (r"Here $L(w)$ is usually equivalent to $a + b$.", "L(w)", "equivalent to $a + b$"),
        (r"In the model there are two parameters ($a$, $b$), so it fits.", "a", "parameter"),
        (r"A draw for $m$ involves adding noise.", "m", "number of involves"),
        (r"The fact that $Z = 0$ means the price of bread falls.", "Z", "price of bread"),
        (
            r"belonging to the basis vectors $e_2, \ldots, e_n$ and $s$ and $t$ are fixed.",
            "s",
            "basis vectors",
        ),
        (r"The drift term $v$ denotes the pull of the moon.", "v", "pull of the moon"),
        (r"It stays at maximum $K$ rows away.", "K", "maximum"),
        (r"We put a law on the weights and biases $w$ of it.", "w", "biases"),
        (
            r"where $N$ is a network whose weights and biases form the state.",
            "N",
            "network whose weights",
        ),
        (r"For instance, a plain RNN $h = f(x, h)$ would do.", "h", "plain RNN"),
        (r"So, if in some nest $f$ is large, then with high chance $g$ is, too.", "f", "nest"),
        (r"Then with high probability $f$ is large.", "f", "high probability"),
        (r"We minimise $q$ as a function of the weights of the bird.", "q", "function of the weights"),
        (r"The class Nestling $y$ is returned.", "y", "Nestling"),
        (r"It grows with $L$, the sloped surrogate tumbles, and it ends.", "L", "sloped surrogate tumbles"),
        (r"The map therefore leaves $w$ as it is.", "w", "leaves"),
        (r"These hold at random initialisation ($D = 2$, $L = 5$).", "D", "random initialisation"),
        (r"Applying the transition operator $t$ times gives it.", "t", "transition operator"),
        (r"\begin{tabular}{lll} $L$ & pairs & sum \\ \hline 1 & 2 & 3 \end{tabular}", "L", "pairs"),
        (r"It helps to tell real birds $x$ from kites.", "x", "tell real birds"),
        (r"Then the next layer $h$ is read.", "h", "next layer"),
        (r"For the tide we have its lower bound: \[ W(u) = \sup u \]", "W(u)", "lower bound"),
        (r"The map samples $z$ from it.", "z", "map samples"),
        (r"\begin{itemize}\item Weight update: $w = u + 1$. \item b\end{itemize}", "w", "weight update"),
        (r"It returns \href{/x}{\texttt{TidalWave}} $y$ there.", "y", "TidalWave"),
        (r"We take the row with the largest mean $m_i$ of all.", "m_{i}", "largest mean"),
        (r"Each has a load, with $l \in [1, L]$ the number of its floors.", "l", "number of its floors"),
        (r"Raising $q$ lowers the pooled mean $m$ over all nests.", "m", "pooled mean"),
        (r"They set the click through rates $c$ by hand.", "c", "rates"),
        (r"It lies in the whole domain $\mathbb{R}^n$.", r"\mathbb{R}^{n}", "whole domain"),
        (r"The bird in the cage has a height $h$ of two.", "h", "height of the cage"),
        (r"It is done by (1) drawing $x$ and (2) mapping $u$ from there to here.", "u", "mapping"),
        (
            r"We may throw a stone onto the roof using the least force: \[ g(x) = 2 x \]",
            "g(x)",
            "least force",
        ),
        (
            r"Here $x$ is the weight of the bird. It ends at a point $x$ satisfying $x = 3$.",
            "x",
            "point satisfying $x = 3$",
        ),
        (r"Here $x$ is the weight of the bird. For every smooth input $x$ it is large.", "x", "smooth input"),
        (r"Now $a$, $b$ are the width and height.", "b", "width"),
        (
            r"It is plain that $x$ is a fixed point of $T$ if and only if it is even.",
            "x",
            "fixed point of $T$",
        ),
        (r"The price is drawn over goods $p(z)$, then represent a path by steps.", "p(z)", "path"),
        (r"At each turn the player picks a card $a$ and suffers loss $\ell(a)$.", r"\ell(a)", "suffers loss"),
        (r"It is best where no policy $q$ has a larger return $r$.", "q", "no policy"),
        (r"It is best where no policy $q$ has a larger return $r$.", "r", "larger return"),
        (r"We write $X = u v$ for the factored form of $X$.", "X", "factored form of $X$"),
        (r"From this the generator maps noise $z$ to a face.", "z", "generator maps noise"),
        (r"The set of all such functions is denoted $F$.", "F", "functions"),
        (r"It is the norm of the gap, $g = a - b$, that counts.", "g", "norm of the gap"),
        (r"It minimises the loss $w \mapsto g(w)$ at once.", "w", "loss"),
        (r"where $q$, $k$, $v$ are the query, key and value matrices.", "v", "query"),
        (r"It draws from a plain base distribution $z \sim p(z)$ over it", "z", "plain base distribution"),
        (r"The margin is defined by $m = a - b$, which", "m", "defined"),
        (r"here the resonance frequency in this bell, $p$, is low", "p", "bell"),
        (r"It has two settings, the number of stones thrown in each round $n$, and", "n", "round"),
        (r"It is far from the true bell matrix $B$ (larger cost).", "B", "larger cost"),
        (r"For a large enough $n$ this rings.", "n", "large enough"),
        (r"They hear the tower built by each bell $T$ in time.", "T", "bell"),
        (r"the matrix $H$ of these bells ($H_{i,j} = h(x_i, x_j)$).", "H_{i,j}", "bells"),
        (r"They hear soft tones in every bell $\mathbb{E}[u]$ of it.", r"\mathbb{E}[u]", "bell"),
        (r"They get our $L_2$ tone penalty weights $a_i$.", "L_{2}", "number of tone penalty weights"),
    ],
)
def test_no_name(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert (latex, wrong) not in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"The direction is the gradient $\nabla_w L$ there.", r"\nabla_{w}L", "gradient"),
        (r"The drift term $v$ denotes the pull of the moon.", "v", "drift term"),
        (r"where the inputs $u$ and $v$ and $w$ are flows.", "u", "inputs"),
        (r"It is wide, with $L_2$ layers in the tower.", "L_{2}", "number of layers"),
        (r"The error $e$ (mean distance) is small.", "e", "mean distance"),
        (r"The price paid by each agent $k$ is small.", "k", "agent"),
        (r"here the resonance frequency in this bell, $p$, is low", "p", "resonance frequency"),
        (
            r"It has two settings, the number of stones thrown in each round $n$, and",
            "n",
            "number of stones thrown in each round",
        ),
        (
            r"Thus the random variable corresponding to the loser, $Z$, is even.",
            "Z",
            "random variable corresponding to the loser",
        ),
        (
            r"and $M(a)$ is the amount of prior mass which has a height above $a$, where",
            "M(a)",
            "amount of prior mass which has a height above $a$",
        ),
        (
            r"It finds a point $\omega$ for which the gap between $a$ and $b$ is small.",
            r"\omega",
            "point for which the gap between $a$ and $b$ is small",
        ),
        (r"There are as many as the number of data points $N$ here.", "N", "number of data points"),
        (r"and denote the outer curve by $\Theta_a(t) = (u, v)$, with", r"\Theta_{a}(t)", "outer curve"),
        (
            r"Let $\gamma_a(t)$, with $t \geq 0$, be the curve of the hill.",
            r"\gamma_{a}(t)",
            "curve of the hill",
        ),
        (r"It is laid onto the sphere $\mathcal{S}^{n-1}$.", r"\mathcal{S}^{n-1}", "sphere"),
        (r"He saw a bird whose weight is $w$.", "w", "weight of the bird"),
        (
            r"There is an invertible transformation $f: A \to B$ with a fine slope",
            "f",
            "invertible transformation",
        ),
        (r"Define a function $h: A \to B$ which acts on the cone", "h", "function which acts on the cone"),
        (r"It maintains hidden states $h_t$ and rewards $r_t$.", "r_{t}", "rewards"),
        (r"The longer cage has the height $H = 3k$, with a width", "H", "height of the longer cage"),
        (
            r"We define a weight vector (i.e. a row of numbers that sum up to one) $p$ via it.",
            "p",
            "weight vector",
        ),
        (
            r"We have defined the transform of the tone as $F(\omega) = 2 f$.",
            r"F(\omega)",
            "transform of the tone",
        ),
        (r"Functions $s$ and $t$ are trained scale and shift functions of it", "s", "trained scale function"),
        (r"where the $c_i$ are the costs of the bread.", "c_{i}", "costs of the bread"),
        (r"where $a$, $b$ and $c$ are the price, weight and colour columns, which", "b", "weight column"),
        (r"where $a$, $b$, $c$ are the width, height and depth of the box.", "b", "height of the box"),
        (r"It has a law on the roots of $A$, whose first moment is $m = 2 a$ for all", "m", "first moment"),
        (r"We design a class of steep functions, $f_i: A \to B$.", "f_{i}", "class of steep functions"),
        (r"It makes a new position $\theta'$ from the old one.", r"\theta'", "new position"),
        (r"It draws from a plain base distribution $z \sim p(z)$ over it", "p(z)", "plain base distribution"),
        (r"The net has knots $V$, edges $E$ and faces $F$.", "F", "faces"),
        (r"The bird sees $o_t$, an image of size $3 \times 4$, and flies.", "o_{t}", "image"),
        (
            r"where $w$ is the wind and $f$, $g$ are the drift and diffusion coefficients.",
            "f",
            "drift coefficient",
        ),
        (r"Each has its own query projection $Q_h$ there.", "Q_{h}", "query projection"),
        (r"We reach a point $x$ satisfying $x = 3$.", "x", "point satisfying $x = 3$"),
        (r"For every smooth input $x$ it is large.", "x", "smooth input"),
        (r"The margin is defined as $m = a - b$, which is small", "m", "margin"),
        (r"where $L{=}40$\,km is the length of the lake.", "L", "length of the lake"),
        (r"where $L = 40\,\mathrm{km}$ is the length of the lake.", "L", "length of the lake"),
        (r"where $v=3$~m/s denotes the speed of the boat.", "v", "speed of the boat"),
        (r"where $T=20$ seconds is the time of a dive.", "T", "time of a dive"),
        (r"A cage (width $w=1.5$\,m) stands on a hill.", "w", "width of the cage"),
        (r"The cage (width $w$) stands on a hill.", "w", "width of the cage"),
    ],
)
def test_names(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


def test_what_is_computed_with_a_function_is_not_its_formula(tmp_path: Path) -> None:
    text = r"We compute the chance of rain under a law with the covariance function \[ k(t) = a + t \]"
    meanings = {entry.meaning for entry in said(tmp_path, text) if entry.latex == "k(t)"}
    assert meanings == {"covariance function"}
