"""What a symbol beside other words stands for, and what is told of another thing, a place or a use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import sure


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"where $b_i, i = 1, \ldots, n$ are the bird weights.", "b_{i}", "bird weights"),
        (r"Let $b_i$, $i \in \mathcal{I}$, denote the weights of birds.", "b_{i}", "weights of birds"),
        (r"Let $(b_n)_{n \geq 1}$ be the bird counts.", r"(b_{n})_{n\geq1}", "bird counts"),
        (r"where $Gap(u, v)$ is the distance between two birds.", "Gap(u,v)", "distance between two birds"),
        (r"where $F[u]$ is the price of a route.", "F[u]", "price of a route"),
        (r"The WE is close to it, and the variance of WE is $v$.", "v", "variance of WE"),
        (r"We use the mean and variance $m$ and $v$ of it.", "m", "mean"),
        (r"We use the mean and variance $m$ and $v$ of it.", "v", "variance"),
        (r"where $l$, $m$ and $r$ are the left, middle and right nests of the tree.", "m",
         "middle nest of the tree"),
        (r"Here $m_u$ and $m_v$ denote time means of $u$ and $v$.", "m_{v}", "time mean of $v$"),
        (r"where $F$ and $G$ are the heights of the tree and nest, respectively.", "G", "height of nest"),
        (r"where $s$ is the sum of the weights of all the birds that are not yet seen.", "s",
         "sum of the weights of all the birds that are not yet seen"),
        (r"where $d$ is the width or sharing distance of it.", "d", "width or sharing distance"),
        (r"where $f$ is a smooth function of the form given below.", "f", "smooth function"),
        (r"It leaves the mean height of some wide nest, $b_k$, for each bird.", "b_{k}", "wide nest"),
        (r"Under this model $m$ represents the mean height.", "m", "mean height"),
        (r"the maximum a posteriori tree $T$ is kept.", "T", "maximum a posteriori tree"),
        (r"We obtain the vector of weights $w$ from it.", "w", "vector of weights"),
        (r"They follow a law with $k$ degrees of freedom.", "k", "number of degrees of freedom"),
        (r"It is a tree with $r$ as the root node.", "r", "root node"),
        (r"It is the first song from a normal law, $x \sim p$.", "x", "first song from a normal law"),
        (r"Here $w^* = \frac{1}{n}$ is the optimal solution.", "w^{*}", "optimal solution"),
        (r"We see many rows indexed by $l$ there.", "l", "index of the rows"),
        (r"It rests to slowly calculate bird heights $h_U$ given a nest.", "h_{U}", "bird heights"),
        (r"where $c$ is the packed wide vector for eggs and songs; $d$ is its size.", "c",
         "packed wide vector for eggs and songs"),
        (r"A bird cage (height $h = 2$ m, width $w = 1$ m) is seen.", "h", "height of the bird cage"),
        (r"It flies.\footnote{Here $u$ is the wind speed.} Then it rests.", "u", "wind speed"),
        (r"The mean nest distance (MND) is $\text{MND} = 2$.", r"\operatorname{MND}", "mean nest distance"),
        (r"We go on by raising the lower bound $v$ there.", "v", "lower bound"),
        (r"It holds for all $v \in [0, 9]$. Here $v$ is the lower bound of it.", "v", "lower bound"),
        (r"where $\|n\|$ is the size norm of $n$ and $d = \max(a, b)$.", r"\|n\|", "size norm of $n$"),
        (r"Let $K_j$, $V_j$ be the keys and values of tree $j$.", "V_{j}", "values of tree $j$"),
        (r"Pair them by the nest pairs $\{(x_i, y_i)\}_{i=1}^n$ and $h \in \mathcal{H}$.",
         r"\{(x_{i},y_{i})\}_{i=1}^{n}", "nest pairs"),
        (r"where $H_k$ is the bird matrix with the old rows and columns removed.", "H_{k}", "bird matrix"),
        (r"It relates the bird weight, $w$, and the nest size, $n$, to it.", "w", "bird weight"),
    ],
)  # fmt: skip
def test_meanings(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"for each of the birds $b_i, i = 1, \ldots, n$, we look at it.", "i"),
        (r"The closer $p$ is to one, the better the nest.", "p"),
        (r"There is no closed form $u$ that gives it.", "u"),
        (r"It is a walk that flies from $a$ to $b$, the slow song, since it rests.", "b"),
        (r"It is taken at the current $w$ again.", "w"),
        (r"The shade allows a lower $w$ to help the nest.", "w"),
        (r"It holds for all $v \in [0, 9]$. We go on by raising the lower bound $v$ there.", "v"),
        (r"Each nest holds at most $k$ eggs.", "k"),
        (r"They are kept in up to $n$ nests of wood.", "n"),
        (r"They are kept below a maximum $p$ norm of one.", "p"),
        (r"They part it into global (nest-wide) and local (own) variables $s$ and local variables $r$.", "s"),
        (r"We see that birds form nests $b$ and train models $q(b)$ that count the eggs.", "q(b)"),
        (r"Let $b$ be the tide and $u = g(b)$ an increasing smooth map of it.", "u"),
        (r"We reserve $k$ for the number of tries in hits@$k$, as others do.", "k"),
        (r"The nest model dissolves large bird tables $T_b$, but it stays.", "T_{b}"),
        (r"It tells how similar tree $t$ is to a bush.", "t"),
        (r"It means that in the previous step $w_{t-1}$ is kept.", "w_{t-1}"),
        (
            r"The flight lengths are then \begin{equation*}\begin{gathered} u = v w \\ w = a b"
            r" \end{gathered}\end{equation*} of old.",
            "u",
        ),
        (r"We drop the trivial solution $u = 0$ of it.", "u"),
        (r"then during the first round $a$ takes the value one.", "a"),
        (r"It is a mixture of two noncentral Student $t$ distributions.", "t"),
        (r"where $a = 1$ is plain flight and $b = 0$ is ridge flight.", "b"),
        (r"We denote this last number by $z$.", "z"),
        (r"We write $w = (u, v)$, the size of both depending on $n$.", "w"),
        (r"with $f(u) = e(u)$ the bird statistic $T$ is a table.", "f(u)"),
        (r"The weights come from the current flight step, i.e. $w_i = a b_i$.", "w_{i}"),
        (r"where $N$, $I G$, and $W$ are the normal, gamma, and wide laws, respectively.", "W"),
        (r"Here the mean is found with median($x$) as before.", "x"),
        (r"We find the means for each nest $m(u)$ first.", "m(u)"),
        (r"We have a sequence of heights of all birds $b_1, b_2$.", "b_{1}"),
        (r"The width (in feet) forces $K(u, u) > 1$ at once.", "K(u,u)"),
        (r"They are gaps of two rows in a high dimensional space, $p_{ij}$, at last.", "p_{ij}"),
        (r"Let $\mathcal{K}$ denote the set of these.", r"\mathcal{K}"),
        (r"There are points at which the weight and height of $S$ are taken.", "S"),
        (r"We use the fast bird coder Rand$K$ for it.", "K"),
        (r"We draw birds without replacement ($p = a / b$ and $q = c$).", "p"),
        (r"It takes an hour for $L = 62$ (our largest model, of wood).", "L"),
        (r"It is the tree of use to both the student and the teacher, $f$.", "f"),
        (r"They learn from the nest pairs $\{(x_i, y_i)\}_{i=1}^n$ and $h \in \mathcal{H}$.", "h"),
        (r"This is news about the example $(x_i, y_i)$ provided by an old owl.", "(x_{i},y_{i})"),
        (r"Old nests do satisfy the hypothesis $d \leq \frac{c}{n}$ of the year.", "d"),
        (r"Let $K = V R V^T$ be the equivalent eigendecomposition for the nest.", "K"),
        (r"It is fair, and since we assumed a flat prior, $w(u, v) = \log u$.", "w(u,v)"),
        (r"Here $G$ is a flight law plus a wind term that fades.", "G"),
        (r"We choose $t$ and $r$ to represent various prior and wind shifts there.", "t"),
        (r"This allows us to calculate $S$ as a covariance.", "S"),
        (r"It leaves the mean height of some other nest, $b_k$, for each bird.", "b_{k}"),
        (r"where $u \mapsto (m(u), v(u))$ is a smooth map between the nests.", "u"),
        (r"The nests lie on the grid $u \in \{-2, -1, 0, 1\}$ and stay.", "u"),
        (r"Each owl samples $w_0 \sim p_0$ and then flies on.", "w_{0}"),
        (r"When $n = 0$ (no eggs of the year), they leave.", "n"),
        (r"It is the normal law with unknown variance $\mathcal{N}(0, s^2)$.", r"\mathcal{N}(0,s^{2})"),
        (r"It also means $a$ and $b$ fly alike.", "a"),
        (r"For instance, this is the energy of an owl, \[u = v^2, \quad w = a + b.\]", "u"),
        (r"The distance in nest space $d(u, v)$ is small.", "d(u,v)"),
        (r"It has normal laws $Z = \mathbb{R}^d$ and more.", "Z"),
        (r"The nest depends now on all owls hunger $P: X \times A \to D$.", "P"),
        (r"The prize depends on the whole flight plan $g: X \times A \to \mathbb{R}$ of both.", "g"),
        (r"It lands there under the flight profile $a^1, a^2, \dots, a^n$ at last.", "a^{1}"),
        (r"Let $B$ be the broad component of $z$ (the number of birds) and $y$ the rest.", "z"),
        (r"Take the grain in the first nest $g_1$ and go on.", "g_{1}"),
        (r"Let $(u, v)$ be the morning and evening pair.", "u"),
        (r"Let $(u, v)$ be the morning and evening pair.", "(u,v)"),
        (r"One sees that $w_i = \frac{1}{n}$ is the optimal solution for all the nests.", "w_{i}"),
        (r"We assume an upper limit on the number of lost birds $L$ there.", "L"),
        (r"They allow the expression $y \leftarrow g(x) + n$ and go on.", "y"),
        (r"It parts the flights from the nest $(u, v) \sim q$ and the others.", "(u,v)"),
        (r"It is a bound relating the wind, $w$, feather, and older bird.", "w"),
        (r"They keep it by using a slow nesting rule, $h_t = a h_{t-1} + u_t$, which fades.", "h_{t}"),
        (r"The plain SSM (see above) is \[u = v w.\] It flies.", "u"),
        (r"All of the nests can be told by $n$ numbers.", "n"),
        (r"We get the true song from a noisy morning, $x \sim p$, of it.", "x"),
        (r"They keep the same seats along both walls ($a = b = c$).", "a"),
        (r"Two songs are sung. \cite{bird} models $a$ using a small nest.", "a"),
        (r"The loss after $T$ rounds decomposes as a sum.", "T"),
        (r"They apply multi-layer $f_W$ and $g_W$ in turn.", "f_{W}"),
        (r"The song is mostly approximated by curves $q = h(z)$.", "q"),
        (r"Here we overload notation and write $B$ for the law of the bird.", "B"),
        (r"If $u$ is odd, the image of $u$ is a single feather $c = w_k$.", "c"),
    ],
)
def test_other_things(tmp_path: Path, text: str, latex: str) -> None:
    assert latex not in {said for said, _ in sure(tmp_path, text)}


def test_places_uses_and_kinds_tell_nothing_new(tmp_path: Path) -> None:
    kinds = r"\begin{itemize} \item Flat kernel: $k(x) = 1$ \item Round kernel: $k(x) = 2$ \end{itemize}"
    text = (
        r"Let $a$ be the acceptance ratio. Moves are taken with probability $a$. Here $g$ is the number of "
        rf"lost birds. It tells the number of birds missing in the garden $g$. {kinds}"
    )
    assert sure(tmp_path, text) == {("a", "acceptance ratio"), ("g", "number of lost birds")}


def test_what_a_relative_clause_goes_on_with_is_not_cut_off(tmp_path: Path) -> None:
    found = {
        meaning
        for _, meaning in sure(
            tmp_path, r"where $\Omega$ is an increasing function which serves as a weight."
        )
    }
    assert "increasing function which serves" not in found


def test_what_is_said_of_the_whole_is_not_said_of_its_last_word(tmp_path: Path) -> None:
    text = (
        "The best guess for the mean $m$ is the sample average. "
        "The chance that it lives at time $t$, also known as the survival chance, is small."
    )
    assert sure(tmp_path, text) == {("m", "mean"), ("t", "time")}
