"""Turns of phrase that say a thing before its symbol, and what looks like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import sure


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
        (r"The roof, wall and door matrices are denoted by $Q$, $K$ and $V$.", "Q", "roof matrix"),
        (r"We denote the width by $w$ and the height by $h$.", "h", "height"),
        (r"The number of rounds is set to $T = 9$ and the growth rate to $r = 2$.", "T", "number of rounds"),
        (r"The number of rounds is set to $T = 9$ and the growth rate to $r = 2$.", "r", "growth rate"),
        (r"Growth rate: $r$. Number of rounds: $T$.", "T", "number of rounds"),
        (r"A bird market is a tuple $M = (S, A)$ of sets.", "M", "bird market"),
        (r"Take a bird market (BM) defined by the tuple $(S, A)$, where", "(S,A)", "bird market"),
        (r"we have $M$ birds, $N$ samples per bird and so on.", "N", "number of samples"),
        (r"Take a batch $B_t$ of size $m$ of it.", "m", "size of the batch"),
        (r"\begin{tabular}{ll} Growing rate & $r$ \\ b \end{tabular}", "r", "growing rate"),
        (r"\begin{algorithmic}\Require growth rate $r$, number of birds $n$\end{algorithmic}", "n",
         "number of birds"),
        (r"It is shown for three values of the depth $L$.", "L", "depth"),
        (r"It has $n_k$ samples there.", "n_{k}", "number of samples"),
        (r"The scalar $b$, called the bias, and the vector $w$ are kept.", "b", "bias"),
        (r"The quantity $\rho$, also known as the growth radius, is small.", r"\rho", "growth radius"),
        (r"We use the shorthand $a_t$ for the step size of the day.", "a_{t}", "step size of the day"),
        (r"Here $H$ stands for the entropy and $I$ for the shared energy.", "I", "shared energy"),
        (r"Here $\theta$ collects all trainable parameters.", r"\theta", "trainable parameters"),
        (r"It has a mean of $\mu$ and so on.", r"\mu", "mean"),
        (r"Then the price of $X$ at time $t$, $X_t$, is even.", "X_{t}", "price of $X$ at time $t$"),
        (r"Given a function $f$ to minimise, we go on.", "f", "function to minimise"),
        (r"Here $Z$ is often referred to as the tide sum.", "Z", "tide sum"),
        (r"Here $H$ defines the number of steps up to the hut.", "H", "number of steps up to the hut"),
        (r"Since $u$ is the price of the bread, it is positive.", "u", "price of the bread"),
        (r"The total loss is given by $L$.", "L", "total loss"),
        (r"The bird density is represented as $q(y)$ there.", "q(y)", "bird density"),
        (r"They are given in terms of the heights ($h_i$) of the trees.", "h_{i}", "heights"),
        (r"It depends on the slope of the tide map, $J(u)$: it is steep.", "J(u)", "slope of the tide map"),
        (r"It is replaced by a smooth tide law, $q(x)$.", "q(x)", "smooth tide law"),
        (r"\begin{figure}\caption{Elementary cell, $P$ on the roof.}\end{figure}", "P", "elementary cell"),
        (r"The error of the left arm is upper bounded by \[ V(a) \leq 2 a. \]", "V(a)",
         "error of the left arm"),
        (r"The path from input $x$ to target $y$ is long.", "y", "target"),
        (r"The heap is split into two sample sets $A$ and $B$.", "B", "sample set"),
        (r"We tell raw data $x$ from baked data $y = g(z)$.", "y", "baked data"),
        (r"Settings: Number $K$ of uphill steps to reach $d$, Size $M$ of it", "K", "number of uphill steps"),
        (r"where $d$ is displacement of the spring away from its rest.", "d", "displacement of the spring"),
        (r"where $s$ = deviation of the noise, $n$ = number of birds", "n", "number of birds"),
        (r"We assume a noise level of $s = 0.1$ and go.", "s", "noise level"),
        (r"Let $V$ be a finite set of $|V| = n$ nodes.", "|V|", "number of nodes"),
        (r"We use an $n$-block network.", "n", "number of blocks"),
        (r"\begin{algorithmic}\STATE Store transition tuple $(s, a)$ \STATE b\end{algorithmic}", "(s,a)",
         "transition tuple"),
        (r"\begin{algorithmic}\STATE Sample size $n$ \STATE b\end{algorithmic}", "n", "sample size"),
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
        (r"The roof, wall and door matrices are denoted by $Q$, $K$ and $V$.", "Q", "door matrices"),
        (
            r"The hyperparameters $a$ and $b$ control the strength of the wind and the width, respectively.",
            "b",
            "hyperparameters that control the strength of the wind",
        ),
        (r"The remaining weights are set to $w = 0$ there.", "w", "remaining weights"),
        (r"Then the path leads to $x = 2$, where the grid is fixed.", "x", "path"),
        (r"Update: $w = u$.", "w", "update"),
        (r"Then the price of $X$ at time $t$, $Y$, is even.", "Y", "price of $X$ at time $t$"),
        (r"It shows the values of the heights $h$ there.", "h", "heights"),
        (r"Here $x$, called again, is kept.", "x", "again"),
        (r"It has $x_i$ samples there.", "x_{i}", "number of samples"),
        (r"It is given by a tuple $M$ of numbers.", "M", "tuple"),
        (r"If $u$ is the price of the bread, it is positive.", "u", "price of the bread"),
        (r"Since $u$ is a price of the bread, it is positive.", "u", "price of the bread"),
        (r"Here $w$ defines the tide model.", "w", "tide model"),
        (r"The mean depth given $y$ is small.", "y", "mean depth"),
        (r"The square root of the heights ($h^2$) of the trees", "h^{2}", "heights"),
        (r"It stays in the upper mode, $x \mapsto 2 x$: it is quick.", "x", "upper mode"),
        (r"We take the same tide law, $q(x)$.", "q(x)", "same tide law"),
        (r"The far points satisfy \[ g(a) \leq 2 a. \]", "g(a)", "far points"),
        (r"Here $Z$ is not known as the tide sum.", "Z", "tide sum"),
        (r"At step $t$ in layer $k = 3$ it ends.", "k", "layer"),
    ],
)
def test_not_said_before(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert (latex, wrong) not in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"We use a very large page width $w = 999$.", "w", "page width"),
        (r"We use a small page width $w$.", "w", "small page width"),
        (
            r"Having the page height be the same as the page width (i.e., $h = w$) is fine.",
            "h",
            "page height",
        ),
        (r"If the page height is equal to the page width ($h = w$), it is fine.", "h", ""),
        (r"It is the same as the page width (i.e., $h = w$).", "h", ""),
    ],
)
def test_a_value_and_an_equation_say_no_more_of_a_symbol_than_what_it_is(
    tmp_path: Path, text: str, latex: str, meaning: str
) -> None:
    found = {said for symbol, said in sure(tmp_path, text) if symbol == latex}
    assert found == ({meaning} if meaning else set())
