"""Statements from declarations alone: every part has a type, the axes are right, and gaps are questions."""

from __future__ import annotations

import pytest

from drill.notation import walk
from drill.notation.tree import Apply, Mul, Ref
from drill.papers.sheet.typed import Typed
from drill.papers.sheet.types import Array, Number, Type

from .declared import row_of, typed_paper

MATRIX_NP = Array(("n", "p"))

EQUATIONS: dict[str, tuple[str, dict[str, str], Type]] = {
    "least squares": (
        r"\hat{\beta} = (X^{\top} X)^{-1} X^{\top} y",
        {"X": "_ in R^(n x p)", "y": "_ in R^n"},
        Array(("p",)),
    ),
    "ridge": (
        r"w = (X^{\top} X + \lambda I)^{-1} X^{\top} y",
        {"X": "_ in R^(n x p)", "y": "_ in R^n", r"\lambda": "_ > 0"},
        Array(("p",)),
    ),
    "PCA covariance": (
        r"C = \frac{1}{n} \sum_{i=1}^{n} (x_i - \mu)(x_i - \mu)^{\top}",
        {"x_i": "_ in R^d", r"\mu": "_ in R^d", "n": "_ in N"},
        Array(("d", "d")),
    ),
    "mean shift": (
        r"m(x) = \frac{\sum_{i=1}^{n} K(x_i - x) x_i}{\sum_{i=1}^{n} K(x_i - x)}",
        {"x_i": "_ in R^d", "x": "_ in R^d", "K": "_: R^d -> [0, inf)"},
        Array(("d",)),
    ),
    "softmax regression": (
        r"\hat{y} = \operatorname{softmax}(W x + b)",
        {"W": "_ in R^(k x d)", "x": "_ in R^d", "b": "_ in R^k"},
        Array(("k",)),
    ),
    "attention": (
        r"A = \operatorname{softmax}\left(\frac{Q K^{\top}}{\sqrt{d}}\right) V",
        {"Q": "_ in R^(n x d)", "K": "_ in R^(m x d)", "V": "_ in R^(m x v)", "d": "_ in N"},
        Array(("n", "v")),
    ),
    "Gaussian log density": (
        r"\ell = -\frac{d}{2} \log(2 \pi) - \frac{1}{2} \log \det \Sigma"
        r" - \frac{1}{2} (x - \mu)^{\top} \Sigma^{-1} (x - \mu)",
        {"x": "_ in R^d", r"\mu": "_ in R^d", r"\Sigma": "_ in R^(d x d) psd", "d": "_ in N"},
        Number(),
    ),
    "Kalman update": (
        r"\hat{x} = x + P H^{\top} (H P H^{\top} + R)^{-1} (z - H x)",
        {
            "x": "_ in R^n",
            "P": "_ in R^(n x n) psd",
            "H": "_ in R^(m x n)",
            "R": "_ in R^(m x m) psd",
            "z": "_ in R^m",
        },
        Array(("n",)),
    ),
    "Mahalanobis distance": (
        r"D = \sqrt{(x - \mu)^{\top} S^{-1} (x - \mu)}",
        {"x": "_ in R^d", r"\mu": "_ in R^d", "S": "_ in R^(d x d) psd"},
        Number(),
    ),
    "logistic gradient": (
        r"\nabla_{w} L = \sum_{i=1}^{n} (\sigma(w^{\top} x_i) - y_i) x_i",
        {"w": "_ in R^d", "x_i": "_ in R^d", "y_i": "_ in {0, 1}", r"\sigma": "_: R -> (0, 1)"},
        Array(("d",)),
    ),
}


@pytest.mark.parametrize("name", EQUATIONS)
def test_an_equation_is_typed_from_its_declarations_alone(name: str) -> None:
    latex, declared, result = EQUATIONS[name]
    (line,) = typed_paper([latex], *(row_of(symbol, said) for symbol, said in declared.items()))
    assert isinstance(line.typed, Typed), line.typed
    left, right = line.typed.statement.sides
    assert line.typed.type_of(right) == result
    assert line.typed.type_of(left) == result
    for node in walk(right):
        if isinstance(node, Mul | Ref) and not isinstance(node, Apply):
            assert line.typed.type_of(node) is not None
