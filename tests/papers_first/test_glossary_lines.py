"""What lines of algorithms, displays and capitals in a row say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import said, sure

LINES = r"\begin{algorithmic} %s \end{algorithmic}"


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (LINES % r"\STATE $h_0 \leftarrow 0$ (Initialize the hidden memory)", "h_{0}", "hidden memory"),
        (LINES % r"\STATE $b \leftarrow u + v$ // batch mean", "b", "batch mean"),
        (LINES % r"\STATE Parameters to be learned: $u, v$", "v", "parameters to be learned"),
        (LINES % r"\REQUIRE slow rates $a$, start time $t_0$, stop time $t_1$", "t_{0}", "start time"),
        (r"We write $g_i$ for the $i^{\text{th}}$ row of $G$.", "g_{i}", "$i$-th row of $G$"),
        (r"Let $r$ be the $2^{nd}$ raw moment.", "r", "2nd raw moment"),
        (r"This ratio is the peak signal ratio ($PSR$).", "PSR", "peak signal ratio"),
        (
            r"We minimise the mean divergence \[ QD(p, q) = a. \]",
            "QD(p,q)",
            "mean divergence",
        ),
        (r"where $\|$ is the concatenation operation.", r"\|", "concatenation operation"),
        (r"We may add the smoothness penalty \[ K(w) = a. \]", "K(w)", "smoothness penalty"),
        (r"The gradient is defined as follows: \[ F = u. \]", "F", "gradient"),
        (r"We assume that the tail mass \[ M = u \] is finite.", "M", "tail mass"),
        (r"The player is judged by its regret \[ R(T) = u. \]", "R(T)", "regret"),
        (r"Another choice is the squared gap, \[ Q = u. \]", "Q", "squared gap"),
    ],
)
def test_what_lines_say(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "wrong"),
    [
        (LINES % r"\STATE $y \leftarrow a b$ // scale and shift", "y", "scale"),
        (LINES % r"\STATE $t \leftarrow 2 a$ // nest jump", "t", "nest jump"),
        (LINES % r"\STATE Gradient descent: $x = x - g$", "x", "gradient descent"),
        (LINES % r"\STATE return $x$", "x", "return"),
        (
            LINES % r"Give $z$ to the big nest\; Update nest weights $w$\;",
            "w",
            "big nest Update nest weights",
        ),
        (r"Now $(u, v, w)$ denotes the present nest, wing and tail alike.", "w", "tail alike"),
        (r"We normalise them using the softmax function \[ a = b. \]", "a", "softmax function"),
        (r"At test time we use the normalization \[ z = b. \]", "z", "normalization"),
        (r"It follows from the strong duality \[ W = b. \]", "W", "strong duality"),
        (r"Using the squared gap, \[ Q = u. \]", "Q", "squared gap"),
        (r"the line $AB$ is long", "AB", "line"),
    ],
)
def test_what_lines_do_not_say(tmp_path: Path, text: str, latex: str, wrong: str) -> None:
    assert wrong not in {
        entry.meaning for entry in said(tmp_path, text) if entry.sure and entry.latex == latex
    }


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"This term $L(a)$ is called the (variational) lower bound on the cost.", "L(a)",
         "lower bound on the cost"),
        (r"where $h$ is the elementwise (or Hadamard) product.", "h", "elementwise product"),
        (r"The $\circ$ symbol denotes the elementwise product of them.", r"\circ", "elementwise product"),
        (r"The (inner) margin (or gap) loss $G$ is small.", "G", "margin loss"),
    ],
)  # fmt: skip
def test_remarks_are_left_out(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


def test_a_remark_that_is_a_meaning_stays(tmp_path: Path) -> None:
    assert ("b", "bias") in sure(tmp_path, r"The gain (small) is $a$; we add $b$ (the bias) to it.")
