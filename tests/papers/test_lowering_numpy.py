"""Equations with declared types as NumPy code: it agrees with loops of these tests' own, on several sizes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from drill.arraycode import run_code
from drill.papers.lowering.inputs import RefusedError
from drill.papers.lowering.numpy_proof import check_program
from tests.papers.typed_formulas import formula_of

SIZES = ((4, 3, 2, 5), (6, 2, 3, 4), (5, 4, 6, 2))


def _definite(r: np.random.Generator, n: int) -> Any:
    a = r.normal(size=(n, n))
    return a @ a.T + n * np.eye(n)


def _least_squares(v: dict[str, Any]) -> Any:
    x, y = v["X"], v["y"]
    d = x.shape[1]
    gram = [[sum(x[i, a] * x[i, b] for i in range(len(x))) for b in range(d)] for a in range(d)]
    right = [sum(x[i, a] * y[i] for i in range(len(x))) for a in range(d)]
    return _solve(gram, right)


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss, without NumPy."""
    n = len(right)
    rows = [[*map(float, row), float(b)] for row, b in zip(matrix, right, strict=True)]
    for at in range(n):
        pivot = max(range(at, n), key=lambda r: abs(rows[r][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for r in range(n):
            if r != at:
                factor = rows[r][at] / rows[at][at]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[at], strict=True)]
    return [rows[r][n] / rows[r][r] for r in range(n)]


def _covariance(v: dict[str, Any]) -> Any:
    x, mu = v["x"], v["mu"]
    n, d = x.shape
    return [
        [sum((x[i, a] - mu[a]) * (x[i, b] - mu[b]) for i in range(n)) / n for b in range(d)] for a in range(d)
    ]


def _mean_shift(v: dict[str, Any]) -> Any:
    k, x = v["K"], v["x"]
    return [sum(k[i] * x[i, a] for i in range(len(k))) / sum(k) for a in range(x.shape[1])]


def _softmax_regression(v: dict[str, Any]) -> Any:
    w, x, b = v["W"], v["x"], v["b"]
    z = [math.exp(sum(w[k, j] * x[j] for j in range(len(x))) + b[k]) for k in range(len(b))]
    return [one / sum(z) for one in z]


def _attention(v: dict[str, Any]) -> Any:
    q, k, u = v["Q"], v["K"], v["V"]
    d = q.shape[1]
    result = []
    for i in range(len(q)):
        e = [math.exp(sum(q[i, r] * k[j, r] for r in range(d)) / math.sqrt(d)) for j in range(len(k))]
        result.append([sum(e[j] * u[j, c] for j in range(len(k))) / sum(e) for c in range(u.shape[1])])
    return result


def _quadratic(v: dict[str, Any]) -> float:
    z = [a - b for a, b in zip(v["x"], v["mu"], strict=True)]
    return sum(a * b for a, b in zip(z, _solve(v["Sigma"].tolist(), z), strict=True))


def _kalman(v: dict[str, Any]) -> Any:
    p, h, r = v["P"], v["H"], v["R"]
    n, m = len(p), len(r)
    ph = [[sum(p[a, k] * h[b, k] for k in range(n)) for b in range(m)] for a in range(n)]
    s = [[sum(h[a, k] * ph[k][b] for k in range(n)) + r[a, b] for b in range(m)] for a in range(m)]
    turned = [[s[b][a] for b in range(m)] for a in range(m)]
    return [_solve(turned, ph[a]) for a in range(n)]


def _logistic_gradient(v: dict[str, Any]) -> Any:
    x, w, y = v["x"], v["w"], v["y"]
    n, d = x.shape
    p = [1 / (1 + math.exp(-sum(w[a] * x[i, a] for a in range(d)))) for i in range(n)]
    return [sum((p[i] - y[i]) * x[i, a] for i in range(n)) / n for a in range(d)]


EQUATIONS: dict[str, tuple[str, tuple[str, ...], Callable[[dict[str, Any]], Any], str]] = {
    "least squares": (
        r"\hat{\beta} = (X^\top X)^{-1} X^\top y",
        ("X in R^(n x d)", "y in R^n", "betahat in R^d"),
        _least_squares,
        "np.linalg.inv(X.T @ X) @ X.T @ y",
    ),
    "covariance": (
        r"C = \frac{1}{n} \sum_{i=1}^n (x_i - \mu)(x_i - \mu)^\top",
        ("C in R^(d x d)", "x in R^d", "mu in R^d", "n in N"),
        _covariance,
        "(x - mu).T @ (x - mu) / x.shape[0]",
    ),
    "mean shift": (
        r"m = \frac{\sum_{i=1}^n K_i x_i}{\sum_{i=1}^n K_i}",
        ("m in R^d", "x in R^d", "K > 0", "n in N"),
        _mean_shift,
        "K @ x / np.sum(K)",
    ),
    "softmax regression": (
        r"p = \operatorname{softmax}(W x + b)",
        ("p in R^k", "W in R^(k x d)", "x in R^d", "b in R^k"),
        _softmax_regression,
        "np.exp(W @ x + b) / np.sum(np.exp(W @ x + b))",
    ),
    "attention": (
        r"A = \operatorname{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right) V",
        ("A in R^(n x v)", "Q in R^(n x d)", "K in R^(m x d)", "V in R^(m x v)", "d in N"),
        _attention,
        "z = Q @ K.T / np.sqrt(Q.shape[1])\nnp.exp(z) / np.sum(np.exp(z), axis=-1, keepdims=True) @ V",
    ),
    "Kalman gain": (
        r"K = P H^\top (H P H^\top + R)^{-1}",
        ("K in R^(n x m)", "P in R^(n x n) psd", "H in R^(m x n)", "R in R^(m x m) psd"),
        _kalman,
        "P @ H.T @ np.linalg.inv(H @ P @ H.T + R)",
    ),
    "Mahalanobis": (
        r"D = \sqrt{(x-\mu)^\top \Sigma^{-1} (x-\mu)}",
        ("D in R", "x in R^d", "mu in R^d", "Sigma in R^(d x d) psd"),
        lambda v: math.sqrt(_quadratic(v)),
        "np.sqrt((x - mu) @ np.linalg.inv(Sigma) @ (x - mu))",
    ),
    "logistic gradient": (
        r"g = \frac{1}{n} \sum_{i=1}^n (\frac{1}{1+\exp(-w^\top x_i)} - y_i) x_i",
        ("g in R^d", "w in R^d", "x in R^d", "y in {0, 1}", "n in N"),
        _logistic_gradient,
        "(1 / (1 + np.exp(-x @ w)) - y) @ x / x.shape[0]",
    ),
}


@pytest.mark.parametrize("name", EQUATIONS)
def test_the_code_computes_what_loops_compute(name: str) -> None:
    latex, declared, loops, code = EQUATIONS[name]
    formula = formula_of(latex, *declared)
    program = formula.program()
    check_program(formula, program)
    if code:
        assert program.text == code
    for seed, sizes in enumerate(SIZES):
        lengths = dict(zip("ndmkv", (*sizes, 3), strict=True)) | {"n": max(sizes) + 1}
        values = _drawn(formula, lengths, np.random.default_rng(seed))
        expected = np.array(loops(values))
        assert np.allclose(run_code(program.text, values), expected), (program.text, sizes)


def _drawn(formula: Any, lengths: dict[str, int], r: np.random.Generator) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for one in formula.inputs:
        shape = tuple(lengths[length] if isinstance(length, str) else length for length in one.shape)
        domain = one.quantity.domain
        if domain.mark == "psd":
            values[one.name] = _definite(r, shape[0])
        elif domain.values:
            values[one.name] = r.choice(domain.values, size=shape)
        elif domain.low == 0:
            values[one.name] = r.uniform(0.2, 2, size=shape)
        else:
            values[one.name] = r.normal(size=shape)
    return values


@pytest.mark.parametrize(
    ("latex", "declared", "code"),
    [
        (
            r"a_{ij} = \frac{\exp(s_{ij})}{\sum_{l=1}^m \exp(s_{il})}",
            ("s in R", "m in N"),
            "np.exp(s) / np.sum(np.exp(s))",
        ),
        (r"c = f \odot h + u \odot g", ("f in R^d", "h in R^d", "u in R^d", "g in R^d"), "f * h + u * g"),
        (
            r"s = \sum_{i=1}^n \sum_{j=1}^m A_{ij} B_{ji}",
            ("A in R", "B in R", "n in N", "m in N"),
            "np.sum(np.sum(A * B.T, axis=1))",
        ),
        (r"B = u v^\top + W", ("u in R^m", "v in R^n", "W in R^(m x n)"), "np.outer(u, v) + W"),
        (
            r"R = \sum_{k=0}^{T} \gamma^k r_k",
            ("gamma in R", "r in R", "T in N"),
            "np.sum(gamma**np.arange(r.shape[0]) * r)",
        ),
        (r"y = x W + b", ("x in R^d", "W in R^(d x m)", "b in R^m"), "x @ W + b"),
    ],
)
def test_signs_become_their_numpy(latex: str, declared: tuple[str, ...], code: str) -> None:
    formula = formula_of(latex, *declared, functions="f")
    program = formula.program()
    check_program(formula, program)
    assert program.text == code


@pytest.mark.parametrize(
    ("latex", "declared"),
    [
        (r"z = u v", ("u in R^d", "v in R^d")),
        (r"z = A x", ("A in R^(m x n)", "x in R^d")),
        (r"z = \|A\|", ("A in R^(m x n)",)),
        (r"z = \|x\|_0 + y", ("x in R", "y in R")),
        (r"z = \max_x f(x)", ("x in R", "f(.) in R")),
    ],
)
def test_what_is_not_clear_is_refused(latex: str, declared: tuple[str, ...]) -> None:
    with pytest.raises(RefusedError):
        formula_of(latex, *declared, functions="f").program()


@pytest.mark.parametrize(
    ("latex", "declared", "reason"),
    [
        (r"z = \prod_{i=1}^n p_i q", ("p in R", "q in R", "n in N"), "behind its product"),
        (r"z = \prod_{i=1}^n p_i / q", ("p in R", "q in R", "n in N"), "behind its product"),
        (r"z = 6 E|x|^3", ("x in R", "E in R"), "an operator"),
        (r"z = \lambda n + o(n)", ("lambda in R", "n in R", "o in R"), "a rest of some order"),
    ],
)
def test_what_reads_two_ways_is_refused_for_that(latex: str, declared: tuple[str, ...], reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        formula_of(latex, *declared, functions="f").program()


def test_a_product_takes_all_that_runs() -> None:
    formula = formula_of(r"z = \prod_{i=1}^n 2 p_i^2 q_i", "p in R", "q in R", "n in N")
    assert formula.program().text == "np.prod(2 * p**2 * q)"
