"""Words that are dealt out to several symbols, and lists of what one thing is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import said, sure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            r"$a_i$, $b_i$ and $c_i$ denotes the left wing, the right wing and the tail, respectively.",
            {("a_{i}", "left wing"), ("b_{i}", "right wing"), ("c_{i}", "tail")},
        ),
        (
            r"$a_i$ and $b_i$ in Eq.~\eqref{e} denote the left wing and the right wing, respectively.",
            {("a_{i}", "left wing"), ("b_{i}", "right wing")},
        ),
        (
            r"We note that $a$ and $b$ Eq.~\eqref{e} denote the wing and its tail, respectively.",
            {("a", "wing"), ("b", "tail")},
        ),
        (
            r"let $(u, v)$ be the mean height and the spread of the flock, and go on.",
            {("u", "mean height"), ("v", "spread of the flock")},
        ),
        (
            r"Here $w(x)$ is the weight with which an owl presents prey $x$ to its young.",
            {("w(x)", "weight with which an owl presents prey $x$ to its young")},
        ),
        (
            r"where $u$ and $v$ are the smoothed, folded wing and tail vectors, respectively.",
            {("u", "smoothed, folded wing vector"), ("v", "tail vector")},
        ),
        (
            r"where $h_i$ and $h_j$ are outputs for nest $i$ and $j$, and it ends.",
            {("h_{i}", "output for nest $i$"), ("h_{j}", "output for nest $j$")},
        ),
        (
            r"It is set by a weighted sum of the present tide ($x_t$), the depth ($d_t$), and wind.",
            {("x_{t}", "present tide"), ("d_{t}", "depth")},
        ),
        (r"It is the sum of the tide ($x_t$) alone.", {("x_{t}", "sum of the tide")}),
        (
            r"where $m_a$ and $m_b$ denote the numbers of grey owls and barn owls, respectively.",
            {("m_{a}", "number of grey owls"), ("m_{b}", "number of barn owls")},
        ),
        (
            r"where $A, B$ are the folding matrices for wings and tails in flight, respectively.",
            {("A", "folding matrix for wings"), ("B", "folding matrix for tails in flight")},
        ),
        (r"where $u$ and $v$ are the slopes of the tide and wings, respectively.", set()),
        ("It is a bird with wing and tail parameters $u, v$ here.", {
            ("u", "wing parameters"), ("v", "tail parameters")
        }),
        ("It needs the wing/tail parameters $u, v$ here.", {
            ("u", "wing parameters"), ("v", "tail parameters")
        }),
        (r"The whole cost $F$ is a sum of leg costs $c(x_t)$ and toll cost $d(x)$.", {
            ("F", "whole cost"), ("c(x_{t})", "leg costs"), ("d(x)", "toll cost")
        }),
        (r"Here $W$ is a map from the lake to the sea with dimension $m \times n$.", {
            ("W", "map from the lake to the sea")
        }),
        (r"Here $W$ is an $m \times n$ dimensional matrix.", {("W", "matrix")}),
        (r"Here $z$ is a vector of ebbs and floods.", {("z", "vector of ebbs and floods")}),
        # one name for all of them; each of a set's pairs; what words before a noun are shared
        (r"Here $S$ are the 5 nearest nests.", {("S", "nearest nests")}),
        (r"Let $\mathcal{B}$ be the set of pairs $(u, v)$.", {
            ("\\mathcal{B}", "set of pairs $(u, v)$")
        }),
        ("It needs mode-1 and mode-2 rotated diagonal matrices $U$ and $V$ here.", {
            ("U", "mode-1 rotated diagonal matrix"), ("V", "mode-2 rotated diagonal matrix")
        }),
    ],
)  # fmt: skip
def test_each_has_its_own(tmp_path: Path, text: str, expected: set[tuple[str, str]]) -> None:
    assert set(sure(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The last widths at the far halls $(u, v)$ are kept.", "(u,v)"),
        # cut before the noun that is spoken of, or in a name; said of all that stands before
        (r"Here $m_c$ is the bird $c$ family mean.", "m_{c}"),
        (r"They map to the nests $U_1 = u$ and $V_2 = v$ is a good way.", "V_{2}"),
        (r"Take wing and tail widths $(u, v)$ and $(a, b)$.", "(u,v)"),
        ("The ebb/flow tables $A = B$ are square.", "A"),
        ("We seek a good key and lock pair $(k, l)$ here.", "(k,l)"),
        ("It does so by easing the worn lock with steel keys from $z$, $k = 2 m$, giving doors.", "k"),
        ("The set of readers mark line $i$ here.", "i"),
        ("where reader $u$ marks line $i$", "i"),
        ("It tells that reader $u$ only marks line $i$ which is long.", "i"),
        (
            "where $D_t$ and $D_3$ denote the slopes with respect to $t$ and the third input, respectively.",
            "D_{3}",
        ),
    ],
)
def test_words_that_may_be_verbs_or_belong_to_others_name_nothing(
    tmp_path: Path, text: str, wrong: str
) -> None:
    assert wrong not in {entry.latex for entry in said(tmp_path, text) if entry.sure}
