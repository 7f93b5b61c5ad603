"""What sentences declare of symbols in words, in the wordings of papers, and what they do not declare."""

from __future__ import annotations

import pytest

from drill.papers.sheet.declaring_phrases import find_declaring_phrases
from drill.types import read_declaration


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        # a noun before its symbol
        (r"Consider an $n \times d$ matrix $X$.", {"X": "R^(n x d)"}),
        (r"an $m$-by-$n$ matrix $B$ with full rank", {"B": "R^(m x n)"}),
        (r"an $m$ by $n$ matrix $B$", {"B": "R^(m x n)"}),
        (r"the $d$-dimensional vector $x$ is normalized", {"x": "R^d"}),
        (r"with a $p$-vector $c$", {"c": "R^p"}),
        (r"the $3 \times 3$ rotation matrix $R$", {"R": "R^(3 x 3) orthogonal"}),
        (r"a matrix $A$ of shape $(m, n)$", {"A": "R^(m x n)"}),
        (r"the bias vector $b$ of length $m$", {"b": "R^m"}),
        (r"vectors $u$, $v$ and $w$ in $\mathbb{R}^d$", {"u": "R^d", "v": "R^d", "w": "R^d"}),
        (r"a scalar $\alpha$", {r"\alpha": "R"}),
        (r"a positive scalar $\eta$", {r"\eta": "(0, inf)"}),
        (r"a non-negative real number $c$", {"c": "[0, inf)"}),
        (r"a diagonal matrix $D$", {"D": "R^(? x ?) diagonal"}),
        (r"the covariance matrix $\Sigma_t$", {r"\Sigma_{t}": "R^(? x ?) psd"}),
        (r"for symmetric positive definite $\Sigma$", {r"\Sigma": "R^(? x ?) psd"}),
        (r"a positive semi-definite matrix $K$", {"K": "R^(? x ?) psd"}),
        (r"the row vector $a$", {"a": "R^(1 x ?)"}),
        (r"a one-hot vector $y$ of length $K$", {"y": "one-hot(K)"}),
        (r"a binary vector $m$ of length $n$", {"m": "{0, 1}^n"}),
        (r"the weight matrices $W_Q$ and $W_K$", {"W_{Q}": "R^(? x ?)", "W_{K}": "R^(? x ?)"}),
        (r"the Fisher matrix $F(\theta)$", {"F": "R^(? x ?) psd"}),
        # a symbol before its noun
        (r"where $x$ is a $d$-dimensional vector", {"x": "R^d"}),
        (r"where $x$ is a $d$-dimensional random vector with zero mean", {"x": "R^d"}),
        (r"Let $X$ be an $n\times d$ matrix.", {"X": "R^(n x d)"}),
        (r"let $\mu, \nu$ be probability vectors", {r"\mu": "simplex(?)", r"\nu": "simplex(?)"}),
        (r"Let $\mu$ and $\nu$ be two probability vectors of length $n$.",
         {r"\mu": "simplex(n)", r"\nu": "simplex(n)"}),
        (r"where $\alpha$ and $\beta$ are scalars", {r"\alpha": "R", r"\beta": "R"}),
        (r"where $D$ is diagonal.", {"D": "R^(? x ?) diagonal"}),
        (r"where $\Sigma$ is a symmetric, positive definite matrix", {r"\Sigma": "R^(? x ?) psd"}),
        (r"and $\Sigma$ is positive definite", {r"\Sigma": "R^(? x ?) psd"}),
        (r"$F$ is the Fisher information matrix", {"F": "R^(? x ?) psd"}),
        (r"where $H$ is the Hessian of the loss", {"H": "R^(? x ?) symmetric"}),
        (r"$Q$ is an orthogonal matrix", {"Q": "R^(? x ?) orthogonal"}),
        (r"$A$ is $m \times n$ and $B$ is $n \times p$", {"A": "R^(m x n)", "B": "R^(n x p)"}),
        (r"$W$ has dimensions $k \times d$", {"W": "R^(k x d)"}),
        (r"$b$ is a vector of length $m$", {"b": "R^m"}),
        (r"$n$ is a positive integer", {"n": "N"}),
        (r"$W_1, \dots, W_L$ are matrices of size $m \times n$.",
         {"W_{1}": "R^(m x n)", "W_{L}": "R^(m x n)", "W_{i}": "R^(m x n)"}),
        (r"where each $x_i$ is a vector", {"x_{i}": "R^?"}),
        (r"the learning rate $\eta$ is a scalar hyperparameter", {r"\eta": "R"}),
        (r"each of $x$ and $y$ is a vector", {"y": "R^?"}),
        (r"the number of classes $K$ is a positive integer", {"K": "N"}),
        (r"the shape of $W$ is $m \times n$", {"W": "R^(m x n)"}),
        # side by side, and named by a verb
        (r"where $A$ an $M \times H$ matrix of weights", {"A": "R^(M x H)"}),
        (r"with $x$, a vector of $d$ features,", {"x": "R^?"}),
        (r"with $A$ (an $m \times n$ matrix)", {"A": "R^(m x n)"}),
        (r"a matrix, denoted by $M$, with", {"M": "R^(? x ?)"}),
    ],
)  # fmt: skip
def test_a_sentence_declares(text: str, declared: dict[str, str]) -> None:
    said = {symbol: declaration for _, symbol, declaration in find_declaring_phrases(text)}
    assert {
        symbol: text.partition(" in ")[2] or text.partition(": ")[2] for symbol, text in said.items()
    } == declared
    for declaration in said.values():
        read_declaration(declaration.replace("_", "x", 1))


@pytest.mark.parametrize(
    "text",
    [
        r"the number of vectors $n$",
        r"the set of matrices $S$",
        r"in the vector space $V$",
        r"where $y$ is a function of $x$",
        r"$T$ is a linear operator",
        r"the loss function $L$",
        r"where $Z$ is the partition function",
        r"the normalisation operator $\mathbb{Z}$",
        r"the scalar product $s$",
        r"for each $i$, a vector is drawn",
        r"the identity matrix $I$",
        r"the projection $z$ of the input",
        r"the weight matrix $W_{ij}$",
        r"the diagonal of $A$",
        r"vectors orthogonal to $S$",
        r"a learning rate of $3 \times 10^{-4}$",
        r"the learning rate $\eta$ is $3 \times 10^{-4}$",
        r"a complex vector $z$",
        r"$A$ is not a symmetric matrix",
        r"a constant $c$",
        r"a vector. $x$ is",
        # about something of the symbol
        r"the determinant of $A$ is a scalar",
        r"the score for $x$ is a scalar",
        r"the columns of $X$ are vectors",
        r"the gradient with respect to $\theta$ is a vector",
        r"the product of $A$ and $B$ is a matrix",
        r"Using $\Sigma = P \Lambda P^\top$, the whitening operators of $X$ are the operators",
        r"where $\delta_{ij}$ is the Kronecker delta function",
    ],
)
def test_a_sentence_declares_nothing(text: str) -> None:
    assert not list(find_declaring_phrases(text))
