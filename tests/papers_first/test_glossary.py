"""What a paper says of its symbols, in the ways in which papers say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.glosses.glossary import Entry, glossary
from drill.papers_first.read import read_paper


def said(tmp_path: Path, text: str, name: str = "paper.tex") -> tuple[Entry, ...]:
    path = tmp_path / name
    path.write_text(f"{text}\n\n$$ a = b $$\n", encoding="utf-8")
    return glossary(read_paper(path))


def sure(tmp_path: Path, text: str, name: str = "paper.tex") -> set[tuple[str, str]]:
    return {(entry.latex, entry.meaning) for entry in said(tmp_path, text, name) if entry.sure}


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"Here $\alpha$ is the learning rate.", r"\alpha", "learning rate"),
        (r"where $\beta$ denotes the momentum coefficient, as usual", r"\beta", "momentum coefficient"),
        (r"where $\beta$, as before, is used", r"\beta", ""),
        (r"Let $W$ be a weight matrix.", "W", "weight matrix"),
        (r"and $\alpha$ is a `step size' hyperparameter", r"\alpha", "step size hyperparameter"),
        (r"\begin{itemize}\item Tidal energy: \[ E(u) = 2 u \] \item b\end{itemize}", "E(u)", "tidal energy"),
        (r"a sequence of noisy states $s_t$", "s_{t}", "noisy state"),
        (r"The sequence of tidal laws $q_0, q_1, \ldots$ ends.", "q_{1}", "tidal law"),
        (r"the set of weights $w_0, \ldots, w_k$", "w_{0}", "weights"),
        (r"a sequence of tokens $x$", "x", "sequence of tokens"),
        (r"where $m$ is the related tidal mean", "m", "tidal mean"),
        (r"the density of states $g(E)$", "g(E)", "density of states"),
        (r"There are multiple outputs $y_k$ of it.", "y_{k}", "outputs"),
        (r"Let $X$ and $Y$ be tidal waves with means $a$ and $b$.", "Y", "tidal waves"),
        (r"The song has tidal words $w_1, \ldots, w_n$.", "w_{n}", "tidal word"),
        (r"\begin{itemize}\item Tidal energy: $E(u) = 2 u$. \item b\end{itemize}", "E(u)", "tidal energy"),
        (r"Take the sequence of parameters, $w_0, \ldots, w_k$, of one run.", "w_{0}", "parameters"),
        (r"the peak of a set of $m$ noisy variables $X = \{a, b\}$", "X", "set of $m$ noisy variables"),
        (r"the mapping from input $x$ to target $y$", "x", "input"),
        (r"It lies between tidal density $p$ and the lunar density $q$.", "p", "tidal density"),
        (r"We infer the parameters of interest $w^*$ by it.", "w^{*}", "parameters of interest"),
        (r"We observe the next state $s'$ of it.", "s'", "next state"),
        (r"The weight matrix $A$, weight vectors $w$ and biases $b$ are large.", "w", "weight vectors"),
        (r"It depends on the bids $b$ of the traders.", "b", "bids of the traders"),
        (r"Let $x \in \mathbb{R}^d$ be the input.", "x", "input"),
        (r"We write $\sigma$ for the logistic function.", r"\sigma", "logistic function"),
        (r"Let $q$ be the encoder with parameters $w$, and $p$ denotes the decoder.", "p", "decoder"),
        (r"Let $q$ be the encoder with parameters $w$, and $p$ denotes the decoder.", "w",
         "parameters of the encoder"),
        (r"We denote by $H$ the entropy of the policy.", "H", "entropy of the policy"),
        (r"By $H$ we mean the Shannon entropy.", "H", "Shannon entropy"),
        (r"We denote the batch loss by $L_B$.", "L_{B}", "batch loss"),
        (r"The dissipation rate is denoted as $\varepsilon$.", r"\varepsilon", "dissipation rate"),
        (r"The draft, denoted $D$, is short.", "D", "draft"),
        (r"The learning rate $\eta$ decays.", r"\eta", "learning rate"),
        (r"with batch size $B$ throughout", "B", "batch size"),
        (r"a chain of length $N$", "N", "length of the chain"),
        (r"The hidden state ($h_t$) is kept.", "h_{t}", "hidden state"),
        (r"$\gamma$, the discount factor, is fixed.", r"\gamma", "discount factor"),
        (r"The discount factor, $\gamma$, is fixed.", r"\gamma", "discount factor"),
        (r"scaled by $\tau$ (the temperature)", r"\tau", "temperature"),
        (r"It has $K$ heads.", "K", "number of heads"),
        (r"for a total of $T$ training steps", "T", "number of training steps"),
        (r"We use $V$ to denote the value function.", "V", "value function"),
        (r"We call $\tau$ the temperature of the gate.", r"\tau", "temperature of the gate"),
        (r"Define $\kappa$ as the condition number of $A$.", r"\kappa", "condition number of $A$"),
        (r"The lag is $k$.", "k", "lag"),
        (r"flow of speed $U$, with $U$ being the mean velocity", "U", "mean velocity"),
        (r"where $x$ is the input and $y$ the target", "y", "target"),
        (r"where $\phi$ (in radians) is the polar angle", r"\phi", "polar angle"),
        (r"where $r$ is the mean reward of arm $a$.", "r", "mean reward of arm $a$"),
        (r"$d(p, q)$ is the distance between $p$ and $q$.", "d(p,q)", "distance between $p$ and $q$"),
        (r"where $\theta$ are the parameters being learned.", r"\theta", "parameters being learned"),
        (r"where $J$ is the cost or loss function to be minimised,", "J",
         "cost or loss function to be minimised"),
        (r"where $u$ is the drift, $v$ the volume density and $w$ the weight", "v", "volume density"),
        (r"where $k_B$ is Boltzmann's constant.", "k_{B}", "Boltzmann's constant"),
        (r"The $i$-th label \citep[see][p.~3]{a} is drawn; $z_i$ is the $i$-th sample \cite{b}.", "z_{i}",
         "$i$-th sample"),
        (r"a network parametrised by $w$", "w", "parameters of the network"),
        (r"with noise variance $\sigma^2$", r"\sigma^{2}", "noise variance"),
        (r"the \emph{activation function} $\sigma(\cdot)$", r"\sigma", "activation function"),
        (r"\begin{itemize}\item $\rho$: the dropout rate \item b\end{itemize}", r"\rho", "dropout rate"),
        (r"\begin{itemize}\item[$r$] rank of the update\end{itemize}", "r", "rank of the update"),
        (r"\begin{tabular}{ll} $K$ & arms \\ \hline $n$ & horizon \\ \end{tabular}", "n", "horizon"),
        (r"\begin{figure}\caption{$S$: stride, $\delta$: dilation.}\end{figure}", r"\delta", "dilation"),
        (r"\begin{algorithmic}\Require $\alpha$: Stepsize \State x\end{algorithmic}", r"\alpha",
         "stepsize"),
        (r"\begin{algorithmic}\REQUIRE Initial weights $w_0$ \STATE a\end{algorithmic}", "w_{0}",
         "initial weights"),
        (r"The focal loss is then defined as \[ F(p) = -\log p. \]", "F(p)", "focal loss"),
        (r"We minimise the training loss \[ J = a + b. \]", "J", "training loss"),
        (r"The hinge loss for a pair $(a, b)$ is \[ H_{ab} = c. \]", r"H_{ab}",
         "hinge loss for a pair $(a, b)$"),
        (r"For $p \ge 1$ the transport distance is \[ D_p(u, v) = c. \]", r"D_{p}(u,v)",
         "transport distance"),
        (r"The smoothed kernel of \cite{a}, where $r$ is the radius, reads \[ k(r) = e. \]", r"k(r)",
         "smoothed kernel"),
        (r"This gives the focal loss \cite{a} \[ F = c. \]", r"F", "focal loss"),
        (r"The layer computes gate activations \[ g_i = c. \]", r"g_{i}", "gate activations"),
        (r"so that \[ u = c \] where \[ Z(x) = \sum_y f(x, y) \] is the partition function.", r"Z(x)",
         "partition function"),
        (r"Averaged over the batch it tends to the ridge penalty \[ R = c. \]", r"R", "ridge penalty"),
        (r"where $u_i^a$ is the anchor and $u_i^n$ the negative example.", r"u_{i}^{a}", "anchor"),
        (r"Here $\otimes$ is the outer product.", r"\otimes", "outer product"),
        (r"for an edge pair $(u, v)$ of the graph", r"(u,v)", "edge pair"),
        (r"where $F^{-1}$ is the quantile function.", r"F^{-1}", "quantile function"),
        (r"where $y_a$ and $y_b$ are the chosen and rejected completion.", r"y_{a}", "chosen completion"),
        (r"where $y_a$ and $y_b$ are the chosen and rejected completion.", r"y_{b}", "rejected completion"),
        (r"where $g$ and $b$ are learned gain and bias.", r"g", "learned gain"),
        (r"where $\theta$ collects the hyperparameters.", r"\theta", "hyperparameters"),
        (r"It follows the parameters $w$ of the query encoder.", r"w", "parameters of the query encoder"),
        (r"It maps a vector $u$ drawn from a base density to it.", r"u", "vector drawn from a base density"),
        (r"We use a batch size of $B = 128$.", r"B", "batch size"),
        (r"Let $Z$ be a set of $m$ inducing inputs.", r"m", "number of inducing inputs"),
        (r"Let $Z$ be a set of $m$ inducing inputs.", r"Z", "set of $m$ inducing inputs"),
        (r"It has $N = |V|$ nodes.", r"N", "number of nodes"),
        (r"Group methods sample $G$ replies for a prompt.", r"G", "number of replies"),
        (r"Introduce dual variables $f \in \mathbb{R}^n$, $g \in \mathbb{R}^m$.", r"g", "dual variables"),
        (r"Denote by $x$ a prompt and by $y$ a completion.", r"y", "completion"),
        (r"with states $s \in \mathcal{S}$ and a reward", r"\mathcal{S}", "set of states"),
        (r"It is stored as $b$-bit integers.", r"b", "number of bits"),
        (r"with an $N$-dimensional latent state", r"N", "dimension of the latent state"),
        (r"The loss is the cross-entropy over the set of labelled nodes $Y$.", r"Y", "set of labelled nodes"),
    ],
)  # fmt: skip
def test_ways_to_say_it(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    found = sure(tmp_path, text)
    assert (latex, meaning) in found if meaning else not found


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        ("- $b$: number of bits\n- $s$ is the scale", "b", "number of bits"),
        ("* $x_q$, the quantised value", "x_{q}", "quantised value"),
        ("| a | b |\n|---|---|\n| $\\lambda$ | penalty coefficient |\n", r"\lambda", "penalty coefficient"),
        ("The **scale** $s$ is set.", "s", "scale"),
    ],
)
def test_ways_to_say_it_in_markdown(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text, "notes.md")


@pytest.mark.parametrize(
    "text",
    [
        r"If $x$ is small, then $y$ is larger.",
        r"If $x$ is the largest eigenvalue, we stop.",
        r"Assume $x > 0$.",
        r"The LU decomposition $W = PLU$ makes it cheap.",
        r"It is a matrix transformation $y = Mx$ of the whole.",
        r"Let $k = f(s)$ for a test input.",
        r"The total loss is \begin{align} J_a &= s + v \\ J_b &= s - v. \end{align}",
        r"The inverse is $u = s - v$.",
        r"See $(1)$ below.",
        r"The authors recommend $\beta = 0.9$, and many authors set $\eta$ by hand.",
        r"We minimise $L$ and sample $x$.",
        r"Small $\gamma$ gives a very tight mask.",
        r"The gradient of $f$ is the steepest direction.",
        r"For all $x$, the loss is bounded.",
        r"Compare $\mu$, the table, and the figure.",
        r"At test time $\tau$ is fixed.",
        r"In this section $c$ is constant, and $c$ is unknown.",
        r"Let $x$ be given. Let $n$ be even.",
        r"Then $B$ is a positive definite matrix.",
        r"Bold letters $v$ denote vectors.",
        r"the $x$ axis and the $\ell_2$ norm of a $k$-nearest neighbour",
        r"this matrix $A$ and the other set $B$",
        r"the vector $v$, a point $p$ and the value $c$",
        r"Without averaging the gradient, $\beta = 0$, and nothing changes.",
        r"the cost is $O(n)$",
        r"The update is \[ w_{t+1} = w_t - g. \]",
        r"To correct the bias: \[ m = 1. \]",
    ],
)
def test_what_is_no_meaning(tmp_path: Path, text: str) -> None:
    assert not sure(tmp_path, text)


def test_shapes_stand_beside_the_meaning(tmp_path: Path) -> None:
    (entry,) = said(tmp_path, r"Let $W \in \mathbb{R}^{m \times n}$ be the weight matrix.")
    assert (entry.meaning, entry.shape) == ("weight matrix", "(m, n)")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        (r"the $m \times n$ weight matrix $W$", "(m, n)"),
        (r"the $d$-dimensional embedding vector $e$", "(d,)"),
        (r"the mask $M \in \{0,1\}^{H \times W}$", "(H, W)"),
        (r"the keep probability $p \in [0, 1)$", "()"),
        (r"the scale parameter $s \in \mathbb{R}_{+}$", "()"),
        (r"the learning rate $\eta$", ""),
        (r"The hidden state $h$ is kept. We have $h \in \mathbb{R}^d$.", "(d,)"),
        (r"the codebook $C \in \mathcal{C}$", ""),
        (r"Here $v$ is a bias vector of dimension $M$.", "(M,)"),
        (r"Here $S$ is a set of vectors of dimension $M$.", ""),
    ],
)
def test_ways_to_say_a_shape(tmp_path: Path, text: str, shape: str) -> None:
    found = [entry for entry in said(tmp_path, text) if entry.sure]
    entries = [entry for entry in found if not entry.meaning.startswith("dimension of")]
    assert [entry.shape for entry in entries] == [shape]
    assert "times" not in entries[0].meaning


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            r"where $\mu$ and $\sigma$ are the mean and the deviation, respectively.",
            {(r"\mu", "mean"), (r"\sigma", "deviation")},
        ),
        (r"weights $u$ and $v$", {("u", "weights"), ("v", "weights")}),
        (r"the mean $m$ and $c$", {("m", "mean")}),
        (
            r"the output of head $i$, and $Q$ and $K$ are its projections",
            {("i", "head"), ("Q", "projections"), ("K", "projections")},
        ),
        (
            r"with decay rates $\beta_1, \beta_2 \in [0, 1)$",
            {(r"\beta_{1}", "decay rate"), (r"\beta_{2}", "decay rate")},
        ),
    ],
)
def test_several_symbols_at_once(tmp_path: Path, text: str, found: set[tuple[str, str]]) -> None:
    assert sure(tmp_path, text) == found


def test_two_meanings_of_a_symbol_stand_apart_with_their_sections(tmp_path: Path) -> None:
    text = "\\section{A}\nwhere $T$ is the terminal time.\n\\section{B}\nHere $T$ is the temperature."
    entries = [entry for entry in said(tmp_path, text) if entry.sure]
    assert [(entry.meaning, entry.section) for entry in entries] == [("terminal time", 1), ("temperature", 2)]


def test_a_part_of_a_meaning_goes_with_the_whole(tmp_path: Path) -> None:
    assert sure(tmp_path, r"The rate $r$ is kept. The learning rate $r$ decays.") == {("r", "learning rate")}


def test_a_meaning_stands_where_its_sentence_stands(tmp_path: Path) -> None:
    text = "A paragraph begins here\nand goes on.\nThere, $x$ is the input, and\n$y$ is the target."
    assert {entry.latex: entry.place.line for entry in said(tmp_path, text)} == {"x": 3, "y": 4}


def test_a_line_is_known_behind_displays_macros_and_notes(tmp_path: Path) -> None:
    text = (
        "\\newcommand{\\loss}[1]{L(#1)\n\n}\nFirst\\footnote{a\nb} we\n\\begin{equation}\n x = 1\n"
        "\\end{equation}\nuse \\loss{a}\nwhere $y$ is the target."
    )
    assert [entry.place.line for entry in said(tmp_path, text) if entry.latex == "y"] == [10]


def test_a_meaning_is_read_with_its_formulas(tmp_path: Path) -> None:
    (entry,) = said(tmp_path, r"where $\rho(M)$ is the spectral radius of $M$ \citep[p.~2]{a}.")
    assert (entry.latex, entry.meaning, entry.name) == (r"\rho(M)", "spectral radius of $M$", None)
