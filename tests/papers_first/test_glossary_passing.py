"""What is said of an example, of one of many or of an event is not what a symbol means."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import sure
from tests.papers_first.test_meaning_scopes import meaning, paper_of, section


@pytest.mark.parametrize(
    ("text", "latex", "wrong"),
    [
        (
            r"Draw it from the wind law $s(u)$. Example: a flat field with steady wind $s$",
            "s",
            "steady wind",
        ),
        (
            r"Draw it from a wind law $s$. It suits small fields, such as meadows with steady wind $s$.",
            "s",
            "steady wind",
        ),
        (r"Turning the wheel many times gives an exact sample $w_0$ from the law.", "w_{0}", "exact sample"),
        (r"It has hidden leaves of width $d$ given by the tensors $a, b$.", "a", "tensors"),
        (r"The input $x_t$, door output $d_t$ and states $c_t$ are all rows.", "c_{t}", "states"),
        (r"It stays dry using $g$ for a fixed number of steps.", "g", "fixed number of steps"),
        (r"where $i$ is the ink. It is what a node $i$ should give.", "i", "node"),
        (r"The robot does this: \begin{itemize} \item estimates $q$ and $w$ from tracks; \end{itemize}", "q",
         "estimates"),
        (r"For each row, DuneWalker samples $w = (w_1, w_2) \sim G$, where $w_1$ is small.", "w",
         "DuneWalker samples"),
        (r"It acts along the sandy floor ($x, z$) alone.", "x", "sandy floor"),
        (r"Let $A_u$ and $A_v$ denote the sets of corners of tables $u$ and $v$, respectively.", "A_{u}",
         "sets of corners of tables $u$ and $v$"),
        (r"The fit would keep a lower rank $r$ than $n$.", "r", "lower rank"),
        (r"Here the map $x \in D \mapsto 2 x$ is steep.", "x", "map"),
        (r"Take a narrower row containing front seat $s$.", "s", "containing front seat"),
        (r"We note the upper row $u$ and column $v$ heights in a book.", "u", "upper row"),
        (r"We take a discrete yard space $Y$ to represent tame birds.", "Y", "tame birds"),
        (r"Let the guests left till $t_0$ round be denoted by $G$.", "G", "round"),
        (r"They all survive and eliminate guest $g$ at noon.", "g", "eliminate guest"),
        (r"where $w$ is the vector containing $a$, $b$ and the rest.", "w", "vector containing $a$"),
        (r"As birds nest at places high above $p$, the gaps in $z$ increase, which helps.", "p",
         "gaps in $z$ increase"),
        (r"It has a set of paths among the trees, $E$, and roots.", "E", "trees"),
        (r"We ask how to price $n$ old seats there.", "n", "price"),
        (r"We only need that $v$ be a constant value.", "v", "constant value"),
        (r"It rests on the keys that fix the north door $u$ and $w$.", "u", "north door"),
        (r"It is given to each table row $f(x; w) : X \to Y$ of it.", "f(x;w)", "table row"),
        (r"Let $x \in C$ for some cage $C$.", "x", "cage"),
    ],
)  # fmt: skip
def test_no_meaning(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert (latex, wrong) not in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "right"),
    [
        (r"It suits small fields, such as meadows with steady wind $s$.", "s", "steady wind"),
        (r"Draw $s(u)$. If it is cut well, for instance at noon, the mean loss $s$ is", "s", "mean loss"),
        (r"It is what a node $i$ should give.", "i", "node"),
        (r"It keeps states $s_t$ and outputs $d_t$.", "d_{t}", "outputs"),
        (r"We use $g$ for the number of steps.", "g", "number of steps"),
        (r"It picks up an index $t$ to represent our progress through the night.", "t",
         "progress through the night"),
        (r"It has hidden leaves given by the weight tensors $a, b$.", "a", "weight tensors"),
        (r"It needs: \begin{itemize} \item weights $w$ of the net; \end{itemize}", "w", "weights"),
        (r"where $u, v$ are the sand weights (by default $1$ and $2$, respectively).", "v", "sand weights"),
        (r"It acts along both floors ($x, z$) alone.", "z", "floors"),
        (r"It has a set of paths between $a$ and $b$, $E$, too.", "E", "set of paths between $a$ and $b$"),
        (r"It is close to price $n$ of a seat.", "n", "price"),
        (r"Each expert $f_i : X \to Y$ is a net.", "f_{i}", "expert"),
        (r"where $r$ is a row-wise cut into $\mathbb{R}^{m \times n}$.", "r", "row-wise cut"),
        (r"We denote $c$ as the mean cost, $\rho_0$ as the law of starts, and $H$ as the final hour.", "H",
         "final hour"),
    ],
)  # fmt: skip
def test_a_meaning(tmp_path: Path, text: str, latex: str, right: str) -> None:
    assert (latex, right) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\[ i = 2 c + h \] It is what a node $i$ should give.", ""),
        (r"\[ i = 2 c + h \] Here $i$ is the ink of the page.", "ink of the page"),
        (r"\[ i = 2 c + h \] It holds for each node $i$ of all.", ""),
    ],
)
def test_what_a_formula_gives_is_not_one_of_many(tmp_path: Path, text: str, expected: str) -> None:
    assert meaning(paper_of(tmp_path, section("A", text)), "i", at="i") == expected


def test_one_of_many_is_an_index_where_nothing_gives_it(tmp_path: Path) -> None:
    text = section("A", r"It is what a node $i$ should give. \[ Z = 2 i + h \]")
    assert meaning(paper_of(tmp_path, text), "i") == "node"
