"""Formulas as one NumPy expression, which an interpreter that knows nothing of formulas runs."""

from __future__ import annotations

import pytest

from drill.arraycode import run_code
from drill.formulas import check_shapes, open_formulas, prove_numpy, work_formula
from tests.formulas.test_values import BY_HAND


@pytest.mark.parametrize(
    ("latex", "rows", "text"),
    [
        ("W x + b", ["W: m, n", "x: n", "b: m"], "W @ x + b"),
        (r"x^\top A x", ["x: n", "A: n, n"], "x @ A @ x"),
        (r"\sum_{i=1}^n w_i x_i", ["w: n", "x: n"], "np.sum(w * x)"),
        (r"\sum_{i=1}^m \sum_{j=1}^n a_i W_{ij} b_j", ["a: m", "b: n", "W: m, n"], None),
        (r"\frac{1}{N} \sum_{k=1}^N p_k x_k", ["p_k:", "x_k: d", "N: count"], None),
        (r"\sum_{i=1}^{3} x_i x_i^\top", ["x_i: d"], None),
        (r"\max_j W_{ij}", ["W: m, n"], ""),
        (r"(A + \lambda I)^{-1} x", ["A: n, n pd", r"\lambda: > 0", "x: n"],
         "np.linalg.inv(A + lambda_ * np.eye(A.shape[0])) @ x"),
        (r"\operatorname{softmax}(Q K^\top / \sqrt{d}) V", ["Q: n, d", "K: m, d", "V: m, k"], None),
        (r"\|y - f_\theta(x)\|^2", ["y: k", r"f_\theta: d -> k", "x: d"], "np.linalg.norm(y - f_theta_x)**2"),
        (r"\sum_{i=1}^n \sum_{j=1}^n \max(0, x_i - x_j)", ["x: n"], None),
        (r"\mathbb{E}_{x \sim q}[f(x)]", ["q: law d", "f: d -> number"], ""),
        (r"\sum_{i=2}^n x_i", ["x: n"], ""),
        (r"c (a \bmod b)", ["a: count", "b: count", "c:"], "c * (a % b)"),
        (r"-(a \bmod b)", ["a: count", "b: count"], "-(a % b)"),
        (r"\sum_{i=1}^n (k \bmod x_i)", ["k: count", "x: n"], "np.sum(k % x)"),
    ],
)  # fmt: skip
def test_an_expression_is_told_where_it_gives_the_value(
    latex: str, rows: list[str], text: str | None
) -> None:
    formula = open_formulas(latex, rows)[0]
    program = prove_numpy(formula, check_shapes(formula), run_code)
    told = "" if program is None else program.text
    assert told == text if text is not None else told.startswith(("np.", "1 / N", "(np."))


def test_most_of_what_has_no_law_is_told() -> None:
    told = [
        prove_numpy(formula, check_shapes(formula), run_code)
        for latex, rows, _ in BY_HAND
        if ":=" not in "".join(rows)
        for formula in open_formulas(latex, rows)[:1]
    ]
    assert sum(map(bool, told)) >= 28


def test_no_expression_is_told_that_gives_another_value() -> None:
    formula = open_formulas("W x + b", ["W: m, n", "x: n", "b: m"])[0]
    shapes = check_shapes(formula)
    assert prove_numpy(formula, shapes, lambda text, arrays: run_code("W @ x - b", arrays)) is None


def test_a_report_has_it() -> None:
    (worked,) = work_formula("softmax(q k^T) v", ["q: n, d", "k: m, d", "v: m, p"], run_code)
    assert worked.numpy == "np.exp(q @ k.T) / np.sum(np.exp(q @ k.T), axis=-1, keepdims=True) @ v"
    assert [part.part for part in worked.inside][-1] == worked.statement


@pytest.mark.parametrize(
    ("latex", "rows", "statements"),
    [
        (r"a = x, \qquad b \leq \omega x", ["x: d", r"\omega: > 0"], ["a=x", r"b\leq\omega x"]),
        (r"y = x_i, \quad i < n", ["x_i: number"], ["y=x_{i}"]),
        (r"a = x \quad \text{if } x^2 > b", ["x:", "b:"], ["a=x", "x^{2}>b"]),
        (
            r"y = \sum_{t=1}^{T} \left( \sum_{u=t}^{T} r_u - c_t \right)",
            ["T: count", "r_u: number", "c_t: number"],
            [r"y=\sum_{t=1}^{T}(\sum_{u=t}^{T}r_{u}-c_{t})"],
        ),
    ],
)
def test_every_statement_that_computes_something_is_worked(
    latex: str, rows: list[str], statements: list[str]
) -> None:
    worked = work_formula(latex, rows)
    assert [statement.statement for statement in worked] == statements
    assert all(statement.fits and statement.inside for statement in worked)


def test_a_sum_within_a_sum_beside_another_letter_is_worked() -> None:
    (worked,) = work_formula(r"\sum_t(\sum_u r_u - c_t)", ["r_u:", "c_t:"], run_code)
    assert worked.numpy == "np.sum(np.sum(r) - c)"
